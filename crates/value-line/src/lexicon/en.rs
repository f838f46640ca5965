//! English.

use std::sync::LazyLock;

#[allow(clippy::enum_glob_use)] // a table of words reads better without the prefix on every row
use super::Concept::*;
use super::Noun as Thing;
use super::{Concept, Lexicon, TimeUnit};

/// The English lexicon.
pub(crate) static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&[TABLE, super::periods::TABLE].concat()));

const TABLE: &[(&str, Concept)] = &[
    // Units of a number.
    ("percent|pct|per cent", Percent),
    ("pp|ppt|ppts|pps|pt|pts|point|points|percentage point|percentage points|percent points", Points),
    ("bp|bps|basis point|basis points", BasisPoints),
    ("x|times|fold", Times),
    ("story point|story points", Nothing),
    ("min|mins|minute|minutes", Unit(TimeUnit::Minute)),
    ("h|hr|hrs|hour|hours|person hour|person hours|man hours", Unit(TimeUnit::Hour)),
    ("d|day|days|person day|person days|man days|working day|working days", Unit(TimeUnit::Day)),
    ("wk|wks|week|weeks|working weeks|working week", Unit(TimeUnit::Week)),
    ("mo|month|months", Unit(TimeUnit::Month)),
    ("q|qtr|quarter|quarters", Unit(TimeUnit::Quarter)),
    ("y|yr|yrs|year|years|annum", Unit(TimeUnit::Year)),
    ("hourly", Often(TimeUnit::Hour)),
    ("daily", Often(TimeUnit::Day)),
    ("weekly", Often(TimeUnit::Week)),
    ("monthly", Often(TimeUnit::Month)),
    ("quarterly", Often(TimeUnit::Quarter)),
    ("yearly|annual|annually|pa|per annum", Often(TimeUnit::Year)),
    ("pm|pcm", Often(TimeUnit::Month)),
    (
        "biweekly|fortnightly|every other week|every second week|a fortnight|per fortnight|every fortnight",
        Rhythm(TimeUnit::Week, 0.5),
    ),
    ("every other month|every second month", Rhythm(TimeUnit::Month, 0.5)),
    ("once a day|once per day", Rhythm(TimeUnit::Day, 1.0)),
    ("once a week|once per week", Rhythm(TimeUnit::Week, 1.0)),
    ("once a month|once per month", Rhythm(TimeUnit::Month, 1.0)),
    ("once a quarter|once per quarter", Rhythm(TimeUnit::Quarter, 1.0)),
    ("once a year|once per year", Rhythm(TimeUnit::Year, 1.0)),
    ("twice a day|twice per day|twice daily", Rhythm(TimeUnit::Day, 2.0)),
    ("twice a week|twice per week|twice weekly", Rhythm(TimeUnit::Week, 2.0)),
    ("twice a month|twice per month|twice monthly", Rhythm(TimeUnit::Month, 2.0)),
    ("twice a quarter|twice per quarter", Rhythm(TimeUnit::Quarter, 2.0)),
    (
        "twice a year|twice per year|twice yearly|half yearly|semi annually|semiannually|every half year",
        Rhythm(TimeUnit::Year, 2.0),
    ),
    ("a third of|by a third|one third|by one third", Fraction(1.0 / 3.0)),
    ("two thirds|by two thirds", Fraction(2.0 / 3.0)),
    ("a quarter of the|a quarter of our|a quarter of all|by a quarter|one quarter of", Fraction(0.25)),
    ("three quarters|by three quarters", Fraction(0.75)),
    ("half of|half the|half our", Fraction(0.5)),
    ("a fifth of|by a fifth|one fifth", Fraction(0.2)),
    ("a tenth of|by a tenth|one tenth", Fraction(0.1)),
    ("one", Number(1.0)),
    ("two", Number(2.0)),
    ("three", Number(3.0)),
    ("four", Number(4.0)),
    ("five", Number(5.0)),
    ("six", Number(6.0)),
    ("seven", Number(7.0)),
    ("eight", Number(8.0)),
    ("nine", Number(9.0)),
    ("ten", Number(10.0)),
    ("twelve|a dozen|dozen", Number(12.0)),
    ("fifteen", Number(15.0)),
    ("twenty", Number(20.0)),
    ("thirty", Number(30.0)),
    ("forty", Number(40.0)),
    ("fifty", Number(50.0)),
    ("hundred|a hundred|one hundred", Number(100.0)),
    ("a thousand", Number(1_000.0)),
    ("a million", Number(1_000_000.0)),
    ("half a million", Number(500_000.0)),
    ("no one|one of", Nothing),
    // Small words.
    ("a|an|the|our|its|their|this|these|that", Article),
    ("per|every", Per),
    ("each|apiece|a head|per head|per unit", Each),
    ("about|around|roughly|approximately|approx|circa|ca|some|nearly|almost", About),
    ("up to|at most|less than|under|no more than|not more than|below|max|maximum", UpTo),
    ("at least|more than|over|above|not less than|no less than|minimum|upwards of", AtLeast),
    ("between", Between),
    ("to|down to|up to a|afterwards|thereafter", To),
    ("and", And),
    ("or", Or),
    ("from", From),
    ("by", By),
    ("of|out of", Of),
    ("for", For),
    ("on|against", On),
    ("in|within|across|inside|into", In),
    ("is|are|was|were|being|at", Is),
    // Directions.
    (
        "reduce|reduces|reduced|reducing|reduction|reductions|lower|lowers|lowered|lowering|decrease|decreases|decreased|decreasing|cut|cuts|\
         cutting|drop|drops|dropped|dropping|fall|falls|falling|shrink|shrinks|less|minus|down|trim|trims|bring down|brings down|bringing down|\
         curb|curbs|limit|limits|minimise|minimises|minimize|minimizes|smaller|cheaper",
        Down,
    ),
    (
        "increase|increases|increased|increasing|raise|raises|raised|raising|rise|rises|rising|grow|grows|growing|growth|improve|improves|\
         improved|improving|improvement|boost|boosts|boosting|lift|lifts|lifting|expand|expands|expanding|up|higher|more|plus|extra|additional|uplift|worsen|worsens",
        Up,
    ),
    ("fewer", Fewer),
    (
        "avoid|avoids|avoided|avoiding|prevent|prevents|preventing|prevented|stop|stops|stopping|protect|protects|protecting|eliminate|\
         eliminates|eliminating|remove|removes|removing|spare|spares|sparing",
        Prevent,
    ),
    ("save|saves|saved|saving|savings|free|frees|freeing|free up|frees up", Save),
    ("halve|halves|halved|halving|in half|by half", Halve),
    ("double|doubles|doubled|doubling", Double),
    (
        "not|no|never|don't|doesn't|didn't|won't|wouldn't|can't|cannot|isn't|aren't|without|hardly|nor|neither|fails to|fail to|unlikely",
        Not,
    ),
    ("not only|no longer|no doubt|no matter|not just|not yet|without losing", Nothing),
    // What it is about.
    ("churn|churning|attrition|churn rate|cancellation rate", Churn),
    (
        "churner|churners|churned customers|leaver|leavers|cancellation|cancellations|departures|leave|leaves|leaving|cancel|cancels",
        Churner,
    ),
    ("retention|retain|retains|retaining|renewal rate|retention rate", Retention),
    (
        "conversion|conversions|convert|converts|converting|conversion rate|checkout rate|signup rate|sign up rate|click through rate|ctr|\
         win rate|close rate|activation|activation rate",
        Conversion,
    ),
    ("expansion|upsell|upsells|upselling|upgrade|upgrades|upgrading|cross sell|cross sells|nrr", Expansion),
    (
        "risk|risks|danger|exposure|likelihood of an outage|likelihood of a breach|breach|breaches|data loss|fraud|lawsuit",
        Risk,
    ),
    ("fine|fines|fined|penalty|penalties|sanction|sanctions|surcharge", Penalty),
    (
        "deal|deals|contract|contracts|pipeline|opportunity|opportunities|renewal|renewals|tender|prospect|prospects",
        Deal,
    ),
    (
        "unblock|unblocks|unblocked|unblocking|unlock|unlocks|unlocking|block|blocks|blocked|blocking|close|closes|closing",
        Unblock,
    ),
    (
        "bill|bills|cost|costs|costing|spend|spending|spends|invoice|invoices|fee|fees|expense|expenses|hosting|licence|licences|license|licenses|\
         budget|run rate|hiring|hire|salary|salaries|overtime|infrastructure|refunds|chargebacks",
        Cost,
    ),
    ("revenue|revenues|sales|turnover|income|earnings|gmv|bookings|profit", Revenue),
    ("arr|annual recurring revenue|yearly revenue|annual revenue|yearly sales|annual sales", Recurring(TimeUnit::Year)),
    ("mrr|monthly recurring revenue|monthly revenue|monthly sales", Recurring(TimeUnit::Month)),
    ("segment|segments|customer base|book of business|tier|cohort", Segment),
    (
        "bring|brings|bringing|brings in|bring in|add|adds|adding|generate|generates|generating|earn|earns|earning|gain|gains|gaining|\
         yield|yields|makes|attract|attracts|enable|enables|win|wins|wins over|wins back|win back|win over",
        Gain,
    ),
    ("new", New),
    ("worth|value|valued", Worth),
    (
        "lose|loses|losing|lost|loss|losses|miss|misses|missing|burn|burns|burning|bleed|bleeds|forgo|forgoes|costs us|cost us|costing us",
        Lose,
    ),
    ("delay|delayed|delays|late|wait|waits|waiting|of delay|not done|not live|not fixed|while", Delay),
    (
        "latency|performance|speed|uptime|availability|throughput|load time|response time|error rate|errors|coverage|test coverage|\
         technical debt|tech debt|code quality|memory|cpu|crashes|bugs|bug|build time|lcp|slo",
        Technical,
    ),
    (
        "visit|visits|visitor|visitors|session|sessions|view|views|pageviews|page views|lead|leads|trial|trials|signup|signups|sign ups|cart|carts|\
         checkouts|impressions|clicks|requests|downloads",
        Noun(Thing::Visit),
    ),
    (
        "customer|customers|client|clients|account|accounts|subscriber|subscribers|user|users|seat|seats|merchant|merchants|member|members|\
         company|companies|tenant|tenants|subscription|subscriptions|shop|shops|hotel|hotels|practice|practices|restaurant|restaurants",
        Noun(Thing::Customer),
    ),
    (
        "order|orders|purchase|purchases|sale|booking|transaction|transactions|basket|baskets|shipment|shipments",
        Noun(Thing::Order),
    ),
    (
        "people|person|persons|engineer|engineers|developer|developers|dev|devs|agent|agents|employee|employees|colleague|colleagues|rep|reps|\
         fte|ftes|operator|operators|analyst|analysts|accountant|accountants|head|heads|staff|salespeople|designer|designers|nurse|nurses",
        Noun(Thing::Person),
    ),
    (
        "call|calls|ticket|tickets|task|tasks|request|invoice run|deploy|deploys|deployment|deployments|release|releases|build|builds|report|reports|\
         case|cases|sprint|sprints|iteration|iterations|import|imports|export|exports|email|emails|run|runs|item|items|review|reviews|onboarding|onboardings|refund|return|returns",
        Noun(Thing::Event),
    ),
    ("outage|outages|incident|incidents|accident|accidents|failure|failures|downtime", Noun(Thing::Incident)),
    // What a number is for.
    ("relative|relatively", Relative),
    ("likely|chance|chances|probability|probable|likelihood|odds|sure|certain|confident|prob", Likely),
    ("margin|gross margin|contribution margin|profit margin", Margin),
    ("realisation|realization|realised|realized|usable", Realisation),
    ("currently|today|now|baseline|presently|so far|at present|right now|base rate|starting point", Now),
    ("once|one off|one time|single|oneoff", Once),
    // Dates.
    ("january|jan", Month(1)),
    ("february|feb", Month(2)),
    ("march|mar", Month(3)),
    ("april|apr", Month(4)),
    ("may", Month(5)),
    ("june|jun", Month(6)),
    ("july|jul", Month(7)),
    ("august|aug", Month(8)),
    ("september|sept|sep", Month(9)),
    ("october|oct", Month(10)),
    ("november|nov", Month(11)),
    ("december|dec", Month(12)),
    ("monday|mon", Weekday(1)),
    ("tuesday|tue", Weekday(2)),
    ("wednesday|wed", Weekday(3)),
    ("thursday|thu", Weekday(4)),
    ("friday|fri", Weekday(5)),
    ("saturday", Weekday(6)),
    ("sunday", Weekday(7)),
    ("black friday|cyber monday|good friday|easter monday", Nothing),
    ("end of|the end of|end|eo", End),
    ("next", Next),
    ("starting|starts|start|as of|from the|beginning|begins|after|since", Starting),
    ("before|no later than|not later than|latest", Before),
    ("until|till|til|closes on|ends on|expires on|expires|ends", Until),
    ("if|when|should", If),
    ("unless", Unless),
    (
        "if not|if we don't|if we do not|if it is not|if it's not|if this is not|if we are not|if we aren't|if not live|if we miss",
        IfNot,
    ),
];
