//! Goes through the markup of a part (ECMA-376 part 1, 17; part 3 for alternate content).

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::lists::{Grouping, Item};
use super::math;
use super::part::{attribute, reader, unreadable};
use super::properties::{self, each, skip};
use super::story::{Field, OpenTable, Picture, References, Story, is_left_out};
use super::styles::{Numbering, Styles, value};
use super::text::Look;
use crate::extractors::blocks::{Block, Mark, MarkKind, Run};
use crate::tracked_changes::TrackedChanges;
use crate::{limits, xml};

/// Elements of which nothing is text.
const UNREAD: &[&[u8]] =
    &[b"w:sectPr", b"w:sdtPr", b"w:sdtEndPr", b"w:tblGrid", b"w:tblPrEx", b"w:numberingChange"];

/// What a document says besides its parts.
pub struct Surroundings<'a> {
    pub styles: &'a Styles,
    pub numbering: &'a Numbering,
    pub relationships: &'a AHashMap<String, String>,
    pub changes: TrackedChanges,
}

/// A note or a comment.
pub struct Entry {
    pub id: String,
    pub author: String,
    pub items: Vec<Item>,
}

/// What was found in the parts read so far.
pub struct Reading<'a> {
    around: &'a Surroundings<'a>,
    pub pictures: Vec<Picture>,
    pub references: References,
    /// Comments that are referred to, and the page of that.
    pub comments: Vec<(String, usize)>,
    pub too_deep: bool,
    page: usize,
    /// Nothing stands on the page so far.
    fresh: bool,
    story: Story,
    /// Those that the story lies in, from the outside to the inside.
    outer: Vec<Story>,
    entries: Vec<Entry>,
    /// Of each open table, cell, text box and note: whether it is read as one.
    scopes: Vec<bool>,
    /// Of each open choice: whether one was made.
    choices: Vec<bool>,
    fields: Vec<Field>,
    drawings: Vec<Picture>,
    captures: Captures,
    /// How many elements of insertions and of deletions are open.
    inserted: usize,
    deleted: usize,
}

/// Where characters go.
#[derive(Clone, Copy, PartialEq)]
enum Captures {
    Nothing,
    Text,
    Instruction,
}

impl<'a> Reading<'a> {
    pub fn new(around: &'a Surroundings<'a>) -> Self {
        Self {
            around,
            pictures: Vec::new(),
            references: References::default(),
            comments: Vec::new(),
            too_deep: false,
            page: 1,
            fresh: true,
            story: Story::default(),
            outer: Vec::new(),
            entries: Vec::new(),
            scopes: Vec::new(),
            choices: Vec::new(),
            fields: Vec::new(),
            drawings: Vec::new(),
            captures: Captures::Nothing,
            inserted: 0,
            deleted: 0,
        }
    }

    /// The text of a part, but for its notes or comments, and these.
    ///
    /// # Errors
    /// A part that is not well-formed.
    pub fn read(&mut self, text: &str) -> Result<(Vec<Item>, Vec<Entry>)> {
        let mut reader = reader(text);
        self.fields.clear();
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(tag) => self.start(&tag, &mut reader)?,
                Event::End(tag) => self.end(tag.name().as_ref()),
                Event::Eof => break,
                event => {
                    if self.captures != Captures::Nothing
                        && let Some(text) = xml::text(&event)
                    {
                        self.characters(&text);
                    }
                }
            }
        }
        let story = std::mem::take(&mut self.story);
        Ok((story.finish(self.around.styles), std::mem::take(&mut self.entries)))
    }

    fn characters(&mut self, text: &str) {
        if self.captures == Captures::Instruction {
            if let Some(field) = self.fields.last_mut() {
                field.instruction.push_str(text);
            }
        } else if self.fields.iter().all(|field| field.has_result) {
            self.fresh = false;
            self.story.push(text);
        }
    }

    fn start(&mut self, tag: &BytesStart, reader: &mut Reader<&[u8]>) -> Result<()> {
        let name = tag.name();
        let name = name.as_ref();
        let styles = self.around.styles;
        match name {
            b"w:t" | b"w:delText" => self.captures = Captures::Text,
            b"w:instrText" => self.captures = Captures::Instruction,
            b"w:r" => self.story.look = self.look(),
            b"w:rPr" => self.run_properties(reader)?,
            b"w:p" => self.story.open_paragraph(styles),
            b"w:pPr" => properties::paragraph(self.story.paragraph(), self.around.changes, reader)?,
            b"w:tab" | b"w:ptab" => self.characters("\t"),
            b"w:cr" => self.characters("\n"),
            b"w:noBreakHyphen" => self.characters("-"),
            b"w:sym" => self.symbol(tag),
            b"w:br" => match attribute(tag, b"w:type").as_deref() {
                Some("page") => self.page_break(),
                _ => self.characters("\n"),
            },
            b"w:lastRenderedPageBreak" if !self.fresh => self.page_break(),
            b"w:hyperlink" => {
                let anchor = attribute(tag, b"w:anchor").map(|anchor| format!("#{anchor}"));
                let target =
                    attribute(tag, b"r:id").and_then(|id| self.around.relationships.get(&id).cloned());
                let link = match (target, anchor) {
                    (Some(target), anchor) => Some(target + &anchor.unwrap_or_default()),
                    (None, anchor) => anchor,
                };
                self.story.link = link;
            }
            b"w:fldChar" => self.field_character(tag),
            b"w:fldSimple" => {
                let instruction = attribute(tag, b"w:instr").unwrap_or_default();
                self.fields.push(Field { instruction, ..Field::default() });
                self.begin_result();
            }
            b"w:tbl" | b"w:tc" | b"w:txbxContent" | b"w:footnote" | b"w:endnote" | b"w:comment" => {
                self.open_scope(name, tag);
            }
            b"w:tblPr" => self.properties(b"w:tblPr", reader, |table, name, tag| {
                if name == b"w:tblCaption" {
                    table.caption = value(tag);
                }
            })?,
            b"w:tcPr" => self.properties(b"w:tcPr", reader, |table, name, tag| {
                if name == b"w:gridSpan" {
                    table.span = value(tag).and_then(|span| span.parse().ok()).unwrap_or(1);
                }
            })?,
            b"w:trPr" => {
                let changes = self.around.changes;
                self.properties(b"w:trPr", reader, |table, name, _| {
                    table.drops_row |= is_left_out(name, changes);
                })?;
            }
            b"mc:AlternateContent" => self.choices.push(false),
            b"mc:Choice" | b"mc:Fallback" => {
                // The first is the best that there is; the others say the same in older ways.
                match self.choices.last_mut() {
                    Some(chosen) if !*chosen => *chosen = true,
                    _ => skip(tag, reader)?,
                }
            }
            b"w:drawing" | b"w:pict" | b"w:object" => self.drawings.push(Picture::default()),
            b"m:oMathPara" | b"m:oMath" => self.formula(tag, reader)?,
            b"w:footnoteReference" => self.reference("footnote", tag),
            b"w:endnoteReference" => self.reference("endnote", tag),
            b"w:commentReference" => {
                let page = self.page;
                self.comments.extend(attribute(tag, b"w:id").map(|id| (id, page)));
            }
            b"w:ins" | b"w:moveTo" | b"w:del" | b"w:moveFrom" => {
                if is_left_out(name, self.around.changes) {
                    skip(tag, reader)?;
                } else if matches!(name, b"w:ins" | b"w:moveTo") {
                    self.inserted += 1;
                } else {
                    self.deleted += 1;
                }
            }
            name if UNREAD.contains(&name) => skip(tag, reader)?,
            name => {
                if let Some(picture) = self.drawings.last_mut() {
                    picture.see(name, tag);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) {
        let styles = self.around.styles;
        match name {
            b"w:t" | b"w:delText" | b"w:instrText" => self.captures = Captures::Nothing,
            b"w:p" => self.story.close_paragraph(styles),
            b"w:hyperlink" => self.story.link = None,
            b"w:fldSimple" => self.end_field(),
            b"w:tr" => self.story.end_row(),
            b"w:tbl" | b"w:tc" | b"w:txbxContent" | b"w:footnote" | b"w:endnote" | b"w:comment" => {
                self.end_scope(name);
            }
            b"mc:AlternateContent" => drop(self.choices.pop()),
            b"w:drawing" | b"w:pict" | b"w:object" => {
                if let Some(picture) = self.drawings.pop().filter(|picture| !picture.reference.is_empty()) {
                    let index = u32::try_from(self.pictures.len()).unwrap_or(u32::MAX);
                    let description = picture.description.clone();
                    self.pictures.push(picture);
                    let block = Block::Picture { index, description, url: String::new() };
                    self.story.lift(vec![Item::Block(block)]);
                }
            }
            b"w:ins" | b"w:moveTo" => self.inserted = self.inserted.saturating_sub(1),
            b"w:del" | b"w:moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            _ => {}
        }
    }

    fn open_scope(&mut self, name: &[u8], tag: &BytesStart) {
        // A table in a table is three elements deeper.
        let is_too_deep = self.outer.len() >= usize::from(limits::current().markup_depth / 3);
        self.too_deep |= is_too_deep;
        let is_read = !is_too_deep
            && match name {
                b"w:tbl" => {
                    self.story.tables.push(OpenTable::new());
                    true
                }
                b"w:tc" => {
                    let has_table = !self.story.tables.is_empty();
                    if has_table {
                        self.open_story(Story::of_cell());
                    }
                    has_table
                }
                b"w:txbxContent" => {
                    self.open_story(Story::default());
                    true
                }
                _ => {
                    self.open_story(Story::default());
                    self.entries.push(Entry {
                        id: attribute(tag, b"w:id").unwrap_or_default(),
                        author: attribute(tag, b"w:author").unwrap_or_default(),
                        items: Vec::new(),
                    });
                    true
                }
            };
        self.scopes.push(is_read);
    }

    fn open_story(&mut self, story: Story) {
        self.outer.push(std::mem::replace(&mut self.story, story));
    }

    fn end_scope(&mut self, name: &[u8]) {
        if self.scopes.pop() == Some(true) {
            self.close_scope(name);
        }
    }

    fn close_scope(&mut self, name: &[u8]) {
        let styles = self.around.styles;
        if name == b"w:tbl" {
            return self.story.close_table(styles);
        }
        let outer = self.outer.pop().unwrap_or_default();
        let items = std::mem::replace(&mut self.story, outer).finish(styles);
        match name {
            b"w:tc" => {
                let blocks = Grouping::new(self.around.numbering).blocks(items);
                self.story.end_cell(blocks);
            }
            b"w:txbxContent" => self.story.lift(items),
            _ => {
                if let Some(entry) = self.entries.last_mut() {
                    entry.items = items;
                }
            }
        }
    }

    /// How a run looks that says nothing about it.
    fn look(&mut self) -> Look {
        let all = self.around.changes == TrackedChanges::All;
        let (underline, strike) = (all && self.inserted > 0, all && self.deleted > 0);
        Look::plain(self.story.link.clone(), underline, strike)
    }

    fn run_properties(&mut self, reader: &mut Reader<&[u8]>) -> Result<()> {
        let mut look = self.look();
        let (underline, strike) = (look.underline, look.strike);
        each(b"w:rPr", reader, |name, tag| look.set(name, tag))?;
        look.underline |= underline;
        look.strike |= strike;
        self.story.look = look;
        Ok(())
    }

    /// Goes through the properties of the innermost table, its row or its cell.
    fn properties(
        &mut self,
        end: &[u8],
        reader: &mut Reader<&[u8]>,
        see: impl Fn(&mut OpenTable, &[u8], &BytesStart),
    ) -> Result<()> {
        // A cell's own story is the innermost, and its table is in the one around it.
        let story = if end == b"w:tcPr" { self.outer.last_mut() } else { Some(&mut self.story) };
        let is_read = self.scopes.last() == Some(&true);
        let mut none = OpenTable::new();
        let table = story.and_then(|story| story.tables.last_mut()).filter(|_| is_read);
        let table = table.unwrap_or(&mut none);
        each(end, reader, |name, tag| see(table, name, tag))
    }

    /// A character of a font of symbols (17.3.3.30); those for private use mean nothing elsewhere.
    fn symbol(&mut self, tag: &BytesStart) {
        let number = attribute(tag, b"w:char").and_then(|number| u32::from_str_radix(&number, 16).ok());
        let character = number.and_then(char::from_u32).filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}'));
        if let Some(character) = character {
            self.characters(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn page_break(&mut self) {
        if self.outer.is_empty() && self.story.tables.is_empty() {
            self.story.lift(vec![Item::Block(Block::PageBreak)]);
            self.page += 1;
            self.fresh = true;
        }
    }

    fn field_character(&mut self, tag: &BytesStart) {
        match attribute(tag, b"w:fldCharType").as_deref() {
            Some("begin") => self.fields.push(Field::default()),
            Some("separate") => self.begin_result(),
            Some("end") => self.end_field(),
            _ => {}
        }
    }

    fn begin_result(&mut self) {
        let Some(mut field) = self.fields.pop() else { return };
        field.has_result = true;
        if let Some(link) = field.link() {
            field.outer = self.story.link.replace(link);
        }
        self.fields.push(field);
    }

    fn end_field(&mut self) {
        let Some(field) = self.fields.pop() else { return };
        if field.has_result && field.link().is_some() {
            self.story.link = field.outer;
        }
    }

    fn reference(&mut self, kind: &'static str, tag: &BytesStart) {
        if let Some(id) = attribute(tag, b"w:id") {
            let label = self.references.label(kind, id).to_string();
            self.story.paragraph().text.push_marked(MarkKind::Note { label }, "");
        }
    }

    fn formula(&mut self, tag: &BytesStart, reader: &mut Reader<&[u8]>) -> Result<()> {
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
