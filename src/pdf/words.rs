//! Words: glyphs without a gap between them.

use super::bidi::{self, Run};
use super::fonts::{FontId, FontStyle};
use super::glyphs::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use kurbo::{Rect, Vec2};
use std::rc::Rc;

/// A gap wider than this share of the em parts two words.
const WORD_GAP: f64 = 0.15;

/// A raised glyph is smaller than this share of the largest one, and higher by this share of its em.
pub const SMALL: f64 = 0.85;
/// See [`SMALL`].
pub const RAISED: f64 = 0.15;

/// Glyphs that belong together, in page space.
#[derive(Debug, Clone)]
pub struct Word {
    /// In logical order.
    pub text: String,
    /// From descender to ascender.
    pub rect: Rect,
    /// Font of the first glyph.
    pub font: FontId,
    /// Em of the largest glyph, points.
    pub size: f64,
    /// The part that is set above the baseline in a smaller size, such as the mark of a footnote.
    pub raised: Option<String>,
    /// Marked content of the first glyph.
    pub mark: u32,
    /// Set in a bold font; known once the word is in a line.
    pub bold: bool,
    /// Set in an italic font; known once the word is in a line.
    pub italic: bool,
    /// Where the link that lies over it leads.
    pub link: Option<Rc<str>>,
}

impl Word {
    /// Number of characters.
    pub fn len(&self) -> usize {
        self.text.chars().count()
    }
}

/// The box of a glyph, with the usual ascent and descent.
pub fn glyph_rect(glyph: &Glyph) -> Rect {
    let across = Vec2::new(glyph.direction.y, -glyph.direction.x) * glyph.size;
    let low = glyph.origin - across * 0.2;
    let high = glyph.end() + across * 0.75;
    Rect::from_points(low, high)
}

/// Cuts a line's glyphs, in visual order, into words, in logical order.
pub fn split(glyphs: &[Glyph]) -> Vec<Word> {
    let right_to_left = bidi::is_right_to_left(glyphs.iter().map(Glyph::first_char));
    let mut words: Vec<(Word, Run)> = Vec::new();
    let mut start = 0;
    for i in 0..=glyphs.len() {
        let breaks = match (i.checked_sub(1).and_then(|i| glyphs.get(i)), glyphs.get(i)) {
            (Some(before), Some(glyph)) => before.is_space() || glyph.is_space() || is_gap(before, glyph),
            _ => true,
        };
        if !breaks {
            continue;
        }
        if let Some(part) = glyphs.get(start..i)
            && let Some(word) = word(part, right_to_left)
        {
            words.push(word);
        }
        start = i;
    }
    if right_to_left || words.iter().any(|(_, run)| *run == Run::RightToLeft) {
        bidi::to_logical(&mut words, right_to_left, |(_, run)| *run);
    }
    words.into_iter().map(|(word, _)| word).collect()
}

fn is_gap(before: &Glyph, glyph: &Glyph) -> bool {
    let gap = (glyph.origin - before.end()).dot(glyph.direction);
    gap > WORD_GAP * before.size.max(glyph.size)
}

fn word(glyphs: &[Glyph], right_to_left: bool) -> Option<(Word, Run)> {
    let first = glyphs.first()?;
    if first.is_space() {
        return None;
    }
    let run = if glyphs.iter().any(|g| bidi::run(g.first_char()) == Run::RightToLeft) {
        Run::RightToLeft
    } else if glyphs.iter().any(|g| bidi::run(g.first_char()) == Run::LeftToRight) {
        Run::LeftToRight
    } else {
        Run::Neutral
    };
    let mut text = String::with_capacity(glyphs.len());
    if run == Run::RightToLeft || (right_to_left && run == Run::Neutral) {
        let mut ordered: Vec<&Glyph> = glyphs.iter().collect();
        bidi::to_logical(&mut ordered, true, |g| bidi::run(g.first_char()));
        for glyph in ordered {
            match &glyph.text {
                BfString::Char(c) => text.push(bidi::mirror(*c)),
                BfString::String(s) => text.push_str(s),
            }
        }
    } else {
        for glyph in glyphs {
            match &glyph.text {
                BfString::Char(c) => text.push(*c),
                BfString::String(s) => text.push_str(s),
            }
        }
    }
    if text.is_empty() {
        return None;
    }
    let rect = super::geometry::union(glyphs.iter().map(glyph_rect));
    let largest = glyphs.iter().max_by(|a, b| a.size.total_cmp(&b.size))?;
    let (size, raised) = (largest.size, raised(glyphs, largest));
    let word = Word {
        text,
        rect,
        font: first.font,
        size,
        raised,
        mark: first.mark,
        bold: false,
        italic: false,
        link: None,
    };
    Some((word, run))
}

/// The characters that are smaller than the largest and stand higher.
fn raised(glyphs: &[Glyph], largest: &Glyph) -> Option<String> {
    let up = Vec2::new(largest.direction.y, -largest.direction.x);
    let is_raised = |glyph: &&Glyph| {
        glyph.size < SMALL * largest.size && (glyph.origin - largest.origin).dot(up) > RAISED * largest.size
    };
    let text: String = glyphs.iter().filter(is_raised).map(Glyph::first_char).collect();
    (!text.is_empty()).then_some(text)
}

/// What most of the words' characters look like.
pub fn dominant<'f>(words: &[Word], style: impl Fn(FontId) -> &'f FontStyle) -> FontStyle {
    let mut counts: Vec<(FontId, usize)> = Vec::new();
    for word in words {
        match counts.iter_mut().find(|(font, _)| *font == word.font) {
            Some((_, count)) => *count += word.len(),
            None => counts.push((word.font, word.len())),
        }
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let most = |test: &dyn Fn(&FontStyle) -> bool| {
        let having: usize =
            counts.iter().filter(|(font, _)| test(style(*font))).map(|(_, count)| count).sum();
        having * 2 > total
    };
    FontStyle {
        name: counts
            .iter()
            .max_by_key(|(_, n)| *n)
            .map(|(font, _)| style(*font).name.clone())
            .unwrap_or_default(),
        bold: most(&|s| s.bold),
        italic: most(&|s| s.italic),
        monospace: most(&|s| s.monospace),
    }
}
