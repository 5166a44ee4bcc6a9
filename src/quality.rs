//! kreuzberg's quality score, in a fraction of its time.
//!
//! The score counts what expressions with Unicode's word boundaries match. On text that is not all ASCII these
//! run in the slowest of the engine's ways, and take a tenth of the time that a PDF does. So the text is given
//! to the same function as an image of itself in ASCII, on which everything it looks for has the same length.

use std::borrow::Cow;
use std::cell::Cell;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::text::calculate_quality_score;
use kreuzberg::types::ExtractionResult;

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
        let image = ascii_image(&result.content);
        result.quality_score = Some(calculate_quality_score(&image, Some(&result.metadata.additional)));
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
/// The expressions know ASCII letters, digits and punctuation, white space, and where a word ends. A letter
/// beyond ASCII becomes `_0`, which is part of a word, matches no class of letters, and makes no row of
/// underscores; what is no part of a word becomes carets. Other white space, digits, marks and joiners, the
/// `»` of breadcrumbs, and two letters that are `s` and `k` in another case are rare, and are left alone.
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
        _ if is_symbol(character) => Kind::Symbol,
        _ if is_mark(character) => Kind::Letter,
        // In these blocks all that is no letter is a symbol, or a number that is no digit.
        '\u{2b0}'..='\u{2ff}' | '\u{2100}'..='\u{218f}' | '\u{1d400}'..='\u{1d7cb}' => {
            if character.is_alphabetic() { Kind::Letter } else { Kind::Symbol }
        }
        _ if is_old_script(character) && character.is_alphabetic() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// No part of a word and no space: symbols and punctuation without connectors, numbers that are no digits, pictures,
/// and private characters, which symbol fonts use.
fn is_symbol(character: char) -> bool {
    matches!(
        character,
        // Latin-1 without its space, its letters and its digits.
        '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bc}'..='\u{bf}'
            | '\u{d7}'
            | '\u{f7}'
            // Arabic.
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}'
            // General punctuation without spaces, joiners and connectors; currency.
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203e}' | '\u{2041}'..='\u{2053}'
            | '\u{20a0}'..='\u{20bf}'
            // Arrows, mathematics, technical; boxes, geometric shapes, dingbats.
            | '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{2bff}'
            // Chinese, Japanese and Korean; full width.
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3e}' | '\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fffd}'..='\u{ffff}'
            | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6c5}'
    )
}

/// Combining marks, which are part of a word as letters are.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Latin, Greek, Cyrillic, Hebrew, Arabic, Thai, kana, Han, Hangul: of younger letters the expressions' tables
/// may not know yet what this compiler's do.
fn is_old_script(character: char) -> bool {
    matches!(
        character,
        '\u{aa}'..='\u{24f}'
            | '\u{370}'..='\u{52f}'
            | '\u{5d0}'..='\u{5ea}'
            | '\u{620}'..='\u{64a}'
            | '\u{671}'..='\u{6d3}'
            | '\u{e01}'..='\u{e30}'
            | '\u{1e00}'..='\u{1fff}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30ff}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{ff21}'..='\u{ff3a}'
            | '\u{ff41}'..='\u{ff5a}'
    )
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
        "\u{f0b7}",
        "，",
        "ｆｕｌｌ",
        "𝑥",
        "ℓ",
        "™",
        "ˆ",
        "x\u{20d7}",
        "؟",
        "پ",
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
        let blocks = [
            '\u{80}'..='\u{2fff}',
            '\u{3000}'..='\u{30ff}',
            '\u{f000}'..='\u{f0ff}',
            '\u{fe00}'..='\u{ffff}',
            '\u{1d400}'..='\u{1d7ff}',
            '\u{1f100}'..='\u{1f6ff}',
        ];
        for character in blocks.into_iter().flatten() {
            let own = character.to_string();
            let image = ascii_image(&own);
            assert_eq!(word(&image), word(&own), "{character:?}");
        }
    }
}
