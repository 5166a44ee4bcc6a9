//! What a document is: the first byte says how long a name comes before the rest.

#![no_main]

use kreuzberg_wasm::mime::detect;
use kreuzberg_wasm::request::Hint;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, rest)) = bytes.split_first() else { return };
    let (name, content) = rest.split_at(rest.len().min(usize::from(length % 16)));
    let name = String::from_utf8_lossy(name).into_owned();
    for hint in [
        Hint { filename: Some(name.clone()), mime_type: None },
        Hint { filename: None, mime_type: Some(name) },
    ] {
        if let Ok(detected) = detect(content, &hint) {
            assert!(!detected.mime_type.is_empty() && !content.is_empty());
        }
    }
});
