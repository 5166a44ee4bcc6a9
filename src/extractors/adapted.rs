//! What readers, most of them kreuzberg's, need before and after.

use std::borrow::Cow;
use std::pin::Pin;

use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;
use serde_json::Value;

use super::{fitted, package, rst, text, xls};
#[cfg(feature = "documents")]
use crate::encrypted;

/// What readers need.
pub struct Adaptation {
    /// The types that need it, if not all do.
    pub mime_types: Option<&'static [&'static str]>,
    /// Makes of the document what its reader can read, or says what is wrong with it.
    pub before: fn(&mut Input) -> Result<()>,
    /// Puts right what came out.
    pub after: fn(&mut InternalDocument),
}

impl Adaptation {
    fn is_for(&self, mime_type: &str) -> bool {
        self.mime_types.is_none_or(|types| types.contains(&mime_type))
    }
}

/// All of them, each around those that follow.
static ADAPTATIONS: &[Adaptation] = &[
    fitted::ADAPTATION,
    #[cfg(feature = "documents")]
    encrypted::BINARY,
    #[cfg(feature = "documents")]
    encrypted::ADAPTATION,
    package::ADAPTATION,
    text::ADAPTATION,
    xls::ADAPTATION,
    rst::ADAPTATION,
];

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

/// Has a reader read a document, with what that needs before and after.
///
/// # Errors
/// Those of the reader, and of what comes before it.
pub async fn extract(
    reader: &dyn DocumentExtractor,
    content: &[u8],
    mime_type: &str,
    config: &ExtractionConfig,
) -> Result<InternalDocument> {
    within(ADAPTATIONS, reader, content, mime_type, config).await
}

/// As readers give it.
#[cfg(target_arch = "wasm32")]
type Extracted<'a> = Pin<Box<dyn Future<Output = Result<InternalDocument>> + 'a>>;
#[cfg(not(target_arch = "wasm32"))]
type Extracted<'a> = Pin<Box<dyn Future<Output = Result<InternalDocument>> + Send + 'a>>;

fn within<'a>(
    mut around: &'static [Adaptation],
    reader: &'a dyn DocumentExtractor,
    content: &'a [u8],
    mime_type: &'a str,
    config: &'a ExtractionConfig,
) -> Extracted<'a> {
    loop {
        let Some((adaptation, inner)) = around.split_first() else {
            return reader.extract_bytes(content, mime_type, config);
        };
        around = inner;
        if adaptation.is_for(mime_type) {
            return Box::pin(adapted(adaptation, inner, reader, content, mime_type, config));
        }
    }
}

async fn adapted(
    adaptation: &Adaptation,
    inner: &'static [Adaptation],
    reader: &dyn DocumentExtractor,
    content: &[u8],
    mime_type: &str,
    config: &ExtractionConfig,
) -> Result<InternalDocument> {
    let mut input = Input {
        document: content,
        content: Cow::Borrowed(content),
        mime_type,
        config: Cow::Borrowed(config),
        warnings: Vec::new(),
        metadata: Vec::new(),
    };
    (adaptation.before)(&mut input)?;
    let mut document = within(inner, reader, &input.content, mime_type, &input.config).await?;
    document.processing_warnings.extend(input.warnings);
    let metadata = input.metadata.into_iter().map(|(key, value)| (Cow::Borrowed(key), value));
    document.metadata.additional.extend(metadata);
    (adaptation.after)(&mut document);
    Ok(document)
}
