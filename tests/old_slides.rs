//! Presentations of PowerPoint before 2007, from a request to an outcome. They are written here by [MS-PPT].

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::Outcome;
use kreuzberg_wasm::error::Code;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

/// A record: its type and instance, and whether it holds others.
fn record(kind: u16, instance: u16, holds: bool, body: &[u8]) -> Vec<u8> {
    let version = if holds { 0xF } else { 0 };
    let mut bytes = (instance << 4 | version).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(body);
    bytes
}

fn atom(kind: u16, body: &[u8]) -> Vec<u8> {
    record(kind, 0, false, body)
}

fn holding(kind: u16, children: &[Vec<u8>]) -> Vec<u8> {
    record(kind, 0, true, &children.concat())
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A text of a kind (2.13.33).
fn text(kind: u32, text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [atom(0x0F9F, &numbers(&[kind])), atom(0x0FA0, &units)].concat()
}

fn shape(text: &[u8]) -> Vec<u8> {
    holding(0xF004, &[holding(0xF00D, &[text.to_vec()])])
}

/// A cell of a table, in its place: left, top, right, bottom.
fn cell(place: [u32; 4], content: &str) -> Vec<u8> {
    holding(0xF004, &[atom(0xF00F, &numbers(&place)), holding(0xF00D, &[text(4, content)])])
}

fn table(cells: &[Vec<u8>]) -> Vec<u8> {
    let mut property = 0x039F_u16.to_le_bytes().to_vec();
    property.extend(1_u32.to_le_bytes());
    let own = holding(0xF004, &[record(0xF122, 1, false, &property)]);
    record(0xF003, 0, true, &[vec![own], cells.to_vec()].concat().concat())
}

/// A slide, or notes, of these shapes.
fn sheet(kind: u16, atom: Vec<u8>, shapes: &[Vec<u8>]) -> Vec<u8> {
    let group = holding(0xF003, shapes);
    holding(kind, &[atom, holding(0x040C, &[holding(0xF002, &[group])])])
}

fn slide(notes: u32, shapes: &[Vec<u8>]) -> Vec<u8> {
    sheet(0x03EE, atom(0x03EF, &numbers(&[0, 0, 0, 0, notes, 0])), shapes)
}

fn place(object: u32, id: u32) -> Vec<u8> {
    atom(0x03F3, &numbers(&[object, 0, 0, id, 0]))
}

/// The file of a document (object 1), slides (from 2 on) and notes (from 10 on, called 110 and so on).
fn file(outlines: &[Vec<u8>], slides: &[Vec<u8>], notes: &[Vec<u8>]) -> Vec<u8> {
    let slide_list =
        (2..).zip(outlines).map(|(object, outline)| [place(object, 0), outline.clone()].concat());
    let notes_list = (10..).zip(notes).map(|(object, _)| place(object, object + 100));
    let document = holding(
        0x03E8,
        &[
            record(0x0FF0, 0, true, &slide_list.collect::<Vec<_>>().concat()),
            record(0x0FF0, 2, true, &notes_list.collect::<Vec<_>>().concat()),
        ],
    );
    let objects = [(1, &document)].into_iter().chain((2..).zip(slides)).chain((10..).zip(notes));
    let (mut stream, mut directory) = (Vec::new(), Vec::new());
    for (object, bytes) in objects {
        directory.extend([object | 1 << 20, stream.len() as u32]);
        stream.extend(bytes);
    }
    let directory_place = stream.len() as u32;
    stream.extend(atom(0x1772, &numbers(&directory)));
    let edit = stream.len() as u32;
    stream.extend(atom(0x0FF5, &numbers(&[0, 0, 0, directory_place, 1, 0, 0])));
    let current = numbers(&[0, 0, 0x14, 0xE391_C05F, edit]);

    // A picture in a format of a byte a pixel: two identifiers, a byte, and then the file.
    let mut picture = vec![0; 33];
    picture.extend(b"\x89PNG\r\n\x1a\n");
    let pictures = record(0xF01E, 0x6E1, false, &picture);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a file");
    for (name, bytes) in [("PowerPoint Document", stream), ("Current User", current), ("Pictures", pictures)]
    {
        file.create_stream(name).and_then(|mut stream| stream.write_all(&bytes)).expect("a stream");
    }
    file.into_inner().into_inner()
}

fn fair() -> Vec<u8> {
    // Two paragraphs of the first level, the second of which has one of the next below it; then one without a bullet.
    let mut style = Vec::new();
    for (count, level, bullet) in [(9_u32, 0_u16, None), (4, 0, None), (5, 1, None), (5, 0, Some(0_u16))] {
        style.extend(count.to_le_bytes());
        style.extend(level.to_le_bytes());
        style.extend(u32::from(bullet.is_some()).to_le_bytes());
        style.extend(bullet.into_iter().flat_map(u16::to_le_bytes));
    }
    let outline =
        [text(0, "The harvest\u{b}fair"), text(1, "Pumpkins\rJam\rPlum\rOpen"), atom(0x0FA1, &style)]
            .concat();
    let referred = |index: u32| shape(&atom(0x0F9E, &numbers(&[index])));
    let number = [text(4, "Page *"), atom(0x0FD8, &numbers(&[5]))].concat();
    let first = slide(110, &[referred(1), referred(0), shape(&number)]);
    let cells = [
        cell([0, 0, 100, 50], "Class"),
        cell([101, 1, 200, 50], "Prize"),
        cell([0, 50, 100, 90], "Marrows"),
        cell([100, 50, 200, 90], "12 crowns"),
    ];
    let second = slide(0, &[shape(&text(4, "Judges at ten.")), table(&cells), shape(&text(6, "Prizes"))]);
    let notes = sheet(0x03F0, Vec::new(), &[shape(&text(4, "1")), shape(&text(2, "Thank the parish."))]);
    file(&[outline, Vec::new()], &[first, second], &[notes])
}

fn outcome(document: &[u8], config: &Value) -> Outcome {
    let request = json!({ "version": 1, "filename": "a.ppt", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("request");
    extract(document, &request).expect("an outcome")
}

fn result(document: &[u8], config: Value) -> Value {
    serde_json::from_slice(&outcome(document, &config).json).expect("JSON")
}

#[test]
fn slides_have_titles_lists_tables_and_notes() {
    let result = result(&fair(), json!({ "output_format": "markdown" }));
    let expected = "## The harvest fair

- Pumpkins
- Jam
  - Plum

Open

Page

**Notes:**

Thank the parish.

## Prizes

Judges at ten.

| Class | Prize |
| --- | --- |
| Marrows | 12 crowns |
";
    assert_eq!(result["content"], expected);
    assert_eq!(result["processingWarnings"], Value::Null);
    assert_eq!(result["tables"][0]["cells"], json!([["Class", "Prize"], ["Marrows", "12 crowns"]]));
}

#[test]
fn slides_are_pages() {
    let result = result(&fair(), json!({ "pages": { "extract_pages": true } }));
    let pages = result["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 2);
    assert!(pages[1]["content"].as_str().is_some_and(|page| page.starts_with("Prizes")));
}

#[test]
fn pictures_are_there_when_they_are_asked_for() {
    let outcome = outcome(&fair(), &json!({ "images": { "extract_images": true } }));
    let [picture] = &outcome.binaries[..] else { panic!("{} binaries", outcome.binaries.len()) };
    assert_eq!(&picture.bytes[..], b"\x89PNG\r\n\x1a\n");
    assert_eq!(result(&fair(), json!({}))["images"], Value::Null);
}

#[test]
fn without_a_directory_the_outline_is_read() {
    let mut damaged = fair();
    // The last edit is told of in a record of its own type.
    let edit = memchr::memmem::find(&damaged, &[0xF5, 0x0F, 28, 0]).expect("the edit");
    damaged[edit] = 0;
    let result = result(&damaged, json!({}));
    assert!(result["processingWarnings"].to_string().contains("2 slides are not where they should be"));
    let content = result["content"].as_str().expect("content");
    assert!(content.contains("The harvest fair") && content.contains("Pumpkins"), "{content}");
}

#[test]
fn without_slides_it_is_refused() {
    let request = json!({ "version": 1, "filename": "a.ppt", "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("request");
    assert_eq!(extract(file(&[], &[], &[]), &request).expect_err("a refusal").code, Code::Parsing);
}

#[test]
fn what_is_in_one_place_is_read_once() {
    let words = "word ".repeat(2000);
    let sheet = slide(0, &[shape(&text(4, &words))]);
    // All slides of the list are the same object.
    let mut whole = file(&vec![Vec::new(); 500], &[sheet], &[]);
    let twos = memchr::memmem::find_iter(&whole.clone(), &[0xF3, 0x03, 20, 0, 0, 0]).collect::<Vec<_>>();
    assert_eq!(twos.len(), 500);
    for at in twos {
        whole[at + 6..at + 10].copy_from_slice(&2_u32.to_le_bytes());
    }
    let content = result(&whole, json!({}))["content"].as_str().expect("content").to_owned();
    assert_eq!(content.matches("word").count(), 2000);
}

#[test]
fn whatever_is_damaged_ends_in_a_result_or_an_error() {
    let request = json!({ "version": 1, "filename": "a.ppt", "mimeType": null,
        "config": { "images": { "extract_images": true } } });
    let request: Request = serde_json::from_value(request).expect("request");
    let whole = fair();
    let mut damaged = whole.clone();
    for at in (0..damaged.len()).step_by(3) {
        for value in [0, 0x7F, 0xFF] {
            let byte = std::mem::replace(&mut damaged[at], value);
            if let Ok(outcome) = extract(&damaged, &request) {
                assert!(outcome.json.len() < 20 * whole.len(), "byte {at}");
            }
            damaged[at] = byte;
        }
    }
}
