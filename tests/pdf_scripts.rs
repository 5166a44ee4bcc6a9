//! Text that does not simply run from left to right at one height: drop caps, raised, turned, vertical and
//! right-to-left text.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::{ExtractionConfig, rendering};
use kreuzberg_wasm::pdf;
use support::{PdfWriter, line, paragraph};

fn text(bytes: &[u8]) -> String {
    let document = pdf::extract(bytes, &ExtractionConfig::default()).expect("the file is readable").document;
    rendering::render_plain(&document)
}

fn one_page(content: &str) -> String {
    let mut writer = PdfWriter::new();
    writer.page(content, "");
    text(&writer.finish())
}

#[test]
fn a_drop_cap_is_joined_to_its_word() {
    // The letter reaches from the top of the first line down to the third line's baseline.
    let content = line("F1", 44.0, 50.0, 672.0, "O")
        + &paragraph(86.0, 700.0, &["nce upon a time there was a", "king who had a daughter, and"])
        + &line("F1", 12.0, 86.0, 672.0, "she had a golden ball.")
        + &line("F1", 12.0, 50.0, 658.0, "One day it fell into a well.");
    let text = one_page(&content);
    assert!(text.starts_with("Once upon a time there was a\nking"), "{text}");
}

#[test]
fn a_drop_cap_that_is_a_word_stays_one() {
    let content = line("F1", 44.0, 50.0, 672.0, "A")
        + &paragraph(
            86.0,
            700.0,
            &["king had a daughter, and she", "had a ball of gold, with which", "she played."],
        );
    assert!(one_page(&content).starts_with("A king had"));
}

#[test]
fn a_large_letter_by_itself_is_no_drop_cap() {
    let content = line("F1", 44.0, 50.0, 700.0, "B") + &line("F1", 12.0, 200.0, 600.0, "is for bread");
    assert_eq!(one_page(&content), "B\n\nis for bread");
}

#[test]
fn raised_and_lowered_letters_stay_in_their_line() {
    let content = "BT /F1 12 Tf 50 700 Td (E = mc) Tj /F1 7 Tf 5 Ts (2) Tj 0 Ts /F1 12 Tf ( and H) Tj /F1 7 Tf -3 Ts (2) Tj 0 Ts /F1 12 Tf (O) Tj ET";
    assert_eq!(one_page(content), "E = mc2 and H2O");
}

#[test]
fn a_turned_label_beside_upright_text_is_a_text_of_its_own() {
    let content = paragraph(100.0, 700.0, &["the first line of the text", "and the second line of it"])
        + "BT /F1 12 Tf 0 1 -1 0 60 650 Tm (turned label) Tj ET\n";
    let text = one_page(&content);
    assert!(text.contains("the first line of the text\nand the second line of it"), "{text}");
    assert!(text.contains("turned label"), "{text}");
}

/// A composite font without a font program whose codes are mapped to these characters.
fn composite(writer: &mut PdfWriter, encoding: &str, map: &[(u16, &str)]) -> String {
    let mut entries = String::new();
    for (code, text) in map {
        let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        entries += &format!("<{code:04X}> <{units}>\n");
    }
    let map = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def
         1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar {entries} endbfchar endcmap end end",
        map.len()
    );
    let map = writer.stream("", map.as_bytes());
    format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /None /Encoding /{encoding} /ToUnicode {map} 0 R /DescendantFonts [
            << /Type /Font /Subtype /CIDFontType2 /BaseFont /None /DW 600 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
}

fn with_font(encoding: &str, map: &[(u16, &str)], content: &str) -> String {
    let mut writer = PdfWriter::new();
    let font = composite(&mut writer, encoding, map);
    writer.page(content, &format!("/Resources << /Font << /F {font} >> >>"));
    text(&writer.finish())
}

#[test]
fn vertical_text_is_read_down_its_columns_from_the_right() {
    let map = [(1, "春"), (2, "は"), (3, "曙"), (4, "夏"), (5, "夜")];
    let content = "BT /F 20 Tf 300 700 Td <000100020003> Tj ET BT /F 20 Tf 270 700 Td <000400020005> Tj ET";
    assert_eq!(with_font("Identity-V", &map, content), "春は曙\n夏は夜");
}

#[test]
fn a_ligature_in_a_right_to_left_word_keeps_the_order_of_its_letters() {
    // The word is drawn from the left, as writers without a notion of direction draw it: its last letter first.
    let map = [(1, "س"), (2, "لا"), (3, "م")];
    assert_eq!(with_font("Identity-H", &map, "BT /F 20 Tf 50 700 Td <000300020001> Tj ET"), "سلام");
}

#[test]
fn a_right_to_left_line_keeps_its_numbers_and_brackets_as_they_are_read() {
    let map = [(1, "ש"), (2, "ל"), (3, "ו"), (4, "ם"), (5, " "), (6, "1"), (7, "2"), (8, "("), (9, ")")];
    // On the page, from the left: an opening bracket, 12, a closing one, a space, the word.
    let content =
        "BT /F 20 Tf 50 700 Td <0008000600070009000500040003000200001> Tj ET".replace("00001>", "0001>");
    assert_eq!(with_font("Identity-H", &map, &content), "שלום (12)");
}
