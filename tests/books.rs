//! E-books, and the pictures of documents, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use kreuzberg_wasm::{Outcome, PathStep};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A picture of one pixel: the signature of PNG and its first chunk (PNG, 5.2 and 11.2.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

fn extracted(parts: &[(&str, &[u8])], filename: &str, config: Value) -> (Value, Outcome) {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    (serde_json::from_slice(&outcome.json).expect("JSON"), outcome)
}

/// The bytes of the result's images; those of its pages are the same again.
fn pictures(outcome: &Outcome) -> Vec<&[u8]> {
    let of_result = outcome.binaries.iter().filter(|binary| binary.path[0] == PathStep::Key("images"));
    of_result.map(|binary| &*binary.bytes).collect()
}

fn chapter(name: &str) -> String {
    format!(
        "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>{name}</h1><p>Text of {name}.</p><p><img src='p.png' alt='a pixel'/></p></body></html>"
    )
}

/// A book whose spine is in another order than its manifest and its names are.
fn book(config: Value) -> (Value, Outcome) {
    let package = "<package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='id'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>Tides</dc:title><dc:identifier id='id'>x</dc:identifier><dc:language>en</dc:language></metadata><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/><item id='b' href='b.xhtml' media-type='application/xhtml+xml'/><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/><item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/><item id='p' href='p.png' media-type='image/png'/></manifest><spine><itemref idref='c'/><itemref idref='a'/><itemref idref='b'/></spine></package>";
    let nav = "<html xmlns='http://www.w3.org/1999/xhtml'><body><nav xmlns:epub='http://www.idpf.org/2007/ops' epub:type='toc'><ol><li><a href='c.xhtml'>Contents only</a></li></ol></nav></body></html>";
    let container = "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container' version='1.0'><rootfiles><rootfile full-path='OPS/book.opf' media-type='application/oebps-package+xml'/></rootfiles></container>";
    let (ebb, flow, slack) = (chapter("Ebb"), chapter("Flow"), chapter("Slack"));
    let parts: [(&str, &[u8]); 8] = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/nav.xhtml", nav.as_bytes()),
        ("OPS/a.xhtml", flow.as_bytes()),
        ("OPS/b.xhtml", slack.as_bytes()),
        ("OPS/c.xhtml", ebb.as_bytes()),
        ("OPS/p.png", PNG),
    ];
    extracted(&parts, "a.epub", config)
}

#[test]
fn chapters_come_in_the_order_of_the_spine_and_the_table_of_contents_not_at_all() {
    let (result, _) = book(json!({}));
    let content = result["content"].as_str().expect("content");
    let places = ["Text of Ebb.", "Text of Flow.", "Text of Slack."].map(|text| content.find(text));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{content}");
    assert!(!content.contains("Contents only"), "{content}");
    assert_eq!(content.matches("Text of Ebb.").count(), 1);
}

#[test]
fn pictures_of_books_come_out_with_their_bytes_as_often_as_they_are_shown() {
    let (result, outcome) = book(json!({ "images": { "extract_images": true } }));
    // Each of the three chapters shows it.
    assert_eq!(pictures(&outcome), [PNG; 3]);
    let image = &result["images"][0];
    assert_eq!([&image["format"], &image["description"]], ["png", "a pixel"]);
}

#[test]
fn pictures_that_nobody_asks_for_are_left_out_and_what_is_said_of_them_stays() {
    for config in [json!({}), json!({ "images": { "extract_images": false } })] {
        let (result, outcome) = book(config);
        assert_eq!(pictures(&outcome), Vec::<&[u8]>::new());
        assert_eq!(result["images"], Value::Null);
        assert!(result["content"].as_str().is_some_and(|text| text.contains("a pixel")), "{result}");
    }
}

#[test]
fn pictures_of_word_documents_come_out_with_their_bytes_and_their_descriptions_in_order() {
    let drawing = |id: &str, description: &str| {
        format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:extent cx='952500' cy='476250'/><wp:docPr id='1' descr='{description}'/><a:blip r:embed='{id}'/></wp:inline></w:drawing></w:r></w:p>"
        )
    };
    let document = format!(
        "<w:document xmlns:w='w' xmlns:wp='wp' xmlns:a='a' xmlns:r='r'><w:body>{}{}</w:body></w:document>",
        drawing("r2", "Ebb &amp; flow"),
        drawing("r1", "")
    );
    let relationships = "<Relationships><Relationship Id='r1' Type='image' Target='media/one.png'/><Relationship Id='r2' Type='image' Target='media/two.gif'/></Relationships>";
    let parts: [(&str, &[u8]); 4] = [
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relationships.as_bytes()),
        ("word/media/one.png", PNG),
        ("word/media/two.gif", b"GIF89a"),
    ];
    let config = json!({ "images": { "extract_images": true }, "output_format": "markdown" });
    let (result, outcome) = extracted(&parts, "a.docx", config);
    assert_eq!(pictures(&outcome), [b"GIF89a".as_slice(), PNG]);
    let of = |key: &str| [result["images"][0][key].clone(), result["images"][1][key].clone()];
    assert_eq!(of("format"), ["gif", "png"]);
    // 9,525 units are a pixel, of which an inch has 96.
    assert_eq!(of("width"), [100, 100]);
    assert_eq!(result["images"][0]["description"], "Ebb & flow");
    assert_eq!(result["content"], "![Ebb & flow](image_0.gif)\n\n![](image_1.png)\n");
}

/// A book of the chapters given, each of which is a file of the spine; and of one that is missing.
fn book_of(chapters: &[&str], config: Value) -> (Value, Outcome) {
    let items = (0..=chapters.len())
        .map(|number| {
            format!("<item id='c{number}' href='c{number}.xhtml' media-type='application/xhtml+xml'/>")
        })
        .collect::<String>();
    let spine =
        (0..=chapters.len()).map(|number| format!("<itemref idref='c{number}'/>")).collect::<String>();
    let package = format!(
        "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata/><manifest>{items}</manifest><spine>{spine}</spine></package>"
    );
    let container = "<container><rootfiles><rootfile full-path='book.opf'/></rootfiles></container>";
    let names: Vec<String> = (0..chapters.len()).map(|number| format!("c{number}.xhtml")).collect();
    let texts: Vec<String> = chapters
        .iter()
        .map(|text| format!("<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><head><title>x</title></head><body>{text}</body></html>"))
        .collect();
    let mut parts: Vec<(&str, &[u8])> =
        vec![("META-INF/container.xml", container.as_bytes()), ("book.opf", package.as_bytes())];
    parts.extend(names.iter().map(String::as_str).zip(texts.iter().map(String::as_bytes)));
    extracted(&parts, "a.epub", config)
}

#[test]
fn chapters_are_read_as_pages_are() {
    let chapter = "<header><h2>Ebb</h2></header><p>See <a href='https://example.org/'>there</a>, <i>soon</i>.</p><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td><b>2</b></td></tr></table><ol start='3'><li>three<ul><li>deep</li></ul></li></ol><footer>End</footer>";
    let (result, _) = book_of(&[chapter], json!({ "output_format": "markdown" }));
    let written = "## Ebb\n\nSee [there](https://example.org/), *soon*.\n\n| A | B |\n| --- | --- |\n| 1 | **2** |\n\n3. three\n   - deep\n\nEnd\n";
    assert_eq!(result["content"], written);
    assert_eq!(result["tables"][0]["cells"], json!([["A", "B"], ["1", "2"]]));
    assert_eq!(result["uris"][0]["url"], "https://example.org/");
}

#[test]
fn a_list_of_links_to_the_chapters_is_no_chapter_and_a_list_of_others_is() {
    let contents = "<h1>Contents</h1><p><a href='c1.xhtml'>Ebb</a></p><p><a href='c2.xhtml'>Flow</a></p>";
    let sources = "<ul><li><a href='https://example.org/a'>Source one</a></li><li><a href='https://example.org/b'>Source two</a></li></ul>";
    let (result, _) = book_of(&[contents, "<p>Water falls.</p>", sources], json!({}));
    let content = result["content"].as_str().expect("content");
    assert!(!content.contains("Contents") && content.contains("Water falls."), "{content}");
    assert!(content.contains("Source one") && content.contains("Source two"), "{content}");
}

#[test]
fn a_chapter_that_is_missing_is_warned_of() {
    let (result, _) = book_of(&["<p>Water falls.</p>"], json!({}));
    assert_eq!(result["content"].as_str().expect("content").trim_end(), "Water falls.");
    assert!(result["processingWarnings"].to_string().contains("c1.xhtml"), "{result}");
}

#[test]
fn books_heed_the_options_of_html() {
    let config = json!({ "output_format": "markdown", "html_options": { "heading_style": "underlined" } });
    let (result, _) = book_of(&["<h1>Ebb</h1><p>Water falls.</p>"], config);
    assert_eq!(result["content"], "Ebb\n===\n\nWater falls.\n");
}

#[test]
fn a_book_whose_pictures_are_not_asked_for_has_none_and_names_them() {
    let (result, outcome) = book(json!({ "output_format": "markdown" }));
    assert!(pictures(&outcome).is_empty());
    assert!(result["content"].as_str().expect("content").contains("![a pixel](p.png)"), "{result}");
    let (result, _) =
        book(json!({ "output_format": "markdown", "images": { "inject_placeholders": false } }));
    assert!(!result["content"].as_str().expect("content").contains("!["), "{result}");
}
