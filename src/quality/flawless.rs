//! Text of which no look is needed to know its score.
//!
//! kreuzberg's score is 1 less what counts against a text and more what counts for it, and 1 at the most. Where
//! nothing counts against it, or less than what counts for it in any case, it is 1. All that can count against it is
//! looked for here by what it cannot do without; what is found may yet be harmless, which kreuzberg is to tell.

use memchr::memmem::find;
use memchr::{memchr_iter, memchr2_iter, memchr3};

/// Shorter texts score less, whatever they say.
const SHORT: usize = 10;

/// Up to this length, in bytes, scripts and navigation do not count.
const LARGE: usize = 1000;

/// Whether a text scores 1 for certain.
pub fn is_flawless(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= SHORT
        && !text.trim_start().is_empty()
        && (bytes.len() <= LARGE || !(may_have_scripts(bytes) || may_have_navigation(bytes)))
        && (has_no_artefacts(bytes) || outweighs_artefacts(text))
}

/// Without one of these no other artefact of recognition counts either.
fn has_no_artefacts(text: &[u8]) -> bool {
    ["  ", "..."].iter().all(|artefact| find(text, artefact.as_bytes()).is_none())
}

/// Several paragraphs are worth 0.04, and so are the ends of sentences; artefacts cost 0.3 of their part of the text, so
/// less than that where they are an eighth of it.
fn outweighs_artefacts(text: &str) -> bool {
    let bytes = text.as_bytes();
    let merits =
        usize::from(find(bytes, b"\n\n").is_some()) + usize::from(memchr3(b'.', b'!', b'?', bytes).is_some());
    artefacts(text) <= bytes.len() / 8 * merits
}

/// At least as many bytes as artefacts have: rows of white space, dots, underscores or dashes, marks that stand alone,
/// and words with digits. (Lone letters between rows of white space are fewer than these.)
fn artefacts(text: &str) -> usize {
    let mut sum = 0;
    let mut run = Run::default();
    let mut before = Kind::Other;
    let mut is_after_lone_mark = false;
    for character in text.chars() {
        let kind = Kind::of(character);
        if kind != run.kind {
            sum += run.artefacts();
            is_after_lone_mark = run.is_mark(1) && before == Kind::Space && kind == Kind::Space;
            before = run.kind;
            run = Run { kind, ..Run::default() };
        }
        // Two blanks of at most three bytes, and the mark.
        sum += if std::mem::take(&mut is_after_lone_mark) { 7 } else { 0 };
        run.characters += 1;
        run.bytes += character.len_utf8();
        run.has_digits |= character.is_ascii_digit();
    }
    sum + run.artefacts()
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    Space,
    Word,
    /// Of punctuation, each for itself.
    Mark(char),
    #[default]
    Other,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Self::Word,
            '.' | ',' | ';' | ':' | '!' | '?' | '_' | '-' => Self::Mark(character),
            _ if character.is_whitespace() => Self::Space,
            _ => Self::Other,
        }
    }
}

/// Characters of one kind.
#[derive(Default)]
struct Run {
    kind: Kind,
    characters: usize,
    bytes: usize,
    has_digits: bool,
}

impl Run {
    fn is_mark(&self, characters: usize) -> bool {
        matches!(self.kind, Kind::Mark(_)) && self.characters == characters
    }

    fn artefacts(&self) -> usize {
        match self.kind {
            Kind::Space if self.characters >= 2 => 2 * self.bytes,
            Kind::Word if self.has_digits => self.bytes,
            Kind::Mark(_) if self.characters >= 3 => self.bytes,
            _ => 0,
        }
    }
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
        "word. ",
        "\n\n",
        " - ",
        " , ",
        " . ",
        "\u{a0}",
        "\u{3000}",
        "a  b  c",
        "___",
        "-",
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
            let plain = match round % 4 {
                0 => "plain words ".repeat(90),
                1 => "Plain words.\n\n".repeat(90),
                2 => "Words.\n\nOnce more.".to_owned(),
                _ => "plain ".to_owned(),
            };
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
