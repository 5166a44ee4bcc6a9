//! PDF, by [`crate::pdf`].

use async_trait::async_trait;
use kreuzberg::ExtractionConfig;
use kreuzberg::Result;
use kreuzberg::plugins::{DocumentExtractor, Plugin};
use kreuzberg::types::internal::InternalDocument;

/// Extracts PDFs in pure Rust.
pub struct PdfExtractor;

impl Plugin for PdfExtractor {
    fn name(&self) -> &str {
        "pdf-pure-rust"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn initialize(&self) -> Result<()> {
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for PdfExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        _mime: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        Ok(crate::pdf::extract(content, config)?)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/pdf"]
    }

    fn priority(&self) -> i32 {
        80
    }
}
