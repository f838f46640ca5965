//! What is printed: words and tables for people, JSON for programs. Results go to stdout, everything else to stderr.

use std::io::{self, IsTerminal, Write};

use clap::ColorChoice;
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::{error::CliError, exit::Exit};

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Print JSON.
    pub json: bool,
}

/// Width of tables where there is no terminal to ask.
const WIDTH_WITHOUT_TERMINAL: u16 = 100;

impl Screen {
    /// A screen that follows `--json` and `--color`.
    pub fn new(json: bool, color: ColorChoice) -> Self {
        match color {
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
            ColorChoice::Auto => anstream::ColorChoice::Auto,
        }
        .write_global();
        Self { json }
    }

    /// Prints one JSON document, or the words of `human`.
    pub fn print<T: Serialize>(self, value: &T, human: impl FnOnce() -> String) -> Result<(), CliError> {
        if self.json { self.document(value) } else { self.text(&human()) }
    }

    /// Prints one JSON document and a line feed.
    pub fn document<T: Serialize>(self, value: &T) -> Result<(), CliError> {
        let mut text = serde_json::to_string_pretty(value).map_err(CliError::fault)?;
        text.push('\n');
        write_out(text.as_bytes())
    }

    /// Prints one JSON document on one line, for scripts that read line by line.
    pub fn line<T: Serialize>(self, value: &T) -> Result<(), CliError> {
        let mut text = serde_json::to_string(value).map_err(CliError::fault)?;
        text.push('\n');
        write_out(text.as_bytes())
    }

    /// Prints text as it is, with a line feed at its end.
    pub fn text(self, text: &str) -> Result<(), CliError> {
        let mut text = text.trim_end().to_owned();
        text.push('\n');
        write_out(text.as_bytes())
    }

    /// Prints bytes as they are.
    pub fn bytes(self, bytes: &[u8]) -> Result<(), CliError> {
        write_out(bytes)
    }

    /// Prints a completion script.
    pub fn completions(self, shell: clap_complete::Shell, command: &mut clap::Command) -> Result<(), CliError> {
        let mut script = Vec::new();
        clap_complete::generate(shell, command, "throughline", &mut script);
        write_out(&script)
    }

    /// Says something to the person at the terminal, not to the program behind the pipe.
    pub fn note(self, text: &str) {
        if !self.json {
            say(text);
        }
    }

    /// Prints an error in words, or as JSON, to stderr.
    pub fn error(self, error: &CliError) -> Exit {
        if self.json {
            say(&serde_json::to_string(&error.as_json()).unwrap_or_else(|_| error.to_string()));
        } else {
            use owo_colors::OwoColorize;
            say(&format!("{} {error}", "error:".red().bold()));
        }
        error.exit()
    }
}

/// Writes to stdout. A reader that went away (`| head`) has had enough: that ends the command in good order.
fn write_out(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(CliError::ReaderLeft),
        result => result.map_err(|source| CliError::File { path: "standard output".to_owned(), source }),
    }
}

/// Writes a line to stderr; where stderr is closed there is nobody to tell.
fn say(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "{text}");
}

/// Whether stderr is a terminal, so that somebody sees a progress bar.
pub fn somebody_watches() -> bool {
    io::stderr().is_terminal()
}

/// A table without frames, fitted to the terminal.
pub fn table(header: &[&str]) -> Table {
    let style = TableStyle::new().header_separator(LineStyle::none().fill(RULE).junction(RULE));
    let mut table = Table::new();
    table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.set_header(header);
    table
}

/// The rule under a table's header.
const RULE: char = '─';

/// A table as text, its header and rule in a quieter colour than what it says.
pub fn show(table: &Table) -> String {
    use owo_colors::OwoColorize;
    let text = table.trim_fmt();
    let (head, body) = match text.split_once(RULE) {
        Some((head, rest)) => (head.trim_end(), rest.trim_start_matches([RULE, '\n'])),
        None => ("", text.as_str()),
    };
    format!("{}\n{body}\n", head.dimmed())
}

/// A cell of numbers, to the right.
pub fn number(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Columns of the terminal, or of a page where there is none.
pub fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| columns);
    columns.or_else(terminal).unwrap_or(WIDTH_WITHOUT_TERMINAL).max(40)
}
