//! Djot (htmlpreview.github.io/?https://github.com/jgm/djot/blob/master/doc/syntax.html).
//!
//! kreuzberg's reader reads tables but leaves them out of the text, runs the blocks of an item into one, and loses
//! definitions, captions and tasks.

mod to_blocks;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;

use super::html::Images;
use super::markdown;
use super::plugin::plugin;

/// Extracts Djot.
pub struct DjotExtractor;

plugin!(DjotExtractor, "djot-in-full");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for DjotExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        Ok(markdown::behind_front_matter(content, mime_type, config, "djot", |body| {
            let asked = config.images.as_ref();
            let placeholders = asked.is_none_or(|images| images.inject_placeholders);
            let mut images = asked.filter(|images| images.extract_images).map(|_| Images::default());
            let blocks = to_blocks::blocks(body, placeholders, images.as_mut());
            (blocks, images.map(|images| images.found).unwrap_or_default())
        }))
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/djot", "text/x-djot"]
    }
}
