//! What characters are to the expressions of kreuzberg's score (UTS 18, annex C): white space, digits, parts of words.

use unicode_normalization::char::is_combining_mark;

/// Whether this compiler's tables and those of the expressions agree on a character, whatever their versions are, and it
/// is no letter of ASCII in another case.
pub fn is_certain(character: char) -> bool {
    match character {
        '\0'..='\x7f' => true,
        // ſ and the sign of kelvins are `s` and `k` to who ignores case.
        '\u{17f}' | '\u{212a}' => false,
        // Letters that one of the two does not know yet, and those to come beside them.
        '\u{5c8}' | '\u{5c9}' | '\u{88f}' | '\u{b53}' | '\u{b54}' | '\u{c5c}' | '\u{cdc}' => false,
        '\u{1acf}'..='\u{1af0}' | '\u{a7ce}'..='\u{a7f1}' => false,
        // Pictures; the letters among them are in frames.
        '\u{1f000}'..='\u{1fbef}' => true,
        _ => character < '\u{10000}',
    }
}

/// `\w`: letters, marks, digits, what connects and what joins.
pub fn is_of_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || character == '_';
    }
    let connects = matches!(
        character,
        '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'..='\u{fe4f}' | '\u{ff3f}'
    );
    let joins = matches!(character, '\u{200c}' | '\u{200d}');
    character.is_alphabetic() || connects || joins || is_combining_mark(character) || is_digit(character)
}

/// `\d`. Not all numbers are digits: the raised, the lowered, the circled, letters and fractions are none.
pub fn is_digit(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    character.is_numeric() && DIGITS.iter().any(|zero| (*zero..=zero + 9).contains(&u32::from(character)))
}

/// The digit nought of each script in the first plane (general category Nd).
const DIGITS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

#[cfg(test)]
mod tests {
    use kreuzberg::text::calculate_quality_score;

    use super::{is_certain, is_digit, is_of_word};

    fn alike(character: &char) -> bool {
        matches!(character, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{e000}'..='\u{f8ff}')
    }

    fn certain() -> impl Iterator<Item = char> {
        let some = |character: &char| !alike(character) || u32::from(*character) % 64 == 0;
        ('\u{80}'..='\u{20010}').filter(some).filter(|character| is_certain(*character))
    }

    /// A boundary after a letter tells whether the next character is part of the word: the lone letters of "a  b  c"
    /// count as scattered only where a boundary follows.
    #[test]
    fn every_character_is_or_is_not_of_a_word_as_the_expressions_have_it() {
        let scattered = |follower: &str| {
            calculate_quality_score(&format!("a  b  c{follower} {}", "x".repeat(20)), None) < 0.99
        };
        assert!(scattered("") && !scattered("d"));
        for character in certain() {
            assert_eq!(!scattered(&format!("{character}{}", "d")), is_of_word(character), "{character:?}");
        }
    }

    /// Numbers of pages count as navigation in long texts.
    #[test]
    fn every_character_is_or_is_not_a_digit_as_the_expressions_have_it() {
        let filler = "x".repeat(1100);
        let numbered = |number: char| {
            let pages = format!("Page {number} of 7\n").repeat(100);
            calculate_quality_score(&format!("{pages}{filler}"), None) < 0.99
        };
        assert!(numbered('7') && !numbered('d'));
        // Digits are numbers; of what is none, some will do.
        let some = |character: &char| character.is_numeric() || u32::from(*character) % 32 == 0;
        for character in certain().filter(some) {
            assert_eq!(numbered(character), is_digit(character), "{character:?}");
        }
    }
}
