//! From lines to HTML.

mod blocks;

use super::inline::Inline;
use super::lines::{Item, Line, indentation, titled};
use super::scopes::{Scope, Scopes};
use crate::extractors::html::NOTE;
use crate::extractors::html::writer::{Writer, heading};

/// What a document says.
#[derive(Default)]
pub struct Read {
    pub html: Writer,
    /// `#+KEY: value`, the keys in capitals.
    pub keywords: Vec<(String, String)>,
    /// Of all headlines.
    pub tags: Vec<String>,
    /// Files that belong to the document.
    pub left_out: Vec<String>,
    /// Whether some of what is in one another is not kept apart.
    pub too_deep: bool,
}

pub struct Reader<'a> {
    /// All that is behind the current line.
    rest: &'a str,
    read: Read,
    scopes: Scopes<'a>,
    paragraph: String,
    /// What stands before it in an item.
    task: Option<bool>,
    /// How many empty lines there are before the current one.
    blank: usize,
    /// What the next table, picture or code shows.
    caption: &'a str,
    notes: Vec<(String, Writer)>,
    /// The ends that are nowhere in the rest.
    missing: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn read(text: &'a str) -> Read {
        let mut reader = Self {
            rest: text.trim_start_matches('\u{feff}'),
            read: Read { html: Writer::with_capacity(text.len()), ..Read::default() },
            scopes: Scopes::default(),
            paragraph: String::new(),
            task: None,
            blank: 0,
            caption: "",
            notes: Vec::new(),
            missing: Vec::new(),
        };
        while let Some(line) = reader.next_line() {
            reader.line(line);
        }
        reader.end_above(0);
        for (label, note) in std::mem::take(&mut reader.notes) {
            reader.read.html.open(NOTE, &[("label", &label)]);
            reader.read.html.append(&note);
            reader.read.html.close(NOTE);
        }
        reader.read.too_deep = reader.scopes.too_deep;
        reader.read
    }

    fn next_line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(line)
    }

    fn line(&mut self, line: &'a str) {
        if line.trim().is_empty() {
            self.blank += 1;
            self.end_paragraph();
            return;
        }
        let blank = std::mem::take(&mut self.blank);
        let found = Line::of(line);
        if blank >= 2 {
            // Two empty lines end all lists, and a note.
            self.end_lists(|_| true);
            self.end_note();
        }
        let column = indentation(line);
        match &found {
            Line::Item(_) => self.end_lists(|list| list > column),
            _ => self.end_lists(|list| list >= column),
        }
        if !matches!(found, Line::Text) {
            self.end_paragraph();
        }
        match found {
            Line::Headline { level, title } => self.headline(level, title),
            Line::Item(item) => self.item(&item, column),
            Line::Keyword { key, value } => self.keyword(key, value),
            Line::Begin { name, parameters } => self.begin(name, parameters),
            Line::End(name) => {
                if let Some(count) = self.scopes.below_block(name) {
                    self.end_above(count);
                }
            }
            Line::Drawer(name) => {
                // What is in others is text.
                if is_left_out(name) {
                    self.drawer();
                }
            }
            Line::Fixed(text) => self.fixed(text),
            Line::TableRow => self.table(line),
            Line::Comment => {}
            Line::Rule => self.read.html.open("hr", &[]),
            Line::Environment(name) => self.environment(line, name),
            Line::Note { label, text } => {
                self.end_note();
                if self.scopes.push(Scope::Note) {
                    self.read.html.open(NOTE, &[("label", label)]);
                }
                self.paragraph.push_str(text);
            }
            Line::Text => {
                if !self.paragraph.is_empty() {
                    self.paragraph.push('\n');
                }
                self.paragraph.push_str(line.trim());
            }
        }
    }

    /// It ends all that is open.
    fn headline(&mut self, level: u16, title: &'a str) {
        self.end_above(0);
        self.caption = "";
        let (title, tags) = titled(title);
        self.read.tags.extend(tags.map(str::to_owned));
        let name = heading(level);
        self.read.html.open(name, &[]);
        title.into_iter().for_each(|part| self.inline(part));
        self.read.html.close(name);
    }

    fn item(&mut self, item: &Item<'a>, column: usize) {
        let element = match self.scopes.list() {
            Some((indentation, element)) if indentation == column => element,
            _ => {
                let element = match item {
                    Item { term: Some(_), .. } => "dl",
                    Item { ordered: true, .. } => "ol",
                    _ => "ul",
                };
                let start = item.number.filter(|_| item.ordered).map(|number| number.to_string());
                if self.scopes.push(Scope::List { indentation: column, element }) {
                    self.read.html.open(element, &[("start", start.as_deref().unwrap_or_default())]);
                }
                element
            }
        };
        match item.term {
            Some(term) if element == "dl" => {
                self.read.html.open("dt", &[]);
                self.inline(term);
                self.read.html.open("dd", &[]);
            }
            _ => {
                self.read.html.open(if element == "dl" { "dd" } else { "li" }, &[]);
                self.paragraph.extend(item.term.into_iter().flat_map(|term| [term, ": "]));
            }
        }
        self.task = item.done;
        self.paragraph.push_str(item.text);
    }

    fn keyword(&mut self, key: &str, value: &'a str) {
        let key = key.to_ascii_uppercase();
        match key.as_str() {
            "CAPTION" => return self.caption = value,
            "INCLUDE" => return self.read.left_out.push(value.to_owned()),
            "TITLE" if !value.is_empty() => {
                // It is no heading: those of headlines begin at the first level.
                self.read.html.open("p", &[]);
                self.read.html.open("strong", &[]);
                self.inline(value);
                self.read.html.close("strong");
                self.read.html.close("p");
            }
            "SUBTITLE" | "AUTHOR" | "DATE" if !value.is_empty() => {
                self.paragraph.push_str(value);
                self.end_paragraph();
            }
            "DESCRIPTION" | "FILETAGS" | "KEYWORDS" | "LANGUAGE" => {}
            _ => return,
        }
        self.read.keywords.push((key, value.to_owned()));
    }

    /// Says what the next piece of code shows.
    fn caption(&mut self) {
        let caption = std::mem::take(&mut self.caption);
        self.paragraph.push_str(caption);
        self.end_paragraph();
    }

    fn end_paragraph(&mut self) {
        let task = self.task.take();
        if self.paragraph.is_empty() && task.is_none() {
            return;
        }
        let text = std::mem::take(&mut self.paragraph);
        self.read.html.open("p", &[]);
        if let Some(done) = task {
            self.read.html.task(done);
        }
        self.inline(&text);
        self.read.html.close("p");
        self.caption = "";
        // The room is used again.
        self.paragraph = text;
        self.paragraph.clear();
    }

    fn inline(&mut self, text: &str) {
        let Self { read: Read { html, .. }, notes, caption, .. } = self;
        Inline { html, notes, caption }.write(text);
    }

    fn end_lists(&mut self, is_left: impl Fn(usize) -> bool) {
        while let Some(element) = self.scopes.end_list(&is_left) {
            self.end_paragraph();
            self.read.html.close(element);
        }
    }

    fn end_note(&mut self) {
        if let Some(count) = self.scopes.below_note() {
            self.end_above(count);
        }
    }

    fn end_above(&mut self, count: usize) {
        self.end_paragraph();
        while let Some(scope) = self.scopes.end_above(count) {
            self.read.html.close(match scope {
                Scope::List { element, .. } | Scope::Block { element, .. } => element,
                Scope::Note => NOTE,
            });
        }
    }
}

/// Whether a drawer is not for readers.
fn is_left_out(drawer: &str) -> bool {
    ["PROPERTIES", "LOGBOOK"].iter().any(|name| drawer.eq_ignore_ascii_case(name))
}
