//! What a page looks like as a picture.

#![cfg(feature = "pdf-render")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg_wasm::pdf::error::PdfError;
use kreuzberg_wasm::pdf::render::{PictureFormat, RenderRequest, page_count, render_page};
use support::PdfWriter;

/// Two pages of 600 by 800 points, the second with a red square in its lower left corner.
fn file() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    writer.page("", "");
    writer.page("1 0 0 rg 0 0 100 100 re f", "");
    writer.finish()
}

fn pixel(data: &[u8], width: u32, x: u32, y: u32) -> [u8; 4] {
    let at = 4 * (y * width + x) as usize;
    [data[at], data[at + 1], data[at + 2], data[at + 3]]
}

fn request() -> RenderRequest {
    RenderRequest { page: 2, format: PictureFormat::Rgba, ..RenderRequest::default() }
}

#[test]
fn a_page_is_drawn_where_and_how_it_says() {
    let picture = render_page(&file(), &request()).expect("a picture");
    assert_eq!((picture.width, picture.height, picture.data.len()), (600, 800, 600 * 800 * 4));
    assert_eq!(pixel(&picture.data, 600, 50, 750), [255, 0, 0, 255]);
    assert_eq!(pixel(&picture.data, 600, 50, 50), [255, 255, 255, 255]);
}

#[test]
fn dpi_scale_and_width_set_the_size() {
    let size = |request: RenderRequest| {
        let picture = render_page(&file(), &request).expect("a picture");
        (picture.width, picture.height)
    };
    assert_eq!(size(RenderRequest { dpi: Some(36.0), ..request() }), (300, 400));
    assert_eq!(size(RenderRequest { scale: Some(1.5), ..request() }), (900, 1200));
    assert_eq!(size(RenderRequest { width: Some(150), ..request() }), (150, 200));
}

#[test]
fn the_paper_may_be_of_any_colour_or_of_none() {
    let picture =
        render_page(&file(), &RenderRequest { background: [0, 0, 0, 0], ..request() }).expect("a picture");
    assert_eq!(pixel(&picture.data, 600, 50, 50), [0, 0, 0, 0]);
    assert_eq!(pixel(&picture.data, 600, 50, 750), [255, 0, 0, 255]);
}

#[test]
fn the_default_is_a_png() {
    let picture = render_page(&file(), &RenderRequest::default()).expect("a picture");
    assert!(picture.data.starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn pages_are_counted_and_one_that_is_not_there_is_an_error() {
    assert_eq!(page_count(&file(), None), Ok(2));
    for page in [0, 3] {
        assert!(render_page(&file(), &RenderRequest { page, ..request() }).is_err());
    }
    let error = render_page(&file(), &RenderRequest { page: 3, ..request() }).err();
    assert_eq!(error, Some(PdfError::NoSuchPage(3, 2)));
}

#[test]
fn a_locked_file_is_drawn_with_its_password_only() {
    let mut writer = PdfWriter::new();
    writer.page("", "");
    writer.encrypt("key");
    let bytes = writer.finish();
    assert_eq!(page_count(&bytes, None), Err(PdfError::PasswordRequired));
    assert_eq!(page_count(&bytes, Some("lock")), Err(PdfError::PasswordWrong));
    assert_eq!(page_count(&bytes, Some("key")), Ok(1));
}

#[test]
fn a_picture_too_large_is_refused() {
    let error = render_page(&file(), &RenderRequest { scale: Some(100.0), ..request() }).err();
    assert!(matches!(error, Some(PdfError::Limit(..))), "{error:?}");
}
