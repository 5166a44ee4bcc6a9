//! Which side of the changes that a document has on record is read.
//!
//! kreuzberg calls an extractor with its own configuration alone, which has no place for this. So the choice is in
//! force on the thread for the time of an extraction, for all documents inside of documents too.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

/// How changes that are on record, and neither accepted nor rejected, are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackedChanges {
    /// As if all were accepted: what was put in is there, what was taken out is not.
    #[default]
    Accepted,
    /// As if all were rejected: the document before the changes.
    Original,
    /// Both: what was taken out is struck through, what was put in is underlined.
    All,
}

thread_local! {
    static CURRENT: Cell<TrackedChanges> = const { Cell::new(TrackedChanges::Accepted) };
}

/// Holds a choice in force until it is dropped.
#[must_use = "the choice is in force only while the scope lives"]
pub struct Scope(());

impl Scope {
    /// Puts the choice in force on this thread.
    pub fn enter(choice: TrackedChanges) -> Self {
        CURRENT.set(choice);
        Self(())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        CURRENT.take();
    }
}

/// The choice in force on this thread.
#[must_use]
pub fn current() -> TrackedChanges {
    CURRENT.get()
}
