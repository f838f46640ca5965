//! Goals in Markdown: nested lists under headings, and tables.

use jiff::civil::Date;

use super::{Floor, Goals, GoalsError, Item, from_to, outline::Outline, skip};

/// Headings that stand above a table of contents, and often above the rest of the document as well.
const CONTENTS: [&str; 2] = ["on this page", "table of contents"];
/// Headings under which no goals stand, by a word in them.
const ABOUT_SOMETHING_ELSE: [(&str, &str); 6] = [
    ("retrospective", "tells how it went, and is no goal"),
    ("retro", "tells how it went, and is no goal"),
    ("how to achieve", "is a list of addresses, and no goal"),
    ("task details", "is a detail of a task that is named above"),
    ("final summary", "tells how it went, and is no goal"),
    ("progress", "tells how it went, and is no goal"),
];
/// Items under which no goals stand.
const LABELS_OF_RETROSPECTIVES: [&str; 6] = ["good", "bad", "try", "went well", "to improve", "what went well"];
/// What details of a task begin with.
const DETAILS: [&str; 6] = ["workgroup:", "channel:", "details:", "links:", "notes:", "contact:"];

pub(super) fn read(name: &str, text: &str) -> Result<Goals, GoalsError> {
    let (body, before) = without_front_matter(text);
    let outline = Outline::of(body, before);
    if outline.nodes.is_empty() {
        return Err(GoalsError::Nothing(name.to_owned()));
    }
    let mut reading =
        Reading { goals: Goals { cycle: cycle(body), ..Goals::default() }, ..Reading::new(&outline, name) };
    for place in 0..outline.nodes.len() {
        reading.node(place);
    }
    reading.rest();
    Ok(reading.goals)
}

/// The text behind the front matter, and the lines before it.
fn without_front_matter(text: &str) -> (&str, usize) {
    let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    match rest {
        Some((matter, body)) => (body, matter.matches('\n').count() + 3),
        None => (text, 0),
    }
}

struct Reading<'o> {
    outline: &'o Outline,
    document: String,
    goals: Goals,
    /// The item that each node of a list became.
    became: Vec<Option<usize>>,
    /// Why nodes were refused, so that what stands below them is refused with it.
    refused: Vec<Option<&'static str>>,
    /// The objective that each heading became.
    of_heading: Vec<Option<usize>>,
    /// The list in which a label of a retrospective stood: its other items are no goals either.
    looks_back: Option<(Option<usize>, Option<usize>)>,
}

impl<'o> Reading<'o> {
    fn new(outline: &'o Outline, name: &str) -> Self {
        let first = outline.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.clone());
        Self {
            outline,
            document: first.unwrap_or_else(|| name.to_owned()),
            goals: Goals::default(),
            became: vec![None; outline.nodes.len()],
            refused: vec![None; outline.nodes.len()],
            of_heading: vec![None; outline.headings.len()],
            looks_back: None,
        }
    }

    fn node(&mut self, place: usize) {
        let node = &self.outline.nodes[place];
        if let Some(reason) = self.no_goal(place) {
            self.refused[place] = reason.for_all_below.then_some(reason.why);
            self.goals.skipped.push(skip(node.line, &node.text, reason.why));
            return;
        }
        let (said, marked) = marked(&node.text);
        let (title, result) = without_result(said);
        let bold = node.bold * 10 >= title.chars().count() * 6 && node.bold > 0;
        let floor = match marked {
            Some(floor) => floor,
            None if (node.has_children || bold) && !node.in_table => Floor::Objective,
            None => Floor::KeyResult,
        };
        if title.chars().filter(|letter| letter.is_alphanumeric()).count() < 3 {
            self.goals.skipped.push(skip(node.line, &node.text, "says nothing"));
            return;
        }
        let mut notes = Vec::new();
        if !result.is_empty() {
            notes.push(format!("Its result, “{}”, is not taken; values come from its metric.", short(result)));
        }
        let item = match floor {
            Floor::Objective => {
                let above = self.above(place);
                let why = above.map(|above| format!("Stands under “{}” in {}.", short(&above), self.document));
                self.item(node.line, Floor::Objective, title, None, why.unwrap_or_default(), notes)
            }
            Floor::KeyResult => {
                let under = self.objective(place);
                self.item(node.line, Floor::KeyResult, title, Some(under), String::new(), notes)
            }
        };
        self.became[place] = Some(item);
    }

    fn item(
        &mut self,
        line: usize,
        floor: Floor,
        title: &str,
        under: Option<usize>,
        why: String,
        notes: Vec<String>,
    ) -> usize {
        let way = from_to(title).filter(|_| floor == Floor::KeyResult);
        self.goals.items.push(Item {
            line,
            floor,
            title: title.to_owned(),
            under,
            why,
            start: way.as_ref().map(|(start, _, _)| *start),
            target: way.as_ref().map(|(_, target, _)| *target),
            unit: way.map(|(_, _, unit)| unit).unwrap_or_default(),
            due_on: None,
            notes,
        });
        self.goals.items.len() - 1
    }

    /// The objective of a key result: the nearest one above it in the list, else its heading, else the document.
    fn objective(&mut self, place: usize) -> usize {
        let mut at = self.outline.nodes[place].parent;
        while let Some(above) = at {
            if let Some(item) = self.became[above].filter(|item| self.goals.items[*item].floor == Floor::Objective) {
                return item;
            }
            at = self.outline.nodes[above].parent;
        }
        let heading = self.outline.nodes[place].heading;
        if let Some(known) = heading.and_then(|heading| self.of_heading[heading]) {
            return known;
        }
        let (line, text) = match heading.map(|heading| &self.outline.headings[heading]) {
            Some(heading) => (heading.line, without_number(&heading.text).to_owned()),
            None => (1, self.document.clone()),
        };
        let made = self.item(line, Floor::Objective, &text, None, String::new(), Vec::new());
        if let Some(heading) = heading {
            self.of_heading[heading] = Some(made);
        }
        made
    }

    /// What stands directly above an objective.
    fn above(&self, place: usize) -> Option<String> {
        let node = &self.outline.nodes[place];
        match node.parent {
            Some(parent) => Some(without_result(&self.outline.nodes[parent].text).0.to_owned()),
            None => node.heading.map(|heading| without_number(&self.outline.headings[heading].text).to_owned()),
        }
    }

    fn no_goal(&mut self, place: usize) -> Option<NoGoal> {
        let node = &self.outline.nodes[place];
        let all = |why| Some(NoGoal { why, for_all_below: true });
        let this = |why| Some(NoGoal { why, for_all_below: false });
        if let Some(why) = node.parent.and_then(|parent| self.refused[parent]) {
            return all(why);
        }
        let mut heading = node.heading;
        let direct = heading.map(|at| self.outline.headings[at].text.to_lowercase()).unwrap_or_default();
        if CONTENTS.iter().any(|contents| direct.contains(contents)) {
            return all("is part of the table of contents");
        }
        while let Some(at) = heading {
            let text = self.outline.headings[at].text.to_lowercase();
            if let Some((_, why)) = ABOUT_SOMETHING_ELSE.iter().find(|(word, _)| text.contains(word)) {
                return all(why);
            }
            heading = self.outline.headings[at].parent;
        }
        let text = node.text.trim();
        let low = text.to_lowercase();
        let list = Some((node.parent, node.heading));
        if LABELS_OF_RETROSPECTIVES.contains(&low.trim_end_matches(':')) {
            self.looks_back = list;
        }
        if self.looks_back == list {
            return all("tells how it went, and is no goal");
        }
        if low == "toc" || low.contains("{:toc}") {
            return all("is part of the table of contents");
        }
        if DETAILS.iter().any(|detail| low.starts_with(detail)) {
            return all("is a detail of a task, and no goal");
        }
        if (low.starts_with("http://") || low.starts_with("https://")) && !text.contains(' ') {
            return this("is an address, and no goal");
        }
        if node.has_children && node.bold == 0 && text.split_whitespace().count() < 4 && !text.contains(": ") {
            return this("names who it belongs to; what stands below it is read");
        }
        None
    }

    /// Headings without items, and prose.
    fn rest(&mut self) {
        let above = |at: usize| {
            let mut all = Vec::new();
            let mut next = Some(at);
            while let Some(heading) = next {
                all.push(heading);
                next = self.outline.headings[heading].parent;
            }
            all
        };
        let used: std::collections::BTreeSet<usize> =
            self.outline.nodes.iter().filter_map(|node| node.heading).flat_map(above).collect();
        for (place, heading) in self.outline.headings.iter().enumerate() {
            if !used.contains(&place) {
                self.goals.skipped.push(skip(heading.line, &heading.text, "has no list or table below it"));
            }
        }
        for (line, text) in &self.outline.prose {
            self.goals.skipped.push(skip(*line, text, "is a paragraph, and no item of a list"));
        }
    }
}

/// Why an item is no goal, and whether what stands below it is none either.
struct NoGoal {
    why: &'static str,
    for_all_below: bool,
}

/// The sentence behind a mark, "KR: …", and what the mark says that it is.
fn marked(text: &str) -> (&str, Option<Floor>) {
    let text = text.trim();
    let marks = [
        ("objective: ", Floor::Objective),
        ("kr: ", Floor::KeyResult),
        ("key result: ", Floor::KeyResult),
        ("o: ", Floor::Objective),
    ];
    for (mark, floor) in marks {
        if text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)) {
            return (text[mark.len()..].trim(), Some(floor));
        }
    }
    // "VP Field Ops KR: …" keeps whose it is.
    let owner = text.split(": ").next().unwrap_or_default();
    let of_somebody = owner.ends_with(" KR") && owner.split_whitespace().count() <= 8;
    (text, of_somebody.then_some(Floor::KeyResult))
}

/// A sentence and its result: what stands behind "=>", behind a colon at its end ("94% (one incident)"), or there alone
/// ("8/10 (80%)", "X%").
fn without_result(text: &str) -> (&str, &str) {
    if let Some((title, result)) = text.split_once("=>") {
        return (title.trim_end_matches('=').trim(), result.trim_start_matches(['=', '>', '.', ' ']).trim());
    }
    let text = text.trim();
    if let Some((title, result)) = text.rsplit_once(": ")
        && (title.split_whitespace().count() >= 5
            || result.chars().all(|letter| letter.is_ascii_digit() || "X/%(). ".contains(letter)))
        && is_result(result)
    {
        return (title.trim(), result.trim());
    }
    let mut end = text.len();
    for word in text.split_whitespace().rev() {
        let bare = word.trim_matches(['(', ')']);
        let share = bare.strip_suffix('%').is_some_and(|number| number == "X" || word.starts_with('('));
        let of = bare.split_once('/').is_some_and(|(done, all)| (done == "X" || numeric(done)) && numeric(all));
        if !(share && (bare.starts_with('X') || numeric(bare.trim_end_matches('%'))) || of) {
            break;
        }
        end = text[..end].rfind(word).unwrap_or(end);
    }
    (text[..end].trim(), text[end..].trim())
}

fn numeric(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// Whether the words behind a colon say how far it came.
fn is_result(text: &str) -> bool {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
    let number = first.trim_start_matches(['~', '-']).trim_end_matches(['%', '*']);
    let told = ["achieved", "completed", "done", "closed", "missed"].contains(&first.to_lowercase().as_str());
    let counted = number == "X" || numeric(number) || number.split_once('/').is_some_and(|(_, all)| numeric(all));
    let rest = text.trim_start_matches(first).trim_start();
    let alone = first.contains(['%', '/']) && (rest.is_empty() || rest.starts_with(['(', ',']));
    told || counted && (alone || text.contains("%)"))
}

/// "1. CEO: IACV" without its number.
fn without_number(text: &str) -> &str {
    match text.split_once(". ") {
        Some((number, rest)) if !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit()) => rest,
        _ => text,
    }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// The days behind "run from … to …", written 2020-02-01 or February 1, 2020.
fn cycle(text: &str) -> Option<(Date, Date)> {
    let (_, after) = text
        .split_once("from ")
        .filter(|(before, _)| before.trim_end().ends_with(['n', 's']))
        .or_else(|| text.split_once("run from "))?;
    let line = after.split('\n').next()?;
    let (first, rest) = line.split_once(" to ")?;
    let last = rest.trim_end_matches(['.', ' ']).split(". ").next()?;
    let (first, last) = (day(first)?, day(last)?);
    (first < last).then_some((first, last))
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches(['.', ',']);
    text.parse().ok().or_else(|| Date::strptime("%B %d, %Y", text).ok())
}
