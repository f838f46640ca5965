//! What stands where in a Markdown document: headings, items of lists, rows of tables, paragraphs.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use throughline_domain::strategy::lint::stands_for_a_number;

use super::{GoalsError, MOST, table::Columns};

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
    /// The row of a table.
    pub row: Option<Row>,
    /// A box before it is ticked off.
    pub ticked: bool,
}

/// A row of a table whose columns have headings that are understood.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The place of the table in the outline.
    pub table: usize,
    pub cells: Vec<String>,
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
    /// What the columns of each table hold.
    pub tables: Vec<Columns>,
    pub prose: Vec<(usize, String)>,
}

impl Outline {
    pub fn of(text: &str, before: usize) -> Result<Self, GoalsError> {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let line = |range: &Range<usize>| starts.partition_point(|start| *start <= range.start) + before;
        let mut outline = Self::default();
        let mut walk = Walk::default();
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            walk.event(&mut outline, event, line(&range));
            if outline.headings.len() + outline.nodes.len() + outline.prose.len() > MOST {
                return Err(GoalsError::TooMuch);
            }
        }
        Ok(outline)
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
    cells: Option<Vec<String>>,
}

impl Walk {
    fn event(&mut self, outline: &mut Outline, event: Event<'_>, line: usize) {
        match event {
            Event::Start(tag) => self.start(outline, &tag, line),
            Event::End(tag) => self.end(outline, tag, line),
            Event::Text(text) | Event::Code(text) => self.text(outline, &text),
            Event::TaskListMarker(ticked) => {
                if let Some(item) = self.items.last() {
                    outline.nodes[*item].ticked = ticked;
                }
            }
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
            Tag::TableHead | Tag::TableRow => self.cells = Some(Vec::new()),
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
                    let hidden = stands_for_a_number(&text);
                    self.text(outline, &if hidden { format!("[{text}]") } else { text });
                }
            }
            TagEnd::TableHead => {
                outline.tables.push(Columns::of(&self.cells.take().unwrap_or_default()));
            }
            TagEnd::TableRow => {
                let cells = self.cells.take().unwrap_or_default();
                let heading = outline.headings.len().checked_sub(1);
                let table = outline.tables.len() - 1;
                let title = outline.tables[table].title();
                let text =
                    title.map_or_else(|| cells.join(" | "), |column| cells.get(column).cloned().unwrap_or_default());
                let row = title.map(|_| Row { table, cells });
                outline.nodes.push(Node { line, text, heading, row, ..Node::default() });
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
