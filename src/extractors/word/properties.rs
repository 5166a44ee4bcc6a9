//! Properties of paragraphs, runs, tables and cells (ECMA-376 part 1, 17.3 and 17.4).

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::lists::LEVELS;
use super::part::unreadable;
use super::story::{Paragraph, is_left_out};
use super::styles::{level, value};
use crate::tracked_changes::TrackedChanges;

/// Takes in what a `w:pPr` says, up to its end.
pub fn paragraph(
    paragraph: &mut Paragraph,
    changes: TrackedChanges,
    reader: &mut Reader<&[u8]>,
) -> Result<()> {
    let mut in_mark = false;
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(tag) => match tag.name().as_ref() {
                b"w:pStyle" => paragraph.style = value(&tag),
                b"w:outlineLvl" => paragraph.outline = level(&tag),
                b"w:numId" => paragraph.number = value(&tag).and_then(|number| number.parse().ok()),
                b"w:ilvl" => {
                    paragraph.level = level(&tag).unwrap_or(0).min(LEVELS as u8 - 1);
                }
                b"w:rPr" => in_mark = true,
                b"w:pPrChange" | b"w:rPrChange" | b"w:sectPr" => skip(&tag, reader)?,
                name => paragraph.joins |= in_mark && is_left_out(name, changes),
            },
            Event::End(tag) if tag.name().as_ref() == b"w:rPr" => in_mark = false,
            Event::End(tag) if tag.name().as_ref() == b"w:pPr" => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Goes past an element.
pub fn skip(tag: &BytesStart, reader: &mut Reader<&[u8]>) -> Result<()> {
    reader.read_to_end(tag.name()).map_err(unreadable)?;
    Ok(())
}

/// Goes through the elements of some properties, but for those that were changed.
pub fn each(end: &[u8], reader: &mut Reader<&[u8]>, mut see: impl FnMut(&[u8], &BytesStart)) -> Result<()> {
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(tag) if tag.name().as_ref().ends_with(b"Change") => skip(&tag, reader)?,
            Event::Start(tag) => see(tag.name().as_ref(), &tag),
            Event::End(tag) if tag.name().as_ref() == end => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
