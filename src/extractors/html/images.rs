//! Images that a page carries in itself: the data URLs of RFC 2397.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use html_to_markdown_rs::ConversionOptions;
use kreuzberg::ExtractedImage;
use kreuzberg::types::ProcessingWarning;

use super::address::percent_decoded;
use super::markup;
use super::tree::{Id, ROOT, Tree};

/// Base64 as it is found: padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The images in a page's own bytes, in its order.
pub fn read(
    tree: &Tree,
    options: Option<&ConversionOptions>,
    warnings: &mut Vec<ProcessingWarning>,
) -> Vec<ExtractedImage> {
    let mut images = Images { options, ..Images::default() };
    images.collect(tree, ROOT);
    if let (Some(options), 1..) = (options, images.too_large) {
        let (count, most) = (images.too_large, options.max_image_size);
        warnings.push(super::warning(format!("{count} pictures have more than maxImageSize bytes, {most}")));
    }
    images.found
}

/// The images that have been found.
#[derive(Default)]
pub struct Images<'o> {
    options: Option<&'o ConversionOptions>,
    pub found: Vec<ExtractedImage>,
    too_large: usize,
}

impl Images<'_> {
    /// Takes an image that its address holds.
    pub fn take(&mut self, url: &str, alternative: &str) {
        if let Some((format, data)) = decode(url.trim()) {
            self.add(format, data, Some(alternative.trim().to_owned()).filter(|text| !text.is_empty()));
        }
    }

    fn collect(&mut self, tree: &Tree, id: Id) {
        for (child, name, attributes) in tree.elements(id) {
            match name {
                "img" => {
                    let of = |key| attributes.get(key).unwrap_or_default();
                    self.take(&of("src"), &of("alt"));
                }
                "svg" if self.options.is_some_and(|options| options.capture_svg) => {
                    let title = tree.elements(child).find(|(_, name, _)| *name == "title");
                    let title = title.map(|(id, ..)| tree.text(id, usize::MAX).trim().to_owned());
                    let data = markup::html(tree, child).into_bytes();
                    self.add(Cow::Borrowed("svg"), data, title.filter(|text| !text.is_empty()));
                    continue;
                }
                _ => {}
            }
            self.collect(tree, child);
        }
    }

    fn add(&mut self, format: Cow<'static, str>, data: Vec<u8>, description: Option<String>) {
        if self.options.is_some_and(|options| data.len() as u64 > options.max_image_size) {
            self.too_large += 1;
            return;
        }
        let infers = self.options.is_some_and(|options| options.infer_dimensions);
        let size = infers.then(|| size(&data)).flatten();
        self.found.push(ExtractedImage {
            data: data.into(),
            format,
            image_index: self.found.len(),
            page_number: None,
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            colorspace: None,
            bits_per_component: None,
            is_mask: false,
            description,
            ocr_result: None,
            bounding_box: None,
            source_path: None,
        });
    }
}

/// A picture's width and height in pixels.
#[cfg(feature = "images")]
fn size(data: &[u8]) -> Option<(u32, u32)> {
    crate::extractors::image::size_of(data)
}

#[cfg(not(feature = "images"))]
fn size(_: &[u8]) -> Option<(u32, u32)> {
    None
}

/// The format, as kreuzberg names it, and the bytes.
fn decode(url: &str) -> Option<(Cow<'static, str>, Vec<u8>)> {
    let (head, payload) =
        url.split_once(':').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("data"))?.1.split_once(',')?;
    let mut parameters = head.split(';');
    let kind = parameters.next()?.trim().to_ascii_lowercase();
    let subtype = kind.strip_prefix("image/")?;
    let bytes = percent_decoded(payload);
    let bytes = if parameters.any(|parameter| parameter.trim().eq_ignore_ascii_case("base64")) {
        let digits: Vec<u8> = bytes.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
        BASE64.decode(digits).ok()?
    } else {
        bytes
    };
    let format = match subtype {
        "svg+xml" => "svg".into(),
        "jpg" => "jpeg".into(),
        "x-icon" | "vnd.microsoft.icon" => "ico".into(),
        other => Cow::Owned(other.to_owned()),
    };
    (!bytes.is_empty()).then_some((format, bytes))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn data_urls_are_bytes_of_a_format() {
        let cases = [
            ("data:image/png;base64,aGk=", "png", "hi"),
            ("DATA:image/jpg;charset=x;BASE64, aG\n k", "jpeg", "hi"),
            ("data:image/svg+xml,%3Csvg/>", "svg", "<svg/>"),
        ];
        for (url, format, bytes) in cases {
            let (found, data) = decode(url).unwrap();
            assert_eq!((found.as_ref(), data.as_slice()), (format, bytes.as_bytes()));
        }
    }

    #[test]
    fn other_urls_are_none() {
        for url in [
            "a.png",
            "data:text/html,a",
            "data:image/png;base64,",
            "data:image/png",
            "data:image/png;base64,*",
        ] {
            assert!(decode(url).is_none(), "{url}");
        }
    }
}
