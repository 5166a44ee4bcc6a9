//! The dictionaries that tell words apart where no spaces do: asked for when a text that has such words is to be cut
//! into chunks.

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::types::ExtractionResult;

use crate::cold::{self, Tables};
use crate::extractors::plugin::plugin;

/// Asks for all of them where [`Dictionaries`] may not be asked: a configuration can leave processors out.
pub fn require_if_unseen(config: &ExtractionConfig) {
    let filtered = config.postprocessor.as_ref().is_some_and(|processors| {
        !processors.enabled
            || processors.enabled_processors.is_some()
            || processors.disabled_processors.is_some()
    });
    if config.chunking.is_some() && filtered {
        cold::require(Tables::ChineseJapanese);
        cold::require(Tables::SoutheastAsian);
    }
}

/// The last of the processors: chunks are cut right after it.
pub struct Dictionaries;

plugin!(Dictionaries, "dictionaries");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for Dictionaries {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        for text in [Some(&result.content), result.formatted_content.as_ref()].into_iter().flatten() {
            if text.chars().any(is_chinese_or_japanese) {
                cold::require(Tables::ChineseJapanese);
            }
            if text.chars().any(is_southeast_asian) {
                cold::require(Tables::SoutheastAsian);
            }
        }
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Late
    }

    fn should_process(&self, _: &ExtractionResult, config: &ExtractionConfig) -> bool {
        config.chunking.is_some()
    }
}

/// At least all characters for which icu_segmenter looks into this dictionary.
fn is_chinese_or_japanese(character: char) -> bool {
    matches!(
        character,
        '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{16fe0}'..='\u{1b2ff}'
            | '\u{1f200}'..='\u{1f2ff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The same for the other: the blocks of Thai, Lao, Myanmar and Khmer.
fn is_southeast_asian(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{a9e0}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aa7f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{is_chinese_or_japanese, is_southeast_asian};

    #[test]
    fn every_word_of_a_script_without_spaces_asks_for_its_dictionary() {
        for text in ["图书馆", "圖書館", "としょかん", "図書館", "𠮷", "々"] {
            assert!(text.chars().all(is_chinese_or_japanese), "{text}");
        }
        for text in ["ห้องสมุด", "ຫໍສະໝຸດ", "စာကြည့်တိုက်", "បណ្ណាល័យ"]
        {
            assert!(text.chars().all(is_southeast_asian), "{text}");
        }
    }

    #[test]
    fn text_with_spaces_asks_for_none() {
        for text in ["bibliothèque", "библиотека", "도서관", "पुस्तकालय", "مكتبة", "🙂 «…» 、。"]
        {
            assert!(!text.chars().any(|c| is_chinese_or_japanese(c) || is_southeast_asian(c)), "{text}");
        }
    }
}
