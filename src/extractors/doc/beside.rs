//! What stands beside a document's text: running headers and footers, and comments ([MS-DOC] 2.3.3, 2.3.4).

use std::ops::Range;

use kreuzberg::types::PdfAnnotation;

use super::header::{Header, Structure};
use super::story::Story;
use crate::compound::{u16_at, u32_at};
use crate::extractors::blocks::{Run, flatten};
use crate::extractors::word::lists::Grouping;
use crate::extractors::word::styles::Numbering;
use crate::extractors::word::written::comment;

/// What divides notes from the text comes before what is on its pages.
const DIVIDERS: usize = 6;

/// Of each section: headers of even and of odd pages, footers of these, header and footer of its first page.
const OF_SECTION: usize = 6;

/// The bytes that tell of a comment (2.9.7), and where in them the number of its author is.
const DESCRIPTOR: usize = 30;
const AUTHOR: usize = 20;

/// No name has more characters. Each comment of one has it in front, and takes forty bytes of the document.
const LONGEST_NAME: usize = 256;

/// Reads stories of a document's part that lie one behind another.
pub struct Beside<'r, 's, 'a> {
    pub story: &'r mut Story<'s, 'a>,
    pub numbering: &'r Numbering,
}

impl Beside<'_, '_, '_> {
    /// Headers and footers of all sections.
    pub fn running(&mut self, places: &[u8], part: &Range<u32>) -> (Vec<Run>, Vec<Run>) {
        let (mut headers, mut footers) = (Vec::new(), Vec::new());
        let stories = stories(places, part).enumerate().skip(DIVIDERS);
        for (index, text) in stories.filter(|(_, text)| !text.is_empty()) {
            let is_footer = matches!((index - DIVIDERS) % OF_SECTION, 2 | 3 | 5);
            let runs = if is_footer { &mut footers } else { &mut headers };
            runs.push(self.run(text));
        }
        (headers, footers)
    }

    /// What is said of text that has been read, in its order.
    pub fn comments(&mut self, header: &Header, tables: &[u8], part: &Range<u32>) -> Vec<PdfAnnotation> {
        let references = header.table(tables, Structure::CommentReferences);
        let count = references.len().saturating_sub(4) / (4 + DESCRIPTOR);
        let authors = authors(header.table(tables, Structure::CommentAuthors));
        let pages: ahash::AHashMap<u32, usize> =
            std::mem::take(&mut self.story.commented).into_iter().collect();
        let texts = stories(header.table(tables, Structure::CommentTexts), part);
        let mut comments = Vec::new();
        for (index, text) in texts.take(count).enumerate() {
            let Some(page) = u32_at(references, index * 4).and_then(|place| pages.get(&place)) else {
                continue;
            };
            let number = u16_at(references, (count + 1) * 4 + index * DESCRIPTOR + AUTHOR).map(usize::from);
            let author = number.and_then(|number| authors.get(number)).map_or("", String::as_str);
            let said = self.run(text).trimmed();
            if !said.is_empty() {
                comments.push(comment(author, &said.text, *page));
            }
        }
        comments
    }

    fn run(&mut self, text: Range<u32>) -> Run {
        flatten(Grouping::new(self.numbering).blocks(self.story.read(text)))
    }
}

/// Where stories are in a part: each ends where the next begins, so that no text is of two.
fn stories(places: &[u8], part: &Range<u32>) -> impl Iterator<Item = Range<u32>> {
    let place = |index: usize| Some(part.start.saturating_add(u32_at(places, index * 4)?).min(part.end));
    (0..)
        .map_while(move |index| Some(place(index)?..place(index + 1)?))
        .take_while(|text| text.start <= text.end)
}

/// The names of those who comment (2.5.6, `fcGrpXstAtnOwners`): each behind its length, in UTF-16.
fn authors(mut rest: &[u8]) -> Vec<String> {
    let mut authors = Vec::new();
    while let Some(end) = u16_at(rest, 0).map(|length| 2 + 2 * usize::from(length)) {
        let Some(name) = rest.get(2..end) else { break };
        let units = name.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let name = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
        authors.push(name.take(LONGEST_NAME).collect());
        rest = rest.get(end..).unwrap_or_default();
    }
    authors
}
