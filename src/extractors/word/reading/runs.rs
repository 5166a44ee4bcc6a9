//! What runs are made of besides characters, and how they look.

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::BytesStart;

use super::Reading;
use crate::extractors::blocks::{Block, Mark, MarkKind, Run};
use crate::extractors::word::math;
use crate::extractors::word::part::{attribute, unreadable};
use crate::extractors::word::properties::each;
use crate::extractors::word::text::Look;
use crate::tracked_changes::TrackedChanges;

impl Reading<'_> {
    /// How a run looks that says nothing about it.
    pub(super) fn look(&mut self) -> Look {
        let all = self.around.changes == TrackedChanges::All;
        let (underline, strike) = (all && self.inserted > 0, all && self.deleted > 0);
        Look::plain(self.story.link.clone(), underline, strike)
    }

    pub(super) fn run_properties(&mut self, reader: &mut Reader<&[u8]>) -> Result<()> {
        let mut look = self.look();
        let (underline, strike) = (look.underline, look.strike);
        each(b"w:rPr", reader, |name, tag| look.set(name, tag))?;
        look.underline |= underline;
        look.strike |= strike;
        self.story.look = look;
        Ok(())
    }

    /// A character of a font of symbols (17.3.3.30); those for private use mean nothing elsewhere.
    pub(super) fn symbol(&mut self, tag: &BytesStart) {
        let number = attribute(tag, b"w:char").and_then(|number| u32::from_str_radix(&number, 16).ok());
        let character = number.and_then(char::from_u32).filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}'));
        if let Some(character) = character {
            self.characters(character.encode_utf8(&mut [0; 4]));
        }
    }

    pub(super) fn reference(&mut self, kind: &'static str, tag: &BytesStart) {
        if let Some(id) = attribute(tag, b"w:id") {
            let label = self.references.label(kind, id).to_string();
            self.story.paragraph().text.push_marked(MarkKind::Note { label }, "");
        }
    }

    pub(super) fn formula(&mut self, tag: &BytesStart, reader: &mut Reader<&[u8]>) -> Result<()> {
        let display = tag.name().as_ref() == b"m:oMathPara";
        let content = reader.read_text(tag.name()).map_err(unreadable)?;
        let content = content.decode().map_err(|error| unreadable(error.into()))?;
        let (latex, too_deep) = math::latex(&content, display);
        self.too_deep |= too_deep;
        if latex.is_empty() {
            return Ok(());
        }
        self.fresh = false;
        let styles = self.around.styles;
        let story = &mut self.story;
        if display && !story.in_cell {
            let mark = Mark { start: 0, end: latex.len(), kind: MarkKind::Math { display } };
            story.interrupt(Block::Paragraph(Run { text: latex, marks: vec![mark] }), styles);
        } else {
            story.paragraph().text.push_marked(MarkKind::Math { display: false }, &latex);
        }
        Ok(())
    }
}
