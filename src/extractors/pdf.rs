//! PDF, by [`crate::pdf`].

use super::plugin::plugin;
use crate::pdf::attachments::Attachment;
use crate::pdf::{self, Extracted};
use async_trait::async_trait;
use kreuzberg::ExtractionConfig;
use kreuzberg::Result;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ArchiveEntry;
use kreuzberg::types::internal::InternalDocument;

/// Extracts PDFs in pure Rust.
pub struct PdfExtractor;

plugin!(PdfExtractor, "pdf-pure-rust");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for PdfExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        _mime: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let Extracted { mut document, attachments } = pdf::extract(content, config)?;
        let mut children = Vec::new();
        let config = ExtractionConfig {
            max_archive_depth: config.max_archive_depth.saturating_sub(1),
            ..config.clone()
        };
        for attachment in attachments {
            let Some(mime_type) = mime_type(&attachment) else {
                let message = format!("attached file {:?} is of an unknown type", attachment.name);
                document.processing_warnings.push(pdf::warning(message));
                continue;
            };
            match crate::extract::document(&attachment.bytes, &mime_type, &config).await {
                Ok(result) => {
                    children.push(ArchiveEntry { path: attachment.name, mime_type, result: Box::new(result) })
                }
                Err(error) => {
                    let message = format!("attached file {:?}: {error}", attachment.name);
                    document.processing_warnings.push(pdf::warning(message));
                }
            }
        }
        if !children.is_empty() {
            document.children = Some(children);
        }
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/pdf"]
    }
}

/// By the name, by what the document says, or by the content.
fn mime_type(attachment: &Attachment) -> Option<String> {
    let by_name = kreuzberg::detect_mime_type(&attachment.name, false).ok();
    let said = attachment.mime_type.clone().filter(|mime| kreuzberg::validate_mime_type(mime).is_ok());
    by_name.or(said).or_else(|| kreuzberg::detect_mime_type_from_bytes(&attachment.bytes).ok())
}
