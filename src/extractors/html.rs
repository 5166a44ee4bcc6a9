//! HTML of any size and depth.
//!
//! kreuzberg's converter refuses pages of more than two megabytes on this target, flattens tables that lie in
//! others, and writes the text of nested lists several times. This one reads the page into a tree, the tree into
//! blocks, and writes those. Where `htmlOptions` are given, which are that converter's, it is used all the same.

mod boilerplate;
mod builder;
mod elements;
mod front_matter;
mod images;
mod inline;
mod metadata;
mod references;
mod table;
mod tokens;
mod tree;
mod verbatim;
mod walk;

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::{ExtractionConfig, OutputFormat};
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::plugins::registry::get_document_extractor_registry;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{
    FormatMetadata, HtmlMetadata, Metadata, OutputFormat as ResultFormat, ProcessingWarning,
};

use self::boilerplate::Surroundings;
use self::tree::Tree;
use self::walk::Choices;
use super::blocks::Block;
use super::blocks::document::{self, Form};
use super::blocks::markdown;
use super::plugin::plugin;

/// Extracts HTML and XHTML.
pub struct HtmlExtractor {
    converter: Option<Arc<dyn DocumentExtractor>>,
}

impl HtmlExtractor {
    /// With kreuzberg's converter at hand, which is registered so far.
    pub fn over_registered() -> Self {
        Self { converter: get_document_extractor_registry().read().get("text/html").ok() }
    }
}

plugin!(HtmlExtractor, "html-of-any-size");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for HtmlExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let html = String::from_utf8_lossy(content);
        let tree = Tree::parse(&html, mime_type == "application/xhtml+xml" || html.starts_with("<?xml"));
        let mut warnings = Vec::new();
        let converted = match self.converter.as_ref().filter(|_| config.html_options.is_some()) {
            None => None,
            Some(converter) => match converter.extract_bytes(content, mime_type, config).await {
                Ok(document) => Some(document),
                Err(error) => {
                    warnings.push(ProcessingWarning {
                        source: Cow::Borrowed("html"),
                        message: Cow::Owned(format!("the page is read without htmlOptions: {error}")),
                    });
                    None
                }
            },
        };
        let mut document = match converted {
            Some(mut document) => {
                front_matter::drop(&mut document);
                document
            }
            None => read(&tree, config),
        };
        describe(&mut document, metadata::read(&tree));
        document.mime_type = Cow::Owned(mime_type.to_owned());
        document.processing_warnings.extend(warnings);
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/html", "application/xhtml+xml"]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

/// HTML that is a part of another document: all of it, but for pictures.
pub fn fragment(html: &str, config: &ExtractionConfig) -> InternalDocument {
    let surroundings = Surroundings { headers: None, footers: None, keep: true };
    let blocks = walk::blocks(&Tree::parse(html, false), Choices { surroundings, images: false });
    document::assemble(&blocks, form(config))
}

fn read(tree: &Tree, config: &ExtractionConfig) -> InternalDocument {
    let blocks = blocks_of(tree, config);
    let mut document = document::assemble(&blocks, form(config));
    markdown::render(&mut document, &blocks, &config.output_format);
    if config.images.as_ref().is_some_and(|images| images.extract_images) {
        document.images = images::read(tree);
    }
    document
}

/// Lists have their numbers in text that stands alone.
fn form(config: &ExtractionConfig) -> Form {
    let plain = matches!(config.output_format, OutputFormat::Plain);
    let alone = !config.include_document_structure && config.result_format == ResultFormat::Unified;
    Form { source: "html", numbered: plain && alone, pages: false }
}

/// The page without what surrounds its content; all of it where nothing else is there.
fn blocks_of(tree: &Tree, config: &ExtractionConfig) -> Vec<Block> {
    let filter = config.content_filter.as_ref();
    let surroundings = Surroundings {
        headers: filter.map(|filter| filter.include_headers),
        footers: filter.map(|filter| filter.include_footers),
        keep: false,
    };
    let images = config.images.as_ref().is_none_or(|images| images.inject_placeholders);
    let blocks = walk::blocks(tree, Choices { surroundings, images });
    if !blocks.is_empty() {
        return blocks;
    }
    walk::blocks(tree, Choices { surroundings: Surroundings { keep: true, ..surroundings }, images })
}

fn describe(document: &mut InternalDocument, found: HtmlMetadata) {
    let output_format = document.metadata.output_format.take();
    document.metadata = Metadata {
        title: found.title.clone(),
        authors: found.author.clone().map(|author| vec![author]),
        language: found.language.clone(),
        subject: found.description.clone(),
        keywords: (!found.keywords.is_empty()).then(|| found.keywords.clone()),
        output_format,
        format: Some(FormatMetadata::Html(Box::new(found))),
        ..Metadata::default()
    };
}
