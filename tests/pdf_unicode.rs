//! Characters of fonts that do not say outright what they stand for, and text that stands for other text.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::{ExtractionConfig, rendering};
use kreuzberg_wasm::pdf;
use support::true_type::true_type;
use support::{PdfWriter, line};

fn text(bytes: &[u8]) -> String {
    let document = pdf::extract(bytes, &ExtractionConfig::default()).expect("the file is readable").document;
    rendering::render_plain(&document)
}

/// A page that shows a string in a font.
fn with_font(writer: &mut PdfWriter, font: &str, string: &str) {
    let content = format!("BT /F 20 Tf 50 700 Td {string} Tj ET");
    writer.page(&content, &format!("/Resources << /Font << /F {font} >> >>"));
}

/// A page that shows two-byte codes in an embedded composite font without a map to Unicode.
fn with_composite(program: &[u8], ordering: &str, codes: &str) -> Vec<u8> {
    let mut writer = PdfWriter::new();
    let file = writer.stream("", program);
    let descriptor =
        writer.object(format!("<< /Type /FontDescriptor /FontName /Tiny /Flags 4 /FontFile2 {file} 0 R >>"));
    let descendant = writer.object(format!(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Tiny /DW 1000 /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R
            /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> >>"
    ));
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Tiny /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] >>"
    );
    with_font(&mut writer, &font, codes);
    writer.finish()
}

#[test]
fn glyph_names_tell_the_characters_of_a_simple_font() {
    let mut writer = PdfWriter::new();
    let differences = "<< /Differences [65 /alpha /uni20AC /f_f_i] >>";
    let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {differences} >>");
    with_font(&mut writer, &font, "(ABC)");
    assert_eq!(text(&writer.finish()), "α€ffi");
}

#[test]
fn the_embedded_character_map_tells_those_of_a_composite_font() {
    let font = true_type(3, &[('H', 1), ('é', 2)], &[]);
    assert_eq!(text(&with_composite(&font, "Identity", "<00010002>")), "Hé");
}

#[test]
fn the_embedded_glyph_names_tell_them_where_there_is_no_map() {
    let font = true_type(4, &[], &["alpha", "uni0416", "g17"]);
    assert_eq!(text(&with_composite(&font, "Identity", "<00010002>")), "αЖ");
    // A name that says nothing leaves the mark of what could not be read.
    assert_eq!(text(&with_composite(&font, "Identity", "<0003>")), "\u{FFFD}");
}

#[test]
fn the_character_collection_tells_them_by_their_numbers() {
    // Adobe-Japan1: 34 is a proportional A, 843 the hiragana a.
    let font = true_type(1, &[], &[]);
    assert_eq!(text(&with_composite(&font, "Japan1", "<0022034B>")), "Aあ");
}

fn with_content(content: &str) -> String {
    let mut writer = PdfWriter::new();
    writer.page(content, "");
    text(&writer.finish())
}

#[test]
fn actual_text_takes_the_place_of_what_is_drawn() {
    let content =
        "BT /F1 12 Tf 50 700 Td /Span << /ActualText <FEFF03B100620063> >> BDC (xyz) Tj EMC (de rest) Tj ET";
    assert_eq!(with_content(content), "αbcde rest");
}

#[test]
fn actual_text_may_hold_other_marked_content() {
    let content = "BT /F1 12 Tf 50 700 Td /Span << /ActualText (all) >> BDC /Span << /ActualText (part) >> BDC (x) Tj EMC (y) Tj EMC ( of it) Tj ET";
    assert_eq!(with_content(content), "all of it");
}

#[test]
fn an_empty_actual_text_takes_an_ornament_out() {
    let content = format!(
        "/Span << /ActualText () >> BDC {} EMC {}",
        line("F1", 12.0, 50.0, 700.0, "~~"),
        line("F1", 12.0, 50.0, 680.0, "text")
    );
    assert_eq!(with_content(&content), "text");
}

#[test]
fn actual_text_that_says_what_is_drawn_leaves_the_lines_as_they_are() {
    let content = format!(
        "/P << /ActualText (one two) >> BDC {} {} EMC",
        line("F1", 12.0, 50.0, 700.0, "one"),
        line("F1", 12.0, 50.0, 686.0, "two")
    );
    assert_eq!(with_content(&content), "one\ntwo");
}
