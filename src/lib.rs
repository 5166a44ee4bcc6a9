//! kreuzberg's extraction, compiled to wasm32 for a disposable sandbox.

pub mod extractors;
#[cfg(feature = "pdf")]
pub mod pdf;
