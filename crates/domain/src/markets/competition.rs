//! Who competes for a segment, what they did, and what that puts at risk.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_value_line::format;

use crate::{
    CompetitorMoveId, Money, SegmentId, Ts,
    check::{Faults, MAX_NAME, MAX_TITLE, Wrong},
    shares::{Share, wilson_90},
    words,
};

/// Deals that one entry counts at most.
const MOST_DEALS: i64 = 1_000_000;

/// What a competitor did in a segment, on a day, from a source; and how deals against them went by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CompetitorMove {
    /// Its id.
    pub id: CompetitorMoveId,
    /// Who.
    pub competitor: String,
    /// In which segment.
    pub segment_id: SegmentId,
    /// On which day it was seen.
    pub on: Date,
    /// What they can do now: "live tracking for carriers".
    pub what: String,
    /// Where that is known from. What has no source is hearsay and is not kept.
    pub source: String,
    /// Deals of the segment won against them so far.
    pub won: i64,
    /// Deals lost to them so far.
    pub lost: i64,
    /// Open pipeline of the segment on that day, if known.
    pub pipeline: Option<Money>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// Part of the open pipeline that may be lost to a competitor, as deals went so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AtRisk {
    /// Deals lost among those decided, with its 90% interval.
    pub lost: Share,
    /// The pipeline times the low end of that interval.
    pub low: Money,
    /// The pipeline times the share.
    pub likely: Money,
    /// The pipeline times the high end.
    pub high: Money,
}

/// How a competitor stands in a segment, and how that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Standing {
    /// Who.
    pub competitor: String,
    /// In which segment.
    pub segment_id: SegmentId,
    /// What they did, newest first.
    pub moves: Vec<CompetitorMove>,
    /// What is at risk by the newest entry that can say so.
    pub at_risk: Option<AtRisk>,
    /// What was at risk by the oldest entry that could say so, and when; none where there is only one.
    pub at_first: Option<(Date, AtRisk)>,
    /// The standing in a sentence or two.
    pub sentence: String,
}

impl CompetitorMove {
    /// Checks texts, counts and the amount.
    pub fn check(&self) -> Result<(), Faults> {
        #[expect(clippy::cast_precision_loss, reason = "counts of deals")]
        let (won, lost, most) = (self.won as f64, self.lost as f64, MOST_DEALS as f64);
        let mut faults = Faults::default();
        faults
            .name("competitor", &self.competitor, MAX_NAME)
            .name("what", &self.what, MAX_TITLE)
            .name("source", &self.source, MAX_TITLE)
            .within("won", won, 0.0..=most)
            .within("lost", lost, 0.0..=most);
        let pipeline = self.pipeline.map(Money::major);
        faults
            .refuse(pipeline.is_some_and(|amount| amount <= 0.0), "pipeline", || {
                Wrong::NotPositive(pipeline.unwrap_or_default())
            })
            .finish()
    }

    /// What is at risk: the open pipeline times the share of decided deals that were lost, with the interval of Wilson
    /// (1927) at 90%. None without a decided deal or a pipeline: nothing can be said then, which is not 0.
    pub fn at_risk(&self) -> Option<AtRisk> {
        let lost = wilson_90(self.lost, self.lost.checked_add(self.won)?)?;
        let pipeline = self.pipeline?;
        let part = |share: f64| Money::from_major(pipeline.major() * share, pipeline.currency);
        Some(AtRisk { low: part(lost.low), likely: part(lost.share), high: part(lost.high), lost })
    }
}

/// How competitors stand, those that put most at risk first. A name is the same whatever its capitals.
pub fn standings(moves: &[CompetitorMove], today: Date) -> Vec<Standing> {
    let mut groups: BTreeMap<(SegmentId, String), Vec<&CompetitorMove>> = BTreeMap::new();
    for entry in moves.iter().filter(|entry| entry.withdrawn_at.is_none()) {
        groups.entry((entry.segment_id, entry.competitor.trim().to_lowercase())).or_default().push(entry);
    }
    let mut standings: Vec<Standing> = groups.into_values().map(|entries| standing(entries, today)).collect();
    standings.sort_by_key(|one| Reverse(one.at_risk.as_ref().map_or(-1, |risk| risk.likely.minor)));
    standings
}

fn standing(mut entries: Vec<&CompetitorMove>, today: Date) -> Standing {
    entries.sort_by_key(|entry| (Reverse(entry.on), Reverse(entry.id)));
    let newest = entries[0];
    let decided = entries.iter().any(|entry| entry.won + entry.lost > 0);
    let telling: Vec<(Date, AtRisk)> = entries.iter().filter_map(|entry| Some((entry.on, entry.at_risk()?))).collect();
    let at_risk = telling.first().map(|(_, risk)| risk.clone());
    let at_first = if telling.len() > 1 { telling.last().cloned() } else { None };
    Standing {
        competitor: newest.competitor.clone(),
        segment_id: newest.segment_id,
        sentence: said(decided, at_risk.as_ref(), at_first.as_ref(), today),
        moves: entries.into_iter().cloned().collect(),
        at_risk,
        at_first,
    }
}

/// `decided`: whether any deal against them was.
fn said(decided: bool, now: Option<&AtRisk>, first: Option<&(Date, AtRisk)>, today: Date) -> String {
    let Some(now) = now else {
        return if decided {
            "The open pipeline is not known, so nobody can say what is at risk.".to_owned()
        } else {
            "No deal against them was decided yet, so nobody can say what is at risk.".to_owned()
        };
    };
    let deals = if now.lost.of == 1 { "deal" } else { "deals" };
    let sentence = format!(
        "{} of the open pipeline is at risk, 90% sure between {} and {}: {} of {} {deals} went to them.",
        format::money(now.likely),
        format::money(now.low),
        format::money(now.high),
        now.lost.hits,
        now.lost.of
    );
    match first.filter(|(_, then)| then.likely.currency == now.likely.currency) {
        None => sentence,
        Some((on, then)) => {
            let apart = now.low.minor > then.high.minor || now.high.minor < then.low.minor;
            let chance = if apart { "" } else { "; with so few deals that may be chance" };
            format!("{sentence} On {} it was {}{chance}.", words::day(*on, today), format::money(then.likely))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    const TODAY: Date = date(2026, 10, 13);

    fn entry(number: u128, on: Date, won: i64, lost: i64, pipeline: Option<i64>) -> CompetitorMove {
        CompetitorMove {
            id: CompetitorMoveId(uuid::Uuid::from_u128(number)),
            competitor: "Rival".to_owned(),
            segment_id: SegmentId(uuid::Uuid::from_u128(1)),
            on,
            what: "live tracking for carriers".to_owned(),
            source: "their release notes of that day".to_owned(),
            won,
            lost,
            pipeline: pipeline.map(|major| Money::new(major * 100, Currency::EUR)),
            version: 1,
            withdrawn_at: None,
        }
    }

    #[test]
    fn three_of_nine_deals_lost_put_a_third_of_the_pipeline_at_risk() {
        let risk = entry(1, TODAY, 6, 3, Some(600_000)).at_risk().unwrap();
        assert_eq!(risk.likely.minor, 20_000_000);
        let thousands = |money: Money| (money.major() / 1_000.0).round();
        assert_eq!((thousands(risk.low), thousands(risk.high)), (85.0, 361.0));
    }

    #[test]
    fn what_nobody_knows_is_said_and_is_not_nothing() {
        let told = |entry: CompetitorMove| standings(&[entry], TODAY).remove(0);
        let undecided = told(entry(1, TODAY, 0, 0, Some(600_000)));
        assert_eq!(undecided.at_risk, None);
        assert!(undecided.sentence.contains("No deal against them was decided"));
        assert!(told(entry(1, TODAY, 1, 1, None)).sentence.contains("pipeline is not known"));
        let earlier = [entry(1, date(2026, 10, 1), 3, 2, None), entry(2, TODAY, 0, 0, None)];
        assert!(standings(&earlier, TODAY).remove(0).sentence.contains("pipeline is not known"), "deals were decided");
        let mut nameless = entry(1, TODAY, -1, 3, Some(0));
        nameless.source = " ".to_owned();
        let fields: Vec<String> =
            nameless.check().unwrap_err().messages().into_iter().map(|message| message.field).collect();
        assert_eq!(fields, ["source", "won", "pipeline"]);
    }

    #[test]
    fn an_advance_is_told_with_what_it_was_and_whether_that_may_be_chance() {
        let moves = [
            entry(1, date(2026, 3, 1), 9, 1, Some(600_000)),
            entry(2, date(2026, 10, 1), 6, 3, Some(600_000)),
            CompetitorMove { competitor: "rival ".to_owned(), ..entry(3, date(2026, 10, 2), 0, 0, None) },
            CompetitorMove { withdrawn_at: Some(Ts::default()), ..entry(4, TODAY, 0, 99, Some(600_000)) },
        ];
        let standings = standings(&moves, TODAY);
        let [one] = standings.as_slice() else { panic!("{standings:?}") };
        assert_eq!((one.moves.len(), one.moves[0].on), (3, date(2026, 10, 2)));
        assert_eq!(
            one.sentence,
            "€200k of the open pipeline is at risk, 90% sure between €85k and €361k: 3 of 9 deals went to them. On 1 Mar it was €60k; with so few deals that may be chance."
        );
        let clear = [entry(1, date(2026, 3, 1), 95, 5, Some(600_000)), entry(2, TODAY, 30, 70, Some(600_000))];
        let sentence = super::standings(&clear, TODAY).remove(0).sentence;
        assert!(sentence.ends_with("On 1 Mar it was €30k."), "{sentence}");
    }

    proptest! {
        #[test]
        fn the_likely_amount_lies_in_its_interval_and_all_within_the_pipeline(
            won in 0i64..500, lost in 0i64..500, pipeline in 1i64..10_000_000,
        ) {
            let entry = entry(1, TODAY, won, lost, Some(pipeline));
            match entry.at_risk() {
                None => prop_assert_eq!(won + lost, 0),
                Some(risk) => {
                    prop_assert!(0 <= risk.low.minor && risk.low.minor <= risk.likely.minor);
                    prop_assert!(risk.likely.minor <= risk.high.minor && risk.high.minor <= pipeline * 100);
                }
            }
        }
    }
}
