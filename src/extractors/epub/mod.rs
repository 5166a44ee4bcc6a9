//! E-books (EPUB 2 and 3).
//!
//! kreuzberg's reader has an HTML reader of its own, which loses what is nested, and writes Markdown with another. Here
//! chapters are read as pages are (`extractors::html`), in the order of the spine.

mod container;
mod contents;
mod package;
mod pictures;

use std::borrow::Cow;

use async_trait::async_trait;
use kreuzberg::Result;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::ProcessingWarning;
use kreuzberg::types::internal::InternalDocument;

use self::container::{Container, missing};
use self::package::Package;
use self::pictures::Pictures;
use super::blocks::document::describe;
use super::html;
use super::plugin::plugin;

/// Extracts e-books.
pub struct EpubExtractor;

plugin!(EpubExtractor, "epub-by-chapters");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for EpubExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let book = Container::open(content)?;
        let path = book.package()?;
        let text = book.text(&path).ok_or_else(|| missing(&path))?;
        let package = Package::read(&text, &path)?;
        drop(text);
        let mut warnings = package.warnings;
        let mut pictures = Pictures::default();
        let options = config.images.as_ref();
        let wanted = options.is_some_and(|images| images.extract_images);
        let placeholders = options.is_none_or(|images| images.inject_placeholders);
        if let Some(cover) = package.cover.as_deref().filter(|_| wanted) {
            pictures.add(&book, cover, "Cover", 0);
        }
        let (mut blocks, mut refused) = (Vec::new(), Vec::new());
        for (chapter, number) in package.chapters.iter().zip(1..) {
            let Some(text) = book.text(chapter) else {
                warnings.push(missing(chapter).to_string());
                continue;
            };
            let (mut read, unheeded) = html::part(&text, config, true);
            if number == 1 {
                refused = unheeded;
            }
            if contents::is_contents(&read) {
                continue;
            }
            if wanted {
                pictures.place(&book, chapter, number, &mut read);
            }
            blocks.extend(if placeholders { read } else { html::part(&text, config, false).0 });
        }
        let mut document = html::written(&blocks, "epub", config);
        warnings.extend(pictures.missing.into_iter().map(|path| missing(&path).to_string()));
        document.images = pictures.found;
        describe(&mut document, package.metadata);
        let warning =
            |message| ProcessingWarning { source: Cow::Borrowed("epub"), message: Cow::Owned(message) };
        document.processing_warnings.extend(refused.into_iter().chain(warnings.into_iter().map(warning)));
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/epub+zip", "application/vnd.epub+zip", "application/x-epub+zip"]
    }
}
