//! Right-to-left lines. A page shows glyphs in visual order; text is kept in logical order, which for a line of
//! Hebrew or Arabic means: from right to left, with runs of Latin letters and digits put back (UAX #9, roughly).

/// How a character runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Strongly right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
    RightToLeft,
    /// Strongly left to right, or a digit, which keeps its order in any line.
    LeftToRight,
    /// Takes the direction of its surroundings.
    Neutral,
}

/// The direction class of `c`.
pub fn run(c: char) -> Run {
    match c {
        '\0'..='\u{058F}' if c.is_alphanumeric() => Run::LeftToRight,
        '\0'..='\u{058F}' => Run::Neutral,
        '\u{0590}'..='\u{05FF}'
        | '\u{0600}'..='\u{065F}'
        | '\u{066A}'..='\u{06EF}'
        | '\u{06FA}'..='\u{08FF}' => Run::RightToLeft,
        '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Run::RightToLeft,
        c if c.is_alphanumeric() => Run::LeftToRight,
        _ => Run::Neutral,
    }
}

/// The other half of a pair of brackets, which is the one meant when a line is read from the right.
pub fn mirror(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        c => c,
    }
}

/// Whether a line with these characters reads from right to left: most of its letters do.
pub fn is_right_to_left(chars: impl Iterator<Item = char>) -> bool {
    let (mut right, mut left) = (0usize, 0usize);
    for c in chars {
        match run(c) {
            Run::RightToLeft => right += 1,
            Run::LeftToRight if c.is_alphabetic() => left += 1,
            _ => {}
        }
    }
    right > left
}

/// Puts items that stand in visual order, left to right, into logical order.
///
/// `class` is the direction of an item; in a right-to-left line, runs of left-to-right items keep their order,
/// with the neutral ones between two of them.
pub fn to_logical<T>(items: &mut [T], right_to_left: bool, class: impl Fn(&T) -> Run) {
    let (base, other) = match right_to_left {
        true => (Run::RightToLeft, Run::LeftToRight),
        false => (Run::LeftToRight, Run::RightToLeft),
    };
    if right_to_left {
        items.reverse();
    }
    let mut start = None;
    let mut end = 0;
    for i in 0..=items.len() {
        let class = items.get(i).map_or(base, &class);
        if class == other {
            start.get_or_insert(i);
            end = i + 1;
        } else if class == base
            && let Some(from) = start.take()
            && let Some(part) = items.get_mut(from..end)
        {
            part.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logical(visual: &str) -> String {
        let mut chars: Vec<char> = visual.chars().collect();
        let rtl = is_right_to_left(chars.iter().copied());
        to_logical(&mut chars, rtl, |c| run(*c));
        chars.into_iter().collect()
    }

    #[test]
    fn a_hebrew_line_is_read_from_the_right() {
        assert_eq!(logical("םלוע םולש"), "שלום עולם");
    }

    #[test]
    fn numbers_and_latin_words_keep_their_order_in_it() {
        assert_eq!(logical("PDF 1.7 ץבוק"), "קובץ PDF 1.7");
    }

    #[test]
    fn a_hebrew_word_in_a_latin_line_is_turned() {
        assert_eq!(logical("the word םולש means peace"), "the word שלום means peace");
    }
}
