//! Images that a page carries in itself: the data URLs of RFC 2397.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use kreuzberg::ExtractedImage;

use super::tree::{Id, ROOT, Tree};

/// Base64 as it is found: padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The images in a page's own bytes, in its order.
pub fn read(tree: &Tree) -> Vec<ExtractedImage> {
    let mut images = Vec::new();
    collect(tree, ROOT, &mut images);
    images
}

fn collect(tree: &Tree, id: Id, images: &mut Vec<ExtractedImage>) {
    for (child, name, attributes) in tree.elements(id) {
        if name == "img"
            && let Some(url) = attributes.get("src")
            && let Some((format, data)) = decode(url.trim())
        {
            let alternative = attributes.get("alt").map(|text| text.trim().to_owned());
            images.push(ExtractedImage {
                data: data.into(),
                format,
                image_index: images.len(),
                page_number: None,
                width: None,
                height: None,
                colorspace: None,
                bits_per_component: None,
                is_mask: false,
                description: alternative.filter(|text| !text.is_empty()),
                ocr_result: None,
                bounding_box: None,
                source_path: None,
            });
        }
        collect(tree, child, images);
    }
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

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|_| *byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                decoded.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(*byte);
                rest = after;
            }
        }
    }
    decoded
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
