//! Goes through the markup of the content (ODF 1.3, part 3, 5 to 10). Elements are nested no deeper than
//! `extractors::package` lets them be.

mod frame;
mod notes;
mod page;

use kreuzberg::Result;
use kreuzberg::types::PdfAnnotation;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::styles::Styles;
use super::table::OpenTable;
use crate::extractors::blocks::{Block, List, MarkKind, Run, flatten};
use crate::extractors::office::picture::Picture;
use crate::extractors::word::part::{Package, attribute, reader, unreadable};
use crate::extractors::word::text::{Look, Text};
use crate::limits::Exceeded;
use crate::xml;

/// Elements of which nothing is text: what was deleted, declarations, and tables of contents, which say again what
/// stands elsewhere.
const UNREAD: &[&[u8]] = &[
    b"draw:page-thumbnail",
    b"office:forms",
    b"presentation:footer-decl",
    b"presentation:date-time-decl",
    b"presentation:header-decl",
    b"text:alphabetical-index",
    b"text:bibliography-source",
    b"text:illustration-index",
    b"text:object-index",
    b"text:ruby-text",
    b"text:sequence-decls",
    b"text:table-index",
    b"text:table-of-content",
    b"text:tracked-changes",
    b"text:user-field-decls",
    b"text:user-index",
    b"text:variable-decls",
];

/// Blanks that an element may stand for, at most.
const MOST_BLANKS: usize = 1000;

/// What was found so far.
pub struct Reading<'a, 'b, 'c> {
    styles: &'a Styles,
    package: &'b Package<'c>,
    /// Notes by their labels.
    pub notes: Vec<(String, Run)>,
    /// Who says what.
    pub comments: Vec<PdfAnnotation>,
    pub pictures: Vec<Picture>,
    /// Of presentations, the titles of the slides.
    pub slides: Vec<Option<String>>,
    /// The limit because of which slides are left out.
    pub exceeded: Option<Exceeded>,
}

impl<'a, 'b, 'c> Reading<'a, 'b, 'c> {
    pub fn new(styles: &'a Styles, package: &'b Package<'c>) -> Self {
        let (notes, comments, pictures, slides) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { styles, package, notes, comments, pictures, slides, exceeded: None }
    }

    /// The blocks of a part.
    ///
    /// # Errors
    /// A part that is not well-formed.
    pub fn read(&mut self, text: &str) -> Result<Vec<Block>> {
        let mut reader = reader(text);
        let mut blocks = Vec::new();
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) if tag.name().as_ref() == b"office:body" => {
                    self.blocks(&mut reader, b"office:body", &mut blocks)?;
                }
                Event::Eof => return Ok(blocks),
                _ => {}
            }
        }
    }

    /// The headers and footers of a part with styles.
    ///
    /// # Errors
    /// A part that is not well-formed.
    pub fn running(&mut self, text: &str) -> Result<(Vec<Run>, Vec<Run>)> {
        // They come last.
        let masters = memmem::rfind(text.as_bytes(), b"<office:master-styles").and_then(|at| text.get(at..));
        let mut reader = reader(masters.unwrap_or_default());
        reader.config_mut().allow_unmatched_ends = true;
        let (mut headers, mut footers) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => {
                    let found: &mut Vec<Run> = match tag.name().as_ref() {
                        b"style:header" | b"style:header-left" | b"style:header-first" => &mut headers,
                        b"style:footer" | b"style:footer-left" | b"style:footer-first" => &mut footers,
                        _ => continue,
                    };
                    let mut blocks = Vec::new();
                    self.blocks(&mut reader, tag.name().as_ref(), &mut blocks)?;
                    found.push(flatten(blocks));
                }
                Event::Eof => return Ok((headers, footers)),
                _ => {}
            }
        }
    }

    fn blocks(&mut self, reader: &mut Reader<&[u8]>, end: &[u8], out: &mut Vec<Block>) -> Result<()> {
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => self.block(reader, &tag, out)?,
                Event::End(tag) if tag.name().as_ref() == end => return Ok(()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn block(&mut self, reader: &mut Reader<&[u8]>, tag: &BytesStart, out: &mut Vec<Block>) -> Result<()> {
        match tag.name().as_ref() {
            name @ (b"text:p" | b"text:h") => {
                let (run, lifted) = self.paragraph(reader, name)?;
                if !run.is_empty() || run.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Note { .. }))
                {
                    let level = number(tag, b"text:outline-level").unwrap_or(1).clamp(1, 6) as u8;
                    let style = attribute(tag, b"text:style-name").unwrap_or_default();
                    let paragraph = match name {
                        b"text:h" => Block::Heading { level, text: run },
                        _ => Block::Paragraph(run),
                    };
                    match out.last_mut() {
                        _ if name == b"text:h" || !self.styles.is_quotation(&style) => out.push(paragraph),
                        Some(Block::Quote(blocks)) => blocks.push(paragraph),
                        _ => out.push(Block::Quote(vec![paragraph])),
                    }
                }
                out.extend(lifted);
            }
            b"text:list" => self.list(reader, tag, None, 1, out)?,
            b"table:table" => {
                let mut table = OpenTable::default();
                self.rows(reader, b"table:table", &mut table)?;
                out.extend(table.finish());
            }
            b"draw:frame" => self.frame(reader, out)?,
            b"draw:page" => self.page(reader, tag, out)?,
            b"office:annotation" => self.annotation(reader)?,
            name if UNREAD.contains(&name) => skip(reader, tag)?,
            name => {
                let name = name.to_vec();
                self.blocks(reader, &name, out)?;
            }
        }
        Ok(())
    }

    /// A paragraph, and what it holds that goes behind it: pictures and text boxes.
    fn paragraph(&mut self, reader: &mut Reader<&[u8]>, end: &[u8]) -> Result<(Run, Vec<Block>)> {
        let (mut text, mut lifted) = (Text::default(), Vec::new());
        self.inline(reader, end, &Look::default(), &mut text, &mut lifted)?;
        Ok((text.finish(), lifted))
    }

    fn inline(
        &mut self,
        reader: &mut Reader<&[u8]>,
        end: &[u8],
        look: &Look,
        text: &mut Text,
        lifted: &mut Vec<Block>,
    ) -> Result<()> {
        loop {
            let event = reader.read_event().map_err(unreadable)?;
            match &event {
                Event::Start(tag) => match tag.name().as_ref() {
                    b"text:span" => {
                        let mut look = look.clone();
                        let style = attribute(tag, b"text:style-name").unwrap_or_default();
                        self.styles.marks(&style).iter().for_each(|kind| look.mark(kind));
                        self.inline(reader, b"text:span", &look, text, lifted)?;
                    }
                    b"text:a" => {
                        let mut look = look.clone();
                        look.link = attribute(tag, b"xlink:href");
                        self.inline(reader, b"text:a", &look, text, lifted)?;
                    }
                    b"text:s" => {
                        let blanks = number(tag, b"text:c").unwrap_or(1).min(MOST_BLANKS);
                        text.push(&" ".repeat(blanks), look);
                    }
                    b"text:tab" => text.push("\t", look),
                    b"text:line-break" => text.push("\n", look),
                    b"text:note" => self.note(reader, text)?,
                    b"draw:frame" => self.frame(reader, lifted)?,
                    b"office:annotation" => self.annotation(reader)?,
                    b"text:p" | b"text:h" | b"text:list" | b"table:table" => {
                        self.block(reader, tag, lifted)?
                    }
                    name if UNREAD.contains(&name) => skip(reader, tag)?,
                    // A field, or a shape with text in it.
                    name => {
                        let name = name.to_vec();
                        self.inline(reader, &name, look, text, lifted)?;
                    }
                },
                Event::End(tag) if tag.name().as_ref() == end => return Ok(()),
                Event::Eof => return Ok(()),
                event => {
                    if let Some(characters) = xml::text(event) {
                        push(&characters, look, text);
                    }
                }
            }
        }
    }

    fn list(
        &mut self,
        reader: &mut Reader<&[u8]>,
        tag: &BytesStart,
        outer: Option<&str>,
        level: usize,
        out: &mut Vec<Block>,
    ) -> Result<()> {
        let own = attribute(tag, b"text:style-name");
        let style = own.as_deref().or(outer);
        let mut items: Vec<Vec<Block>> = Vec::new();
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_vec();
                    let mut item = Vec::new();
                    self.item(reader, &name, style, level, &mut item)?;
                    if !item.is_empty() {
                        items.push(item);
                    }
                }
                Event::End(tag) if tag.name().as_ref() == b"text:list" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        // Headings that are numbered are written as items.
        if items.iter().flatten().any(|block| matches!(block, Block::Heading { .. })) {
            out.extend(items.into_iter().flatten());
        } else if !items.is_empty() {
            let start = style.and_then(|style| self.styles.start(style, level));
            out.push(Block::List(List { start, items }));
        }
        Ok(())
    }

    fn item(
        &mut self,
        reader: &mut Reader<&[u8]>,
        end: &[u8],
        style: Option<&str>,
        level: usize,
        out: &mut Vec<Block>,
    ) -> Result<()> {
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) if tag.name().as_ref() == b"text:list" => {
                    self.list(reader, &tag, style, level + 1, out)?;
                }
                Event::Start(tag) => self.block(reader, &tag, out)?,
                Event::End(tag) if tag.name().as_ref() == end => return Ok(()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn rows(&mut self, reader: &mut Reader<&[u8]>, end: &[u8], table: &mut OpenTable) -> Result<()> {
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => {
                    let times = |name| number(&tag, name).unwrap_or(1);
                    match tag.name().as_ref() {
                        b"table:table-cell" => {
                            let mut blocks = Vec::new();
                            self.blocks(reader, b"table:table-cell", &mut blocks)?;
                            let (rows, columns) =
                                (times(b"table:number-rows-spanned"), times(b"table:number-columns-spanned"));
                            let repeated = times(b"table:number-columns-repeated");
                            table.cell(&flatten(blocks), rows, columns, repeated);
                        }
                        b"table:covered-table-cell" => {
                            let repeated = times(b"table:number-columns-repeated");
                            skip(reader, &tag)?;
                            table.covered(repeated);
                        }
                        b"table:table-columns" | b"table:table-column" => skip(reader, &tag)?,
                        name => {
                            let name = name.to_vec();
                            self.rows(reader, &name, table)?;
                        }
                    }
                }
                Event::End(tag) if tag.name().as_ref() == end => {
                    if end == b"table:table-row" {
                        table.end_row();
                    }
                    return Ok(());
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Blanks in a row are one, and none at the beginning (6.1.2).
fn push(characters: &str, look: &Look, text: &mut Text) {
    let mut rest = characters;
    while !rest.is_empty() {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let words = rest.trim_start_matches(is_blank);
        if words.len() < rest.len() && !text.ends_with_blank() {
            text.push(" ", look);
        }
        let end = words.find(is_blank).unwrap_or(words.len());
        let (word, behind) = words.split_at(end);
        if !word.is_empty() {
            text.push(word, look);
        }
        rest = behind;
    }
}

fn number(tag: &BytesStart, name: &[u8]) -> Option<usize> {
    attribute(tag, name)?.parse().ok()
}

fn skip(reader: &mut Reader<&[u8]>, tag: &BytesStart) -> Result<()> {
    reader.read_to_end(tag.name()).map_err(unreadable)?;
    Ok(())
}
