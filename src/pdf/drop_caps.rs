//! Drop caps: a large first letter that reaches down over several lines and belongs to the word beside it.

use super::geometry;
use super::lines::Line;
use super::words::Word;
use kurbo::Rect;

/// The letter is larger than the text beside it by at least this factor.
const LARGER: f64 = 1.8;
/// It stands this close to its word; share of the text's em.
const GAP: f64 = 1.0;
/// A letter that may be a word of its own belongs to the next one only if it is closer than this to it.
const OWN_WORD_GAP: f64 = 0.25;

/// Joins each drop cap to its word, be it a line of its own or the beginning of one.
pub fn join(lines: &mut Vec<Line>) {
    let mut index = 0;
    while index + 1 < lines.len() {
        let is_cap = match lines.get(index..index + 2) {
            Some([cap, text]) => is_letter(&cap.words) && is_beside(cap, text),
            _ => false,
        };
        if is_cap {
            let cap = lines.remove(index);
            if let Some(text) = lines.get_mut(index) {
                text.words.splice(0..0, cap.words);
            }
        }
        index += 1;
    }
    lines.iter_mut().for_each(settle);
}

/// Makes a drop cap at the head of a line a part of its word, no taller than the others.
fn settle(line: &mut Line) {
    let Some([cap, rest @ ..]) = line.words.get(..) else { return };
    // The text beside it has the size of most of it.
    let Some(size) = rest.iter().map(|word| word.size).min_by(f64::total_cmp) else { return };
    let starts_upper = cap.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    let rest = geometry::union(rest.iter().map(|word| word.rect));
    if !starts_upper || cap.size < LARGER * size || cap.rect.y1 - rest.y1 < 0.5 * size {
        return;
    }
    let gap = rest.x0 - cap.rect.x1;
    let own = matches!(cap.text.as_str(), "A" | "I" | "O") && gap > OWN_WORD_GAP * size;
    let letter = (is_letter(line.words.get(..1).unwrap_or_default()) && !own).then(|| line.words.remove(0));
    if let Some(word) = line.words.first_mut() {
        if let Some(letter) = letter {
            word.text.insert_str(0, &letter.text);
            word.rect.x0 = letter.rect.x0;
        }
        word.size = size;
        word.rect = Rect { y0: rest.y0, y1: rest.y1, ..word.rect };
    }
    line.size = size;
    line.baseline = rest.y1 - 0.2 * size;
    line.rect = geometry::union(line.words.iter().map(|word| word.rect));
}

/// Whether words are one upper-case letter, perhaps behind an opening quotation mark.
fn is_letter(words: &[Word]) -> bool {
    let [word] = words else { return false };
    let letters = word.text.trim_start_matches(['"', '\'', '“', '‘', '«', '„', '¿', '¡']);
    let mut chars = letters.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

fn is_beside(cap: &Line, text: &Line) -> bool {
    let starts_with_letter =
        text.words.first().is_some_and(|word| word.text.chars().next().is_some_and(char::is_alphabetic));
    let gap = text.rect.x0 - cap.rect.x1;
    // The top of the letter is that of the first line: both boxes begin three quarters of an em above the baseline,
    // and the letter's baseline is that of a line further down.
    let same_top = Rect::new(0.0, cap.rect.y0, 1.0, cap.rect.y0 + text.rect.height() * 2.0);
    starts_with_letter
        && cap.is_upright()
        && text.is_upright()
        && cap.size >= LARGER * text.size
        && gap > -0.3 * text.size
        && gap < GAP * text.size
        && cap.baseline > text.baseline + 0.5 * text.size
        && geometry::vertical_overlap(same_top, text.rect) > 0.5
}
