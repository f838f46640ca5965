//! Reading the files. Everything that is wrong is said at once, each with its file and line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use uuid::Uuid;

use crate::{
    Currency, Money,
    strategy::files::{
        FileFault, Handle, Kind, LOCK_FILE, Name, Strategy, Texts, Thing, Value,
        schema::{Field, Form},
        shares,
    },
};

/// What the files tell, what they were based on, and where each thing stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// What they tell.
    pub strategy: Strategy,
    /// What they were based on.
    pub lock: Strategy,
    places: BTreeMap<(Name, &'static str), Place>,
    star: Option<Place>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub file: String,
    pub line: usize,
}

impl Place {
    pub fn fault(&self, message: impl Into<String>) -> FileFault {
        FileFault { file: self.file.clone(), line: self.line, message: message.into() }
    }
}

impl Read {
    /// Where a field stands, else where its thing begins.
    pub(super) fn place(&self, name: &Name, field: &'static str) -> Place {
        let at = |field| self.places.get(&(name.clone(), field)).cloned();
        at(field).or_else(|| at(HEAD)).unwrap_or_default()
    }

    /// The file and line of a field, else of its thing.
    pub fn line(&self, name: &Name, field: &str) -> Option<(String, usize)> {
        let field = name.kind.fields().iter().find(|known| known.name == field || known.record == field);
        let place = self.place(name, field.map_or(HEAD, |field| field.name));
        (place.line > 0).then_some((place.file, place.line))
    }

    pub(super) fn star_place(&self) -> Place {
        self.star.clone().unwrap_or_default()
    }
}

/// Stands for the beginning of a thing among its fields.
pub(super) const HEAD: &str = "";

/// The newest arrangement of the files that is understood.
const FORMAT: i64 = 1;

/// How many things the files may tell, and the lock.
const MOST: usize = 10_000;

/// Reads files, which may be named and arranged in any way: a table may stand in any of them, but only once.
///
/// # Errors
/// Everything that is not TOML; else everything that cannot be said here, or is missing.
pub fn read(texts: &Texts) -> Result<Read, Vec<FileFault>> {
    let mut reading = Reading::default();
    // A work tree on Windows may have other line ends. A carriage return of ours is always written as `\r`.
    let texts: BTreeMap<&String, String> =
        texts.iter().map(|(file, text)| (file, text.replace("\r\n", "\n"))).collect();
    let parsed: Vec<_> =
        texts.iter().map(|(file, text)| (At::new(file, text), DeTable::parse_recoverable(text))).collect();
    for (at, (_, errors)) in &parsed {
        for error in errors {
            let place = at.place(error.span().map_or(0, |span| span.start));
            reading.faults.push(place.fault(format!("This is not TOML: {}.", error.message().trim_end_matches('.'))));
        }
    }
    if reading.faults.is_empty() {
        // A lock in a file of its own is newer than one in a document that was downloaded whole.
        reading.lock_in = texts.contains_key(&LOCK_FILE.to_owned()).then_some(LOCK_FILE);
        for (at, (table, _)) in &parsed {
            reading.document(at, table.get_ref());
        }
    }
    let Read { strategy, lock, .. } = &reading.read;
    let both = [(strategy, "files tell"), (lock, "lock tells")];
    for (read, what_tells) in both.into_iter().filter(|(read, _)| read.things.len() > MOST) {
        let [many, most] = [read.things.len(), MOST].map(crate::words::spelled);
        let message = format!("The {what_tells} of {many} things; up to {most} are read.");
        let file = texts.keys().next().map(ToString::to_string).unwrap_or_default();
        reading.faults.push(FileFault { file, line: 1, message });
    }
    reading.faults.sort();
    if reading.faults.is_empty() { Ok(reading.read) } else { Err(reading.faults) }
}

/// A file with the places at which its lines begin.
struct At<'t> {
    file: &'t str,
    starts: Vec<usize>,
}

impl<'t> At<'t> {
    fn new(file: &'t str, text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, starts }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        Place { file: self.file.to_owned(), line }
    }
}

#[derive(Default)]
struct Reading {
    read: Read,
    /// The only file whose lock counts, if so.
    lock_in: Option<&'static str>,
    /// Which thing the lock gave each id to.
    ids: BTreeMap<Uuid, Name>,
    faults: Vec<FileFault>,
}

/// A key of a table with its value.
type Entry<'d> = (&'d str, Place, &'d Spanned<DeValue<'d>>);

fn entries<'d>(at: &'d At<'d>, table: &'d DeTable<'d>) -> impl Iterator<Item = Entry<'d>> {
    table.iter().map(|(key, value)| (key.get_ref().as_ref(), at.place(key.span().start), value))
}

impl Reading {
    fn document(&mut self, at: &At<'_>, table: &DeTable<'_>) {
        for (key, place, value) in entries(at, table) {
            match (key, Kind::of_table(key)) {
                (_, Some(kind)) => self.kind(at, kind, &place, value, false),
                ("strategy", None) => self.head(at, &place, value),
                ("lock", None) if self.lock_in.is_some_and(|file| file != at.file) => {}
                ("lock", None) => self.lock(at, &place, value),
                _ => self.faults.push(place.fault(format!("\"{key}\" is no kind of thing; there is {}.", tables()))),
            }
        }
    }

    fn table<'d>(&mut self, place: &Place, value: &'d Spanned<DeValue<'d>>, like: &str) -> Option<&'d DeTable<'d>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.faults.push(place.fault(format!("This has to be a table, as in {like}.")));
        }
        table
    }

    fn head<'d>(&mut self, at: &'d At<'d>, place: &Place, value: &'d Spanned<DeValue<'d>>) {
        let Some(table) = self.table(place, value, "[strategy]") else { return };
        for (key, place, value) in entries(at, table) {
            match key {
                "format" => {
                    let format = value.get_ref().as_integer().and_then(|format| format.as_str().parse::<i64>().ok());
                    if format != Some(FORMAT) {
                        self.faults.push(place.fault(format!(
                            "These files are of a format that is not known here; this program reads format = {FORMAT}."
                        )));
                    }
                }
                "north_star" => {
                    self.read.strategy.north_star = self.handle(&place, value);
                    self.read.star = Some(place);
                }
                _ => {
                    self.faults
                        .push(place.fault(format!("[strategy] has no \"{key}\"; it has format and north_star.")));
                }
            }
        }
    }

    fn lock<'d>(&mut self, at: &'d At<'d>, place: &Place, value: &'d Spanned<DeValue<'d>>) {
        let Some(table) = self.table(place, value, "[lock]") else { return };
        for (key, place, value) in entries(at, table) {
            match (key, Kind::of_table(key)) {
                (_, Some(kind)) => self.kind(at, kind, &place, value, true),
                ("north_star", None) => self.read.lock.north_star = self.handle(&place, value),
                _ => {
                    self.faults
                        .push(place.fault(format!("A lock has no \"{key}\". Take back what was changed in it.")));
                }
            }
        }
    }

    fn handle(&mut self, place: &Place, value: &Spanned<DeValue<'_>>) -> Option<Handle> {
        let handle = value.get_ref().as_str().map(Handle::new);
        if handle.is_none() {
            self.faults.push(place.fault("Write the handle of a metric in quotes."));
        }
        handle
    }

    fn kind<'d>(&mut self, at: &'d At<'d>, kind: Kind, place: &Place, value: &'d Spanned<DeValue<'d>>, locked: bool) {
        let like = format!("[{}.{}]", kind.table(), if kind == Kind::Objective { "O2" } else { "HANDLE" });
        let Some(table) = self.table(place, value, &like) else { return };
        for (handle, place, value) in entries(at, table) {
            let Some(fields) = self.table(&place, value, &like) else { continue };
            if !shares::can_name(handle) {
                let message = "A handle has no comma, and no space before or behind it, so that shares can name it.";
                self.faults.push(place.fault(message));
                continue;
            }
            let name = Name { kind, handle: Handle::new(handle) };
            let thing = self.thing(at, &name, &place, fields, locked);
            if locked {
                if let Some(first) = thing.id.and_then(|id| self.ids.insert(id, name.clone())) {
                    let message = format!(
                        "The lock gives the {name} the id of the {first}. Take back what was changed in the lock."
                    );
                    self.faults.push(place.fault(message));
                }
                if self.read.lock.things.insert(name.clone(), thing).is_some() {
                    self.faults.push(place.fault(format!("The lock tells of the {name} twice.")));
                }
                continue;
            }
            if let Some(first) = self.read.places.get(&(name.clone(), HEAD)).filter(|first| first.file != place.file) {
                let message = format!("The {name} stands in {}, line {} already; keep one.", first.file, first.line);
                self.faults.push(place.fault(message));
                continue;
            }
            for field in kind.fields().iter().filter(|field| field.needed && !thing.fields.contains_key(field.name)) {
                if !matches!(field.form, Form::Line) && fields.contains_key(field.name) {
                    // What is said there was refused already.
                    continue;
                }
                let message = match field.form {
                    Form::Choice { of, .. } => format!("The {name} needs {} = {}.", field.name, either(of)),
                    _ => format!("The {name} needs a {}.", field.name),
                };
                self.faults.push(place.fault(message));
            }
            self.read.places.insert((name.clone(), HEAD), place);
            self.read.strategy.things.insert(name, thing);
        }
    }

    fn thing<'d>(&mut self, at: &'d At<'d>, name: &Name, head: &Place, table: &'d DeTable<'d>, locked: bool) -> Thing {
        let mut thing = Thing::default();
        for (key, place, value) in entries(at, table) {
            if locked && key == "id" {
                thing.id = value.get_ref().as_str().and_then(|id| id.parse::<Uuid>().ok());
                if thing.id.is_none() {
                    self.faults.push(place.fault("This is no id. Take back what was changed in the lock."));
                }
                continue;
            }
            let Some(field) = name.kind.field(key) else {
                let known: Vec<&str> = name.kind.fields().iter().map(|field| field.name).collect();
                let message =
                    format!("A {} has no \"{key}\"; it has {}.", name.kind.noun(), crate::words::list(&owned(&known)));
                self.faults.push(place.fault(message));
                continue;
            };
            match said(field, value.get_ref()) {
                Ok(Some(value)) => {
                    thing.fields.insert(field.name, value);
                }
                Ok(None) => {}
                Err(message) => self.faults.push(place.fault(format!("{key}: {message}"))),
            }
            if !locked {
                // A table may be written in one line; then the field stands where its thing does.
                let place = if place.line < head.line { head.clone() } else { place };
                self.read.places.insert((name.clone(), field.name), place);
            }
        }
        if name.kind.identity() == "key" && !thing.fields.contains_key("key") {
            thing.fields.insert("key", Value::Text(name.handle.to_string()));
        }
        thing
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn tables() -> String {
    let mut tables: Vec<String> = Kind::ALL.iter().map(|kind| kind.table().to_owned()).collect();
    tables.push("strategy".to_owned());
    crate::words::list(&tables)
}

fn either(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("\"{choice}\"")).collect();
    quoted.join(" or ")
}

/// What a field says; nothing where it says what is meant without it.
fn said(field: &Field, value: &DeValue<'_>) -> Result<Option<Value>, String> {
    let text = || value.as_str().ok_or_else(|| "write it in quotes.".to_owned());
    Ok(match field.form {
        Form::Line | Form::Key | Form::Member | Form::Cycle => some(text()?.trim()),
        Form::Shares(_) => some(&shares::written(&shares::pairs(text()?)?)),
        Form::Text | Form::Of(_) => some(text()?),
        Form::Choice { of, usual } => {
            let text = text()?;
            match of.iter().position(|choice| *choice == text) {
                Some(0) if usual => None,
                Some(_) => some(text),
                None => return Err(format!("\"{text}\" is not possible; write {}.", either(of))),
            }
        }
        Form::Flag => match value.as_bool() {
            Some(yes) => yes.then_some(Value::Flag),
            None => return Err("write true or false.".to_owned()),
        },
        Form::Number => Some(Value::Number(number(value)?)),
        Form::Count => Some(Value::Number(count(value)?)),
        Form::Day => day(value)?.map(Value::Day),
        Form::Amount => match text()? {
            "" => None,
            text => Some(Value::Amount(amount(text)?)),
        },
    })
}

fn some(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn number(value: &DeValue<'_>) -> Result<f64, String> {
    let wrong = || "write a number, without quotes.".to_owned();
    let text = match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
        DeValue::Float(float) => float.as_str(),
        _ => return Err(wrong()),
    };
    text.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(wrong)
}

/// A whole number that keeps every digit.
fn count(value: &DeValue<'_>) -> Result<f64, String> {
    let whole = |number: &f64| number.fract() == 0.0 && (0.0..=9e15).contains(number);
    number(value).ok().filter(whole).ok_or_else(|| "write a whole number from 0 on, without quotes.".to_owned())
}

fn day(value: &DeValue<'_>) -> Result<Option<Date>, String> {
    let wrong = || "write a day like 2027-03-31, without quotes.".to_owned();
    if let Some(text) = value.as_str() {
        return if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| wrong()) };
    }
    let day = value.as_datetime().filter(|at| at.time.is_none()).and_then(|at| at.date).ok_or_else(wrong)?;
    let part = |part: u8| i8::try_from(part).map_err(|_| wrong());
    let year = i16::try_from(day.year).map_err(|_| wrong())?;
    Date::new(year, part(day.month)?, part(day.day)?).map(Some).map_err(|_| wrong())
}

/// "EUR 340.50", without rounding.
fn amount(text: &str) -> Result<Money, String> {
    let (code, number) = text.split_once(' ').ok_or("write an amount like \"EUR 340\".")?;
    let currency = Currency::parse(code).map_err(|error| format!("{error}."))?;
    let wrong = || format!("\"{number}\" is no amount in {currency}; write one like \"EUR 340\" or \"EUR 340.50\".");
    let (sign, digits) = number.strip_prefix('-').map_or((1, number), |digits| (-1, digits));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let places = currency.digits() as usize;
    let plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(rest) || rest.len() > places {
        return Err(wrong());
    }
    // The smallest amount has no positive counterpart, so it is read with its sign.
    let minor: i128 = format!("{whole}{rest:0<places$}").parse().map_err(|_| wrong())?;
    i64::try_from(sign * minor).map(|minor| Money::new(minor, currency)).map_err(|_| wrong())
}
