//! Text in any encoding.

#![no_main]

use kreuzberg_wasm::encoding::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes);
    // What is UTF-8 without a mark or a declaration comes back as it is.
    if decoded.encoding == "UTF-8" && !decoded.damaged && !bytes.starts_with(b"<?xml") {
        assert!(bytes.ends_with(decoded.text.as_bytes()));
    }
});
