//! Text formats in any encoding.
//!
//! kreuzberg's extractors take all text for UTF-8 and put U+FFFD in place of the rest. This one reads the
//! encoding first and then hands UTF-8 to kreuzberg's.

use std::borrow::Cow;
use std::sync::Arc;

use ahash::AHashMap;
use async_trait::async_trait;
use kreuzberg::core::config::{ExtractionConfig, OutputFormat};
use kreuzberg::plugins::registry::get_document_extractor_registry;
use kreuzberg::plugins::{DocumentExtractor, Plugin};
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{KreuzbergError, Result};

use crate::{encoding, markup};

/// The types whose bytes are text from end to end.
const TYPES: &[&str] = &[
    "application/csl+json",
    "application/docbook+xml",
    "application/json",
    "application/jsonl",
    "application/toml",
    "application/x-biblatex",
    "application/x-bibtex",
    "application/x-endnote+xml",
    "application/x-endnote-refer",
    "application/x-fictionbook",
    "application/x-fictionbook+xml",
    "application/x-ipynb+json",
    "application/x-jats+xml",
    "application/x-jsonlines",
    "application/x-latex",
    "application/x-ndjson",
    "application/x-opml+xml",
    "application/x-org",
    "application/x-pubmed",
    "application/x-research-info-systems",
    "application/x-subrip",
    "application/x-typst",
    "application/x-yaml",
    "application/xhtml+xml",
    "application/xml",
    "application/xml+opml",
    "application/yaml",
    "image/svg+xml",
    "text/asciidoc",
    "text/csv",
    "text/djot",
    "text/docbook",
    "text/html",
    "text/jats",
    "text/json",
    "text/markdown",
    "text/mdx",
    "text/org",
    "text/plain",
    "text/prs.fallenstein.rst",
    "text/tab-separated-values",
    "text/toml",
    "text/troff",
    "text/vtt",
    "text/x-bibtex",
    "text/x-commonmark",
    "text/x-djot",
    "text/x-dokuwiki",
    "text/x-fictionbook",
    "text/x-gfm",
    "text/x-markdown",
    "text/x-markdown-extra",
    "text/x-mdoc",
    "text/x-mdx",
    "text/x-multimarkdown",
    "text/x-opml",
    "text/x-org",
    "text/x-pod",
    "text/x-rst",
    "text/x-tex",
    "text/x-typst",
    "text/x-yaml",
    "text/xml",
    "text/yaml",
];

/// Extracts text formats in any encoding.
pub struct TextExtractor {
    kreuzbergs: AHashMap<&'static str, Arc<dyn DocumentExtractor>>,
}

impl TextExtractor {
    /// Over the extractors that are registered so far.
    ///
    /// # Errors
    /// If there is none for one of the types.
    pub fn over_registered() -> Result<Self> {
        let registry = get_document_extractor_registry();
        let registry = registry.read();
        let kreuzbergs = TYPES.iter().map(|name| Ok((*name, registry.get(name)?)));
        Ok(Self { kreuzbergs: kreuzbergs.collect::<Result<_>>()? })
    }
}

impl Plugin for TextExtractor {
    fn name(&self) -> &str {
        "text-in-any-encoding"
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
impl DocumentExtractor for TextExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let extractor = self
            .kreuzbergs
            .get(mime_type)
            .ok_or_else(|| KreuzbergError::UnsupportedFormat(mime_type.to_owned()))?;
        let decoded = encoding::decode(content);
        let text = if is_markup(mime_type) {
            markup::cut(&decoded.text, is_html(mime_type))
        } else {
            Cow::Borrowed(&*decoded.text)
        };
        let cut = matches!(text, Cow::Owned(_));
        let mut document =
            extractor.extract_bytes(text.as_bytes(), mime_type, &rows_as_lines(mime_type, config)).await?;
        if decoded.encoding != "UTF-8" {
            document.metadata.additional.insert(Cow::Borrowed("encoding"), decoded.encoding.into());
        }
        let mut warn = |source, message| {
            let message = Cow::Owned(message);
            document.processing_warnings.push(ProcessingWarning { source: Cow::Borrowed(source), message });
        };
        if decoded.damaged {
            let message =
                "some bytes are nothing in {}, which the text is read as; U+FFFD stands in their place";
            warn("encoding", message.replace("{}", decoded.encoding));
        }
        if cut {
            let depth = markup::MAX_DEPTH;
            warn(
                "markup",
                format!("elements are nested more than {depth} deep; the tags beyond are left out"),
            );
        }
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }

    fn priority(&self) -> i32 {
        super::PREPARING
    }
}

fn is_html(mime_type: &str) -> bool {
    matches!(mime_type, "text/html" | "application/xhtml+xml")
}

fn is_markup(mime_type: &str) -> bool {
    let others =
        ["application/x-fictionbook", "text/docbook", "text/jats", "text/x-fictionbook", "text/x-opml"];
    is_html(mime_type) || mime_type.contains("xml") || others.contains(&mime_type)
}

/// kreuzberg writes the name of its column before every cell of a table in plain text, which makes the text
/// several times as long as the document. Asked for Markdown it leaves the table a table, and plain text of
/// that is a line a row.
fn rows_as_lines<'a>(mime_type: &str, config: &'a ExtractionConfig) -> Cow<'a, ExtractionConfig> {
    let separated = matches!(mime_type, "text/csv" | "text/tab-separated-values");
    if separated && matches!(config.output_format, OutputFormat::Plain) {
        Cow::Owned(ExtractionConfig { output_format: OutputFormat::Markdown, ..config.clone() })
    } else {
        Cow::Borrowed(config)
    }
}
