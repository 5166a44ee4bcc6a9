//! The text of shapes (ECMA-376 part 1, 21.1.2), and the lists that its paragraphs make.

use kreuzberg::Result;
use quick_xml::events::{BytesStart, Event};

use super::shapes::{Reading, attribute_of};
use crate::extractors::blocks::lists::{Item, nested};
use crate::extractors::blocks::{Block, MarkKind, Run};
use crate::extractors::word::math::latex;
use crate::extractors::word::text::{Look, Text};
use crate::xml;

/// The levels that paragraphs can have (21.1.2.2.7).
const LEVELS: usize = 9;

/// What stands before a paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bullet {
    /// What its level has, wherever that is said.
    Unsaid,
    None,
    Mark,
    Number {
        start: i64,
    },
}

/// A paragraph of a shape.
pub struct Paragraph {
    run: Run,
    bullet: Bullet,
    level: usize,
    /// Its level is said.
    is_leveled: bool,
}

impl Paragraph {
    pub fn into_run(self) -> Run {
        self.run
    }
}

impl Reading<'_, '_, '_> {
    /// The paragraphs of a body of text, up to its end.
    pub fn paragraphs(&mut self, end: &[u8]) -> Result<Vec<Paragraph>> {
        let mut paragraphs = Vec::new();
        loop {
            match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"p" => paragraphs.push(self.paragraph()?),
                // That of a table's cell.
                Event::Start(tag) if tag.local_name().as_ref() == b"txBody" => {}
                Event::Start(tag) => self.skip(&tag)?,
                Event::End(tag) if tag.local_name().as_ref() == end => return Ok(paragraphs),
                Event::Eof => return Ok(paragraphs),
                _ => {}
            }
        }
    }

    fn paragraph(&mut self) -> Result<Paragraph> {
        let mut text = Text::default();
        let mut paragraph =
            Paragraph { run: Run::default(), bullet: Bullet::Unsaid, level: 0, is_leveled: false };
        self.inline(b"p", &mut text, &mut paragraph)?;
        paragraph.run = text.finish();
        Ok(paragraph)
    }

    fn inline(&mut self, end: &[u8], text: &mut Text, paragraph: &mut Paragraph) -> Result<()> {
        // Of alternatives the first is taken.
        let mut is_chosen = false;
        // Elements of the same name that are open within, since they are nested too deeply.
        let mut passed = 0usize;
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"pPr" => self.properties(&tag, paragraph)?,
                    b"r" => self.run(b"r", false, text)?,
                    // The number of the slide says where it is, and nothing of what is on it.
                    b"fld" => {
                        self.run(b"fld", attribute_of(&tag, b"type").as_deref() == Some("slidenum"), text)?
                    }
                    b"br" => {
                        self.skip(&tag)?;
                        text.push("\n", &Look::default());
                    }
                    b"m" => {
                        let content = self.inside(&tag)?;
                        let (formula, too_deep) = latex(content, content.contains("<m:oMathPara"));
                        self.too_deep |= too_deep;
                        if !formula.is_empty() {
                            text.push_marked(MarkKind::Math { display: false }, &formula);
                        }
                    }
                    name @ (b"AlternateContent" | b"Choice" | b"Fallback")
                        if name == b"AlternateContent" || !is_chosen =>
                    {
                        is_chosen |= name != b"AlternateContent";
                        let read = self.nested(|inner| inner.inline(name, text, paragraph))?;
                        passed += usize::from(read.is_none() && name == end);
                    }
                    _ => self.skip(&tag)?,
                },
                Event::End(tag) if tag.local_name().as_ref() == end => match passed.checked_sub(1) {
                    Some(still) => passed = still,
                    None => return Ok(()),
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn properties(&mut self, tag: &BytesStart, paragraph: &mut Paragraph) -> Result<()> {
        if let Some(level) = attribute_of(tag, b"lvl").and_then(|level| level.parse::<usize>().ok()) {
            (paragraph.level, paragraph.is_leveled) = (level.min(LEVELS - 1), true);
        }
        loop {
            match self.next()? {
                Event::Start(tag) => {
                    match tag.local_name().as_ref() {
                        b"buNone" => paragraph.bullet = Bullet::None,
                        b"buChar" | b"buBlip" => paragraph.bullet = Bullet::Mark,
                        b"buAutoNum" => {
                            let start = attribute_of(&tag, b"startAt").and_then(|start| start.parse().ok());
                            paragraph.bullet = Bullet::Number { start: start.unwrap_or(1) };
                        }
                        _ => {}
                    }
                    self.skip(&tag)?;
                }
                Event::End(tag) if tag.local_name().as_ref() == b"pPr" => return Ok(()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// A run, or a field, whose text a program has put there.
    fn run(&mut self, end: &[u8], is_number: bool, text: &mut Text) -> Result<()> {
        let mut look = Look::default();
        let mut is_text = false;
        loop {
            let event = self.next()?;
            match &event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"rPr" => look = self.look(tag)?,
                    b"t" => is_text = true,
                    _ => self.skip(tag)?,
                },
                Event::End(tag) if tag.local_name().as_ref() == b"t" => is_text = false,
                Event::End(tag) if tag.local_name().as_ref() == end => return Ok(()),
                Event::Eof => return Ok(()),
                event => {
                    let characters = xml::text(event).filter(|_| is_text && !is_number);
                    if let Some(characters) = characters {
                        text.push(&characters.replace(['\u{b}', '\r'], "\n"), &look);
                    }
                }
            }
        }
    }

    fn look(&mut self, tag: &BytesStart) -> Result<Look> {
        let mut look = Look::default();
        let attributes: Vec<_> = tag.attributes().with_checks(false).flatten().collect();
        let said = |name: &[u8]| {
            let found = attributes.iter().find(|attribute| attribute.key.local_name().as_ref() == name);
            found.map(xml::value)
        };
        let is_on = |name: &[u8]| said(name).is_some_and(|value| matches!(value.as_str(), "1" | "true"));
        let is_drawn = |name: &[u8]| {
            said(name).is_some_and(|value| !matches!(value.as_str(), "none" | "noStrike" | "0"))
        };
        let baseline = said(b"baseline").and_then(|height| height.trim_end_matches('%').parse::<f32>().ok());
        let found = [
            (is_on(b"b"), MarkKind::Strong),
            (is_on(b"i"), MarkKind::Emphasis),
            (is_drawn(b"u"), MarkKind::Underline),
            (is_drawn(b"strike"), MarkKind::Strike),
            (baseline.is_some_and(|height| height > 0.0), MarkKind::Superscript),
            (baseline.is_some_and(|height| height < 0.0), MarkKind::Subscript),
        ];
        found.iter().filter(|(is, _)| *is).for_each(|(_, kind)| look.mark(kind));
        loop {
            match self.next()? {
                Event::Start(tag) => {
                    if tag.local_name().as_ref() == b"hlinkClick"
                        && let Some(target) = attribute_of(&tag, b"id").and_then(|id| self.targets.get(&id))
                        && target.contains(':')
                    {
                        look.link = Some(target.clone());
                    }
                    self.skip(&tag)?;
                }
                Event::End(tag) if tag.local_name().as_ref() == b"rPr" => return Ok(look),
                Event::Eof => return Ok(look),
                _ => {}
            }
        }
    }
}

/// Paragraphs as blocks. Where some of a placeholder's paragraphs have levels, those that say nothing have the first.
pub fn blocks(paragraphs: Vec<Paragraph>, is_placeholder: bool) -> Vec<Block> {
    let has_levels = paragraphs
        .iter()
        .any(|paragraph| paragraph.is_leveled && paragraph.level > 0 && paragraph.bullet != Bullet::None);
    let mut blocks = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for paragraph in paragraphs.into_iter().filter(|paragraph| !paragraph.run.is_empty()) {
        let is_item = match paragraph.bullet {
            Bullet::None => false,
            Bullet::Unsaid => paragraph.is_leveled || (has_levels && is_placeholder),
            Bullet::Mark | Bullet::Number { .. } => true,
        };
        if is_item {
            let start = match paragraph.bullet {
                Bullet::Number { start } => Some(start),
                _ => None,
            };
            items.push(Item { level: paragraph.level, start, run: paragraph.run });
        } else {
            blocks.extend(nested(std::mem::take(&mut items)));
            blocks.push(Block::Paragraph(paragraph.run));
        }
    }
    blocks.extend(nested(items));
    blocks
}
