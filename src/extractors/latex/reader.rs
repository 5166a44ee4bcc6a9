//! From the pieces of the source to HTML.

mod carrying_out;
mod shorthands;

use std::collections::VecDeque;

use self::shorthands::Shorthands;
use super::drawing::labels;
use super::environments::{Environment, setting};
use super::scopes::{Kind, Part, Row, Scope, Scopes};
use super::source::{Piece, Source};
use super::symbols::ligatures;
use crate::extractors::html::NOTE;
use crate::extractors::html::writer::Writer;

/// What a document says.
#[derive(Default)]
pub struct Read {
    pub html: Writer,
    pub title: Option<Writer>,
    /// A paragraph each.
    pub authors: Option<Writer>,
    pub date: Option<Writer>,
    /// Files that belong to the document.
    pub left_out: Vec<String>,
    /// Whether some of what is in one another is not kept apart.
    pub too_deep: bool,
    /// Whether there are definitions of which no end comes.
    pub is_endless: bool,
}

pub struct Reader<'a> {
    source: Source<'a>,
    scopes: Scopes<'a>,
    read: Read,
    notes: Vec<(usize, Writer)>,
    /// How many notes are referred to.
    numbered: usize,
    /// The numbers of notes that are written further on.
    awaited: VecDeque<usize>,
    has_chapters: bool,
    shorthands: Shorthands<'a>,
}

impl<'a> Reader<'a> {
    /// Reads a document, or a part of one.
    pub fn read(text: &'a str) -> Read {
        let mut reader = Self {
            source: Source::new(text),
            scopes: Scopes::default(),
            read: Read { html: Writer::with_capacity(text.len()), ..Read::default() },
            notes: Vec::new(),
            numbered: 0,
            awaited: VecDeque::new(),
            has_chapters: has_chapters(text),
            shorthands: Shorthands::default(),
        };
        reader.pieces();
        reader.end_above(0);
        for (number, note) in &reader.notes {
            reader.read.html.open(NOTE, &[("label", &number.to_string())]);
            reader.read.html.append(note);
            reader.read.html.close(NOTE);
        }
        reader.read.too_deep = reader.scopes.too_deep;
        reader.read
    }

    fn pieces(&mut self) {
        while let Some(piece) = self.source.next() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Verbatim(text) => {
                    self.settle();
                    self.read.html.within("code", text);
                }
                Piece::Formula { tex, display } => self.formula(tex, display),
                Piece::Break => self.line_end(),
                Piece::Open => self.open(Kind::Group, &[]),
                Piece::Close => {
                    if let Some(scope) = self.scopes.end_group() {
                        self.end(scope);
                    }
                }
                Piece::CellEnd => self.cell_end(),
                Piece::Symbol('\\') => self.break_line(),
                Piece::Symbol('[') => self.formula_until("\\]", true, "["),
                Piece::Symbol('(') => self.formula_until("\\)", false, "("),
                Piece::Symbol(symbol) => self.character(symbol.encode_utf8(&mut [0; 4])),
                Piece::Command("bye") => return,
                Piece::Command("end") => match self.source.braced().map(str::trim) {
                    Some("document") => return,
                    Some(name) => self.end_environment(name),
                    None => self.text("\\end"),
                },
                Piece::Command("begin") => match self.source.braced().map(str::trim) {
                    Some("document") => self.begin_document(),
                    Some(name) => self.begin(name),
                    None => self.text("\\begin"),
                },
                Piece::Command(name) => self.command(name.trim_end_matches('*')),
            }
        }
    }

    /// What was before was there to be set up; of that, only the title and names are text.
    fn begin_document(&mut self) {
        self.scopes.clear();
        self.read.html = Writer::default();
        self.read.left_out.clear();
    }

    /// Begins the row and the cell that what follows is in.
    fn settle(&mut self) {
        if let Some((Environment::Table, row)) = self.scopes.environment() {
            let row = std::mem::replace(row, Row::InCell);
            self.begin_cell(row, &[]);
        }
    }

    /// Begins a cell, and its row, as far as that has not been done.
    fn begin_cell(&mut self, row: Row, attributes: &[(&str, &str)]) {
        if row == Row::Ahead {
            self.read.html.open("tr", &[]);
        }
        if row != Row::InCell {
            self.read.html.open("td", attributes);
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.settle();
        }
        let html = &mut self.read.html;
        if self.scopes.in_code() { html.text(text) } else { ligatures(text, |piece| html.text(piece)) }
    }

    fn text_as_it_is(&mut self, text: &str) {
        self.settle();
        self.read.html.text(text);
    }

    fn formula(&mut self, tex: &str, display: bool) {
        self.settle();
        if display {
            self.read.html.open("div", &[]);
        }
        self.read.html.begin_formula(display);
        self.read.html.text(tex.trim());
        self.read.html.end_formula();
        if display {
            self.read.html.close("div");
        }
    }

    /// What opens a formula that has no end is text.
    fn formula_until(&mut self, end: &str, display: bool, opening: &str) {
        match self.source.until(end) {
            Some(tex) => self.formula(tex, display),
            None => self.text(opening),
        }
    }

    fn line_end(&mut self) {
        if self.source.blank_lines() { self.end_paragraph() } else { self.read.html.text("\n") }
    }

    fn end_paragraph(&mut self) {
        while let Some(scope) = self.scopes.end_argument() {
            self.end(scope);
        }
        self.read.html.open("p", &[]);
        self.read.html.close("p");
    }

    /// `&` ends a cell.
    fn cell_end(&mut self) {
        let Some(Scope { kind: Kind::Environment { content: Environment::Table, row, .. }, .. }) =
            self.scopes.innermost()
        else {
            return self.text("&");
        };
        let row = std::mem::replace(row, Row::BetweenCells);
        self.begin_cell(row, &[]);
    }

    /// `\\` ends a row, or a line.
    fn break_line(&mut self) {
        self.source.star();
        self.source.optional();
        match self.scopes.innermost() {
            Some(Scope { kind: Kind::Environment { content: Environment::Table, row, .. }, .. }) => {
                if std::mem::replace(row, Row::Ahead) == Row::BetweenCells {
                    self.read.html.open("td", &[]);
                }
            }
            _ => self.read.html.line_break(),
        }
    }

    fn begin(&mut self, name: &'a str) {
        self.settle();
        let content = Environment::of(name);
        let option = self.source.options().unwrap_or_default();
        while self.source.options().is_some() {}
        let arguments: Vec<_> =
            (0..Environment::settings(name)).map_while(|_| self.source.braced()).collect();
        match content {
            Environment::Formula => {
                let tex = self.source.until_end(name);
                return self.formula(&format!("\\begin{{{name}}}{tex}\\end{{{name}}}"), true);
            }
            Environment::Code => {
                let argument = arguments.first().copied().unwrap_or_default();
                let code = self.source.until_end(name);
                if let Some(caption) = setting(option, "caption") {
                    self.paragraph(caption);
                }
                self.read.html.begin_code(setting(option, "language").unwrap_or(argument).trim());
                self.read.html.text("\n");
                self.read.html.text(code.trim_matches('\n'));
                return self.read.html.end_code();
            }
            Environment::Drawing => {
                self.end_paragraph();
                // One that does not end is none.
                if let Some(drawing) = self.source.until(&format!("\\end{{{name}}}")) {
                    labels(drawing).into_iter().for_each(|label| self.paragraph(label));
                    return;
                }
            }
            Environment::Comment => {
                // One that does not end is none.
                self.source.until(&format!("\\end{{{name}}}"));
                return;
            }
            Environment::List { .. } | Environment::Table | Environment::Quote => {}
            Environment::Statement | Environment::Other => self.end_paragraph(),
        }
        if !self.scopes.have_room() {
            // What marks it is left out, and its text is not.
            if content == Environment::Statement {
                self.within(option);
            }
            return;
        }
        let element = match content {
            Environment::List { element, .. } => element,
            Environment::Table => "table",
            Environment::Quote => "blockquote",
            _ => "div",
        };
        self.read.html.open(element, &[]);
        self.scopes.push(Kind::Environment { name, content, row: Row::Ahead }, vec![element]);
        if content == Environment::Statement && !option.is_empty() {
            self.read.html.open("strong", &[]);
            self.within(option);
            self.read.html.close("strong");
            self.text(" ");
        }
    }

    fn end_environment(&mut self, name: &str) {
        if let Some(count) = self.scopes.below(name) {
            self.end_above(count);
        }
    }

    fn end_above(&mut self, count: usize) {
        while let Some(scope) = self.scopes.end_above(count) {
            self.end(scope);
        }
    }

    fn end(&mut self, scope: Scope<'a>) {
        scope.elements.iter().rev().for_each(|element| self.read.html.close(element));
        if let Kind::Kept(part, outer) = scope.kind {
            let kept = std::mem::replace(&mut self.read.html, outer);
            match part {
                Part::Title => self.read.title = Some(kept),
                Part::Authors => self.read.authors = Some(kept),
                Part::Date => self.read.date = Some(kept),
                Part::Note(number) => self.notes.push((number, kept)),
            }
        }
    }

    /// Begins what a brace has opened.
    fn open(&mut self, kind: Kind<'a>, elements: &[&'static str]) {
        if self.scopes.have_room() {
            elements.iter().for_each(|element| self.read.html.open(element, &[]));
            self.scopes.push(kind, elements.to_vec());
        }
    }

    fn paragraph(&mut self, text: &'a str) {
        self.read.html.open("p", &[]);
        self.within(text);
        self.read.html.close("p");
    }

    /// Reads an option, which may be made of pieces as all text is.
    fn within(&mut self, text: &'a str) {
        let count = self.scopes.count();
        let outer = std::mem::replace(&mut self.source, Source::new(text));
        self.pieces();
        self.end_above(count);
        self.source = outer;
    }
}

/// Whether there are chapters, and not only what says how they are to be set.
fn has_chapters(text: &str) -> bool {
    let mut found = text.match_indices("\\chapter");
    found.any(|(at, name)| {
        text.get(at + name.len()..).is_some_and(|behind| behind.starts_with(['{', '[', '*']))
    })
}
