//! Drawings in SVG, from a request to an outcome.

#![cfg(feature = "documents")]
#![allow(clippy::expect_used)]

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn result(drawing: &str) -> Value {
    let config = json!({ "output_format": "markdown" });
    let request = json!({ "version": 1, "filename": "a.svg", "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    let outcome = extract(drawing.as_bytes(), &request).expect("a result");
    serde_json::from_slice(&outcome.json).expect("JSON")
}

#[test]
fn what_is_written_in_a_drawing_is_its_text() {
    let result = result(
        "<svg xmlns='http://www.w3.org/2000/svg'><title>The &amp; rocks</title><desc>At low tide</desc><style>text { fill: red }</style>
        <g><title>A group</title><rect width='1' height='1'/><text x='1'>Rocks<tspan y='2'>and</tspan> po<tspan>ols</tspan> &#x41;</text></g>
        <foreignObject><p>one</p><p>two</p></foreignObject><text>  </text></svg>",
    );
    assert_eq!(
        result["content"].as_str().expect("content").trim_end(),
        "The & rocks\n\nAt low tide\n\nA group\n\nRocks and pools A\n\none two"
    );
    let metadata = &result["metadata"];
    assert_eq!(metadata["title"], "The & rocks");
    assert_eq!(metadata["subject"], "At low tide");
    assert_eq!(metadata["elementCount"], 14);
    assert_eq!(metadata["uniqueElements"][0], "desc");
    assert!(result.get("processingWarnings").is_none());
}

#[test]
fn a_drawing_that_breaks_off_is_read_as_far_as_it_goes_and_warned_of() {
    let result = result("<svg xmlns='http://www.w3.org/2000/svg'><text>here</text><g>");
    assert_eq!(result["content"].as_str().expect("content").trim_end(), "here");
    assert!(result["processingWarnings"].to_string().contains("breaks off"));
}
