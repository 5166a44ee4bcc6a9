//! From objects to blocks: texts, and what is drawn.

use ahash::AHashSet;
use kreuzberg::Result;

use super::message::Message;
use super::objects::Objects;
use super::storage::{self, ATTACHMENT, LINE_BREAK, NOTE, Setting, Storage};
use super::style::Styles;
use super::table;
use crate::extractors::blocks::inline::Inline;
use crate::extractors::blocks::lists::{Item, nested};
use crate::extractors::blocks::{Block, MAX_NESTING, MarkKind, Run, flatten};
use crate::limits::{self, Exceeded};
use crate::tracked_changes::{self, TrackedChanges};

/// Types of objects.
const DRAWN_ATTACHMENT: u64 = 2003;
const TEXT_ATTACHMENT: [u64; 3] = [2004, 2007, 2009];
const NUMBER_ATTACHMENT: u64 = 2043;
const SHAPE: u64 = 2011;
const IMAGE: u64 = 3005;
const GROUP: u64 = 3008;
const CHARTS: [u64; 2] = [5000, 5021];
const TABLE: u64 = 6000;
const TABLE_IN_TEXT: u64 = 6007;
/// Keynote's alone.
pub const PLACEHOLDER: u64 = 7;

/// What is read of a document's objects, each of those that are drawn once.
pub struct Reading<'a> {
    pub objects: &'a Objects,
    pub cells: u64,
    /// The limit that cells were left out for.
    pub cut: Option<Exceeded>,
    /// Tables and cells that cannot be read.
    pub damaged: usize,
    /// What is there and not read: charts, and what is nested too deeply.
    pub unread: usize,
    styles: Styles,
    notes: usize,
    nesting: usize,
    drawn: AHashSet<u64>,
}

impl<'a> Reading<'a> {
    pub fn of(objects: &'a Objects) -> Self {
        Self {
            objects,
            cells: 0,
            cut: None,
            damaged: 0,
            unread: 0,
            styles: Styles::default(),
            notes: 0,
            nesting: 0,
            drawn: AHashSet::new(),
        }
    }

    /// Counts what is read as often as it is read: many may refer to one.
    ///
    /// # Returns
    /// Whether there is room for it.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn admit(&mut self, message: Message) -> Result<bool> {
        let spent = limits::spend_unpacked(message.len() as u64).map_err(Into::into);
        let cut = limits::cut(spent)?;
        let fits = cut.is_none();
        self.cut = self.cut.take().or(cut);
        Ok(fits)
    }

    /// The blocks of a text, and of what is attached to it.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn text(&mut self, id: Option<u64>) -> Result<Vec<Block>> {
        let Some(message) = self.objects.of_type(id, storage::TYPES) else { return Ok(Vec::new()) };
        if self.nesting >= MAX_NESTING {
            self.unread += 1;
            return Ok(Vec::new());
        }
        if !self.admit(message)? {
            return Ok(Vec::new());
        }
        self.nesting += 1;
        let blocks = self.paragraphs(&Storage::of(message, self.objects));
        self.nesting -= 1;
        blocks
    }

    fn paragraphs(&mut self, storage: &Storage) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        let mut place = 0;
        for paragraph in storage.text.split(is_end) {
            let setting = storage.setting(place, &mut self.styles);
            let (run, mut behind) = self.paragraph(storage, paragraph, place)?;
            place += paragraph.encode_utf16().count() as u64 + 1;
            if !run.is_empty() || !run.marks.is_empty() {
                if let Setting::Item { level, is_numbered } = setting {
                    items.push(Item { level, start: is_numbered.then_some(1), run });
                } else {
                    blocks.extend(nested(std::mem::take(&mut items)));
                    blocks.push(match setting {
                        Setting::Heading(level) => Block::Heading { level, text: run },
                        _ => Block::Paragraph(run),
                    });
                }
            }
            if !behind.is_empty() {
                blocks.extend(nested(std::mem::take(&mut items)));
                blocks.append(&mut behind);
            }
        }
        blocks.extend(nested(items));
        Ok(blocks)
    }

    /// A paragraph that begins at a place, and what is to be put behind it.
    fn paragraph(&mut self, storage: &Storage, text: &str, start: u64) -> Result<(Run, Vec<Block>)> {
        let mut line = Line::default();
        let mut behind = Vec::new();
        let mut place = start;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let change = Change::at(storage, place);
            if is_special(first) {
                if change != Change::LeftOut {
                    self.special(storage, first, place, &mut line, &mut behind)?;
                }
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                place += first.len_utf16() as u64;
                continue;
            }
            if change != Change::LeftOut {
                let marks = self.marks(storage, place)?.into_iter();
                line.mark(
                    marks.filter(|kind| Some(kind) != change.mark().as_ref()).chain(change.mark()).collect(),
                );
            }
            let until = storage.marked_until(place);
            let mut length = 0;
            for character in rest.chars().take_while(|character| !is_special(*character)) {
                length += character.len_utf8();
                place += character.len_utf16() as u64;
                if place >= until {
                    break;
                }
            }
            let (stretch, after) = rest.split_at(length);
            if change != Change::LeftOut {
                line.inline.text(stretch);
            }
            rest = after;
        }
        Ok((line.finish(), behind))
    }

    /// What the character at a place is marked as, from the outside to the inside.
    fn marks(&mut self, storage: &Storage, place: u64) -> Result<Vec<MarkKind>> {
        let mut marks = Vec::new();
        if let Some(link) = storage.link(place)
            && self.admit(link)?
            && let Some(url) = link.text(2).filter(|url| !url.trim().is_empty())
        {
            marks.push(MarkKind::Link { url: url.trim().to_owned(), title: None });
        }
        marks.extend(storage.marks(place, &mut self.styles));
        Ok(marks)
    }

    /// A character that stands for something, or for nothing.
    fn special(
        &mut self,
        storage: &Storage,
        character: char,
        place: u64,
        line: &mut Line,
        behind: &mut Vec<Block>,
    ) -> Result<()> {
        match character {
            ATTACHMENT => match storage.attachment(place) {
                Some((DRAWN_ATTACHMENT, attachment)) => behind.extend(self.drawing(attachment.reference(1))?),
                Some((NUMBER_ATTACHMENT, attachment)) => {
                    line.inline.text(&attachment.text(3).unwrap_or_default());
                }
                Some((kind, attachment)) if TEXT_ATTACHMENT.contains(&kind) => {
                    line.inline.text(&attachment.text(1).unwrap_or_default());
                }
                _ => {}
            },
            NOTE => {
                if let Some(text) = storage.note(place).filter(|text| self.drawn.insert(*text)) {
                    self.notes += 1;
                    let label = self.notes.to_string();
                    line.inline.marked(MarkKind::Note { label: label.clone() }, "");
                    let text = flatten(self.text(Some(text))?);
                    behind.push(Block::Note { label, text });
                }
            }
            LINE_BREAK => line.inline.text("\n"),
            _ => {}
        }
        Ok(())
    }

    /// The blocks of something that is drawn.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn drawing(&mut self, id: Option<u64>) -> Result<Vec<Block>> {
        let Some((kind, message)) =
            id.filter(|id| self.drawn.insert(*id)).and_then(|id| self.objects.get(id))
        else {
            return Ok(Vec::new());
        };
        match kind {
            SHAPE => self.shape(message),
            PLACEHOLDER => message.message(1).map_or_else(|| Ok(Vec::new()), |shape| self.shape(shape)),
            GROUP if self.nesting < MAX_NESTING => {
                self.nesting += 1;
                let blocks = self.drawings(message.references(2));
                self.nesting -= 1;
                blocks
            }
            TABLE => table::blocks(self, message),
            TABLE_IN_TEXT => match message.message(1) {
                Some(table) => table::blocks(self, table),
                None => Ok(Vec::new()),
            },
            IMAGE => Ok(described(message)),
            _ if kind == GROUP || CHARTS.contains(&kind) => {
                self.unread += 1;
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The blocks of several things that are drawn.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn drawings(&mut self, ids: impl IntoIterator<Item = u64>) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        for id in ids {
            blocks.extend(self.drawing(Some(id))?);
        }
        Ok(blocks)
    }

    fn shape(&mut self, shape: Message) -> Result<Vec<Block>> {
        self.text(shape.reference(4).or(shape.reference(2)))
    }
}

/// What is said of a picture, for who does not see it.
fn described(image: Message) -> Vec<Block> {
    let said = image.message(1).and_then(|drawable| drawable.text(8));
    let said = said.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty());
    said.map(|said| {
        let mut inline = Inline::default();
        inline.image(String::new(), &said);
        Block::Paragraph(inline.take())
    })
    .into_iter()
    .collect()
}

/// Ends of paragraphs, pages, columns and sections.
fn is_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2029}' | '\u{4}' | '\u{5}' | '\u{c}')
}

/// What becomes of text because of the changes on record.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    None,
    LeftOut,
    Inserted,
    Deleted,
}

impl Change {
    fn at(storage: &Storage, place: u64) -> Self {
        match (tracked_changes::current(), storage.changes(place)) {
            (TrackedChanges::Accepted, (_, true)) | (TrackedChanges::Original, (true, _)) => Self::LeftOut,
            (TrackedChanges::All, (_, true)) => Self::Deleted,
            (TrackedChanges::All, (true, _)) => Self::Inserted,
            _ => Self::None,
        }
    }

    fn mark(self) -> Option<MarkKind> {
        match self {
            Self::Inserted => Some(MarkKind::Underline),
            Self::Deleted => Some(MarkKind::Strike),
            Self::None | Self::LeftOut => None,
        }
    }
}

/// Whether a character is none of the text itself.
fn is_special(character: char) -> bool {
    matches!(character, ATTACHMENT | NOTE | LINE_BREAK) || character.is_control() && character != '\t'
}

/// A paragraph being written.
struct Line {
    inline: Inline,
    open: Vec<MarkKind>,
}

impl Default for Line {
    fn default() -> Self {
        Self { inline: Inline::new(true), open: Vec::new() }
    }
}

impl Line {
    /// Marks what comes: what is marked so already stays open.
    fn mark(&mut self, marks: Vec<MarkKind>) {
        if self.open == marks {
            return;
        }
        let kept = self.open.iter().zip(&marks).take_while(|(open, wanted)| open == wanted).count();
        for _ in self.open.drain(kept..) {
            self.inline.close();
        }
        for kind in marks.into_iter().skip(kept) {
            if self.inline.open(kind.clone()) {
                self.open.push(kind);
            }
        }
    }

    fn finish(mut self) -> Run {
        self.mark(Vec::new());
        self.inline.take()
    }
}
