//! Djot (htmlpreview.github.io/?https://github.com/jgm/djot/blob/master/doc/syntax.html).
//!
//! kreuzberg's reader reads tables but leaves them out of the text, runs the blocks of an item into one, and loses
//! definitions, captions and tasks. Here the text is made HTML, and that is read as a page is.

mod to_html;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;

use super::blocks::document::describe;
use super::markdown::{front_matter, title};
use super::{html, plugin::plugin};
use crate::encoding;

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
        let text = encoding::lossy(content);
        let (mut metadata, entries, body) = front_matter::read(&text);
        let mut blocks = front_matter::blocks(&entries);
        let (read, images) = html::inner(&to_html::html(&body), config);
        blocks.extend(read);
        if metadata.title.is_none() {
            metadata.title = title(&blocks);
        }
        let mut document = html::written(&blocks, "djot", config);
        describe(&mut document, metadata);
        document.images = images;
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/djot", "text/x-djot"]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}
