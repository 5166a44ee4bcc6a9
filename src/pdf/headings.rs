//! Headings by their looks: larger or heavier than the text they head, short, and on lines of their own.

use super::blocks::Block;
use super::list_markers::Marker;

/// Sizes are compared in steps of this many points.
const STEP: f64 = 0.5;
/// How much larger than the body a heading is by its size alone.
const LARGER: f64 = 1.2;
/// Characters and lines of a heading at most.
const LONGEST: usize = 200;
const MOST_LINES: usize = 3;
/// More than this share of a document's characters cannot be headings.
const LARGEST_SHARE: f64 = 0.35;

/// Size, in steps, and weight.
type Look = (i64, bool);

/// The looks of a document's text, by which headings are told from it.
#[derive(Debug, Default)]
pub struct Looks {
    /// Characters by size, in steps, and weight.
    counts: Vec<(Look, usize)>,
    /// Characters, by look, in blocks too long for a heading.
    prose: Vec<(Look, usize)>,
    monospace: usize,
    italic: usize,
    body: (f64, bool),
    /// Looks of headings, the most prominent first.
    levels: Vec<Look>,
}

impl Looks {
    /// Counts the characters of a block that may be body text.
    pub fn observe(&mut self, block: &Block) {
        for line in &block.lines {
            add(&mut self.counts, (step(line.size), line.style.bold), line.length);
            if line.style.italic {
                self.italic += line.length;
            }
            if line.style.monospace {
                self.monospace += line.length;
            }
        }
        if block.lines.len() > MOST_LINES || block.len() > LONGEST {
            add(&mut self.prose, look(block), block.len());
        }
    }

    /// Settles the look of the body: the size that most characters have, and the weight most of those have.
    pub fn settle_body(&mut self) {
        let mut sizes: Vec<(i64, usize)> = Vec::new();
        for ((size, _), count) in &self.counts {
            match sizes.iter_mut().find(|(known, _)| known == size) {
                Some((_, sum)) => *sum += count,
                None => sizes.push((*size, *count)),
            }
        }
        let Some((size, total)) = sizes.into_iter().max_by_key(|(size, count)| (*count, *size)) else {
            return;
        };
        let bold = self.counts.iter().find(|(look, _)| *look == (size, true)).map_or(0, |(_, count)| *count);
        self.body = (size as f64 * STEP, bold * 2 > total);
    }

    /// Orders the looks of the blocks taken for headings into levels.
    pub fn settle_levels<'b>(&mut self, headings: impl Iterator<Item = &'b Block>) {
        for block in headings {
            let look = look(block);
            if !self.levels.contains(&look) {
                self.levels.push(look);
            }
        }
        self.levels.sort_by(|a, b| b.cmp(a));
    }

    /// The level, from 1, of a block taken for a heading.
    pub fn level(&self, block: &Block) -> u8 {
        let place = self.levels.iter().position(|known| *known == look(block)).unwrap_or(0);
        (place + 1).min(6) as u8
    }

    /// Em of the body text, points.
    pub fn body_size(&self) -> f64 {
        self.body.0
    }

    /// Whether the body is set in a font of fixed pitch, which then does not tell code.
    pub fn body_is_monospace(&self) -> bool {
        self.monospace * 2 > self.characters()
    }

    /// Whether most of the body is bold.
    pub fn body_is_bold(&self) -> bool {
        self.body.1
    }

    /// Whether so much of the body is italic that slope tells nothing.
    pub fn body_is_italic(&self) -> bool {
        self.italic * 3 > self.characters()
    }

    fn characters(&self) -> usize {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// Whether `block` looks like a heading of this document.
    pub fn is_heading(&self, block: &Block) -> bool {
        if block.lines.len() > MOST_LINES || block.len() > LONGEST {
            return false;
        }
        let text = block.text();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 3 || letters * 2 < block.len() {
            return false;
        }
        if matches!(block.marker, Some(Marker::Bullet(_) | Marker::Other))
            || !block.all(|line| line.is_upright())
        {
            return false;
        }
        if text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase) {
            return false;
        }
        let (body, body_is_bold) = self.body;
        let ratio = block.size() / body.max(1.0);
        if self.sets_prose(block) {
            // Of the body's own look but for its slant.
            let slanted =
                block.all(|line| line.style.italic) && !self.body_is_italic() && block.lines.len() == 1;
            return slanted && ratio >= 0.95 && is_title_like(&text, block);
        }
        if ratio >= LARGER {
            return !(text.trim_end().ends_with('.') && text.split_whitespace().count() > 8);
        }
        let bold = block.all(|line| line.style.bold) && !body_is_bold;
        bold && ratio >= 0.95 && block.lines.len() <= 2 && is_title_like(&text, block)
    }

    /// Whether most text of the block's look is in paragraphs, so that the look does not tell a heading.
    fn sets_prose(&self, block: &Block) -> bool {
        let of = |counts: &[(Look, usize)]| {
            counts.iter().find(|(known, _)| *known == look(block)).map_or(0, |(_, n)| *n)
        };
        of(&self.prose) * 2 > of(&self.counts)
    }

    /// Whether headings of so many characters, out of so many in all, are believable.
    pub fn is_believable(headings: usize, all: usize) -> bool {
        headings as f64 <= all as f64 * LARGEST_SHARE
    }
}

/// No sentence, no label of what follows, and not long.
fn is_title_like(text: &str, block: &Block) -> bool {
    let sentence = text.trim_end().ends_with(['.', ',', ';', '?', '!', ':']) && block.marker.is_none();
    !sentence && text.split_whitespace().count() <= 15
}

fn add(counts: &mut Vec<(Look, usize)>, look: Look, characters: usize) {
    match counts.iter_mut().find(|(known, _)| *known == look) {
        Some((_, count)) => *count += characters,
        None => counts.push((look, characters)),
    }
}

fn look(block: &Block) -> Look {
    (step(block.size()), block.lines.first().is_some_and(|line| line.style.bold))
}

fn step(size: f64) -> i64 {
    (size / STEP).round() as i64
}
