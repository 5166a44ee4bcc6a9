//! Org, from a request to an outcome.

#![cfg(feature = "documents")]
#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result(text: &str) -> Value {
    let config = json!({ "output_format": "markdown" });
    let request = json!({ "version": 1, "filename": "a.org", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(text.as_bytes(), &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn markdown(text: &str) -> String {
    result(text)["content"].as_str().expect("content").trim_end().to_owned()
}

#[test]
fn headlines_are_levels_and_their_tags_keywords() {
    let document = "#+TITLE: Of\n#+TITLE: knots\n#+author: A. Pike\n#+FILETAGS: :sea:\n* TODO [#A] Tie *one* :rope:sea:\nx\n*** Deep\n";
    let result = result(document);
    assert_eq!(
        result["content"].as_str().expect("content").trim_end(),
        "**Of**\n\n**knots**\n\nA. Pike\n\n# TODO Tie **one**\n\nx\n\n### Deep"
    );
    assert_eq!(result["metadata"]["title"], "Of knots");
    assert_eq!(result["metadata"]["authors"], json!(["A. Pike"]));
    assert_eq!(result["metadata"]["keywords"], json!(["rope", "sea"]));
}

#[test]
fn items_hold_what_is_indented_below_them() {
    let list = "1. one\n   goes on\n\n   and on\n   - [X] a\n   - [ ] b\n     #+begin_src sh\n     ls\n     #+end_src\n2. two\nafter\n";
    assert_eq!(
        markdown(list),
        "1. one goes on\n\n   and on\n\n   - [x] a\n\n   - [ ] b\n\n     ```sh\n     ls\n     ```\n\n2. two\n\nafter"
    );
    assert_eq!(markdown("5) [@5] five\n6) six"), "5. five\n6. six");
    assert_eq!(markdown("- a\n\n- b\n\n\n- c"), "- a\n- b\n\n* c");
    assert_eq!(markdown("- Lee :: away\n- Luff :: towards"), "Lee\n\n: away\n\nLuff\n\n: towards");
}

#[test]
fn tables_have_the_rows_above_their_first_rule_as_heads_and_their_captions() {
    let table = "#+CAPTION: Of /ropes/\n| a | *b* |\n|---+---|\n| c | |\n#+TBLFM: $2=1\n";
    assert_eq!(markdown(table), "Of *ropes*\n\n| a | **b** |\n| --- | --- |\n| c |  |");
    // What stands behind it is of what comes next.
    assert_eq!(
        markdown("| a | b |\n| c | d |\n#+caption: e\n\nf"),
        "| a | b |\n| --- | --- |\n| c | d |\n\nf"
    );
}

#[test]
fn blocks_are_what_their_names_say() {
    assert_eq!(
        markdown("#+BEGIN_SRC python -n\n  def a():\n\n      ,* b\n#+END_SRC\n: c\n: d\n"),
        "```python\ndef a():\n\n    * b\n```\n\n```\nc\nd\n```"
    );
    assert_eq!(markdown("#+begin_quote\na /b/\n- c\n#+end_quote\nd"), "> a *b*\n>\n> - c\n\nd");
    assert_eq!(markdown("#+begin_verse\na\n  b\n#+end_verse\nc"), "a  \nb\n\nc");
    assert_eq!(
        markdown("#+begin_center\na\n#+end_center\n#+begin_comment\nb\n#+end_comment\n-----\nc"),
        "a\n\n---\n\nc"
    );
    assert_eq!(
        markdown("\\begin{align}\nx &= y\n\\end{align}\n"),
        "$$\\begin{align}\nx &= y\n\\end{align}$$"
    );
}

#[test]
fn what_is_not_for_readers_is_left_out_and_files_are_warned_of() {
    let result = result(
        "* A\n:PROPERTIES:\n:ID: b\n:EMPTY:\n:END:\n# c\n#+OPTIONS: d\nx\n:NOTE:\ny\n:END:\n#+INCLUDE: \"e.org\"\n",
    );
    assert_eq!(result["content"].as_str().expect("content").trim_end(), "# A\n\nx\n\ny");
    assert!(result["processingWarnings"].to_string().contains("is included there"));
}

#[test]
fn a_drawer_without_its_end_takes_nothing_with_it() {
    assert_eq!(markdown(":PROPERTIES:\nx\n* A\n:PROPERTIES:\n:ID: b\n:END:\ny"), "x\n\n# A\n\ny");
}

#[test]
fn notes_are_under_their_labels() {
    assert_eq!(
        markdown("a[fn:x] b[fn::of /b/]\n\n[fn:x] of a\n\n\nc\n"),
        "a[^x] b[^note-1]\n\n[^x]: of a\n\nc\n\n[^note-1]: of *b*"
    );
}

#[test]
fn what_is_nested_too_deeply_keeps_its_text_and_is_warned_of() {
    let list: String = (0..300).map(|depth| format!("{}- x{depth}y\n", " ".repeat(depth))).collect();
    let blocks = format!("{}core\n{}after", "#+begin_center\n".repeat(300), "#+end_center\n".repeat(300));
    for (text, words) in [(list, ["x0y", "x150y", "x299y"]), (blocks, ["core", "after", "after"])] {
        let result = result(&text);
        let content = result["content"].as_str().expect("content");
        for word in words {
            assert!(content.contains(word), "{word}");
        }
        assert!(result["processingWarnings"].to_string().contains("limits.markupDepth"));
    }
}

#[test]
fn what_never_ends_is_text() {
    for opens in [
        "#+begin_src\n",
        "#+begin_quote\n",
        "\\begin{a}\n",
        ":PROPERTIES:\n",
        "[[",
        "[fn:",
        "*",
        "$",
        "=",
        "@@",
        "<<",
    ] {
        let result = result(&format!("before\n{}", format!("{opens}x ").repeat(2000)));
        let content = result["content"].as_str().expect("content");
        assert!(content.contains("before") && content.matches('x').count() >= 2000, "{opens}");
    }
}
