//! The pictures of a package, and where in the text they are found.

use std::borrow::Cow;

use bytes::Bytes;
use kreuzberg::core::config::ExtractionConfig;
use kreuzberg::extraction::image_format::detect_image_format;
use kreuzberg::types::ExtractedImage;

use crate::extractors::blocks::Block;
use crate::extractors::word::part::Package;

/// A picture that a text shows.
pub struct Picture {
    /// Its part of the package; or an address elsewhere.
    pub part: String,
    /// What the package calls it where it shows it.
    pub name: String,
    pub description: String,
    /// In pixels, of which an inch has 96.
    pub size: Option<(u32, u32)>,
}

/// Pictures as a result has them: with their bytes where these are wanted.
pub fn images(pictures: Vec<Picture>, package: &Package, config: &ExtractionConfig) -> Vec<ExtractedImage> {
    let wanted = config.images.as_ref().is_some_and(|images| images.extract_images);
    pictures.into_iter().enumerate().map(|(index, picture)| image(index, picture, package, wanted)).collect()
}

fn image(index: usize, picture: Picture, package: &Package, wanted: bool) -> ExtractedImage {
    let Picture { part, name, description, size } = picture;
    let mut bytes = Vec::new();
    // What is damaged is left out.
    if wanted && let Ok(Some(found)) = package.bytes(&part) {
        bytes = found.into_owned();
    }
    let image = of_bytes(index, bytes.into(), &part);
    let (width, height) = size.filter(|_| !image.data.is_empty()).unzip();
    let description = Some(description).filter(|description| !description.is_empty());
    ExtractedImage { width, height, description, source_path: Some(name), ..image }
}

/// A picture of which nothing is known but its bytes, and what its file is called.
pub fn of_bytes(index: usize, data: Bytes, file: &str) -> ExtractedImage {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let named = if extension == "jpg" { "jpeg".to_owned() } else { extension };
    let format = Some(detect_image_format(&data)).filter(|format| format != "unknown");
    ExtractedImage {
        data,
        format: format.unwrap_or(Cow::Owned(named)),
        image_index: index,
        page_number: None,
        width: None,
        height: None,
        colorspace: None,
        bits_per_component: None,
        is_mask: false,
        description: None,
        ocr_result: None,
        bounding_box: None,
        source_path: Some(file.to_owned()),
    }
}

/// The pictures that lie in a folder of a package, whatever shows them; none unless they are wanted.
pub fn in_folder(package: &Package, folder: &str, config: &ExtractionConfig) -> Vec<ExtractedImage> {
    if !config.images.as_ref().is_some_and(|images| images.extract_images) {
        return Vec::new();
    }
    let picture = |part: String| Picture { name: part.clone(), part, description: String::new(), size: None };
    let parts = package.names(folder, "").into_iter().filter(|part| !part.ends_with('/'));
    let mut found = images(parts.map(picture).collect(), package, config);
    found.retain(|image| !image.data.is_empty());
    found.iter_mut().enumerate().for_each(|(index, image)| image.image_index = index);
    found
}

/// Says in the text where pictures are found: those of the result by their names there, others by those in the
/// package. Where no placeholders are wanted, they are left out of it.
pub fn link(blocks: &mut Vec<Block>, images: &[ExtractedImage], config: &ExtractionConfig) {
    let placeholders = config.images.as_ref().is_none_or(|images| images.inject_placeholders);
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
