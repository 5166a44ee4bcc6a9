//! kreuzberg's quality score, in a fraction of its time.
//!
//! The score counts what expressions with Unicode's word boundaries match. On text that is not all ASCII these
//! run in the slowest of the engine's ways, and take a tenth of the time that a PDF does. So the text is given
//! to the same function as an image of itself in ASCII, on which everything it looks for has the same length.

mod flawless;

use std::borrow::Cow;
use std::cell::Cell;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::text::calculate_quality_score;
use kreuzberg::types::ExtractionResult;
use unicode_normalization::char::is_combining_mark;

use self::flawless::is_flawless;
use crate::extractors::plugin::plugin;

thread_local! {
    static IS_WANTED: Cell<bool> = const { Cell::new(false) };
}

/// Takes the score out of kreuzberg's hands: for the extractions that follow on this thread, it is given by
/// [`QualityScore`] if it is wanted at all.
pub fn take_over(config: &mut ExtractionConfig) {
    IS_WANTED.set(std::mem::take(&mut config.enable_quality_processing));
}

/// Gives the score where kreuzberg's own processor would.
pub struct QualityScore;

plugin!(QualityScore, "quality-score");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for QualityScore {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        result.quality_score = Some(if is_flawless(&result.content) {
            1.0
        } else {
            let image = ascii_image(&result.content);
            calculate_quality_score(&image, Some(&result.metadata.additional))
        });
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Early
    }

    fn should_process(&self, _: &ExtractionResult, _: &ExtractionConfig) -> bool {
        IS_WANTED.get()
    }
}

/// A text of the same length in bytes that scores the same; the text itself where there is none.
///
/// The expressions know ASCII letters, digits and punctuation, white space, digits, and where a word ends. A letter
/// beyond ASCII becomes `_0`, which is part of a word, matches no class of letters, and makes no row of
/// underscores; what is no part of a word becomes carets. Other white space and digits, the `»` of breadcrumbs, and
/// two letters that are `s` and `k` in another case are rare, and are left alone.
fn ascii_image(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut image = String::with_capacity(text.len());
    for character in text.chars() {
        match kind(character) {
            Kind::Ascii => image.push(character),
            Kind::Letter => {
                let first = if image.ends_with('_') { '0' } else { '_' };
                image.push(first);
                image.extend(std::iter::repeat_n('0', character.len_utf8() - 1));
            }
            Kind::Symbol => image.extend(std::iter::repeat_n('^', character.len_utf8())),
            Kind::Other => return Cow::Borrowed(text),
        }
    }
    Cow::Owned(image)
}

enum Kind {
    Ascii,
    Letter,
    Symbol,
    Other,
}

fn kind(character: char) -> Kind {
    match character {
        '\0'..='\x7f' => Kind::Ascii,
        '»' | '\u{17f}' | '\u{212a}' => Kind::Other,
        // The expressions' tables do not know letters yet that this compiler's do, nor will of the next ones.
        '\u{5c8}' | '\u{5c9}' | '\u{88f}' | '\u{b53}' | '\u{b54}' | '\u{c5c}' | '\u{cdc}' => Kind::Other,
        '\u{1acf}'..='\u{1af0}' | '\u{a7ce}'..='\u{a7f1}' => Kind::Other,
        '\u{10000}'..='\u{1efff}' | '\u{20000}'.. => Kind::Other,
        _ if is_of_a_word(character) => Kind::Letter,
        _ if character.is_whitespace() || is_digit(character) => Kind::Other,
        _ => Kind::Symbol,
    }
}

/// Letters, marks, what connects and what joins (UTS 18, annex C, `\w`), without digits.
fn is_of_a_word(character: char) -> bool {
    let connects = matches!(
        character,
        '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'..='\u{fe4f}' | '\u{ff3f}'
    );
    let joins = matches!(character, '\u{200c}' | '\u{200d}');
    character.is_alphabetic() || connects || joins || is_combining_mark(character)
}

/// Not all numbers are digits: the raised, the lowered, the circled and fractions are none.
fn is_digit(character: char) -> bool {
    let number = matches!(
        character,
        '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{218b}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}'
            | '\u{2776}'..='\u{2793}'
    );
    character.is_numeric() && !number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What scores are made of: words, marks, spaces, artefacts, and characters from everywhere.
    const PIECES: &[&str] = &[
        "word",
        "é",
        "naïve",
        "日本",
        "Привет",
        "x9y",
        "é1a",
        "a1é",
        "__",
        "_",
        "...",
        "—",
        "“",
        "”",
        "•",
        "  ",
        "   ",
        "\n",
        "\n\n",
        " . ",
        "A",
        "a  b  c",
        ". Next",
        "--",
        "---",
        "|",
        "| --- |",
        "»",
        "Home > ",
        "Page 1 of 2",
        "\u{a0}",
        "\u{3000}",
        "٣",
        "e\u{301}",
        "\u{200d}",
        "€",
        "№",
        "ªº",
        "²",
        "½",
        "ſcript",
        "\u{212a}",
        "function f() { x }",
        "<script>é</script>",
        ".a { é }",
        "Skip to main content",
        "First page",
        "🙂",
        "①",
        "の",
        "ー",
        "、",
        "。",
        "‿",
    ];

    #[test]
    fn the_image_scores_what_the_text_scores() {
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut images = 0;
        for length in (1..200).chain([2000; 3]) {
            let common = random(2) == 0;
            let among = if common { 27 } else { PIECES.len() };
            let text: String = (0..length).map(|_| PIECES[random(among)]).collect();
            let image = ascii_image(&text);
            images += usize::from(image != text);
            assert_eq!(image.len(), text.len());
            assert_eq!(calculate_quality_score(&image, None), calculate_quality_score(&text, None), "{text}");
        }
        assert!(images > 30, "{images}");
    }

    #[test]
    fn every_character_is_of_the_kind_that_the_expressions_take_it_for() {
        let word = |text: &str| {
            // A boundary after a letter tells whether the next character is part of the word: the lone
            // letters of "a  b  c" count as scattered only where a boundary follows.
            let text = format!("a  b  c{text} {}", "x".repeat(20));
            calculate_quality_score(&text, None)
        };
        let alike = |character: &char| {
            matches!(character, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{e000}'..='\u{f8ff}')
                || matches!(character, '\u{10000}'..='\u{1efff}')
        };
        let some = |character: &char| !alike(character) || u32::from(*character) % 64 == 0;
        for character in ('\u{80}'..='\u{20010}').filter(some) {
            let own = character.to_string();
            let image = ascii_image(&own);
            assert_eq!(word(&image), word(&own), "{character:?}");
        }
    }
}
