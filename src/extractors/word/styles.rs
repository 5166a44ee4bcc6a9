//! What paragraphs are by their styles and numberings (ECMA-376 part 1, 17.7 and 17.9).

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::events::{BytesStart, Event};

use super::part::{attribute, reader, unreadable};

/// Styles that are based on another are followed so far.
const LONGEST_CHAIN: usize = 20;

/// What styles say of a paragraph's place in the outline.
#[derive(Default)]
pub struct Styles {
    styles: AHashMap<String, Style>,
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    level: Option<u8>,
}

impl Styles {
    /// Reads `word/styles.xml`. How things look is skipped: it is most of it.
    #[inline(never)]
    pub fn read(text: &str) -> Result<Self> {
        let mut reader = reader(text);
        let mut styles = AHashMap::new();
        let mut current: Option<(String, Style)> = None;
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"w:styles" | b"w:pPr" => {}
                    b"w:style" => {
                        current = attribute(&tag, b"w:styleId").map(|id| (id, Style::default()));
                    }
                    name => {
                        if let Some((_, style)) = &mut current {
                            match name {
                                b"w:name" => style.name = value(&tag).unwrap_or_default(),
                                b"w:basedOn" => style.based_on = value(&tag),
                                b"w:outlineLvl" => style.level = level(&tag),
                                _ => {}
                            }
                        }
                        reader.read_to_end(tag.name()).map_err(unreadable)?;
                    }
                },
                Event::End(tag) if tag.name().as_ref() == b"w:style" => styles.extend(current.take()),
                Event::Eof => return Ok(Self { styles }),
                _ => {}
            }
        }
    }

    /// The level of a heading: 1 to 6, a document's title being one of 1, and chapters of 2 as in kreuzberg where a
    /// document does not say more than a style's name.
    pub fn heading(&self, id: &str) -> Option<u8> {
        let mut next = Some(id);
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            if let Some(level) = style.level {
                return heading(level);
            }
            if style.name.eq_ignore_ascii_case("title") {
                return Some(1);
            }
            next = style.based_on.as_deref();
        }
        if id == "Title" {
            return Some(1);
        }
        let number: u8 = id.strip_prefix("Heading").or_else(|| id.strip_prefix("heading"))?.parse().ok()?;
        (1..=6).contains(&number).then(|| (number + 1).min(6))
    }
}

/// Of an outline's level, which counts from 0 and is 9 for text.
pub fn heading(level: u8) -> Option<u8> {
    (level < 9).then(|| (level + 1).min(6))
}

/// `w:val` as an outline's level.
pub fn level(tag: &BytesStart) -> Option<u8> {
    value(tag)?.parse().ok()
}

/// A tag's `w:val`.
pub fn value(tag: &BytesStart) -> Option<String> {
    attribute(tag, b"w:val")
}

/// Whether a property that is there is on (17.17.4).
pub fn is_on(tag: &BytesStart) -> bool {
    value(tag).is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

/// How items of lists are numbered: by numbering and level.
#[derive(Default)]
pub struct Numbering {
    levels: AHashMap<(i64, u8), Level>,
}

/// A level of a list.
#[derive(Clone, Copy, Default)]
pub struct Level {
    /// The number of its first item; none for bullets.
    pub start: Option<i64>,
}

impl Numbering {
    /// Of levels that are known already.
    pub fn of(levels: impl Iterator<Item = ((i64, u8), Level)>) -> Self {
        Self { levels: levels.collect() }
    }

    /// Says how a level is numbered.
    pub fn set(&mut self, number: i64, at: u8, level: Level) {
        self.levels.insert((number, at), level);
    }

    /// Reads `word/numbering.xml`.
    #[inline(never)]
    pub fn read(text: &str) -> Result<Self> {
        let mut reader = reader(text);
        let mut kinds: AHashMap<String, Vec<(u8, Level)>> = AHashMap::new();
        let mut levels = AHashMap::new();
        let (mut kind, mut number) = (None, None);
        let (mut at, mut start, mut bullet) = (0u8, 1i64, true);
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"w:abstractNum" => kind = attribute(&tag, b"w:abstractNumId"),
                    b"w:num" => number = attribute(&tag, b"w:numId").and_then(|id| id.parse::<i64>().ok()),
                    b"w:lvl" => {
                        at = attribute(&tag, b"w:ilvl").and_then(|at| at.parse().ok()).unwrap_or(0);
                        (start, bullet) = (1, true);
                    }
                    b"w:start" => start = value(&tag).and_then(|start| start.parse().ok()).unwrap_or(1),
                    b"w:numFmt" => bullet = matches!(value(&tag).as_deref(), Some("bullet" | "none") | None),
                    b"w:abstractNumId" => {
                        if let (Some(number), Some(known)) =
                            (number, value(&tag).and_then(|kind| kinds.get(&kind)))
                        {
                            levels.extend(known.iter().map(|(at, level)| ((number, *at), *level)));
                        }
                    }
                    b"w:pPr" | b"w:rPr" => {
                        reader.read_to_end(tag.name()).map_err(unreadable)?;
                    }
                    _ => {}
                },
                Event::End(tag) if tag.name().as_ref() == b"w:lvl" => {
                    let level = Level { start: (!bullet).then_some(start) };
                    match (number, &kind) {
                        (Some(number), _) => drop(levels.insert((number, at), level)),
                        (None, Some(kind)) => kinds.entry(kind.clone()).or_default().push((at, level)),
                        (None, None) => {}
                    }
                }
                Event::Eof => return Ok(Self { levels }),
                _ => {}
            }
        }
    }

    /// The level of a list's item.
    pub fn level(&self, number: i64, level: u8) -> Level {
        self.levels.get(&(number, level)).copied().unwrap_or_default()
    }
}
