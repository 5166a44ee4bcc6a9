//! Pictures, by their headers: no pixel is decoded, and no text is read out of them.

mod bmp;
mod boxes;
mod exif;
mod gif;
mod heif;
mod jbig2;
mod jpeg;
mod jpeg2000;
mod metadata;
mod numbers;
mod picture;
mod png;
mod pnm;
mod tiff;
mod webp;

use std::borrow::Cow;

use async_trait::async_trait;
use bytes::Bytes;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::{ExtractedImage, ProcessingWarning};
use kreuzberg::{KreuzbergError, Result};

use self::picture::Picture;
use super::plugin::plugin;

/// The types that are read.
pub const TYPES: &[&str] = &[
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/heif",
    "image/jp2",
    "image/jpeg",
    "image/jpm",
    "image/jpx",
    "image/mj2",
    "image/png",
    "image/tiff",
    "image/webp",
    "image/x-jbig2",
    "image/x-portable-anymap",
    "image/x-portable-bitmap",
    "image/x-portable-graymap",
    "image/x-portable-pixmap",
];

/// Says what a picture is.
pub struct ImageExtractor;

plugin!(ImageExtractor, "image-header");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ImageExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let picture = read(content)
            .ok_or_else(|| KreuzbergError::parsing(format!("no header of a picture in {mime_type}")))?;
        let mut warnings = vec![
            "a picture has no text layer, and its text is not recognised here: run OCR outside, and extract what that gives".to_owned(),
        ];
        if picture.mime_type != mime_type {
            warnings.push(format!("taken for {mime_type}, but it is {}", picture.mime_type));
        }
        let mut builder = InternalDocumentBuilder::new("image");
        if config.images.as_ref().is_some_and(|images| images.extract_images) {
            builder.push_image(None, itself(content, &picture), None, None);
        }
        let mut document = builder.build();
        document.mime_type = Cow::Borrowed(picture.mime_type);
        document.metadata = metadata::of(picture, &mut warnings);
        document.processing_warnings = warnings.into_iter().map(warning).collect();
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        TYPES
    }
}

/// The type of a picture by its first bytes.
pub fn type_of(head: &[u8]) -> Option<&'static str> {
    // Headers that tell the type only further on are read as far as they go.
    Some(reader(head)?(head)?.mime_type)
}

/// The width and height of a picture in pixels, as stored.
pub fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    read(bytes).map(|picture| (picture.width, picture.height))
}

/// Whether bytes begin as those of a picture do, of whichever type.
pub fn is_picture(bytes: &[u8]) -> bool {
    reader(bytes).is_some()
}

fn read(bytes: &[u8]) -> Option<Picture<'_>> {
    reader(bytes)?(bytes)
}

type Reader = for<'a> fn(&'a [u8]) -> Option<Picture<'a>>;

/// By the first bytes, and by nothing that was said about them.
fn reader(bytes: &[u8]) -> Option<Reader> {
    let begins = |signature| bytes.starts_with(signature);
    Some(if begins(png::SIGNATURE) {
        png::read
    } else if begins(jpeg::SIGNATURE) {
        jpeg::read
    } else if gif::SIGNATURES.iter().any(|signature| begins(signature)) {
        gif::read
    } else if begins(jbig2::SIGNATURE) {
        jbig2::read
    } else if tiff::is(bytes) {
        tiff::read
    } else if webp::is(bytes) {
        webp::read
    } else if jpeg2000::is(bytes) {
        jpeg2000::read
    } else if heif::is(bytes) {
        heif::read
    } else if bmp::is(bytes) {
        bmp::read
    } else if pnm::is(bytes) {
        pnm::read
    } else {
        return None;
    })
}

/// The picture as an image of its document, for those who ask for images.
fn itself(content: &[u8], picture: &Picture<'_>) -> ExtractedImage {
    ExtractedImage {
        data: Bytes::copy_from_slice(content),
        format: Cow::Owned(picture.format.to_ascii_lowercase()),
        image_index: 0,
        page_number: None,
        width: Some(picture.width),
        height: Some(picture.height),
        colorspace: picture.color.map(|color| color.name().to_owned()),
        bits_per_component: picture.bit_depth.map(u32::from),
        is_mask: false,
        description: None,
        ocr_result: None,
        bounding_box: None,
        source_path: None,
    }
}

fn warning(message: String) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("image"), message: Cow::Owned(message) }
}
