//! What web pages hold besides their text: scripts, style sheets and navigation.

use memchr::memmem::find;
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::characters::{is_digit, is_of_word};
use super::scan::{Next, is_whole, is_word_at, is_word_before, run, spaces, words};

/// Bytes of functions, rules of style sheets, and elements for either. Unless one of their words stands there in small
/// letters, none of it counts.
pub fn scripts(text: &str) -> usize {
    let bytes = text.as_bytes();
    if ["function", "<script", "<style"].iter().all(|word| find(bytes, word.as_bytes()).is_none()) {
        return 0;
    }
    functions_rules_and_elements(text)
}

/// Apart from the search for their words, which few texts pass.
#[inline(never)]
fn functions_rules_and_elements(text: &str) -> usize {
    let bytes = text.as_bytes();
    functions(text)
        + rules(text)
        + elements(bytes, b"<script", b"</script>")
        + elements(bytes, b"<style", b"</style>")
}

/// Bytes of what begins at one of the places, none of which count that lie in another.
fn apart(places: impl Iterator<Item = usize>, mut end_of: impl FnMut(usize) -> Option<usize>) -> usize {
    let mut sum = 0;
    let mut last = 0;
    for start in places {
        if start >= last
            && let Some(end) = end_of(start)
        {
            sum += end - start;
            last = end;
        }
    }
    sum
}

/// `function name(...) { ... }`, to the first brace that closes.
fn functions(text: &str) -> usize {
    const WORD: &[u8] = b"function";
    let mut parenthesis = Next::new(|from| next_byte(text, b')', from));
    let mut brace = Next::new(|from| next_byte(text, b'}', from));
    apart(words(text.as_bytes(), WORD, 0), |start| {
        let (name, blanks) = spaces(text, start + WORD.len());
        let (name_end, letters) = run(text, name, is_of_word);
        if blanks == 0 || letters == 0 {
            return None;
        }
        let arguments = opened(text, name_end, b'(')?;
        let body = opened(text, parenthesis.from(arguments)? + 1, b'{')?;
        Some(brace.from(body)? + 1)
    })
}

/// `.name { ... }`
fn rules(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut brace = Next::new(|from| next_byte(text, b'}', from));
    apart(memchr_iter(b'.', bytes), |start| {
        bytes.get(start + 1).filter(|byte| byte.is_ascii_alphabetic())?;
        let (name_end, _) = run(text, start + 2, |character| is_of_word(character) || character == '-');
        Some(brace.from(opened(text, name_end, b'{')?)? + 1)
    })
}

fn elements(bytes: &[u8], opening: &'static [u8], closing: &'static [u8]) -> usize {
    let mut bracket = Next::new(|from| Some(from + memchr(b'>', bytes.get(from..)?)?));
    let mut closed = Next::new(|from| Some(from + words(bytes.get(from..)?, closing, 0).next()?));
    apart(words(bytes, opening, 0), |start| {
        Some(closed.from(bracket.from(start + opening.len())? + 1)? + closing.len())
    })
}

/// Where what a bracket opens begins, with white space before it.
fn opened(text: &str, from: usize, bracket: u8) -> Option<usize> {
    let (at, _) = spaces(text, from);
    (text.as_bytes().get(at) == Some(&bracket)).then_some(at + 1)
}

fn next_byte(text: &str, byte: u8, from: usize) -> Option<usize> {
    Some(from + memchr(byte, text.as_bytes().get(from..)?)?)
}

/// Bytes of phrases, breadcrumbs and page numbers.
pub fn navigation(text: &str) -> usize {
    phrases(text) + breadcrumbs(text) + pages(text)
}

fn phrases(text: &str) -> usize {
    const PHRASES: [(&[u8], usize); 4] =
        [(b"Skip to main content", 1), (b"Back to top", 3), (b"Main navigation", 7), (b"Site navigation", 7)];
    let count = |(phrase, rare): (&'static [u8], usize)| {
        let found = words(text.as_bytes(), phrase, rare);
        found.filter(|start| is_whole(text, *start, start + phrase.len())).count() * phrase.len()
    };
    PHRASES.into_iter().map(count).sum()
}

/// Two marks or more, each with `Home` before it or nothing.
fn breadcrumbs(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut sum = 0;
    let mut last = 0;
    // » is C2 BB.
    for at in memchr2_iter(b'>', 0xc2, bytes) {
        if at < last || after_mark(text, at).is_none() {
            continue;
        }
        let before = text.get(last..at).unwrap_or_default().trim_end();
        let start = before.strip_suffix(HOME).map_or(at, |before| last + before.len());
        let mut end = start;
        let mut marks = 0;
        while let Some(next) = after_crumb(text, end) {
            end = next;
            marks += 1;
        }
        if marks >= 2 {
            sum += end - start;
            last = end;
        }
    }
    sum
}

const HOME: &str = "Home";

fn after_crumb(text: &str, at: usize) -> Option<usize> {
    let is_home = text.get(at..)?.starts_with(HOME);
    let mark = if is_home { spaces(text, at + HOME.len()).0 } else { at };
    after_mark(text, mark)
}

fn after_mark(text: &str, at: usize) -> Option<usize> {
    let behind = text.get(at..)?.strip_prefix(['>', '»'])?;
    Some(spaces(text, text.len() - behind.len()).0)
}

/// `Page 1 of 2`, and the first, last, previous and next page.
fn pages(text: &str) -> usize {
    const NAMES: [&str; 4] = ["first ", "last ", "previous ", "next "];
    let bytes = text.as_bytes();
    let mut sum = 0;
    let mut last = 0;
    for at in words(bytes, PAGE, 2) {
        let end = at + PAGE.len();
        let named = NAMES.iter().find_map(|name| {
            let start = at.checked_sub(name.len()).filter(|start| *start >= last)?;
            let is_named = bytes.get(start..at)?.eq_ignore_ascii_case(name.as_bytes());
            (is_named && is_whole(text, start, end)).then_some((start, end))
        });
        let numbered =
            || (at >= last && !is_word_before(text, at)).then(|| Some((at, numbers(text, end)?))).flatten();
        if let Some((start, end)) = named.or_else(numbered) {
            sum += end - start;
            last = end;
        }
    }
    sum
}

const PAGE: &[u8] = b"page";

/// ` 1 of 2`, up to where the word ends.
fn numbers(text: &str, at: usize) -> Option<usize> {
    const OF: &[u8] = b" of ";
    let first = at + usize::from(text.as_bytes().get(at) == Some(&b' '));
    let (first_end, first_digits) = run(text, first, is_digit);
    let is_of = text.as_bytes().get(first_end..first_end + OF.len())?.eq_ignore_ascii_case(OF);
    let second = first_end + OF.len();
    let (end, second_digits) = run(text, second, is_digit);
    let is_numbered = first > at && first_digits > 0 && is_of && second_digits > 0;
    (is_numbered && !is_word_at(text, end)).then_some(end)
}
