//! A file as headings and rows: its encoding, its delimiter, its quotation marks.

use serde::Serialize;

use super::CsvError;
use crate::Note;

/// How the characters of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, as Excel's "Unicode text".
    Utf16,
    /// Windows-1252, which holds Latin-1: what remains when a file is neither of the others.
    Windows1252,
}

/// A file as a table of texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The first row.
    pub headings: Vec<String>,
    /// The other rows. Row `i` here is row `i + 2` of the spreadsheet.
    pub rows: Vec<Vec<String>>,
    /// The sign between cells: one of `,` `;` `|` and tab.
    pub delimiter: char,
    /// How the characters were written.
    pub encoding: Encoding,
    /// What is unusual about the file.
    pub notes: Vec<Note>,
}

impl Table {
    /// The first rows, to guess and to show a mapping with.
    pub fn sample(&self) -> &[Vec<String>] {
        &self.rows[..self.rows.len().min(50)]
    }

    /// The headings in one line, for messages.
    pub(super) fn headings_shown(&self) -> String {
        self.headings.join(", ")
    }
}

const DELIMITERS: [u8; 4] = *b",;\t|";

/// Reads a file. The delimiter is the one that gives most rows as many cells as there are headings.
pub fn read(bytes: &[u8]) -> Result<Table, CsvError> {
    let (text, encoding) = decode(bytes)?;
    let mut notes = Vec::new();
    if encoding == Encoding::Windows1252 {
        notes.push(file_note(
            "it is not written in UTF-8, so it was read as Windows-1252 (Latin-1); check letters with accents",
        ));
    }
    let (told, text) = told_delimiter(&text);
    let delimiter = told.unwrap_or_else(|| sniff(text));
    let mut records = records(text, delimiter).map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>());
    let headings: Vec<String> =
        records.next().ok_or(CsvError::Empty)?.iter().map(|name| name.trim().to_owned()).collect();
    let rows: Vec<_> = records.collect();
    if !text.bytes().filter(|&byte| byte == b'"').count().is_multiple_of(2) {
        notes.push(file_note(
            "it has an odd number of quotation marks: one cell may hold the rows that follow it. Look at the last tickets",
        ));
    }
    Ok(Table { headings, rows, delimiter: delimiter.into(), encoding, notes })
}

fn file_note(text: &str) -> Note {
    Note { item: "the file".into(), text: text.into() }
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = csv::StringRecord> {
    // Reading UTF-8 from memory with any number of cells a row cannot fail.
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
}

/// Excel's first line "sep=;", which is no row.
fn told_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end_matches('\r').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', sign] if DELIMITERS.contains(sign) => (Some(*sign), rest),
        _ => (None, text),
    }
}

fn sniff(text: &str) -> u8 {
    let fit = |delimiter: u8| {
        let mut widths = records(text, delimiter).take(50).map(|record| record.len());
        let headings = widths.next().unwrap_or(0);
        let even = widths.filter(|&width| width == headings).count();
        // One column fits everything, so it counts only when nothing else does.
        if headings < 2 { (0, 0) } else { (even + 1, headings) }
    };
    // The first of equals: a comma is the most usual.
    DELIMITERS.into_iter().rev().max_by_key(|&delimiter| fit(delimiter)).unwrap_or(b',')
}

fn decode(bytes: &[u8]) -> Result<(String, Encoding), CsvError> {
    let utf16 = |from_bytes: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| from_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    if bytes.starts_with(b"\xFF\xFE") {
        return Ok((utf16(u16::from_le_bytes), Encoding::Utf16));
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Ok((utf16(u16::from_be_bytes), Encoding::Utf16));
    }
    if let Some(byte) = bytes.iter().position(|&byte| byte == 0) {
        return Err(CsvError::Binary { byte });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Encoding::Utf8)),
        Err(_) => Ok((bytes.iter().map(|&byte| windows_1252(byte)).collect(), Encoding::Windows1252)),
    }
}

/// A byte of Windows-1252 (WHATWG Encoding Standard, index windows-1252).
fn windows_1252(byte: u8) -> char {
    const FROM_0X80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_0X80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
