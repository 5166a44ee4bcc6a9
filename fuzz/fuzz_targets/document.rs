//! A whole document, read by the reader of one type: `KREUZBERG_FUZZ=pdf`, `zip`, `dbf`, `rst`, `csv`, and so on.

#![no_main]

use std::sync::LazyLock;

use kreuzberg_wasm::extract::extract;
use kreuzberg_wasm::request::Request;
use libfuzzer_sys::fuzz_target;

static REQUEST: LazyLock<Request> = LazyLock::new(|| {
    let extension = std::env::var("KREUZBERG_FUZZ").unwrap_or_else(|_| "pdf".to_owned());
    Request::plain(&format!("fuzz.{extension}"))
});

// A refusal is as good as a result: neither may panic, nor take for ever.
fuzz_target!(|bytes: &[u8]| {
    let _ = extract(bytes, &REQUEST);
});
