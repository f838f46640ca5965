//! The forms in which people write a Business Value line and what stands around it.

use jiff::civil::date;
use throughline_domain::tickets::EffortDays;
use throughline_trackers::{
    Settings,
    body::{self, Facts, Home},
};

fn read(markdown: &str) -> Facts {
    let home = Home { repository: Some("acme/shop".into()), ..Home::default() };
    body::read(markdown, &home, &Settings { days_per_story_point: Some(2.0), ..Settings::default() })
}

/// Each holds the line "saves 10 h a week".
const FORMS: &[&str] = &[
    "Business Value: saves 10 h a week",
    "business value: saves 10 h a week",
    "BUSINESS VALUE : saves 10 h a week",
    "Business-Value: saves 10 h a week",
    "**Business Value:** saves 10 h a week",
    "**Business Value**: saves 10 h a week",
    "**Business Value** saves 10 h a week",
    "**Business Value: **saves 10 h a week",
    "**Business Value:**saves 10 h a week",
    "**Business Value: saves 10 h a week**",
    "__Business Value__: saves 10 h a week",
    "_Business value_ - saves 10 h a week",
    "*Business Value* – saves 10 h a week",
    "***Business Value:*** saves 10 h a week",
    "`Business Value`: saves 10 h a week",
    "<b>Business Value:</b> saves 10 h a week",
    "<p>Business Value: saves 10 h a week</p>",
    "### Business Value\n\nsaves 10 h a week",
    "### Business Value\nsaves 10 h a week\n\nmore text",
    "## 💰 Business Value\n\nsaves 10 h a week\n\n## Steps\n\nnone",
    "### Business Value: saves 10 h a week",
    "### **Business Value**\n\nsaves 10 h a week",
    "### Business Value (in one sentence)\n\nsaves 10 h a week",
    "Business Value\n--------------\n\nsaves 10 h a week",
    "### Business Value\n\n- saves 10 h a week\n\n### Next",
    "### Business Value\n\n> saves 10 h a week",
    "### Business Value\n\n<!-- what is it worth? -->\n\nsaves 10 h a week",
    "- Business Value: saves 10 h a week",
    "* **Business Value:** saves 10 h a week\n* **Team:** Booking",
    "1. Business Value: saves 10 h a week",
    "- [ ] Business Value: saves 10 h a week",
    "- Business Value:\n  - saves 10 h a week",
    "> Business Value: saves 10 h a week",
    "> **Business Value**\n> saves 10 h a week",
    "| Field | Text |\n| --- | --- |\n| Business Value | saves 10 h a week |",
    "| **Business Value** | saves 10 h a week |\n|---|---|\n| Owner | Anna |",
    "| Business Value | Estimate |\n|---|---|\n| saves 10 h a week | 3d |",
    "**Business Value**\nsaves 10 h a week",
    "**Business Value:**\n\nsaves 10 h a week\n\nSteps follow.",
    "Business Value: saves\n10 h a week",
    "Business Value: saves 10 h a week\n\nSecond paragraph",
    "Business Value: saves 10 h a week\nEstimate: 3d",
    "**Business Value:** saves 10 h a week\n**Wanted by:** sales",
    "**Business Value:** saves 10 h a week  \nEstimate: 3d",
    "Business Value: <!-- in money or hours --> saves 10 h a week",
    "<!-- please fill in --> Business Value: saves 10 h a week",
    "Business Value: saves **10 h** a _week_",
    "Business Value: saves [10 h](https://wiki.example) a week",
    "Some text first.\r\n\r\nBusiness Value: saves 10 h a week\r\n",
    "Business Value → saves 10 h a week",
    "Business Value = saves 10 h a week",
    "Valore di business: saves 10 h a week",
    "Geschäftswert: saves 10 h a week",
    "**Valeur métier :** saves 10 h a week",
    "Valor de negocio: saves 10 h a week",
    "```\nBusiness Value: a sample\n```\n\nBusiness Value: saves 10 h a week",
    "<details><summary>More</summary>\n\nBusiness Value: saves 10 h a week\n\n</details>",
];

#[test]
fn the_value_line_is_found_in_every_usual_form() {
    for form in FORMS {
        assert_eq!(read(form).value_line.as_deref(), Some("saves 10 h a week"), "{form}");
    }
}

#[test]
fn no_value_line_is_made_up() {
    let forms = [
        "",
        "Business Value:",
        "Business Value: -",
        "### Business Value\n\n_No response_",
        "### Business Value\n\n### Steps\n\nClick there",
        "### Business Value",
        "```\nBusiness Value: saves 10 h a week\n```",
        "~~~\nBusiness Value: saves 10 h a week\n~~~",
        "    Business Value: saves 10 h a week",
        "<!-- Business Value: saves 10 h a week -->",
        "<!--\nBusiness Value: saves 10 h a week\n-->",
        "<pre>\nBusiness Value: saves 10 h a week\n</pre>",
        "Business Value is low, so we wait.",
        "The Business Value: see the sheet",
        "~~Business Value: saves 10 h a week~~",
        "**Business Value:**\n\n**Steps:** click there",
        "Business Value:\n\nSteps to reproduce: click there",
        "Business Values: many",
    ];
    for form in forms {
        assert_eq!(read(form).value_line, None, "{form}");
    }
}

#[test]
fn amounts_keep_their_signs() {
    let forms = [
        ("Business Value: ~€5k to ~€10k a month", "~€5k to ~€10k a month"),
        ("Business Value: -5% churn", "-5% churn"),
        ("**Business Value** -5% churn", "-5% churn"),
        ("Business Value: 1.000.000 € | 3*4", "1.000.000 € | 3*4"),
        ("Business Value (yearly): €5k", "(yearly) €5k"),
        ("Business Value: A&amp;B pay \\$5", "A&B pay $5"),
        ("Business Value: =HYPERLINK(\"x\")", "=HYPERLINK(\"x\")"),
    ];
    for (form, line) in forms {
        assert_eq!(read(form).value_line.as_deref(), Some(line), "{form}");
    }
}

#[test]
fn of_several_value_lines_the_first_stands_and_the_reader_is_told() {
    let facts = read("Business Value: saves €5k\n\nBusiness Value: saves €7k");
    assert_eq!(facts.value_line.as_deref(), Some("saves €5k"));
    assert_eq!(facts.notes.len(), 1);
    assert!(facts.notes[0].contains("saves €7k"), "{:?}", facts.notes);
    assert_eq!(read("Business Value: saves €5k\n\nBusiness Value: saves €5k").notes, Vec::<String>::new());
}

#[test]
fn a_workspace_may_name_its_own_labels() {
    let settings = Settings { value_labels: vec!["Why it pays".into()], ..Settings::default() };
    let facts = body::read("**Why it pays:** saves €5k\n\nBusiness Value: other", &Home::default(), &settings);
    assert_eq!(facts.value_line.as_deref(), Some("saves €5k"));
}

#[test]
fn a_value_line_longer_than_its_limit_is_cut_and_the_reader_is_told() {
    let facts = read(&format!("Business Value: {}", "é".repeat(2_001)));
    assert_eq!(facts.value_line.map(|line| line.chars().count()), Some(2_000));
    assert_eq!(facts.notes.len(), 1);
}

#[test]
fn estimates_and_due_dates_stand_under_their_labels() {
    let facts = read("**Estimate:** 3-5d\n**Due:** 2026-12-01\n");
    assert_eq!(facts.effort_days, Some(EffortDays { low: 3.0, high: 5.0 }));
    assert_eq!(facts.due_on, Some(date(2026, 12, 1)));
    assert_eq!(read("### Story points\n\n5").effort_days, Some(EffortDays { low: 10.0, high: 10.0 }));
    assert_eq!(read("Scadenza: 1 dicembre 2026 (contratto)").due_on, Some(date(2026, 12, 1)));
    assert_eq!(read("| Estimate | 2 weeks |\n|--|--|").effort_days, Some(EffortDays { low: 10.0, high: 10.0 }));
}

#[test]
fn what_is_no_estimate_or_date_is_said() {
    for (form, word) in
        [("Estimate: XL", "XL"), ("Estimate: 5", "unit"), ("Due: 3/4/2026", "two days"), ("Due: soon", "soon")]
    {
        let facts = read(form);
        assert_eq!((facts.effort_days, facts.due_on), (None, None), "{form}");
        assert!(facts.notes.iter().any(|note| note.contains(word)), "{form}: {:?}", facts.notes);
    }
}

#[test]
fn dependencies_are_found_in_every_usual_form() {
    let forms: &[(&str, &[&str])] = &[
        ("blocked by #12", &["12"]),
        ("This is **blocked by** #12.", &["12"]),
        ("Depends on #12, #13 and owner/repo#4", &["12", "13", "owner/repo#4"]),
        ("Depends on: #12 (the login), #13", &["12", "13"]),
        ("Blocked by https://github.com/o/r/issues/5", &["o/r#5"]),
        ("Blocked by https://github.com/acme/shop/issues/5.", &["5"]),
        ("Blocked by [the login](https://github.com/o/r/issues/5)", &["o/r#5"]),
        ("Blocked by [#12](https://github.com/acme/shop/issues/12)", &["12"]),
        ("- [ ] blocked by #12\n- [x] depends on #13", &["12", "13"]),
        ("### Blocked by\n\n- [ ] #12\n- [ ] acme/shop#13", &["12", "13"]),
        ("Depends on:\n- #12 login\n- GH-13", &["12", "13"]),
        ("| Blocked by | #12 |\n|--|--|", &["12"]),
        ("waiting for\n#12", &["12"]),
        ("Dipende da #12 e #13", &["12", "13"]),
        ("depends on #12. Depends on #12", &["12"]),
        ("not blocked by #12", &[]),
        ("It is no longer blocked by #12", &[]),
        ("~~blocked by #12~~", &[]),
        ("```\nblocked by #12\n```", &[]),
        ("<!-- blocked by #12 -->", &[]),
        ("blocks #12", &[]),
        ("see #12", &[]),
        ("- [ ] #12\n- [ ] #13", &[]),
        ("blocked by the vendor", &[]),
        ("depends on UTF-8", &[]),
    ];
    for (form, expected) in forms {
        assert_eq!(read(form).waits_for, *expected, "{form}");
    }
}
