//! OpenDocument texts and presentations (ODF 1.3, part 3).
//!
//! kreuzberg's reader drops text in cells that is formatted, skips covered cells, puts a cell's paragraphs together,
//! and tells a note by one number and its references by another. This one reads the text; metadata, headers and
//! footers are kreuzberg's.

mod reading;
mod styles;
mod table;

use std::borrow::Cow;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::plugins::registry::get_document_extractor_registry;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::{ExtractedImage, PageUnitType, PdfAnnotation, PdfAnnotationType};
use kreuzberg::{KreuzbergError, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub use self::reading::Picture;
use self::reading::Reading;
use self::styles::Styles;
use super::blocks::Block;
use super::blocks::document::{Form, assemble};
use super::blocks::markdown;
use super::plugin::plugin;
use super::word::part::Package;
use super::word::{pages, rest};
use crate::limits;

const TEXT: &str = "application/vnd.oasis.opendocument.text";
pub const PRESENTATION: &str = "application/vnd.oasis.opendocument.presentation";

const CONTENT: &str = "content.xml";

/// What kreuzberg's reader gets in place of the content.
const EMPTY: &[u8] = b"<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><office:body><office:text/></office:body></office:document-content>";

/// Extracts OpenDocument texts and presentations.
pub struct ProseExtractor {
    /// kreuzberg's, for what is not text.
    rest: Option<Arc<dyn DocumentExtractor>>,
}

impl ProseExtractor {
    /// With kreuzberg's reader at hand, which is registered so far.
    pub fn over_registered() -> Self {
        let registry = get_document_extractor_registry();
        let registry = registry.read();
        Self { rest: registry.get(TEXT).ok() }
    }
}

plugin!(ProseExtractor, "opendocument-text");

#[cfg_attr(not(target_arch = "wasm32"), async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait(?Send))]
impl DocumentExtractor for ProseExtractor {
    async fn extract_bytes(
        &self,
        content: &[u8],
        mime_type: &str,
        config: &ExtractionConfig,
    ) -> Result<InternalDocument> {
        let mut package = Package::open(content)?;
        let other = match &self.rest {
            Some(reader) => reader.extract_bytes(&without_text(&mut package)?, mime_type, config).await?,
            None => InternalDocument::new("odt"),
        };
        let text = package.text(CONTENT)?;
        let text = text.ok_or_else(|| KreuzbergError::parsing("the document has no content.xml"))?;
        let mut styles = Styles::default();
        if let Some(text) = package.text("styles.xml")? {
            styles.read(&text)?;
        }
        styles.read(&text)?;
        let mut reading = Reading::new(&styles, &mut package);
        let mut blocks = reading.read(&text)?;
        let Reading { notes, comments, pictures, slides, exceeded, .. } = reading;
        blocks.extend(notes.into_iter().map(|(label, text)| Block::Note { label, text }));
        let wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
        let mut images: Vec<ExtractedImage> =
            pictures.into_iter().map(|picture| image(picture, &mut package, wanted)).collect();
        let placeholders = config.images.as_ref().is_none_or(|images| images.inject_placeholders);
        rest::link(&mut blocks, &images, placeholders);
        let is_deck = mime_type == PRESENTATION;
        let source = if is_deck { "odp" } else { "odt" };
        let mut document = assemble(&blocks, Form { source, numbered: false, pages: is_deck });
        let mut pages = None;
        if is_deck {
            pages = pages::put(&mut document, &mut images, PageUnitType::Slide);
            let titled = pages.iter_mut().flat_map(|pages| &mut pages.pages).flatten().zip(slides);
            titled.for_each(|(page, title)| page.title = title);
        }
        markdown::render(&mut document, &blocks, &config.output_format);
        document.elements.extend(
            other
                .elements
                .into_iter()
                .filter(|element| matches!(element.layer, ContentLayer::Header | ContentLayer::Footer)),
        );
        document.annotations = (!comments.is_empty()).then(|| comments.into_iter().map(annotation).collect());
        document.images = images;
        let output_format = document.metadata.output_format.take();
        document.metadata = other.metadata;
        document.metadata.output_format = output_format;
        document.metadata.pages = document.metadata.pages.or(pages);
        document.children = other.children;
        document.processing_warnings.extend(other.processing_warnings);
        let left_out = |exceeded| limits::warning(format!("what follows is left out: {exceeded}"));
        document.processing_warnings.extend(exceeded.map(left_out));
        document.mime_type = Cow::Owned(mime_type.to_owned());
        Ok(document)
    }

    fn supported_mime_types(&self) -> &[&str] {
        &[TEXT, PRESENTATION]
    }

    fn priority(&self) -> i32 {
        super::PRIORITY
    }
}

fn annotation(comment: String) -> PdfAnnotation {
    PdfAnnotation {
        annotation_type: PdfAnnotationType::Text,
        content: Some(comment),
        page_number: 1,
        bounding_box: None,
    }
}

/// A picture of a package; its bytes where they are wanted.
pub fn image(picture: Picture, package: &mut Package, wanted: bool) -> ExtractedImage {
    let Picture { path, description } = picture;
    let mut bytes = Vec::new();
    if wanted && let Ok(part) = package.archive().by_name(&path) {
        // Its size has been counted before (`extractors::package`); what is damaged is left out.
        if part.take(limits::current().unpacked_bytes).read_to_end(&mut bytes).is_err() {
            bytes.clear();
        }
    }
    let format = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let format = if format == "jpg" { "jpeg".to_owned() } else { format };
    ExtractedImage {
        source_path: bytes.is_empty().then_some(path),
        data: Bytes::from(bytes),
        format: Cow::Owned(format),
        image_index: 0,
        page_number: None,
        width: None,
        height: None,
        colorspace: None,
        bits_per_component: None,
        is_mask: false,
        description: Some(description).filter(|description| !description.is_empty()),
        ocr_result: None,
        bounding_box: None,
    }
}

/// The package with nothing in its content.
fn without_text(package: &mut Package) -> Result<Vec<u8>> {
    pack(package.archive())
        .map_err(|error| KreuzbergError::parsing(format!("the package cannot be read: {error}")))
}

fn pack(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        if matches!(part.name(), "meta.xml" | "mimetype" | "styles.xml") {
            writer.raw_copy_file(part)?;
        }
    }
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file(CONTENT, options)?;
    writer.write_all(EMPTY)?;
    Ok(writer.finish()?.into_inner())
}
