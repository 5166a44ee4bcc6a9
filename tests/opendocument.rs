//! OpenDocument texts, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use kreuzberg_wasm::{Outcome, PathStep};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

const NAMESPACES: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'";

fn read(body: &str, config: Value) -> (Value, Outcome) {
    read_around("", body, config)
}

/// A document whose pages have `masters` around its text.
fn read_around(masters: &str, body: &str, config: Value) -> (Value, Outcome) {
    let content = format!(
        "<?xml version='1.0'?><office:document-content {NAMESPACES}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let styles = format!(
        "<office:document-styles {NAMESPACES}><office:master-styles>{masters}</office:master-styles></office:document-styles>"
    );
    let parts: [(&str, &[u8]); 4] = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("Pictures/p.png", PNG),
    ];
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let request = json!({ "version": 1, "filename": "a.odt", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    (serde_json::from_slice(&outcome.json).expect("JSON"), outcome)
}

fn plain(body: &str) -> String {
    read(body, json!({})).0["content"].as_str().expect("content").to_owned()
}

#[test]
fn headings_paragraphs_lists_and_text_boxes_come_in_their_order() {
    let body = "<text:h text:outline-level='2'>Tides</text:h><text:p>Before &amp; <text:s text:c='2'/>after</text:p><text:list><text:list-item><text:p>ebb</text:p></text:list-item><text:list-item><text:p>flow</text:p></text:list-item></text:list><text:section><text:p>in a section</text:p></text:section><text:p>Last.</text:p>";
    let (result, _) = read(body, json!({ "output_format": "markdown" }));
    let content = result["content"].as_str().expect("content");
    let places =
        ["## Tides", "Before & ", "- ebb", "- flow", "in a section", "Last."].map(|part| content.find(part));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{content}");
}

#[test]
fn quotations_are_what_is_styled_so_or_on_top_of_that() {
    let styles = "<style:style style:name='P1' style:parent-style-name='Quotations'/><style:style style:name='P2' style:parent-style-name='Standard'/>";
    let body = "<text:p>Said he:</text:p><text:p text:style-name='P1'>Row</text:p><text:p text:style-name='Intense_20_Quote'>on</text:p><text:p text:style-name='P2'>So we did.</text:p>";
    let (result, _) = read_around(styles, body, json!({ "output_format": "markdown" }));
    assert_eq!(result["content"], "Said he:\n\n> Row\n>\n> on\n\nSo we did.\n");
}

#[test]
fn notes_are_told_by_the_marks_that_refer_to_them() {
    let note = |id: &str, class: &str, mark: &str, text: &str| {
        format!(
            "<text:note text:id='{id}' text:note-class='{class}'><text:note-citation>{mark}</text:note-citation><text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
        )
    };
    let body = format!(
        "<text:p>One{} and two{}.</text:p>",
        note("a", "footnote", "*", "at the foot"),
        note("b", "endnote", "i", "at the end")
    );
    let (result, _) = read(&body, json!({ "output_format": "markdown" }));
    let content = result["content"].as_str().expect("content");
    for (label, text) in [("1", "at the foot"), ("2", "at the end")] {
        assert_eq!(content.matches(&format!("[^{label}]")).count(), 2, "{content}");
        let definition = content.find(&format!("[^{label}]:")).expect("a definition");
        assert!(content[definition..].contains(text), "{content}");
    }
    assert!(!content.contains("[^i]") && !content.contains("[^*]"), "{content}");
}

#[test]
fn merged_cells_leave_the_others_in_their_columns() {
    let cell =
        |attributes: &str, text: &str| format!("<table:table-cell {attributes}>{text}</table:table-cell>");
    let body = format!(
        "<table:table><table:table-row>{}<table:covered-table-cell/>{}</table:table-row><table:table-row>{}{}<table:covered-table-cell/></table:table-row><table:table-row>{}<table:covered-table-cell/>{}</table:table-row></table:table>",
        cell("table:number-columns-spanned='2'", "<text:p>wide</text:p>"),
        cell("table:number-rows-spanned='2'", "<text:p>tall</text:p>"),
        cell("", "<text:p>a</text:p>"),
        cell("", "<text:p>b</text:p><text:p>c</text:p>"),
        cell("table:number-columns-spanned='2'", "<text:p>both</text:p>"),
        cell("", "<text:p>last</text:p>"),
    );
    let (result, _) = read(&body, json!({}));
    let expected = json!([["wide", "", "tall"], ["a", "b c", ""], ["both", "", "last"]]);
    assert_eq!(result["tables"][0]["cells"], expected);
}

#[test]
fn formatted_text_is_text_in_cells_and_lists_too() {
    let span = "<text:p>a <text:span>b <text:span>c</text:span></text:span></text:p>";
    let body = format!(
        "<table:table><table:table-header-rows><table:table-row><table:table-cell>{span}</table:table-cell></table:table-row></table:table-header-rows></table:table><text:list><text:list-item>{span}</text:list-item></text:list>"
    );
    assert_eq!(plain(&body), "a b c\n\na b c");
}

#[test]
fn headers_and_footers_are_text_where_they_are_asked_for_and_each_once() {
    let page = "<style:master-page><style:header><text:p>Above</text:p></style:header><style:footer><text:p>Below</text:p></style:footer></style:master-page>";
    let text =
        |config: Value| read_around(&page.repeat(2), "<text:p>Between</text:p>", config).0["content"].clone();
    let filter = |header: bool, footer: bool| json!({ "content_filter": { "include_headers": header, "include_footers": footer } });
    assert_eq!(text(json!({})), "Between");
    assert_eq!(text(filter(false, false)), "Between");
    assert_eq!(text(filter(false, true)), "Between\n\nBelow");
    assert_eq!(text(filter(true, true)), "Above\n\nBetween\n\nBelow");
}

#[test]
fn comments_are_annotations_with_their_authors() {
    let body = "<text:p>text<office:annotation><dc:creator xmlns:dc='dc'>Ann</dc:creator><text:p>why?</text:p></office:annotation></text:p>";
    let (result, _) = read(body, json!({}));
    assert_eq!(result["content"], "text");
    assert_eq!(result["annotations"][0]["content"], "Ann: why?");
}

#[test]
fn what_was_deleted_is_no_text() {
    let body = "<text:tracked-changes><text:changed-region text:id='c'><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>kept</text:p>";
    assert_eq!(plain(body), "kept");
}

#[test]
fn dates_are_as_they_are_shown() {
    assert_eq!(
        plain("<text:p>On <text:date text:date-value='2024-02-03'>3 Feb</text:date>.</text:p>"),
        "On 3 Feb."
    );
}

#[test]
fn pictures_come_out_with_their_bytes_where_they_are_asked_for() {
    let body = "<text:p><draw:frame><draw:image xlink:href='Pictures/p.png'/><svg:title>A pixel</svg:title></draw:frame></text:p>";
    let (result, outcome) = read(body, json!({ "images": { "extract_images": true } }));
    let of_result = outcome.binaries.iter().filter(|binary| binary.path[0] == PathStep::Key("images"));
    assert_eq!(of_result.map(|binary| &*binary.bytes).collect::<Vec<_>>(), [PNG]);
    assert_eq!(result["images"][0]["format"], "png");
    assert_eq!(result["images"][0]["description"], "A pixel");
}

/// A presentation whose slides these are.
fn presented(slides: &str, filename: Option<&str>) -> Value {
    let names = "xmlns:presentation='urn:oasis:names:tc:opendocument:xmlns:presentation:1.0'";
    let content = format!(
        "<office:document-content {NAMESPACES} {names}><office:body><office:presentation>{slides}</office:presentation></office:body></office:document-content>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.presentation"),
        ("content.xml", &content),
        (
            "meta.xml",
            "<office:document-meta xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><office:meta><dc:title>The Deck</dc:title></office:meta></office:document-meta>",
        ),
    ] {
        writer.start_file(name, stored).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    let bytes = writer.finish().expect("a package").into_inner();
    let config = json!({ "output_format": "markdown", "pages": { "extract_pages": true } });
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(&bytes, &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

#[test]
fn slides_are_pages_with_their_titles_first_and_their_notes_last() {
    let frame = |class: &str, y: &str, inner: &str| {
        format!("<draw:frame presentation:class='{class}' svg:x='1cm' svg:y='{y}'>{inner}</draw:frame>")
    };
    let boxed = |text: &str| format!("<draw:text-box><text:p>{text}</text:p></draw:text-box>");
    let listed = "<draw:text-box><text:list><text:list-item><text:p>Haul</text:p></text:list-item></text:list></draw:text-box>";
    let table = "<table:table><table:table-row><table:table-cell><text:p>Seat</text:p></table:table-cell></table:table-row></table:table><draw:image xlink:href='Pictures/p.svm'/>";
    let slides = format!(
        "<draw:page draw:name='page1'>{}{}{}<draw:custom-shape svg:y='2in'><text:p>Shaped</text:p></draw:custom-shape><presentation:notes><draw:page-thumbnail/>{}</presentation:notes></draw:page><draw:page>{}</draw:page>",
        frame("outline", "90mm", listed),
        frame("", "60pt", &boxed("High")),
        frame("title", "20cm", &boxed("Afloat")),
        frame("notes", "1cm", &boxed("Remember the flag")),
        frame("", "1cm", table),
    );
    for filename in [Some("a.odp"), None] {
        let result = presented(&slides, filename);
        assert_eq!(
            result["content"].as_str().expect("content").trim(),
            "## Afloat\n\nHigh\n\nShaped\n\n- Haul\n\n**Notes:**\n\nRemember the flag\n\n| Seat |\n| --- |"
        );
        assert_eq!(result["metadata"]["title"], "The Deck");
        assert_eq!(result["metadata"]["pages"]["unitType"], "slide");
        assert_eq!(result["metadata"]["pages"]["pages"][0]["title"], "Afloat");
        assert_eq!(result["pages"].as_array().map(Vec::len), Some(2));
    }
}
