//! Notes and comments (ODF 1.3, part 3, 6.3 and 14.1).

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Reading, skip};
use crate::extractors::blocks::{MarkKind, Run, flatten};
use crate::extractors::word::part::unreadable;
use crate::extractors::word::text::Text;
use crate::extractors::word::written::comment;

impl Reading<'_, '_, '_> {
    pub(super) fn note(&mut self, reader: &mut Reader<&[u8]>, text: &mut Text) -> Result<()> {
        let mut blocks = Vec::new();
        let label = (self.notes.len() + 1).to_string();
        text.push_marked(MarkKind::Note { label: label.clone() }, "");
        self.notes.push((label, Run::default()));
        let place = self.notes.len() - 1;
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) if tag.name().as_ref() == b"text:note-body" => {
                    self.blocks(reader, b"text:note-body", &mut blocks)?;
                }
                Event::Start(tag) => skip(reader, &tag)?,
                Event::End(tag) if tag.name().as_ref() == b"text:note" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        if let Some((_, note)) = self.notes.get_mut(place) {
            *note = flatten(blocks);
        }
        Ok(())
    }

    pub(super) fn annotation(&mut self, reader: &mut Reader<&[u8]>) -> Result<()> {
        let (mut author, mut blocks) = (String::new(), Vec::new());
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"dc:creator" => author = self.paragraph(reader, b"dc:creator")?.0.text,
                    b"text:p" | b"text:list" => self.block(reader, &tag, &mut blocks)?,
                    _ => skip(reader, &tag)?,
                },
                Event::End(tag) if tag.name().as_ref() == b"office:annotation" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        self.comments.push(comment(&author, &flatten(blocks).text, 1));
        Ok(())
    }
}
