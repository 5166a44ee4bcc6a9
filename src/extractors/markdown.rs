//! Markdown: CommonMark with the extensions of GitHub, footnotes, formulas and definition lists, and the HTML in it.
//!
//! kreuzberg's reader leaves out the text of list items that have lists in them, all blocks of HTML, and runs
//! lines together at `<br>`. Here the text is made HTML as CommonMark has it, and that is read as a page is.

mod front_matter;
mod mdx;
mod to_html;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::{ExtractedImage, Result};

pub use self::to_html::html;
use super::blocks::Block;
use super::blocks::document::describe;
use super::html as pages;
use super::plugin::plugin;
use crate::encoding;

/// Extracts Markdown and MDX.
pub struct MarkdownExtractor;

plugin!(MarkdownExtractor, "markdown-with-html");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for MarkdownExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let is_mdx = mime_type.ends_with("mdx");
        Ok(behind_front_matter(content, mime_type, config, "markdown", |body| {
            let html = if is_mdx { html(&mdx::markdown(body)) } else { html(body) };
            pages::of_written(&html, config)
        }))
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[
            "text/markdown",
            "text/x-markdown",
            "text/x-gfm",
            "text/x-commonmark",
            "text/x-markdown-extra",
            "text/x-multimarkdown",
            "text/mdx",
            "text/x-mdx",
        ]
    }
}

/// A document that may begin with front matter, and whose text behind that `read` makes blocks and images of.
pub fn behind_front_matter(
    content: &[u8],
    mime_type: &str,
    config: &ExtractionConfig,
    source: &'static str,
    read: impl FnOnce(&str) -> (Vec<Block>, Vec<ExtractedImage>),
) -> InternalDocument {
    let text = encoding::lossy(content);
    let (mut metadata, entries, body) = front_matter::read(&text);
    let mut blocks = front_matter::blocks(&entries);
    let (behind, images) = read(&body);
    drop(body);
    blocks.extend(behind);
    if metadata.title.is_none() {
        metadata.title = title(&blocks);
    }
    let mut document = pages::written(&blocks, source, config);
    describe(&mut document, metadata);
    document.images = images;
    document.mime_type = Cow::Owned(mime_type.to_owned());
    document
}

/// The first heading of the first level.
pub fn title(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { level: 1, text } => Some(text.text.clone()),
        _ => None,
    })
}
