//! Images drawn on the pages: a JPEG as it stands in the file, any other as a PNG.

use super::limits;
use bytes::Bytes;
use hayro_interpret::{Image, ImageData};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Name, Object, ObjectIdentifier, Stream};
use kreuzberg::ExtractionConfig;
use kreuzberg::types::ExtractedImage;
use std::collections::HashMap;

/// Collects the images of a document, each object once, on the first page that draws it.
#[derive(Debug, Default)]
pub struct Images {
    wanted: bool,
    per_page: usize,
    on_page: usize,
    page: usize,
    bytes: usize,
    known: HashMap<ObjectIdentifier, usize>,
    /// The images, without the box on the page, which is known only when the page was read.
    pub extracted: Vec<ExtractedImage>,
    /// What kept images from being handed out.
    pub warnings: Vec<String>,
}

impl Images {
    /// Wants images where the caller's `images` options or PDF options ask for them.
    pub fn new(config: &ExtractionConfig, extract_images: bool) -> Self {
        let options = config.images.as_ref();
        let per_page = options.and_then(|options| options.max_images_per_page).unwrap_or(u32::MAX);
        Self {
            wanted: extract_images || options.is_some_and(|options| options.extract_images),
            per_page: per_page as usize,
            ..Self::default()
        }
    }

    /// Begins page `number`.
    pub fn start_page(&mut self, number: usize) {
        self.page = number;
        self.on_page = 0;
    }

    /// Takes an image that is drawn; gives its index if it is handed out here for the first time.
    pub fn take(&mut self, image: &Image<'_, '_>) -> Option<usize> {
        if !self.wanted {
            return None;
        }
        let stream = match image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        let object = stream.dict().obj_id();
        if object.is_some_and(|id| self.known.contains_key(&id)) {
            return None;
        }
        self.on_page += 1;
        if self.on_page > self.per_page {
            if self.on_page == self.per_page + 1 {
                self.warnings.push(format!(
                    "page {}: only the first {} images are extracted",
                    self.page, self.per_page
                ));
            }
            return None;
        }
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let full = self.extracted.len() >= limits::IMAGES_PER_DOCUMENT
            || self.bytes >= limits::IMAGE_BYTES_PER_DOCUMENT;
        if pixels > limits::PIXELS_PER_IMAGE || full {
            self.warnings
                .push(format!("page {}: an image is left out: too large, or too many images", self.page));
            return None;
        }
        let Some((format, data)) = encode(image, stream) else {
            self.warnings.push(format!("page {}: an image could not be decoded", self.page));
            return None;
        };
        let index = self.extracted.len();
        self.bytes += data.len();
        if let Some(id) = object {
            self.known.insert(id, index);
        }
        self.extracted.push(ExtractedImage {
            data: Bytes::from(data),
            format: format.into(),
            image_index: index,
            page_number: Some(self.page),
            width: Some(image.width()),
            height: Some(image.height()),
            colorspace: colour_space(stream),
            bits_per_component: stream
                .dict()
                .get::<u32>(b"BitsPerComponent")
                .or_else(|| stream.dict().get(b"BPC")),
            is_mask: matches!(image, Image::Stencil(_)),
            description: None,
            ocr_result: None,
            bounding_box: None,
            source_path: None,
        });
        Some(index)
    }
}

/// Name of the colour space, or of the family of one with parameters.
fn colour_space(stream: &Stream<'_>) -> Option<String> {
    let space = stream.dict().get::<Object<'_>>(b"ColorSpace").or_else(|| stream.dict().get(b"CS"))?;
    match space {
        Object::Name(name) => Some(name.as_str().to_owned()),
        Object::Array(array) => array_name(&array),
        _ => None,
    }
}

fn array_name(array: &Array<'_>) -> Option<String> {
    array.iter::<Name<'_>>().next().map(|name| name.as_str().to_owned())
}

fn encode(image: &Image<'_, '_>, stream: &Stream<'_>) -> Option<(&'static str, Vec<u8>)> {
    if matches!(image, Image::Raster(_)) && stream.filters().as_slice() == [Filter::DctDecode] {
        return Some(("jpeg", stream.raw_data().into_owned()));
    }
    let mut encoded = None;
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |mask, _| {
                // A stencil paints where it is set: shown as black on white.
                let inverted: Vec<u8> = mask.data.iter().map(|value| 255 - value).collect();
                encoded = png(mask.width, mask.height, png::ColorType::Grayscale, &inverted);
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |colour, alpha| {
                let alpha = alpha.filter(|a| (a.width, a.height) == (colour.width(), colour.height()));
                encoded = png_of(&colour, alpha.map(|alpha| alpha.data).as_deref());
            },
            None,
        ),
    }
    Some(("png", encoded?))
}

fn png_of(colour: &ImageData, alpha: Option<&[u8]>) -> Option<Vec<u8>> {
    let (samples, channels) = match colour {
        ImageData::Rgb(rgb) => (&rgb.data, 3),
        ImageData::Luma(luma) => (&luma.data, 1),
    };
    let (width, height) = (colour.width(), colour.height());
    let Some(alpha) = alpha else {
        let kind = if channels == 3 { png::ColorType::Rgb } else { png::ColorType::Grayscale };
        return png(width, height, kind, samples);
    };
    let with_alpha: Vec<u8> = samples
        .chunks_exact(channels)
        .zip(alpha)
        .flat_map(|(pixel, a)| pixel.iter().copied().chain([*a]))
        .collect();
    let kind = if channels == 3 { png::ColorType::Rgba } else { png::ColorType::GrayscaleAlpha };
    png(width, height, kind, &with_alpha)
}

/// A PNG of 8 bits a channel.
pub fn png(width: u32, height: u32, colour: png::ColorType, samples: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // To try every filter on every line takes ten times as long as all the rest.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(samples).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
