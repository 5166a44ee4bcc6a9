//! Rich Text Format (Rich Text Format Specification 1.9.1).
//!
//! kreuzberg's reader takes the bytes of every font for those of the document's own code page, loses what Unicode has beyond
//! its first plane, headings that only their style makes one, links whose text is underlined, text boxes, comments and old
//! lists, and takes headers, footers and deleted text for text.

mod characters;
mod pictures;
mod reading;
mod rows;
mod sheet;
mod story;
mod tokens;

use std::borrow::Cow;

use async_trait::async_trait;
use bytes::Bytes;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{ExtractedImage, PageUnitType, ProcessingWarning};
use kreuzberg::{KreuzbergError, Metadata, Result};

use self::pictures::Picture;
use self::reading::{Read, Reading};
use super::blocks::document::describe;
use super::blocks::pages;
use super::office::picture;
use super::plugin::plugin;
use super::word::written::Written;

/// Extracts RTF.
pub struct RtfExtractor;

plugin!(RtfExtractor, "rich-text");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for RtfExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content).trim_ascii_start();
        if !content.strip_prefix(b"{").is_some_and(|group| group.trim_ascii_start().starts_with(b"\\")) {
            return Err(KreuzbergError::parsing("the document is no RTF: it does not begin with {\\rtf"));
        }
        let is_part = !content.starts_with(b"{\\rtf") && !content.starts_with(b"{\\urtf");
        let is_wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
        let Read { mut blocks, headers, footers, comments, pictures, metadata, too_deep, breaks_off } =
            Reading::new(is_wanted).read(content, is_part);
        let mut images: Vec<ExtractedImage> = pictures.into_iter().enumerate().map(image).collect();
        picture::link(&mut blocks, &images, config);
        let written = Written { source: "rtf", pages: true, blocks, headers, footers, comments, too_deep };
        let (mut document, pages) = written.document(&images, config);
        let pages = pages::put(&mut document, pages, &mut images, PageUnitType::Page);
        describe(&mut document, Metadata { pages, ..metadata });
        document.images = images;
        if breaks_off {
            let message = Cow::Borrowed("the document breaks off: it ends before its groups do");
            document.processing_warnings.push(ProcessingWarning { source: Cow::Borrowed("rtf"), message });
        }
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &["application/rtf", "text/rtf"]
    }
}

fn image((index, picture): (usize, Picture)) -> ExtractedImage {
    let Picture { bytes, extension, description } = picture;
    let image = picture::of_bytes(index, Bytes::from(bytes), &format!("image_{index}.{extension}"));
    ExtractedImage { description: Some(description), ..image }
}
