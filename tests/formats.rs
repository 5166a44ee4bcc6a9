//! Text formats and packages, from a request to an outcome.

#![allow(clippy::expect_used)]

use std::io::{Cursor, Write};

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn result_of(bytes: &[u8], filename: &str) -> Result<Value, Failure> {
    result_with(bytes, filename, json!({}))
}

fn result_with(bytes: &[u8], filename: &str, config: Value) -> Result<Value, Failure> {
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(bytes, &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn content(bytes: &[u8], filename: &str) -> String {
    let result = result_of(bytes, filename).expect("a result");
    result["content"].as_str().expect("content").to_owned()
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn every_text_format_is_read_in_the_encoding_it_was_written_in() {
    let words = "Die Straße führt über Köln nach Zürich und zurück";
    let documents = [
        ("a.txt", format!("{words}\n")),
        ("a.md", format!("# Weg\n\n{words}\n")),
        ("a.csv", format!("Nr,Text\n1,{words}\n")),
        ("a.html", format!("<html><body><p>{words}</p></body></html>")),
        ("a.xml", format!("<?xml version='1.0' encoding='ISO-8859-1'?><a>{words}</a>")),
        ("a.srt", format!("1\n00:00:01,000 --> 00:00:02,000\n{words}\n")),
        ("a.rst", format!("Weg\n===\n\n{words}\n")),
        ("a.json", format!("{{\"a\": \"{words}\"}}")),
    ];
    for (name, text) in documents {
        let latin1 = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect::<Vec<_>>();
        let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        for bytes in [&latin1, &utf16] {
            let content = content(bytes, name);
            assert!(content.contains(words), "{name}: {content}");
        }
    }
}

#[test]
fn utf_16_without_a_name_or_a_mark_is_text() {
    let bytes: Vec<u8> = "no name, no mark".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(content(&bytes, "").trim(), "no name, no mark");
}

#[test]
fn tables_in_plain_text_do_not_repeat_their_header() {
    let rows: String = (0..1000).map(|row| format!("{row};x{row}\n")).collect();
    let content = content(format!("identifier;description\n{rows}").as_bytes(), "a.csv");
    assert_eq!(content.matches("description").count(), 1);
    assert!(content.contains("x999"));
}

#[test]
fn markup_may_be_nested_as_deeply_as_it_likes() {
    for (name, open, close) in [
        ("a.html", "<div>", "</div>"),
        ("a.xml", "<a>", "</a>"),
        ("a.opml", "<outline text='core'>", "</outline>"),
        ("a.svg", "<g>", "</g>"),
        ("a.docbook", "<section>", "</section>"),
        ("a.jats", "<sec>", "</sec>"),
        ("a.fb2", "<section>", "</section>"),
    ] {
        let (before, after) = match name {
            "a.opml" => ("<opml version='2.0'><body>", "</body></opml>"),
            "a.svg" => ("<svg xmlns='http://www.w3.org/2000/svg'><text>core</text>", "</svg>"),
            "a.docbook" => ("<article>", "</article>"),
            "a.jats" => ("<article><body>", "</body></article>"),
            "a.fb2" => ("<FictionBook><body>", "</body></FictionBook>"),
            _ => ("<html>", "</html>"),
        };
        let text = format!("{before}{}core{}{after}", open.repeat(50_000), close.repeat(50_000));
        let result = result_of(text.as_bytes(), name).expect("a result");
        assert!(result["processingWarnings"].to_string().contains("250 deep"), "{name}");
        if name != "a.svg" {
            assert!(result["content"].as_str().expect("content").contains("core"), "{name}");
        }
    }
}

#[test]
fn data_may_be_nested_as_deeply_as_it_likes() {
    for (name, open, close) in [
        ("a.json", "[", "]"),
        ("a.jsonl", "[", "]"),
        ("a.yaml", "[", "]"),
        ("a.yaml", "- ", ""),
        ("a.toml", "[", "]"),
    ] {
        let before = if name == "a.toml" { "key = " } else { "" };
        let text = format!("{before}{}\"core\"{}\n", open.repeat(1000), close.repeat(1000));
        let result = result_of(text.as_bytes(), name).expect(name);
        assert!(result["content"].as_str().expect("content").contains("core"), "{name}");
        assert!(result["processingWarnings"].to_string().contains("more deeply than can be read"), "{name}");
    }
}

#[test]
fn a_package_is_counted_before_it_is_read() {
    let spaces = vec![b' '; 64 << 20];
    for (name, part) in [
        ("a.docx", "word/document.xml"),
        ("a.xlsx", "xl/sharedStrings.xml"),
        ("a.pptx", "ppt/slides/slide1.xml"),
        ("a.odt", "content.xml"),
        ("a.epub", "chapter.xhtml"),
    ] {
        let failure = result_of(&package(&[(part, &spaces)]), name).expect_err("a refusal");
        assert_eq!(failure.code, Code::LimitExceeded, "{name}");
        assert!(failure.message.contains("limits.ratio is 100"), "{name}: {}", failure.message);
    }
}

#[test]
fn source_code_and_configuration_are_text_that_names_its_language() {
    for (name, text, language) in [
        ("a.py", "def area(r):\n    return 3.14 * r * r\n", "Python"),
        ("A.RS", "fn main() {}\n", "Rust"),
        ("a.css", "p { color: red }\n", "CSS"),
        (".env", "PORT=8080\n", "Dotenv"),
        ("a.ini", "[server]\nport=8080\n", "INI"),
    ] {
        let result = result_of(text.as_bytes(), name).expect("a result");
        assert_eq!(result["metadata"]["programmingLanguage"], language, "{name}");
        assert_eq!(result["content"].as_str().expect("content").trim(), text.trim(), "{name}");
    }
}

#[test]
fn code_of_control_characters_alone_is_no_code() {
    let config = json!({ "output_format": "markdown" });
    let request = json!({ "version": 1, "filename": "a.typ", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract("before `\u{19}` `kept` after\n".as_bytes(), &request).expect("a result");
    let result: Value = serde_json::from_slice(&outcome.json).expect("JSON");
    assert!(result["content"].as_str().expect("content").contains("`kept` after"), "{result}");
}

#[test]
fn tables_of_djot_stand_where_they_were_written() {
    let table = |cell: &str| format!("| Rock | Sea |\n|---|---|\n| {cell} | deep |\n");
    let text =
        format!("Before.\n\n{}\nBetween.\n\n{}\n```\n| no | table |\n```\n", table("Skerry"), table("Stack"));
    let content = content(text.as_bytes(), "a.djot");
    let places = ["Before.", "Skerry deep", "Between.", "Stack deep", "| no | table |"]
        .map(|words| content.find(words));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{content}");
    assert!(!content.contains('\u{f8e3}'));
}

#[test]
fn outlines_have_notes_links_and_what_comes_before_damage() {
    let text = "<opml version='2.0'><head><title>Reading</title><ownerName>Ada</ownerName></head><body>\
        <outline text='Gardens &amp;amp; ponds' _note='Water them.&#10;Twice.'><outline type='rss' text='The &lt;b&gt;Allotment&lt;/b&gt;' xmlUrl='https://a.example/feed'/></outline>\
        <outline title='Untold'/>";
    let result =
        result_with(text.as_bytes(), "a.opml", json!({ "output_format": "markdown" })).expect("a result");
    let expected = "# Gardens & ponds\n\nWater them.\n\nTwice.\n\n## The **Allotment**\n\n# Untold\n";
    assert_eq!(result["content"], expected);
    assert_eq!(result["metadata"]["title"], "Reading");
    assert_eq!(result["metadata"]["createdBy"], "Ada");
    assert_eq!(result["metadata"]["feedUrls"][0]["xmlUrl"], "https://a.example/feed");
    assert_eq!(result["uris"][0]["url"], "https://a.example/feed");
    assert!(result["processingWarnings"].to_string().contains("breaks off"), "{result}");
}
