//! Goes through the markup of a part (ECMA-376 part 1, 17; part 3 for alternate content).

mod runs;
mod scopes;

use ahash::AHashMap;
use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::drawing::{Drawing, Shown};
use super::fields::Fields;
use super::lists::Item;
use super::part::{attribute, reader, unreadable};
use super::properties::{self, skip};
use super::story::{References, Story, is_left_out};
use super::styles::{Numbering, Styles, value};
use super::table::Merged;
use crate::extractors::blocks::Block;
use crate::tracked_changes::TrackedChanges;
use crate::xml;

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
    pub pictures: Vec<Shown>,
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
    fields: Fields,
    drawings: Vec<Drawing>,
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
            fields: Fields::default(),
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
        self.fields = Fields::default();
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
            self.fields.instruct(text);
        } else if !self.fields.is_instruction() {
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
                self.fields.begin(instruction);
                self.fields.begin_result(&mut self.story.link);
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
                let cell = &mut table.cell;
                let goes_on = || value(tag).is_none_or(|value| value == "continue");
                match name {
                    b"w:gridSpan" => cell.span = number(tag).unwrap_or(1),
                    b"w:vMerge" if goes_on() => cell.merged = Some(Merged::Above),
                    b"w:hMerge" if goes_on() => cell.merged = Some(Merged::Before),
                    _ => {}
                }
            })?,
            b"w:trPr" => {
                let changes = self.around.changes;
                self.properties(b"w:trPr", reader, |table, name, tag| {
                    table.drops_row |= is_left_out(name, changes);
                    if name == b"w:gridBefore" {
                        table.leave_out(number(tag).unwrap_or(0));
                    }
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
            b"w:drawing" | b"w:pict" | b"w:object" => self.drawings.push(Drawing::default()),
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
                if let Some(drawing) = self.drawings.last_mut() {
                    drawing.see(name, tag);
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
            b"w:fldSimple" => self.fields.end(&mut self.story.link),
            b"w:tr" => {
                if let Some(table) = self.story.tables.last_mut() {
                    table.end_row();
                }
            }
            b"w:tbl" | b"w:tc" | b"w:txbxContent" | b"w:footnote" | b"w:endnote" | b"w:comment" => {
                self.end_scope(name);
            }
            b"mc:AlternateContent" => drop(self.choices.pop()),
            b"w:drawing" | b"w:pict" | b"w:object" => {
                let pictures = self.drawings.pop().map(Drawing::finish);
                pictures.into_iter().flatten().for_each(|picture| self.picture(picture));
            }
            b"w:ins" | b"w:moveTo" => self.inserted = self.inserted.saturating_sub(1),
            b"w:del" | b"w:moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            _ => {}
        }
    }

    fn picture(&mut self, picture: Shown) {
        let index = u32::try_from(self.pictures.len()).unwrap_or(u32::MAX);
        let description = picture.description.clone();
        self.pictures.push(picture);
        self.story.lift(vec![Item::Block(Block::Picture { index, description, url: String::new() })]);
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
            Some("begin") => self.fields.begin(String::new()),
            Some("separate") => self.fields.begin_result(&mut self.story.link),
            Some("end") => self.fields.end(&mut self.story.link),
            _ => {}
        }
    }
}

/// `w:val` as a number.
fn number(tag: &BytesStart) -> Option<usize> {
    value(tag)?.parse().ok()
}
