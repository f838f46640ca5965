//! What people type: read field by field, kept when something needs another look, compared when somebody was faster.

use std::{borrow::Cow, str::FromStr};

use axum::http::StatusCode;
use jiff::civil::Date;
use serde::de::{DeserializeOwned, IntoDeserializer};
use throughline_app::{AppError, FieldError};

use crate::http::Oops;

/// Fields of a form in the order sent.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// From a URL-encoded body or query.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).map(|(name, value)| (name.into_owned(), normal(&value))).collect())
    }

    /// From pairs.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The trimmed value of a field; empty when it is not there. The first wins if it is there twice.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// As typed, for passwords.
    pub fn verbatim(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The value, unless it is empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// All values of a field with several boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Fields whose name begins so, without that beginning.
    pub fn starting<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.trim())))
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }
}

/// Browsers send line ends as CR LF; a text that nobody touched must compare equal to what is stored.
fn normal(value: &str) -> String {
    value.replace("\r\n", "\n")
}

/// Reads typed values out of fields and collects what cannot be read, so that everything is said at once.
pub struct Reader<'a> {
    fields: &'a Fields,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// Of these fields.
    pub fn new(fields: &'a Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// The fields themselves.
    pub fn fields(&self) -> &'a Fields {
        self.fields
    }

    /// The trimmed text.
    pub fn text(&self, name: &str) -> String {
        self.fields.text(name).to_owned()
    }

    /// Something that can be read from its text: an id, a date; none when empty.
    pub fn parsed<T: FromStr>(&mut self, name: &str, say: &str) -> Option<T> {
        let text = self.fields.text(name);
        if text.is_empty() {
            return None;
        }
        let read = text.parse().ok();
        if read.is_none() {
            self.complain(name, say);
        }
        read
    }

    /// A day.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        self.parsed(name, "Write the day as 2026-10-13.")
    }

    /// A number, as people write it: `1,200`, `0.5`; percent signs and spaces are taken away. A comma stands between
    /// thousands alone: `1,5` is refused, since it would be read as fifteen.
    pub fn number(&mut self, name: &str) -> Option<f64> {
        let text: String = self.fields.text(name).chars().filter(|c| !c.is_whitespace() && *c != '%').collect();
        if text.is_empty() {
            return None;
        }
        let read =
            without_thousands(&text).and_then(|text| text.parse().ok()).filter(|number: &f64| number.is_finite());
        if read.is_none() {
            self.complain(name, "Write a number, with a point before the decimals: 1200 or 0.5.");
        }
        read
    }

    /// A whole number from 0 on, as people write it: `1,200`.
    pub fn count(&mut self, name: &str) -> Option<i64> {
        let number = self.number(name)?;
        let whole = number.fract() == 0.0 && (0.0..=9e15).contains(&number);
        if !whole {
            self.complain(name, "Write a whole number, 0 or more.");
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and not larger than what a float keeps exactly")]
        whole.then_some(number as i64)
    }

    /// A number that must be there.
    pub fn needed_number(&mut self, name: &str) -> f64 {
        let before = self.errors.len();
        self.number(name).unwrap_or_else(|| {
            if self.errors.len() == before {
                self.complain(name, "Write a number.");
            }
            0.0
        })
    }

    /// One of a closed list, by its stored name; none when empty.
    pub fn choice<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let text = self.fields.text(name);
        if text.is_empty() {
            return None;
        }
        let read = choice(text);
        if read.is_none() {
            self.complain(name, "Choose one of the list.");
        }
        read
    }

    /// One of a closed list that must be there.
    pub fn needed_choice<T: DeserializeOwned>(&mut self, name: &str, otherwise: T) -> T {
        let before = self.errors.len();
        self.choice(name).unwrap_or_else(|| {
            if self.errors.len() == before {
                self.complain(name, "Choose one of the list.");
            }
            otherwise
        })
    }

    /// The version of the record that the form was filled from.
    pub fn version(&mut self) -> i64 {
        self.parsed("version", "The page is damaged. Load it again.").unwrap_or(0)
    }

    /// Says what is wrong with a field.
    pub fn complain(&mut self, name: &str, say: &str) {
        let given = self.fields.text(name).to_owned();
        self.errors.push(FieldError { field: name.to_owned(), given, message: say.to_owned() });
    }

    /// The input, if every field could be read.
    pub fn finish<T>(self, input: T) -> Result<T, AppError> {
        if self.errors.is_empty() { Ok(input) } else { Err(AppError::Invalid { fields: self.errors }) }
    }
}

/// The number without the commas between its thousands; none where a comma stands anywhere else.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_once('.').map_or((text, ""), |(whole, decimals)| (whole, decimals));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+']);
    let thousands = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = !whole.contains(',') || ((1..=3).contains(&first.len()) && groups.all(thousands));
    (grouped && !decimals.contains(',')).then(|| text.replace(',', ""))
}

/// A value of an enum by its stored name.
pub fn choice<T: DeserializeOwned>(name: &str) -> Option<T> {
    let deserializer: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

/// The stored name of an enum's value.
pub fn stored<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// What a form shows: values, what is wrong with them, and what somebody else saved meanwhile.
#[derive(Debug, Clone, Default)]
pub struct FormState {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
    theirs: Option<Vec<(String, String)>>,
    /// What the ids of its fields begin with.
    within: String,
    /// A sentence above the form.
    pub notice: Option<String>,
}

impl FormState {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same as one of several such forms of a page: the ids of its fields begin with this.
    #[must_use]
    pub fn within(self, form: impl Into<String>) -> Self {
        Self { within: form.into(), ..self }
    }

    /// The id of a field on its page.
    pub fn id(&self, name: &str) -> String {
        if self.within.is_empty() { name.to_owned() } else { format!("{}-{name}", self.within) }
    }

    /// The same with a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The same with a value if there is one.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value.to_string()),
            None => self,
        }
    }

    /// These values, and those of another where these have none.
    #[must_use]
    pub fn over(mut self, other: Self) -> Self {
        self.values.extend(other.values);
        self
    }

    /// What a field shows.
    pub fn value(&self, name: &str) -> &str {
        find(&self.values, name).unwrap_or("")
    }

    /// Whether a field holds this value; for boxes and lists, where a name may stand several times.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(found, held)| found == name && held == value)
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        let inside = |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.errors.iter().find(|error| error.field == name || inside(&error.field)).map(|error| error.message.as_str())
    }

    /// Every error, for the summary above the form.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// What is saved now, where it differs from what is typed, after somebody else saved.
    pub fn theirs(&self, name: &str) -> Option<Cow<'_, str>> {
        let theirs = find(self.theirs.as_ref()?, name).unwrap_or("");
        (theirs != self.value(name)).then(|| if theirs.is_empty() { Cow::Borrowed("nothing") } else { theirs.into() })
    }

    /// The form again after a refusal: what was typed is kept. Errors that no form can mend go on.
    pub fn again(self, typed: &Fields, error: AppError) -> Result<(StatusCode, Self), Oops> {
        let mut values = typed.0.clone();
        let within = self.within;
        match error {
            AppError::Invalid { fields } => {
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Self { values, errors: fields, within, ..Self::default() }))
            }
            AppError::Conflict { message } => {
                Ok((StatusCode::CONFLICT, Self { values, within, notice: Some(message), ..Self::default() }))
            }
            error @ AppError::PlanMoved { .. } => {
                let notice = Some(error.detail());
                Ok((StatusCode::PRECONDITION_FAILED, Self { values, within, notice, ..Self::default() }))
            }
            AppError::Stale { current_version } => {
                values.retain(|(name, _)| name != "version");
                values.push(("version".to_owned(), current_version.to_string()));
                let notice = "Somebody changed this while you were typing. Your words are kept below, and under each \
                              field that differs is what is saved now. Saving writes yours.";
                let theirs = Some(self.values);
                Ok((
                    StatusCode::PRECONDITION_FAILED,
                    Self { values, within, theirs, notice: Some(notice.to_owned()), ..Self::default() },
                ))
            }
            other => Err(Oops(other)),
        }
    }
}

fn find<'a>(values: &'a [(String, String)], name: &str) -> Option<&'a str> {
    values.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use throughline_domain::people::Role;

    use super::*;

    #[test]
    fn everything_that_cannot_be_read_is_said_at_once_and_what_was_typed_is_kept() {
        let fields = Fields::parse(b"days=soon&on=13.10.2026&role=king&name=+Edda+");
        let mut reader = Reader::new(&fields);
        assert_eq!(reader.text("name"), "Edda");
        assert_eq!(reader.number("days"), None);
        assert_eq!(reader.date("on"), None);
        assert_eq!(reader.choice::<Role>("role"), None);
        let error = reader.finish(()).unwrap_err();
        let (status, state) = FormState::new().again(&fields, error).unwrap();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(state.value("days"), "soon");
        assert!(state.error("days").is_some() && state.error("on").is_some() && state.error("role").is_some());
        assert!(state.error("name").is_none());
    }

    #[test]
    fn after_somebody_else_saved_both_are_shown_and_saving_again_is_possible() {
        let saved = FormState::new().with("version", "4").with("name", "Theirs").with("unit", "loads");
        let typed = Fields::parse(b"version=3&name=Mine&unit=loads");
        let (status, state) = saved.again(&typed, AppError::Stale { current_version: 4 }).unwrap();
        assert_eq!(status, StatusCode::PRECONDITION_FAILED);
        assert_eq!((state.value("name"), state.value("version")), ("Mine", "4"));
        assert_eq!(state.theirs("name").as_deref(), Some("Theirs"));
        assert_eq!(state.theirs("unit"), None);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let fields = Fields::parse(b"a=1,200&b=12+%25&c=&d=NaN");
        let mut reader = Reader::new(&fields);
        assert_eq!(reader.number("a"), Some(1200.0));
        assert_eq!(reader.number("b"), Some(12.0));
        assert_eq!(reader.number("c"), None);
        assert_eq!(reader.count("a"), Some(1200));
        assert_eq!(reader.number("d"), None);
        assert!(reader.finish(()).is_err(), "NaN is not a number");
    }

    #[test]
    fn a_comma_that_does_not_stand_between_thousands_is_never_dropped() {
        for (typed, read) in [("1,200", 1200.0), ("-12,000.5", -12_000.5), ("1,234,567", 1_234_567.0)] {
            let fields = Fields(vec![("n".to_owned(), typed.to_owned())]);
            assert_eq!(Reader::new(&fields).number("n"), Some(read), "{typed}");
        }
        for typed in ["1,5", "0,25", "1,2345", ",500", "1200,000", "0.1,5", "1,,200"] {
            let fields = Fields(vec![("n".to_owned(), typed.to_owned())]);
            let mut reader = Reader::new(&fields);
            assert_eq!(reader.number("n"), None, "{typed}");
            assert!(reader.finish(()).is_err(), "{typed} is refused with a word");
        }
    }

    #[test]
    fn enums_go_to_their_stored_names_and_back() {
        assert_eq!(stored(&Role::Leader), "leader");
        assert_eq!(choice::<Role>("leader"), Some(Role::Leader));
        assert_eq!(choice::<Role>("king"), None);
    }
}
