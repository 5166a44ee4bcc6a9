//! PDF (ISO 32000) to text, structure, tables, metadata and pictures, in pure Rust.
//!
//! The way of a page: the interpreter draws it ([`glyphs`], [`rulings`], [`marks`], [`fonts`]); glyphs become
//! [`words`] and [`lines`] in the order of drawing, lines become [`blocks`].

pub mod attachments;
pub mod error;
pub mod limits;
pub mod options;
#[cfg(feature = "pdf-render")]
pub mod render;

mod actual_text;
mod annotations;
mod bidi;
mod blocks;
mod catalog;
mod declared_fonts;
mod document;
mod drop_caps;
mod elements;
mod font_widths;
mod fonts;
mod forms;
mod furniture;
mod geometry;
mod glyphs;
mod headings;
mod images;
mod inline;
mod layout;
mod lines;
mod list_markers;
mod marks;
mod metadata;
mod notes;
mod open;
mod outline;
mod page_tree;
mod pages;
mod parent_tree;
mod places;
mod reading_order;
mod recovery;
mod resource_fonts;
mod rulings;
mod selection;
mod settings;
mod strings;
mod tables;
mod tags;
mod unicode;
mod words;

pub use document::{Extracted, extract, warning};
