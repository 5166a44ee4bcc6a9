//! kreuzberg's own extractors, with what they need before and after.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::{DocumentExtractor, Plugin};
use kreuzberg::types::internal::InternalDocument;

/// An extractor of kreuzberg's that needs a hand.
pub struct Adapted<E> {
    /// What the extractor is called in kreuzberg's registry.
    pub name: &'static str,
    /// What it is used for, among the types of `inner`.
    pub mime_types: &'static [&'static str],
    /// Gives the document that `inner` can read, or says what is wrong with it.
    pub before: fn(&[u8]) -> Result<Cow<'_, [u8]>>,
    /// kreuzberg's extractor.
    pub inner: E,
    /// Puts right what came out.
    pub after: fn(&mut InternalDocument),
}

/// There is nothing to be put right.
pub fn nothing(_: &mut InternalDocument) {}

impl<E: Send + Sync> Plugin for Adapted<E> {
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
impl<E: DocumentExtractor> DocumentExtractor for Adapted<E> {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let ordered = (self.before)(content)?;
        let mut document = self.inner.extract_bytes(&ordered, mime_type, config).await?;
        (self.after)(&mut document);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        self.mime_types
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}
