//! JSON, YAML, TOML and notebooks at any depth.
//!
//! Their readers stop at 80 to 128 levels, and at aliases of YAML that would repeat a document many times over. What
//! is beyond that is read as what it also is: text.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use kreuzberg::{KreuzbergError, Result};

use super::plugin::plugin;
use super::readers::Readers;

const TYPES: &[&str] = &[
    "application/csl+json",
    "application/json",
    "application/jsonl",
    "application/toml",
    "application/x-jsonlines",
    "application/x-ndjson",
    "application/x-yaml",
    "application/yaml",
    "text/json",
    "text/toml",
    "text/x-yaml",
    "text/yaml",
];

/// What the readers' errors say of what is nested too deeply, and of aliases that repeat too much.
const TOO_MUCH: [&str; 3] = ["recursion limit", "max recursion depth", "repetition limit"];

/// Over the readers that are registered so far.
pub struct StructuredExtractor {
    readers: Readers,
}

impl StructuredExtractor {
    /// A type that has no reader in this build is left out.
    pub fn over_registered() -> Self {
        Self { readers: Readers::registered(TYPES) }
    }
}

plugin!(StructuredExtractor, "structured-at-any-depth");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for StructuredExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let read = self.readers.of(mime_type)?.extract_bytes(content, mime_type, config).await;
        read.or_else(|error| unless_too_much(error, content, mime_type))
    }

    fn supported_mime_types(&self) -> &[&str] {
        self.readers.types()
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

/// The error that reading ended in; or the text as it is written, where the error is that it is too much.
///
/// # Errors
/// The same.
pub fn unless_too_much(error: KreuzbergError, content: &[u8], mime_type: &str) -> Result<InternalDocument> {
    let message = error.to_string();
    if TOO_MUCH.iter().any(|words| message.contains(words)) {
        return Ok(as_text(content, mime_type));
    }
    Err(error)
}

fn as_text(content: &[u8], mime_type: &str) -> InternalDocument {
    let mut document = InternalDocument::new("text");
    document.mime_type = Cow::Owned(mime_type.to_owned());
    let text = String::from_utf8_lossy(content);
    document.push_element(InternalElement::text(ElementKind::Code, text.trim(), 0));
    document.processing_warnings.push(ProcessingWarning {
        source: Cow::Borrowed("structured"),
        message: Cow::Borrowed(
            "it is nested more deeply than can be read, or repeats itself more often; it is given as it is written",
        ),
    });
    document
}
