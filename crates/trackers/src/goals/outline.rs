//! What stands where in a Markdown document: headings, items of lists, rows of tables, paragraphs.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A heading, an item of a list or a row of a table, as it stands in the document.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub line: usize,
    pub text: String,
    /// The item it is nested in.
    pub parent: Option<usize>,
    /// The heading it stands under.
    pub heading: Option<usize>,
    /// Letters that are in bold.
    pub bold: usize,
    pub has_children: bool,
    pub in_table: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub line: usize,
    pub level: usize,
    pub text: String,
    pub parent: Option<usize>,
}

#[derive(Default)]
pub(super) struct Outline {
    pub headings: Vec<Heading>,
    pub nodes: Vec<Node>,
    pub prose: Vec<(usize, String)>,
}

impl Outline {
    pub fn of(text: &str, before: usize) -> Self {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let line = |range: &Range<usize>| starts.partition_point(|start| *start <= range.start) + before;
        let mut outline = Self::default();
        let mut walk = Walk::default();
        for (event, range) in
            Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter()
        {
            walk.event(&mut outline, event, line(&range));
        }
        outline
    }
}

/// Where the walk through a document is.
#[derive(Default)]
struct Walk {
    items: Vec<usize>,
    bold: bool,
    gone: bool,
    link: Option<String>,
    heading: Option<(usize, usize, String)>,
    prose: Option<(usize, String)>,
    header: Vec<String>,
    cells: Option<Vec<String>>,
    in_head: bool,
    title_column: Option<usize>,
}

impl Walk {
    fn event(&mut self, outline: &mut Outline, event: Event<'_>, line: usize) {
        match event {
            Event::Start(tag) => self.start(outline, &tag, line),
            Event::End(tag) => self.end(outline, tag, line),
            Event::Text(text) | Event::Code(text) => self.text(outline, &text),
            Event::SoftBreak | Event::HardBreak => self.text(outline, " "),
            _ => {}
        }
    }

    fn start(&mut self, outline: &mut Outline, tag: &Tag<'_>, line: usize) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some((line, *level as usize, String::new())),
            Tag::Item => {
                let parent = self.items.last().copied();
                if let Some(parent) = parent {
                    outline.nodes[parent].has_children = true;
                }
                let heading = outline.headings.len().checked_sub(1);
                outline.nodes.push(Node { line, parent, heading, ..Node::default() });
                self.items.push(outline.nodes.len() - 1);
            }
            Tag::Paragraph if self.items.is_empty() => self.prose = Some((line, String::new())),
            Tag::Paragraph => self.text(outline, " "),
            Tag::Strong => self.bold = true,
            Tag::Strikethrough => self.gone = true,
            Tag::Link { .. } => self.link = Some(String::new()),
            Tag::TableHead => {
                self.in_head = true;
                self.cells = Some(Vec::new());
            }
            Tag::TableRow => self.cells = Some(Vec::new()),
            Tag::TableCell => self.cells.get_or_insert_default().push(String::new()),
            _ => {}
        }
    }

    fn end(&mut self, outline: &mut Outline, tag: TagEnd, line: usize) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some((line, level, text)) = self.heading.take() {
                    let parent = outline.headings.iter().rposition(|above| above.level < level);
                    outline.headings.push(Heading { line, level, text: text.trim().to_owned(), parent });
                }
            }
            TagEnd::Item => {
                self.items.pop();
            }
            TagEnd::Paragraph => outline.prose.extend(self.prose.take()),
            TagEnd::Strong => self.bold = false,
            TagEnd::Strikethrough => self.gone = false,
            TagEnd::Link => {
                if let Some(text) = self.link.take() {
                    // A letter behind a link stands for a number that outsiders may not see.
                    let hidden = text.len() <= 3 && text.chars().any(|letter| letter.is_ascii_uppercase());
                    self.text(outline, &if hidden { format!("[{text}]") } else { text });
                }
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.header = self.cells.take().unwrap_or_default();
                self.title_column = title_column(&self.header);
            }
            TagEnd::TableRow => {
                let cells = self.cells.take().unwrap_or_default();
                let title = self.title_column.and_then(|column| cells.get(column)).cloned();
                let text = title.unwrap_or_else(|| cells.join(" | "));
                let heading = outline.headings.len().checked_sub(1);
                outline.nodes.push(Node {
                    line,
                    text,
                    heading,
                    in_table: self.title_column.is_some(),
                    ..Node::default()
                });
            }
            _ => {}
        }
    }

    fn text(&mut self, outline: &mut Outline, text: &str) {
        if self.gone {
            return;
        }
        if let Some(link) = &mut self.link {
            link.push_str(text);
        } else if let Some((_, _, heading)) = &mut self.heading {
            heading.push_str(text);
        } else if let Some(cell) = self.cells.as_mut().and_then(|cells| cells.last_mut()) {
            cell.push_str(text);
        } else if let Some(item) = self.items.last() {
            let node = &mut outline.nodes[*item];
            node.text.push_str(text);
            node.bold += if self.bold { text.chars().count() } else { 0 };
        } else if let Some((_, prose)) = &mut self.prose {
            prose.push_str(text);
        }
    }
}

/// The column of a table in which goals stand.
fn title_column(header: &[String]) -> Option<usize> {
    ["key result", "objective", "goal", "project", "initiative", "okr"]
        .into_iter()
        .find_map(|meant| header.iter().position(|name| name.to_lowercase().contains(meant)))
}
