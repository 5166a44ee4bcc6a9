//! Captions and footnotes: text that belongs to a figure, a table or a mark in the text, not to the text around it.

use super::blocks::Block;
use super::layout::PageLayout;
use super::tags::Role;

/// Words that begin a caption, in the languages of the documents looked at, before a number.
const CAPTION_WORDS: [&str; 16] = [
    "figure",
    "fig",
    "table",
    "tab",
    "chart",
    "scheme",
    "exhibit",
    "plate",
    "listing",
    "abbildung",
    "abb",
    "tabelle",
    "figura",
    "tabla",
    "tableau",
    "图",
];
/// Signs that mark footnotes beside numbers.
const MARKS: &str = "*†‡§";
/// A footnote is set smaller than the body by at least this factor, in the lower part of its page.
const SMALLER: f64 = 0.95;
const LOWER_PART: f64 = 0.5;

/// Whether a block is the caption of a figure or table: by its tag, or because it begins like `Table 2.`.
pub fn is_caption(block: &Block) -> bool {
    if block.role() == Some(Role::Caption) {
        return true;
    }
    let mut words = block.lines.iter().flat_map(|line| &line.words).flat_map(|w| w.text.split_whitespace());
    let (Some(label), Some(number)) = (words.next(), words.next()) else { return false };
    let label = label.trim_end_matches('.').to_lowercase();
    let number = number.trim_end_matches(['.', ':', ')', '|', '—', '–']);
    CAPTION_WORDS.contains(&label.as_str())
        && !number.is_empty()
        && number.len() <= 6
        && number.chars().any(|c| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X'))
        && number.chars().all(|c| c.is_ascii_digit() || "IVX.-ABCDE".contains(c))
}

/// Whether a block is a footnote: by its tag, or because it is small, in the lower part of the page, and begins with
/// a mark that stands raised in the text above it.
pub fn is_footnote(page: &PageLayout, block: &Block, body_size: f64) -> bool {
    if block.role() == Some(Role::Note) {
        return true;
    }
    if block.size() > body_size * SMALLER || block.rect.y0 < page.size.1 * LOWER_PART {
        return false;
    }
    let Some(mark) =
        block.lines.first().and_then(|line| line.words.first()).and_then(|word| mark(&word.text))
    else {
        return false;
    };
    let above = page.blocks().filter(|other| other.rect.y1 <= block.rect.y0);
    let mut words = above.flat_map(|other| &other.lines).flat_map(|line| &line.words);
    let is_mark =
        |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric() && !MARKS.contains(c)) == mark;
    words.any(|word| word.raised.as_deref().is_some_and(is_mark))
}

/// The mark at the head of a footnote: a number or a sign, alone or before the first word.
fn mark(word: &str) -> Option<&str> {
    let end = word.find(|c: char| !c.is_ascii_digit() && !MARKS.contains(c)).unwrap_or(word.len());
    word.get(..end).filter(|mark| !mark.is_empty() && mark.len() <= 4)
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn a_mark_is_a_number_or_a_sign_at_the_head_of_a_word() {
        assert_eq!(mark("12See"), Some("12"));
        assert_eq!(mark("†"), Some("†"));
        assert_eq!(mark("See"), None);
    }
}
