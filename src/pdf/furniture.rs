//! Page furniture: running headers and footers and page numbers, which are no part of the text proper.
//!
//! A tagged file says so itself (artifacts). Else it is what stands near the upper or lower edge of most pages in
//! the same place with the same words, numbers aside.

use super::blocks::Block;
use super::marks::{Artifact, Mark};
use std::collections::HashMap;

/// Where a block stands with regard to the text proper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Part of the text.
    Body,
    /// Running header.
    Header,
    /// Running footer or page number.
    Footer,
    /// Watermark.
    Watermark,
}

/// Share of the page's height, at either edge, in which furniture is looked for.
const MARGIN: f64 = 0.13;
/// Share of the pages on which it has to stand.
const SHARE: f64 = 0.4;
/// Places that differ by less than this are the same; points.
const SAME_PLACE: f64 = 6.0;

/// What identifies furniture from page to page: its words without their numbers, and its height on the page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key(String, i64);

/// The furniture of a document, found over all of its pages.
#[derive(Debug, Default)]
pub struct Furniture {
    pages_with: HashMap<Key, u32>,
    pages: u32,
}

impl Furniture {
    /// Looks at the blocks of one page.
    pub fn observe<'b>(&mut self, blocks: impl Iterator<Item = &'b Block>, height: f64) {
        self.pages += 1;
        let mut seen: Vec<Key> = Vec::new();
        for block in blocks.filter(|block| edge(block, height).is_some()) {
            for key in keys(block) {
                if !seen.contains(&key) {
                    seen.push(key);
                }
            }
        }
        for key in seen {
            *self.pages_with.entry(key).or_default() += 1;
        }
    }

    /// The place of a block on a page of this height; `repeating` text is told by its repetition, too.
    pub fn place(&self, block: &Block, mark: Mark, height: f64, repeating: bool) -> Place {
        match mark.artifact {
            Some(Artifact::Header) => return Place::Header,
            Some(Artifact::Footer) => return Place::Footer,
            Some(Artifact::Watermark) => return Place::Watermark,
            Some(Artifact::Other) | None => {}
        }
        let Some(place) = edge(block, height) else {
            return Place::Body;
        };
        if mark.artifact.is_some()
            || (repeating && self.repeats(block))
            || (self.pages > 1 && is_page_number(block))
        {
            place
        } else {
            Place::Body
        }
    }

    fn repeats(&self, block: &Block) -> bool {
        let fewest = (f64::from(self.pages) * SHARE).ceil().max(2.0);
        keys(block).iter().any(|key| self.pages_with.get(key).is_some_and(|n| f64::from(*n) >= fewest))
    }
}

fn edge(block: &Block, height: f64) -> Option<Place> {
    if block.lines.len() > 4 {
        return None;
    }
    if block.rect.y1 < height * MARGIN {
        Some(Place::Header)
    } else if block.rect.y0 > height * (1.0 - MARGIN) {
        Some(Place::Footer)
    } else {
        None
    }
}

/// Two keys, half a step apart, so that places close to each other share one.
fn keys(block: &Block) -> [Key; 2] {
    let words: String = block.text().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    let mut words = words.replace("##", "#");
    while words.contains("##") {
        words = words.replace("##", "#");
    }
    let at = block.rect.y0 / SAME_PLACE;
    [Key(words.clone(), at.floor() as i64 * 2), Key(words, (at + 0.5).floor() as i64 * 2 + 1)]
}

fn is_page_number(block: &Block) -> bool {
    let text = block.text();
    let text = text.trim().trim_matches(['-', '–', '—', '|', '[', ']', ' ']);
    let roman = text.len() <= 6 && !text.is_empty() && text.chars().all(|c| "ivxlc".contains(c));
    let mut words =
        text.split_whitespace().filter(|w| !matches!(w.to_lowercase().as_str(), "page" | "of" | "/" | "p."));
    let numeric =
        |w: &str| w.len() <= 5 && w.chars().all(|c| c.is_ascii_digit() || c == '/') && !w.is_empty();
    roman || (words.clone().count() > 0 && words.clone().count() <= 2 && words.all(numeric))
}
