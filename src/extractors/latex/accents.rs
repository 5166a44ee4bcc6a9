//! Letters that LaTeX spells out: accents over them (LaTeX: A Document Preparation System, 3.2.1), and those beyond
//! ASCII by their names.

use unicode_normalization::UnicodeNormalization;

use super::source::Source;

/// Accents by the commands for them, as combining characters.
const ACCENTS: &[(&str, char)] = &[
    ("`", '\u{300}'),
    ("'", '\u{301}'),
    ("^", '\u{302}'),
    ("~", '\u{303}'),
    ("=", '\u{304}'),
    ("u", '\u{306}'),
    (".", '\u{307}'),
    ("\"", '\u{308}'),
    ("r", '\u{30a}'),
    ("H", '\u{30b}'),
    ("v", '\u{30c}'),
    ("d", '\u{323}'),
    ("c", '\u{327}'),
    ("k", '\u{328}'),
];

const LETTERS: &[(&str, char)] = &[
    ("AA", 'Å'),
    ("AE", 'Æ'),
    ("L", 'Ł'),
    ("O", 'Ø'),
    ("OE", 'Œ'),
    ("aa", 'å'),
    ("ae", 'æ'),
    ("i", 'ı'),
    ("l", 'ł'),
    ("o", 'ø'),
    ("oe", 'œ'),
    ("ss", 'ß'),
];

/// The letter that a command and what comes next spell.
pub fn letter(command: &str, source: &mut Source) -> Option<String> {
    if let Some((_, letter)) = LETTERS.iter().find(|(name, _)| *name == command) {
        source.end_of_name();
        return Some(letter.to_string());
    }
    let (_, accent) = ACCENTS.iter().find(|(name, _)| *name == command)?;
    let letter = source.letter(command.chars().all(char::is_alphabetic))?;
    Some([letter, *accent].into_iter().nfc().collect())
}
