//! What the seam accepts and refuses.

#![allow(clippy::expect_used)]

use kreuzberg_wasm::error::Code;
use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use serde_json::{Value, json};

fn request(version: u32, config: Value) -> Request {
    let request = json!({ "version": version, "filename": "note.md", "mimeType": null, "config": config });
    serde_json::from_value(request).expect("a request")
}

fn refusal(version: u32, config: Value) -> Code {
    extract(b"# Hello", &request(version, config)).expect_err("a refusal").code
}

#[test]
fn a_config_in_kreuzbergs_spelling_is_taken() {
    let outcome =
        extract(b"# Hello\n\nworld", &request(1, json!({ "output_format": "markdown" }))).expect("a result");
    let result: Value = serde_json::from_slice(&outcome.json).expect("JSON");
    assert_eq!(result["mimeType"], "text/markdown");
    assert!(result["content"].as_str().expect("content").starts_with("# Hello"), "{result}");
}

#[test]
fn options_of_ours_stand_among_kreuzbergs() {
    let config =
        json!({ "pdf_options": { "passwords": ["x"] }, "pages": { "range": { "first": 2, "last": 3 } } });
    let request = request(1, config);
    let settings = request.settings().expect("settings");
    let options = &settings.pdf;
    assert_eq!(options.passwords, ["x"]);
    assert!(
        options
            .pages
            .as_ref()
            .is_some_and(|range| range.contains(2) && range.contains(3) && !range.contains(4))
    );
    assert!(settings.config.pages.is_some());
}

#[test]
fn nothing_in_particular_is_what_every_option_says_at_its_default() {
    let settings = |config: Value| {
        let settings = request(1, config).settings().expect("settings");
        let config = serde_json::to_value(&settings.config).expect("JSON");
        (config, settings.limits.clone(), settings.wants_score, settings.keywords)
    };
    // Read as any other, because it says something.
    assert_eq!(settings(json!({})), settings(json!({ "tracked_changes": null })));
}

#[test]
fn what_the_outside_should_have_refused_is_refused_here_too() {
    assert_eq!(refusal(1, json!({ "no_such_key": 1 })), Code::InvalidConfig);
    assert_eq!(refusal(1, json!({ "pdf_options": { "no_such_key": 1 } })), Code::InvalidConfig);
    assert_eq!(refusal(1, json!("text")), Code::InvalidConfig);
}

#[test]
fn another_version_of_the_seam_is_refused() {
    assert_eq!(refusal(2, json!({})), Code::InvalidConfig);
}

#[test]
fn rake_breaks_ties_the_same_way_every_time() {
    let text = (0..40).map(|n| format!("alpha{n} beta{n}. ")).collect::<String>();
    let config = json!({ "keywords": { "algorithm": "rake", "max_keywords": 5 } });
    let keywords = || {
        let outcome = extract(text.as_bytes(), &request(1, config.clone())).expect("a result");
        let result: Value = serde_json::from_slice(&outcome.json).expect("JSON");
        result["extractedKeywords"].clone()
    };
    let first = keywords();
    assert_eq!(first.as_array().map(Vec::len), Some(5), "{first}");
    for _ in 0..20 {
        assert_eq!(keywords(), first);
    }
}

#[test]
fn a_calls_limits_win_over_the_engines_under_whichever_name() {
    let limits = |config: Value| {
        let request = json!({ "version": 1, "config": config, "limits": { "ratio": 7, "members": 8 } });
        let request: Request = serde_json::from_value(request).expect("a request");
        let settings = request.settings().map_err(|failure| failure.code)?;
        Ok((settings.limits.ratio, settings.limits.members))
    };
    assert_eq!(limits(json!({})), Ok((7, 8)));
    assert_eq!(limits(json!({ "limits": { "ratio": 1 } })), Ok((1, 8)));
    assert_eq!(limits(json!({ "security_limits": { "max_compression_ratio": 2 } })), Ok((2, 8)));
    let same = json!({ "limits": { "ratio": 2 }, "security_limits": { "max_compression_ratio": 2 } });
    assert_eq!(limits(same), Ok((2, 8)));
    let other = json!({ "limits": { "ratio": 1 }, "security_limits": { "max_compression_ratio": 2 } });
    assert_eq!(limits(other), Err(Code::InvalidConfig));
}
