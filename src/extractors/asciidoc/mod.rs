//! AsciiDoc: headings, paragraphs, lists, tables, code, quotes, and the header's attributes.

mod blocks;
mod inline;
mod lines;
mod table;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;

use super::plugin::plugin;
use crate::encoding;

/// Extracts AsciiDoc.
pub struct AsciiDocExtractor;

plugin!(AsciiDocExtractor, "asciidoc");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for AsciiDocExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let text = encoding::lossy(content);
        let cells = config.security_limits.clone().unwrap_or_default().max_table_cells;
        let (mut document, warnings) = blocks::read(&text, cells);
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.processing_warnings = warnings.into_iter().map(warning).collect();
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/asciidoc"]
    }
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("asciidoc"), message: Cow::Owned(message) }
}
