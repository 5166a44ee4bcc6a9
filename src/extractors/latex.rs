//! LaTeX, laid out in the lines that kreuzberg's reader goes by.
//!
//! That reader takes each line for a paragraph or for a command, and leaves out what else stands on a command's line,
//! all of a document without `\begin{document}`, and what is in an item of a list besides its first paragraph. TeX
//! knows no lines: a paragraph ends where one is empty. So each paragraph is put on one line, each command that
//! stands for itself on a line of its own, and a list is closed before what its items cannot hold here.

mod accents;
mod commands;
mod environments;
mod source;

use std::borrow::Cow;

use kreuzberg::Result;

use self::commands::{ALONE, HEADINGS, RULES, SILENT};
use self::environments::{Environments, Kind};
use self::source::{Piece, Source};
use super::adapted::{Adaptation, Input, nothing_after};
use crate::{encoding, limits, markup};

/// Over kreuzberg's reader.
pub const ADAPTATION: Adaptation = Adaptation {
    name: "latex-in-lines",
    mime_types: &["application/x-latex", "text/x-tex"],
    priority: super::PRIORITY,
    before: lay_out,
    after: nothing_after,
};

/// Braces in one another, which kreuzberg's reader calls itself for and copies the content of.
const MOST_BRACES: usize = 100;

/// A line is ended where it is longer than this, in bytes: the reader goes through it anew for each note in it.
const LONGEST_LINE: usize = 1 << 16;

/// What begins the text of a document.
const BEGIN: &str = "\\begin{document}";

fn lay_out(input: &mut Input) -> Result<()> {
    let text = encoding::lossy(&input.content).replace('\r', "");
    let (preamble, body) = match text.find(BEGIN) {
        Some(at) => (text.get(..at), text.get(at + BEGIN.len()..)),
        None => (None, Some(text.as_str())),
    };
    let mut layout = Layout::default();
    if let Some(preamble) = preamble {
        layout.preamble(preamble);
    }
    if preamble.is_some() || !text.contains("\\bye") {
        layout.out.push_str(BEGIN);
        layout.out.push('\n');
    }
    layout.body(body.unwrap_or_default());
    if layout.too_deep || layout.environments.too_deep {
        input.warn("markup", markup::too_deep());
    }
    input.content = Cow::Owned(layout.out.into_bytes());
    Ok(())
}

#[derive(Default)]
struct Layout {
    out: String,
    /// The paragraph, or the row of a table, so far.
    line: String,
    environments: Environments,
    is_title: bool,
    in_formula: bool,
    /// Of each group that is open: whether it is written as one.
    groups: Vec<bool>,
    /// How many more are open, which are too deep.
    deeper: usize,
    too_deep: bool,
}

impl Layout {
    /// What is before the text: of that, only titles and names are for the reader.
    fn preamble(&mut self, text: &str) {
        let mut source = Source::new(text);
        while let Some(piece) = source.next() {
            match piece {
                Piece::Text(text) => self.line.push_str(text),
                Piece::Verbatim(text) => self.line.push_str(&format!("\\{text}")),
                Piece::Break => self.line.push('\n'),
                Piece::Open => self.line.push('{'),
                Piece::Close => self.line.push('}'),
                Piece::Display => self.line.push_str("$$"),
                Piece::Symbol(symbol) => self.command_or_letter(symbol.encode_utf8(&mut [0; 4]), &mut source),
                Piece::Command(name) => self.command_or_letter(name, &mut source),
            }
        }
        self.end_line();
    }

    fn body(&mut self, text: &str) {
        self.pieces(text);
        self.end_line();
        self.environments.end_all(&mut self.out);
        self.out.push_str("\\end{document}\n");
    }

    /// A heading's title, on one line.
    fn title(&self, text: &str) -> String {
        let mut layout = Self { is_title: true, ..Self::default() };
        layout.pieces(text);
        format!("{} {}", layout.out, layout.line).trim().replace('\n', " ")
    }

    fn pieces(&mut self, text: &str) {
        let mut source = Source::new(text);
        while let Some(piece) = source.next() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Verbatim(text) => self.line.push_str(&format!("\\{text}")),
                Piece::Break => self.line_end(&mut source),
                Piece::Open => self.open(),
                Piece::Close => self.close(),
                Piece::Symbol('\\') if self.environments.innermost() == Some(Kind::Table) => {
                    source.optional();
                    self.line.push_str("\\\\");
                    self.end_line();
                }
                Piece::Symbol('[') => self.formula(source.until("\\]"), "\\["),
                Piece::Display => self.formula(source.until("$$"), "$$"),
                Piece::Symbol(symbol) => {
                    self.in_formula = matches!(symbol, '(') || self.in_formula && symbol != ')';
                    self.command_or_letter(symbol.encode_utf8(&mut [0; 4]), &mut source);
                }
                Piece::Command("begin") => self.begin(&mut source),
                Piece::Command("end") => match source.braced() {
                    Some("document") => break,
                    Some(name) => {
                        self.end_line();
                        self.environments.end(name, &mut self.out);
                    }
                    None => self.line.push_str("\\end"),
                },
                Piece::Command(name) => self.command(name, &mut source),
            }
        }
    }

    fn line_end(&mut self, source: &mut Source) {
        let is_paragraph = source.blank_lines();
        match self.environments.innermost() {
            // A paragraph of an item goes on with it.
            Some(Kind::List | Kind::Table) => self.line.push(' '),
            _ if is_paragraph => {
                self.end_line();
                self.out.push('\n');
            }
            _ => self.line.push(' '),
        }
    }

    fn begin(&mut self, source: &mut Source) {
        let Some(name) = source.braced() else { return self.line.push_str("\\begin") };
        self.end_line();
        let kind = Kind::of(name);
        let mut arguments = source.optional().unwrap_or_default().to_owned();
        for _ in 0..Kind::arguments(name) {
            let argument = source.braced().unwrap_or_default();
            if kind == Kind::Raw {
                // The language of code.
                arguments.push_str(&format!("{{{argument}}}"));
            }
        }
        if kind == Kind::Raw {
            let end = format!("\\end{{{name}}}");
            let content = source.until(&end).unwrap_or_else(|| source.rest());
            self.alone(&format!("\\begin{{{name}}}{arguments}\n{}\n{end}", content.trim_matches('\n')));
        } else {
            self.environments.begin(name, kind, &arguments, &mut self.out);
        }
    }

    fn command(&mut self, name: &str, source: &mut Source) {
        let bare = name.trim_end_matches('*');
        if HEADINGS.contains(&bare) && !self.is_title {
            let short = source.optional().unwrap_or_default();
            let title = source.braced().unwrap_or_default();
            let label = source.label().unwrap_or_default();
            // There is no lower level than that of paragraphs.
            let name = if bare == "subparagraph" { "paragraph" } else { name };
            self.alone(&format!("\\{name}{short}{{{}}}{label}", self.title(title)));
        } else if ALONE.contains(&name) {
            self.alone(&format!("\\{name}"));
        } else if name == "includegraphics" {
            let options = source.optional().unwrap_or_default();
            let path = source.braced().unwrap_or_default();
            self.alone(&format!("\\{name}{options}{{{path}}}"));
        } else if SILENT.contains(&name) {
            // What the reader takes the whole line of for settings.
            self.end_line();
            if matches!(name, "def" | "let") {
                source.line();
            }
            while source.optional().is_some() || source.braced().is_some() {}
        } else if RULES.contains(&name) && self.environments.innermost() == Some(Kind::Table) {
            source.optional();
            if matches!(name, "cline" | "cmidrule") {
                source.braced();
            }
        } else if matches!(name, "item" | "bibitem") {
            self.end_line();
            self.environments.resume(&mut self.out);
            self.line.push_str(&format!("\\{name}"));
        } else if matches!(name, "url" | "href") {
            // In which `%` is no comment.
            let address = source.braced().unwrap_or_default();
            self.line.push_str(&format!("\\{name}{{{address}}}"));
        } else {
            self.command_or_letter(name, source);
        }
    }

    fn open(&mut self) {
        if self.groups.len() >= MOST_BRACES.min(limits::current().markup_depth.into()) {
            self.deeper += 1;
            self.too_deep = true;
            // It ends a command's name.
            if !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            return;
        }
        // A group that is no argument only bounds what is set in it.
        let alone =
            self.line.chars().next_back().is_none_or(|last| last.is_whitespace() || "([~\"".contains(last));
        let is_written = self.in_formula || !alone;
        self.groups.push(is_written);
        if is_written {
            self.line.push('{');
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.groups.pop().unwrap_or(true) {
            self.line.push('}');
        }
    }

    fn text(&mut self, text: &str) {
        if self.line.len() > LONGEST_LINE && self.groups.is_empty() && !self.in_formula {
            self.end_line();
        }
        self.in_formula ^= text.bytes().filter(|byte| *byte == b'$').count() % 2 == 1;
        self.line.push_str(text);
    }

    /// Writes a command, or the letter that it spells.
    fn command_or_letter(&mut self, command: &str, source: &mut Source) {
        let letter = if self.in_formula { None } else { accents::letter(command, source) };
        match letter {
            Some(letter) => self.line.push_str(&letter),
            None => {
                self.line.push('\\');
                self.line.push_str(command);
            }
        }
    }

    /// A formula on lines of its own; what opens one that has no end is text.
    fn formula(&mut self, formula: Option<&str>, opening: &str) {
        match formula {
            Some(formula) => self.alone(&format!("\\[\n{}\n\\]", formula.trim())),
            None => self.line.push_str(opening),
        }
    }

    /// Writes what has a line of its own.
    fn alone(&mut self, text: &str) {
        self.end_line();
        self.environments.suspend(&mut self.out);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn end_line(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            if self.environments.innermost() == Some(Kind::List) && !line.starts_with("\\item") {
                self.environments.suspend(&mut self.out);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.line.clear();
        self.in_formula = false;
    }
}
