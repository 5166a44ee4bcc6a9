//! Markdown, from a request to an outcome.

#![cfg(feature = "documents")]
#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result_with(text: &str, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": "a.md", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(text.as_bytes(), &request).expect("an outcome");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn content(text: &str, format: &str) -> String {
    let result = result_with(text, json!({ "output_format": format }));
    result["content"].as_str().expect("content").trim().to_owned()
}

#[test]
fn an_item_with_a_list_in_it_keeps_its_own_text() {
    let text = "- one\n- two\n  - deep\n- three\n\n1. first\n2. second\n   1. inner\n";
    assert_eq!(
        content(text, "markdown"),
        "- one\n- two\n  - deep\n- three\n\n1. first\n2. second\n   1. inner"
    );
}

#[test]
fn formulas_keep_their_lines_where_they_stand_alone() {
    let text = "$$\n-a *b*\n= c\n$$\n\nd $e\nf$ g\n";
    assert_eq!(content(text, "markdown"), "$$-a *b*\n= c$$\n\nd $e f$ g");
    assert_eq!(content(text, "djot"), "$$`-a *b*\n= c`\n\nd $`e f` g");
}

#[test]
fn html_in_the_text_is_read() {
    let text = "<table><tr><td>Tide</td><td>2 m</td></tr></table>\n\n<p>Of <b>all</b></p>\n\nA<br>B & C\n\n<div>\n\n*Inside*\n\n</div>\n";
    let result = result_with(text, json!({ "output_format": "markdown" }));
    assert_eq!(result["tables"][0]["cells"], json!([["Tide", "2 m"]]));
    let content = result["content"].as_str().expect("content");
    for part in ["Of **all**", "A  \nB & C", "*Inside*"] {
        assert!(content.contains(part), "{part}: {content}");
    }
}

#[test]
fn what_is_written_is_read_back_as_it_was() {
    let text = "# Head\n\nA *b* **c** ~~d~~ `e` [f](g.html) ![h](i.png)\n\n> Quoted\n\n```rust\nfn main() {}\n```\n\n| A | B |\n| --- | --- |\n| 1 | x\\|y |\n\n- [x] done\n- [ ] to do\n\nTerm\n\n: What it is\n\nSo $x_1^2$ holds";
    let once = content(text, "markdown");
    assert_eq!(once, content(&once, "markdown"));
    for part in [
        "A *b* **c** ~~d~~ `e` [f](g.html) ![h](i.png)",
        "> Quoted",
        "```rust\nfn main() {}\n```",
        "| 1 | x\\|y |",
        "[x] done",
        ": What it is",
        "So $x_1^2$ holds",
    ] {
        assert!(once.contains(part), "{part}: {once}");
    }
}

#[test]
fn notes_are_tied_to_what_refers_to_them() {
    let text = "A claim.[^why]\n\n[^why]: Its *reason*.\n";
    assert_eq!(content(text, "markdown"), "A claim.[^why]\n\n[^why]: Its *reason*.");
    assert!(content(text, "plain").contains("Its reason."));
}

#[test]
fn what_stands_before_the_text_is_metadata_and_is_not_lost() {
    let text = "---\ntitle: The Survey\nauthor: [Ada, Jonas]\ndate: 2024-03-05\ntags: [sea, tide]\ndraft: true\n---\n\n# Other\n\nText\n";
    let result = result_with(text, json!({}));
    let metadata = &result["metadata"];
    assert_eq!(metadata["title"], "The Survey");
    assert_eq!(metadata["authors"], json!(["Ada", "Jonas"]));
    assert_eq!(metadata["tags"], json!(["sea", "tide"]));
    let content = result["content"].as_str().expect("content");
    assert!(content.contains("draft: true") && content.contains("author: Ada, Jonas"), "{content}");
    assert_eq!(result_with("# Other\n\nText", json!({}))["metadata"]["title"], "Other");
}

#[test]
fn pictures_in_the_text_come_out_where_they_are_asked_for() {
    let text = "![A dot](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)";
    let request = |config: Value| {
        let request = json!({ "version": 1, "filename": "a.md", "mimeType": null, "config": config });
        let request: Request = serde_json::from_value(request).expect("a request");
        extract(text.as_bytes(), &request).expect("an outcome").binaries.len()
    };
    assert_eq!(request(json!({ "images": { "extract_images": true } })), 1);
    assert_eq!(request(json!({})), 0);
}

#[test]
fn nesting_without_end_ends() {
    for text in [">".repeat(50_000), "- ".repeat(20_000), "[".repeat(50_000), "*a ".repeat(50_000)] {
        assert!(content(&text, "plain").len() <= 4 * text.len());
    }
}
