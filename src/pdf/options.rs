//! The options that kreuzberg's configuration has no place for without its own PDF feature.
//!
//! kreuzberg calls an extractor with its `ExtractionConfig` alone. The seam puts [`PdfOptions`] in a
//! thread-local scope around one extraction; documents inside archives and mails see the same scope.

use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// What a caller may say about PDFs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PdfOptions {
    /// Passwords to try, in order, when the file is encrypted.
    pub passwords: Vec<String>,
    /// Hand out the images, also when the general `images` options do not ask for them.
    pub extract_images: bool,
    /// Read the document's metadata. On by default.
    pub extract_metadata: bool,
    /// Hand out the annotations (notes, highlights, links, stamps).
    pub extract_annotations: bool,
    /// Put each page's blocks and their heading levels in the pages of the result.
    pub hierarchy: Option<HierarchyOptions>,
    /// Share of the page's height, from the top, whose text is left out, 0 to 0.5.
    pub top_margin_fraction: Option<f32>,
    /// Share of the page's height, from the bottom, whose text is left out, 0 to 0.5.
    pub bottom_margin_fraction: Option<f32>,
    /// Take ruled boxes of a single column for tables.
    pub allow_single_column_tables: bool,
    /// Read these pages only. A part of the general `pages` options: the seam puts it here.
    #[serde(skip)]
    pub pages: Option<PageRange>,
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self {
            passwords: Vec::new(),
            extract_images: false,
            extract_metadata: true,
            extract_annotations: false,
            hierarchy: None,
            top_margin_fraction: None,
            bottom_margin_fraction: None,
            allow_single_column_tables: false,
            pages: None,
        }
    }
}

/// Which blocks the pages of the result carry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HierarchyOptions {
    /// Off switches the blocks off again.
    pub enabled: bool,
    /// Give each block its box.
    pub include_bbox: bool,
}

impl Default for HierarchyOptions {
    fn default() -> Self {
        Self { enabled: true, include_bbox: true }
    }
}

/// Pages counted from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRange {
    /// The first page read.
    #[serde(default = "first_page")]
    pub first: usize,
    /// The last page read; without it, the last of the document.
    #[serde(default)]
    pub last: Option<usize>,
}

fn first_page() -> usize {
    1
}

impl PageRange {
    /// Whether page `number`, counted from 1, is asked for.
    pub fn contains(&self, number: usize) -> bool {
        number >= self.first && self.last.is_none_or(|last| number <= last)
    }
}

thread_local! {
    static CURRENT: RefCell<Vec<PdfOptions>> = const { RefCell::new(Vec::new()) };
}

/// Holds options in force until it is dropped.
#[must_use = "the options are in force only while the scope lives"]
pub struct OptionsScope(());

impl OptionsScope {
    /// Puts `options` in force on this thread; the former ones are back when the scope is dropped.
    pub fn enter(options: PdfOptions) -> Self {
        CURRENT.with_borrow_mut(|stack| stack.push(options));
        Self(())
    }
}

impl Drop for OptionsScope {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|stack| stack.pop());
    }
}

/// The options in force on this thread, or the defaults.
pub fn current() -> PdfOptions {
    CURRENT.with_borrow(|stack| stack.last().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_ends_when_it_is_dropped() {
        let options = PdfOptions { passwords: vec!["secret".into()], ..PdfOptions::default() };
        {
            let _scope = OptionsScope::enter(options.clone());
            assert_eq!(current(), options);
        }
        assert_eq!(current(), PdfOptions::default());
    }

    #[test]
    fn an_unknown_key_is_refused() -> Result<(), serde_json::Error> {
        let options: PdfOptions = serde_json::from_str(r#"{"extract_images":true}"#)?;
        assert!(options.extract_images && options.extract_metadata);
        assert!(serde_json::from_str::<PdfOptions>(r#"{"extract_pictures":true}"#).is_err());
        Ok(())
    }

    #[test]
    fn a_range_without_an_end_runs_to_the_last_page() {
        let range = PageRange { first: 3, last: None };
        assert!(!range.contains(2));
        assert!(range.contains(3) && range.contains(1_000));
    }
}
