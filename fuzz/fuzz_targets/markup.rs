//! Markup that is cut to a depth, and at a place.

#![no_main]

use kreuzberg_wasm::markup::{Tags, attribute, cut, until};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for html in [true, false] {
        // What was cut is not too deep any more.
        if let Some(flat) = cut(text, html) {
            assert_eq!(cut(&flat, html), None);
        }
    }
    let tags: Vec<_> = Tags::new(text).collect();
    for tag in &tags {
        assert!(text[tag.start..tag.end].starts_with('<'));
        let _ = attribute(&text[tag.start..tag.end], "r");
    }
    if let Some(tag) = tags.get(tags.len() / 2) {
        assert!(until(text, tag.start).starts_with(&text[..tag.start]));
    }
});
