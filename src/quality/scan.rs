//! Steps through a text that searches share.

use memchr::memchr2_iter;

use super::characters::is_of_word;

/// White space from an offset on: where it ends, and how many characters it has.
pub fn spaces(text: &str, from: usize) -> (usize, usize) {
    run(text, from, char::is_whitespace)
}

/// The characters from an offset on that are of a kind: where they end, and how many they are.
pub fn run(text: &str, from: usize, is_of_kind: impl Fn(char) -> bool) -> (usize, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let mut characters = 0;
    for (at, character) in rest.char_indices() {
        if !is_of_kind(character) {
            return (from + at, characters);
        }
        characters += 1;
    }
    (text.len(), characters)
}

/// The characters of a text that are not of ASCII. Most of a text often is, and is skipped by blocks.
pub fn beyond_ascii(text: &str) -> impl Iterator<Item = char> + '_ {
    const BLOCK: usize = 32;
    let mut rest = text;
    std::iter::from_fn(move || {
        let blocks = rest.as_bytes().chunks(BLOCK).take_while(|block| block.is_ascii()).count();
        let block = rest.get((blocks * BLOCK).min(rest.len())..)?;
        let at = block.bytes().position(|byte| !byte.is_ascii())?;
        let mut characters = block.get(at..)?.chars();
        let found = characters.next();
        rest = characters.as_str();
        found
    })
}

/// Whether a word goes on at an offset.
pub fn is_word_at(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_of_word)
}

/// Whether a word ends, or goes on, at an offset.
pub fn is_word_before(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(is_of_word)
}

/// Whether nothing that is part of a word is directly before or behind.
pub fn is_whole(text: &str, start: usize, end: usize) -> bool {
    !is_word_before(text, start) && !is_word_at(text, end)
}

/// Where a word stands, in whatever case, which is told from the letter (or blank) in its place `rare`.
pub fn words<'a>(text: &'a [u8], word: &'static [u8], rare: usize) -> impl Iterator<Item = usize> + 'a {
    let letter = word.get(rare).copied().unwrap_or_default();
    memchr2_iter(letter, letter.to_ascii_uppercase(), text).filter_map(move |at| {
        let start = at.checked_sub(rare)?;
        let found = text.get(start..start + word.len())?;
        found.eq_ignore_ascii_case(word).then_some(start)
    })
}

/// The first place, from an offset on, where something stands. It is looked for once, however many ask on the way there.
pub struct Next<F> {
    find: F,
    known: Option<Option<usize>>,
}

impl<F: Fn(usize) -> Option<usize>> Next<F> {
    /// `find` gives the first place from an offset on.
    pub fn new(find: F) -> Self {
        Self { find, known: None }
    }

    /// Offsets must not fall.
    pub fn from(&mut self, offset: usize) -> Option<usize> {
        let known = self.known.filter(|known| known.is_none_or(|at| at >= offset));
        *self.known.insert(known.unwrap_or_else(|| (self.find)(offset)))
    }
}

#[cfg(test)]
mod tests {
    use super::beyond_ascii;

    #[test]
    fn what_is_not_ascii_is_found_wherever_it_stands() {
        for before in [0, 1, 31, 32, 33, 64, 100] {
            for behind in [0, 1, 32, 70] {
                let (before, behind) = ("a".repeat(before), "b".repeat(behind));
                let text = format!("{before}\u{e9}{behind}\u{65e5}\u{672c}{behind}");
                assert_eq!(beyond_ascii(&text).collect::<String>(), "\u{e9}\u{65e5}\u{672c}");
            }
        }
        assert_eq!(beyond_ascii("").next(), None);
    }
}
