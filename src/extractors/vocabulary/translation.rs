//! A document of an XML vocabulary as HTML, by rules for its elements.

use kreuzberg::{KreuzbergError, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::rule::{Html, Rule};
use crate::extractors::html::writer::{Writer, heading};
use crate::extractors::html::{NOTE, NOTE_REFERENCE};
use crate::xml;

/// An element that is open.
pub struct Open {
    /// Without its prefix.
    pub name: String,
    /// No text of it is of the document, but for what says that it is.
    pub is_silent: bool,
    end: End,
    is_section: bool,
    is_note: bool,
    capture: Option<usize>,
    was_muted: bool,
    behind: &'static str,
    /// What the element in it is called that ended last.
    last: String,
}

/// What is written where an element ends.
#[derive(PartialEq)]
enum End {
    Nothing,
    Break,
    Of(&'static str),
    OfCode,
}

/// What gives the rules.
pub trait Vocabulary {
    /// The rule for an element in those that are open, from the outside to the inside.
    fn rule(&self, tag: &BytesStart, name: &str, open: &[Open]) -> Rule;
}

/// What came out.
#[derive(Default)]
pub struct Translation {
    html: Writer,
    /// What was told, by its names, in order.
    pub told: Vec<(&'static str, String)>,
    /// The document ends before its elements do.
    pub breaks_off: bool,
    notes: Writer,
    /// How many notes stand where they are referred to.
    count: usize,
    open: Vec<Open>,
    depth: usize,
    is_muted: bool,
    /// How many elements are open that are notes.
    in_notes: usize,
    /// Which of what is told is still being read.
    capturing: Vec<usize>,
}

impl Translation {
    /// Translates a document.
    ///
    /// # Errors
    /// XML that is not well-formed.
    pub fn of(text: &str, vocabulary: &dyn Vocabulary) -> Result<Self> {
        let mut translation = Self::default();
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        loop {
            let event = reader.read_event().map_err(unreadable)?;
            match &event {
                Event::Start(tag) => {
                    let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                    let rule = vocabulary.rule(tag, &name, &translation.open);
                    if matches!(rule.html, Html::Nothing | Html::Break | Html::Reference(_)) {
                        reader.read_to_end(tag.name()).map_err(unreadable)?;
                        translation.instead(&rule.html);
                        translation.text_behind(rule.behind);
                    } else {
                        translation.start(name, rule);
                    }
                }
                Event::End(_) => translation.end(),
                Event::GeneralRef(reference) => {
                    // Those of XML, and of HTML, which the definitions of the vocabularies have, too.
                    let written = format!("&{};", reference.decode().unwrap_or_default());
                    let named = html_escape::decode_html_entities(&written);
                    let named = Some(named).filter(|characters| *characters != written);
                    if let Some(characters) = xml::text(&event).or(named) {
                        translation.text(&characters);
                    }
                }
                Event::Eof => break,
                event => {
                    if let Some(characters) = xml::text(event) {
                        translation.text(&characters);
                    }
                }
            }
        }
        translation.breaks_off = !translation.open.is_empty();
        while !translation.open.is_empty() {
            translation.end();
        }
        let notes = std::mem::take(&mut translation.notes);
        translation.html.append(&notes);
        Ok(translation)
    }

    /// What the document is in HTML.
    pub fn html(&self) -> &Writer {
        &self.html
    }

    fn out(&mut self) -> &mut Writer {
        if self.in_notes > 0 { &mut self.notes } else { &mut self.html }
    }

    fn text(&mut self, characters: &str) {
        for index in &self.capturing {
            if let Some((_, told)) = self.told.get_mut(*index) {
                told.push_str(characters);
            }
        }
        if !self.is_muted {
            self.out().text(characters);
        }
    }

    fn start(&mut self, name: String, rule: Rule) {
        let Rule { html, capture, muted, behind, between, breaks } = rule;
        if self.open.last().is_some_and(|open| open.last == name) {
            self.text_behind(between);
        }
        let mut open = Open {
            name,
            is_silent: muted == Some(true),
            end: if breaks { End::Break } else { End::Nothing },
            is_section: false,
            is_note: false,
            capture: None,
            was_muted: self.is_muted,
            behind,
            last: String::new(),
        };
        if let Some(name) = capture {
            open.capture = Some(self.told.len());
            self.capturing.push(self.told.len());
            self.told.push((name, String::new()));
        }
        self.is_muted = muted.unwrap_or(self.is_muted);
        match html {
            Html::Section => {
                open.is_section = true;
                self.depth += 1;
            }
            Html::Saying(text) => {
                if let Some((_, told)) = open.capture.and_then(|index| self.told.get_mut(index)) {
                    told.push_str(&text);
                }
            }
            _ if self.is_muted => {}
            Html::Element(name, attributes) => {
                let attributes: Vec<(&str, &str)> =
                    attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
                self.out().open(name, &attributes);
                open.end = End::Of(name);
            }
            Html::Heading(below) => {
                let level = u16::try_from(self.depth + below).unwrap_or(u16::MAX).max(1);
                let name = heading(level);
                self.out().open(name, &[]);
                open.end = End::Of(name);
            }
            Html::Lines(language) => {
                self.out().begin_code(&language);
                open.end = End::OfCode;
            }
            Html::Note => {
                self.count += 1;
                let label = self.count.to_string();
                self.reference(&label);
                self.note(&mut open, &label);
            }
            Html::Noted(label) => self.note(&mut open, &label),
            Html::Content | Html::Nothing | Html::Break | Html::Reference(_) => {}
        }
        self.open.push(open);
    }

    /// What stands in place of an element and all that is in it.
    fn instead(&mut self, html: &Html) {
        match html {
            _ if self.is_muted => {}
            Html::Break => self.out().line_break(),
            Html::Reference(label) => self.reference(label),
            _ => {}
        }
    }

    fn reference(&mut self, label: &str) {
        self.out().open(NOTE_REFERENCE, &[("label", label)]);
        self.out().close(NOTE_REFERENCE);
    }

    fn note(&mut self, open: &mut Open, label: &str) {
        (open.is_note, self.in_notes) = (true, self.in_notes + 1);
        self.out().open(NOTE, &[("label", label)]);
        open.end = End::Of(NOTE);
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.text_behind(open.behind);
        if open.end == End::Of("p") {
            self.out().drop_last_break();
        }
        match open.end {
            End::Nothing => {}
            End::Break => self.out().line_break(),
            End::Of(name) => self.out().close(name),
            End::OfCode => self.out().end_code(),
        }
        self.depth -= usize::from(open.is_section);
        self.in_notes -= usize::from(open.is_note);
        if let Some(index) = open.capture {
            self.capturing.retain(|other| *other != index);
            if let Some((_, told)) = self.told.get_mut(index) {
                *told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        self.is_muted = open.was_muted;
        if let Some(outer) = self.open.last_mut() {
            outer.last = open.name;
        }
    }

    /// Text that is put in: marks stand at the word before them.
    fn text_behind(&mut self, text: &str) {
        if text.starts_with([',', ';', '.']) {
            self.out().trim_end();
            let trim = |told: &mut String| told.truncate(told.trim_end_matches(' ').len());
            let told = self.capturing.iter();
            told.for_each(|index| self.told.get_mut(*index).into_iter().for_each(|(_, told)| trim(told)));
        }
        self.text(text);
    }

    /// All that was told under a name, without what is empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let texts = self.told.iter().filter(move |(own, _)| *own == name).map(|(_, text)| text.as_str());
        texts.filter(|text| !text.is_empty())
    }

    /// What was told under a name first.
    pub fn first(&self, name: &str) -> Option<String> {
        self.told.iter().find(|(own, text)| *own == name && !text.is_empty()).map(|(_, text)| text.clone())
    }
}

/// The value of an attribute, whatever its prefix is.
pub fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    Some(xml::value(&found))
}

fn unreadable(error: quick_xml::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("the document is not well-formed XML: {error}"))
}
