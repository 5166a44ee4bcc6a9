//! Djot (htmlpreview.github.io/?https://github.com/jgm/djot/blob/master/doc/syntax.html).
//!
//! kreuzberg's reader reads tables but leaves them out of the text, runs the blocks of an item into one, and loses
//! definitions, captions and tasks. Here the text is made HTML, and that is read as a page is.

mod to_html;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;

use super::markdown;
use super::plugin::plugin;

/// Extracts Djot.
pub struct DjotExtractor;

plugin!(DjotExtractor, "djot-with-html");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for DjotExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        Ok(markdown::by_way_of_html(content, mime_type, config, "djot", to_html::html))
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/djot", "text/x-djot"]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}
