//! Text that is all of a document, or is in NFC, is left as it is.
//!
//! kreuzberg copies the text of a document's elements into one, which is in memory three times by then: it grows by
//! doubling. What has but one element has its text already. It is given to the result by the first of the processors.
//!
//! kreuzberg ends by composing the whole text anew (UAX 15), character by character, which takes a tenth of the time
//! that a text file does. Nearly all text is composed already, which can be seen at a glance. That is taken out of the
//! result by the last of the processors, and put back when kreuzberg is through.

use std::cell::{Cell, RefCell};

use async_trait::async_trait;
use kreuzberg::core::config::{ExtractionConfig, OutputFormat as TextFormat};
use kreuzberg::core::pipeline::run_pipeline;
use kreuzberg::plugins::{PostProcessor, ProcessingStage};
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument};
use kreuzberg::types::{ExtractionResult, OutputFormat};
use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::extractors::plugin::plugin;

thread_local! {
    static MAY_HOLD: Cell<bool> = const { Cell::new(false) };
    static HELD: RefCell<Held> = RefCell::default();
    static WHOLE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Composed texts of a result, which has none meanwhile.
#[derive(Default)]
struct Held {
    content: Option<String>,
    /// By their index.
    pages: Vec<Option<String>>,
}

/// kreuzberg's pipeline, from what an extractor gives to the result.
///
/// # Errors
/// kreuzberg's.
pub async fn pipeline(
    mut document: InternalDocument,
    config: &ExtractionConfig,
) -> kreuzberg::Result<ExtractionResult> {
    // What comes after the processors, and looks at the text.
    let is_read_again = config.chunking.is_some()
        || config.language_detection.is_some()
        || config.token_reduction.is_some()
        || config.result_format == OutputFormat::ElementBased;
    MAY_HOLD.set(!is_read_again);
    WHOLE.set(if is_plain(config) { whole(&mut document) } else { None });
    let piped = run_pipeline(document, config).await;
    MAY_HOLD.set(false);
    let held = HELD.take();
    let mut result = piped?;
    if let Some(text) = held.content {
        result.content = text;
    }
    for (page, held) in result.pages.iter_mut().flatten().zip(held.pages) {
        if let Some(text) = held {
            page.content = text;
        }
    }
    Ok(result)
}

/// Whether nothing but plain text is made of a document's elements, and all processors see it.
pub fn is_plain(config: &ExtractionConfig) -> bool {
    matches!(config.output_format, TextFormat::Plain)
        && config.result_format == OutputFormat::Unified
        && config.postprocessor.is_none()
        && !config.include_document_structure
}

/// The text of the only element, as kreuzberg renders that. It is taken out.
fn whole(document: &mut InternalDocument) -> Option<String> {
    let [element] = document.elements.as_mut_slice() else { return None };
    let is_text = matches!(element.kind, ElementKind::Paragraph | ElementKind::Code | ElementKind::RawBlock);
    if !is_text || element.layer != ContentLayer::Body || element.page.is_some() {
        return None;
    }
    let mut text = std::mem::take(&mut element.text);
    text.truncate(text.trim_end().len());
    Some(text)
}

/// The first of the processors.
pub struct Whole;

plugin!(Whole, "whole");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for Whole {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        result.content = WHOLE.take().unwrap_or_default();
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Early
    }

    fn should_process(&self, _: &ExtractionResult, _: &ExtractionConfig) -> bool {
        WHOLE.with_borrow(Option::is_some)
    }
}

/// The last of the processors.
pub struct Composed;

plugin!(Composed, "composed");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl PostProcessor for Composed {
    async fn process(&self, result: &mut ExtractionResult, _: &ExtractionConfig) -> kreuzberg::Result<()> {
        // Text in another format takes its place in any case.
        let content = result.formatted_content.is_none().then(|| hold(&mut result.content)).flatten();
        let pages = result.pages.iter_mut().flatten().map(|page| hold(&mut page.content)).collect();
        HELD.set(Held { content, pages });
        Ok(())
    }

    fn processing_stage(&self) -> ProcessingStage {
        ProcessingStage::Late
    }

    fn should_process(&self, _: &ExtractionResult, _: &ExtractionConfig) -> bool {
        MAY_HOLD.get()
    }
}

fn hold(text: &mut String) -> Option<String> {
    is_composed(text).then(|| std::mem::take(text))
}

/// Whether a text is in NFC for certain. All characters before U+0300 are, and begin with bytes before 0xCC.
fn is_composed(text: &str) -> bool {
    text.bytes().all(|byte| byte < 0xCC) || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::is_composed;

    #[test]
    fn what_is_taken_for_composed_does_not_change_when_it_is_composed() {
        let texts =
            ["", "plain", "\u{e9}t\u{e9}", "e\u{301}", "\u{2ff}", "\u{212b}", "\u{1100}\u{1161}", "\u{ac00}"];
        for text in texts {
            let composed: String = text.nfc().collect();
            assert!(!is_composed(text) || composed == text, "{text:?}");
        }
        for character in '\0'..='\u{2ff}' {
            assert!(is_composed(&character.to_string()) && character.to_string().nfc().eq([character]));
        }
    }

    #[test]
    fn what_is_not_composed_is_seen() {
        assert!(!is_composed("e\u{301}") && !is_composed("\u{212b}") && !is_composed("\u{1100}\u{1161}"));
    }
}
