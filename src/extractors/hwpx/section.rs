//! A section: paragraphs of runs, in which tables, notes and drawings with paragraphs of their own may stand.

use std::collections::BTreeMap;

use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::attribute;
use crate::xml;

/// Paragraphs, tables, cells and notes that are nested in each other; what is deeper is part of what it is in.
const DEEPEST: usize = 100;

/// Columns of a table; a cell beyond stands at the end of its row.
const MOST_COLUMNS: usize = 1000;

/// What is open.
enum Open {
    Paragraph {
        words: String,
        style: String,
    },
    Table {
        rows: Vec<Vec<String>>,
    },
    Cell {
        words: String,
        column: Option<usize>,
        span: usize,
    },
    Note {
        words: String,
    },
    /// Anything nested too deeply.
    Ignored,
}

/// Reads a section into a document.
pub struct Section<'a> {
    builder: &'a mut InternalDocumentBuilder,
    headings: &'a BTreeMap<String, u8>,
    /// Cells that tables may still have.
    cells: usize,
    open: Vec<Open>,
    /// Notes whose paragraph is not yet written down.
    pending: Vec<String>,
    /// Notes so far, of all sections.
    notes: &'a mut u32,
    in_text: bool,
    in_formula: bool,
    cut: bool,
}

impl<'a> Section<'a> {
    /// `cells` bounds those of all tables of the section.
    pub fn new(
        builder: &'a mut InternalDocumentBuilder,
        headings: &'a BTreeMap<String, u8>,
        notes: &'a mut u32,
        cells: usize,
    ) -> Self {
        let (open, pending) = (Vec::new(), Vec::new());
        Self { builder, headings, cells, open, pending, notes, in_text: false, in_formula: false, cut: false }
    }

    /// Reads the XML of a section; what is not well-formed ends the reading, what was read before stays.
    pub fn read(mut self, text: &str, warnings: &mut Vec<String>) {
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => self.start(&start),
                Ok(Event::Empty(empty)) => {
                    self.start(&empty);
                    self.end(empty.local_name().as_ref());
                }
                Ok(Event::End(end)) => self.end(end.local_name().as_ref()),
                Ok(Event::Eof) => break,
                Err(error) => {
                    warnings.push(format!("a section is damaged and read as far as it goes: {error}"));
                    break;
                }
                Ok(event) => {
                    if (self.in_text || self.in_formula)
                        && let Some(words) = xml::text(&event)
                    {
                        self.say(&words);
                    }
                }
            }
        }
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        if self.cut {
            warnings.push(
                "a table has more cells than limits.tableCells, or is nested too deeply: it is cut"
                    .to_owned(),
            );
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let number = |name| attribute(start, name).and_then(|value| value.parse::<usize>().ok());
        match start.local_name().as_ref() {
            b"p" => {
                let style = attribute(start, "styleIDRef").unwrap_or_default();
                self.push(Open::Paragraph { words: String::new(), style });
            }
            b"tbl" => {
                // What stands before the table comes before it.
                if !self.within_cell() {
                    self.flush();
                }
                self.push(Open::Table { rows: Vec::new() });
            }
            b"tr" => {
                if let Some(Open::Table { rows }) = self.open.last_mut() {
                    rows.push(Vec::new());
                }
            }
            b"tc" => self.push(Open::Cell { words: String::new(), column: None, span: 1 }),
            b"cellAddr" => {
                if let Some(Open::Cell { column, .. }) = self.open.last_mut() {
                    *column = number("colAddr");
                }
            }
            b"cellSpan" => {
                if let Some(Open::Cell { span, .. }) = self.open.last_mut() {
                    *span = number("colSpan").unwrap_or(1).clamp(1, MOST_COLUMNS);
                }
            }
            b"footNote" | b"endNote" => self.push(Open::Note { words: String::new() }),
            b"t" => self.in_text = true,
            b"script" => self.in_formula = true,
            b"lineBreak" => self.say("\n"),
            b"tab" if self.in_text => self.say("\t"),
            b"nbSpace" => self.say("\u{a0}"),
            b"fwSpace" => self.say("\u{3000}"),
            b"hyphen" => self.say("-"),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"t" => self.in_text = false,
            b"script" => self.in_formula = false,
            b"p" | b"tbl" | b"tc" | b"footNote" | b"endNote" => {
                if let Some(open) = self.open.pop() {
                    self.close(open);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, open: Open) {
        self.cut |= self.open.len() >= DEEPEST && matches!(open, Open::Table { .. });
        self.open.push(if self.open.len() < DEEPEST { open } else { Open::Ignored });
    }

    /// Puts words where the innermost thing that takes words is.
    fn say(&mut self, words: &str) {
        for open in self.open.iter_mut().rev() {
            if let Open::Paragraph { words: all, .. }
            | Open::Cell { words: all, .. }
            | Open::Note { words: all } = open
            {
                all.push_str(words);
                return;
            }
        }
    }

    fn within_cell(&self) -> bool {
        self.open.iter().any(|open| matches!(open, Open::Cell { .. } | Open::Note { .. }))
    }

    /// Writes down what the innermost paragraph has said so far.
    fn flush(&mut self) {
        if let Some(Open::Paragraph { words, style }) = self.open.last_mut() {
            let (words, style) = (std::mem::take(words), style.clone());
            self.paragraph(&words, &style);
        }
    }

    fn paragraph(&mut self, words: &str, style: &str) {
        let words = words.trim_matches([' ', '\n']);
        match self.headings.get(style) {
            _ if words.is_empty() => {}
            Some(level) => {
                self.builder.push_heading(*level, words, None, None);
            }
            None => {
                self.builder.push_paragraph(words, Vec::new(), None, None);
            }
        }
        for words in std::mem::take(&mut self.pending) {
            *self.notes += 1;
            let key = format!("note{}", self.notes);
            self.builder.push_footnote_ref(&self.notes.to_string(), &key, None);
            let definition = self.builder.push_footnote_definition(words.trim(), &key, None);
            self.builder.set_layer(definition, ContentLayer::Footnote);
        }
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Paragraph { words, style } if !self.within_cell() => self.paragraph(&words, &style),
            // Paragraphs of a cell or note are lines of it.
            Open::Paragraph { words, .. } => self.line(&words),
            Open::Cell { words, column, span } => self.cell(words.trim(), column, span),
            Open::Table { rows } if self.within_cell() => {
                let lines: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
                self.line(&lines.join("\n"));
            }
            Open::Table { mut rows } => {
                rows.retain(|row| !row.is_empty());
                let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
                for row in &mut rows {
                    row.resize(widest, String::new());
                }
                if widest > 0 {
                    self.builder.push_table_from_cells(&rows, None, None);
                }
            }
            Open::Note { words } => self.pending.push(words),
            Open::Ignored => {}
        }
    }

    fn line(&mut self, words: &str) {
        let outer = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Cell { words, .. } | Open::Note { words } => Some(words),
            _ => None,
        });
        if let Some(outer) = outer
            && !words.trim().is_empty()
        {
            if !outer.is_empty() {
                outer.push('\n');
            }
            outer.push_str(words.trim_matches([' ', '\n']));
        }
    }

    /// A cell stands in its column, empty ones before it where those of a row above reach down.
    fn cell(&mut self, words: &str, column: Option<usize>, span: usize) {
        let Some(Open::Table { rows }) = self.open.last_mut() else { return };
        let Some(row) = rows.last_mut() else { return };
        let column = column.filter(|column| *column < MOST_COLUMNS).unwrap_or(row.len()).max(row.len());
        let added = column - row.len() + span;
        if added > self.cells || column + span > MOST_COLUMNS {
            self.cut = true;
            return;
        }
        self.cells -= added;
        row.resize(column, String::new());
        row.push(words.to_owned());
        row.resize(column + span, String::new());
    }
}
