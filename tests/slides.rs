//! Presentations, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACES: &str = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The plain text of a presentation of one slide with these shapes.
fn content(shapes: &str, notes: &str) -> String {
    let slide = format!("<p:sld {NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
    let notes = format!(
        "<p:notes {NAMESPACES}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
        shape("<p:ph type='body'/>", None, notes)
    );
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{RELATIONSHIPS}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", related("officeDocument", "ppt/presentation.xml")),
        (
            "ppt/presentation.xml",
            format!(
                "<p:presentation {NAMESPACES}><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"
            ),
        ),
        ("ppt/_rels/presentation.xml.rels", related("slide", "slides/slide1.xml")),
        ("ppt/slides/slide1.xml", slide),
        ("ppt/slides/_rels/slide1.xml.rels", related("notesSlide", "../notesSlides/notesSlide1.xml")),
        ("ppt/notesSlides/notesSlide1.xml", notes),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.pptx", "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    let result: Value = serde_json::from_slice(&outcome.json).expect("JSON");
    result["content"].as_str().expect("content").to_owned()
}

/// A shape that is this placeholder, at a place in English Metric Units.
fn shape(placeholder: &str, place: Option<(u32, u32)>, text: &str) -> String {
    let place =
        place.map(|(x, y)| format!("<a:xfrm><a:off x='{x}' y='{y}'/><a:ext cx='100' cy='100'/></a:xfrm>"));
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id='1' name='x'/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr>{}</p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>",
        place.unwrap_or_default()
    )
}

fn in_order(content: &str, words: &[&str]) {
    let places: Vec<Option<usize>> = words.iter().map(|word| content.find(word)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{words:?} in {content}");
}

#[test]
fn shapes_are_read_from_the_top_down_and_the_title_first() {
    let low = shape("", Some((0, 9_000_000)), "Below");
    let high = shape("", Some((0, 5_000_000)), "Middle");
    let title = shape("<p:ph type='title'/>", Some((0, 100)), "Heading");
    in_order(&content(&format!("{low}{high}{title}"), "Aside"), &["Heading", "Middle", "Below", "Aside"]);
}

#[test]
fn groups_tables_and_notes_are_read() {
    let group = format!("<p:grpSp><p:grpSp>{}</p:grpSp></p:grpSp>", shape("", None, "Grouped"));
    let cell =
        |text: &str| format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>");
    let table = format!(
        "<p:graphicFrame><p:xfrm><a:off x='0' y='7'/></p:xfrm><a:graphic><a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/table'><a:tbl><a:tr>{}{}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        cell("Port"),
        cell("Red")
    );
    in_order(
        &content(&format!("{group}{table}"), "Say it &amp; wait"),
        &["Grouped", "Port", "Red", "Say it & wait"],
    );
}

#[test]
fn a_line_break_parts_words() {
    let shapes = shape("", None, "over</a:t></a:r><a:br><a:rPr/></a:br><a:r><a:t>board");
    let content = content(&shapes, "");
    assert!(content.contains("over board"), "{content}");
}
