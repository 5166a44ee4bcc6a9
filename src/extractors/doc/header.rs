//! The file information block: where in a document's streams the rest is found ([MS-DOC] 2.5).

use std::ops::Range;

use kreuzberg::{KreuzbergError, Result};

use crate::compound::{u16_at, u32_at};

/// Of Word documents (2.5.2).
const IDENTIFIER: u16 = 0xA5EC;

/// The first version of the format of Word 97; those before it are of Word 6 and 95.
const WORD_97: u16 = 0x00C0;

/// The formats before, in one stream: where its counts of characters begin, and where the table of pieces is told of.
const OLD_COUNTS: usize = 0x34;
const OLD_PIECES: usize = 0x160;

/// Where the first of the parts of variable length begins: counts of 16 bits (2.5.3).
const FIRST_ARRAY: usize = 32;

/// Where among the pairs of offset and length a table is told of (2.5.6).
#[derive(Clone, Copy)]
pub enum Structure {
    Styles = 1,
    FootnoteReferences = 2,
    FootnoteTexts = 3,
    CommentReferences = 4,
    CommentTexts = 5,
    Running = 11,
    CharacterProperties = 12,
    ParagraphProperties = 13,
    Pieces = 33,
    CommentAuthors = 36,
    EndnoteReferences = 46,
    EndnoteTexts = 47,
    Drawings = 50,
    Lists = 73,
    ListOverrides = 74,
}

/// How many characters the parts of a document have, in the order in which they follow one another (2.5.5).
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Counts {
    pub body: u32,
    pub footnotes: u32,
    pub headers: u32,
    /// Of macros, which nobody writes any more.
    pub macros: u32,
    pub comments: u32,
    pub endnotes: u32,
    pub text_boxes: u32,
}

/// What a document's first stream begins with.
pub struct Header<'a> {
    stream: &'a [u8],
    is_old: bool,
    /// Of [`Structure`]s.
    pairs: usize,
    pub counts: Counts,
}

impl<'a> Header<'a> {
    /// Of the stream `WordDocument`.
    ///
    /// # Errors
    /// It does not begin like one.
    pub fn read(stream: &'a [u8]) -> Result<Self> {
        let refused =
            || KreuzbergError::parsing("the document is damaged: its stream does not begin as one of Word's");
        if u16_at(stream, 0) != Some(IDENTIFIER) {
            return Err(refused());
        }
        let is_old = u16_at(stream, 2).is_some_and(|version| version < WORD_97);
        let (counts, pairs) = if is_old {
            (OLD_COUNTS, stream.len())
        } else {
            let counts = array(stream, FIRST_ARRAY, 2).ok_or_else(refused)?;
            // The first three are of something else.
            (counts + 2 + 12, array(stream, counts, 4).ok_or_else(refused)? + 2)
        };
        let count = |index: usize| u32_at(stream, counts + index * 4).unwrap_or_default();
        let counts = Counts {
            body: count(0),
            footnotes: count(1),
            headers: count(2),
            macros: count(3),
            comments: count(4),
            endnotes: count(5),
            text_boxes: count(6),
        };
        Ok(Self { stream, is_old, pairs, counts })
    }

    /// Whether it is of Word 6 or 95.
    pub fn is_old(&self) -> bool {
        self.is_old
    }

    /// Where the text begins, where there is no table of pieces.
    pub fn text_start(&self) -> u32 {
        u32_at(self.stream, 0x18).unwrap_or_default()
    }

    /// The stream that tables are in (`fWhichTblStm`).
    pub fn tables(&self) -> &'static str {
        match u16_at(self.stream, 10).is_some_and(|flags| flags & 0x0200 != 0) {
            _ if self.is_old => "WordDocument",
            true => "1Table",
            false => "0Table",
        }
    }

    /// A table's bytes, out of the stream that tables are in; empty where there is none, or not all of it.
    pub fn table<'t>(&self, tables: &'t [u8], structure: Structure) -> &'t [u8] {
        tables.get(self.place(structure)).unwrap_or_default()
    }

    /// Where in the stream of tables one is.
    pub fn place(&self, structure: Structure) -> Range<usize> {
        let index = structure as usize;
        let at = match (self.is_old, structure) {
            (true, Structure::Pieces) => OLD_PIECES,
            (true, _) => return 0..0,
            (false, _) if index >= self.count_of_pairs() => return 0..0,
            (false, _) => self.pairs + index * 8,
        };
        let number = |at| u32_at(self.stream, at).unwrap_or_default() as usize;
        let start = number(at);
        start..start.saturating_add(number(at + 4))
    }

    fn count_of_pairs(&self) -> usize {
        self.pairs.checked_sub(2).and_then(|at| u16_at(self.stream, at)).map_or(0, usize::from)
    }
}

/// Behind an array of numbers of `width` bytes that says at `at` how many they are.
fn array(stream: &[u8], at: usize, width: usize) -> Option<usize> {
    Some(at + 2 + usize::from(u16_at(stream, at)?) * width)
}
