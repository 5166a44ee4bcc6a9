//! Extractors for what kreuzberg lacks on this target, or does worse: one file an extractor.

pub(crate) mod adapted;
pub mod archive;
#[cfg(feature = "documents")]
mod asciidoc;
#[cfg(feature = "documents")]
mod blocks;
#[cfg(feature = "documents")]
mod child;
pub mod dbf;
#[cfg(feature = "documents")]
mod djot;
#[cfg(feature = "documents")]
mod doc;
#[cfg(feature = "documents")]
mod epub;
mod fitted;
#[cfg(feature = "documents")]
mod html;
#[cfg(feature = "documents")]
mod hwpx;
#[cfg(feature = "images")]
pub mod image;
#[cfg(feature = "documents")]
mod iwork;
#[cfg(feature = "documents")]
mod latex;
#[cfg(feature = "documents")]
mod mail;
#[cfg(feature = "documents")]
mod markdown;
mod nesting;
#[cfg(feature = "documents")]
mod notebook;
#[cfg(feature = "documents")]
mod office;
#[cfg(feature = "documents")]
mod org;
#[cfg(feature = "documents")]
mod outline;
pub(crate) mod package;
#[cfg(feature = "pdf")]
pub mod pdf;
pub(crate) mod plugin;
#[cfg(feature = "documents")]
mod ppt;
#[cfg(feature = "documents")]
mod prose;
#[cfg(feature = "documents")]
mod pst;
pub(crate) mod readers;
#[cfg(feature = "documents")]
mod references;
mod rst;
#[cfg(feature = "documents")]
mod rtf;
mod separated;
#[cfg(feature = "documents")]
mod slides;
#[cfg(feature = "documents")]
mod structured;
#[cfg(feature = "documents")]
mod subtitle;
#[cfg(feature = "documents")]
mod svg;
mod text;
#[cfg(feature = "documents")]
mod typst;
#[cfg(feature = "documents")]
mod vocabulary;
#[cfg(feature = "documents")]
mod word;
#[cfg(feature = "documents")]
mod workbook;
mod xls;
