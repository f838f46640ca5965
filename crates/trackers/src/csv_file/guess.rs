//! Guessing which column is which, by the names that trackers and people give them.

use super::mapping::{Field, Mapping};
use crate::references::is_key;

/// Names of columns in lower case, the likeliest first, and who uses them.
const NAMES: &[(Field, &[(&str, &str)])] = &[
    (
        Field::Key,
        &[
            ("issue key", "Jira"),
            ("issuekey", "Jira"),
            ("key", "Jira"),
            ("task id", "Asana"),
            ("identifier", "Linear"),
            ("id", "Linear"),
            ("ticket", ""),
            ("ticket id", ""),
            ("ticket key", ""),
            ("issue id", "Jira"),
            ("external id", ""),
            ("number", "GitHub"),
            ("nr", ""),
            ("no", ""),
            ("#", "Redmine"),
            ("nummer", "German"),
            ("numero", "Italian"),
            ("numéro", "French"),
            ("número", "Spanish"),
            ("clave", "Spanish"),
            ("chiave", "Italian"),
            ("schlüssel", "German"),
        ],
    ),
    (
        Field::Title,
        &[
            ("summary", "Jira"),
            ("title", "Linear"),
            ("name", "Asana"),
            ("task name", "Asana"),
            ("task", ""),
            ("subject", "Redmine"),
            ("headline", ""),
            ("ticket title", ""),
            ("titel", "German"),
            ("zusammenfassung", "German"),
            ("thema", "German"),
            ("titolo", "Italian"),
            ("riepilogo", "Italian"),
            ("titre", "French"),
            ("résumé", "French"),
            ("sujet", "French"),
            ("título", "Spanish"),
            ("resumen", "Spanish"),
            ("asunto", "Spanish"),
            ("feature", ""),
        ],
    ),
    (
        Field::Body,
        &[
            ("description", "Jira"),
            ("body", "GitHub"),
            ("notes", "Asana"),
            ("details", ""),
            ("text", ""),
            ("beschreibung", "German"),
            ("descrizione", "Italian"),
            ("descripción", "Spanish"),
        ],
    ),
    (
        Field::Status,
        &[
            ("status", "Jira"),
            ("state", "GitHub"),
            ("stato", "Italian"),
            ("statut", "French"),
            ("état", "French"),
            ("estado", "Spanish"),
            ("zustand", "German"),
            ("section/column", "Asana"),
        ],
    ),
    (
        Field::Labels,
        &[
            ("labels", "Jira"),
            ("label", ""),
            ("tags", "Asana"),
            ("tag", ""),
            ("etichette", "Italian"),
            ("étiquettes", "French"),
            ("etiquetas", "Spanish"),
            ("stichwörter", "German"),
            ("schlagwörter", "German"),
        ],
    ),
    (
        Field::BusinessValue,
        &[
            ("business value", ""),
            ("value line", ""),
            ("value", ""),
            ("benefit", ""),
            ("valore di business", "Italian"),
            ("valore", "Italian"),
            ("geschäftswert", "German"),
            ("nutzen", "German"),
            ("valeur métier", "French"),
            ("valeur", "French"),
            ("valor de negocio", "Spanish"),
            ("valor", "Spanish"),
        ],
    ),
    (
        Field::Team,
        &[
            ("team", "Linear"),
            ("squad", ""),
            ("component team", ""),
            ("equipe", ""),
            ("équipe", "French"),
            ("equipo", "Spanish"),
            ("gruppe", "German"),
        ],
    ),
    (Field::Problem, &[("problem", ""), ("problema", ""), ("problème", "French"), ("problem statement", "")]),
    (
        Field::EstimateDays,
        &[
            ("estimate days", ""),
            ("estimate (days)", ""),
            ("estimated days", ""),
            ("person days", ""),
            ("days", ""),
            ("original estimate", "Jira"),
            ("estimate (hours)", ""),
            ("estimate hours", ""),
            ("estimated hours", "Redmine"),
            ("estimated time", "Redmine"),
            ("estimate (weeks)", ""),
            ("estimate", ""),
            ("aufwand", "German"),
            ("schätzung", "German"),
            ("personentage", "German"),
            ("stima", "Italian"),
            ("giorni", "Italian"),
            ("estimation", "French"),
            ("estimación", "Spanish"),
        ],
    ),
    (
        Field::StoryPoints,
        &[
            ("story points", "Jira"),
            ("story point estimate", "Jira"),
            ("storypoint", "Jira"),
            ("storypoints", "Jira"),
            ("story point", ""),
            ("points", ""),
            ("sp", ""),
        ],
    ),
    (
        Field::DueDate,
        &[
            ("due date", "Jira"),
            ("due", ""),
            ("duedate", "Jira"),
            ("due on", "Asana"),
            ("deadline", ""),
            ("target date", "Linear"),
            ("fällig", "German"),
            ("fällig am", "German"),
            ("fälligkeitsdatum", "German"),
            ("scadenza", "Italian"),
            ("data di scadenza", "Italian"),
            ("échéance", "French"),
            ("date d'échéance", "French"),
            ("fecha límite", "Spanish"),
            ("fecha de vencimiento", "Spanish"),
        ],
    ),
    (Field::Reach, &[("reach", ""), ("rice reach", ""), ("reichweite", "German")]),
    (Field::Impact, &[("impact", ""), ("rice impact", "")]),
    (Field::Confidence, &[("confidence", ""), ("rice confidence", ""), ("konfidenz", "German")]),
    (Field::Effort, &[("effort", ""), ("rice effort", "")]),
    (Field::Moscow, &[("moscow", ""), ("moscow priority", ""), ("moscow class", "")]),
    (
        Field::WaitsFor,
        &[
            ("inward issue link (blocks)", "Jira"),
            ("blocked by", "Linear"),
            ("blocked by (dependencies)", "Asana"),
            ("outward issue link (depends)", "Jira"),
            ("depends on", ""),
            ("dependencies", ""),
            ("waits for", ""),
            ("dipende da", "Italian"),
            ("blockiert durch", "German"),
            ("dépend de", "French"),
            ("depende de", "Spanish"),
        ],
    ),
    (Field::Url, &[("url", ""), ("link", ""), ("issue url", ""), ("html url", "GitHub"), ("web url", "GitLab")]),
    (
        Field::Opened,
        &[
            ("created", "Jira"),
            ("created at", "Asana"),
            ("opened", ""),
            ("opened at", ""),
            ("openeddate", ""),
            ("created on", "Redmine"),
            ("erstellt", "German"),
            ("creato", "Italian"),
            ("créé", "French"),
            ("creado", "Spanish"),
        ],
    ),
    (
        Field::Closed,
        &[
            ("resolved", "Jira"),
            ("completed at", "Asana"),
            ("closed", ""),
            ("closed at", ""),
            ("completed", "Linear"),
            ("resolution date", "Jira"),
            ("geschlossen", "German"),
            ("erledigt", "German"),
            ("chiuso", "Italian"),
            ("résolu", "French"),
            ("cerrado", "Spanish"),
        ],
    ),
    (
        Field::Updated,
        &[
            ("updated", "Jira"),
            ("updated at", "Linear"),
            ("last modified", "Asana"),
            ("modified", ""),
            ("updated on", "Redmine"),
            ("aktualisiert", "German"),
            ("aggiornato", "Italian"),
            ("mis à jour", "French"),
            ("actualizado", "Spanish"),
        ],
    ),
];

/// Proposes a column for each field, by its heading and, where no heading helps, by its cells.
///
/// No column is given to two fields. `sample` is some rows of the file.
pub fn guess(headings: &[String], sample: &[Vec<String>]) -> Mapping {
    let mut mapping = Mapping::default();
    let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    for (field, names) in NAMES {
        let taken: Vec<&str> = mapping.columns.values().map(|column| column.heading.as_str()).collect();
        let found = names.iter().find_map(|(name, who)| {
            let at = plain.iter().position(|heading| heading == name)?;
            (!taken.contains(&headings[at].as_str())).then_some((at, *who))
        });
        if let Some((at, who)) = found {
            let heading = headings[at].clone();
            mapping.set(*field, heading, reason(who));
        }
    }
    guess_from_cells(&mut mapping, headings, sample);
    mapping
}

fn reason(who: &str) -> String {
    match who {
        "" => "its heading says so".into(),
        "English" | "German" | "French" | "Italian" | "Spanish" => format!("its heading says so in {who}"),
        _ => format!("its heading is the one {who} uses"),
    }
}

fn guess_from_cells(mapping: &mut Mapping, headings: &[String], sample: &[Vec<String>]) {
    let free = |mapping: &Mapping, at: usize| {
        !headings[at].is_empty() && mapping.columns.values().all(|column| column.heading != headings[at])
    };
    let cells = |at: usize| {
        sample.iter().filter_map(move |row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    if mapping.heading(Field::Key).is_none()
        && let Some(at) =
            (0..headings.len()).find(|&at| free(mapping, at) && cells(at).count() > 0 && cells(at).all(is_key))
    {
        mapping.set(Field::Key, headings[at].clone(), "its cells look like ABC-12");
    }
    if mapping.heading(Field::Title).is_none()
        && let Some(at) = (0..headings.len()).find(|&at| free(mapping, at) && reads_like_titles(cells(at)))
    {
        mapping.set(Field::Title, headings[at].clone(), "its cells read like titles");
    }
}

/// Several words, on one line, not too long: three of four cells.
fn reads_like_titles<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut titles) = (0, 0);
    for cell in cells {
        all += 1;
        let words = cell.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count();
        if words >= 2 && cell.len() <= 250 && !cell.contains('\n') {
            titles += 1;
        }
    }
    all > 0 && titles * 4 >= all * 3
}

/// Lower case, single spaces, without what Jira writes around its custom fields.
fn plain(heading: &str) -> String {
    let lower = heading.trim().to_lowercase().replace(['_', '-', '\u{a0}'], " ");
    let inner = lower.strip_prefix("custom field (").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&lower);
    let words: Vec<&str> = inner.split_whitespace().collect();
    words.join(" ").trim_end_matches([':', '*', '?']).to_owned()
}
