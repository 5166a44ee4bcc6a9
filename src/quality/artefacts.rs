//! What recognition of text leaves behind.

use memchr::memmem::find;

use super::characters::is_of_word;
use super::scan::{is_word_at, spaces};

/// Bytes of scattered letters, rows of dots and underscores, marks that stand alone, words with digits in them, wide
/// white space; and rows of dashes, but for those of tables. Without two blanks or three dots none of it counts.
pub fn artefacts(text: &str) -> usize {
    let bytes = text.as_bytes();
    if find(bytes, b"  ").is_none() && find(bytes, b"...").is_none() {
        return 0;
    }
    rows_and_words(text) + dashes(text)
}

#[inline(never)]
fn rows_and_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut sum = 0;
    let mut at = 0;
    let mut is_after_word = false;
    while let Some(byte) = bytes.get(at).copied() {
        let start = at;
        let mut counts = false;
        match byte {
            // Nothing that begins with one blank before a word counts.
            b' ' | b'\n' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) => {
                at += 1;
                is_after_word = false;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                let letters = end_of(bytes, start, u8::is_ascii_alphabetic);
                at = end_of(bytes, letters, u8::is_ascii_alphanumeric);
                // All that counts has digits in it, or is one letter.
                if !is_after_word && letters > start && (at > letters || letters == start + 1) {
                    let word = bytes.get(start..at).unwrap_or_default();
                    if let [_] = word
                        && let Some(end) = scattered(text, at)
                    {
                        at = end;
                        counts = true;
                    } else {
                        counts = has_digits_within(word) && !is_word_at(text, at);
                    }
                }
                is_after_word = true;
            }
            b'.' | b'_' => {
                at = end_of(bytes, start, |other| *other == byte);
                counts = at - start >= 3;
                is_after_word = byte == b'_';
            }
            _ => {
                let Some(character) = text.get(start..).and_then(|rest| rest.chars().next()) else { break };
                at = start + character.len_utf8();
                is_after_word = !byte.is_ascii() && is_of_word(character);
                if character.is_whitespace() {
                    let (end, more) = spaces(text, at);
                    if more >= 2 {
                        at = end;
                        counts = true;
                    } else if more == 0
                        && let Some(end) = lone_mark(text, at)
                    {
                        at = end;
                        counts = true;
                    }
                }
            }
        }
        if counts {
            sum += at - start;
        }
    }
    sum
}

fn end_of(bytes: &[u8], from: usize, goes_on: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !goes_on(byte)).unwrap_or(rest.len())
}

/// Two more letters that stand alone, with wide white space between: where the last ends.
fn scattered(text: &str, first: usize) -> Option<usize> {
    let mut at = first;
    for _ in 0..2 {
        let (end, wide) = spaces(text, at);
        if wide < 2 || !text.as_bytes().get(end)?.is_ascii_alphabetic() {
            return None;
        }
        at = end + 1;
    }
    (!is_word_at(text, at)).then_some(at)
}

/// A mark with white space behind it, and where that character ends.
fn lone_mark(text: &str, at: usize) -> Option<usize> {
    let behind = text.get(at..)?.strip_prefix(['.', ',', ';', ':', '!', '?'])?;
    let space = behind.chars().next().filter(|character| character.is_whitespace())?;
    Some(at + 1 + space.len_utf8())
}

/// Letters, then digits, then a letter again.
fn has_digits_within(word: &[u8]) -> bool {
    let mut behind = word.iter().skip_while(|byte| byte.is_ascii_alphabetic());
    behind.any(u8::is_ascii_alphabetic)
}

fn dashes(text: &str) -> usize {
    const ROW: &str = "---";
    if find(text.as_bytes(), ROW.as_bytes()).is_none() {
        return 0;
    }
    let rows = |line: &str| -> usize {
        line.split(|character| character != '-').map(str::len).filter(|length| *length >= ROW.len()).sum()
    };
    text.lines().filter(|line| line.contains(ROW) && !is_of_table(line)).map(rows).sum()
}

/// What separates a table's head from its rows in Markdown.
fn is_of_table(line: &str) -> bool {
    let line = line.trim();
    let is_edge = |character: char| matches!(character, '|' | '-' | ':') || character.is_whitespace();
    line.starts_with('|') && line.ends_with('|') && line.chars().all(is_edge)
}
