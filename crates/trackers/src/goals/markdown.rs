//! Goals in Markdown: nested lists under headings, and tables.

use jiff::civil::Date;
use throughline_domain::words::short;

use super::{Floor, Goals, GoalsError, Item, is_numeric, outline::Outline, skip, table::Objectives, topic};

/// Headings that stand above a table of contents, and often above the rest of the document as well.
const CONTENTS: [&str; 3] = ["on this page", "table of contents", "contents"];
const HOW_IT_WENT: &str = "tells how it went, and is no goal";
const HOW_TO: &str = "tells how to get there, and is no goal";
/// What headings begin with under which no goals stand, but for the quarter or the year in them.
const ABOUT_SOMETHING_ELSE: [(&str, &str); 8] = [
    ("retrospective", HOW_IT_WENT),
    ("retrospectives", HOW_IT_WENT),
    ("retro", HOW_IT_WENT),
    ("progress update", HOW_IT_WENT),
    ("progress updates", HOW_IT_WENT),
    ("final summary", HOW_IT_WENT),
    ("task details", "is a detail of a task that is named above"),
    ("how to achieve", HOW_TO),
];
/// Such a heading that others begin with as well: "Progress in every country" is a goal.
const PROGRESS: &str = "progress";

/// Items under which no goals stand.
const LABELS_OF_RETROSPECTIVES: [&str; 6] = ["good", "bad", "try", "went well", "to improve", "what went well"];
/// What details of a task begin with.
const DETAILS: [&str; 6] = ["workgroup:", "channel:", "details:", "links:", "notes:", "contact:"];

/// The longest text that is shown in a sentence, in letters.
const SHOWN: usize = 100;

pub(super) fn read(name: &str, text: &str) -> Result<Goals, GoalsError> {
    let (body, before) = without_front_matter(text);
    let outline = Outline::of(body, before)?;
    if outline.nodes.is_empty() {
        return Err(GoalsError::Nothing(name.to_owned()));
    }
    let mut reading =
        Reading { goals: Goals { cycle: cycle(body), ..Goals::default() }, ..Reading::new(&outline, name) };
    for place in 0..outline.nodes.len() {
        reading.node(place);
    }
    reading.rest();
    Ok(reading.goals)
}

/// The text behind the front matter, and the lines before it.
fn without_front_matter(text: &str) -> (&str, usize) {
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    match rest {
        Some((matter, body)) => (body, matter.matches('\n').count() + 3),
        None => (text, 0),
    }
}

struct Reading<'o> {
    outline: &'o Outline,
    document: String,
    goals: Goals,
    /// The item that each node of a list became.
    became: Vec<Option<usize>>,
    /// Why nodes were refused, so that what stands below them is refused with it.
    refused: Vec<Option<&'static str>>,
    /// The objective that each heading became.
    of_heading: Vec<Option<usize>>,
    /// The list in which a label of a retrospective stood: its other items are no goals either.
    looks_back: Option<(Option<usize>, Option<usize>)>,
    /// For each heading why no goals stand under it, if so.
    no_goals_under: Vec<Option<&'static str>>,
    /// The objectives that rows of tables may name.
    objectives: Objectives,
}

impl<'o> Reading<'o> {
    fn new(outline: &'o Outline, name: &str) -> Self {
        let first = outline.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.clone());
        Self {
            outline,
            document: first.unwrap_or_else(|| name.to_owned()),
            goals: Goals::default(),
            became: vec![None; outline.nodes.len()],
            refused: vec![None; outline.nodes.len()],
            of_heading: vec![None; outline.headings.len()],
            looks_back: None,
            no_goals_under: no_goals_under(outline),
            objectives: Objectives::default(),
        }
    }

    fn node(&mut self, place: usize) {
        let node = &self.outline.nodes[place];
        if let Some(reason) = self.no_goal(place) {
            self.refused[place] = reason.for_all_below.then_some(reason.why);
            self.goals.skipped.push(skip(node.line, &node.text, reason.why));
            return;
        }
        let mut in_row = None;
        if let Some((row, columns)) = node.row.as_ref().map(|row| (row, &self.outline.tables[row.table]))
            && columns.has_both()
        {
            in_row = self.objectives.of_row(&mut self.goals, (row.table, columns), &row.cells, node.line);
            if node.text.trim().is_empty() {
                return;
            }
        }
        let (said, marked) = marked(&node.text);
        let (title, result) = without_result(said);
        let bold = node.bold * 10 >= title.chars().count() * 6 && node.bold > 0;
        let floor = match marked {
            Some(floor) => floor,
            None if (node.has_children || bold) && node.row.is_none() => Floor::Objective,
            None => Floor::KeyResult,
        };
        if title.chars().filter(|letter| letter.is_alphanumeric()).count() < 3 {
            self.goals.skipped.push(skip(node.line, &node.text, "says nothing"));
            return;
        }
        let mut notes = Vec::new();
        if !result.is_empty() {
            notes.push(format!("Its result, “{}”, is not taken; values come from its metric.", short(result, SHOWN)));
        }
        if node.ticked {
            notes.push("That it is ticked off is not taken; values come from its metric.".to_owned());
        }
        let item = match floor {
            Floor::Objective => {
                let above = self.above(place);
                let why = above.map(|above| format!("Stands under “{}” in {}.", short(&above, SHOWN), self.document));
                Item { why: why.unwrap_or_default(), ..Item::new(node.line, floor, title, None) }
            }
            Floor::KeyResult => {
                let under = in_row.unwrap_or_else(|| self.objective(place));
                Item::new(node.line, floor, title, Some(under))
            }
        };
        let mut item = Item { notes, ..item };
        if let Some(row) = &node.row {
            self.outline.tables[row.table].fill(&mut item, &row.cells);
        }
        self.became[place] = Some(self.push(item));
    }

    fn push(&mut self, item: Item) -> usize {
        let place = self.goals.items.len();
        if item.floor == Floor::Objective {
            self.objectives.note(&item.title, place);
        }
        self.goals.items.push(item);
        place
    }

    /// The objective of a key result: the nearest one above it in the list, else its heading, else the document.
    fn objective(&mut self, place: usize) -> usize {
        let mut at = self.outline.nodes[place].parent;
        while let Some(above) = at {
            if let Some(item) = self.became[above].filter(|item| self.goals.items[*item].floor == Floor::Objective) {
                return item;
            }
            at = self.outline.nodes[above].parent;
        }
        let heading = self.outline.nodes[place].heading;
        if let Some(known) = heading.and_then(|heading| self.of_heading[heading]) {
            return known;
        }
        let (line, text) = match heading.map(|heading| &self.outline.headings[heading]) {
            Some(heading) => (heading.line, without_number(&heading.text).to_owned()),
            None => (1, self.document.clone()),
        };
        let made = self.push(Item::new(line, Floor::Objective, &text, None));
        if let Some(heading) = heading {
            self.of_heading[heading] = Some(made);
        }
        made
    }

    /// What stands directly above an objective.
    fn above(&self, place: usize) -> Option<String> {
        let node = &self.outline.nodes[place];
        match node.parent {
            Some(parent) => Some(without_result(&self.outline.nodes[parent].text).0.to_owned()),
            None => node.heading.map(|heading| without_number(&self.outline.headings[heading].text).to_owned()),
        }
    }

    fn no_goal(&mut self, place: usize) -> Option<NoGoal> {
        let node = &self.outline.nodes[place];
        let all = |why| Some(NoGoal { why, for_all_below: true });
        let this = |why| Some(NoGoal { why, for_all_below: false });
        if let Some(why) = node.parent.and_then(|parent| self.refused[parent]) {
            return all(why);
        }
        if let Some(why) = node.heading.and_then(|at| self.no_goals_under[at]) {
            return all(why);
        }
        let text = node.text.trim();
        let low = text.to_lowercase();
        let list = Some((node.parent, node.heading));
        if LABELS_OF_RETROSPECTIVES.contains(&low.trim_end_matches(':')) {
            self.looks_back = list;
        }
        if self.looks_back == list {
            return all("tells how it went, and is no goal");
        }
        if low == "toc" || low.contains("{:toc}") {
            return all("is part of the table of contents");
        }
        if DETAILS.iter().any(|detail| low.starts_with(detail)) {
            return all("is a detail of a task, and no goal");
        }
        if (low.starts_with("http://") || low.starts_with("https://")) && !text.contains(' ') {
            return this("is an address, and no goal");
        }
        if node.has_children && node.bold == 0 && text.split_whitespace().count() < 4 && !text.contains(": ") {
            return this("names who it belongs to; what stands below it is read");
        }
        None
    }

    /// Headings without items, and prose.
    fn rest(&mut self) {
        let above = |at: usize| {
            let mut all = Vec::new();
            let mut next = Some(at);
            while let Some(heading) = next {
                all.push(heading);
                next = self.outline.headings[heading].parent;
            }
            all
        };
        let used: std::collections::BTreeSet<usize> =
            self.outline.nodes.iter().filter_map(|node| node.heading).flat_map(above).collect();
        for (place, heading) in self.outline.headings.iter().enumerate() {
            if !used.contains(&place) {
                self.goals.skipped.push(skip(heading.line, &heading.text, "has no list or table below it"));
            }
        }
        for (line, text) in &self.outline.prose {
            self.goals.skipped.push(skip(*line, text, "is a paragraph, and no item of a list"));
        }
    }
}

/// For each heading why no goals stand under it: because of itself, or of one above it.
fn no_goals_under(outline: &Outline) -> Vec<Option<&'static str>> {
    let mut below: Vec<Option<&'static str>> = Vec::new();
    let mut all = Vec::new();
    for heading in &outline.headings {
        let topic = topic(&heading.text);
        below.push(about_something_else(&topic).or_else(|| heading.parent.and_then(|above| below[above])));
        let contents = CONTENTS.contains(&topic.as_str()).then_some("is part of the table of contents");
        all.push(contents.or(below[below.len() - 1]));
    }
    all
}

/// Why no goals stand under a heading, by what it is about.
fn about_something_else(topic: &str) -> Option<&'static str> {
    let begins = |with: &str| topic.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let known = ABOUT_SOMETHING_ELSE.iter().find(|(about, _)| begins(about)).map(|(_, why)| *why);
    known.or_else(|| (topic == PROGRESS).then_some(HOW_IT_WENT))
}

/// Why an item is no goal, and whether what stands below it is none either.
struct NoGoal {
    why: &'static str,
    for_all_below: bool,
}

/// The sentence behind a mark, "KR: …", and what the mark says that it is.
fn marked(text: &str) -> (&str, Option<Floor>) {
    let text = text.trim();
    let marks = [
        ("objective: ", Floor::Objective),
        ("kr: ", Floor::KeyResult),
        ("key result: ", Floor::KeyResult),
        ("o: ", Floor::Objective),
    ];
    for (mark, floor) in marks {
        if text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)) {
            return (text[mark.len()..].trim(), Some(floor));
        }
    }
    // "VP Field Ops KR: …" keeps whose it is.
    let owner = text.split(": ").next().unwrap_or_default();
    let of_somebody = owner.ends_with(" KR") && owner.split_whitespace().count() <= 8;
    (text, of_somebody.then_some(Floor::KeyResult))
}

/// Words that a number belongs to: "below X%" says how far to come, and "checklist X%" how far it came.
const LEADING: [&str; 16] = [
    "to", "by", "of", "at", "than", "from", "below", "above", "under", "over", "least", "most", "about", "is", "and",
    "or",
];

/// A sentence and its result: what stands behind "=>", behind a colon at its end ("94% (one incident)"), or there as a
/// sentence of its own, in parentheses or before a share in them ("0/2", "(80%)", "8/10 (80%)"), or where an X stands for it.
fn without_result(text: &str) -> (&str, &str) {
    if let Some((title, result)) = text.split_once("=>") {
        return (title.trim_end_matches('=').trim(), result.trim_start_matches(['=', '>', '.', ' ']).trim());
    }
    let text = text.trim();
    if let Some((title, result)) = text.rsplit_once(": ")
        && (title.split_whitespace().count() >= 5
            || result.chars().all(|letter| letter.is_ascii_digit() || "X/%(). ".contains(letter)))
        && is_result(result)
    {
        return (title.trim(), result.trim());
    }
    let (mut title, mut before_a_share) = (text, false);
    while let Some(word) = title.split_whitespace().next_back() {
        let before = title[..title.len() - word.len()].trim_end();
        let inside = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
        let said = inside.unwrap_or(word);
        let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let not_yet = said.starts_with('X') && !LEADING.contains(&last.as_str());
        let apart = inside.is_some() || before_a_share || not_yet || last.is_empty() || last.ends_with([':', '.']);
        let share = said.strip_suffix('%').is_some_and(|share| share == "X" || inside.is_some() && is_numeric(share));
        let of = said.split_once('/').is_some_and(|(done, all)| (done == "X" || is_numeric(done)) && is_numeric(all));
        if !(apart && (share || of)) {
            break;
        }
        before_a_share = inside.is_some() && share;
        title = before;
    }
    (title.trim_end_matches(':').trim(), text[title.len()..].trim())
}

/// Whether the words behind a colon say how far it came.
fn is_result(text: &str) -> bool {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
    let number = first.trim_start_matches(['~', '-']).trim_end_matches(['%', '*']);
    let told = ["achieved", "completed", "done", "closed", "missed"].contains(&first.to_lowercase().as_str());
    let counted = number == "X" || is_numeric(number) || number.split_once('/').is_some_and(|(_, all)| is_numeric(all));
    let rest = text.trim_start_matches(first).trim_start();
    let alone = first.contains(['%', '/']) && (rest.is_empty() || rest.starts_with(['(', ',']));
    told || counted && (alone || text.contains("%)"))
}

/// "1. CEO: IACV" without its number.
fn without_number(text: &str) -> &str {
    match text.split_once(". ") {
        Some((number, rest)) if !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit()) => rest,
        _ => text,
    }
}

/// The days behind "run from … to …", written 2020-02-01 or February 1, 2020.
fn cycle(text: &str) -> Option<(Date, Date)> {
    let (_, after) = text
        .split_once("from ")
        .filter(|(before, _)| before.trim_end().ends_with(['n', 's']))
        .or_else(|| text.split_once("run from "))?;
    let line = after.split('\n').next()?;
    let (first, rest) = line.split_once(" to ")?;
    let last = rest.trim_end_matches(['.', ' ']).split(". ").next()?;
    let (first, last) = (day(first)?, day(last)?);
    (first < last).then_some((first, last))
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches(['.', ',']);
    text.parse().ok().or_else(|| Date::strptime("%B %d, %Y", text).ok())
}
