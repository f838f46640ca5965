//! Labelled texts in tables: beside their label, or under it.

use super::{
    Entry,
    blocks::{Block, Kind},
    fields::{Field, Labels},
};

/// The entries of one table, given its rows.
///
/// A label in the first cell of a row stands for the cell beside it, one in the head for the cells under it. A head of
/// two cells of which only the first is a label is a row like the others: forms are drawn that way.
pub(super) fn entries(rows: &[Block], labels: &Labels) -> Vec<Entry> {
    let head: Vec<Option<Field>> = rows
        .first()
        .filter(|row| matches!(row.kind, Kind::Row { header: true, .. }))
        .map(|row| row.lines.iter().map(|cell| labels.field(&cell.text)).collect())
        .unwrap_or_default();
    let is_form = head.len() == 2 && head[1].is_none();
    if !is_form && head.iter().any(Option::is_some) {
        // Several rows that begin with something else compare several things: none of them is the ticket.
        let about_the_ticket = head[0].is_some() || rows.len() == 2;
        let body = if about_the_ticket { &rows[1..] } else { &[] };
        return body.iter().flat_map(|row| under(row, &head)).collect();
    }
    rows.iter().filter_map(|row| beside(row, labels)).collect()
}

fn under<'a>(row: &'a Block, head: &'a [Option<Field>]) -> impl Iterator<Item = Entry> + 'a {
    row.lines
        .iter()
        .zip(head)
        .filter_map(|(cell, field)| field.map(|field| Entry { field, text: cell.text.trim().to_owned() }))
}

fn beside(row: &Block, labels: &Labels) -> Option<Entry> {
    let (first, others) = row.lines.split_first()?;
    let label = labels.line(first)?;
    if !label.rest.is_empty() {
        return Some(Entry { field: label.field, text: label.rest });
    }
    let text = others.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty())?;
    Some(Entry { field: label.field, text: text.to_owned() })
}
