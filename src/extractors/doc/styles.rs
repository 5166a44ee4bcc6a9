//! What paragraphs are by their styles ([MS-DOC] 2.9.271), and how the items of lists are numbered (2.9.131, 2.9.147).

use ahash::AHashMap;

use super::properties::{Property, properties};
use crate::compound::{u16_at, u32_at};
use crate::extractors::word::styles::{Level, Numbering, heading};

/// Styles that are based on another are followed so far.
const LONGEST_CHAIN: usize = 20;

/// A style's identifier where it is a document's title; 1 to 9 are headings (2.9.262).
const TITLE: u16 = 62;

/// Bytes of what is said of a list, of a level of it, and of what refers to a list.
const LIST: usize = 28;
const LEVEL: usize = 28;
const OVERRIDE: usize = 16;

/// Formats of numbers that are none: bullets, and nothing at all (2.9.148).
const BULLET: u8 = 23;
const NOTHING: u8 = 255;

/// Properties of paragraphs (2.6.2).
const OUTLINE_LEVEL: u16 = 0x2640;
const LIST_LEVEL: u16 = 0x260A;
const LIST_NUMBER: u16 = 0x460B;
const IN_TABLE: u16 = 0x2416;
const ENDS_ROW: u16 = 0x2417;
const BREAK_BEFORE: u16 = 0x2407;

/// From here on, a paragraph is in no list (2.9.116).
const NO_LIST: u16 = 0x07FF;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Paragraph {
    /// From 0; 9 for text.
    pub outline: Option<u8>,
    pub list: Option<u16>,
    pub list_level: u8,
    pub in_table: bool,
    pub ends_row: bool,
    pub break_before: bool,
}

impl Paragraph {
    /// Takes in a property.
    pub fn set(&mut self, property: &Property) {
        match property.name {
            OUTLINE_LEVEL => self.outline = Some(property.byte()),
            LIST_LEVEL => self.list_level = property.byte().min(8),
            LIST_NUMBER => self.list = Some(property.short()),
            IN_TABLE => self.in_table = property.byte() != 0,
            ENDS_ROW => self.ends_row = property.byte() != 0,
            BREAK_BEFORE => self.break_before = property.byte() != 0,
            _ => {}
        }
    }

    /// The level of a heading, 1 to 6.
    pub fn heading(&self) -> Option<u8> {
        self.outline.and_then(heading)
    }

    /// The list that it is an item of.
    pub fn list(&self) -> Option<i64> {
        self.list.filter(|number| (1..NO_LIST).contains(number)).map(i64::from)
    }
}

/// The styles of a document.
#[derive(Default)]
pub struct Styles {
    /// What each says by itself, and which it is based on.
    styles: Vec<(Paragraph, u16)>,
}

impl Styles {
    pub fn read(sheet: &[u8]) -> Self {
        let mut styles = Vec::new();
        let length = usize::from(u16_at(sheet, 0).unwrap_or_default());
        let fixed = usize::from(u16_at(sheet, 4).unwrap_or_default());
        let mut rest = sheet.get(2 + length..).unwrap_or_default();
        while let Some(length) = u16_at(rest, 0).map(usize::from) {
            let Some(style) = rest.get(2..2 + length) else { break };
            styles.push(Self::style(style, fixed).unwrap_or_default());
            rest = rest.get(2 + length.next_multiple_of(2)..).unwrap_or_default();
        }
        Self { styles }
    }

    fn style(style: &[u8], fixed: usize) -> Option<(Paragraph, u16)> {
        let identifier = u16_at(style, 0)? & 0x0FFF;
        let base = u16_at(style, 2)? >> 4;
        let outline = match identifier {
            1..=9 => Some(identifier as u8 - 1),
            TITLE => Some(0),
            _ => None,
        };
        let mut paragraph = Paragraph { outline, ..Paragraph::default() };
        // Of a paragraph's style, its properties stand first behind the name, and its own number before them.
        if u16_at(style, 2)? & 0x0F == 1 {
            let name = usize::from(u16_at(style, fixed)?);
            let start = (fixed + 2 + name * 2 + 2).next_multiple_of(2);
            let length = usize::from(u16_at(style, start)?);
            let list = style.get(start + 4..start + 2 + length).unwrap_or_default();
            properties(list).for_each(|property| paragraph.set(&property));
        }
        Some((paragraph, base))
    }

    /// What a paragraph of a style is, as far as the style and those below it say.
    pub fn paragraph(&self, style: u16) -> Paragraph {
        let mut found = Paragraph::default();
        let mut next = style;
        for _ in 0..LONGEST_CHAIN {
            let Some((own, base)) = self.styles.get(usize::from(next)) else { break };
            found.outline = found.outline.or(own.outline);
            if found.list.is_none() && own.list.is_some() {
                (found.list, found.list_level) = (own.list, own.list_level);
            }
            found.break_before |= own.break_before;
            next = *base;
        }
        found
    }
}

/// How lists are numbered: the numbers of paragraphs refer to lists by way of a table.
///
/// # Parameters
/// `lists` has the levels of all lists behind it; `count` bytes of it are the lists themselves.
pub fn numbering(lists: &[u8], count: usize, overrides: &[u8]) -> Numbering {
    let mut known: AHashMap<u32, Vec<Level>> = AHashMap::new();
    let (told, mut levels) = lists.split_at_checked(count).unwrap_or_default();
    let told = told.get(2..).unwrap_or_default();
    for list in told.chunks_exact(LIST) {
        let is_simple = list.get(26).is_some_and(|flags| flags & 1 != 0);
        let mut own = Vec::new();
        for _ in 0..if is_simple { 1 } else { 9 } {
            let Some((level, rest)) = level(levels) else { break };
            own.push(level);
            levels = rest;
        }
        known.insert(u32_at(list, 0).unwrap_or_default(), own);
    }
    let overrides = overrides.get(4..).unwrap_or_default();
    let numbered = (1..).zip(overrides.chunks_exact(OVERRIDE)).take(NO_LIST.into());
    Numbering::of(numbered.flat_map(|(number, entry)| {
        let list = u32_at(entry, 0).and_then(|list| known.get(&list));
        let levels = list.map(Vec::as_slice).unwrap_or_default();
        (0u8..).zip(levels).map(move |(at, level)| ((number, at), *level))
    }))
}

/// A level, and what is behind it.
fn level(levels: &[u8]) -> Option<(Level, &[u8])> {
    let start = u32_at(levels, 0)?;
    let format = *levels.get(4)?;
    let lengths = usize::from(*levels.get(24)?) + usize::from(*levels.get(25)?);
    let text = LEVEL + lengths;
    let length = usize::from(u16_at(levels, text)?);
    let level = Level { start: (!matches!(format, BULLET | NOTHING)).then_some(start.into()) };
    Some((level, levels.get(text + 2 + length * 2..)?))
}
