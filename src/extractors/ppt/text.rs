//! Text, and how its paragraphs are set ([MS-PPT] 2.9).

use ahash::AHashSet;

use crate::compound::{u16_at, u32_at};
use crate::extractors::blocks::{Block, List, Run};
use crate::extractors::office::records::Record;

/// Types of records (2.13.24).
const HEADER: u16 = 0x0F9F;
const CHARACTERS: u16 = 0x0FA0;
const BYTES: u16 = 0x0FA8;
const STYLE: u16 = 0x0FA1;

/// What stands in for a number, a date, a header or a footer: a character at the place that is said (2.9.48 to 2.9.53).
const STAND_INS: [u16; 6] = [0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015];

/// Kinds of texts (2.13.33).
const TITLE: u32 = 0;
const BODY: u32 = 1;
const NOTES: u32 = 2;
const CENTRED_TITLE: u32 = 6;
const HALF_BODY: u32 = 7;
const QUARTER_BODY: u32 = 8;

/// A text, with what is said of it.
#[derive(Default)]
pub struct Text<'a> {
    kind: Option<u32>,
    characters: Option<Record<'a>>,
    style: &'a [u8],
    /// Characters that only stand in for others.
    stand_ins: AHashSet<usize>,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Setting {
    level: u16,
    /// Where it is said.
    has_bullet: Option<bool>,
}

/// The texts in some records.
pub fn texts<'a>(records: impl Iterator<Item = Record<'a>>) -> Vec<Text<'a>> {
    let mut texts: Vec<Text> = Vec::new();
    for record in records {
        if record.kind == HEADER {
            texts.push(Text { kind: u32_at(record.body, 0), ..Text::default() });
            continue;
        }
        let is_text = matches!(record.kind, CHARACTERS | BYTES);
        if is_text && texts.last().is_none_or(|last| last.characters.is_some()) {
            texts.push(Text::default());
        }
        let Some(text) = texts.last_mut() else { continue };
        match record.kind {
            CHARACTERS | BYTES => text.characters = Some(record),
            STYLE => text.style = record.body,
            kind if STAND_INS.contains(&kind) => {
                text.stand_ins.extend(u32_at(record.body, 0).map(|place| place as usize));
            }
            _ => {}
        }
    }
    texts
}

/// The blocks of some texts, those that are titles before the others.
pub fn blocks(texts: &[Text]) -> Vec<Block> {
    let (mut titles, others): (Vec<_>, Vec<_>) = texts.iter().partition(|text| text.is_title());
    titles.extend(others);
    titles.into_iter().flat_map(Text::blocks).collect()
}

impl Text<'_> {
    pub fn is_title(&self) -> bool {
        matches!(self.kind, Some(TITLE | CENTRED_TITLE))
    }

    pub fn is_notes(&self) -> bool {
        self.kind == Some(NOTES)
    }

    /// The paragraphs of a body are items of a list, unless they say that they are not.
    fn is_listed(&self) -> bool {
        matches!(self.kind, Some(BODY | HALF_BODY | QUARTER_BODY))
    }

    /// On one line.
    pub fn line(&self) -> String {
        let paragraphs = self.paragraphs();
        let lines = paragraphs.iter().flat_map(|(text, _)| text.split_whitespace());
        lines.collect::<Vec<_>>().join(" ")
    }

    pub fn blocks(&self) -> Vec<Block> {
        if self.is_title() {
            let text = self.line();
            return if text.is_empty() {
                Vec::new()
            } else {
                vec![Block::Heading { level: 2, text: Run::plain(text) }]
            };
        }
        let mut blocks = Vec::new();
        let mut items: Vec<(u16, Run)> = Vec::new();
        for (text, setting) in self.paragraphs() {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            if setting.has_bullet.unwrap_or(self.is_listed()) {
                items.push((setting.level, Run::plain(text)));
            } else {
                blocks.extend(list(&mut items));
                blocks.push(Block::Paragraph(Run::plain(text)));
            }
        }
        blocks.extend(list(&mut items));
        blocks
    }

    fn paragraphs(&self) -> Vec<(String, Setting)> {
        let Some(record) = self.characters else { return Vec::new() };
        let units: Vec<u16> = match record.kind {
            BYTES => record.body.iter().map(|byte| u16::from(*byte)).collect(),
            _ => record.body.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect(),
        };
        let settings = self.settings();
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for paragraph in units.split(|unit| *unit == 0x0D) {
            let kept = paragraph.iter().zip(start..).filter(|(_, at)| !self.stand_ins.contains(at));
            let kept = kept.map(|(unit, _)| if *unit == 0x0B { 0x0A } else { *unit });
            let text: String = char::decode_utf16(kept)
                .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            let found = settings.partition_point(|(end, _)| *end <= start);
            paragraphs.push((text, settings.get(found).map(|(_, setting)| *setting).unwrap_or_default()));
            start += paragraph.len() + 1;
        }
        paragraphs
    }

    /// How paragraphs are set: for each run of them, the character behind it (2.9.45).
    fn settings(&self) -> Vec<(usize, Setting)> {
        let mut settings = Vec::new();
        let mut end = 0_usize;
        let mut rest = self.style;
        let length = self.characters.map_or(0, |record| record.body.len());
        while end <= length
            && let Some((count, setting, behind)) = run(rest)
        {
            end = end.saturating_add(count as usize);
            settings.push((end, setting));
            rest = behind;
        }
        settings
    }
}

/// A run of paragraphs: its characters, how they are set, and what is behind it (2.9.44, 2.9.20).
fn run(style: &[u8]) -> Option<(u32, Setting, &[u8])> {
    let count = u32_at(style, 0)?;
    let level = u16_at(style, 4)?;
    let mask = u32_at(style, 6)?;
    let mut at = 10;
    let mut has_bullet = None;
    if mask & 0b1111 != 0 {
        if mask & 1 != 0 {
            has_bullet = Some(u16_at(style, at)? & 1 != 0);
        }
        at += 2;
    }
    // What there is of the bullet's character, font, size and colour; of how the text is set; and of tabs.
    let widths =
        [(7, 2), (4, 2), (6, 2), (5, 4), (11, 2), (12, 2), (13, 2), (14, 2), (8, 2), (10, 2), (15, 2)];
    at += widths.iter().filter(|(bit, _)| mask >> bit & 1 != 0).map(|(_, width)| width).sum::<usize>();
    if mask >> 20 & 1 != 0 {
        at += 2 + 4 * usize::from(u16_at(style, at)?);
    }
    at += usize::from(mask >> 16 & 1 != 0) * 2;
    at += usize::from(mask >> 17 & 0b111 != 0) * 2;
    at += usize::from(mask >> 21 & 1 != 0) * 2;
    Some((count, Setting { level, has_bullet }, style.get(at..)?))
}

/// Items with their levels as a list with lists in it.
fn list(items: &mut Vec<(u16, Run)>) -> Option<Block> {
    if items.is_empty() {
        return None;
    }
    let mut open: Vec<(u16, List)> = Vec::new();
    for (level, run) in items.drain(..) {
        while open.len() > 1 && open.last().is_some_and(|(last, _)| *last > level) {
            close(&mut open);
        }
        let item = vec![Block::Paragraph(run)];
        match open.last_mut() {
            Some((last, list)) if level <= *last => list.items.push(item),
            _ => open.push((level, List { start: None, items: vec![item] })),
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|(_, list)| Block::List(list))
}

/// Puts the innermost list into the last item of the one around it.
fn close(open: &mut Vec<(u16, List)>) {
    let Some((_, inner)) = open.pop() else { return };
    if let Some(item) = open.last_mut().and_then(|(_, outer)| outer.items.last_mut()) {
        item.push(Block::List(inner));
    }
}
