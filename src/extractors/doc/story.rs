//! Parts of a document's text, put together from characters and their properties ([MS-DOC] 2.4).

use std::ops::Range;

use super::header::{Header, Structure};
use super::pieces::{Character, Pieces};
use super::properties::{Of, Pages, Stretch, properties};
use super::styles::{Paragraph, Styles};
use super::table::{Layout, Rows};
use crate::extractors::blocks::{Block, MarkKind, Run};
use crate::extractors::word::fields::Fields;
use crate::extractors::word::lists::Item;
use crate::extractors::word::text::{Look, Text};
use crate::tracked_changes::TrackedChanges;

/// Properties of characters (2.6.1).
const DELETED: u16 = 0x0800;
const INSERTED: u16 = 0x0801;
const BOLD: u16 = 0x0835;
const ITALIC: u16 = 0x0836;
const STRIKE: u16 = 0x0837;
const UNDERLINE: u16 = 0x2A3E;
const HIGHLIGHT: u16 = 0x2A0C;
const RAISED: u16 = 0x2A48;
const PICTURE: u16 = 0x6A03;

/// The properties of a paragraph lie in the stream `Data` (2.6.2).
const ELSEWHERE: [u16; 2] = [0x6645, 0x6646];

/// What a row's cells are (2.6.3).
const ROW: u16 = 0xD608;

/// What is read from.
pub struct Source<'a> {
    pub pieces: Pieces<'a>,
    pub paragraphs: Pages<'a>,
    pub characters: Pages<'a>,
    pub styles: Styles,
    /// The stream `Data`.
    pub data: &'a [u8],
    pub changes: TrackedChanges,
}

impl<'a> Source<'a> {
    pub fn new(
        stream: &'a [u8],
        header: &Header,
        tables: &[u8],
        data: &'a [u8],
        changes: TrackedChanges,
    ) -> Self {
        let pages = |of, structure| Pages::new(stream, of, header.table(tables, structure));
        Self {
            pieces: Pieces::read(stream, header, tables),
            paragraphs: pages(Of::Paragraphs, Structure::ParagraphProperties),
            characters: pages(Of::Characters, Structure::CharacterProperties),
            styles: Styles::read(header.table(tables, Structure::Styles)),
            data,
            changes,
        }
    }
}

/// Where a note is referred to, and where its text is.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub position: u32,
    pub text: Range<u32>,
}

/// What has been read of a document.
pub struct Story<'s, 'a> {
    source: &'s Source<'a>,
    /// Those that are still to be referred to, the next one last.
    waiting: Vec<Note>,
    /// The texts of those that have been, in their order.
    pub noted: Vec<Range<u32>>,
    /// Where in the stream `Data` pictures are.
    pub pictures: Vec<u32>,
    /// Where the text is commented on, in order, and on which page.
    pub commented: Vec<(u32, usize)>,
    /// How many pages have been ended.
    pages: usize,
}

impl<'s, 'a> Story<'s, 'a> {
    /// @param notes in any order
    pub fn new(source: &'s Source<'a>, mut notes: Vec<Note>) -> Self {
        notes.sort_by_key(|note| std::cmp::Reverse(note.position));
        let (noted, pictures, commented) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, waiting: notes, noted, pictures, commented, pages: 0 }
    }

    /// Reads a part of the document.
    pub fn read(&mut self, part: Range<u32>) -> Vec<Item> {
        let source = self.source;
        let mut reading = Reading::new(self);
        for character in source.pieces.characters(part) {
            reading.character(character);
        }
        reading.finish()
    }
}

/// How characters look, and what that holds for.
struct Looks<'a> {
    stretch: Stretch<'a>,
    look: Look,
    is_left_out: bool,
    picture: Option<u32>,
}

struct Reading<'r, 's, 'a> {
    story: &'r mut Story<'s, 'a>,
    items: Vec<Item>,
    text: Text,
    /// Of the look in force, and not yet part of the text.
    pending: String,
    looks: Looks<'a>,
    fields: Fields,
    link: Option<String>,
    /// Pictures in the paragraph.
    shown: Vec<Block>,
    /// How often the text has been commented on before the paragraph.
    commented: usize,
    table: Rows,
    /// The cells of the row that have been ended, and the blocks of the next.
    row: Vec<Vec<Block>>,
    cell: Vec<Block>,
}

impl<'r, 's, 'a> Reading<'r, 's, 'a> {
    fn new(story: &'r mut Story<'s, 'a>) -> Self {
        // Another part of the document may have been read before, and its comments stay on their pages.
        let commented = story.commented.len();
        let looks =
            Looks { stretch: Stretch::default(), look: Look::default(), is_left_out: false, picture: None };
        Self {
            story,
            items: Vec::new(),
            text: Text::default(),
            pending: String::new(),
            looks,
            fields: Fields::default(),
            link: None,
            shown: Vec::new(),
            commented,
            table: Rows::default(),
            row: Vec::new(),
            cell: Vec::new(),
        }
    }

    fn character(&mut self, Character { value, position, offset }: Character) {
        if !self.looks.stretch.offsets.contains(&offset) {
            self.flush();
            self.looks = self.look_at(offset);
        }
        if self.looks.is_left_out {
            // A note goes with what refers to it.
            self.story.waiting.pop_if(|note| note.position == position);
            return;
        }
        if self.story.waiting.last().is_some_and(|note| note.position <= position) {
            self.refer();
        }
        match value {
            '\r' | '\x07' | '\x0C' => self.end_paragraph(value, offset),
            '\x13' => {
                self.flush();
                self.fields.begin(String::new());
            }
            '\x14' => {
                self.flush();
                self.fields.begin_result(&mut self.link);
            }
            '\x15' => {
                self.flush();
                self.fields.end(&mut self.link);
            }
            _ if self.fields.is_instruction() => self.fields.instruct(value.encode_utf8(&mut [0; 4])),
            '\x01' => self.picture(),
            '\x05' => self.story.commented.push((position, self.story.pages + 1)),
            '\x0B' => self.pending.push('\n'),
            '\t' => self.pending.push('\t'),
            '\x1E' => self.pending.push('\u{2011}'),
            // Hyphens that may be, marks of notes, objects, columns, and what else is no text.
            '\0'..='\x1F' => {}
            _ => self.pending.push(value),
        }
    }

    fn look_at(&self, offset: u32) -> Looks<'a> {
        let nowhere = || Stretch { offsets: offset..offset.saturating_add(1), ..Stretch::default() };
        let stretch = self.story.source.characters.at(offset).unwrap_or_else(nowhere);
        let mut look = Look::default();
        let (mut is_deleted, mut is_inserted, mut picture) = (false, false, None);
        for property in properties(stretch.properties) {
            // Those that can be on and off have two values more that go by the style: as it is, and the opposite.
            let is_on = matches!(property.byte(), 1 | 0x81);
            match property.name {
                DELETED => is_deleted = is_on,
                INSERTED => is_inserted = is_on,
                BOLD if is_on => look.mark(&MarkKind::Strong),
                ITALIC if is_on => look.mark(&MarkKind::Emphasis),
                STRIKE if is_on => look.mark(&MarkKind::Strike),
                UNDERLINE if property.byte() != 0 => look.mark(&MarkKind::Underline),
                HIGHLIGHT if property.byte() != 0 => look.mark(&MarkKind::Highlight),
                RAISED if property.byte() == 1 => look.mark(&MarkKind::Superscript),
                RAISED if property.byte() == 2 => look.mark(&MarkKind::Subscript),
                PICTURE => picture = Some(property.long()),
                _ => {}
            }
        }
        let changes = self.story.source.changes;
        if changes == TrackedChanges::All {
            look.strike |= is_deleted;
            look.underline |= is_inserted;
        }
        let is_left_out = match changes {
            TrackedChanges::Accepted => is_deleted,
            TrackedChanges::Original => is_inserted,
            TrackedChanges::All => false,
        };
        Looks { stretch, look, is_left_out, picture }
    }

    /// Makes what has been collected part of the text.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.looks.look.link.clone_from(&self.link);
            self.text.push(&self.pending, &self.looks.look);
            self.pending.clear();
        }
    }

    fn refer(&mut self) {
        self.flush();
        if let Some(note) = self.story.waiting.pop() {
            self.story.noted.push(note.text);
            let label = self.story.noted.len().to_string();
            self.text.push_marked(MarkKind::Note { label }, "");
        }
    }

    fn picture(&mut self) {
        let Some(place) = self.looks.picture else { return };
        let index = u32::try_from(self.story.pictures.len()).unwrap_or(u32::MAX);
        self.story.pictures.push(place);
        self.shown.push(Block::Picture { index, description: String::new(), url: String::new() });
    }

    fn end_paragraph(&mut self, mark: char, offset: u32) {
        self.flush();
        let run = std::mem::take(&mut self.text).finish();
        let stretch = self.story.source.paragraphs.at(offset).unwrap_or_default();
        let mut paragraph =
            stretch.style.map(|style| self.story.source.styles.paragraph(style)).unwrap_or_default();
        let mut layout = Layout::default();
        for property in properties(self.elsewhere(stretch.properties)) {
            paragraph.set(&property);
            if property.name == ROW {
                layout = Layout::of(property.value);
            }
        }
        if paragraph.ends_row {
            self.end_row(layout);
        } else if paragraph.in_table || mark == '\x07' {
            self.put_in_cell(run, &paragraph);
            if mark == '\x07' {
                self.row.push(std::mem::take(&mut self.cell));
            }
        } else {
            self.end_table();
            if paragraph.break_before {
                self.end_page();
                let own = self.story.commented.iter_mut().skip(self.commented);
                own.for_each(|(_, page)| *page += 1);
            }
            self.put(run, &paragraph);
        }
        if mark == '\x0C' {
            self.end_page();
        }
        self.commented = self.story.commented.len();
    }

    fn end_page(&mut self) {
        self.items.push(Item::Block(Block::PageBreak));
        self.story.pages += 1;
    }

    /// A paragraph's properties, which may be in another stream.
    fn elsewhere<'p>(&self, list: &'p [u8]) -> &'p [u8]
    where
        'a: 'p,
    {
        let found = properties(list).find(|property| ELSEWHERE.contains(&property.name));
        let start = found.map(|property| property.long() as usize);
        let data = start.and_then(|start| self.story.source.data.get(start..));
        let length = data.and_then(|data| crate::compound::u16_at(data, 0)).map(usize::from);
        data.zip(length).and_then(|(data, length)| data.get(2..2 + length)).unwrap_or(list)
    }

    fn put(&mut self, run: Run, paragraph: &Paragraph) {
        if !run.is_empty() {
            self.items.push(match (paragraph.heading(), paragraph.list()) {
                (Some(level), _) => Item::Block(Block::Heading { level, text: run }),
                (None, Some(number)) => Item::Listed { number, level: paragraph.list_level, text: run },
                (None, None) => Item::Block(Block::Paragraph(run)),
            });
        }
        self.items.extend(self.shown.drain(..).map(Item::Block));
    }

    fn put_in_cell(&mut self, run: Run, paragraph: &Paragraph) {
        if !run.is_empty() {
            self.cell.push(match paragraph.heading() {
                Some(level) => Block::Heading { level, text: run },
                None => Block::Paragraph(run),
            });
        }
        self.cell.append(&mut self.shown);
    }

    fn end_row(&mut self, layout: Layout) {
        self.table.push(std::mem::take(&mut self.row), layout.into());
        self.cell.clear();
    }

    fn end_table(&mut self) {
        // A row without an end is still there to be read.
        if !self.cell.is_empty() {
            self.row.push(std::mem::take(&mut self.cell));
        }
        if !self.row.is_empty() {
            self.end_row(Layout::default());
        }
        self.items.extend(std::mem::take(&mut self.table).finish().map(Item::Block));
    }

    fn finish(mut self) -> Vec<Item> {
        self.flush();
        let run = std::mem::take(&mut self.text).finish();
        if !self.table.is_empty() || !self.row.is_empty() {
            self.put_in_cell(run, &Paragraph::default());
            self.end_table();
        } else {
            self.put(run, &Paragraph::default());
        }
        self.items
    }
}
