//! HWPX, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FAIR: &[u8] = include_bytes!("fixtures/documents/rice-fair.hwpx");

fn result_with(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn result_of(bytes: &[u8]) -> Result<Value, Failure> {
    result_with(bytes, "a.hwpx", json!({}))
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn sections_headings_and_lines_come_in_order() {
    let result = result_with(FAIR, "a.hwpx", json!({ "output_format": "markdown" })).expect("a result");
    let content = result["content"].as_str().expect("content");
    let parts = ["# 쌀 축제 안내", "장터는 아침 아홉 시에", "떡 & 막걸리", "두 줄", "품목", "## 둘째 마당"];
    let places: Vec<_> =
        parts.map(|part| content.find(part).unwrap_or_else(|| panic!("{part} in {content}"))).into();
    assert!(places.is_sorted(), "{content}");
    assert!(content.contains("우천 시 취소"), "{content}");
}

#[test]
fn tables_keep_their_cells_in_their_columns() {
    let result = result_of(FAIR).expect("a result");
    assert_eq!(result["tables"][0]["cells"], json!([["품목", "값"], ["찹쌀", "9000"], ["합계", ""]]));
}

#[test]
fn the_package_tells_title_author_and_date() {
    let metadata = result_of(FAIR).expect("a result")["metadata"].take();
    assert_eq!(metadata["title"], "쌀 축제");
    assert_eq!(metadata["authors"], json!(["김하늘"]));
    assert_eq!(metadata["language"], "ko");
    assert_eq!(metadata["createdAt"], "2024-01-31T12:00:00Z");
}

#[test]
fn the_bytes_tell_it_without_a_name() {
    let result = result_with(FAIR, "", json!({})).expect("a result");
    assert_eq!(result["mimeType"], "application/haansofthwpx");
}

#[test]
fn sections_are_found_without_a_package_document() {
    let section =
        "<hs:sec xmlns:hs='s' xmlns:hp='p'><hp:p><hp:run><hp:t>혼자</hp:t></hp:run></hp:p></hs:sec>";
    let result = result_of(&package(&[("Contents/section0.xml", section)])).expect("a result");
    assert_eq!(result["content"].as_str().expect("content").trim(), "혼자");
}

#[test]
fn tables_in_tables_and_cells_without_end_are_bounded() {
    let table = "<hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>x</hp:t>";
    let deep = format!("<hs:sec xmlns:hs='s' xmlns:hp='p'><hp:p><hp:run>{}", table.repeat(20_000));
    let result = result_of(&package(&[("Contents/section0.xml", &deep)])).expect("a result");
    assert!(
        result["processingWarnings"].to_string().contains("tableCells"),
        "{}",
        result["processingWarnings"]
    );
    let far = "<hp:tc><hp:cellAddr colAddr='4000000000'/><hp:cellSpan colSpan='4000000000'/></hp:tc>";
    let wide = format!("<hs:sec xmlns:hs='s' xmlns:hp='p'><hp:p><hp:run><hp:tbl><hp:tr>{}", far.repeat(2000));
    let result = result_of(&package(&[("Contents/section0.xml", &wide)])).expect("a result");
    assert!(result["tables"].to_string().len() < 1 << 20);
}

#[test]
fn an_encrypted_document_asks_for_its_password() {
    let manifest = "<odf:manifest><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>";
    let locked = package(&[("META-INF/manifest.xml", manifest), ("Contents/section0.xml", "\u{1}\u{2}")]);
    assert_eq!(result_of(&locked).expect_err("a refusal").code, Code::PasswordRequired);
}

#[test]
fn a_document_cut_or_changed_anywhere_is_read_or_refused() {
    for at in (1..FAIR.len()).step_by(5) {
        let mut changed = FAIR.to_vec();
        changed[at] ^= 0xFF;
        for bytes in [&changed, FAIR.get(..at).expect("a part")] {
            if let Err(failure) = result_of(bytes) {
                // A flag of the archive may say that it is encrypted.
                let codes = [Code::Parsing, Code::LimitExceeded, Code::PasswordRequired];
                assert!(codes.contains(&failure.code), "{at}: {failure:?}");
            }
        }
    }
}
