//! What styles say of text and of lists (ODF 1.3, part 3, 16).

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::events::{BytesStart, Event};

use crate::extractors::blocks::MarkKind;
use crate::extractors::word::part::{attribute, reader, unreadable};

/// Styles by their names.
#[derive(Default)]
pub struct Styles {
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
                    b"style:style" => style = attribute(&tag, b"style:name"),
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
                    b"office:body" => {
                        reader.read_to_end(tag.name()).map_err(unreadable)?;
                    }
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

    /// The number of a list's first item at a level, from 1, if its items have numbers.
    pub fn start(&self, list: &str, level: usize) -> Option<i64> {
        self.numbers.get(&(list.to_owned(), level)).copied()
    }
}

fn marks(tag: &BytesStart) -> Vec<MarkKind> {
    let is = |name: &[u8], holds: fn(&str) -> bool| attribute(tag, name).is_some_and(|value| holds(&value));
    let found = [
        (
            is(b"fo:font-weight", |value| matches!(value, "bold" | "600" | "700" | "800" | "900")),
            MarkKind::Strong,
        ),
        (is(b"fo:font-style", |value| matches!(value, "italic" | "oblique")), MarkKind::Emphasis),
        (is(b"style:text-underline-style", |value| value != "none"), MarkKind::Underline),
        (is(b"style:text-line-through-style", |value| value != "none"), MarkKind::Strike),
        (is(b"style:text-position", |value| value.starts_with("sub")), MarkKind::Subscript),
        (is(b"style:text-position", |value| value.starts_with("super")), MarkKind::Superscript),
    ];
    found.into_iter().filter_map(|(is, kind)| is.then_some(kind)).collect()
}
