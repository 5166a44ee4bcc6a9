//! Text of which no look is needed to know its score.
//!
//! kreuzberg's score is 1 less what counts against a text and more what counts for it, and 1 at the most. Where
//! nothing counts against it, it is 1. All that can is looked for here by what it cannot do without, in searches that
//! go sixteen bytes at a time; what is found may yet be harmless, which kreuzberg is to tell.

use memchr::memmem::find;
use memchr::{memchr_iter, memchr2_iter};

/// Shorter texts score less, whatever they say.
const SHORT: usize = 10;

/// Up to this length, in bytes, scripts and navigation do not count.
const LARGE: usize = 1000;

/// Whether nothing counts against a text, for certain.
pub fn is_flawless(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= SHORT
        && !text.trim_start().is_empty()
        // Without one of these no other artefact of recognition counts either.
        && ["  ", "..."].iter().all(|artefact| find(bytes, artefact.as_bytes()).is_none())
        && (bytes.len() <= LARGE || !(may_have_scripts(bytes) || may_have_navigation(bytes)))
}

fn may_have_scripts(text: &[u8]) -> bool {
    ["function", "<script", "<style"].iter().any(|script| find(text, script.as_bytes()).is_some())
}

/// Breadcrumbs have two marks; pages are numbered, or first, last, previous or next; and there are four phrases. Letters
/// count in either case, which two beyond ASCII are, too.
fn may_have_navigation(text: &[u8]) -> bool {
    let marks = memchr_iter(b'>', text).take(2).count();
    marks >= 2
        || ["»", "\u{17f}", "\u{212a}"].iter().any(|odd| find(text, odd.as_bytes()).is_some())
        || words(text, b"page", 2).any(|at| is_of_pages(text, at))
        || words(text, b" of ", 2).any(|at| is_between_numbers(text, at))
        || words(text, b"navigation", 2).next().is_some()
        || words(text, b"back to top", 3).next().is_some()
        || words(text, b"skip to", 1).next().is_some()
}

/// Where a word stands, in whatever case, which is told from the letter (or blank) in its place `rare`.
fn words<'a>(text: &'a [u8], word: &'static [u8], rare: usize) -> impl Iterator<Item = usize> + 'a {
    let letter = word.get(rare).copied().unwrap_or_default();
    memchr2_iter(letter, letter.to_ascii_uppercase(), text).filter_map(move |at| {
        let start = at.checked_sub(rare)?;
        let found = text.get(start..start + word.len())?;
        found.eq_ignore_ascii_case(word).then_some(start)
    })
}

/// `Page 1`, `Next page`: what is before and behind a word of four letters.
fn is_of_pages(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let named = ["first ", "last ", "previous ", "next "].iter().any(|name| {
        let tail = before.len().checked_sub(name.len()).and_then(|start| before.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(name.as_bytes()))
    });
    named || (text.get(at + 4) == Some(&b' ') && text.get(at + 5).is_some_and(may_be_digit))
}

/// `1 of 2`: what is before and behind four bytes.
fn is_between_numbers(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    before.is_some_and(may_be_digit) && text.get(at + 4).is_some_and(may_be_digit)
}

fn may_be_digit(byte: &u8) -> bool {
    byte.is_ascii_digit() || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use kreuzberg::text::calculate_quality_score;

    use super::is_flawless;

    /// What counts against a text, what nearly does, and what is between.
    const PIECES: &[&str] = &[
        "word",
        " ",
        " ",
        "\n",
        "\t",
        ".",
        ". ",
        "..",
        "...",
        "  ",
        "---",
        "a",
        "x9y",
        "page",
        "Page ",
        "7",
        "٣",
        " of ",
        "OF",
        "First ",
        "next ",
        "Navigation",
        "main ",
        "SITE ",
        "Back to top",
        "S",
        "k",
        "ip to main content",
        "\u{212a}",
        "ſ",
        ">",
        "»",
        "Home",
        "function f() { x }",
        "<script>",
        "</script>",
        "<style>",
        "é",
        "日本",
        "|",
        "{",
    ];

    #[test]
    fn what_is_flawless_scores_one() {
        let mut state = 7_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut flawless = 0;
        for round in 0..4000 {
            // Few pieces, of few kinds, in plain words that make it long.
            let kinds: Vec<&str> = (0..1 + random(3)).map(|_| PIECES[random(PIECES.len())]).collect();
            let plain = if round % 2 == 0 { "plain words ".repeat(90) } else { "plain ".to_owned() };
            let pieces: String = (0..random(12)).map(|_| kinds[random(kinds.len())]).collect();
            let text = format!("{plain}{pieces} end");
            if is_flawless(&text) {
                flawless += 1;
                assert_eq!(calculate_quality_score(&text, None), 1.0, "{text:?}");
            }
        }
        assert!(flawless > 500, "{flawless}");
    }

    #[test]
    fn what_counts_against_a_text_is_no_flaw_of_a_short_one() {
        let phrase = "Skip to main content. Page 1 of 2";
        assert!(is_flawless(phrase) && !is_flawless(&format!("{} {phrase}", "word ".repeat(200))));
        assert!(!is_flawless("too short") && !is_flawless("a  double blank"));
    }

    #[test]
    fn prose_is_flawless() {
        let prose = "The first of the ferries left its page at 7 of the clock. Next came five of them.\n\n"
            .repeat(20);
        assert!(is_flawless(&prose));
    }
}
