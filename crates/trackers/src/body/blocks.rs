//! Markdown as the blocks a reader sees.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::references::{Home, at_start};

/// What kind of block a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    /// An item of the list with this number.
    Item {
        list: usize,
    },
    /// A row of the table with this number; its lines are its cells.
    Row {
        table: usize,
        header: bool,
    },
}

/// A line of a block, or a cell of a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    /// The text without markup.
    pub(super) text: String,
    /// The same with the addresses of links in place of their words.
    pub(super) references: String,
    /// Bytes of `text` at its start that are bold, italic or code.
    pub(super) emphasised: usize,
}

/// A piece of text that stands by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) lines: Vec<Line>,
}

/// The blocks of a Markdown text, without code blocks and comments.
///
/// Struck-through text is not recognised as such, since `~5k to ~10k` would be taken for it.
pub(super) fn of(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        reader.take(event);
    }
    reader.close();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    current: Option<Block>,
    lists: Vec<usize>,
    lists_seen: usize,
    tables_seen: usize,
    emphasis: usize,
    in_code: bool,
    html: Option<String>,
    /// Where in the line's references the words of the open link begin, and its address.
    link: Option<(usize, String)>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.in_code => self.push(&text, self.emphasis > 0),
            Event::Code(text) => self.push(&text, true),
            Event::SoftBreak | Event::HardBreak => self.break_line(),
            Event::InlineHtml(html) if is_break(&html) => self.break_line(),
            Event::Html(html) => self.html.get_or_insert_default().push_str(&html),
            Event::Rule => self.close(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.open(Kind::Heading),
            Tag::Paragraph => self.open(self.lists.last().map_or(Kind::Paragraph, |&list| Kind::Item { list })),
            Tag::Item => self.open(Kind::Item { list: self.lists.last().copied().unwrap_or_default() }),
            Tag::List(_) => {
                self.close();
                self.lists_seen += 1;
                self.lists.push(self.lists_seen);
            }
            Tag::BlockQuote(_) | Tag::HtmlBlock => self.close(),
            Tag::CodeBlock(_) => {
                self.close();
                self.in_code = true;
            }
            Tag::Table(_) => {
                self.close();
                self.tables_seen += 1;
            }
            Tag::TableHead => self.open_row(true),
            Tag::TableRow => self.open_row(false),
            Tag::TableCell => self.current.iter_mut().for_each(|row| row.lines.push(Line::default())),
            Tag::Strong | Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => {
                let at = self.line().map_or(0, |line| line.references.len());
                self.link = Some((at, dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow => {
                self.close();
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => self.close_html(),
            TagEnd::Strong | TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Link => self.close_link(),
            _ => {}
        }
    }

    fn open(&mut self, kind: Kind) {
        self.close();
        self.current = Some(Block { kind, lines: vec![Line::default()] });
    }

    fn open_row(&mut self, header: bool) {
        self.close();
        self.current = Some(Block { kind: Kind::Row { table: self.tables_seen, header }, lines: Vec::new() });
    }

    fn close(&mut self) {
        let block = self.current.take();
        self.link = None;
        self.blocks.extend(block.filter(|block| block.lines.iter().any(|line| !line.text.trim().is_empty())));
    }

    fn line(&mut self) -> Option<&mut Line> {
        self.current.as_mut().and_then(|block| block.lines.last_mut())
    }

    fn push(&mut self, text: &str, emphasised: bool) {
        // Text of a tight list item may go on after a nested block.
        if self.current.is_none() {
            self.open(self.lists.last().map_or(Kind::Paragraph, |&list| Kind::Item { list }));
        }
        if let Some(line) = self.line() {
            let all_emphasised = line.emphasised == line.text.len();
            line.text.push_str(text);
            line.references.push_str(text);
            if emphasised && all_emphasised {
                line.emphasised = line.text.len();
            }
        }
    }

    fn break_line(&mut self) {
        match &mut self.current {
            Some(Block { kind: Kind::Row { .. }, .. }) => self.push(" ", false),
            Some(block) => {
                block.lines.push(Line::default());
                if let Some((at, _)) = &mut self.link {
                    *at = 0;
                }
            }
            None => {}
        }
    }

    /// Puts the address of a link to a ticket in place of its words, unless the words name the ticket themselves.
    fn close_link(&mut self) {
        let Some((at, address)) = self.link.take() else { return };
        let Some(line) = self.line() else { return };
        let is_address = address.starts_with("https://") || address.starts_with("http://");
        if let Some(words) = line.references.get(at..)
            && is_address
            && at_start(words.trim(), &Home::default()).is_none()
        {
            line.references.truncate(at);
            line.references.push_str(&address);
        }
    }

    /// The text of an HTML block, as paragraphs, without comments and tags.
    fn close_html(&mut self) {
        let Some(html) = self.html.take() else { return };
        let start = html.trim_start();
        let is_code = ["<pre", "<script", "<style", "<textarea"]
            .iter()
            .any(|tag| start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)));
        if is_code {
            return;
        }
        for line in text_of_html(&html).lines().map(str::trim) {
            if line.is_empty() {
                self.close();
                continue;
            }
            if self.current.is_none() {
                self.current = Some(Block { kind: Kind::Paragraph, lines: Vec::new() });
            }
            let line = Line { text: line.to_owned(), references: line.to_owned(), emphasised: 0 };
            self.current.iter_mut().for_each(|block| block.lines.push(line.clone()));
        }
        self.close();
    }
}

fn is_break(html: &str) -> bool {
    html.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("<br"))
}

/// Drops comments and tags; a tag that breaks the line leaves a line break.
fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let name: String =
                tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
            if ["br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "summary"]
                .contains(&name.to_ascii_lowercase().as_str())
            {
                text.push('\n');
            }
            tag.split_once('>').map_or("", |(_, after)| after)
        } else {
            text.push('<');
            tag
        };
    }
    text.push_str(rest);
    text
}
