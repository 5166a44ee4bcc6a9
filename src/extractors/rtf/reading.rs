//! The text of a document, group by group: what is set in one ends with it (RTF 1.9.1, "Contents of an RTF File").

mod state;
mod words;

use kreuzberg::Metadata;
use kreuzberg::types::PdfAnnotation;

use self::state::{Destination, Ending, State};
use super::characters::Characters;
use super::pictures::{Picture, Pictures};
use super::rows::Definition;
use super::sheet::{Lists, Moment, Paragraph, Styles};
use super::story::Story;
use super::tokens::{Token, Tokens};
use crate::extractors::blocks::{Block, Run, flatten};
use crate::extractors::word::lists::Grouping;
use crate::extractors::word::text::Look;
use crate::extractors::word::written::comment;
use crate::limits;
use crate::tracked_changes::{self, TrackedChanges};

/// In bytes.
const LONGEST_LINK: usize = 2048;

/// What has been read of a document.
pub struct Read {
    pub blocks: Vec<Block>,
    pub headers: Vec<Run>,
    pub footers: Vec<Run>,
    pub comments: Vec<PdfAnnotation>,
    pub pictures: Vec<Picture>,
    pub metadata: Metadata,
    /// Groups in one another beyond what is kept apart.
    pub too_deep: bool,
    /// It ends before its groups do.
    pub breaks_off: bool,
}

#[derive(Default)]
pub struct Reading {
    changes: TrackedChanges,
    state: State,
    /// Those of the groups around, from the outside to the inside.
    around: Vec<State>,
    /// Groups that are not kept apart.
    beyond: usize,
    story: Story,
    /// The texts that go on behind it.
    outer: Vec<Story>,
    /// Bytes of text that are not decoded yet, and how many of what follows stand for what has been said in Unicode.
    bytes: Vec<u8>,
    skipped: usize,
    /// The first half of a character of Unicode's.
    surrogate: Option<u16>,
    characters: Characters,
    default_font: Option<i32>,
    styles: Styles,
    lists: Lists,
    row: Definition,
    nested_row: Definition,
    old_start: Option<i64>,
    info: String,
    moment: Moment,
    author: String,
    property: (String, String),
    pictures: Pictures,
    /// How many notes have been referred to, and their texts by number.
    noted: usize,
    notes: Vec<(usize, Run)>,
    headers: Vec<Run>,
    footers: Vec<Run>,
    comments: Vec<PdfAnnotation>,
    /// Pages that have ended.
    pages: usize,
    /// How many comments were made before the paragraph.
    commented: usize,
    /// What comes next is of another section, which begins on a page of its own unless it says otherwise.
    ends_section: bool,
    metadata: Metadata,
    too_deep: bool,
}

impl Reading {
    /// @param wants_pictures whether their bytes are kept
    pub fn new(wants_pictures: bool) -> Self {
        let pictures = Pictures::new(wants_pictures);
        Self { changes: tracked_changes::current(), pictures, ..Self::default() }
    }

    /// @param is_part whether it is a piece that was cut out of a document, of any number of groups
    pub fn read(mut self, document: &[u8], is_part: bool) -> Read {
        let deepest = usize::from(limits::current().markup_depth);
        let mut breaks_off = true;
        for token in Tokens::of(document) {
            match token {
                Token::Open => self.open(deepest),
                Token::Close => {
                    self.close();
                    // What follows is no part of the document.
                    if self.around.is_empty() && !is_part {
                        breaks_off = false;
                        break;
                    }
                }
                _ if self.state.destination == Destination::Nothing => {}
                Token::Text(text) => self.text(text),
                Token::Byte(byte) => self.text(&[byte]),
                Token::Binary(bytes) => self.binary(bytes),
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Word { name, number } => self.word(name, number),
            }
        }
        breaks_off &= !(is_part && self.around.is_empty());
        self.beyond = 0;
        while !self.around.is_empty() {
            self.close();
        }
        let mut blocks = self.end_story();
        self.notes.sort_by_key(|(number, _)| *number);
        let note = |(number, text): (usize, Run)| Block::Note { label: number.to_string(), text };
        blocks.extend(self.notes.into_iter().map(note));
        Read {
            blocks,
            headers: self.headers,
            footers: self.footers,
            comments: self.comments,
            pictures: self.pictures.found,
            metadata: self.metadata,
            too_deep: self.too_deep,
            breaks_off,
        }
    }

    fn open(&mut self, deepest: usize) {
        self.flush();
        if self.around.len() >= deepest {
            self.beyond += 1;
            self.too_deep = true;
            return;
        }
        self.around.push(self.state.clone());
        (self.state.ending, self.state.is_optional) = (Ending::Nothing, false);
    }

    fn close(&mut self) {
        self.flush();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let ending = self.state.ending;
        match ending {
            Ending::Nothing => {}
            Ending::Field => self.story.fields.end(&mut self.story.link),
            Ending::Note(number) => {
                // A blank is between a note's mark and its text.
                let text = flatten(self.end_story()).trimmed();
                if !text.is_empty() {
                    self.notes.push((number, text));
                }
            }
            Ending::Header | Ending::Footer => {
                let run = flatten(self.end_story());
                let runs = if ending == Ending::Header { &mut self.headers } else { &mut self.footers };
                runs.push(run);
            }
            Ending::TextBox => {
                let blocks = self.end_story();
                self.story.behind.extend(blocks);
            }
            Ending::Comment => self.end_comment(),
            Ending::Picture => {
                let block = self.pictures.end();
                if !self.is_left_out() {
                    self.story.behind.extend(block);
                }
            }
            Ending::Info(info) => {
                let text = std::mem::take(&mut self.info);
                let moment = std::mem::take(&mut self.moment).text();
                info.tell(&moment.unwrap_or(text), &mut self.metadata);
            }
            Ending::PropertyValue => {
                let (name, value) = std::mem::take(&mut self.property);
                if name == "wzDescription" {
                    self.pictures.describe(value);
                }
            }
        }
        if let Some(state) = self.around.pop() {
            self.state = state;
        }
    }

    /// Goes back to the text around, if there is one, with what the one that is read is made of.
    fn end_story(&mut self) -> Vec<Block> {
        self.end_paragraph();
        let story = std::mem::replace(&mut self.story, self.outer.pop().unwrap_or_default());
        Grouping::new(&self.lists.numbering).blocks(story.finish(&mut self.row))
    }

    fn end_comment(&mut self) {
        let text = flatten(self.end_story()).trimmed().text;
        let author = std::mem::take(&mut self.author);
        if !text.is_empty() {
            self.comments.push(comment(&author, &text, self.pages + 1));
        }
    }

    fn begin_story(&mut self, ending: Ending) {
        self.flush();
        self.outer.push(std::mem::take(&mut self.story));
        (self.state.ending, self.state.destination) = (ending, Destination::Text);
        (self.state.paragraph, self.state.look) = (Paragraph::default(), Look::default());
    }

    fn is_left_out(&self) -> bool {
        self.state.is_hidden
            || match self.changes {
                TrackedChanges::Accepted => self.state.is_deleted,
                TrackedChanges::Original => self.state.is_inserted,
                TrackedChanges::All => false,
            }
    }

    fn text(&mut self, bytes: &[u8]) {
        let skipped = self.skipped.min(bytes.len());
        self.skipped -= skipped;
        let bytes = bytes.get(skipped..).unwrap_or_default();
        match self.state.destination {
            Destination::Picture => self.pictures.hexadecimal(bytes),
            Destination::Around
            | Destination::Nothing
            | Destination::Fonts
            | Destination::Lists
            | Destination::Numbering
            | Destination::NestedRow => {}
            _ => self.bytes.extend_from_slice(bytes),
        }
    }

    fn binary(&mut self, bytes: &[u8]) {
        if self.state.destination == Destination::Picture {
            self.pictures.binary(bytes);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.state.is_optional = true,
            b'\\' | b'{' | b'}' => self.text(&[symbol]),
            b'\r' | b'\n' => self.word(b"par", None),
            b'\t' => self.character('\t'),
            b'~' => self.character('\u{a0}'),
            b'_' => self.character('\u{2011}'),
            // Where a word may be parted, and what is of an index.
            _ => {}
        }
    }

    /// Adds a character that is not of the font.
    fn character(&mut self, character: char) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        self.decode();
        self.put(character.encode_utf8(&mut [0; 4]));
    }

    fn unicode(&mut self, number: i32) {
        self.decode();
        self.skipped = self.state.fallback;
        // Those above 32,767 are told as negative numbers.
        let code = if number < 0 { number.wrapping_add(0x1_0000) } else { number }.cast_unsigned();
        let first = self.surrogate.take();
        match u16::try_from(code) {
            Ok(unit @ 0xD800..=0xDBFF) => self.surrogate = Some(unit),
            Ok(unit @ 0xDC00..=0xDFFF) => {
                let pair = first.map(|first| char::decode_utf16([first, unit]).next());
                if let Some(Some(Ok(character))) = pair {
                    self.put(character.encode_utf8(&mut [0; 4]));
                }
            }
            // A font of pictures has them from here on.
            Ok(unit @ 0xF020..=0xF0FF) if self.characters.is_of_pictures(self.font()) => {
                let [byte, _] = unit.to_le_bytes();
                let text = self.characters.text(&[byte], self.font()).into_owned();
                self.put(&text);
            }
            _ => {
                if let Some(character) = char::from_u32(code) {
                    self.put(character.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    /// Makes text of the bytes that have been read.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let text = self.characters.text(&bytes, self.font()).into_owned();
        self.put(&text);
        self.bytes = bytes;
        self.bytes.clear();
    }

    /// That of the text; what is said of the document is in none.
    fn font(&self) -> Option<i32> {
        let is_told = matches!(self.state.destination, Destination::Info(_) | Destination::Author);
        self.state.font.or(self.default_font).filter(|_| !is_told)
    }

    fn put(&mut self, text: &str) {
        match self.state.destination {
            Destination::Text => {
                if self.is_left_out() {
                    return;
                }
                if self.story.fields.is_instruction() {
                    self.story.fields.instruct(text);
                } else {
                    self.story.pending.push_str(text);
                }
            }
            Destination::Instruction => self.story.fields.instruct(text),
            Destination::Info(_) => self.info.push_str(text),
            Destination::Styles => self.styles.put(text),
            Destination::Author => self.author.push_str(text),
            Destination::PropertyName => self.property.0.push_str(text),
            Destination::PropertyValue => self.property.1.push_str(text),
            _ => {}
        }
    }

    /// Makes what has been read part of the paragraph, with its look.
    fn flush(&mut self) {
        self.decode();
        self.skipped = 0;
        let mut look = self.state.look.clone();
        if self.changes == TrackedChanges::All {
            look.strike |= self.state.is_deleted;
            look.underline |= self.state.is_inserted;
        }
        self.story.flush(look);
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let paragraph = self.state.paragraph;
        let begins_page = self.ends_section || (paragraph.break_before && !paragraph.in_table);
        if begins_page && self.outer.is_empty() && !self.story.is_blank() {
            self.ends_section = false;
            self.story.break_page(&mut self.row);
            self.pages += 1;
            let own = self.comments.iter_mut().skip(self.commented);
            own.for_each(|comment| comment.page_number += 1);
        }
        if self.outer.is_empty() {
            self.commented = self.comments.len();
        }
        let kind = (self.styles.heading(&paragraph), self.styles.list(&paragraph));
        self.story.end_paragraph(&paragraph, kind, &mut self.row);
    }

    fn break_page(&mut self) {
        self.end_paragraph();
        if self.outer.is_empty() {
            self.story.break_page(&mut self.row);
            self.pages += 1;
        }
    }
}
