//! What holds for any input.

use proptest::prelude::*;
use throughline_trackers::{
    Settings,
    body::{self, Home},
    csv_file::{self, Field, Mapping},
    github,
};

/// Pieces of Markdown that mean something here, in any order.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Business Value",
        ":",
        "**",
        "_",
        "`",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "### ",
        "|",
        "\n|--|--|\n",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<br>",
        "```\n",
        "    ",
        "[",
        "](https://github.com/o/r/issues/5)",
        "Estimate: 3-5d",
        "Due: 2026-12-01",
        "blocked by",
        "depends on ",
        "#12",
        "o/r#4",
        ", ",
        " and ",
        "(",
        ")",
        "- [ ] ",
        "~~",
        "é",
        "💰",
        "İ",
        "\u{301}",
        "\0",
        "\r",
        "1",
        "x",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(text in markdown(), other in any::<String>()) {
        let home = Home { repository: Some("o/r".into()), host: None, keys: true };
        for text in [text, other] {
            let facts = body::read(&text, &home, &Settings { days_per_story_point: Some(1.0), ..Settings::default() });
            prop_assert!(facts.value_line.is_none_or(|line| !line.trim().is_empty() && line.chars().count() <= 2_000));
            prop_assert!(facts.effort_days.is_none_or(|effort| effort.low > 0.0 && effort.low <= effort.high));
        }
    }

    #[test]
    fn no_bytes_make_the_readers_of_files_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = github::parse_list(&bytes, &Settings::default());
        if let Ok(table) = csv_file::read(&bytes) {
            let mapping = csv_file::guess(&table.headings, table.sample());
            let _ = csv_file::parse(&bytes, &mapping, &Settings::default());
        }
    }

    #[test]
    fn every_item_of_a_list_is_a_ticket_or_skipped(
        items in prop::collection::vec((0_u64..6, any::<Option<String>>(), prop::sample::select(vec!["open", "closed", "odd"]), any::<bool>()), 0..20),
    ) {
        let list: Vec<_> = items
            .iter()
            .map(|(number, title, state, pull)| {
                let mut item = serde_json::json!({"number": number, "title": title, "state": state});
                if *pull {
                    item["pull_request"] = serde_json::json!({});
                }
                item
            })
            .collect();
        let parsed = github::parse_list(serde_json::Value::from(list).to_string().as_bytes(), &Settings::default());
        let parsed = parsed.expect("a list");
        prop_assert_eq!(parsed.tickets.len() + parsed.skipped.len(), items.len());
        let mut ids: Vec<_> = parsed.tickets.iter().map(|ticket| &ticket.external_id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), parsed.tickets.len());
    }

    #[test]
    fn a_written_table_gives_its_rows_back(
        delimiter in prop::sample::select(b",;\t|".to_vec()),
        rows in prop::collection::vec(("[ -~é€\n]{0,12}[a-zé€]", "[ -~é€\n]{0,12}"), 1..20),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["Key", "Title", "Body"]).expect("in memory");
        for (at, (title, body)) in rows.iter().enumerate() {
            writer.write_record([&format!("AB-{at}"), title, body]).expect("in memory");
        }
        let bytes = writer.into_inner().expect("in memory");
        let table = csv_file::read(&bytes).expect("a table");
        prop_assert_eq!(table.delimiter, char::from(delimiter));
        let mut mapping = Mapping::default();
        for (field, heading) in [(Field::Key, "Key"), (Field::Title, "Title"), (Field::Body, "Body")] {
            mapping.set(field, heading, "written so");
        }
        let parsed = csv_file::parse(&bytes, &mapping, &Settings::default()).expect("tickets");
        prop_assert_eq!(parsed.skipped.len(), 0);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (at, ((title, body), ticket)) in rows.iter().zip(&parsed.tickets).enumerate() {
            prop_assert_eq!(&ticket.external_id, &format!("AB-{at}"));
            prop_assert_eq!(&ticket.title, &words(title));
            prop_assert_eq!(&ticket.body, body.trim());
        }
        prop_assert_eq!(parsed.tickets.len(), rows.len());
    }
}

#[test]
fn a_hostile_body_is_read_in_time_that_grows_with_its_length() {
    let forms = [
        "depends on (",
        "blocked by #1, ",
        "- blocked by:\n",
        "> ",
        "**Business Value:** x\n",
        "| Business Value | x |\n",
        "<!--",
        "[](",
        "- Business Value:\n  - ",
        "<",
        "_Business Value_ ",
        "`",
    ];
    for form in forms {
        let text = form.repeat(64 * 1024 / form.len());
        let start = std::time::Instant::now();
        let facts = body::read(&text, &Home::default(), &Settings::default());
        assert!(start.elapsed().as_secs() < 5, "{form:?} took {:?}", start.elapsed());
        assert!(facts.waits_for.len() <= 1);
    }
}
