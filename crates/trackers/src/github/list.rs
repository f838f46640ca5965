//! Finding the items in a file, whichever way it lists them.

use serde_json::Value;

use super::{GithubError, text};
use crate::{Parsed, effort::shorten};

/// All items of a file. Lines that are no JSON among lines that are get skipped with their reason.
pub(super) fn items(bytes: &[u8], parsed: &mut Parsed) -> Result<Vec<Value>, GithubError> {
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut items = Vec::new();
    let mut read_any = false;
    let mut at = skip_space(bytes, start);
    if at == bytes.len() {
        return Err(GithubError::NotJson { line: 1, byte: 0, found: "the file is empty".into() });
    }
    while at < bytes.len() {
        let mut stream = serde_json::Deserializer::from_slice(&bytes[at..]).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value)) => {
                flatten(value, &mut items)?;
                at += stream.byte_offset();
            }
            Some(Err(error)) => {
                let line_end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| at + end);
                let whole_line_lost = bytes[at] == b'{'
                    && (next_line_is_item(bytes, line_end) || (read_any && skip_space(bytes, line_end) == bytes.len()));
                if !whole_line_lost {
                    return Err(not_json(bytes, at, &error));
                }
                let line = line_of(bytes, at);
                parsed.skip(format!("line {line}"), format!("it is not JSON: {}", reason(&error)));
                at = line_end;
            }
            None => break,
        }
        read_any = true;
        at = skip_space(bytes, at);
    }
    Ok(items)
}

fn flatten(value: Value, items: &mut Vec<Value>) -> Result<(), GithubError> {
    let found = match value {
        Value::Array(list) => {
            items.extend(list);
            return Ok(());
        }
        Value::Object(mut object) => {
            if let Some(Value::Array(list)) = object.get_mut("items") {
                items.append(list);
                return Ok(());
            }
            let object = Value::Object(object);
            if object.get("number").is_some() || object.get("title").is_some() {
                items.push(object);
                return Ok(());
            }
            match text(&object, "message") {
                Some(message) => format!("GitHub answered \"{}\"", shorten(message)),
                None => "it is an object without \"number\", \"title\" and \"items\"".into(),
            }
        }
        Value::Null => "it is null".into(),
        Value::Bool(_) => "it is a truth value".into(),
        Value::Number(_) => "it is a number".into(),
        Value::String(_) => "it is a text".into(),
    };
    Err(GithubError::OtherShape { found })
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| !byte.is_ascii_whitespace()).map_or(bytes.len(), |length| from + length)
}

fn next_line_is_item(bytes: &[u8], line_end: usize) -> bool {
    let start = skip_space(bytes, line_end);
    let end = bytes[start..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| start + length);
    bytes.get(start) == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(&bytes[start..end]).is_ok()
}

fn not_json(bytes: &[u8], from: usize, error: &serde_json::Error) -> GithubError {
    // The parser counts lines from where it began, and columns from 1.
    let line_start = if error.line() <= 1 {
        from
    } else {
        let breaks = bytes[from..].iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        breaks.take(error.line() - 1).last().map_or(from, |(at, _)| from + at + 1)
    };
    let byte = (line_start + error.column().saturating_sub(1)).min(bytes.len());
    GithubError::NotJson { line: line_of(bytes, byte), byte, found: reason(error) }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].split(|&byte| byte == b'\n').count()
}

/// The parser's words without its own line and column, which count from another place.
fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the file stops in the middle".into();
    }
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
