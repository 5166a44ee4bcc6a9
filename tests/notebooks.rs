//! Jupyter's notebooks, from a request to an outcome.

#![cfg(feature = "documents")]
#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result(notebook: &Value, config: Value) -> Value {
    let request = json!({ "version": 1, "filename": "a.ipynb", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(notebook.to_string().as_bytes(), &request).expect("an outcome");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

fn notebook(cells: Value) -> Value {
    let python = json!({ "language_info": { "name": "python", "version": "3.12.8" } });
    json!({ "cells": cells, "metadata": python, "nbformat": 4, "nbformat_minor": 5 })
}

fn markdown(cells: Value) -> String {
    let result = result(&notebook(cells), json!({ "output_format": "markdown" }));
    result["content"].as_str().expect("content").trim().to_owned()
}

fn code(outputs: Value) -> Value {
    json!([{ "cell_type": "code", "source": ["x = 1\n", "x"], "outputs": outputs, "execution_count": 1 }])
}

#[test]
fn cells_of_markdown_are_read_as_markdown_is() {
    let source = "# Größe und *Gewicht*\n\n| A | B |\n| - | - |\n| é | 2 |\n\n1. eins\n2. $x^2$";
    let text = markdown(json!([{ "cell_type": "markdown", "source": source }]));
    assert_eq!(text, "# Größe und *Gewicht*\n\n| A | B |\n| --- | --- |\n| é | 2 |\n\n1. eins\n2. $x^2$");
}

#[test]
fn what_one_cell_does_not_close_is_no_part_of_the_next() {
    let cells = ["<!-- a remark", "<div><b>open", "plain"]
        .map(|source| json!({ "cell_type": "markdown", "source": source }));
    assert_eq!(markdown(json!(cells)), "**open**\n\nplain");
}

#[test]
fn what_is_printed_keeps_its_lines() {
    let printed = json!([{ "output_type": "stream", "name": "stdout", "text": ["a   1\n", "\u{1b}[31mb\u{1b}[0m   2\n"] }]);
    assert_eq!(markdown(code(printed)), "```python\nx = 1\nx\n```\n\n```\na   1\nb   2\n```");
}

#[test]
fn of_the_forms_of_an_output_the_richest_is_read_once() {
    let table = "<style>td {}</style><table><thead><tr><th>n</th></tr></thead><tbody><tr><td>7</td></tr></tbody></table>";
    let shown = json!([{ "output_type": "execute_result", "data": { "text/plain": "   n\n0  7", "text/html": table } }]);
    assert_eq!(markdown(code(shown)), "```python\nx = 1\nx\n```\n\n| n |\n| --- |\n| 7 |");
    let formula = json!([{ "output_type": "display_data", "data": { "text/plain": "E", "text/latex": "$$E = mc^2$$" } }]);
    assert!(markdown(code(formula)).ends_with("$$E = mc^2$$"));
}

#[test]
fn errors_are_told_with_where_they_come_from() {
    let error = |traceback: Value| json!([{ "output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": traceback }]);
    assert!(
        markdown(code(error(json!(["\u{1b}[0;31mTraceback\u{1b}[0m", "ValueError: no"]))))
            .ends_with("```\nTraceback\nValueError: no\n```")
    );
    assert!(markdown(code(error(json!([])))).ends_with("```\nValueError: no\n```"));
}

#[test]
fn pictures_are_images_where_these_are_asked_for() {
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q\nDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let shown = json!([{ "output_type": "display_data", "data": { "text/plain": "<Figure size 640x480>", "image/png": png } }]);
    let attached = json!({ "cell_type": "markdown", "source": "![a lamp](attachment:l.png)", "attachments": { "l.png": { "image/png": png } } });
    let mut cells = code(shown);
    cells.as_array_mut().expect("cells").push(attached);
    let found = result(&notebook(cells.clone()), json!({ "images": { "extract_images": true } }));
    let images = found["images"].as_array().expect("images");
    assert_eq!(images.len(), 2);
    assert_eq!((&images[1]["imageIndex"], &images[1]["description"]), (&json!(1), &json!("a lamp")));
    let text = markdown(cells);
    assert!(!text.contains("Figure") && !text.contains("base64"), "{text}");
}

#[test]
fn notebooks_of_the_third_format_are_read_too() {
    let cells = json!([
        { "cell_type": "heading", "level": 2, "source": ["Waves"] },
        { "cell_type": "code", "input": ["1 + 1"], "language": "python", "prompt_number": 3, "outputs": [
            { "output_type": "pyout", "text": ["2"], "prompt_number": 3 }
        ] },
    ]);
    let found = result(
        &json!({ "worksheets": [{ "cells": cells }], "metadata": {}, "nbformat": 3 }),
        json!({ "output_format": "markdown" }),
    );
    assert_eq!(
        found["content"].as_str().expect("content").trim(),
        "## Waves\n\n```python\n1 + 1\n```\n\n```\n2\n```"
    );
    assert_eq!(found["metadata"]["cells"][1]["execution_count"], 3);
}

#[test]
fn what_is_said_of_the_notebook_is_metadata() {
    let mut notebook =
        notebook(json!([{ "cell_type": "markdown", "source": "# Tides", "metadata": { "tags": ["sea"] } }]));
    notebook["metadata"]["authors"] = json!([{ "name": "Ada" }, "Jonas"]);
    let metadata = &result(&notebook, json!({}))["metadata"];
    assert_eq!(metadata["title"], "Tides");
    assert_eq!(metadata["authors"], json!(["Ada", "Jonas"]));
    assert_eq!(
        (&metadata["language"], &metadata["nbformat"], &metadata["cellCount"]),
        (&json!("python"), &json!(4), &json!(1))
    );
    assert_eq!(metadata["cells"][0]["tags"], json!(["sea"]));
}

#[test]
fn what_is_no_notebook_is_refused() {
    let request = json!({ "version": 1, "filename": "a.ipynb", "mimeType": null, "config": {} });
    let request: Request = serde_json::from_value(request).expect("a request");
    assert!(extract(b"{\"cells\": [", &request).is_err());
}
