//! What is done where a command stands.

use super::{Read, Reader};
use crate::extractors::html::NOTE_REFERENCE;
use crate::extractors::html::writer::heading;
use crate::extractors::latex::accents;
use crate::extractors::latex::commands::{Meaning, meaning};
use crate::extractors::latex::environments::Environment;
use crate::extractors::latex::scopes::{Kind, Part, Row, Scope};
use crate::extractors::latex::symbols::symbol;

impl<'a> Reader<'a> {
    pub(super) fn command(&mut self, name: &'a str) {
        match meaning(name) {
            Some(Meaning::Element(element)) => {
                self.settle();
                if self.source.opens() {
                    self.open(Kind::Argument, &[element]);
                }
            }
            Some(Meaning::Switch(element)) => self.switch(element),
            Some(Meaning::Heading(level)) => {
                self.source.optional();
                if self.source.opens() {
                    let level = level + u16::from(self.has_chapters);
                    self.open(Kind::Argument, &[heading(level.max(1))]);
                }
            }
            Some(Meaning::Silent) => {
                while self.source.optional().is_some() || self.source.braced().is_some() {}
            }
            Some(Meaning::Setting(count)) => {
                for _ in 0..count {
                    while self.source.optional().is_some() {}
                    self.source.braced();
                }
                while self.source.optional().is_some() {}
            }
            Some(Meaning::Text(text)) => {
                self.text(text);
                self.source.end_of_name();
            }
            None => self.particular(name),
        }
    }

    /// Commands that there is something of their own to.
    fn particular(&mut self, name: &'a str) {
        match name {
            "title" => self.keep(Part::Title),
            "author" => self.keep(Part::Authors),
            "date" => self.keep(Part::Date),
            "and" | "AND" | "par" | "newpage" | "clearpage" | "cleardoublepage" | "tableofcontents" => {
                self.end_paragraph();
            }
            "maketitle" => self.title(),
            "newline" | "linebreak" => self.read.html.line_break(),
            "item" => self.item(),
            "bibitem" => {
                self.source.optional();
                let key = self.source.braced().unwrap_or_default();
                self.item();
                self.text(&format!("[{key}] "));
            }
            "cite" | "citep" | "citet" | "citealp" | "citeauthor" | "citeyear" | "parencite" | "textcite" => {
                while self.source.optional().is_some() {}
                let key = self.source.braced().unwrap_or_default();
                self.text(&format!("[{key}]"));
            }
            "footnote" | "thanks" => {
                let number = self.refer();
                self.keep(Part::Note(number));
            }
            "footnotemark" => {
                self.source.optional();
                let number = self.refer();
                self.awaited.push_back(number);
            }
            "footnotetext" => {
                let number = self.awaited.pop_front().unwrap_or_else(|| {
                    self.numbered += 1;
                    self.numbered
                });
                self.keep(Part::Note(number));
            }
            "url" | "nolinkurl" | "path" => {
                let url = self.source.braced().unwrap_or_default();
                self.settle();
                self.read.html.open("a", &[("href", url)]);
                self.read.html.text(url);
                self.read.html.close("a");
            }
            "href" => {
                let url = self.source.braced().unwrap_or_default();
                self.settle();
                if self.source.opens() && self.scopes.have_room() {
                    self.read.html.open("a", &[("href", &url.replace('\\', ""))]);
                    self.scopes.push(Kind::Argument, vec!["a"]);
                }
            }
            "includegraphics" => {
                self.source.optional();
                let path = self.source.braced().unwrap_or_default();
                self.settle();
                self.read.html.open("img", &[("src", path.trim())]);
            }
            "caption" | "captionof" => {
                if name == "captionof" {
                    self.source.braced();
                }
                self.source.optional();
                if self.source.opens() {
                    self.open(Kind::Argument, &["div"]);
                }
            }
            "cmidrule" => {
                self.source.optional();
                self.source.parenthesised();
                self.source.braced();
            }
            "ensuremath" => {
                if let Some(tex) = self.source.braced() {
                    self.formula(tex, false);
                }
            }
            "multicolumn" => {
                let columns = self.source.braced().unwrap_or_default();
                self.source.braced();
                self.spanning(columns.trim());
            }
            "input" | "include" | "subfile" => {
                let path = self.source.braced().map(|path| path.trim().to_owned());
                self.read.left_out.extend(path);
            }
            "newcommand" | "renewcommand" | "providecommand" => self.define(),
            "def" | "gdef" | "edef" => self.define_plainly(),
            "let" => self.source.definition(),
            "iffalse" => {
                self.source.until("\\fi");
            }
            _ => match self.shorthands.of(name) {
                Some(means) => self.write_out(means),
                None => self.character(name),
            },
        }
    }

    /// A character by its name. What no command is known for is nothing, and its arguments are text.
    pub(super) fn character(&mut self, command: &str) {
        if let Some(text) = symbol(command) {
            self.text_as_it_is(text);
            if command.starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.source.end_of_name();
            }
        } else if let Some(letter) = accents::letter(command, &mut self.source) {
            self.text_as_it_is(&letter);
        } else if matches!(command, "^" | "~") {
            // An accent over nothing.
            self.text_as_it_is(command);
            self.source.end_of_name();
        } else if command.starts_with(|first: char| first.is_ascii_alphabetic()) {
            self.source.optional();
            self.source.end_of_name();
        }
    }

    /// The rest of the innermost group is this element; of what is no group, nothing is marked.
    fn switch(&mut self, element: &'static str) {
        self.source.end_of_name();
        self.settle();
        if let Some(Scope { kind: Kind::Group | Kind::Argument | Kind::Kept(..), elements }) =
            self.scopes.innermost()
            && !elements.contains(&element)
        {
            elements.push(element);
            self.read.html.open(element, &[]);
        }
    }

    /// Has an argument written apart.
    fn keep(&mut self, part: Part) {
        self.source.optional();
        if self.source.opens() && self.scopes.have_room() {
            let outer = std::mem::take(&mut self.read.html);
            self.scopes.push(Kind::Kept(part, outer), Vec::new());
        }
    }

    /// Refers to the next note.
    fn refer(&mut self) -> usize {
        self.settle();
        self.numbered += 1;
        self.read.html.open(NOTE_REFERENCE, &[("label", &self.numbered.to_string())]);
        self.read.html.close(NOTE_REFERENCE);
        self.numbered
    }

    /// Title, authors and date, as they are set. The title is no heading: those of sections begin at the first level.
    fn title(&mut self) {
        self.end_paragraph();
        let Read { html, title, authors, date, .. } = &mut self.read;
        if let Some(title) = title {
            html.open("div", &[]);
            html.open("strong", &[]);
            html.append(title);
            html.close("strong");
            html.close("div");
        }
        for part in [authors, date].into_iter().flatten() {
            html.open("div", &[]);
            html.append(part);
            html.close("div");
        }
    }

    fn item(&mut self) {
        let label = self.source.optional();
        let is_term =
            matches!(self.scopes.environment(), Some((Environment::List { is_of_terms: true, .. }, _)));
        self.read.html.open("li", &[]);
        let Some(label) = label else { return };
        if is_term {
            self.read.html.open("strong", &[]);
        }
        self.within(label);
        if is_term {
            self.read.html.close("strong");
        }
        self.text(" ");
    }

    /// A cell over some columns.
    fn spanning(&mut self, columns: &str) {
        let Some((Environment::Table, row)) = self.scopes.environment() else { return };
        let row = std::mem::replace(row, Row::InCell);
        self.begin_cell(row, &[("colspan", columns)]);
    }
}
