//! The roadmap as a file: CSV for a spreadsheet, iCalendar for a calendar.

use jiff::ToSpan;
use throughline_domain::{Currency, people::Action, roadmap::Today};

use crate::{Actor, App, AppError, boxed, keeping::guarded, portfolio::Picture};

/// The longest line of an iCalendar file, in octets (RFC 5545, 3.1).
const LINE: usize = 75;

impl App {
    /// Today's order as CSV, one line a ticket. Cells that a spreadsheet would take for a formula begin with a quote.
    #[boxed]
    pub async fn roadmap_csv(&self, actor: &Actor) -> Result<String, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let planned = self.planned(actor).await?;
        planned.picture.csv(&planned.today)
    }

    /// Today's order as iCalendar (RFC 5545): a ticket is an event on the day on which it is likely done, a promise one
    /// on its day.
    #[boxed]
    pub async fn roadmap_calendar(&self, actor: &Actor) -> Result<String, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let planned = self.planned(actor).await?;
        let at = self.now().timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
        Ok(planned.picture.icalendar(&planned.today, &at, self.settings().public_url.as_deref()))
    }
}

impl Picture {
    fn csv(&self, today: &Today) -> Result<String, AppError> {
        let internal = |error: csv::Error| AppError::internal(&error);
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = [
            "team",
            "ticket",
            "title",
            "starts_on",
            "likely_on",
            "sure_on",
            "cost_of_waiting",
            "currency",
            "waits_for",
            "begun_on",
        ];
        writer.write_record(head).map_err(internal)?;
        let currency = self.portfolio.currency();
        for lane in self.lanes(today, &today.carried, None, usize::MAX) {
            let team = lane.team.map_or_else(String::new, |team| team.name);
            for row in lane.rows {
                let waits: Vec<String> = row.waits_for.iter().filter_map(|name| name.key.clone()).collect();
                let cells = [
                    guarded(&team),
                    guarded(row.ticket.key.as_deref().unwrap_or_default()),
                    guarded(&row.ticket.name),
                    row.starts_on.to_string(),
                    row.likely_on.to_string(),
                    row.sure_on.to_string(),
                    decimal(row.cost_minor, currency),
                    currency.code().to_owned(),
                    guarded(&waits.join(" ")),
                    row.begun_on.map_or_else(String::new, |day| day.to_string()),
                ];
                writer.write_record(cells).map_err(internal)?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| AppError::internal(&error))?;
        String::from_utf8(bytes).map_err(|error| AppError::internal(&error))
    }

    fn icalendar(&self, today: &Today, stamp: &str, address: Option<&str>) -> String {
        let mut out = String::new();
        let mut line = |text: &str| folded(text, &mut out);
        line("BEGIN:VCALENDAR");
        line("VERSION:2.0");
        line("PRODID:-//Throughline//Roadmap//EN");
        line("NAME:Roadmap");
        let mut event = |uid: &str, day: jiff::civil::Date, summary: &str, text: &str, path: Option<&str>| {
            line("BEGIN:VEVENT");
            line(&format!("UID:{uid}@throughline"));
            line(&format!("DTSTAMP:{stamp}"));
            line(&format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
            line(&format!("DTEND;VALUE=DATE:{}", day.saturating_add(1.day()).strftime("%Y%m%d")));
            line(&format!("SUMMARY:{}", escaped(summary)));
            line(&format!("DESCRIPTION:{}", escaped(text)));
            if let (Some(address), Some(path)) = (address, path) {
                line(&format!("URL:{}/tickets/{path}", address.trim_end_matches('/')));
            }
            line("END:VEVENT");
        };
        for lane in self.lanes(today, &today.carried, None, usize::MAX) {
            let team = lane.team.map_or_else(|| "no team".to_owned(), |team| team.name);
            for row in lane.rows {
                let key = row.ticket.key.as_deref().unwrap_or_default();
                let text = format!("{team}. Starts {}, 85% sure by {}.", row.starts_on, row.sure_on);
                let id = row.ticket.id.to_string();
                event(&id, row.likely_on, &format!("{key} {}", row.ticket.name), &text, Some(&id));
            }
        }
        for promise in &self.kept.promises {
            let Some(ticket) = self.name_of_ticket(promise.ticket_id) else { continue };
            let key = ticket.key.as_deref().unwrap_or_default();
            let summary = format!("{key} promised to {}", promise.promised_to);
            event(&promise.id.to_string(), promise.due_on, &summary, &ticket.name, Some(&ticket.id.to_string()));
        }
        line("END:VCALENDAR");
        out
    }
}

/// An amount in major units with all its digits, without a symbol: what a spreadsheet takes for a number.
fn decimal(minor: i64, currency: Currency) -> String {
    let per_major = currency.minor_per_major();
    let digits = usize::try_from(currency.digits()).unwrap_or(0);
    let (whole, rest) = (minor / per_major, minor % per_major);
    if digits == 0 { whole.to_string() } else { format!("{whole}.{rest:0digits$}") }
}

/// Text of a property (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], "\\n")
}

/// A line, folded where it is longer than 75 octets, between letters.
fn folded(text: &str, out: &mut String) {
    let mut used = 0;
    for letter in text.chars() {
        if used + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_letters_and_a_text_cannot_end_it() {
        let mut out = String::new();
        folded(&format!("SUMMARY:{}", escaped(&format!("a,b;c\nEND:VEVENT {}", "ü".repeat(60)))), &mut out);
        assert!(out.starts_with("SUMMARY:a\\,b\\;c\\nEND:VEVENT "));
        assert!(out.lines().all(|line| line.len() <= 75), "{out}");
        assert_eq!(out.replace("\r\n ", "").matches('ü').count(), 60);
    }
}
