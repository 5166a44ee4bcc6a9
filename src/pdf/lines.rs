//! Lines: runs of glyphs on one baseline, in the order in which the page draws them.

use super::bidi::{self, Run};
use super::fonts::{FontStyle, Fonts};
use super::geometry;
use super::glyphs::Glyph;
use super::tags::Tag;
use super::words::{self, Word};
use kurbo::{Rect, Vec2};

/// Shares of the em: how far the baseline may move (superscripts), how far back a glyph may start (accents,
/// kerning), and how wide a gap may be (beyond it lies another column or cell).
const BASELINE_SHIFT: f64 = 0.8;
const STEP_BACK: f64 = 1.0;
const WIDEST_GAP: f64 = 2.5;

/// Words on one baseline, without a gap as wide as a column's.
#[derive(Debug, Clone)]
pub struct Line {
    /// In logical order; never empty.
    pub words: Vec<Word>,
    /// Around all words, in page space.
    pub rect: Rect,
    /// y of the baseline where the text is upright, in page space.
    pub baseline: f64,
    /// Em that most characters have, points.
    pub size: f64,
    /// What most characters look like.
    pub style: FontStyle,
    /// Unit vector in which the text runs.
    pub direction: Vec2,
    /// Marked content of the first word.
    pub mark: u32,
    /// What the structure tree says about it.
    pub tag: Option<Tag>,
    /// Glyphs drawn on the page before it.
    pub start: usize,
    /// Number of characters without spaces.
    pub length: usize,
}

impl Line {
    /// The words, parted by spaces.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.words.iter().map(|w| w.text.len() + 1).sum());
        for (i, word) in self.words.iter().enumerate() {
            if i > 0 {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text
    }

    /// Runs from left to right in page space.
    pub fn is_upright(&self) -> bool {
        self.direction.x > 0.99
    }

    /// A line out of words in logical order that share a baseline.
    pub fn of(mut words: Vec<Word>, baseline: f64, direction: Vec2, fonts: &Fonts<'_>) -> Option<Self> {
        let mark = words.first()?.mark;
        for word in &mut words {
            let style = fonts.style(word.font);
            (word.bold, word.italic) = (style.bold, style.italic);
        }
        let mut sizes: Vec<(f64, usize)> = Vec::new();
        for word in &words {
            let length = word.len();
            match sizes.iter_mut().find(|(size, _)| (*size - word.size).abs() < 0.1) {
                Some((_, count)) => *count += length,
                None => sizes.push((word.size, length)),
            }
        }
        let size = sizes.iter().max_by_key(|(_, count)| *count).map_or(0.0, |(size, _)| *size);
        let style = words::dominant(&words, |font| fonts.style(font));
        let rect = geometry::union(words.iter().map(|w| w.rect));
        let length = sizes.iter().map(|(_, count)| count).sum();
        let mut line =
            Self { words, rect, baseline, size, style, direction, mark, tag: None, start: 0, length };
        line.mark_superscripts();
        Some(line)
    }

    fn mark_superscripts(&mut self) {
        let (size, baseline) = (self.size, self.baseline);
        for word in &mut self.words {
            // A word's box reaches 0.2 em below its baseline.
            let raised = baseline - (word.rect.y1 - 0.2 * word.size);
            if word.size < words::SMALL * size && raised > words::RAISED * size {
                word.raised = Some(word.text.clone());
            }
        }
    }
}

/// Cuts a page's glyphs, in the order of drawing, into lines.
pub fn collect(glyphs: &[Glyph], fonts: &Fonts<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut right_to_left = false;
    for i in 0..=glyphs.len() {
        if let (Some(glyph), Some(before)) = (glyphs.get(i), i.checked_sub(1).and_then(|i| glyphs.get(i)))
            && i > start
        {
            right_to_left |= bidi::run(glyph.first_char()) == Run::RightToLeft
                || bidi::run(before.first_char()) == Run::RightToLeft;
            if continues(before, glyph, right_to_left) {
                continue;
            }
        }
        if let Some(part) = glyphs.get(start..i) {
            lines.extend(line(part, right_to_left, fonts).map(|line| Line { start, ..line }));
        }
        start = i;
        right_to_left = false;
    }
    lines
}

/// Whether `glyph` goes on with the line that ends in `before`.
fn continues(before: &Glyph, glyph: &Glyph, right_to_left: bool) -> bool {
    if before.direction.dot(glyph.direction) < 0.98 {
        return false;
    }
    let em = before.size.max(glyph.size);
    let step = glyph.origin - before.end();
    let along = step.dot(glyph.direction) / em;
    let across = (step.cross(glyph.direction) / em).abs();
    if across > BASELINE_SHIFT {
        return false;
    }
    if right_to_left {
        // Drawn either in visual or in logical order, so it may step back over the whole line.
        return across < 0.3 && along < WIDEST_GAP;
    }
    let shifted = across > 0.5;
    along > -STEP_BACK && along < if shifted { 0.5 } else { WIDEST_GAP }
}

fn line(glyphs: &[Glyph], right_to_left: bool, fonts: &Fonts<'_>) -> Option<Line> {
    let first = glyphs.iter().find(|g| !g.is_space())?;
    let direction = first.direction;
    let words = if right_to_left {
        let mut sorted = glyphs.to_vec();
        sorted
            .sort_by(|a, b| a.origin.to_vec2().dot(direction).total_cmp(&b.origin.to_vec2().dot(direction)));
        words::split(&sorted)
    } else {
        words::split(glyphs)
    };
    let largest = glyphs.iter().filter(|g| !g.is_space()).max_by(|a, b| a.size.total_cmp(&b.size))?;
    Line::of(words, largest.origin.y, direction, fonts)
}
