//! The score itself: 1 less what counts against a text and more what counts for it.

use std::borrow::Cow;

use ahash::AHashMap;
use memchr::memmem::find_iter;
use memchr::{memchr3, memchr3_iter};
use serde_json::Value;

use super::artefacts::artefacts;
use super::besides::{navigation, scripts};
use super::characters::{is_certain, is_digit};
use super::scan::{beyond_ascii, spaces};

/// Shorter texts score [`SHORT_SCORE`], whatever they say.
const SHORT: usize = 10;
const SHORT_SCORE: f64 = 0.1;

/// Up to this length, in bytes, scripts and navigation do not count.
const LARGE: usize = 1000;

/// What a document says of itself that counts for it.
const FIELDS: [&str; 5] = ["title", "author", "subject", "description", "keywords"];

/// What kreuzberg scores a text, to the last bit; nothing where it would take kreuzberg's tables of characters to know.
pub fn score(text: &str, metadata: &AHashMap<Cow<'static, str>, Value>) -> Option<f64> {
    if text.trim().is_empty() {
        return Some(0.0);
    }
    if text.len() < SHORT {
        return Some(SHORT_SCORE);
    }
    let is_known = beyond_ascii(text).all(is_certain);
    if !is_known || may_be_one_number_of_pages(text) {
        return None;
    }
    let part = |bytes: usize| (bytes as f64 / text.len() as f64).min(1.0);
    let mut score = 1.0 - part(artefacts(text)) * 0.3;
    if text.len() > LARGE {
        score -= part(scripts(text)) * 0.2;
        score -= part(navigation(text)) * 0.1;
    }
    // It is 1 at the most, and nothing that follows counts against it.
    if score >= 1.0 {
        return Some(1.0);
    }
    score += structure(text) * 0.2;
    let fields = FIELDS.iter().filter(|field| metadata.contains_key(**field)).count();
    score += fields as f64 / FIELDS.len() as f64 * 0.1;
    Some(score.clamp(0.0, 1.0))
}

/// `1 of 2` from the beginning to the end, which is no text.
fn may_be_one_number_of_pages(text: &str) -> bool {
    text.chars().all(|character| is_digit(character) || " oOfF".contains(character))
}

/// Sentences and paragraphs of a usual length, more than one paragraph, and the end of a sentence.
fn structure(text: &str) -> f64 {
    let bytes = text.as_bytes();
    let words = text.split_whitespace().count() as f64;
    let paragraphs = find_iter(bytes, b"\n\n").count() as f64 + 1.0;
    let begins_another = |end: &usize| {
        let (next, blanks) = spaces(text, end + 1);
        blanks > 0 && bytes.get(next).is_some_and(u8::is_ascii_uppercase)
    };
    let sentences = memchr3_iter(b'.', b'!', b'?', bytes).filter(begins_another).count() as f64;
    let mut score: f64 = 0.0;
    if (10.0..=30.0).contains(&(words / sentences.max(1.0))) {
        score += 0.3;
    }
    if (50.0..=300.0).contains(&(words / paragraphs)) {
        score += 0.3;
    }
    if paragraphs > 1.0 {
        score += 0.2;
    }
    if memchr3(b'.', b'!', b'?', bytes).is_some() {
        score += 0.2;
    }
    score.min(1.0)
}

#[cfg(test)]
mod tests {
    use kreuzberg::text::calculate_quality_score;

    use super::{AHashMap, score};

    /// What scores are made of, what nearly is, and what stands between.
    const PIECES: &[&str] = &[
        "word",
        "word. ",
        "\n\n",
        "\n",
        " - ",
        " , ",
        " . ",
        "? ",
        "\u{a0}",
        "\u{3000}",
        "a  b  c",
        "a",
        "A",
        "z9",
        "b",
        "  ",
        "   ",
        " ",
        "\t",
        "___",
        "_",
        "...",
        "..",
        ".",
        "---",
        "--",
        "|",
        "| --- |",
        ":",
        "x9y",
        "9",
        "é1a",
        "a1é",
        "é",
        "日本",
        "の",
        "Привет",
        "e\u{301}",
        "\u{200d}",
        "‿",
        "€",
        "№",
        "²",
        "½",
        "ªº",
        "٣",
        "🙂",
        "①",
        "Home",
        "Home > ",
        ">",
        "»",
        "> ",
        "Skip to main content",
        "back to TOP",
        "Main navigation",
        "site Navigation",
        "Page ",
        "page",
        "7",
        "12",
        " of ",
        " OF ",
        "First ",
        "last page",
        "Previous ",
        "next ",
        "function",
        "Function f",
        " f",
        "(",
        ")",
        "{",
        "}",
        "() {",
        "function f(a) { x }",
        ".",
        ".a-b_é",
        ".Rule {",
        "<script",
        "<SCRIPT>",
        "</script>",
        "</Script>",
        "<style ",
        "</style>",
        "A sentence of some words, as they come. ",
    ];

    #[test]
    fn a_text_scores_what_kreuzberg_scores_it() {
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let metadata: [AHashMap<_, _>; 2] =
            [AHashMap::new(), [("title".into(), "a title".into()), ("pages".into(), 1.into())].into()];
        let mut flawed = 0;
        for round in 0..3000 {
            // Few kinds of pieces at a time, so that those meet that make something together.
            let kinds: Vec<&str> = (0..1 + random(12)).map(|_| PIECES[random(PIECES.len())]).collect();
            let plain = ["", "plain words ", "Plain words.\n\n"][random(3)].repeat(random(40));
            let pieces: String = (0..random(500)).map(|_| kinds[random(kinds.len())]).collect();
            let text = format!("{plain}{pieces}{}", if round % 2 == 0 { "" } else { " end" });
            let metadata = &metadata[random(2)];
            let Some(own) = score(&text, metadata) else { continue };
            flawed += usize::from(own < 1.0 && own > 0.1);
            assert_eq!(own, calculate_quality_score(&text, Some(metadata)), "{text:?}");
        }
        assert!(flawed > 300, "{flawed}");
    }

    #[test]
    fn a_character_that_tables_may_differ_on_leaves_the_score_to_kreuzberg() {
        for text in ["an ſ in a text", "50 \u{212a} and more", "\u{20000} is a character", "12 of 13 of 14"]
        {
            assert_eq!(score(text, &AHashMap::new()), None, "{text}");
        }
    }

    #[test]
    fn what_is_opened_again_and_again_takes_no_longer_than_its_length() {
        for piece in [
            "function f(",
            "function f() {",
            ".a {",
            "<script>",
            "<script",
            "> ",
            "Home ",
            "a  b  ",
            "page 1 of ",
        ] {
            let text = piece.repeat(1_000_000 / piece.len());
            assert!(score(&text, &AHashMap::new()).is_some());
        }
    }
}
