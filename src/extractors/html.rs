//! HTML of any size and depth.
//!
//! kreuzberg's converter refuses pages of more than two megabytes on this target, flattens tables that lie in
//! others, and writes the text of nested lists several times. This one reads the page into a tree, the tree into
//! blocks, and writes those, as `htmlOptions` say, which are that converter's.

mod address;
mod boilerplate;
mod builder;
mod choices;
mod elements;
mod images;
mod markup;
mod metadata;
mod references;
mod selector;
mod table;
mod tokens;
mod tree;
mod verbatim;
mod walk;
pub mod writer;

use std::borrow::Cow;

use async_trait::async_trait;
use html_to_markdown_rs::ConversionOptions;
use kreuzberg::core::config::{ExtractionConfig, OutputFormat};
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{
    FormatMetadata, HtmlMetadata, Metadata, OutputFormat as ResultFormat, ProcessingWarning,
};
use kreuzberg::{ExtractedImage, Result};

pub use self::address::percent_decoded;
use self::boilerplate::Surroundings;
use self::choices::Choices;
pub use self::images::Images;
pub use self::table::{Cell, Rows};
use self::tree::Tree;
use self::writer::Writer;
use super::blocks::document::{self, Form};
use super::blocks::style::Style;
use super::blocks::{Block, flatten, markdown};
use super::plugin::plugin;
use crate::limits::Exceeded;
use crate::{encoding, markup::too_deep};

/// Extracts HTML and XHTML.
pub struct HtmlExtractor;

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
        let most = config.html_options.as_ref().and_then(|options| options.max_input_size);
        if let Some(value) = most.filter(|most| content.len() as u64 > *most) {
            return Err(Exceeded { name: "htmlOptions.maxInputSize", value }.into());
        }
        let html = encoding::lossy(content);
        let tree = Tree::parse(&html, mime_type == "application/xhtml+xml" || html.starts_with("<?xml"));
        let mut document = read(&tree, config);
        describe(&mut document, metadata::read(&tree));
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["text/html", "application/xhtml+xml"]
    }
}

/// HTML that is a part of another document: all of it, but for pictures. Where there is nothing else, what stands for
/// them is read.
pub fn fragment(html: &str, config: &ExtractionConfig) -> InternalDocument {
    let tree = Tree::parse(html, false);
    let surroundings = Surroundings { keep: true, ..Surroundings::default() };
    let mut choices = Choices::new(surroundings, false);
    let mut blocks = walk::blocks(&tree, &choices);
    if blocks.is_empty() {
        choices.alternatives = true;
        blocks = walk::blocks(&tree, &choices);
    }
    document::assemble(&blocks, form("html", config))
}

/// The element of a note, whose attribute `label` refers to it, and that of such a reference: for formats that are read by
/// way of HTML. No page has elements of these names.
pub const NOTE: &str = "note\u{f8e3}";
pub const NOTE_REFERENCE: &str = "reference\u{f8e3}";

/// HTML in another format: all of it; and the pictures in it, where they are asked for.
pub fn inner(html: &str, config: &ExtractionConfig) -> (Vec<Block>, Vec<ExtractedImage>) {
    all_of(&Tree::parse(html, false), config)
}

/// The same of what another format has been written as.
pub fn of_written(writer: &Writer, config: &ExtractionConfig) -> (Vec<Block>, Vec<ExtractedImage>) {
    all_of(&writer.tree(), config)
}

fn all_of(tree: &Tree, config: &ExtractionConfig) -> (Vec<Block>, Vec<ExtractedImage>) {
    let placeholders = config.images.as_ref().is_none_or(|images| images.inject_placeholders);
    let surroundings = Surroundings { keep: true, ..Surroundings::default() };
    let blocks = walk::blocks(tree, &Choices::new(surroundings, placeholders));
    let wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
    let images = if wanted { images::read(tree, None, &mut Vec::new()) } else { Vec::new() };
    (blocks, images)
}

/// XHTML that is a part of a document of many, with its own headers and footers and without what leads elsewhere in
/// the document; and what of `htmlOptions` cannot be heeded.
pub fn part(html: &str, config: &ExtractionConfig, images: bool) -> (Vec<Block>, Vec<ProcessingWarning>) {
    let mut warnings = Vec::new();
    let mut choices = chosen(config, images, &mut warnings);
    let around = &mut choices.surroundings;
    (around.headers, around.footers) = (around.headers.or(Some(true)), around.footers.or(Some(true)));
    (arranged(walk::blocks(&Tree::parse(html, true), &choices), config), warnings)
}

/// Blocks as a document of the format that is asked for.
pub fn written(blocks: &[Block], source: &'static str, config: &ExtractionConfig) -> InternalDocument {
    written_in(blocks, form(source, config), config)
}

fn written_in(blocks: &[Block], form: Form, config: &ExtractionConfig) -> InternalDocument {
    if document::is_text(config)
        && let Some(document) = document::assemble_text(blocks, form)
    {
        return document;
    }
    let mut document = document::assemble(blocks, form);
    let style = config.html_options.as_ref().map_or_else(Style::default, Style::of);
    markdown::render_in(&mut document, blocks, &config.output_format, &style);
    document
}

fn read(tree: &Tree, config: &ExtractionConfig) -> InternalDocument {
    let mut warnings = Vec::new();
    let mut document = written(&blocks_of(tree, config, &mut warnings), "html", config);
    if config.images.as_ref().is_some_and(|images| images.extract_images) {
        document.images = images::read(tree, config.html_options.as_ref(), &mut warnings);
    }
    document.processing_warnings.extend(warnings);
    document
}

/// A document that has been written as HTML.
pub struct Translated<'a> {
    pub html: &'a Writer,
    /// What kreuzberg calls the format.
    pub format: &'static str,
    pub mime_type: &'a str,
    /// Whether the numbers of its lists are in its text.
    pub is_numbered: bool,
    /// Files that belong to the document.
    pub left_out: &'a [String],
    /// Whether some of what is in one another is not kept apart.
    pub too_deep: bool,
}

impl Translated<'_> {
    /// Reads it, and says what has not been read.
    pub fn document(&self, config: &ExtractionConfig) -> InternalDocument {
        let (blocks, images) = of_written(self.html, config);
        let form = form(self.format, config);
        let mut document =
            written_in(&blocks, Form { numbered: form.numbered && self.is_numbered, ..form }, config);
        document.images = images;
        document.mime_type = Cow::Owned(self.mime_type.to_owned());
        let warning = |source, message| ProcessingWarning { source: Cow::Borrowed(source), message };
        document.processing_warnings.extend(self.left_out.iter().map(|path| {
            warning(self.format, Cow::Owned(format!("{path:?} is included there, and is not read")))
        }));
        if self.too_deep {
            document.processing_warnings.push(warning("markup", Cow::Owned(too_deep())));
        }
        document
    }
}

/// Lists have their numbers in text that stands alone.
fn form(source: &'static str, config: &ExtractionConfig) -> Form {
    let plain = matches!(config.output_format, OutputFormat::Plain);
    let alone = !config.include_document_structure && config.result_format == ResultFormat::Unified;
    Form { source, numbered: plain && alone, pages: false }
}

/// What is read of a page.
fn chosen(config: &ExtractionConfig, images: bool, warnings: &mut Vec<ProcessingWarning>) -> Choices {
    let filter = config.content_filter.as_ref();
    let surroundings = Surroundings {
        headers: filter.map(|filter| filter.include_headers),
        footers: filter.map(|filter| filter.include_footers),
        ..Surroundings::default()
    };
    let mut choices = Choices::new(surroundings, images);
    if let Some(options) = &config.html_options {
        choices.heed(options, warnings);
    }
    choices
}

/// The page without what surrounds its content; all of it where nothing else is there.
fn blocks_of(tree: &Tree, config: &ExtractionConfig, warnings: &mut Vec<ProcessingWarning>) -> Vec<Block> {
    let images = config.images.as_ref().is_none_or(|images| images.inject_placeholders);
    let mut choices = chosen(config, images, warnings);
    let mut blocks = walk::blocks(tree, &choices);
    if blocks.is_empty() {
        choices.surroundings = Surroundings { keep: true, forms: true, ..choices.surroundings };
        blocks = walk::blocks(tree, &choices);
    }
    arranged(blocks, config)
}

/// As one paragraph, if that is asked for.
fn arranged(blocks: Vec<Block>, config: &ExtractionConfig) -> Vec<Block> {
    let inline = |options: &ConversionOptions| options.convert_as_inline;
    if blocks.is_empty() || !config.html_options.as_ref().is_some_and(inline) {
        return blocks;
    }
    vec![Block::Paragraph(flatten(blocks))]
}

/// Says what is not done.
fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("html"), message: Cow::Owned(message) }
}

fn describe(document: &mut InternalDocument, found: HtmlMetadata) {
    let metadata = Metadata {
        title: found.title.clone(),
        authors: found.author.clone().map(|author| vec![author]),
        language: found.language.clone(),
        subject: found.description.clone(),
        keywords: (!found.keywords.is_empty()).then(|| found.keywords.clone()),
        format: Some(FormatMetadata::Html(Box::new(found))),
        ..Metadata::default()
    };
    document::describe(document, metadata);
}
