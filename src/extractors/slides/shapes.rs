//! What is on a slide (ECMA-376 part 1, 19.3.1), in the order in which it is read: from the top, and from the left.

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use super::paragraphs::{self, Paragraph};
use crate::extractors::blocks::{Block, List, Run, Table};
use crate::extractors::office::picture::Picture;
use crate::extractors::word::part::{Package, reader, unreadable};
use crate::{limits, xml};

/// A heading on a slide is not longer, in bytes, if nothing says that it is one.
const LONGEST_TITLE: usize = 100;

/// Placeholders for what surrounds a slide's notes (19.7.10).
const AROUND_NOTES: &[&str] = &["dt", "ftr", "hdr", "sldImg", "sldNum"];

/// A place on the slide, in EMU: from the top, and from the left.
type Place = (i64, i64);

/// What stands in one place.
struct Shape {
    place: Place,
    /// Its kind, if it is a placeholder; empty for one of no certain kind.
    placeholder: Option<String>,
    blocks: Vec<Block>,
}

impl Shape {
    fn is_title(&self) -> bool {
        matches!(self.placeholder.as_deref(), Some("title" | "ctrTitle"))
    }
}

/// Reads one part.
pub struct Reading<'a, 'b, 'c> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    pub targets: &'a AHashMap<String, String>,
    package: &'b Package<'c>,
    /// Those of all slides so far.
    pictures: &'b mut Vec<Picture>,
    pub too_deep: bool,
    /// How many of what may hold its like are open.
    depth: usize,
    is_hidden: bool,
    /// Of the group that is being read.
    group_place: Option<Place>,
}

/// What a part is read to.
pub struct Content {
    pub blocks: Vec<Block>,
    pub title: Option<String>,
    pub is_hidden: bool,
    pub too_deep: bool,
}

impl<'a, 'b, 'c> Reading<'a, 'b, 'c> {
    pub fn new(
        text: &'a str,
        targets: &'a AHashMap<String, String>,
        package: &'b Package<'c>,
        pictures: &'b mut Vec<Picture>,
    ) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self {
            text,
            reader: reader(text),
            targets,
            package,
            pictures,
            too_deep: false,
            depth: 0,
            is_hidden: false,
            group_place: None,
        }
    }

    /// A slide: its title first, as a heading. Where none is marked as such, a short first text is taken for it.
    ///
    /// # Errors
    /// A part that is not well-formed.
    pub fn slide(mut self) -> Result<Content> {
        let mut shapes = self.shapes(b"")?;
        shapes.sort_by_key(|shape| (!shape.is_title(), shape.place));
        let first = shapes.iter().position(|shape| !shape.blocks.is_empty());
        let mut title = None;
        if let Some(shape) = first.and_then(|first| shapes.get_mut(first)) {
            let is_title = shape.is_title();
            let is_short = |run: &Run| run.text.len() < LONGEST_TITLE;
            match shape.blocks.as_mut_slice() {
                [Block::Paragraph(run)] if is_title || is_short(run) => {
                    let text = std::mem::take(run);
                    title = Some(text.text.replace('\n', " "));
                    shape.blocks = vec![Block::Heading { level: 2, text }];
                }
                _ => {}
            }
        }
        let blocks = shapes.into_iter().flat_map(|shape| shape.blocks).collect();
        Ok(Content { blocks, title, is_hidden: self.is_hidden, too_deep: self.too_deep })
    }

    /// What notes say, without what surrounds them.
    ///
    /// # Errors
    /// A part that is not well-formed.
    pub fn notes(mut self) -> Result<Content> {
        let is_around =
            |shape: &Shape| shape.placeholder.as_deref().is_some_and(|kind| AROUND_NOTES.contains(&kind));
        let shapes = self.shapes(b"")?;
        let blocks =
            shapes.into_iter().filter(|shape| !is_around(shape)).flat_map(|shape| shape.blocks).collect();
        Ok(Content { blocks, title: None, is_hidden: false, too_deep: self.too_deep })
    }

    pub fn next(&mut self) -> Result<Event<'a>> {
        self.reader.read_event().map_err(unreadable)
    }

    pub fn skip(&mut self, tag: &BytesStart) -> Result<()> {
        self.inside(tag).map(drop)
    }

    /// Goes through an element that may hold its like. None where it is nested too deeply for that: its content is then
    /// taken for that of the element around it.
    pub fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        if self.depth >= limits::current().markup_depth.into() {
            self.too_deep = true;
            return Ok(None);
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read.map(Some)
    }

    /// What is written in an element, which is passed over.
    pub fn inside(&mut self, tag: &BytesStart) -> Result<&'a str> {
        let span = self.reader.read_to_end(tag.name()).map_err(unreadable)?;
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        Ok(self.text.get(place(span.start)..place(span.end)).unwrap_or_default())
    }

    /// The shapes up to the end of an element, or of the part.
    fn shapes(&mut self, end: &[u8]) -> Result<Vec<Shape>> {
        let mut shapes = Vec::new();
        // Of alternatives the first is taken.
        let mut is_chosen = false;
        // Elements of the same name that are open within, since they are nested too deeply.
        let mut passed = 0usize;
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    name @ (b"sp" | b"pic" | b"graphicFrame") => shapes.push(self.shape(name)?),
                    name @ b"grpSp" => match self.nested(Self::group)? {
                        Some(group) => shapes.push(group),
                        None => passed += usize::from(name == end),
                    },
                    b"Choice" | b"Fallback" if is_chosen => self.skip(&tag)?,
                    name @ (b"AlternateContent" | b"Choice" | b"Fallback") => {
                        is_chosen = name != b"AlternateContent";
                        match self.nested(|inner| inner.shapes(name))? {
                            Some(inner) => shapes.extend(inner),
                            None => passed += usize::from(name == end),
                        }
                    }
                    b"sld" => {
                        let shown = attribute_of(&tag, b"show");
                        self.is_hidden = matches!(shown.as_deref(), Some("0" | "false"));
                    }
                    b"notes" | b"cSld" | b"spTree" => {}
                    b"grpSpPr" => self.group_place = self.place(b"grpSpPr")?,
                    _ => self.skip(&tag)?,
                },
                Event::End(tag) if tag.local_name().as_ref() == end => match passed.checked_sub(1) {
                    Some(still) => passed = still,
                    None => return Ok(shapes),
                },
                Event::Eof => return Ok(shapes),
                _ => {}
            }
        }
    }

    /// A group keeps together, wherever on the slide it is.
    fn group(&mut self) -> Result<Shape> {
        let outside = self.group_place.take();
        let mut shapes = self.shapes(b"grpSp")?;
        let place = std::mem::replace(&mut self.group_place, outside);
        shapes.sort_by_key(|shape| shape.place);
        let place = place.or(shapes.first().map(|shape| shape.place)).unwrap_or_default();
        let blocks = shapes.into_iter().flat_map(|shape| shape.blocks).collect();
        Ok(Shape { place, placeholder: None, blocks })
    }

    /// Where something stands (20.1.7.6), from within the element that says so.
    fn place(&mut self, end: &[u8]) -> Result<Option<Place>> {
        let mut place = None;
        loop {
            match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"off" => {
                    let number = |name| attribute_of(&tag, name)?.parse::<i64>().ok();
                    place = place.or(number(b"y").zip(number(b"x")));
                }
                Event::End(tag) if tag.local_name().as_ref() == end => return Ok(place),
                Event::Eof => return Ok(place),
                _ => {}
            }
        }
    }

    /// A shape, a picture, or a frame with a table or a diagram.
    fn shape(&mut self, end: &[u8]) -> Result<Shape> {
        let mut shape = Shape { place: Place::default(), placeholder: None, blocks: Vec::new() };
        let (mut description, mut picture) = (String::new(), None);
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"cNvPr" => description = attribute_of(&tag, b"descr").unwrap_or_default(),
                    b"ph" => shape.placeholder = Some(attribute_of(&tag, b"type").unwrap_or_default()),
                    b"xfrm" => shape.place = self.place(b"xfrm")?.unwrap_or_default(),
                    b"blip" => picture = picture.or(attribute_of(&tag, b"embed")),
                    b"txBody" => {
                        let paragraphs = self.paragraphs(b"txBody")?;
                        let blocks = if shape.is_title() {
                            let run = joined(paragraphs);
                            Some(Block::Paragraph(run.clone()))
                                .filter(|_| !run.is_empty())
                                .into_iter()
                                .collect()
                        } else {
                            paragraphs::blocks(paragraphs, shape.placeholder.is_some())
                        };
                        shape.blocks.extend(blocks);
                    }
                    b"tbl" => shape.blocks.extend(self.table()?),
                    b"relIds" => {
                        let part = attribute_of(&tag, b"dm").and_then(|id| self.targets.get(&id));
                        if let Some(text) =
                            part.and_then(|part| self.package.text(part).transpose()).transpose()?
                        {
                            shape.blocks.extend(self.diagram(&text)?);
                        }
                    }
                    b"style" => self.skip(&tag)?,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == end => break,
                Event::Eof => break,
                _ => {}
            }
        }
        // What fills a shape is decoration.
        let path = picture.filter(|_| end != b"sp").and_then(|id| self.targets.get(&id)).cloned();
        if let Some(path) = path {
            let index = u32::try_from(self.pictures.len()).unwrap_or(u32::MAX);
            let picture = Block::Picture { index, description: description.clone(), url: path.clone() };
            shape.blocks.push(picture);
            self.pictures.push(Picture { name: path.clone(), part: path, description, size: None });
        }
        Ok(shape)
    }

    /// The rows of a table (21.1.3.13).
    fn table(&mut self) -> Result<Option<Block>> {
        let mut rows: Vec<Vec<Run>> = Vec::new();
        loop {
            match self.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"tr" => rows.push(Vec::new()),
                    b"tc" => {
                        let is = |name| {
                            attribute_of(&tag, name).is_some_and(|on| matches!(on.as_str(), "1" | "true"))
                        };
                        let (above, before) = (is(b"vMerge"), is(b"hMerge"));
                        let cell = joined(self.paragraphs(b"tc")?);
                        if let Some(row) = rows.last_mut() {
                            row.push(if above || before { Run::merged(above) } else { cell });
                        }
                    }
                    b"tblGrid" | b"tblPr" | b"extLst" => self.skip(&tag)?,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == b"tbl" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        let is_filled = rows.iter().flatten().any(|cell| !cell.is_empty());
        Ok(is_filled.then_some(Block::Table(Table { caption: None, rows })))
    }

    /// The points of a diagram that say something (21.4.3.5).
    fn diagram(&mut self, text: &str) -> Result<Option<Block>> {
        let mut inner = Reading::new(text, self.targets, self.package, self.pictures);
        let mut items = Vec::new();
        loop {
            match inner.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"t" => {
                    let run = joined(inner.paragraphs(b"t")?);
                    items.extend((!run.is_empty()).then_some(vec![Block::Paragraph(run)]));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        self.too_deep |= inner.too_deep;
        Ok((!items.is_empty()).then_some(Block::List(List { start: None, items })))
    }
}

/// Paragraphs in one.
fn joined(paragraphs: Vec<Paragraph>) -> Run {
    let mut joined = Run::default();
    paragraphs.into_iter().for_each(|paragraph| joined.append("\n", paragraph.into_run()));
    joined
}

/// The value of an attribute, whatever its prefix is.
pub fn attribute_of(tag: &BytesStart, name: &[u8]) -> Option<String> {
    let is_it = |attribute: &Attribute| attribute.key.local_name().as_ref() == name;
    Some(xml::value(&tag.attributes().with_checks(false).flatten().find(is_it)?))
}
