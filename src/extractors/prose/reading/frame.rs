//! Frames (ODF 1.3, part 3, 10.4): pictures, text boxes, formulas.

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Reading, skip};
use crate::extractors::blocks::{Block, Mark, MarkKind, Run};
use crate::extractors::office::picture::Picture;
use crate::extractors::word::part::{attribute, reader, unreadable};
use crate::xml;

impl Reading<'_, '_, '_> {
    pub(super) fn frame(&mut self, reader: &mut Reader<&[u8]>, out: &mut Vec<Block>) -> Result<()> {
        let (mut path, mut object, mut is_table) = (None, None, false);
        let (mut title, mut description) = (String::new(), String::new());
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"draw:image" => {
                        path = path.or(attribute(&tag, b"xlink:href"));
                        skip(reader, &tag)?;
                    }
                    b"draw:object" => {
                        object = attribute(&tag, b"xlink:href");
                        skip(reader, &tag)?;
                    }
                    b"svg:title" => title = self.paragraph(reader, b"svg:title")?.0.text,
                    b"svg:desc" => description = self.paragraph(reader, b"svg:desc")?.0.text,
                    name => {
                        is_table |= name == b"table:table";
                        self.block(reader, &tag, out)?;
                    }
                },
                Event::End(tag) if tag.name().as_ref() == b"draw:frame" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        let description = if title.trim().is_empty() { description } else { title };
        if let Some(formula) = object.and_then(|path| self.formula(&path).transpose()).transpose()? {
            let marks = vec![Mark { start: 0, end: formula.len(), kind: MarkKind::Math { display: true } }];
            out.push(Block::Paragraph(Run { text: formula, marks }));
        // A table may have a picture of itself beside it.
        } else if let Some(path) = path.filter(|_| !is_table) {
            let index = u32::try_from(self.pictures.len()).unwrap_or(u32::MAX);
            out.push(Block::Picture { index, description: description.clone(), url: path.clone() });
            let part = path.trim_start_matches("./").to_owned();
            self.pictures.push(Picture { name: part.clone(), part, description, size: None });
        }
        Ok(())
    }

    /// The tokens of a formula in MathML, as kreuzberg has them.
    fn formula(&mut self, path: &str) -> Result<Option<String>> {
        let path = format!("{}/content.xml", path.trim_start_matches("./").trim_end_matches('/'));
        let Some(text) = self.package.text(&path)?.filter(|text| text.contains("math")) else {
            return Ok(None);
        };
        let mut reader = reader(&text);
        let mut tokens: Vec<String> = Vec::new();
        let mut is_token = false;
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"annotation" => skip(&mut reader, &tag)?,
                    name => is_token = matches!(name, b"mi" | b"mn" | b"mo" | b"mtext" | b"ms"),
                },
                Event::End(_) => is_token = false,
                Event::Eof => break,
                event => {
                    if let Some(text) = xml::text(&event).filter(|text| is_token && !text.trim().is_empty()) {
                        tokens.push(text.trim().to_owned());
                    }
                }
            }
        }
        Ok(Some(tokens.join(" ")).filter(|formula| !formula.is_empty()))
    }
}
