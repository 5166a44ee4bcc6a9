//! kreuzberg's extraction, compiled to wasm32 for a disposable sandbox.
