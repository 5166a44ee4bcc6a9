//! What stands before a document's text: styles, lists, and what is said of the document (RTF 1.9.1, "Style Sheet",
//! "List Tables", "Information Group").

use ahash::AHashMap;
use kreuzberg::Metadata;
use serde_json::Value;

use crate::extractors::word::styles::{Level, Numbering, heading};

/// Styles that are based on another are followed so far.
const LONGEST_CHAIN: usize = 20;

/// Formats of numbers that are none: bullets, and nothing at all.
const BULLET: i32 = 23;
const NOTHING: i32 = 255;

/// Lists of before 1997, which say with each item what they are.
pub const OLD_BULLETS: i32 = -1;
pub const OLD_NUMBERS: i32 = -2;

/// Levels that a list has.
const LEVELS: usize = 9;

/// What a paragraph is, as far as it or its style says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paragraph {
    pub style: Option<i32>,
    /// From 0; 9 for text.
    pub outline: Option<u8>,
    pub list: Option<i32>,
    pub list_level: u8,
    pub in_table: bool,
    /// Tables in one another: 1 is the outermost.
    pub depth: usize,
    pub break_before: bool,
}

impl Paragraph {
    /// Takes in a word; whether it was of a paragraph.
    pub fn set(&mut self, name: &[u8], number: Option<i32>) -> bool {
        let level = || u8::try_from(number.unwrap_or_default()).unwrap_or(9);
        match name {
            b"pard" => *self = Self::default(),
            b"s" => self.style = number,
            b"outlinelevel" => self.outline = Some(level()),
            b"ls" => self.list = number.filter(|list| *list > 0),
            b"ilvl" | b"pnlvl" => self.list_level = level().min(LEVELS as u8 - 1),
            b"pnlvlblt" => self.list = Some(OLD_BULLETS),
            b"pnlvlbody" => self.list = Some(OLD_NUMBERS),
            b"intbl" => self.in_table = true,
            b"itap" => self.depth = number.and_then(|depth| usize::try_from(depth).ok()).unwrap_or_default(),
            b"pagebb" => self.break_before = number != Some(0),
            _ => return false,
        }
        true
    }
}

/// The styles of a document.
#[derive(Default)]
pub struct Styles {
    styles: AHashMap<i32, (Paragraph, Option<i32>)>,
    /// The one that is being read: what it says, the style that it is based on, and its name so far.
    next: (Paragraph, Option<i32>),
    name: String,
    /// It is one of characters, sections or tables.
    is_other: bool,
}

impl Styles {
    pub fn set(&mut self, name: &[u8], number: Option<i32>) {
        match name {
            b"sbasedon" => self.next.1 = number,
            b"cs" | b"ds" | b"ts" => self.is_other = true,
            _ => drop(self.next.0.set(name, number)),
        }
    }

    /// Takes in text of the style sheet: names, each with a semicolon behind it.
    pub fn put(&mut self, text: &str) {
        for part in text.split_inclusive(';') {
            self.name.push_str(part);
            if part.ends_with(';') {
                let name = std::mem::take(&mut self.name);
                let (mut style, base) = std::mem::take(&mut self.next);
                style.outline = style.outline.or_else(|| outline_of(name.trim_end_matches(';').trim()));
                if !std::mem::take(&mut self.is_other) {
                    self.styles.insert(style.style.unwrap_or_default(), (style, base));
                }
            }
        }
    }

    /// The level of a heading, 1 to 6.
    pub fn heading(&self, paragraph: &Paragraph) -> Option<u8> {
        let outline = paragraph.outline.or_else(|| self.chain(paragraph).find_map(|style| style.outline));
        outline.and_then(heading)
    }

    /// The list that a paragraph is an item of, and its level there.
    pub fn list(&self, paragraph: &Paragraph) -> Option<(i32, u8)> {
        let told = |style: Paragraph| Some((style.list?, style.list_level));
        told(*paragraph).or_else(|| self.chain(paragraph).find_map(told))
    }

    fn chain(&self, paragraph: &Paragraph) -> impl Iterator<Item = Paragraph> {
        let mut next = paragraph.style;
        std::iter::from_fn(move || {
            let (style, base) = self.styles.get(&next?)?;
            next = *base;
            Some(*style)
        })
        .take(LONGEST_CHAIN)
    }
}

/// What a style's name says of its place in the outline.
fn outline_of(name: &str) -> Option<u8> {
    if name.eq_ignore_ascii_case("title") {
        return Some(0);
    }
    let (word, number) = name.split_once(' ')?;
    let number: u8 = number.parse().ok().filter(|_| word.eq_ignore_ascii_case("heading"))?;
    (1..=9).contains(&number).then(|| number - 1)
}

/// The lists of a document: their levels by what they are called, and then by the numbers that paragraphs have for them.
#[derive(Default)]
pub struct Lists {
    known: AHashMap<i32, Vec<Level>>,
    levels: Vec<Level>,
    start: i64,
    /// The list that the next number is for.
    list: i32,
    pub numbering: Numbering,
}

impl Lists {
    /// Takes in a word of the table of lists, or of the table of their numbers.
    pub fn set(&mut self, name: &[u8], number: i32) {
        match name {
            b"list" => self.levels.clear(),
            b"listlevel" if self.levels.len() < LEVELS => {
                self.start = 1;
                self.levels.push(Level::default());
            }
            b"levelnfc" | b"levelnfcn" => {
                let start = (!matches!(number, BULLET | NOTHING)).then_some(self.start);
                self.levels.last_mut().into_iter().for_each(|level| level.start = start);
            }
            b"levelstartat" => {
                self.start = number.into();
                let numbered = self.levels.last_mut().filter(|level| level.start.is_some());
                numbered.into_iter().for_each(|level| level.start = Some(number.into()));
            }
            b"listid" => {
                self.list = number;
                if !self.levels.is_empty() {
                    self.known.insert(number, std::mem::take(&mut self.levels));
                }
            }
            b"ls" => {
                let levels = self.known.get(&self.list).map(Vec::as_slice).unwrap_or_default();
                for (at, level) in (0u8..).zip(levels) {
                    self.numbering.set(number.into(), at, *level);
                }
            }
            _ => {}
        }
    }

    /// Says where a list of before 1997 begins to count.
    pub fn set_old(&mut self, start: i64) {
        for level in 0..LEVELS as u8 {
            self.numbering.set(OLD_NUMBERS.into(), level, Level { start: Some(start) });
        }
    }
}

/// What is said of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Info {
    Title,
    Subject,
    Author,
    Operator,
    Keywords,
    Comment,
    Company,
    Category,
    Created,
    Revised,
}

impl Info {
    pub fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"title" => Self::Title,
            b"subject" => Self::Subject,
            b"author" => Self::Author,
            b"operator" => Self::Operator,
            b"keywords" => Self::Keywords,
            b"doccomm" => Self::Comment,
            b"company" => Self::Company,
            b"category" => Self::Category,
            b"creatim" => Self::Created,
            b"revtim" => Self::Revised,
            _ => return None,
        })
    }

    /// Puts it into the metadata.
    pub fn tell(self, text: &str, metadata: &mut Metadata) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let said = Some(text.to_owned());
        let mut additional = |name: &'static str| {
            metadata.additional.insert(name.into(), Value::String(text.to_owned()));
        };
        match self {
            Self::Title => metadata.title = said,
            Self::Subject => metadata.subject = said,
            Self::Author => {
                metadata.created_by.clone_from(&said);
                metadata.authors = said.map(|author| vec![author]);
            }
            Self::Operator => metadata.modified_by = said,
            Self::Keywords => {
                let words = text.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
                metadata.keywords = Some(words.map(str::to_owned).collect());
            }
            Self::Comment => additional("description"),
            Self::Company => additional("company"),
            Self::Category => additional("category"),
            Self::Created => metadata.created_at = said,
            Self::Revised => metadata.modified_at = said,
        }
    }
}

/// A moment, word by word.
#[derive(Default)]
pub struct Moment {
    parts: [u32; 6],
}

impl Moment {
    pub fn set(&mut self, name: &[u8], number: i32) {
        let names: [&[u8]; 6] = [b"yr", b"mo", b"dy", b"hr", b"min", b"sec"];
        let place = names.iter().position(|own| *own == name);
        if let Some(part) = place.and_then(|place| self.parts.get_mut(place)) {
            *part = number.unsigned_abs();
        }
    }

    /// In ISO 8601, if it is one.
    pub fn text(&self) -> Option<String> {
        let [year, month, day, hour, minute, second] = self.parts;
        let is_one = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        is_one.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }
}
