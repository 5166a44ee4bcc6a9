//! Writes blocks as Markdown (GitHub's) or as Djot.

use kreuzberg::core::config::OutputFormat;
use kreuzberg::types::internal::InternalDocument;

use super::{Block, Definition, List, Mark, MarkKind, Run, Table};
use super::{merged, spans};

/// The markup that is written.
#[derive(Clone, Copy, PartialEq)]
pub enum Dialect {
    Markdown,
    Djot,
}

/// Writes a document's blocks in the format that is asked for, where it is one of these.
pub fn render(document: &mut InternalDocument, blocks: &[Block], format: &OutputFormat) {
    let (dialect, name) = match format {
        OutputFormat::Markdown => (Dialect::Markdown, "markdown"),
        OutputFormat::Djot => (Dialect::Djot, "djot"),
        _ => return,
    };
    document.pre_rendered_content = Some(write(blocks, dialect));
    document.metadata.output_format = Some(name.to_owned());
}

/// The text of some blocks, with a line end at the end if there is any text.
fn write(blocks: &[Block], dialect: Dialect) -> String {
    let mut writer = Writer { out: String::new(), dialect, margin: Vec::new() };
    writer.blocks(blocks, false);
    writer.out.truncate(writer.out.trim_end().len());
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    writer.out
}

/// A table's rows alone.
pub fn table(table: &Table) -> String {
    let mut writer = Writer { out: String::new(), dialect: Dialect::Markdown, margin: Vec::new() };
    writer.table(&Table { caption: None, rows: table.rows.clone() });
    writer.out
}

struct Writer {
    out: String,
    dialect: Dialect,
    /// What each line starts with, from the outside to the inside.
    margin: Vec<Margin>,
}

/// A container's part of the margin.
struct Margin {
    /// On its first line, until that is written.
    first: Option<String>,
    rest: String,
}

impl Writer {
    fn line(&mut self, text: &str) {
        for margin in &mut self.margin {
            self.out.push_str(margin.first.take().as_deref().unwrap_or(&margin.rest));
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An empty line, unless nothing of the innermost container is written yet.
    fn gap(&mut self) {
        if self.out.is_empty() || self.margin.iter().any(|margin| margin.first.is_some()) {
            return;
        }
        let length = self.out.len();
        for margin in &self.margin {
            self.out.push_str(&margin.rest);
        }
        let kept = self.out.get(length..).map_or(0, |margin| margin.trim_end_matches(' ').len());
        self.out.truncate(length + kept);
        self.out.push('\n');
    }

    fn within(&mut self, first: String, rest: String, write: impl FnOnce(&mut Self)) {
        self.margin.push(Margin { first: Some(first), rest });
        write(self);
        self.margin.pop();
    }

    /// `tight` is for the blocks of a list's item, between which no line is empty.
    fn blocks(&mut self, blocks: &[Block], tight: bool) {
        let mut previous: Option<&Block> = None;
        let mut other_marker = false;
        let blocks = blocks.iter().filter(|block| !matches!(block, Block::PageBreak));
        for (index, block) in blocks.enumerate() {
            if index > 0 && !(tight && self.dialect == Dialect::Markdown) {
                self.gap();
            }
            // Two lists in a row would be one, were their markers the same.
            other_marker = match (previous, block) {
                (Some(Block::List(a)), Block::List(b)) if a.start.is_some() == b.start.is_some() => {
                    !other_marker
                }
                _ => false,
            };
            self.block(block, other_marker);
            previous = Some(block);
        }
    }

    fn block(&mut self, block: &Block, other_marker: bool) {
        match block {
            Block::Heading { level, text } => {
                let text = self.run(text).replace('\n', " ");
                self.line(&format!("{} {text}", "#".repeat(usize::from(*level))));
            }
            Block::Paragraph(run) => {
                let end = if self.dialect == Dialect::Markdown { "  " } else { "\\" };
                let text = self.run(run);
                let mut lines = text.split('\n').peekable();
                while let Some(line) = lines.next() {
                    let line = spans::escape_line_start(line.trim_start());
                    match lines.peek() {
                        Some(_) if !line.trim().is_empty() => self.line(&format!("{}{end}", line.trim_end())),
                        _ => self.line(&line),
                    }
                }
            }
            Block::List(list) => self.list(list, other_marker),
            Block::Quote(blocks) => {
                self.within("> ".into(), "> ".into(), |writer| writer.blocks(blocks, false))
            }
            Block::Code { language, text } => {
                let fence = "`".repeat(spans::longest_run(text, '`').max(2) + 1);
                let space = if self.dialect == Dialect::Djot && language.is_some() { " " } else { "" };
                self.line(&format!("{fence}{space}{}", language.as_deref().unwrap_or_default()));
                text.split('\n').for_each(|line| self.line(line));
                self.line(&fence);
            }
            Block::Table(table) => self.table(table),
            Block::Definitions(parts) => self.definitions(parts),
            Block::Picture { description, url, .. } => {
                let kind = MarkKind::Image { url: url.clone() };
                let marks = vec![Mark { start: 0, end: description.len(), kind }];
                let text = self.run(&Run { text: description.clone(), marks }).replace('\n', " ");
                self.line(&text);
            }
            Block::Note { label, text } => {
                let text = self.run(text).replace('\n', " ");
                self.line(&format!("[^{label}]: {text}"));
            }
            Block::PageBreak => {}
            Block::Rule => self.line(if self.dialect == Dialect::Markdown { "---" } else { "* * *" }),
        }
    }

    fn list(&mut self, list: &List, other_marker: bool) {
        let simple = |item: &Vec<Block>| match item.as_slice() {
            [first, rest @ ..] => {
                matches!(first, Block::Paragraph(_) | Block::List(_))
                    && rest.iter().all(|block| matches!(block, Block::List(_) | Block::PageBreak))
            }
            [] => true,
        };
        let tight = list.items.iter().all(simple);
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 && !tight {
                self.gap();
            }
            let marker = match (list.start, other_marker) {
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
                (Some(start), other) => {
                    let number = start.saturating_add_unsigned(index as u64).max(0);
                    format!("{number}{} ", if other { ')' } else { '.' })
                }
            };
            let rest = " ".repeat(marker.len());
            self.within(marker, rest, |writer| writer.blocks(item, tight));
        }
    }

    fn definitions(&mut self, parts: &[Definition]) {
        let mut termed = false;
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.gap();
            }
            termed |= matches!(part, Definition::Term(_));
            match (part, self.dialect) {
                (Definition::Term(run), Dialect::Djot) => {
                    let text = self.run(run).replace('\n', " ");
                    self.line(&format!(": {text}"));
                }
                (Definition::Term(run), Dialect::Markdown) => {
                    let text = self.run(run).replace('\n', " ");
                    self.line(&spans::escape_line_start(&text));
                }
                // What defines nothing is only indented in a browser.
                (Definition::Description(blocks), _) if !termed => self.blocks(blocks, false),
                (Definition::Description(blocks), Dialect::Djot) => {
                    self.within("  ".into(), "  ".into(), |writer| writer.blocks(blocks, false));
                }
                (Definition::Description(blocks), Dialect::Markdown) => {
                    self.within(": ".into(), "  ".into(), |writer| writer.blocks(blocks, false));
                }
            }
        }
    }

    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            let text = self.run(caption).replace('\n', " ");
            self.line(&spans::escape_line_start(&text));
            self.gap();
        }
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let texts = merged::texts(&table.rows, |cell| self.run(cell).replace('\n', " ").replace('|', "\\|"));
        for (index, row) in texts.iter().enumerate() {
            let mut line = String::from("|");
            for text in row {
                line.push_str(&format!(" {text} |"));
            }
            // The first row says how many columns there are; others may be shorter.
            if index == 0 {
                line.push_str(&"  |".repeat(columns - row.len()));
                self.line(&line);
                line = format!("|{}", " --- |".repeat(columns));
            }
            self.line(&line);
        }
    }

    fn run(&self, run: &Run) -> String {
        spans::write(run, self.dialect)
    }
}
