//! What is not text: left to kreuzberg's reader, which gets a document that has no more than its pictures.

use std::io::{Cursor, Write};

use kreuzberg::types::ExtractedImage;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalElement};
use kreuzberg::{KreuzbergError, Result};
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::drawing::Picture;
use super::part::Package;
use crate::extractors::blocks::{Block, Run};

/// Parts that are text and nothing else.
const TEXTS: &[&str] = &["comments", "endnotes", "footer", "footnotes", "header", "numbering", "styles"];

/// The package without its text.
pub fn without_text(package: &mut Package, pictures: &[Picture]) -> Result<Vec<u8>> {
    pack(package, pictures)
        .map_err(|error| KreuzbergError::parsing(format!("the package cannot be read: {error}")))
}

fn pack(package: &mut Package, pictures: &[Picture]) -> zip::result::ZipResult<Vec<u8>> {
    let archive = package.archive();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        let is_text = |name: &str| {
            let name = name.strip_prefix("word/")?.strip_suffix(".xml")?;
            TEXTS.iter().find(|text| name.starts_with(**text))
        };
        if part.name() != "word/document.xml" && is_text(part.name()).is_none() {
            writer.raw_copy_file(part)?;
        }
    }
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("word/document.xml", options)?;
    writer.write_all(b"<w:document><w:body>")?;
    for Picture { reference, width, height, .. } in pictures {
        let reference = escape(reference.as_str());
        let extent = match (width, height) {
            (0, 0) => String::new(),
            _ => format!(r#"<wp:extent cx="{width}" cy="{height}"/>"#),
        };
        write!(writer, r#"<w:drawing>{extent}<a:blip r:embed="{reference}"/></w:drawing>"#)?;
    }
    writer.write_all(b"</w:body></w:document>")?;
    Ok(writer.finish()?.into_inner())
}

/// Gives pictures what is said of them.
pub fn describe(images: &mut [ExtractedImage], pictures: &[Picture]) {
    for (image, picture) in images.iter_mut().zip(pictures) {
        image.description = Some(picture.description.clone()).filter(|description| !description.is_empty());
    }
}

/// Says in the text where pictures are found: those of the result by their names there, others by those in the
/// package. Without `placeholders` they are left out of it.
pub fn link(blocks: &mut Vec<Block>, images: &[ExtractedImage], placeholders: bool) {
    blocks.retain_mut(|block| {
        let Block::Picture { index, url, .. } = block else { return true };
        if let Some(image) = images.get(*index as usize) {
            *url = match &image.source_path {
                Some(path) if image.data.is_empty() => path.clone(),
                _ => format!("image_{index}.{}", image.format),
            };
        }
        placeholders
    });
}

/// A running header or footer, which is no part of the text.
pub fn running(run: Run, layer: ContentLayer) -> InternalElement {
    InternalElement::text(ElementKind::Paragraph, run.text, 0).with_layer(layer)
}
