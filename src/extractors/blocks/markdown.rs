//! Writes blocks as Markdown (GitHub's) or as Djot.

use html_to_markdown_rs::{CodeBlockStyle, HeadingStyle, NewlineStyle};
use kreuzberg::core::config::OutputFormat;
use kreuzberg::types::internal::InternalDocument;

use super::spans::{self, Spans};
use super::style::Style;
use super::wrap::wrapped;
use super::{Block, Definition, List, Mark, MarkKind, Run};

/// The markup that is written.
#[derive(Clone, Copy, PartialEq)]
pub enum Dialect {
    Markdown,
    Djot,
}

/// Writes a document's blocks in the format that is asked for, where it is one of these.
pub fn render(document: &mut InternalDocument, blocks: &[Block], format: &OutputFormat) {
    render_in(document, blocks, format, &Style::default());
}

/// The same, in a style.
pub fn render_in(document: &mut InternalDocument, blocks: &[Block], format: &OutputFormat, style: &Style) {
    let (dialect, name) = match format {
        OutputFormat::Markdown => (Dialect::Markdown, "markdown"),
        OutputFormat::Djot => (Dialect::Djot, "djot"),
        _ => return,
    };
    document.pre_rendered_content = Some(write(blocks, dialect, style));
    document.metadata.output_format = Some(name.to_owned());
}

/// The text of some blocks, with a line end at the end if there is any text.
fn write(blocks: &[Block], dialect: Dialect, style: &Style) -> String {
    let mut writer = Writer::new(dialect, style);
    writer.blocks(blocks, false);
    for (number, target) in (1..).zip(std::mem::take(&mut writer.spans.references)) {
        if number == 1 {
            writer.gap();
        }
        writer.line(&format!("[{number}]: {target}"));
    }
    let mut out = writer.out;
    if style.options.strip_newlines {
        let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
        out = lines.collect::<Vec<_>>().join(" ");
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

pub struct Writer<'s> {
    pub out: String,
    dialect: Dialect,
    pub style: &'s Style<'s>,
    spans: Spans<'s>,
    /// What each line starts with, from the outside to the inside.
    margin: Vec<Margin>,
    /// How many lists without numbers the current block lies in.
    depth: usize,
    /// Whether the block before is a list, which indented code would be taken into.
    after_list: bool,
}

/// A container's part of the margin.
struct Margin {
    /// On its first line, until that is written.
    first: Option<String>,
    rest: String,
}

impl<'s> Writer<'s> {
    pub fn new(dialect: Dialect, style: &'s Style<'s>) -> Self {
        let spans = Spans { dialect, style, references: Vec::new() };
        Self { out: String::new(), dialect, style, spans, margin: Vec::new(), depth: 0, after_list: false }
    }

    pub fn line(&mut self, text: &str) {
        for margin in &mut self.margin {
            self.out.push_str(margin.first.take().as_deref().unwrap_or(&margin.rest));
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An empty line, unless nothing of the innermost container is written yet.
    pub fn gap(&mut self) {
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
            self.after_list = matches!(previous, Some(Block::List(_)));
            self.block(block, other_marker);
            previous = Some(block);
        }
    }

    fn block(&mut self, block: &Block, other_marker: bool) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(run) => self.paragraph(run),
            Block::List(list) => self.list(list, other_marker),
            Block::Quote(blocks) => {
                self.within("> ".into(), "> ".into(), |writer| writer.blocks(blocks, false))
            }
            Block::Code { language, text } => self.code(language.as_deref(), text),
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

    fn heading(&mut self, level: u8, text: &Run) {
        let text = self.run(text).replace('\n', " ");
        let signs = "#".repeat(usize::from(level));
        match self.style.options.heading_style {
            HeadingStyle::Underlined if level <= 2 && self.dialect == Dialect::Markdown => {
                self.line(&spans::escape_line_start(&text));
                let below = if level == 1 { "=" } else { "-" };
                self.line(&below.repeat(text.chars().count().max(3)));
            }
            HeadingStyle::AtxClosed if self.dialect == Dialect::Markdown => {
                self.line(&format!("{signs} {text} {signs}"));
            }
            _ => self.line(&format!("{signs} {text}")),
        }
    }

    fn paragraph(&mut self, run: &Run) {
        if run.is_formula() {
            let formula = self.spans.formula(&run.text, true);
            // An empty line would end it.
            return formula.lines().filter(|line| !line.trim().is_empty()).for_each(|line| self.line(line));
        }
        let options = &self.style.options;
        let backslash = self.dialect == Dialect::Djot || options.newline_style == NewlineStyle::Backslash;
        let end = if backslash { "\\" } else { "  " };
        let width = if options.wrap { options.wrap_width } else { 0 };
        let margin: usize = self.margin.iter().map(|margin| margin.rest.chars().count()).sum();
        let text = self.run(run);
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let line = spans::escape_line_start(line.trim_start());
            let mut pieces = wrapped(&line, width, margin).into_iter().peekable();
            while let Some(piece) = pieces.next() {
                match lines.peek() {
                    Some(_) if pieces.peek().is_none() && !line.trim().is_empty() => {
                        self.line(&format!("{}{end}", piece.trim_end()));
                    }
                    _ => self.line(piece),
                }
            }
        }
    }

    fn code(&mut self, language: Option<&str>, text: &str) {
        let options = &self.style.options;
        let language = language.unwrap_or(&options.code_language);
        let style = options.code_block_style;
        if style == CodeBlockStyle::Indented && self.dialect == Dialect::Markdown && !self.after_list {
            return text.split('\n').for_each(|line| self.line(&format!("    {line}")));
        }
        let mark = if style == CodeBlockStyle::Tildes { '~' } else { '`' };
        let fence = mark.to_string().repeat(spans::longest_run(text, mark).max(2) + 1);
        let space = if self.dialect == Dialect::Djot && !language.is_empty() { " " } else { "" };
        self.line(&format!("{fence}{space}{language}"));
        text.split('\n').for_each(|line| self.line(line));
        self.line(&fence);
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
        let [bullet, other_bullet] = self.style.bullets(self.depth);
        let deeper = usize::from(list.start.is_none());
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 && !tight {
                self.gap();
            }
            let marker = match (list.start, other_marker) {
                (None, false) => format!("{bullet} "),
                (None, true) => format!("{other_bullet} "),
                (Some(start), other) => {
                    let number = start.saturating_add_unsigned(index as u64).max(0);
                    format!("{number}{} ", if other { ')' } else { '.' })
                }
            };
            let rest = self.style.indent(&marker);
            self.depth += deeper;
            self.within(marker, rest, |writer| writer.blocks(item, tight));
            self.depth -= deeper;
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

    pub fn run(&mut self, run: &Run) -> String {
        self.spans.write(run)
    }
}
