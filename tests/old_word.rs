//! Documents of Word before 2007, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::Outcome;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

/// As LibreOffice has saved tests/fixtures/generator/saved/logbook.fodt.
const LOGBOOK: &[u8] = include_bytes!("fixtures/documents/logbook.doc");

/// The same of voyage.fodt: two pages, the first of which has a header and a footer of its own.
const VOYAGE: &[u8] = include_bytes!("fixtures/documents/voyage.doc");

fn outcome(document: &[u8], config: &Value) -> Outcome {
    let request = json!({ "version": 1, "filename": "a.doc", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("request");
    extract(document, &request).expect("an outcome")
}

fn result(document: &[u8], config: Value) -> Value {
    serde_json::from_slice(&outcome(document, &config).json).expect("JSON")
}

fn content(document: &[u8], config: Value) -> String {
    result(document, config)["content"].as_str().expect("content").to_owned()
}

fn markdown() -> String {
    content(LOGBOOK, json!({ "output_format": "markdown" }))
}

#[test]
fn headings_lists_and_their_numbers_are_what_the_document_says() {
    let markdown = markdown();
    assert!(markdown.starts_with("# Crossings in March\n\n"), "{markdown}");
    assert!(
        markdown.contains("\n\n## Stores\n\n- Rope\n  - Hemp\n- Tar\n\n4. Weigh anchor\n5. Set course\n\n"),
        "{markdown}"
    );
}

#[test]
fn looks_links_and_notes_are_marked() {
    let markdown = markdown();
    assert!(markdown.contains("The ferry was **late** twice[^1] and *early* once[^2].\n"), "{markdown}");
    assert!(markdown.contains("Tides are in [the almanac](https://example.org/tides).\n"), "{markdown}");
    assert!(markdown.ends_with("[^1]: Fog on both days.\n\n[^2]: A fair wind.\n"), "{markdown}");
}

#[test]
fn cells_that_span_others_stand_in_the_columns_of_the_table() {
    let result = result(LOGBOOK, json!({}));
    let cells = json!([["Trip and hour", "", "Fares"], ["North", "06:40", ""], ["South", "09:15", "37"]]);
    assert_eq!(result["tables"][0]["cells"], cells);
    assert!(markdown().contains("| Trip and hour | Trip and hour | Fares |\n"));
}

#[test]
fn changes_are_read_as_asked_for() {
    let read = |choice: &str| {
        let content = content(LOGBOOK, json!({ "tracked_changes": choice }));
        content.lines().find(|line| line.starts_with("The deck")).expect("the line").to_owned()
    };
    assert_eq!(read("accepted"), "The deck was scrubbed clean.");
    assert_eq!(read("original"), "The deck was struck out clean.");
    assert_eq!(read("all"), "The deck was struck out scrubbed clean.");
}

#[test]
fn the_picture_is_there_when_it_is_asked_for() {
    let outcome = outcome(LOGBOOK, &json!({ "images": { "extract_images": true } }));
    let json: Value = serde_json::from_slice(&outcome.json).expect("JSON");
    assert_eq!(json["images"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["images"][0]["format"], "png");
    assert!(outcome.binaries[0].bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(result(LOGBOOK, json!({}))["images"], Value::Null);
}

#[test]
fn boxes_pages_and_properties_are_not_lost() {
    let result = result(LOGBOOK, json!({ "pages": { "extract_pages": true } }));
    let pages = result["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 2);
    assert!(pages[1]["content"].as_str().is_some_and(|page| page.starts_with("On the second page.")));
    assert!(result["content"].as_str().is_some_and(|content| content.contains("\n\nBoxed remark\n")));
    let metadata = &result["metadata"];
    assert_eq!(metadata["title"], "Logbook of the ferry");
    assert_eq!(metadata["authors"], json!(["Ada Ferryman"]));
    assert_eq!(metadata["modifiedBy"], "Bo Mate");
    assert_eq!(metadata["keywords"], json!(["ferry", "log"]));
    assert_eq!(metadata["createdAt"], "2024-03-05T06:07:08Z");
    assert_eq!(metadata["modifiedAt"], "2024-04-06T07:08:09Z");
}

#[test]
fn a_document_of_word_6_has_its_text_in_bytes() {
    use std::io::{Cursor, Write};
    let text = b"Caf\xE9 on the quay\rOpen \x13 DATE \x14today\x15\r";
    let mut stream = vec![0; 0x300];
    stream[..4].copy_from_slice(&[0xEC, 0xA5, 0x65, 0]);
    stream[0x18..0x1C].copy_from_slice(&0x300_u32.to_le_bytes());
    stream[0x34..0x38].copy_from_slice(&(text.len() as u32).to_le_bytes());
    stream.extend(text);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    let written = file.create_stream("/WordDocument").and_then(|mut part| part.write_all(&stream));
    written.expect("a stream");
    assert_eq!(content(&file.into_inner().into_inner(), json!({})), "Café on the quay\n\nOpen today");
}

/// A document of Word 97 of pieces, given by their lengths, all of which begin at the same place: with `text`.
fn in_one_place(pieces: &[u32], text: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let length: u32 = pieces.iter().sum();
    let mut clx = Vec::new();
    let mut at = 0_u32;
    clx.extend(at.to_le_bytes());
    for piece in pieces {
        at += piece;
        clx.extend(at.to_le_bytes());
    }
    for _ in pieces {
        clx.extend([0, 0]);
        clx.extend(((0x600_u32 * 2) | (1 << 30)).to_le_bytes());
        clx.extend([0, 0]);
    }
    let mut table = vec![2];
    table.extend((clx.len() as u32).to_le_bytes());
    table.extend(clx);

    let mut stream = vec![0; 0x600];
    let mut put = |at: usize, bytes: &[u8]| stream[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &[0xEC, 0xA5, 0xC1, 0]);
    put(11, &[0x02]);
    put(32, &14_u16.to_le_bytes());
    put(62, &22_u16.to_le_bytes());
    put(76, &length.to_le_bytes());
    put(152, &93_u16.to_le_bytes());
    put(154 + 33 * 8 + 4, &(table.len() as u32).to_le_bytes());
    stream.extend(text);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    for (name, bytes) in [("/WordDocument", &stream), ("/1Table", &table)] {
        file.create_stream(name).and_then(|mut part| part.write_all(bytes)).expect("a stream");
    }
    file.into_inner().into_inner()
}

#[test]
fn text_that_is_not_there_is_warned_of() {
    let warnings = |document: &[u8]| result(document, json!({}))["processingWarnings"].to_string();
    assert!(!warnings(LOGBOOK).contains("damaged"));
    assert!(!warnings(&in_one_place(&[4], b"one\r")).contains("damaged"));
    // The stream ends before the piece does.
    assert!(warnings(&in_one_place(&[9000], b"one\r")).contains("damaged"));
    // There is no piece.
    assert!(warnings(&in_one_place(&[], b"one\r")).contains("damaged"));
}

#[test]
fn pieces_in_one_place_are_no_more_text_than_the_limit() {
    let text = [vec![b'a'; 99_999], vec![b'\r']].concat();
    let document = in_one_place(&[100_000; 100], &text);
    assert_eq!(content(&in_one_place(&[4, 4], b"one\r"), json!({})), "one\n\none");
    let config = |on_exceed: &str| json!({ "limits": { "characters": 1_000_000, "on_exceed": on_exceed } });
    let request =
        |config: Value| json!({ "version": 1, "filename": "a.doc", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request(config("error"))).expect("request");
    let refused = extract(&document, &request).expect_err("a refusal");
    assert_eq!(refused.limit.map(|limit| limit.name), Some("characters"));
    let cut = result(&document, config("truncate"));
    assert!(cut["content"].as_str().is_some_and(|content| (900_000..1_000_100).contains(&content.len())));
    assert_eq!(cut["processingWarnings"][0]["source"], "limits");
}

#[test]
fn whatever_is_damaged_ends_in_a_result_or_an_error() {
    let request = json!({ "version": 1, "filename": "a.doc", "mimeType": null, "config": {
        "images": { "extract_images": true },
        "content_filter": { "include_headers": true, "include_footers": true },
    } });
    let request: Request = serde_json::from_value(request).expect("request");
    for (document, step) in [(LOGBOOK, 5), (VOYAGE, 3)] {
        let mut damaged = document.to_vec();
        for at in (0..damaged.len()).step_by(step) {
            for value in [0, 0x7F, 0xFF] {
                let byte = std::mem::replace(&mut damaged[at], value);
                if let Ok(outcome) = extract(&damaged, &request) {
                    assert!(outcome.json.len() < 20 * document.len(), "byte {at}");
                }
                damaged[at] = byte;
            }
        }
        for length in (0..document.len()).step_by(101) {
            drop(extract(&document[..length], &request));
        }
    }
}

#[test]
fn headers_and_footers_are_text_where_they_are_asked_for() {
    let text = |header: bool, footer: bool| {
        content(VOYAGE, json!({ "content_filter": { "include_headers": header, "include_footers": footer } }))
    };
    let body = "We left the roads at dawn.\n\nThe wind fell off Fidra.";
    let (above, below) = ("Voyage of the Petrel\n\nUnder seal", "Printed at Leith\n\nFirst of two");
    assert_eq!(content(VOYAGE, json!({})), body);
    assert_eq!(text(false, false), body);
    assert_eq!(text(true, false), format!("{above}\n\n{body}"));
    assert_eq!(text(true, true), format!("{above}\n\n{body}\n\n{below}"));
}

#[test]
fn comments_are_annotations_on_their_pages() {
    let annotation =
        |page: u32, said: &str| json!({ "annotationType": "text", "content": said, "pageNumber": page });
    assert_eq!(
        result(VOYAGE, json!({}))["annotations"],
        json!([annotation(1, "Ada Pike: Which tide?"), annotation(2, "Señor Núñez: At noon. Twice.")])
    );
}
