//! What a document may cost.
//!
//! All limits and their defaults stand in [`Limits`]; the types and checks of JavaScript's side, and the table in
//! the README, are made from it. They hold for a document as a whole, with everything that lies in it: one meter
//! runs for each extraction, on the thread that it runs on.

mod fit;

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read;

use kreuzberg::types::ProcessingWarning;
use kreuzberg::{KreuzbergError, Result};
use serde::{Deserialize, Serialize};

pub use self::fit::fit;

/// What a document may cost, with all that lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the document itself. Nothing is read of a larger one, whatever `onExceed` says.
    pub input_bytes: u64,
    /// Bytes that come out of containers: archives, Office files, e-books, and those in them.
    pub unpacked_bytes: u64,
    /// Bytes that come out of containers to each byte of the document, of which 128 KiB count at least.
    pub ratio: u64,
    /// Files in containers.
    pub members: u64,
    /// Containers (archives, mails, Office files) in one another. Deeper ones are left closed, with a warning.
    pub container_depth: u64,
    /// Elements of markup, or brackets, lists and quotations of other text formats, in one another. What marks
    /// deeper ones is left out, with a warning.
    pub markup_depth: u8,
    /// Characters of text in the result; of text formats, in the document.
    pub characters: u64,
    /// Cells in the tables of the result, a hundred bytes of memory each and their text. A sheet has as many as the
    /// rectangle from its first to its last.
    pub table_cells: u64,
    /// Pages, slides and sheets.
    pub pages: u64,
    /// Images in the result.
    pub images: u64,
    /// What happens to a document that passes a limit.
    pub on_exceed: OnExceed,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 512 * 1024 * 1024,
            unpacked_bytes: 256 * 1024 * 1024,
            ratio: 100,
            members: 10_000,
            container_depth: 3,
            markup_depth: 250,
            characters: 32 * 1024 * 1024,
            table_cells: 1_000_000,
            pages: 10_000,
            images: 10_000,
            on_exceed: OnExceed::Error,
        }
    }
}

/// What happens to a document that passes a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnExceed {
    /// It is refused with `limit_exceeded`.
    #[default]
    Error,
    /// The result holds what was read up to there, and a warning.
    Truncate,
}

/// So many bytes of a document count at least, for the ratio: a small one may well be of one repeated byte.
const SMALLEST: u64 = 128 * 1024;

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Exceeded {
    /// The limit's name among `limits`, or its path where it is not one of these.
    pub name: &'static str,
    /// What it was set to.
    pub value: u64,
}

impl Exceeded {
    /// The limit that an error is about, if it is about one of ours.
    pub fn in_error(error: &KreuzbergError) -> Option<Self> {
        match error {
            KreuzbergError::Validation { source: Some(source), .. } => source.downcast_ref().copied(),
            _ => None,
        }
    }
}

impl std::fmt::Display for Exceeded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = if self.name.contains('.') { "" } else { "limits." };
        write!(formatter, "{place}{} is {}", self.name, self.value)
    }
}

impl std::error::Error for Exceeded {}

impl From<Exceeded> for KreuzbergError {
    fn from(exceeded: Exceeded) -> Self {
        Self::validation_with_source(format!("limit exceeded: {exceeded}"), exceeded)
    }
}

/// What has been spent so far.
#[derive(Default)]
struct Meter {
    limits: Limits,
    /// Of the document itself, in bytes.
    document: u64,
    unpacked: u64,
    members: u64,
    characters: u64,
    table_cells: u64,
    pages: u64,
    images: u64,
    passed: Option<Exceeded>,
}

thread_local! {
    static METER: RefCell<Meter> = RefCell::default();
}

/// Holds limits in force until it is dropped.
#[must_use = "the limits are in force only while the scope lives"]
pub struct Scope(());

impl Scope {
    /// Puts `limits` in force on this thread, for a document of so many bytes.
    ///
    /// # Errors
    /// That there are too many of them.
    pub fn enter(limits: Limits, document: usize) -> std::result::Result<Self, Exceeded> {
        let document = document as u64;
        let allowed = limits.input_bytes;
        METER.set(Meter { limits, document, ..Meter::default() });
        if document > allowed { Err(over("inputBytes", allowed)) } else { Ok(Self(())) }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        METER.set(Meter::default());
    }
}

/// The limits in force on this thread, or the defaults.
#[must_use]
pub fn current() -> Limits {
    METER.with_borrow(|meter| meter.limits.clone())
}

/// Whether a document that passes a limit is cut.
#[must_use]
pub fn truncates() -> bool {
    METER.with_borrow(|meter| meter.limits.on_exceed == OnExceed::Truncate)
}

/// The first limit that was passed, if the document is to be refused for it: readers of kreuzberg's take an
/// error in a part for a warning.
#[must_use]
pub fn refusal() -> Option<Exceeded> {
    METER.with_borrow(|meter| meter.passed.filter(|_| meter.limits.on_exceed == OnExceed::Error))
}

/// The first limit that was passed.
#[must_use]
pub fn passed() -> Option<Exceeded> {
    METER.with_borrow(|meter| meter.passed)
}

/// Notes that a limit was passed.
pub fn over(name: &'static str, value: u64) -> Exceeded {
    let exceeded = Exceeded { name, value };
    METER.with_borrow_mut(|meter| {
        meter.passed.get_or_insert(exceeded);
    });
    exceeded
}

/// Takes an error for what it is when a document is to be cut: the limit that reading stopped at.
///
/// # Errors
/// Every other.
pub fn cut(outcome: Result<()>) -> Result<Option<Exceeded>> {
    match outcome {
        Ok(()) => Ok(None),
        Err(error) => match Exceeded::in_error(&error) {
            Some(exceeded) if truncates() => Ok(Some(exceeded)),
            _ => Err(error),
        },
    }
}

/// What a result says of what a limit has left out of it.
#[must_use]
pub fn warning(message: impl Into<Cow<'static, str>>) -> ProcessingWarning {
    ProcessingWarning { source: Cow::Borrowed("limits"), message: message.into() }
}

/// What a result says of a container in it that lies too deep.
#[must_use]
pub fn left_closed() -> ProcessingWarning {
    let depth = METER.with_borrow(|meter| meter.limits.container_depth);
    warning(format!(
        "what is in it is left closed: containers are opened {depth} deep (limits.containerDepth)"
    ))
}

/// Counts files in a container.
///
/// # Errors
/// The limit that was passed.
pub fn admit(members: usize) -> std::result::Result<(), Exceeded> {
    let (members, allowed) = METER.with_borrow_mut(|meter| {
        meter.members = meter.members.saturating_add(members as u64);
        (meter.members, meter.limits.members)
    });
    if members > allowed { Err(over("members", allowed)) } else { Ok(()) }
}

/// Unpacks a file, to its end or to a limit. What a container says about itself is not believed: bytes are
/// counted as they come out.
///
/// # Errors
/// The reader's own, or the limit that was passed.
pub fn unpack(reader: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(room().saturating_add(1)).read_to_end(&mut bytes)?;
    spend_unpacked(bytes.len() as u64)?;
    Ok(bytes)
}

/// Refuses what says itself that it would be too much, before any of it is unpacked.
///
/// # Errors
/// The limit that would be passed.
pub fn expect_unpacked(bytes: u64) -> std::result::Result<(), Exceeded> {
    if bytes <= room() { Ok(()) } else { Err(over_unpacked()) }
}

/// Where a text has more characters than a result may have, as an offset in bytes.
#[must_use]
pub fn too_long(text: &str) -> Option<(usize, Exceeded)> {
    let allowed = current().characters;
    let most = usize::try_from(allowed).ok().filter(|most| text.len() > *most)?;
    let (end, _) = text.char_indices().nth(most)?;
    Some((end, over("characters", allowed)))
}

/// Counts a page, a slide or a sheet.
///
/// # Errors
/// The limit that was passed.
pub fn admit_pages(pages: usize) -> std::result::Result<(), Exceeded> {
    let (pages, allowed) = METER.with_borrow_mut(|meter| {
        meter.pages = meter.pages.saturating_add(pages as u64);
        (meter.pages, meter.limits.pages)
    });
    if pages > allowed { Err(over("pages", allowed)) } else { Ok(()) }
}

/// How many bytes may still come out of containers.
#[must_use]
pub fn room() -> u64 {
    METER.with_borrow(|meter| {
        let allowed = meter.limits.unpacked_bytes.min(by_ratio(meter));
        allowed.saturating_sub(meter.unpacked)
    })
}

/// Counts bytes that have come out of a container.
///
/// # Errors
/// The limit that was passed.
pub fn spend_unpacked(bytes: u64) -> std::result::Result<(), Exceeded> {
    if bytes > room() {
        return Err(over_unpacked());
    }
    METER.with_borrow_mut(|meter| meter.unpacked += bytes);
    Ok(())
}

fn over_unpacked() -> Exceeded {
    let (limits, by_ratio) = METER.with_borrow(|meter| (meter.limits.clone(), by_ratio(meter)));
    if limits.unpacked_bytes <= by_ratio {
        over("unpackedBytes", limits.unpacked_bytes)
    } else {
        over("ratio", limits.ratio)
    }
}

fn by_ratio(meter: &Meter) -> u64 {
    meter.document.max(SMALLEST).saturating_mul(meter.limits.ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    }

    #[test]
    fn bytes_are_counted_over_all_containers_of_a_document() {
        let _scope = Scope::enter(limits(|limits| limits.unpacked_bytes = 10), 1).unwrap();
        assert_eq!(unpack(&b"sixsix"[..]).unwrap().len(), 6);
        assert_eq!(room(), 4);
        assert_eq!(spend_unpacked(5), Err(Exceeded { name: "unpackedBytes", value: 10 }));
        assert_eq!(refusal(), Some(Exceeded { name: "unpackedBytes", value: 10 }));
    }

    #[test]
    fn the_ratio_is_to_the_bytes_of_the_document() {
        let _scope = Scope::enter(limits(|limits| limits.ratio = 2), 1 << 20).unwrap();
        assert_eq!(room(), 2 << 20);
        assert_eq!(expect_unpacked((2 << 20) + 1), Err(Exceeded { name: "ratio", value: 2 }));
    }

    #[test]
    fn a_document_that_is_cut_is_not_refused() {
        let limits = limits(|limits| {
            limits.members = 1;
            limits.on_exceed = OnExceed::Truncate;
        });
        let _scope = Scope::enter(limits, 1).unwrap();
        assert_eq!(admit(1), Ok(()));
        assert_eq!(admit(1), Err(Exceeded { name: "members", value: 1 }));
        assert_eq!(refusal(), None);
    }

    #[test]
    fn the_next_document_starts_from_nothing() {
        drop(Scope::enter(limits(|limits| limits.input_bytes = 1), 1).unwrap());
        assert!(Scope::enter(limits(|limits| limits.input_bytes = 1), 2).is_err());
        assert!(Scope::enter(Limits::default(), 2).is_ok());
        assert_eq!(refusal(), None);
        assert_eq!(current(), Limits::default());
    }
}
