//! Pictures, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result_with(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn result_of(bytes: &[u8], filename: &str) -> Result<Value, Failure> {
    result_with(bytes, filename, json!({}))
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/documents/{name}", env!("CARGO_MANIFEST_DIR")))
        .expect("a fixture")
}

fn metadata(name: &str) -> Value {
    result_of(&fixture(name), name).expect("a result")["metadata"].take()
}

const ALL: &[&str] = &[
    "harbour.jpg",
    "lantern.png",
    "signal.gif",
    "tile.bmp",
    "delivery-notes.tif",
    "sprite.webp",
    "seal.jp2",
    "pasture.avif",
    "swatch.ppm",
    "orchard.heic",
    "fax.jb2",
];

#[test]
fn every_raster_type_tells_its_size_colours_and_depth() {
    for (name, format, size, color, bits) in [
        ("harbour.jpg", "JPEG", [24, 16], "YCbCr", 8),
        ("lantern.png", "PNG", [24, 16], "RGB", 8),
        ("signal.gif", "GIF", [10, 8], "indexed", 2),
        ("tile.bmp", "BMP", [7, 5], "RGB", 8),
        ("delivery-notes.tif", "TIFF", [40, 30], "bilevel", 1),
        ("sprite.webp", "WebP", [12, 9], "RGB", 8),
        ("seal.jp2", "JPEG2000", [18, 14], "grayscale", 8),
        ("pasture.avif", "AVIF", [32, 20], "YCbCr", 8),
        ("swatch.ppm", "PPM", [3, 2], "RGB", 8),
        ("orchard.heic", "HEIC", [64, 48], "YCbCr", 8),
        ("fax.jb2", "JBIG2", [1728, 2200], "bilevel", 1),
    ] {
        let metadata = metadata(name);
        assert_eq!(metadata["formatType"], "image", "{name}");
        assert_eq!(metadata["format"], format, "{name}");
        assert_eq!([&metadata["width"], &metadata["height"]], size, "{name}");
        assert_eq!(metadata["colorSpace"], color, "{name}");
        assert_eq!(metadata["bitDepth"], bits, "{name}");
    }
}

#[test]
fn a_picture_has_no_text_and_says_so() {
    for name in ALL {
        let result = result_of(&fixture(name), name).expect("a result");
        assert_eq!(result["content"], "", "{name}");
        let warning = result["processingWarnings"][0]["message"].as_str().expect("a warning");
        assert!(warning.contains("no text layer") && warning.contains("OCR"), "{name}: {warning}");
    }
}

#[test]
fn the_bytes_tell_a_pictures_type_whatever_it_is_called() {
    for name in ALL {
        let by_name = result_of(&fixture(name), name).expect("a result");
        let by_bytes = result_of(&fixture(name), "").expect("a result");
        assert_eq!(by_name["mimeType"], by_bytes["mimeType"], "{name}");
        assert_eq!(by_name["metadata"], by_bytes["metadata"], "{name}");
    }
    let result = result_of(&fixture("harbour.jpg"), "harbour.png").expect("a result");
    assert_eq!(result["mimeType"], "image/jpeg");
    let warning = result["processingWarnings"][1]["message"].as_str().expect("a warning");
    assert!(warning.contains("image/jpeg"), "{warning}");
}

#[test]
fn what_the_camera_wrote_down_is_told() {
    for name in ["harbour.jpg", "lantern.png", "pasture.avif", "orchard.heic"] {
        let metadata = metadata(name);
        let exif = &metadata["exif"];
        for (tag, value) in [
            ("Make", "Thicket Optical"),
            ("Model", "Hedge 2"),
            ("ExposureTime", "1/250"),
            ("FNumber", "2.8"),
            ("ISO", "200"),
        ] {
            assert_eq!(exif[tag], value, "{name}: {tag}");
        }
        assert_eq!(metadata["orientation"], 6, "{name}");
        assert_eq!(metadata["createdAt"], "2024-01-31T12:00:00+01:00", "{name}");
        assert_eq!(metadata["modifiedAt"], "2024-02-03T10:11:12", "{name}");
        // 51° 40' 22" N, 4° 42' 12" W
        let gps = json!({ "latitude": 51.672_777_8, "longitude": -4.703_333_3, "altitude": 12.5 });
        assert_eq!(metadata["gps"], gps, "{name}");
    }
}

#[test]
fn what_xmp_says_is_told() {
    let metadata = metadata("harbour.jpg");
    assert_eq!(metadata["title"], "Harbour & quay");
    assert_eq!(metadata["authors"], json!(["Ada Pike"]));
    assert_eq!(metadata["keywords"], json!(["boats", "fog"]));
    assert_eq!(metadata["xmp"]["rating"], "4");
    assert_eq!(self::metadata("sprite.webp")["title"], "Harbour & quay");
}

#[test]
fn texts_beside_the_pixels_are_told() {
    let png = metadata("lantern.png");
    assert_eq!(png["title"], "Lantern");
    assert_eq!(png["authors"], json!(["Ada Pike"]), "EXIF comes before the text");
    assert_eq!(png["subject"], "Eine Laterne für die Straße");
    let texts = png["texts"].as_array().expect("texts");
    assert!(texts.contains(&json!({ "name": "Author", "text": "Gwen Price" })), "{texts:?}");
    assert_eq!(metadata("harbour.jpg")["texts"], json!([{ "name": "comment", "text": "taken in fog" }]));
    assert_eq!(metadata("signal.gif")["texts"], json!([{ "name": "comment", "text": "three lights" }]));
}

#[test]
fn resolutions_are_in_dots_per_inch() {
    for (name, dpi) in [
        ("harbour.jpg", 300.0),
        // A PNG counts in metres: 5906 dots.
        ("lantern.png", 150.01),
        ("delivery-notes.tif", 200.0),
        ("tile.bmp", 96.01),
        ("fax.jb2", 200.0),
    ] {
        assert_eq!(metadata(name)["dpi"], json!({ "x": dpi, "y": dpi }), "{name}");
    }
}

#[test]
fn frames_and_pages_are_counted() {
    let gif = json!({ "frameCount": 3, "durationMs": 900, "plays": 0 });
    assert_eq!(metadata("signal.gif")["animation"], gif);
    let webp = json!({ "frameCount": 2, "durationMs": 120, "plays": 3 });
    assert_eq!(metadata("sprite.webp")["animation"], webp);
    assert_eq!(metadata("delivery-notes.tif")["pageCount"], 2);
    assert_eq!(metadata("swatch.ppm")["pageCount"], 2);
    assert_eq!(metadata("fax.jb2")["pageCount"], 1);
    assert_eq!(metadata("harbour.jpg")["animation"], Value::Null);
}

#[test]
fn the_picture_itself_is_an_image_of_the_result_where_images_are_asked_for() {
    let bytes = fixture("lantern.png");
    let request = json!({ "version": 1, "filename": "a.png", "mimeType": null, "config": { "images": {} } });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("an outcome");
    assert_eq!(outcome.binaries.len(), 1);
    assert_eq!(outcome.binaries[0].bytes, bytes);
}

#[test]
fn a_picture_cut_anywhere_is_told_of_or_refused() {
    for name in ALL {
        let whole = fixture(name);
        for length in (1..whole.len()).step_by(7) {
            let cut = whole.get(..length).expect("a part");
            if let Err(failure) = result_of(cut, name) {
                assert!(
                    matches!(failure.code, Code::Parsing | Code::UnsupportedFormat),
                    "{name}: {failure:?}"
                );
            }
        }
    }
}

#[test]
fn a_picture_with_any_byte_changed_is_told_of_or_refused() {
    for name in ALL {
        let whole = fixture(name);
        for at in (0..whole.len()).step_by(3) {
            let mut changed = whole.clone();
            changed[at] ^= 0xFF;
            if let Err(failure) = result_of(&changed, name) {
                assert!(
                    matches!(failure.code, Code::Parsing | Code::UnsupportedFormat),
                    "{name}: {failure:?}"
                );
            }
        }
    }
}

/// A TIFF directory of `count` entries, each a pointer to the directory itself.
fn pointers(count: u16) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(count.to_le_bytes());
    for _ in 0..count {
        // ExifIFDPointer, LONG, 1, offset 8
        block.extend(b"\x69\x87\x04\0\x01\0\0\0\x08\0\0\0");
    }
    block.extend([0; 4]);
    block
}

#[test]
fn exif_that_repeats_its_pointers_is_left_out_with_a_warning() {
    let jpeg = fixture("harbour.jpg");
    let mut block = b"Exif\0\0".to_vec();
    block.extend(pointers(5000));
    let length = u16::try_from(block.len() + 2).expect("a segment").to_be_bytes();
    // Behind SOI; JFIF and the rest follow.
    let bomb = [&jpeg[..2], b"\xff\xe1", &length, &block, &jpeg[2..20]].concat();
    let frame = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x18\x01\x01\x11\x00";
    let bomb = [&bomb, frame.as_slice()].concat();
    let result = result_of(&bomb, "a.jpg").expect("a result");
    assert_eq!(result["metadata"]["exif"], json!({}));
    assert!(result["processingWarnings"].to_string().contains("out of proportion"), "{result}");
}

#[test]
fn a_chain_of_directories_that_is_a_loop_ends() {
    let mut loop_ = b"II*\0\x08\0\0\0\x02\0".to_vec();
    for (tag, value) in [(256u16, 3u32), (257, 2)] {
        loop_.extend(tag.to_le_bytes());
        loop_.extend(b"\x04\0\x01\0\0\0");
        loop_.extend(value.to_le_bytes());
    }
    loop_.extend(8u32.to_le_bytes());
    let result = result_of(&loop_, "a.tif").expect("a result");
    assert_eq!(result["metadata"]["width"], 3);
    assert!(result["processingWarnings"].to_string().contains("does not end"), "{result}");
}
