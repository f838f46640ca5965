//! Full-text search over tickets.
//!
//! What people may write: words, all of which must occur; the last one may be unfinished; `"several words"` that stand
//! side by side; `-word` that must not occur; keys such as NF-212 or #212. Nothing else means anything, so that no text
//! is a mistake. Case and accents do not matter.
//!
//! Both databases get words folded here, letters and digits only, and so find the same tickets; only their ranking
//! differs in the small print.
//!
//! Up to [`MOST_RANKED`] matches are ranked by how well they match. Words that more tickets have say little about any
//! of them, and weighing them all takes long: then those that have them in key, title, labels or value line come first,
//! the newest before the older. A ticket that is named by its key always comes before all others.

mod found;

use std::collections::HashSet;

use throughline_domain::{TicketId, WorkspaceId, tickets::Ticket};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

pub use found::FoundTerms;

use crate::{Reader, Show, StoreError, db::Conn, dialect::words, value::Value};

/// Words of a ticket beyond this many characters of a field are not indexed.
const LONGEST_TEXT: usize = 60_000;
/// Characters of a word that count.
const LONGEST_WORD: usize = 64;
/// Terms of a search that count.
const MOST_TERMS: usize = 20;
/// Matches up to which each is weighed.
const MOST_RANKED: i64 = 300;

/// Lower case, without accents, everything that is neither letter nor digit turned into one space.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST_TEXT));
    let mut word = 0;
    let mut push = |character: char| {
        if !character.is_alphanumeric() {
            word = 0;
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else if word < LONGEST_WORD {
            word += 1;
            out.push(character);
        }
    };
    for character in text.chars().take(LONGEST_TEXT) {
        // Most text is ASCII, which has no accents to take apart.
        if character.is_ascii() {
            push(character.to_ascii_lowercase());
        } else {
            let parts = std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part));
            parts.flat_map(char::to_lowercase).for_each(&mut push);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// One thing searched for: words side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    unwanted: bool,
    unfinished: bool,
}

/// Reads what somebody typed.
fn terms(typed: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() && terms.len() < MOST_TERMS {
        let unwanted = rest.starts_with('-') && !terms.is_empty();
        rest = rest.trim_start_matches('-');
        let (text, quoted, after) = if let Some(inside) = rest.strip_prefix('"') {
            let end = inside.find('"').unwrap_or(inside.len());
            (&inside[..end], true, inside.get(end + 1..).unwrap_or(""))
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
            (&rest[..end], false, &rest[end..])
        };
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        let last = after.is_empty();
        rest = after.trim_start();
        if !words.is_empty() {
            terms.push(Term { words, unwanted, unfinished: last && !quoted && !unwanted });
        }
    }
    terms
}

/// Where words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Everything,
    /// All but the body.
    Head,
}

/// The terms as FTS5 reads them. Its NOT needs something before it, which [`terms`] sees to.
fn for_sqlite(terms: &[Term], within: Within) -> String {
    let phrase = |term: &Term| {
        let star = if term.unfinished { " *" } else { "" };
        format!("\"{}\"{star}", term.words.join(" "))
    };
    let (unwanted, wanted): (Vec<_>, Vec<_>) = terms.iter().partition(|term| term.unwanted);
    let wanted: Vec<String> = wanted.into_iter().map(phrase).collect();
    let wanted = match within {
        Within::Everything => wanted.join(" AND "),
        Within::Head => format!("{{key title labels}} : ({})", wanted.join(" AND ")),
    };
    unwanted.into_iter().fold(wanted, |all, term| format!("({all}) NOT {}", phrase(term)))
}

/// The terms as `to_tsquery` reads them.
fn for_postgres(terms: &[Term], within: Within) -> String {
    let phrases: Vec<String> = terms
        .iter()
        .map(|term| {
            let last = term.words.len() - 1;
            let weights = if within == Within::Head && !term.unwanted { "ABC" } else { "" };
            let words: Vec<String> = term
                .words
                .iter()
                .enumerate()
                .map(|(at, word)| {
                    let star = if term.unfinished && at == last { "*" } else { "" };
                    let colon = if weights.is_empty() && star.is_empty() { "" } else { ":" };
                    format!("'{word}'{colon}{star}{weights}")
                })
                .collect();
            format!("{}({})", if term.unwanted { "!" } else { "" }, words.join(" <-> "))
        })
        .collect();
    phrases.join(" & ")
}

/// The terms as the reader's database reads them.
fn expression(reader: &Reader<'_>, terms: &[Term], within: Within) -> String {
    if reader.is_sqlite() { for_sqlite(terms, within) } else { for_postgres(terms, within) }
}

/// See [`Reader::search_tickets`].
pub(crate) async fn find(
    reader: &mut Reader<'_>,
    known: &FoundTerms,
    typed: &str,
    show: Show,
    (limit, offset): (i64, i64),
) -> Result<Vec<TicketId>, StoreError> {
    let terms = terms(typed);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let everything = expression(reader, &terms, Within::Everything);
    let key = typed.trim().trim_start_matches('#').to_lowercase();
    let known = known.of(reader, &terms, show).await?;
    let matches = match &known {
        Some(known) => i64::try_from(known.within(Within::Everything).len()).unwrap_or(i64::MAX),
        None => count(reader, &everything, MOST_RANKED + 1).await?,
    };
    if matches == 0 {
        return Ok(Vec::new());
    }
    if matches <= MOST_RANKED {
        let sql = if reader.is_sqlite() { words::FIND_SQLITE } else { words::FIND_POSTGRES };
        return ids(reader, sql, vec![everything.into(), key.into(), show.into(), limit.into(), offset.into()]).await;
    }
    let enough = limit.saturating_add(offset);
    let mut found = named(reader, key, show).await?;
    for within in [Within::Head, Within::Everything] {
        if i64::try_from(found.len()).is_ok_and(|found| found >= enough) {
            break;
        }
        let wanted = enough.saturating_add(i64::try_from(found.len()).unwrap_or(i64::MAX));
        let before: HashSet<TicketId> = found.iter().copied().collect();
        let more = match &known {
            Some(known) => {
                let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
                known.within(within).iter().take(wanted).copied().collect()
            }
            None => newest(reader, &expression(reader, &terms, within), show, wanted).await?,
        };
        found.extend(more.into_iter().filter(|id| !before.contains(id)));
    }
    let (skip, take) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(0));
    Ok(found.into_iter().skip(skip).take(take).collect())
}

/// The tickets that are named by their key, or by an id without blanks in their source.
async fn named(reader: &mut Reader<'_>, key: String, show: Show) -> Result<Vec<TicketId>, StoreError> {
    if key.contains(char::is_whitespace) {
        return Ok(Vec::new());
    }
    let capitals = key.to_uppercase();
    let mut found = ids(reader, words::NAMED, vec![key.into(), capitals.into(), show.into()]).await?;
    found.truncate(usize::try_from(MOST_RANKED).unwrap_or_default());
    Ok(found)
}

/// How many tickets match, counted no further than `most`.
async fn count(reader: &mut Reader<'_>, query: &str, most: i64) -> Result<i64, StoreError> {
    let sql = if reader.is_sqlite() { words::COUNT_SQLITE } else { words::COUNT_POSTGRES };
    let row = reader.first(sql, vec![query.into(), most.into()]).await?;
    row.map_or(Ok(0), |mut cells| cells.take())
}

/// The newest tickets that match, at most so many.
async fn newest(reader: &mut Reader<'_>, query: &str, show: Show, wanted: i64) -> Result<Vec<TicketId>, StoreError> {
    let values = || vec![query.into(), show.into(), wanted.into()];
    if reader.is_sqlite() {
        return ids(reader, words::NEWEST_SQLITE, values()).await;
    }
    let recent = ids(reader, words::RECENT_POSTGRES, values()).await?;
    if i64::try_from(recent.len()).is_ok_and(|found| found >= wanted) {
        return Ok(recent);
    }
    ids(reader, words::NEWEST_POSTGRES, values()).await
}

/// Tickets that match, at most so many, in no order.
async fn any(reader: &mut Reader<'_>, query: &str, show: Show, most: i64) -> Result<Vec<TicketId>, StoreError> {
    let sql = if reader.is_sqlite() { words::NEWEST_SQLITE } else { words::ANY_POSTGRES };
    ids(reader, sql, vec![query.into(), show.into(), most.into()]).await
}

async fn ids(reader: &mut Reader<'_>, sql: &'static str, values: Vec<Value>) -> Result<Vec<TicketId>, StoreError> {
    let rows = reader.scoped(sql, values).await?;
    rows.into_iter().map(|mut cells| cells.take()).collect()
}

/// Keeps the words of a ticket up to date.
pub(crate) async fn put(conn: &mut Conn, workspace: WorkspaceId, ticket: &Ticket) -> Result<(), StoreError> {
    let labels = format!("{} {}", ticket.labels.join(" "), ticket.value_line.as_deref().unwrap_or_default());
    let key = format!("{} {}", ticket.key, ticket.external_id);
    let texts = [&key, &ticket.title, &labels, &ticket.body].map(|text| Value::from(fold(text)));
    let mut values = vec![workspace.0.into(), ticket.id.0.into()];
    if conn.is_sqlite() {
        let row = conn.rows(words::NUMBER_SQLITE, values).await?.into_iter().next();
        let number: i64 = row.ok_or(StoreError::NotFound("ticket"))?.take()?;
        let mut values = vec![number.into()];
        values.extend(texts);
        conn.execute(words::PUT_SQLITE, values).await.map(drop)
    } else {
        values.extend(texts);
        conn.execute(words::PUT_POSTGRES, values).await.map(drop)
    }
}
