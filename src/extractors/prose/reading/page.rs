//! Slides (ODF 1.3, part 3, 10.2.4), read from the top and from the left, the title first.

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Reading, skip};
use crate::extractors::blocks::{Block, Mark, MarkKind, Run, flatten};
use crate::extractors::slides::NOTES;
use crate::extractors::word::part::{attribute, unreadable};
use crate::limits;

/// What stands in one place.
struct Shape {
    is_title: bool,
    /// From the top, and from the left, in micrometres.
    place: (i64, i64),
    blocks: Vec<Block>,
}

impl Reading<'_, '_, '_> {
    pub(super) fn page(
        &mut self,
        reader: &mut Reader<&[u8]>,
        tag: &BytesStart,
        out: &mut Vec<Block>,
    ) -> Result<()> {
        if let Some(exceeded) = limits::cut(limits::admit_pages(1).map_err(Into::into))? {
            self.exceeded = Some(exceeded);
            return skip(reader, tag);
        }
        if !self.slides.is_empty() {
            out.push(Block::PageBreak);
        }
        let (mut shapes, mut notes) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) if tag.name().as_ref() == b"presentation:notes" => {
                    self.blocks(reader, b"presentation:notes", &mut notes)?;
                }
                Event::Start(tag) => shapes.push(self.shape(reader, &tag)?),
                Event::End(tag) if tag.name().as_ref() == b"draw:page" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        shapes.sort_by_key(|shape| (!shape.is_title, shape.place));
        let mut title = None;
        for shape in shapes {
            if shape.is_title && title.is_none() {
                let text = flatten(shape.blocks);
                if !text.is_empty() {
                    title = Some(text.text.replace('\n', " "));
                    out.push(Block::Heading { level: 2, text });
                }
            } else {
                out.extend(shape.blocks);
            }
        }
        self.slides.push(title);
        if !notes.is_empty() {
            let marks = vec![Mark { start: 0, end: NOTES.len(), kind: MarkKind::Strong }];
            out.push(Block::Paragraph(Run { text: NOTES.to_owned(), marks }));
            out.extend(notes);
        }
        Ok(())
    }

    fn shape(&mut self, reader: &mut Reader<&[u8]>, tag: &BytesStart) -> Result<Shape> {
        let length = |name| attribute(tag, name).and_then(|length| micrometres(&length)).unwrap_or(0);
        let place = (length(b"svg:y"), length(b"svg:x"));
        let is_title = attribute(tag, b"presentation:class").as_deref() == Some("title");
        let mut blocks = Vec::new();
        self.block(reader, tag, &mut blocks)?;
        Ok(Shape { is_title, place, blocks })
    }
}

/// A length with its unit (18.3.18).
fn micrometres(length: &str) -> Option<i64> {
    let unit = length.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = length.split_at(unit);
    let one = match unit {
        "cm" => 10_000.0,
        "mm" => 1_000.0,
        "in" => 25_400.0,
        "pt" => 25_400.0 / 72.0,
        "pc" => 25_400.0 / 6.0,
        _ => return None,
    };
    Some((number.parse::<f64>().ok()? * one) as i64)
}
