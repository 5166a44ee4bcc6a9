//! JSON, YAML, TOML and separated values, from a request to an outcome.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::error::{Code, Failure};
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn outcome(text: &str, filename: &str, format: &str) -> Result<Value, Failure> {
    let config = json!({ "output_format": format });
    let request = json!({ "version": 1, "filename": filename, "mimeType": null, "config": config });
    let request: Request = serde_json::from_value(request).expect("a request");
    extract(text.as_bytes(), &request).map(|outcome| serde_json::from_slice(&outcome.json).expect("JSON"))
}

fn result_of(text: &str, filename: &str, format: &str) -> Value {
    outcome(text, filename, format).expect("a result")
}

#[test]
fn an_object_of_json_is_headings_lists_and_paragraphs() {
    let text = r#"{ "name": "Ida", "crew": ["Bo", { "age": 7 }], "boat": { "length": 9.5, "sails": null } }"#;
    let result = result_of(text, "a.json", "markdown");
    let expected = "name: Ida\n\n# crew\n\n- Bo\n- {\"age\":7}\n\n# boat\n\nlength: 9.5\n\nsails: null";
    assert_eq!(result["content"].as_str().expect("content").trim(), expected);
    assert_eq!(result["metadata"]["name"], "Ida");
    assert_eq!(result["metadata"]["fieldCount"], 1);
    assert_eq!(result["metadata"]["dataFormat"], "json");
}

#[test]
fn values_by_lines_are_a_list_of_them() {
    let result = result_of("{\"id\": \"a\"}\n\n[1]\n", "a.jsonl", "plain");
    assert_eq!(result["content"], "[\n  {\n    \"id\": \"a\"\n  },\n  [\n    1\n  ]\n]");
    let failure = outcome("{}\n{", "a.jsonl", "plain").expect_err("a failure");
    assert!(failure.code == Code::Parsing && failure.detail.is_some_and(|detail| detail.contains("line 2")));
}

#[test]
fn yaml_may_have_tags_and_several_documents() {
    let text = "name: one\nsecret: !Ref parameter\n";
    let result = result_of(text, "a.yaml", "plain");
    assert_eq!(result["content"], text.trim());
    assert_eq!(result["metadata"]["name"], "one");
    let result = result_of("name: one\n---\nname: two\n", "a.yaml", "plain");
    assert_eq!(result["metadata"]["item_0.name"], "one");
    assert_eq!(result["metadata"]["item_1.name"], "two");
    assert_eq!(outcome("a: [1", "a.yaml", "plain").expect_err("a failure").code, Code::Parsing);
}

#[test]
fn toml_is_given_as_it_is_written() {
    let text = "title = \"Knots\" # mine\n[[part]]\nname = \"bowline\"\nmade = 1979-05-27\n";
    let result = result_of(text, "a.toml", "plain");
    assert_eq!(result["content"], text.trim());
    assert_eq!(result["metadata"]["title"], "Knots");
    assert_eq!(result["metadata"]["fieldCount"], 2);
    assert_eq!(outcome("a = ", "a.toml", "plain").expect_err("a failure").code, Code::Parsing);
}

#[test]
fn separated_values_are_a_table_with_a_line_a_row() {
    let text = "name;born\nIda;1999-02-03\n\"Bo; junior\";2001-12-24\n";
    let result = result_of(text, "a.csv", "plain");
    assert_eq!(result["content"], "name born\nIda 1999-02-03\nBo; junior 2001-12-24");
    let cells = json!([["name", "born"], ["Ida", "1999-02-03"], ["Bo; junior", "2001-12-24"]]);
    assert_eq!(result["tables"][0]["cells"], cells);
    let metadata = &result["metadata"];
    assert_eq!(metadata["delimiter"], ";");
    assert_eq!(metadata["rowCount"], 3);
    assert_eq!(metadata["columnTypes"], json!(["text", "date"]));
}

#[test]
fn of_two_fields_of_a_name_in_a_list_both_are_given() {
    let result = result_of(r#"[{"id": "a", "id": "b"}]"#, "a.json", "plain");
    assert_eq!(result["content"], "[\n  {\n    \"id\": \"a\",\n    \"id\": \"b\"\n  }\n]");
    assert_eq!(result["metadata"]["item_0.id"], "b");
}

#[test]
fn what_follows_a_value_of_json_is_an_error() {
    for text in ["[1] 2", "1 2", "[1]]", "{} {}"] {
        assert_eq!(outcome(text, "a.json", "plain").expect_err("a failure").code, Code::Parsing, "{text}");
    }
}

#[test]
fn json_that_is_too_long_when_it_is_written_by_lines_is_refused() {
    let text = format!("{}{}1{}", "[".repeat(100), "1,".repeat(1_000_000), "]".repeat(100));
    let failure = outcome(&text, "a.json", "plain").expect_err("a failure");
    assert_eq!(failure.code, Code::LimitExceeded);
}

#[test]
fn a_record_that_is_longer_by_far_than_the_others_costs_no_rectangle() {
    let text = format!("{}x\n{}", "x,".repeat(300_000), "y\n".repeat(50_000));
    let result = result_of(&text, "a.csv", "plain");
    let table = &result["tables"][0];
    assert_eq!(table["cells"].as_array().map(Vec::len), Some(50_001));
    assert!(table["markdown"].as_str().is_some_and(|markdown| markdown.ends_with("| y |\n| y |\n")));
    let failure = outcome(&text, "a.csv", "markdown").expect_err("a failure");
    assert_eq!(failure.code, Code::LimitExceeded);
}
