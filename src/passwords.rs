//! Encrypted documents: the passwords that were given, and what is said when none of them fits.
//!
//! kreuzberg calls an extractor with its own configuration alone, which has no place for passwords, and has no error
//! for a document that is encrypted. So the passwords are in force on the thread for the time of an extraction, for
//! all documents inside of documents too, and the error is carried as the source of one of kreuzberg's.

use std::cell::RefCell;
use std::fmt;

use kreuzberg::KreuzbergError;

/// Why an encrypted document was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// No password was given.
    Required,
    /// None of the passwords that were given opens it.
    Wrong,
    /// It is encrypted in a way that is not read here.
    Method(&'static str),
}

impl Locked {
    /// What to say when no password fits, by whether there were any.
    pub fn unopened() -> Self {
        if current().is_empty() { Self::Required } else { Self::Wrong }
    }
}

impl fmt::Display for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("password required: the document is encrypted"),
            Self::Wrong => f.write_str("password wrong: none that was given opens the document"),
            Self::Method(method) => {
                write!(f, "the document is encrypted with {method}, which is not read here")
            }
        }
    }
}

impl std::error::Error for Locked {}

impl From<Locked> for KreuzbergError {
    fn from(locked: Locked) -> Self {
        Self::parsing_with_source(locked.to_string(), locked)
    }
}

/// What an error says of a locked document, if that is what it is about.
pub fn locked(error: &KreuzbergError) -> Option<Locked> {
    match error {
        KreuzbergError::Parsing { source: Some(source), .. } => source.downcast_ref().copied(),
        _ => None,
    }
}

thread_local! {
    static CURRENT: RefCell<Vec<Vec<String>>> = const { RefCell::new(Vec::new()) };
}

/// Holds passwords in force until it is dropped.
#[must_use = "the passwords are in force only while the scope lives"]
pub struct PasswordScope(());

impl PasswordScope {
    /// Puts passwords in force on this thread; the former ones are back when the scope is dropped.
    pub fn enter(passwords: Vec<String>) -> Self {
        CURRENT.with_borrow_mut(|stack| stack.push(passwords));
        Self(())
    }
}

impl Drop for PasswordScope {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|stack| stack.pop());
    }
}

/// The passwords in force on this thread, in the order in which they are tried.
pub fn current() -> Vec<String> {
    CURRENT.with_borrow(|stack| stack.last().cloned()).unwrap_or_default()
}
