//! PDF (ISO 32000) to text, structure, tables, metadata and pictures, in pure Rust.
//!
//! The way of a page: the interpreter draws it ([`glyphs`], [`rulings`], [`marks`], [`fonts`]); glyphs become
//! [`words`] and [`lines`] in the order of drawing, lines become [`blocks`].

pub mod error;
pub mod limits;
pub mod options;

mod bidi;
mod blocks;
mod document;
mod elements;
mod fonts;
mod furniture;
mod geometry;
mod glyphs;
mod headings;
mod layout;
mod lines;
mod list_markers;
mod marks;
mod open;
mod rulings;
mod tables;
mod unicode;
mod words;

pub use document::extract;
