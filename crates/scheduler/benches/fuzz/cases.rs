//! Random problems, requests and files.

use std::fmt::Write;

use throughline_scheduler::{Calendar, Choice, Day, Item, Row, Slot, Team};

use crate::random::Random;

/// Teams and items; with `wild`, most of them cannot be planned and must be refused in words.
pub fn parts(random: &mut Random, wild: bool) -> (Vec<Team>, Vec<Item>) {
    let teams: Vec<Team> = (0..=random.below(4)).map(|_| team(random, wild)).collect();
    let most = random.pick(&[1, 3, 8, 20, 60]);
    let items = random.below(most) + usize::from(!random.once_in(20));
    let items = (0..items).map(|at| item(random, at, items, teams.len(), wild)).collect();
    (teams, items)
}

fn team(random: &mut Random, wild: bool) -> Team {
    let tracks = if wild { u32::try_from(random.number(5, true)).unwrap_or(u32::MAX) } else { 1 };
    let tracks = if random.once_in(2) { tracks } else { u32::try_from(1 + random.below(6)).unwrap_or(1) };
    let calendar = if random.once_in(2) {
        Calendar::full()
    } else {
        let paces: Vec<u8> = (0..random.below(60)).map(|_| random.pick(&[0, 0, 50, 100, 100, 33, 255])).collect();
        Calendar::of_percent(&paces)
    };
    Team { tracks, calendar }
}

/// An item like those of a problem with so many items and teams.
pub fn item(random: &mut Random, at: usize, items: usize, teams: usize, wild: bool) -> Item {
    let wild = wild && random.once_in(3);
    let index = |random: &mut Random, most: usize, beyond: usize| {
        let most = if wild && random.once_in(8) { beyond } else { most };
        u32::try_from(random.below(most.max(1))).unwrap_or(0)
    };
    let day = |random: &mut Random, most: usize| {
        Day::try_from(random.number(most, wild)).unwrap_or(if wild { Day::MIN } else { 0 })
    };
    let choices = 0..usize::from(!(wild && random.once_in(9))) + random.below(2);
    let choices =
        choices.map(|_| Choice { team: index(random, teams, teams + 2), days: day(random, 12) + Day::from(!wild) });
    let choices: Vec<Choice> = choices.collect();
    let others = |random: &mut Random| -> Vec<u32> {
        let count = random.pick(&[0, 0, 0, 1, 1, 3]);
        // What comes earlier in the list only, or now and then anything, itself too: circles.
        (0..if at == 0 { 0 } else { count }).map(|_| index(random, at, items + 2)).collect()
    };
    let mut preds = others(random);
    preds.sort_unstable();
    preds.dedup();
    let fixed = random.once_in(10).then(|| Slot { start: day(random, 20), choice: u16::from(random.once_in(9)) });
    let release = if random.once_in(3) { day(random, 30) } else { 0 };
    Item { name: format!("T-{at}"), choices, release, preds, behind: others(random), fixed, cost: cost(random, wild) }
}

/// Rows that mostly make sense.
pub fn cost(random: &mut Random, wild: bool) -> Vec<Row> {
    let mut rows = vec![Row { day: 0, value: random.number(50, wild), slope: random.number(90, wild) }];
    for _ in 0..random.pick(&[0, 0, 1, 2, 4]) {
        let last = rows[rows.len() - 1];
        let day = last.day.saturating_add(Day::try_from(random.number(25, wild)).unwrap_or(0).max(0)).saturating_add(1);
        let before = last.slope.saturating_mul(i64::from(day) - i64::from(last.day)).saturating_add(last.value);
        let value = if wild && random.once_in(6) {
            random.number(9, true)
        } else {
            before.saturating_add(random.number(60, false))
        };
        rows.push(Row { day, value, slope: random.number(90, wild) });
    }
    rows
}

/// A file of the problem, as it would be written.
pub fn roadmap_file(teams: &[Team], items: &[Item]) -> String {
    let mut text = String::from(r#"{"format":"throughline-roadmap-v1","teams":["#);
    let list = |parts: Vec<String>| parts.join(",");
    text += &list(teams.iter().map(|team| format!(r#"{{"tracks":{}}}"#, team.tracks)).collect());
    text += r#"],"items":["#;
    for (at, item) in items.iter().enumerate() {
        let options = list(item.choices.iter().map(|one| format!("[{},{}]", one.team, one.days)).collect());
        let preds = list(item.preds.iter().map(ToString::to_string).collect());
        let cost = list(item.cost.iter().map(|row| format!("[{},{},{}]", row.day, row.value, row.slope)).collect());
        let comma = if at == 0 { "" } else { "," };
        let release = item.release;
        write!(text, r#"{comma}{{"options":[{options}],"release":{release},"preds":[{preds}],"cost":[{cost}]}}"#)
            .expect("text takes everything");
    }
    text + "]}"
}

/// One machine's jobs as the OR-Library has them.
pub struct Jobs {
    /// How many there are.
    pub count: usize,
    /// Processing times, weights and due dates.
    pub numbers: Vec<i64>,
}

/// Instances of as many jobs each; with `wild`, of numbers that do not fit, too.
pub fn jobs(random: &mut Random, wild: bool) -> Vec<Jobs> {
    let count = 1 + random.below(12);
    let one = |random: &mut Random| {
        let wild = wild && random.once_in(2);
        let days: Vec<i64> = (0..count).map(|_| 1 + random.number(100, wild).min(i64::MAX - 1)).collect();
        let weights: Vec<i64> = (0..count).map(|_| random.number(10, wild)).collect();
        let due: Vec<i64> = (0..count).map(|_| random.number(50 * count, wild) - i64::from(!wild) * 20).collect();
        Jobs { count, numbers: [days, weights, due].concat() }
    };
    (0..=random.below(4)).map(|_| one(random)).collect()
}

/// A file of instances, wrapped anywhere.
pub fn jobs_file(random: &mut Random, instances: &[Jobs]) -> String {
    let mut text = String::new();
    for number in instances.iter().flat_map(|instance| &instance.numbers) {
        text += &number.to_string();
        text += random.pick(&[" ", "  ", "\n", "\t", "\r\n"]);
    }
    text
}

/// A name that says how many jobs there are, or nothing, or something else.
pub fn jobs_name(random: &mut Random, count: usize) -> String {
    match random.below(4) {
        0 | 1 => format!("wt{count}.txt"),
        2 => format!("wt{}", random.number(100, true)),
        _ => String::new(),
    }
}

/// The file with a few things wrong with it.
pub fn spoiled(random: &mut Random, file: &str) -> String {
    let mut bytes = file.as_bytes().to_vec();
    for _ in 0..random.below(6) {
        let at = random.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        match random.below(5) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(random.below(256)).unwrap_or(0),
            1 => bytes.truncate(at),
            2 => {
                let number = random.number(100, true).to_string();
                bytes.splice(at..at, number.into_bytes());
            }
            3 => {
                let end = (at + random.below(30)).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + random.below(30)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Any bytes.
pub fn noise(random: &mut Random) -> String {
    let bytes: Vec<u8> = (0..random.below(200)).map(|_| u8::try_from(random.any() & 0xFF).unwrap_or(0)).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
