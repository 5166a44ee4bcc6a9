//! What takes several lines at once: blocks, code, tables, formulas.

use super::{Reader, is_left_out};
use crate::extractors::org::lines::{Line, cells, indentation};
use crate::extractors::org::scopes::Scope;

/// Where so many ends are missing, no more is looked for: each search goes through all of the rest.
const MOST_MISSING: usize = 32;

impl<'a> Reader<'a> {
    /// A block; what is code, or no text, is gone past.
    pub fn begin(&mut self, name: &'a str, parameters: &'a str) {
        let is_code = ["src", "example", "export"].iter().any(|code| name.eq_ignore_ascii_case(code));
        if is_code || name.eq_ignore_ascii_case("comment") {
            let Some(lines) = self.until(&format!("#+end_{name}")) else { return };
            if is_code {
                self.caption();
                // An example's parameters are no language.
                let language =
                    parameters.split_whitespace().next().filter(|word| !word.starts_with(['-', ':']));
                self.code(language.unwrap_or_default(), lines);
            }
            return;
        }
        if name.eq_ignore_ascii_case("verse")
            && let Some(lines) = self.until(&format!("#+end_{name}"))
        {
            self.read.html.open("p", &[]);
            for line in lines.lines() {
                self.inline(line.trim());
                self.read.html.line_break();
            }
            return self.read.html.close("p");
        }
        let element = if name.eq_ignore_ascii_case("quote") { "blockquote" } else { "div" };
        if self.scopes.push(Scope::Block { name, element }) {
            self.read.html.open(element, &[]);
        }
    }

    /// The lines up to the one that closes something, and goes past that. None where there is no such line.
    fn until(&mut self, closing: &str) -> Option<&'a str> {
        let is_known = self.missing.iter().any(|missing| missing.eq_ignore_ascii_case(closing));
        if is_known || self.missing.len() >= MOST_MISSING {
            return None;
        }
        let mut length = 0;
        for line in self.rest.split_inclusive('\n') {
            if line.trim().eq_ignore_ascii_case(closing) {
                let lines = self.rest.get(..length)?;
                self.rest = self.rest.get(length + line.len()..)?;
                return Some(lines);
            }
            length += line.len();
        }
        self.missing.push(closing.to_owned());
        None
    }

    /// Goes past a drawer. One that does not end before the next, or before a headline, is none.
    pub fn drawer(&mut self) {
        let mut length = 0;
        for line in self.rest.split_inclusive('\n') {
            length += line.len();
            match Line::of(line) {
                Line::Drawer(name) if name.eq_ignore_ascii_case("end") => {
                    self.rest = self.rest.get(length..).unwrap_or_default();
                    return;
                }
                Line::Drawer(name) if is_left_out(name) => return,
                Line::Headline { .. } => return,
                _ => {}
            }
        }
    }

    /// Code without the blanks that all its lines begin with, and without the empty lines around it.
    fn code(&mut self, language: &str, lines: &str) {
        let start = lines.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
        let lines = lines.get(start..).unwrap_or_default().trim_end();
        let filled = |line: &&str| !line.trim().is_empty();
        let margin = lines.lines().filter(filled).map(indentation).min().unwrap_or(0);
        self.read.html.begin_code(language);
        self.read.html.text("\n");
        for (index, line) in lines.lines().enumerate() {
            if index > 0 {
                self.read.html.text("\n");
            }
            let line = unindented(line, margin);
            // A comma keeps a line from being Org's own.
            let is_escaped = line.trim_start().trim_start_matches(',').starts_with(['*', '#']);
            match line.split_once(',') {
                Some((blanks, rest)) if is_escaped && blanks.trim().is_empty() => {
                    self.read.html.text(blanks);
                    self.read.html.text(rest);
                }
                _ => self.read.html.text(line),
            }
        }
        self.read.html.end_code();
    }

    /// Lines behind a colon, one below another.
    pub fn fixed(&mut self, first: &'a str) {
        let mut lines = vec![first];
        while let Some(Line::Fixed(text)) = self.rest.lines().next().map(Line::of) {
            self.next_line();
            lines.push(text);
        }
        self.caption();
        self.code("", &lines.join("\n"));
    }

    /// The rows from the first on.
    pub fn table(&mut self, first: &'a str) {
        let mut rows = vec![cells(first)];
        while matches!(self.rest.lines().next().map(Line::of), Some(Line::TableRow)) {
            rows.extend(self.next_line().map(cells));
        }
        let rows: Vec<_> = rows.into_iter().skip_while(Option::is_none).collect();
        // The rows before the first rule are the head, if there are others behind it.
        let rule = rows.iter().position(Option::is_none);
        let head = rule.filter(|rule| rows.iter().skip(*rule).any(Option::is_some)).unwrap_or(0);
        self.read.html.open("table", &[]);
        let caption = std::mem::take(&mut self.caption);
        if !caption.is_empty() {
            self.read.html.open("caption", &[]);
            self.inline(caption);
            self.read.html.close("caption");
        }
        for (index, row) in rows.iter().enumerate() {
            let Some(row) = row else { continue };
            self.read.html.open("tr", &[]);
            for cell in row {
                self.read.html.open(if index < head { "th" } else { "td" }, &[]);
                self.inline(cell);
            }
        }
        self.read.html.close("table");
    }

    /// LaTeX, up to its end; without one, its first line is text.
    pub fn environment(&mut self, first: &'a str, name: &'a str) {
        match self.until(&format!("\\end{{{name}}}")) {
            Some(lines) => {
                self.read.html.begin_formula(true);
                let first = first.trim();
                self.read.html.text(&format!("{first}\n{lines}\\end{{{name}}}"));
                self.read.html.end_formula();
                self.read.html.open("p", &[]);
                self.read.html.close("p");
            }
            None => self.paragraph.push_str(first.trim()),
        }
    }
}

/// A line without blanks at its start, as many columns as there are at least.
fn unindented(line: &str, margin: usize) -> &str {
    let mut column = 0;
    for (at, byte) in line.bytes().enumerate() {
        if column >= margin || !matches!(byte, b' ' | b'\t') {
            return line.get(at..).unwrap_or_default();
        }
        column = if byte == b'\t' { column / 8 * 8 + 8 } else { column + 1 };
    }
    ""
}
