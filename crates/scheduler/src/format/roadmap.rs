//! `throughline-roadmap-v1`: a roadmap as JSON, and plans for it.
//!
//! `teams[]`: `tracks`. `items[]`: `options` as `[team, days]`, `release`, `preds`, `cost` as rows `[day, value, slope]`.
//! A plan is an array of `[start, option index]`, one per item in item order.

use serde::Deserialize;

use crate::{Calendar, Choice, Day, Faults, Item, Money, Plan, Problem, Row, Slot, Team};

/// Why a file is not a problem or a plan.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// Not JSON of the right shape.
    #[error("this is not JSON of the right shape: {0}")]
    Json(#[from] serde_json::Error),
    /// Another format.
    #[error("the format is {0:?}; \"throughline-roadmap-v1\" is possible here")]
    Format(String),
    /// A number that does not fit.
    #[error("item {item} has the number {number}, which is too large")]
    Number {
        /// Which item or entry.
        item: usize,
        /// What was given.
        number: i64,
    },
    /// It can be read and cannot be planned.
    #[error(transparent)]
    Faults(#[from] Faults),
}

#[derive(Deserialize)]
struct FileOfRoadmap {
    format: String,
    teams: Vec<TeamInFile>,
    items: Vec<ItemInFile>,
}

#[derive(Deserialize)]
struct TeamInFile {
    tracks: u32,
}

#[derive(Deserialize)]
struct ItemInFile {
    options: Vec<(u32, i64)>,
    #[serde(default)]
    release: i64,
    #[serde(default)]
    preds: Vec<u32>,
    cost: Vec<(i64, Money, Money)>,
}

/// Reads a roadmap. Items are named by their place in the file; rows with the same day count as the last of them.
pub fn roadmap_from_json(text: &str) -> Result<Problem, FormatError> {
    let file: FileOfRoadmap = serde_json::from_str(text)?;
    if file.format != "throughline-roadmap-v1" {
        return Err(FormatError::Format(file.format));
    }
    let teams = file.teams.into_iter().map(|team| Team { tracks: team.tracks, calendar: Calendar::full() }).collect();
    let items: Vec<Item> =
        file.items.into_iter().enumerate().map(|(at, item)| item.read(at)).collect::<Result<_, _>>()?;
    Ok(Problem::new(teams, &items)?)
}

impl ItemInFile {
    fn read(self, at: usize) -> Result<Item, FormatError> {
        let day = |number: i64| Day::try_from(number).map_err(|_| FormatError::Number { item: at, number });
        let mut preds = self.preds;
        preds.sort_unstable();
        preds.dedup();
        let mut cost: Vec<Row> = Vec::with_capacity(self.cost.len());
        for (first, value, slope) in self.cost {
            let row = Row { day: day(first)?, value, slope };
            match cost.last_mut() {
                Some(last) if last.day == row.day => *last = row,
                _ => cost.push(row),
            }
        }
        let choices = self.options.into_iter().map(|(team, days)| Ok(Choice { team, days: day(days)? }));
        Ok(Item {
            name: at.to_string(),
            choices: choices.collect::<Result<_, FormatError>>()?,
            release: day(self.release)?,
            preds,
            cost,
            ..Item::default()
        })
    }
}

/// Reads a plan: `[[start, option], ...]`.
pub fn plan_from_json(text: &str) -> Result<Plan, FormatError> {
    let rows: Vec<(i64, i64)> = serde_json::from_str(text)?;
    let slot = |(item, (start, choice)): (usize, (i64, i64))| {
        Ok(Slot {
            start: Day::try_from(start).map_err(|_| FormatError::Number { item, number: start })?,
            choice: u16::try_from(choice).map_err(|_| FormatError::Number { item, number: choice })?,
        })
    };
    Ok(Plan { slots: rows.into_iter().enumerate().map(slot).collect::<Result<_, FormatError>>()? })
}

/// Writes a plan the way [`plan_from_json`] reads it.
pub fn plan_to_json(plan: &Plan) -> String {
    let rows: Vec<String> = plan.slots.iter().map(|slot| format!("[{},{}]", slot.start, slot.choice)).collect();
    format!("[{}]", rows.join(","))
}
