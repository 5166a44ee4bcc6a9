//! What styles say of text and of lists (ODF 1.3, part 3, 16).

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::events::{BytesStart, Event};

use crate::extractors::blocks::MarkKind;
use crate::extractors::word::part::{attribute, reader, unreadable};
use crate::xml;

/// Styles that are based on another are followed so far, and only by names that somebody may have given them: each
/// paragraph asks.
const LONGEST_CHAIN: usize = 20;
const LONGEST_NAME: usize = 256;

/// What is in the names of styles of quotations: `Quotations`, `Quote`, `Intense_20_Quote`.
const QUOTE: &[u8] = b"quot";

/// Styles by their names.
#[derive(Default)]
pub struct Styles {
    /// What each is based on.
    parents: AHashMap<String, String>,
    marks: AHashMap<String, Vec<MarkKind>>,
    /// Of lists, the levels that have numbers, and their first ones.
    numbers: AHashMap<(String, usize), i64>,
}

impl Styles {
    /// Takes in the styles of a part.
    pub fn read(&mut self, text: &str) -> Result<()> {
        let mut reader = reader(text);
        let (mut style, mut list) = (None, None);
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"style:style" => {
                        style = attribute(&tag, b"style:name");
                        // One of another part may have had the same name.
                        let parent = attribute(&tag, b"style:parent-style-name").unwrap_or_default();
                        let parent = Some(parent).filter(|parent| parent.len() <= LONGEST_NAME);
                        self.parents.extend(style.clone().map(|style| (style, parent.unwrap_or_default())));
                    }
                    b"text:list-style" => list = attribute(&tag, b"style:name"),
                    b"style:text-properties" => {
                        if let Some(name) = &style {
                            self.marks.insert(name.clone(), marks(&tag));
                        }
                    }
                    b"text:list-level-style-number" => {
                        let number = |name: &[u8]| attribute(&tag, name)?.parse::<i64>().ok();
                        let is_shown =
                            attribute(&tag, b"style:num-format").is_some_and(|format| !format.is_empty());
                        if let (Some(list), Some(level)) = (&list, number(b"text:level").filter(|_| is_shown))
                        {
                            let level = usize::try_from(level).unwrap_or(1);
                            let start = number(b"text:start-value").unwrap_or(1);
                            self.numbers.insert((list.clone(), level), start);
                        }
                    }
                    // They come before it.
                    b"office:body" => return Ok(()),
                    _ => {}
                },
                Event::End(tag) => match tag.name().as_ref() {
                    b"style:style" => style = None,
                    b"text:list-style" => list = None,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// What text of a style is marked as.
    pub fn marks(&self, name: &str) -> &[MarkKind] {
        self.marks.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether paragraphs of a style are quotations: writers have several styles for them, and put their own on top.
    pub fn is_quotation(&self, name: &str) -> bool {
        let chain = std::iter::successors(Some(name), |name| self.parents.get(*name).map(String::as_str));
        chain
            .take(LONGEST_CHAIN)
            .any(|name| name.as_bytes().windows(QUOTE.len()).any(|part| part.eq_ignore_ascii_case(QUOTE)))
    }

    /// The number of a list's first item at a level, from 1, if its items have numbers.
    pub fn start(&self, list: &str, level: usize) -> Option<i64> {
        self.numbers.get(&(list.to_owned(), level)).copied()
    }
}

/// In the same order, however they are written.
fn marks(tag: &BytesStart) -> Vec<MarkKind> {
    let mut found = [const { None }; 6];
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = || xml::value(&attribute);
        let mark = match attribute.key.as_ref() {
            b"fo:font-weight" => match &*value() {
                "bold" | "600" | "700" | "800" | "900" => (0, MarkKind::Strong),
                _ => continue,
            },
            b"fo:font-style" if matches!(&*value(), "italic" | "oblique") => (1, MarkKind::Emphasis),
            b"style:text-underline-style" if value() != "none" => (2, MarkKind::Underline),
            b"style:text-line-through-style" if value() != "none" => (3, MarkKind::Strike),
            b"style:text-position" => match value() {
                value if value.starts_with("sub") => (4, MarkKind::Subscript),
                value if value.starts_with("super") => (5, MarkKind::Superscript),
                _ => continue,
            },
            _ => continue,
        };
        if let Some(place) = found.get_mut(mark.0) {
            *place = Some(mark.1);
        }
    }
    found.into_iter().flatten().collect()
}
