//! Documents on which kreuzberg's own readers panic.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::error::Failure;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result_of(bytes: &[u8], filename: &str) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

#[test]
fn tables_of_restructured_text_may_hold_any_script() {
    let text = "=====  ====\nблюдо  цена\n=====  ====\nкаша   5 €\n=====  ====\n";
    let result = result_of(text.as_bytes(), "menu.rst").expect("a result");
    let content = result["content"].as_str().expect("content");
    for word in ["блюдо", "цена", "каша", "5 €"] {
        assert!(content.contains(word), "{word} is not in {content}");
    }
}

#[test]
fn titles_of_restructured_text_may_be_in_any_script() {
    let text = "=====\nГлава\n=====\n\nПервый абзац.\n";
    let result = result_of(text.as_bytes(), "book.rst").expect("a result");
    let content = result["content"].as_str().expect("content");
    assert!(content.contains("Глава") && content.contains("Первый абзац."), "{content}");
}

#[test]
fn a_workbook_cut_anywhere_is_read_or_refused() {
    let workbook = include_bytes!("fixtures/documents/ledger.xls");
    let whole = result_of(workbook, "ledger.xls").expect("a result");
    assert!(whole["content"].as_str().is_some_and(|content| !content.is_empty()));
    for length in (512..workbook.len()).step_by(97) {
        let cut = workbook.get(..length).expect("a part");
        if let Err(failure) = result_of(cut, "ledger.xls") {
            assert!(!failure.message.is_empty());
        }
    }
}
