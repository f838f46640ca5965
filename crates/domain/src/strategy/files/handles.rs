//! What things are called in the files: short, stable, and readable in a line of its own.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
};

use uuid::Uuid;

use crate::strategy::files::{Kind, Name, Read, Records, order, records::Record, tree};

/// The name of a thing in the files: "mid-market", "O2". Ordered as people count: "O2" before "O10".
///
/// ```
/// # use throughline_domain::strategy::files::Handle;
/// assert!(Handle::new("O2") < Handle::new("O10"));
/// assert!(Handle::new("churn") < Handle::new("churn-2"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle(String);

/// The longest handle that is made of a name, in characters. A handle that somebody chose may be longer.
const LONGEST: usize = 60;

impl Handle {
    /// As it is written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A handle for a key, letter by letter where it can be written so.
    fn of_key(key: &str) -> String {
        joined(key, |letter| letter == '_')
    }

    /// A handle for a name: its letters and digits in small, joined by hyphens.
    ///
    /// ```
    /// # use throughline_domain::strategy::files::Handle;
    /// assert_eq!(Handle::of_name("Loads on time a week"), "loads-on-time-a-week");
    /// ```
    pub fn of_name(name: &str) -> String {
        let whole = joined(&name.to_lowercase(), |_| false);
        let Some((end, _)) = whole.char_indices().nth(LONGEST) else { return whole };
        let whole_words = whole[end..].starts_with('-');
        let cut = if whole_words { end } else { whole[..end].rfind('-').unwrap_or(end) };
        whole[..cut].to_owned()
    }
}

fn joined(text: &str, also: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || also(letter) {
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialOrd for Handle {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Handle {
    fn cmp(&self, other: &Self) -> Ordering {
        pieces(&self.0).cmp(pieces(&other.0)).then_with(|| self.0.cmp(&other.0))
    }
}

/// Runs of digits, by their size, and everything between them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'t> {
    Number(usize, &'t str),
    Text(&'t str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let digits = rest.starts_with(|letter: char| letter.is_ascii_digit());
        let end = rest.find(|letter: char| letter.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then(|| {
            if digits {
                let number = piece.trim_start_matches('0');
                Piece::Number(number.len(), number)
            } else {
                Piece::Text(piece)
            }
        })
    })
}

/// Names every record of a workspace: as the lock of `files` calls it, else as a new thing of the files is called that
/// is the same by its key or name, else by a handle of its own that no other has.
///
/// Records are named in the order of their age, so the same workspace gives the same names.
pub fn names(records: &Records, files: Option<&Read>) -> BTreeMap<Uuid, Name> {
    let mut names = files.map(|files| files.lock.ids()).unwrap_or_default();
    // An id that belongs to another kind here was put there by hand.
    names.retain(|id, name: &mut Name| records.kind(*id).is_none_or(|kind| kind == name.kind));
    let mut taken: BTreeSet<Name> = files.map(|files| files.lock.things.keys().cloned().collect()).unwrap_or_default();
    let mut fresh = files.map(|files| by_identity(files, &taken)).unwrap_or_default();
    let mut unnamed: Vec<_> = records.all().filter(|record| !names.contains_key(&record.id)).collect();
    let mut same = |record: &Record| fresh.get_mut(&(record.kind, record.identity().to_owned()))?.pop_front();
    unnamed.retain(|record| match same(record) {
        Some(name) => {
            taken.insert(name.clone());
            names.insert(record.id, name);
            false
        }
        None => true,
    });
    for record in unnamed {
        let name = free(record.kind, record.identity(), &taken);
        taken.insert(name.clone());
        names.insert(record.id, name);
    }
    names
}

/// The new things of the files, by kind and key or name. Of several that are called the same the first is the oldest, in
/// the order in which they are made.
fn by_identity(files: &Read, locked: &BTreeSet<Name>) -> BTreeMap<(Kind, String), VecDeque<Name>> {
    let mut new: BTreeMap<_, VecDeque<Name>> = BTreeMap::new();
    let standings = tree::standings(&files.strategy);
    let mut fresh: Vec<_> = files.strategy.things.iter().filter(|(name, _)| !locked.contains(name)).collect();
    fresh.sort_by_key(|(name, _)| order::place(name, &standings));
    for (name, thing) in fresh {
        new.entry((name.kind, thing.text(name.kind.identity()).to_owned())).or_default().push_back(name.clone());
    }
    new
}

fn free(kind: Kind, called: &str, taken: &BTreeSet<Name>) -> Name {
    let handle = match kind.identity() {
        "key" => Handle::of_key(called),
        _ => Handle::of_name(called),
    };
    let first = if handle.is_empty() { kind.table().to_owned() } else { handle };
    let named = |handle: String| Name { kind, handle: Handle(handle) };
    let mut name = named(first.clone());
    let mut place = 2_u32;
    while taken.contains(&name) {
        name = named(format!("{first}-{place}"));
        place += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_made_of_the_letters_of_a_name() {
        let cases = [
            ("Loads on time a week", "loads-on-time-a-week"),
            ("  NRR (net) ", "nrr-net"),
            ("Größere Kunden", "größere-kunden"),
            ("...", ""),
        ];
        for (name, handle) in cases {
            assert_eq!(Handle::of_name(name), handle);
        }
        assert_eq!(Handle::of_key("O2"), "O2");
        assert_eq!(Handle::of_key("FY26/O_2"), "FY26-O_2");
        let long = Handle::of_name(&"seventeen letters ".repeat(12));
        assert!(long.chars().count() <= LONGEST && long.ends_with("letters"), "{long}");
        for letter in ["ü", "漢", "🚢"] {
            let one_word = Handle::of_name(&letter.repeat(100));
            assert!(one_word.chars().count() <= LONGEST, "{one_word}");
            assert_eq!(Handle::of_name(&format!("{} {letter}{letter}", "x".repeat(58))), "x".repeat(58));
            let sixty = "ü".repeat(LONGEST);
            assert_eq!(Handle::of_name(&format!("{sixty} {letter}")), sixty);
        }
    }

    #[test]
    fn handles_are_ordered_as_people_count_and_no_two_are_equal() {
        let mut handles: Vec<Handle> = ["O10", "O02", "O2", "P1", "O2a", "o1", "2", "10"].map(Handle::new).to_vec();
        handles.sort();
        let sorted: Vec<&str> = handles.iter().map(Handle::as_str).collect();
        assert_eq!(sorted, ["2", "10", "O02", "O2", "O2a", "O10", "P1", "o1"]);
    }
}
