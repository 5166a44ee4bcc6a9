//! Lines to blocks.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Lines;

use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;

use super::lines::{attribute, begins_block, heading, is_delimiter, item};
use super::{inline, table};

/// Lists in lists, and quotes in quotes.
const DEEPEST: usize = 20;

/// Longest value of an attribute that text refers to, and how much all references may put in, in bytes.
const LONGEST_VALUE: usize = 500;
const MOST_PUT_IN: usize = 1 << 20;

/// Reads a document; tables have at most `cells` cells.
pub fn read(text: &str, cells: usize) -> (InternalDocument, Vec<String>) {
    let mut reader = Reader {
        lines: text.trim_start_matches('\u{feff}').lines().peekable(),
        builder: InternalDocumentBuilder::new("asciidoc"),
        attributes: BTreeMap::new(),
        put_in: 0,
        cells,
        lists: Vec::new(),
        quotes: 0,
        style: String::new(),
        paragraph: String::new(),
        links: Vec::new(),
        warnings: Vec::new(),
        title: None,
        author: None,
    };
    reader.header();
    while let Some(line) = reader.lines.next() {
        reader.line(line.trim_end());
    }
    reader.finish()
}

struct Reader<'a> {
    lines: Peekable<Lines<'a>>,
    builder: InternalDocumentBuilder,
    attributes: BTreeMap<String, String>,
    put_in: usize,
    cells: usize,
    /// The markers of the lists that are open.
    lists: Vec<String>,
    quotes: usize,
    /// What stands in brackets above a block.
    style: String,
    paragraph: String,
    links: Vec<Uri>,
    warnings: Vec<String>,
    title: Option<String>,
    author: Option<String>,
}

impl<'a> Reader<'a> {
    /// A title, a line of authors, one of the revision, and attributes, up to the first blank line.
    fn header(&mut self) {
        while self
            .lines
            .next_if(|line| line.trim().is_empty() || line.starts_with("//") && !line.starts_with("////"))
            .is_some()
        {}
        let Some(title) = self.lines.next_if(|line| line.starts_with("= ")) else { return };
        let title = self.text(title.trim_start_matches('=').trim());
        self.builder.push_heading(1, &title, None, None);
        self.title = Some(title);
        if let Some(line) = self.lines.next_if(|line| line.starts_with(char::is_alphabetic)) {
            let author = line.split(['<', ';']).next().unwrap_or_default().trim();
            self.author = Some(author.to_owned()).filter(|author| !author.is_empty());
            self.lines.next_if(|line| line.starts_with(|c: char| c == 'v' || c.is_ascii_digit()));
        }
    }

    #[inline(never)]
    fn line(&mut self, line: &'a str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return self.end_paragraph();
        }
        if begins_block(line) {
            self.end_paragraph_in_list();
        }
        if line.starts_with("////") {
            self.until(line);
            return;
        }
        let comment = line.starts_with("//");
        let taken =
            comment || self.paragraph.is_empty() && self.block(line, trimmed) || self.list_item(trimmed);
        if taken {
            return;
        }
        if trimmed == "+" {
            self.end_paragraph_in_list();
        } else {
            self.words(trimmed);
        }
    }

    /// A line of a paragraph or list item; ` +` at its end breaks it.
    fn words(&mut self, line: &str) {
        let (line, end) = match line.strip_suffix(" +") {
            Some(line) => (line, "\n"),
            None => (line, " "),
        };
        self.paragraph.push_str(line);
        self.paragraph.push_str(end);
    }

    /// What only begins where no paragraph is under way.
    fn block(&mut self, line: &'a str, trimmed: &'a str) -> bool {
        if let Some((name, value)) = attribute(line) {
            if value.len() <= LONGEST_VALUE {
                self.attributes.insert(name.to_owned(), value.to_owned());
            }
        } else if let Some((level, title)) = heading(line) {
            self.end_lists();
            let title = self.text(title);
            self.builder.push_heading(level, &title, None, None);
        } else if trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains("](") {
            self.style = trimmed.to_owned();
        } else if let Some(title) = line.strip_prefix('.').filter(|title| !title.starts_with(['.', ' '])) {
            let title = self.text(title);
            self.builder.push_paragraph(&title, Vec::new(), None, None);
        } else if is_delimiter(line, "-", 4) || is_delimiter(line, ".", 4) || line.starts_with("```") {
            self.code(line);
        } else if is_delimiter(line, "+", 4) {
            let raw = self.until(line).join("\n");
            self.builder.push_paragraph(raw.trim(), Vec::new(), None, None);
        } else if matches!(line, "|===" | "!===") {
            self.table(line);
        } else if is_delimiter(line, "_", 4) {
            self.quote();
        } else if is_delimiter(line, "=", 4) || is_delimiter(line, "*", 4) || line == "--" {
            // What is in examples, sidebars and open blocks is read as what it is.
            self.style.clear();
        } else if matches!(trimmed, "'''" | "<<<" | "---" | "***" | "toc::[]") {
        } else if let Some((name, target)) = trimmed.strip_suffix(']').and_then(|line| line.split_once("::"))
        {
            return self.block_macro(name, target);
        } else {
            return false;
        }
        true
    }

    fn block_macro(&mut self, name: &str, target: &str) -> bool {
        let (target, text) = target.split_once('[').unwrap_or((target, ""));
        match name {
            "include" => self.warnings.push(format!("{target:?} is included there, and is not read")),
            "ifdef" | "ifndef" | "ifeval" | "endif" | "toc" => {}
            "image" | "video" | "audio" => {
                let text = text.split(',').next().unwrap_or_default().trim_matches('"');
                self.links.push(Uri::image(target, (!text.is_empty()).then(|| text.to_owned())));
                if !text.is_empty() {
                    self.builder.push_paragraph(text, Vec::new(), None, None);
                }
            }
            _ => return false,
        }
        true
    }

    /// The lines up to the one that is the same as `delimiter`.
    fn until(&mut self, delimiter: &str) -> Vec<&'a str> {
        let mut lines = Vec::new();
        for line in self.lines.by_ref() {
            if line.trim_end() == delimiter {
                return lines;
            }
            lines.push(line);
        }
        lines
    }

    fn code(&mut self, line: &'a str) {
        let fence = line.strip_prefix("```").map(str::trim).filter(|language| !language.is_empty());
        let style = std::mem::take(&mut self.style);
        let mut named = style.trim_matches(['[', ']']).split(',').map(str::trim);
        let source = named.next().filter(|kind| *kind == "source" || kind.is_empty());
        let language =
            fence.or_else(|| source.and_then(|_| named.next())).filter(|language| !language.contains('='));
        let code = self.until(if line.starts_with("```") { "```" } else { line }).join("\n");
        self.builder.push_code(&code, language, None, None);
    }

    fn table(&mut self, delimiter: &str) {
        let style = std::mem::take(&mut self.style);
        let lines = self.until(delimiter);
        let mut rows = table::rows(&lines, table::columns(&style), self.cells);
        let count: usize = rows.iter().map(Vec::len).sum();
        if count >= self.cells {
            self.warnings
                .push("tables have more cells than limits.tableCells: the rest is left out".to_owned());
        }
        self.cells = self.cells.saturating_sub(count);
        for cell in rows.iter_mut().flatten() {
            *cell = self.text(cell);
        }
        if !rows.is_empty() {
            self.builder.push_table_from_cells(&rows, None, None);
        }
    }

    /// The same line opens and closes a quote; a longer one is another.
    fn quote(&mut self) {
        self.style.clear();
        if self.quotes == 0 {
            self.end_lists();
            self.builder.push_quote_start();
            self.quotes = 1;
        } else {
            self.builder.push_quote_end();
            self.quotes = 0;
        }
    }

    fn list_item(&mut self, line: &str) -> bool {
        if let Some((term, text)) =
            line.split_once(":: ").or_else(|| line.strip_suffix("::").map(|term| (term, "")))
            && !term.is_empty()
            && self.paragraph_is_over()
        {
            self.end_lists();
            let term = self.text(term);
            self.builder.push_definition_term(&term, None);
            let text = self.text(text);
            if !text.is_empty() {
                self.builder.push_definition_description(&text, None);
            }
            return true;
        }
        let Some((marker, ordered, text)) = item(line) else { return false };
        if !self.paragraph_is_over() {
            return false;
        }
        self.end_paragraph_in_list();
        match self.lists.iter().position(|open| *open == marker) {
            Some(level) => {
                for _ in level + 1..self.lists.len() {
                    self.builder.end_list();
                }
                self.lists.truncate(level + 1);
            }
            None if self.lists.len() < DEEPEST => {
                self.builder.push_list(ordered);
                self.lists.push(marker);
            }
            None => {}
        }
        self.paragraph = format!("\u{0}{}{text} ", if ordered { '1' } else { '0' });
        true
    }

    /// Whether what is under way is a list item, or nothing: a paragraph goes on over lines that look like items.
    fn paragraph_is_over(&self) -> bool {
        self.paragraph.is_empty() || self.paragraph.starts_with('\0')
    }

    fn end_paragraph(&mut self) {
        self.end_paragraph_in_list();
        // A list goes on behind a blank line, if an item follows.
        let follows =
            self.lines.peek().is_some_and(|line| line.trim().is_empty() || item(line.trim()).is_some());
        if !follows {
            self.end_lists();
        }
    }

    fn end_paragraph_in_list(&mut self) {
        let words = std::mem::take(&mut self.paragraph);
        let (item, words) = match words.strip_prefix('\0') {
            Some(words) => (words.chars().next(), words.get(1..).unwrap_or_default()),
            None => (None, words.as_str()),
        };
        let words = self.text(words.trim());
        if words.is_empty() {
            return;
        }
        if let Some(ordered) = item {
            self.builder.push_list_item(&words, ordered == '1', Vec::new(), None, None);
        } else {
            self.builder.push_paragraph(&words, Vec::new(), None, None);
        }
        self.style.clear();
    }

    fn end_lists(&mut self) {
        self.end_paragraph_in_list();
        for _ in self.lists.drain(..) {
            self.builder.end_list();
        }
    }

    /// What words say: attributes put in, marks taken out.
    fn text(&mut self, words: &str) -> String {
        let mut put_in = String::with_capacity(words.len());
        let mut rest = words;
        while let Some((before, from)) = rest.split_once('{') {
            put_in.push_str(before);
            let value =
                from.split_once('}').and_then(|(name, rest)| Some((self.attributes.get(name)?, rest)));
            match value {
                Some((value, after)) if self.put_in + value.len() <= MOST_PUT_IN => {
                    self.put_in += value.len();
                    put_in.push_str(value);
                    rest = after;
                }
                _ => {
                    put_in.push('{');
                    rest = from;
                }
            }
        }
        put_in.push_str(rest);
        inline::plain(&put_in, &mut self.links)
    }

    #[inline(never)]
    fn finish(mut self) -> (InternalDocument, Vec<String>) {
        self.end_lists();
        if self.quotes > 0 {
            self.builder.push_quote_end();
        }
        for link in self.links {
            self.builder.push_uri(link);
        }
        let mut document = self.builder.build();
        let get = |name: &str| self.attributes.get(name).cloned();
        let metadata = &mut document.metadata;
        metadata.title = self.title;
        metadata.authors = self.author.or_else(|| get("author")).map(|author| vec![author]);
        metadata.subject = get("description");
        metadata.created_at = get("revdate");
        metadata.language = get("lang");
        let words = get("keywords").unwrap_or_default();
        let words: Vec<String> =
            words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
        metadata.keywords = (!words.is_empty()).then_some(words);
        (document, self.warnings)
    }
}
