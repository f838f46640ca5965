//! Spreadsheets.

use std::collections::BTreeMap;

use jiff::civil::date;
use throughline_domain::tickets::{EffortDays, Moscow, RiceInputs};
use throughline_trackers::{
    Parsed, Settings,
    csv_file::{CsvError, Encoding, Field, Mapping, guess, parse, read},
};

use crate::support::real_data;

fn mapping_of(bytes: &[u8]) -> Mapping {
    let table = read(bytes).expect("a table");
    guess(&table.headings, table.sample())
}

fn parsed(text: &str) -> Parsed {
    parse(text.as_bytes(), &mapping_of(text.as_bytes()), &Settings::default()).expect("tickets")
}

fn notes(parsed: &Parsed) -> String {
    let lines: Vec<String> = parsed.notes.iter().map(|note| format!("{}: {}", note.item, note.text)).collect();
    lines.join("\n")
}

#[test]
fn delimiters_encodings_and_quotation_marks_are_found_out() {
    let forms: [(&[u8], char, Encoding); 7] = [
        (b"Key,Title\nA-1,\"one, two\nthree\"\n", ',', Encoding::Utf8),
        (b"\xEF\xBB\xBFKey;Title\r\nA-1;one, two three\r\n", ';', Encoding::Utf8),
        (b"Key\tTitle\nA-1\tone, two three\n", '\t', Encoding::Utf8),
        (b"Key|Title\nA-1|one, two three\n", '|', Encoding::Utf8),
        (b"sep=;\nKey;Title\nA-1;one, two three\n", ';', Encoding::Utf8),
        (b"Key;Title\nA-1;one, two three \x80\n", ';', Encoding::Windows1252),
        (
            b"\xFF\xFEK\0e\0y\0\t\0T\0i\0t\0l\0e\0\n\0A\0-\x001\0\t\0o\0n\0e\0,\0 \0t\0w\0o\0 \0t\0h\0r\0e\0e\0",
            '\t',
            Encoding::Utf16,
        ),
    ];
    for (bytes, delimiter, encoding) in forms {
        let table = read(bytes).expect("a table");
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!((table.delimiter, table.encoding), (delimiter, encoding), "{shown}");
        assert_eq!(table.headings, ["Key", "Title"], "{shown}");
        let title = table.rows[0][1].replace('\n', " ");
        assert_eq!(title.trim_end_matches(" €"), "one, two three", "{shown}");
    }
    let windows = read(b"Title\nGr\xFC\xDFe f\xFCr 5 \x80").expect("a table");
    assert_eq!(windows.rows[0][0], "Grüße für 5 €");
    assert!(windows.notes[0].text.contains("Windows-1252"));
}

#[test]
fn what_is_no_table_is_answered_in_words() {
    assert_eq!(read(b""), Err(CsvError::Empty));
    assert_eq!(read(b"PK\x03\x04\0\0"), Err(CsvError::Binary { byte: 4 }));
    let error = parse(b"Colour,Size\nred,5\n", &Mapping::default(), &Settings::default());
    assert!(matches!(error, Err(CsvError::NoTitle { headings }) if headings == "Colour, Size"));
    let mut mapping = Mapping::default();
    mapping.set(Field::Title, "Name", "chosen");
    let error = parse(b"Colour,Size\nred,5\n", &mapping, &Settings::default()).expect_err("no such column");
    assert!(error.to_string().contains("\"Name\" for title"), "{error}");
}

#[test]
fn columns_are_guessed_from_the_names_trackers_give_them() {
    use Field::{Body, BusinessValue, DueDate, EstimateDays, Key, Labels, Status, StoryPoints, Title, WaitsFor};
    let files: [(&str, &[(Field, &str)]); 5] = [
        (
            "Summary,Issue key,Issue id,Status,Custom field (Story Points),Due Date,Labels,Labels,Inward issue link (Blocks)",
            &[
                (Title, "Summary"),
                (Key, "Issue key"),
                (StoryPoints, "Custom field (Story Points)"),
                (DueDate, "Due Date"),
                (WaitsFor, "Inward issue link (Blocks)"),
                (Labels, "Labels"),
            ],
        ),
        ("ID,Team,Title,Description,Status,Estimate,Priority", &[(Key, "ID"), (Title, "Title"), (Body, "Description")]),
        ("Task ID,Name,Notes,Section/Column,Due Date,Tags", &[(Key, "Task ID"), (Title, "Name"), (Body, "Notes")]),
        (
            "Nr;Titel;Beschreibung;Geschäftswert;Aufwand;Fällig am",
            &[(Key, "Nr"), (Title, "Titel"), (BusinessValue, "Geschäftswert"), (EstimateDays, "Aufwand")],
        ),
        ("numero;titolo;stato;valore di business", &[(Key, "numero"), (Title, "titolo"), (Status, "stato")]),
    ];
    for (headings, expected) in files {
        let mapping = mapping_of(headings.as_bytes());
        for (field, heading) in expected {
            assert_eq!(mapping.heading(*field), Some(*heading), "{headings}");
            assert!(!mapping.columns[field].reason.is_empty());
        }
    }
    let unnamed = mapping_of(b"A,B\nXY-1,Make it fast\nXY-2,Make it small\n");
    assert_eq!((unnamed.heading(Key), unnamed.heading(Title)), (Some("A"), Some("B")));
}

#[test]
fn a_mapping_can_be_corrected_and_saved() {
    let mut mapping = mapping_of(b"Key,Summary,Pitch\n");
    mapping.set(Field::BusinessValue, "Pitch", "chosen by hand");
    mapping.set(Field::Body, "Summary", "chosen by hand");
    assert_eq!(mapping.heading(Field::Title), None);
    mapping.unset(Field::Body);
    let saved = mapping.to_saved();
    assert_eq!(saved, BTreeMap::from([("key", "Key"), ("business_value", "Pitch")].map(|(a, b)| (a.into(), b.into()))));
    assert_eq!(Mapping::from_saved(&saved).expect("fields").to_saved(), saved);
    assert!("colour".parse::<Field>().is_err());
    assert!(Field::ALL.iter().all(|field| field.name().parse() == Ok(*field)));
}

#[test]
fn a_row_becomes_a_ticket_with_all_it_says() {
    let text = "Key,Title,Description,Status,Labels,Business Value,Team,Problem,Estimate days,Due date,Reach,Impact,Confidence,\
                MoSCoW,Depends on,URL,Created,Colour\n\
                AB-1,Fast login,Blocked by AB-9,In progress,\"one, two\",Saves €5k,Booking,PR-1,3-5,2026-12-01,\"1,200\",High,80%,\
                Must have,\"AB-2, AB-3; 77\",https://jira.example/AB-1,2026-01-02 10:00,red\n";
    let parsed = parsed(text);
    assert_eq!(parsed.notes, []);
    let ticket = &parsed.tickets[0];
    assert_eq!((ticket.external_id.as_str(), ticket.key.as_deref()), ("AB-1", Some("AB-1")));
    assert_eq!(ticket.labels, ["one", "two"]);
    assert_eq!(ticket.value_line.as_deref(), Some("Saves €5k"));
    assert_eq!((ticket.team.as_deref(), ticket.problem.as_deref()), (Some("Booking"), Some("PR-1")));
    assert_eq!(ticket.effort_days, Some(EffortDays { low: 3.0, high: 5.0 }));
    assert_eq!(ticket.due_on, Some(date(2026, 12, 1)));
    assert_eq!(ticket.rice, Some(RiceInputs { reach: 1200.0, impact: 2.0, confidence: 0.8 }));
    assert_eq!(ticket.moscow, Some(Moscow::Must));
    assert_eq!(ticket.waits_for, ["AB-2", "AB-3", "77", "AB-9"]);
    assert!(!ticket.closed);
    assert_eq!(ticket.opened_at.map(|at| at.timestamp().to_string()).as_deref(), Some("2026-01-02T10:00:00Z"));
    assert_eq!(ticket.unmapped, BTreeMap::from([("Colour".into(), "red".into())]));
}

#[test]
fn rows_that_cannot_be_taken_are_named_and_the_rest_is_kept() {
    let parsed = parsed(
        "Key,Title,Estimate days,Due date\nA-1,One,XL,2026-12-01\n,,,\nA-2,,2,\n,,5,\nA-1,Again,2,soon\n,No key,1,\n",
    );
    let ids: Vec<_> = parsed.tickets.iter().map(|ticket| ticket.title.as_str()).collect();
    assert_eq!(ids, ["A-2", "Again", "No key"]);
    let skipped: Vec<_> = parsed.skipped.iter().map(|skipped| skipped.item.as_str()).collect();
    assert_eq!(skipped, ["row 3", "row 5", "row 2"]);
    assert!(parsed.skipped[2].reason.contains("row 6"), "{:?}", parsed.skipped);
    let notes = notes(&parsed);
    for expected in [
        "row 2: no estimate was taken: \"XL\"",
        "row 4: it has no title",
        "row 6: \"soon\" is no date",
        "row 7: it has no key",
    ] {
        assert!(notes.contains(expected), "{expected} in {notes}");
    }
}

#[test]
fn cells_are_text_and_never_formulas() {
    let parsed = parsed("Key,Title,Business Value\nA-1,=1+1,\"=HYPERLINK(\"\"http://x\"\")\"\nA-2,@sum,+5\n");
    let texts: Vec<_> =
        parsed.tickets.iter().map(|ticket| (ticket.title.as_str(), ticket.value_line.as_deref())).collect();
    assert_eq!(texts, [("=1+1", Some("=HYPERLINK(\"http://x\")")), ("@sum", Some("+5"))]);
}

#[test]
fn the_order_of_day_and_month_is_decided_for_a_whole_column_and_said() {
    let table = [
        ("13/4/2026", Some(date(2026, 4, 3)), "day/month/year"),
        ("4/13/2026", Some(date(2026, 3, 4)), "month/day/year"),
        ("5/6/2026", None, "no other date tells"),
    ];
    for (other, expected, words) in table {
        let parsed = parsed(&format!("Key,Title,Due date\nA-1,One,3/4/2026\nA-2,Two,{other}\n"));
        assert_eq!(parsed.tickets[0].due_on, expected, "{other}");
        assert!(notes(&parsed).contains(words), "{}", notes(&parsed));
    }
}

#[test]
fn units_of_a_column_are_said() {
    let seconds = parsed("Key,Summary,Original Estimate\nA-1,One,28800\n");
    assert_eq!(seconds.tickets[0].effort_days, Some(EffortDays { low: 1.0, high: 1.0 }));
    assert!(notes(&seconds).contains("seconds"));
    let german = parsed("Nr;Titel;Aufwand\n1;Eins;1,5\n");
    assert_eq!(german.tickets[0].effort_days, Some(EffortDays { low: 1.5, high: 1.5 }));
    assert_eq!((german.tickets[0].external_id.as_str(), &german.tickets[0].key), ("1", &None));
    let rice = parsed("Key,Title,Reach,Impact,Confidence,Effort\nA-1,One,500,2,80,0.5\nA-2,Two,500,2,50,3d\n");
    assert_eq!(rice.tickets[0].rice, Some(RiceInputs { reach: 500.0, impact: 2.0, confidence: 0.8 }));
    assert_eq!(rice.tickets[1].effort_days, Some(EffortDays { low: 3.0, high: 3.0 }));
    let months = rice.tickets[0].effort_days.expect("an estimate").low;
    assert!((months - 0.5 * 5.0 * 52.0 / 12.0).abs() < 1e-9);
    assert!(notes(&rice).contains("person-months") && notes(&rice).contains("percent"));
}

#[test]
fn rows_without_keys_are_known_again_wherever_they_stand() {
    let ids = |text: &str| -> BTreeMap<String, String> {
        parsed(text).tickets.into_iter().map(|ticket| (ticket.title, ticket.external_id)).collect()
    };
    let before = ids("Title\nFirst thing\nSecond thing\n");
    let after = ids("Title\nNew thing\nSecond thing\nFirst thing\n");
    assert!(before.iter().all(|(title, id)| after[title] == *id));
    let twins = parsed("Title\nSame\nSame\n");
    assert_eq!(twins.tickets.len(), 2);
    assert_ne!(twins.tickets[0].external_id, twins.tickets[1].external_id);
}

#[test]
fn an_odd_quotation_mark_is_said() {
    assert!(notes(&parsed("Key,Title\nA-1,\"One\nA-2,Two\n")).contains("odd number of quotation marks"));
}

#[test]
fn every_jira_issue_of_usergrid_is_a_ticket_with_its_points() {
    let Some(bytes) = real_data("jira/usergrid-storypoints.csv") else { return };
    let mapping = mapping_of(&bytes);
    assert_eq!(
        mapping.to_saved(),
        BTreeMap::from(
            [("body", "description"), ("key", "issuekey"), ("story_points", "storypoint"), ("title", "title")]
                .map(|(a, b)| (a.into(), b.into()))
        )
    );
    let settings = Settings { days_per_story_point: Some(1.0), ..Settings::default() };
    let parsed = parse(&bytes, &mapping, &settings).expect("tickets");
    assert_eq!((parsed.tickets.len(), parsed.skipped.len()), (482, 0));
    assert!(parsed.tickets.iter().all(|ticket| ticket.effort_days.is_some() && ticket.key.is_some()));
    assert_eq!(parsed.tickets[0].effort_days, Some(EffortDays { low: 3.0, high: 3.0 }));
    let without_factor = parse(&bytes, &mapping, &Settings::default()).expect("tickets");
    assert!(without_factor.tickets.iter().all(|ticket| ticket.effort_days.is_none()));
    assert!(notes(&without_factor).contains("how many days a point stands for"));
}

#[test]
fn jira_issues_without_titles_are_kept_by_their_keys() {
    let Some(bytes) = real_data("jira/apache-due-dates.csv") else { return };
    let parsed = parse(&bytes, &mapping_of(&bytes), &Settings::default()).expect("tickets");
    assert_eq!((parsed.tickets.len(), parsed.skipped.len()), (6_289, 0));
    assert!(parsed.tickets.iter().all(|ticket| ticket.opened_at.is_some() && ticket.title == ticket.external_id));
    assert_eq!(parsed.notes, []);
}
