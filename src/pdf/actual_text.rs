//! Replacement text (ISO 32000-2, 14.9.4): what a run of glyphs is to be read as, such as the letters of an ornament,
//! or a word whose hyphen changed its spelling.

use super::glyphs::{Glyph, PageContent};
use super::{strings, unicode};
use hayro_interpret::hayro_cmap::BfString;
use hayro_syntax::object::{Dict, String as PdfString};
use std::ops::Range;

/// The replacements of a page, found while it is drawn.
#[derive(Debug, Default)]
pub struct Replacements {
    /// For each marked content that is open, its text and where its glyphs begin.
    open: Vec<Option<(String, usize)>>,
    found: Vec<(Range<usize>, String)>,
}

impl Replacements {
    /// Marked content begins after so many glyphs.
    pub fn begin(&mut self, properties: Option<&Dict<'_>>, glyphs: usize) {
        // Inside of a replaced run nothing is left to replace.
        let inside = self.open.iter().any(Option::is_some);
        let text = properties.filter(|_| !inside).and_then(|p| p.get::<PdfString<'_>>(b"ActualText"));
        self.open.push(text.map(|text| (strings::decode(text.as_bytes()), glyphs)));
    }

    /// Marked content ends after so many glyphs.
    pub fn end(&mut self, glyphs: usize) {
        if let Some(Some((text, start))) = self.open.pop()
            && start < glyphs
        {
            self.found.push((start..glyphs, text));
        }
    }

    /// Puts the texts in the place of the glyphs.
    pub fn apply(self, content: &mut PageContent) {
        let differs = |(range, text): &(Range<usize>, String)| {
            content.glyphs.get(range.clone()).is_some_and(|glyphs| letters(text) != letters(&shown(glyphs)))
        };
        let found: Vec<(Range<usize>, String)> = self.found.into_iter().filter(differs).collect();
        let mut removed = 0;
        let mut images = content.images.iter_mut().peekable();
        for (range, text) in found {
            let (start, end) = (range.start - removed, range.end - removed);
            while let Some(image) = images.next_if(|image| image.after_glyphs <= range.start) {
                image.after_glyphs -= removed;
            }
            let Some(run) = content.glyphs.get(start..end) else { continue };
            let replacement = replacement(run, &text);
            let length = usize::from(replacement.is_some());
            while let Some(image) = images.next_if(|image| image.after_glyphs < range.end) {
                image.after_glyphs = start + length;
            }
            content.glyphs.splice(start..end, replacement);
            removed += range.len() - length;
        }
        for image in images {
            image.after_glyphs -= removed;
        }
    }
}

fn shown(glyphs: &[Glyph]) -> String {
    let mut text = String::new();
    for glyph in glyphs {
        match &glyph.text {
            BfString::Char(c) => text.push(*c),
            BfString::String(s) => text.push_str(s),
        }
    }
    text
}

/// What makes a text what it is: not its spaces, nor which of the hyphens it has.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '\u{AD}' | '\u{2010}' | '\u{2011}') { '-' } else { c })
        .collect()
}

/// One glyph as wide as the part of the run on its first line; none for an empty text.
fn replacement(run: &[Glyph], text: &str) -> Option<Glyph> {
    let first = run.first()?.clone();
    let on_line = |glyph: &&Glyph| {
        (glyph.origin - first.origin).cross(first.direction).abs() < first.size
            && glyph.direction.dot(first.direction) > 0.98
    };
    let end = |glyph: &Glyph| (glyph.end() - first.origin).dot(first.direction);
    let advance = run.iter().take_while(on_line).map(end).fold(first.advance, f64::max);
    let text = unicode::normalise(Some(BfString::String(text.to_owned())));
    let glyph = Glyph { text, advance, ..first };
    let is_empty = matches!(&glyph.text, BfString::String(text) if text.is_empty());
    (!is_empty).then_some(glyph)
}
