//! What a damaged, locked or malicious PDF does: a typed error or a warning, never a panic, never without an end.

#![cfg(feature = "pdf")]
#![allow(clippy::expect_used)]

mod support;

use kreuzberg::{ExtractionConfig, rendering};
use kreuzberg_wasm::pdf::error::{PASSWORD_REQUIRED, PASSWORD_WRONG, PdfError};
use kreuzberg_wasm::pdf::options::{OptionsScope, PageRange, PdfOptions};
use kreuzberg_wasm::pdf::{self, Extracted};
use support::{PdfWriter, line, paragraph};

fn extract(bytes: &[u8]) -> Result<Extracted, PdfError> {
    pdf::extract(bytes, &ExtractionConfig::default())
}

fn text(bytes: &[u8]) -> String {
    rendering::render_plain(&extract(bytes).expect("the file is readable").document)
}

fn warnings(bytes: &[u8]) -> Vec<String> {
    let document = extract(bytes).expect("the file is readable").document;
    document.processing_warnings.iter().map(|warning| warning.message.to_string()).collect()
}

fn small() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    for text in ["the first page", "the second page"] {
        writer.page(&paragraph(50.0, 700.0, &[text]), "");
    }
    writer.finish()
}

fn locked() -> Vec<u8> {
    let mut writer = PdfWriter::new();
    writer.page(&paragraph(50.0, 700.0, &["a secret"]), "");
    writer.encrypt("open sesame");
    writer.finish()
}

fn with_passwords(bytes: &[u8], passwords: &[&str]) -> Result<Extracted, PdfError> {
    let passwords = passwords.iter().map(|password| (*password).to_owned()).collect();
    let _scope = OptionsScope::enter(PdfOptions { passwords, ..PdfOptions::default() });
    extract(bytes)
}

#[test]
fn a_locked_file_asks_for_its_password() {
    let error = extract(&locked()).err().expect("it is locked");
    assert_eq!(error, PdfError::PasswordRequired);
    assert!(error.to_string().starts_with(PASSWORD_REQUIRED));
}

#[test]
fn wrong_passwords_are_told_from_none() {
    let error = with_passwords(&locked(), &["sesame", "open"]).err().expect("it is locked");
    assert_eq!(error, PdfError::PasswordWrong);
    assert!(error.to_string().starts_with(PASSWORD_WRONG));
}

#[test]
fn any_of_the_passwords_opens_the_file() {
    let document =
        with_passwords(&locked(), &["sesame", "open sesame"]).expect("the second one is right").document;
    assert_eq!(rendering::render_plain(&document), "a secret");
    assert_eq!(document.metadata.additional["is_encrypted"], true);
}

#[test]
fn a_broken_cross_reference_table_is_recovered_with_a_warning() {
    let broken = String::from_utf8_lossy(&small()).replace("startxref\n", "startxref\n9");
    assert!(text(broken.as_bytes()).contains("the second page"));
    assert!(warnings(broken.as_bytes()).iter().any(|warning| warning.contains("cross-reference")));
    assert!(warnings(&small()).is_empty());
}

#[test]
fn a_file_cut_off_keeps_what_is_left_of_it() {
    let bytes = small();
    let cut = &bytes[..bytes.len() - 200];
    assert!(text(cut).contains("the first page"));
    assert!(warnings(cut).iter().any(|warning| warning.contains("cross-reference")));
}

#[test]
fn a_file_without_a_header_is_read_with_a_warning() {
    let bytes = small();
    let headless = [&b"%abc-1.7"[..], &bytes[8..]].concat();
    assert!(text(&headless).contains("the first page"));
    assert!(warnings(&headless).iter().any(|warning| warning.contains("header")));
}

#[test]
fn bytes_that_are_no_pdf_are_an_error() {
    for bytes in [&b""[..], b"%PDF-1.7", b"PK\x03\x04 not a pdf at all", &[0; 4096]] {
        assert_eq!(extract(bytes).err(), Some(PdfError::Invalid));
    }
}

#[test]
fn a_page_whose_content_cannot_be_decoded_costs_that_page_alone() {
    let mut writer = PdfWriter::new();
    let broken = writer.stream("/Filter /LZWDecode /DecodeParms << /Predictor 99 >>", b"\xFF\xFF\xFF");
    // The later of two equal keys counts.
    writer.page("", &format!("/Contents {broken} 0 R"));
    writer.page(&paragraph(50.0, 700.0, &["still here"]), "");
    let bytes = writer.finish();
    assert!(text(&bytes).contains("still here"));
    assert_eq!(warnings(&bytes), ["page 1: the content could not be decoded"]);
}

#[test]
fn a_page_of_thousands_of_images_is_read_within_its_limits() {
    let mut writer = PdfWriter::new();
    let mut content = line("F1", 12.0, 50.0, 700.0, "beside the pictures");
    for i in 0..6_000 {
        content += &format!("q 1 0 0 1 {} {} cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n", i % 600, i / 600);
    }
    writer.page(&content, "");
    let bytes = writer.finish();
    let options = PdfOptions { extract_images: true, ..PdfOptions::default() };
    let _scope = OptionsScope::enter(options);
    let document = extract(&bytes).expect("the file is readable").document;
    assert!(rendering::render_plain(&document).contains("beside the pictures"));
    assert_eq!(document.images.len(), 5_000);
    assert_eq!(warnings(&bytes), ["page 1: more images than are read"]);
}

#[test]
fn an_outline_fields_names_and_tags_that_loop_end() {
    let mut writer = PdfWriter::new();
    let page = writer.page(&line("F1", 12.0, 50.0, 700.0, "once"), "/StructParents 0");
    let base = writer.object("null") + 1;
    writer.object(format!("<< /First {base} 0 R /Next {base} 0 R /Title (round) >>"));
    writer.object(format!("<< /T (field) /FT /Tx /V (value) /Kids [{} 0 R] >>", base + 1));
    writer.object(format!("<< /Kids [{} 0 R] /Limits [0 9] >>", base + 2));
    writer.object(format!(
        "<< /S /P /P {} 0 R /K {} 0 R /Pg {page} 0 R /ParentTree {} 0 R >>",
        base + 3,
        base + 3,
        base + 2
    ));
    writer.catalog(&format!(
        "/Outlines {base} 0 R /AcroForm << /Fields [{} 0 R] >> /Names << /EmbeddedFiles {} 0 R /Dests {} 0 R >> /StructTreeRoot {} 0 R",
        base + 1, base + 2, base + 2, base + 3
    ));
    let bytes = writer.finish();
    assert_eq!(text(&bytes), "once");
    let pages = Some(PageRange { first: 1, last: Some(1) });
    let _scope = OptionsScope::enter(PdfOptions { pages, ..PdfOptions::default() });
    assert_eq!(text(&bytes), "once");
}

#[test]
fn a_page_tree_and_a_form_that_contain_themselves_end() {
    let mut writer = PdfWriter::new();
    let form = writer.object("null") + 1;
    let content = line("F1", 12.0, 50.0, 700.0, "once");
    let fonts = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let resources = format!("/Resources << {fonts} /XObject << /X {form} 0 R >> >>");
    writer.stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 600 800] {resources}"), b"/X Do");
    writer.page(&format!("{content} /X Do"), &resources);
    let bytes = String::from_utf8_lossy(&writer.finish()).replace("/Kids [", "/Kids [2 0 R ");
    assert_eq!(text(bytes.as_bytes()), "once");
}

#[test]
fn a_page_of_a_million_points_is_read() {
    let mut writer = PdfWriter::new();
    writer.page(
        &line("F1", 12.0, 50.0, 700.0, "far and wide"),
        "/CropBox [0 0 1000000 1000000] /MediaBox [0 0 1000000 1000000]",
    );
    assert_eq!(text(&writer.finish()), "far and wide");
}

#[test]
fn a_page_of_nothing_but_lines_is_read_within_its_limits() {
    let mut writer = PdfWriter::new();
    let mut content = line("F1", 12.0, 50.0, 700.0, "under the grid");
    for i in 0..15_000 {
        let at = f64::from(i) * 0.04;
        content += &format!("{at:.2} 0 m {at:.2} 800 l S 0 {at:.2} m 600 {at:.2} l S\n");
    }
    writer.page(&content, "");
    let bytes = writer.finish();
    assert!(text(&bytes).contains("grid"));
    assert!(warnings(&bytes).iter().any(|warning| warning.contains("drawn paths")));
}

/// A generator of the same numbers each time (Knuth's MMIX constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn mutated_files_give_a_result_or_a_typed_error() {
    let mut numbers = Numbers(42);
    let original = small();
    for _ in 0..1_000 {
        let mut bytes = original.clone();
        for _ in 0..=numbers.below(8) {
            let at = numbers.below(bytes.len());
            match numbers.below(3) {
                0 => bytes[at] ^= 1 << numbers.below(8),
                1 => bytes.truncate(at.max(1)),
                _ => {
                    let from = numbers.below(bytes.len());
                    let part = bytes[from..(from + 40).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        if let Err(error) = extract(&bytes) {
            assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn a_font_with_widths_without_end_costs_the_pages_that_it_is_on() {
    let mut writer = PdfWriter::new();
    let descendant = writer.object(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /W [0 4294967295 500] >>",
    );
    let font = writer.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] >>"
    ));
    let resources = format!("/Resources << /Font << /F9 {font} 0 R >> >>");
    writer.page("BT /F9 12 Tf 50 700 Td <0001> Tj ET", &resources);
    writer.page(&paragraph(50.0, 700.0, &["the second page"]), "");
    writer.page("BT /F9 12 Tf 50 700 Td <0001> Tj ET", &resources);
    let file = writer.finish();
    assert_eq!(text(&file).trim(), "the second page");
    let left_out = |page: &str| {
        warnings(&file).iter().any(|warning| warning.contains(page) && warning.contains("widths"))
    };
    assert!(left_out("page 1") && left_out("page 3"), "{:?}", warnings(&file));
    assert!(!left_out("page 2"));
}
