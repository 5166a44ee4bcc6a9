//! kreuzberg's extraction, compiled to wasm32 for a disposable sandbox.
//!
//! The exports below are the whole seam: synchronous functions that take a document and a plain value,
//! and return a plain value or throw one. What they say to each other is described in
//! `js/sandbox/protocol.ts`; everything that happens between two calls happens outside.

#[cfg(any(target_arch = "wasm32", test))]
mod allocator;
mod blank_lines;
mod cold;
mod composed;
#[cfg(feature = "documents")]
mod compound;
pub mod determinism;
mod dictionaries;
pub mod encoding;
#[cfg(feature = "documents")]
mod encrypted;
pub mod error;
pub mod extract;
pub mod extractors;
#[cfg(feature = "faults")]
mod faults;
#[cfg(feature = "documents")]
mod file_time;
mod json;
mod keywords;
pub mod limits;
pub mod markup;
pub mod mime;
mod outcome;
mod parts;
pub mod passwords;
#[cfg(feature = "pdf")]
pub mod pdf;
mod processors;
mod quality;
pub mod request;
pub mod tracked_changes;
pub mod warm;
#[cfg(any(feature = "documents", feature = "images", feature = "pdf"))]
mod xml;
#[cfg(any(feature = "documents", feature = "images", feature = "pdf"))]
pub mod xmp;

#[cfg(target_arch = "wasm32")]
mod panic;
#[cfg(target_arch = "wasm32")]
mod seam;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: allocator::Lists<allocator::growing::Growing<std::alloc::System>> =
    allocator::Lists::over(allocator::growing::Growing::over(std::alloc::System));

pub use outcome::{Binary, Outcome, PathStep};
