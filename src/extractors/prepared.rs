//! kreuzberg's own extractors on a document that was put in order first.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{DocumentExtractor, Plugin};
use kreuzberg::types::internal::InternalDocument;

/// Puts a document in order for `inner`, which then extracts it.
pub struct Prepared<E> {
    /// What the extractor is called in kreuzberg's registry.
    pub name: &'static str,
    /// What it is used for, among the types of `inner`.
    pub mime_types: &'static [&'static str],
    /// Gives the document that `inner` can read, or says what is wrong with it.
    pub prepare: fn(&[u8]) -> Result<Cow<'_, [u8]>>,
    /// kreuzberg's extractor.
    pub inner: E,
}

impl<E: Send + Sync> Plugin for Prepared<E> {
    fn name(&self) -> &str {
        self.name
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
impl<E: DocumentExtractor> DocumentExtractor for Prepared<E> {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let prepared = (self.prepare)(content)?;
        self.inner.extract_bytes(&prepared, mime_type, config).await
    }

    fn supported_mime_types(&self) -> &[&str] {
        self.mime_types
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}
