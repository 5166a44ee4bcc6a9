//! Outlook's personal folders, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAILBOX: &[u8] = include_bytes!("fixtures/documents/mailbox.pst");

fn result_of(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

#[test]
fn messages_come_in_the_order_of_their_folders() {
    let result = result_of(MAILBOX, "a.pst", json!({})).expect("a result");
    let content = result["content"].as_str().expect("content");
    let places: Vec<_> =
        ["Inbox", "Minutes of Tuesday", "The pier needs paint", "Inbox / Old", "Zwölf Seile, bitte"]
            .map(|words| content.find(words).expect("the words"))
            .into();
    assert!(places.is_sorted(), "{content}");
    assert_eq!(result["metadata"]["messageCount"], 2);
    assert_eq!(result["processingWarnings"], Value::Null);
}

#[test]
fn a_message_tells_who_wrote_it_to_whom_and_when() {
    let result = result_of(MAILBOX, "a.pst", json!({})).expect("a result");
    let expected = json!({
        "folder": ["Inbox"],
        "subject": "Minutes of Tuesday",
        "from": "ada@harbour.example",
        "to": ["mair@harbour.example"],
        "cc": [],
        "date": "2024-01-31T12:00:00Z",
        "messageId": null,
        "attachments": ["prices.csv"],
    });
    assert_eq!(result["metadata"]["messages"][0], expected);
}

#[test]
fn attachments_are_children_with_their_own_results() {
    let result = result_of(MAILBOX, "a.pst", json!({})).expect("a result");
    let child = &result["children"][0];
    assert_eq!(child["path"], "Inbox/Minutes of Tuesday/prices.csv");
    assert_eq!(child["mimeType"], "text/csv");
    assert!(child["result"]["content"].as_str().expect("content").contains("paint"));
    let flat = result_of(MAILBOX, "a.pst", json!({ "max_archive_depth": 0 })).expect("a result");
    assert_eq!(flat["children"], Value::Null);
}

#[test]
fn a_mailbox_in_a_zip_is_read_too() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("mail/box.pst", SimpleFileOptions::default()).expect("a member");
    writer.write_all(MAILBOX).expect("its bytes");
    let bytes = writer.finish().expect("an archive").into_inner();
    let result = result_of(&bytes, "a.zip", json!({})).expect("a result");
    let content = result["children"][0]["result"]["content"].as_str().expect("content");
    assert!(content.contains("The pier needs paint"), "{content}");
}

#[test]
fn a_mailbox_cut_anywhere_is_read_or_refused() {
    for length in (1..MAILBOX.len()).step_by(331) {
        let cut = MAILBOX.get(..length).expect("a part");
        if let Err(failure) = result_of(cut, "a.pst", json!({})) {
            assert_eq!(failure.code, Code::Parsing, "{length}: {failure:?}");
        }
    }
}

#[test]
fn a_mailbox_with_any_byte_changed_is_read_or_refused() {
    for at in (0..MAILBOX.len()).filter(|at| *at < 564 || *at >= 0x4600).step_by(5) {
        let mut changed = MAILBOX.to_vec();
        changed[at] ^= 0xFF;
        if let Err(failure) = result_of(&changed, "a.pst", json!({})) {
            assert!(matches!(failure.code, Code::Parsing | Code::LimitExceeded), "{at}: {failure:?}");
        }
    }
}
