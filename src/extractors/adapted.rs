//! Extractors, most of them kreuzberg's, with what they need before and after.

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;
use serde_json::Value;

use super::plugin::plugin;
use super::readers::Readers;

/// What an extractor needs.
pub struct Adaptation {
    /// How it is called in kreuzberg's registry.
    pub name: &'static str,
    /// What it is used for.
    pub mime_types: &'static [&'static str],
    /// Above that of the extractor it is over: [`super::PRIORITY`] or [`super::PREPARING`].
    pub priority: i32,
    /// Makes of the document what its reader can read, or says what is wrong with it.
    pub before: fn(&mut Input) -> Result<()>,
    /// Puts right what came out.
    pub after: fn(&mut InternalDocument),
}

/// A document on its way to its reader.
pub struct Input<'a> {
    /// As it came.
    pub document: &'a [u8],
    /// What the reader gets; the document itself to begin with.
    pub content: Cow<'a, [u8]>,
    /// The document's type.
    pub mime_type: &'a str,
    /// What the reader gets; what was asked for to begin with.
    pub config: Cow<'a, ExtractionConfig>,
    /// For the result.
    pub warnings: Vec<ProcessingWarning>,
    /// For the result's metadata.
    pub metadata: Vec<(&'static str, Value)>,
}

impl Input<'_> {
    /// Adds a warning to the result: `source` names what warns, in a word.
    pub fn warn(&mut self, source: &'static str, message: impl Into<Cow<'static, str>>) {
        self.warnings.push(ProcessingWarning { source: Cow::Borrowed(source), message: message.into() });
    }
}

/// There is nothing to be put right.
pub fn nothing_after(_: &mut InternalDocument) {}

/// Extractors with their adaptation.
pub struct Adapted {
    adaptation: Adaptation,
    readers: Readers,
}

impl Adapted {
    /// Over the extractors that are registered so far.
    pub fn over_registered(adaptation: Adaptation) -> Self {
        Self { readers: Readers::registered(adaptation.mime_types), adaptation }
    }
}

plugin!(Adapted, |Adapted { adaptation, .. }| adaptation.name);

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for Adapted {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let reader = self.readers.of(mime_type)?;
        let mut input = Input {
            document: content,
            content: Cow::Borrowed(content),
            mime_type,
            config: Cow::Borrowed(config),
            warnings: Vec::new(),
            metadata: Vec::new(),
        };
        (self.adaptation.before)(&mut input)?;
        let mut document = reader.extract_bytes(&input.content, mime_type, &input.config).await?;
        document.processing_warnings.extend(input.warnings);
        let metadata = input.metadata.into_iter().map(|(key, value)| (Cow::Borrowed(key), value));
        document.metadata.additional.extend(metadata);
        (self.adaptation.after)(&mut document);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        self.readers.types()
    }

    fn priority(&self) -> i32 {
        self.adaptation.priority
    }
}
