//! Documents of Pages, Numbers and Keynote, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::Failure;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

fn result_with(bytes: &[u8], filename: &str, config: Value, limits: Value) -> Result<Value, Failure> {
    let request =
        json!({ "version": 1, "filename": filename, "mimeType": null, "config": config, "limits": limits });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn markdown(bytes: &[u8], filename: &str) -> Value {
    result_with(bytes, filename, json!({ "output_format": "markdown" }), json!({})).expect("a result")
}

fn content(result: &Value) -> &str {
    result["content"].as_str().expect("content")
}

const TOLLS: &[u8] = include_bytes!("fixtures/documents/tolls.numbers");
const HARBOUR: &[u8] = include_bytes!("fixtures/documents/harbour.key");
const FERRY: &[u8] = include_bytes!("fixtures/documents/ferry.pages");

#[test]
fn sheets_of_numbers_hold_tables_and_text() {
    let result = markdown(TOLLS, "a.numbers");
    assert_eq!(
        content(&result),
        "## Tolls\n\nBoats\n\n| Boat | Toll | Since | Paid | Took |\n| --- | --- | --- | --- | --- |\n\
         | Guillemot | 42.5 | 2024-05-17 | true | 01:30:00 |\n| **Søren's** barge | 7 |  | false |\n\n\
         ## Rules\n\nPay at the lock.\n\nNo coins.\n"
    );
    assert_eq!(result["tables"][0]["cells"][1][1], "42.5");
    assert_eq!(result["processingWarnings"], Value::Null);
}

#[test]
fn slides_of_keynote_are_pages_with_titles_lists_and_notes() {
    let result = markdown(HARBOUR, "a.key");
    assert_eq!(
        content(&result),
        "## Harbour rules\n\n- Keep it clear\n  - dinghies too\n- No wake\n\nAsk the harbour master\n\n\
         **Notes:**\n\nSmile.\n\n## Tides\n\nHours\n\n| High water | 04:12 |\n| --- | --- |\n| Low water | 10:20 |\n"
    );
    assert_eq!(result["metadata"]["pages"]["totalCount"], 2);
}

#[test]
fn pages_has_headings_marks_links_lists_notes_and_tables_in_their_places() {
    let result = markdown(FERRY, "a.pages");
    assert_eq!(
        content(&result),
        "# The ferry\n\n## Timetable\n\nIt sails *every hour* to [the island](https://ferry.example/)[^1].\n\n\
         [^1]: Unless it is foggy.\n\n1. Buy a ticket\n2. Board\n\nFares\n\n| Who | Fare |\n| --- | --- |\n\
         | Adult | 6 |\n\nPage 1 of this leaflet\n\nDogs travel free.\n"
    );
}

#[test]
fn a_document_that_breaks_off_ends_in_a_result_or_an_error() {
    for document in [TOLLS, HARBOUR, FERRY] {
        for length in (0..document.len()).step_by(7) {
            let cut = document.get(..length).expect("a part");
            let _ = result_with(cut, "a.pages", json!({}), json!({}));
        }
    }
}

#[test]
fn what_is_no_document_of_these_is_refused() {
    let other = include_bytes!("fixtures/documents/moorings.xlsb");
    for (bytes, said) in [
        (&other[..], "no document of Pages"),
        (&package(&[("index.apxl", vec![])]), "before 2013"),
        (&package(&[(".iwpv2", vec![]), ("Index/Document.iwa", vec![7; 40])]), "encrypted"),
    ] {
        let failure = result_with(bytes, "a.key", json!({}), json!({})).expect_err("a failure");
        let detail = failure.detail.unwrap_or_default();
        assert!(detail.contains(said), "{said} is not in {detail}");
    }
}

#[test]
fn what_was_a_folder_has_its_parts_in_an_archive_of_their_own() {
    let inner = package(&[("Document.iwa", part(&[(1, 10_000, refer(4, 2)), (2, 2001, text("words"))]))]);
    assert_eq!(content(&markdown(&package(&[("Index.zip", inner)]), "a.pages")).trim(), "words");
}

#[test]
fn without_a_root_texts_are_given_as_they_lie() {
    let loose = document(&[(7, 2001, text("first")), (9, 2005, text("second"))]);
    let result = markdown(&loose, "a.pages");
    assert_eq!(content(&result).trim(), "first\n\nsecond");
    assert!(result["processingWarnings"][0]["message"].to_string().contains("root"), "{result}");
}

#[test]
fn changes_on_record_are_read_as_is_asked() {
    // "old" from place 2 on is taken out, "new" from place 5 on put in.
    let changed = [
        text("a oldnew z"),
        field(21, &[place(5, 30), nothing_from(8)].concat()),
        field(22, &[place(2, 31), nothing_from(5)].concat()),
    ];
    let document = document(&[
        (1, 10_000, refer(4, 2)),
        (2, 2001, changed.concat()),
        (30, 2060, vec![]),
        (31, 2060, vec![]),
    ]);
    for (changes, expected) in [("accepted", "a new z"), ("original", "a old z"), ("all", "a ~~old~~new z")] {
        let config = json!({ "output_format": "markdown", "tracked_changes": changes });
        let result = result_with(&document, "a.pages", config, json!({})).expect("a result");
        assert_eq!(content(&result).trim(), expected, "{changes}");
    }
}

#[test]
fn what_refers_to_itself_is_read_once() {
    let group = [refer(1, 9), refer(2, 20), refer(2, 21)].concat();
    let objects = [
        (1, 1, refer(1, 2)),
        (2, 2, [field(1, b"Sheet"), refer(2, 20)].concat()),
        (20, 3008, group),
        (21, 2011, refer(4, 22)),
        (22, 2001, [text("a\u{e}\u{e}"), field(16, &[place(1, 23), place(2, 24)].concat())].concat()),
        (23, 2008, refer(2, 22)),
        (24, 2008, refer(2, 25)),
        (25, 2001, text("b")),
    ];
    let result = markdown(&document(&objects), "a.numbers");
    assert_eq!(content(&result).matches('b').count(), 1, "{result}");
    // Styles that are one another's parents.
    let style = |parent| field(1, &refer(3, parent));
    let objects = [
        (1, 10_000, refer(4, 2)),
        (2, 2001, [text("words"), field(5, &place(0, 30)), field(8, &place(0, 32))].concat()),
        (30, 2022, style(31)),
        (31, 2022, style(30)),
        (32, 2021, style(32)),
    ];
    assert_eq!(content(&markdown(&document(&objects), "a.pages")).trim(), "words");
}

#[test]
fn cells_that_all_say_the_same_count_each_time() {
    let rows: Vec<u8> = (0..200u64)
        .flat_map(|number| {
            let cell = [&[5, 3, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0][..], &1u32.to_le_bytes()].concat();
            field(5, &[varint_field(1, number), field(6, &cell), field(7, &[0; 40])].concat())
        })
        .collect();
    let store = [field(3, &field(1, &refer(2, 12))), refer(4, 13)].concat();
    let objects = [
        (1, 1, refer(1, 2)),
        (2, 2, refer(2, 10)),
        (10, 6000, refer(2, 11)),
        (11, 6001, field(4, &store)),
        (12, 6002, rows),
        (13, 6005, field(3, &[varint_field(1, 1), field(3, &[b'x'; 20_000])].concat())),
    ];
    let document = document(&objects);
    let limits = json!({ "unpacked_bytes": 1_000_000 });
    let failure = result_with(&document, "a.numbers", json!({}), limits).expect_err("a failure");
    assert_eq!(failure.limit.map(|limit| limit.name), Some("unpackedBytes"));
    let failure =
        result_with(&document, "a.numbers", json!({}), json!({ "table_cells": 100 })).expect_err("a failure");
    assert_eq!(failure.limit.map(|limit| limit.name), Some("tableCells"));
}

#[test]
fn what_is_not_read_is_told_of_and_no_bytes_are_taken_for_text() {
    let attached = [text("a\u{fffc}b\u{fffc}c"), field(9, &[place(1, 30), place(3, 31)].concat())].concat();
    let document = document(&[
        (1, 10_000, refer(4, 2)),
        (2, 2001, attached),
        // The first field of the one is a message, that of the other a text.
        (30, 2010, field(1, &field(1, b"bytes"))),
        (31, 2004, field(1, b"words")),
    ]);
    assert_eq!(content(&markdown(&document, "a.pages")).trim(), "abwordsc");

    let drawn = [text("a\u{fffc}"), field(9, &place(1, 32))].concat();
    let objects = [(1, 10_000, refer(4, 2)), (2, 2001, drawn), (32, 2003, refer(1, 40)), (40, 5021, vec![])];
    let result = markdown(&self::document(&objects), "a.pages");
    assert!(result["processingWarnings"].to_string().contains("1 charts"), "{result}");

    let groups = (100..150u64).map(|id| (id, 3008, refer(2, id + 1)));
    let root =
        [(1, 1, refer(1, 2)), (2, 2, refer(2, 100)), (150, 2011, refer(4, 151)), (151, 2001, text("deep"))];
    let objects: Vec<_> = root.into_iter().chain(groups).collect();
    let result = markdown(&self::document(&objects), "a.numbers");
    assert!(result["processingWarnings"].to_string().contains("too deeply"), "{result}");
}

#[test]
fn a_part_that_is_damaged_is_told_of() {
    let whole = part(&[(1, 10_000, refer(4, 2)), (2, 2001, text("words"))]);
    let damaged = package(&[("Index/Document.iwa", whole), ("Index/Other.iwa", vec![0, 9, 0, 0, 1])]);
    let result = markdown(&damaged, "a.pages");
    assert_eq!(content(&result).trim(), "words");
    assert!(result["processingWarnings"].to_string().contains("Index/Other.iwa"), "{result}");
}

/// A document with these objects: their identifiers, types and messages.
fn document(objects: &[(u64, u64, Vec<u8>)]) -> Vec<u8> {
    package(&[("Index/Document.iwa", part(objects))])
}

fn package(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn part(objects: &[(u64, u64, Vec<u8>)]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (id, kind, message) in objects {
        let described = [varint_field(1, *kind), varint_field(3, message.len() as u64)].concat();
        let info = [varint_field(1, *id), field(2, &described)].concat();
        stream.extend(varint(info.len() as u64));
        stream.extend(info);
        stream.extend(message);
    }
    // As it is, in one block.
    let length = u32::try_from(stream.len()).expect("a small document").to_le_bytes();
    [&[1], &length[..3], &stream].concat()
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut written = Vec::new();
    while number > 0x7f {
        written.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    written.push(number as u8);
    written
}

fn varint_field(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn refer(number: u64, object: u64) -> Vec<u8> {
    field(number, &varint_field(1, object))
}

/// From a place on, an object holds.
fn place(at: u64, object: u64) -> Vec<u8> {
    field(1, &[varint_field(1, at), refer(2, object)].concat())
}

/// From a place on, nothing holds.
fn nothing_from(at: u64) -> Vec<u8> {
    field(1, &varint_field(1, at))
}

fn text(words: &str) -> Vec<u8> {
    field(3, words.as_bytes())
}
