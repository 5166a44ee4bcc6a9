//! Opening some pages of a file without reading the others.
//!
//! The parser reads a whole page tree when it opens a file. So the file gets an incremental update (ISO 32000-2,
//! 7.5.6) behind its end: first one with an empty page tree, to look for the pages in the one it has; then one whose
//! page tree holds the wanted pages alone. All other objects stay as they are.

use super::error::PdfError;
use super::options::PageRange;
use super::page_tree::{Branch, Walk};
use hayro_syntax::object::{Dict, FromBytes, ObjectIdentifier};
use hayro_syntax::{Pdf, PdfData};
use std::sync::Arc;

/// Number of the first object that is added: far beyond those that a file of any size has.
const FIRST_OBJECT: usize = 2_000_000_000;

/// A file opened for some of its pages.
pub struct Selected {
    /// The document; its pages are those asked for, and behind them the first page of the file if it is not among
    /// them.
    pub pdf: Pdf,
    /// The number of the first page asked for.
    pub first: usize,
    /// How many were asked for and are there.
    pub length: usize,
    /// How many pages the file has.
    pub total: usize,
    /// The catalog and the root of the page tree of the file as it came.
    pub roots: (ObjectIdentifier, ObjectIdentifier),
}

/// What became of a file.
pub enum Outcome {
    /// The pages were found.
    Selected(Box<Selected>),
    /// The file has to be opened as a whole.
    Whole(Vec<u8>),
}

/// Opens the pages in `range` of the file in `bytes`, whose last cross-reference section begins at `start`.
///
/// # Errors
/// What `load` fails with, unless it is that the file is no PDF.
pub fn open(
    bytes: Vec<u8>,
    start: usize,
    range: PageRange,
    load: impl Fn(PdfData) -> Result<Pdf, PdfError>,
) -> Result<Outcome, PdfError> {
    let length = bytes.len();
    let Some(trailer) = trailer(&bytes, start) else { return Ok(Outcome::Whole(bytes)) };
    let empty = format!("<< /Type /Catalog /Pages {} 0 R >>", FIRST_OBJECT + 1).into_bytes();
    let objects = [empty, b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec()];
    let data = Arc::new(updated(bytes, &trailer, start, &objects));
    let found = match load(PdfData::from(data.clone())) {
        Ok(pdf) => find(&pdf, &trailer, range),
        Err(PdfError::Invalid) => None,
        Err(error) => return Err(error),
    };
    let mut bytes = Arc::try_unwrap(data).unwrap_or_else(|shared| shared.to_vec());
    bytes.truncate(length);
    let Some(found) = found else { return Ok(Outcome::Whole(bytes)) };
    let data = Arc::new(updated(bytes, &trailer, start, &found.objects));
    match load(PdfData::from(data.clone())) {
        Ok(pdf) if pdf.pages().len() == found.length + usize::from(found.first > 1) => {
            Ok(Outcome::Selected(Box::new(Selected {
                pdf,
                first: found.first,
                length: found.length,
                total: found.total,
                roots: found.roots,
            })))
        }
        Ok(_) | Err(PdfError::Invalid) => {
            let mut bytes = Arc::try_unwrap(data).unwrap_or_else(|shared| shared.to_vec());
            bytes.truncate(length);
            Ok(Outcome::Whole(bytes))
        }
        Err(error) => Err(error),
    }
}

/// The bytes of the trailer dictionary, or of the cross-reference stream's, which takes its place (7.5.8.2).
fn trailer(bytes: &[u8], start: usize) -> Option<Vec<u8>> {
    let section = bytes.get(start..)?;
    let keyword: &[u8] = if section.trim_ascii_start().starts_with(b"xref") { b"trailer" } else { b"obj" };
    let at = memchr::memmem::find(section, keyword)? + keyword.len();
    let dict = Dict::from_bytes(section.get(at..)?.trim_ascii_start())?;
    dict.contains_key(b"Root").then(|| dict.data().to_vec())
}

/// The entries between the brackets of a dictionary.
fn entries(dict: &[u8]) -> &[u8] {
    dict.strip_prefix(b"<<").and_then(|rest| rest.strip_suffix(b">>")).unwrap_or_default()
}

struct Found {
    objects: Vec<Vec<u8>>,
    first: usize,
    length: usize,
    total: usize,
    roots: (ObjectIdentifier, ObjectIdentifier),
}

fn find(pdf: &Pdf, trailer: &[u8], range: PageRange) -> Option<Found> {
    let xref = pdf.xref();
    let root: ObjectIdentifier = Dict::from_bytes(trailer)?.get_ref(b"Root")?.into();
    let catalog = xref.get::<Dict<'_>>(root)?;
    let tree: ObjectIdentifier = catalog.get_ref(b"Pages")?.into();
    let mut walk = Walk::new(xref, tree)?;
    let first = range.first.max(1);
    let last = range.last.unwrap_or(walk.total).min(walk.total);
    let mut branches = if first <= last { walk.pages(first, last)? } else { Vec::new() };
    let length = branches.iter().map(|branch| branch.pages.len()).sum();
    // Metadata tells the size of the first page, whichever are read.
    if first > 1 {
        branches.extend(walk.pages(1, 1)?);
    }
    let objects = tree_of(&catalog, &branches);
    Some(Found { objects, first, length, total: walk.total, roots: (root, tree) })
}

/// The catalog with a page tree of these branches, and that tree. Of two equal keys the parser takes the later one.
fn tree_of(catalog: &Dict<'_>, branches: &[Branch]) -> Vec<Vec<u8>> {
    let pages = FIRST_OBJECT + 1;
    let own = format!("\n/Pages {pages} 0 R >>");
    let mut objects = vec![[b"<<", entries(catalog.data()), own.as_bytes()].concat()];
    let kids: String = (0..branches.len()).map(|index| format!("{} 0 R ", pages + 1 + index)).collect();
    let count: usize = branches.iter().map(|branch| branch.pages.len()).sum();
    objects.push(format!("<< /Type /Pages /Count {count} /Kids [{kids}] >>").into_bytes());
    for branch in branches {
        let kids: String = branch.pages.iter().map(|page| format!("{page} ")).collect();
        let own = format!("<< /Type /Pages /Count {} /Kids [{kids}]", branch.pages.len());
        objects.push([own.as_bytes(), &branch.inherited, b" >>"].concat());
    }
    objects
}

/// The file with an update that adds `objects`, the first of which is its catalog.
fn updated(mut bytes: Vec<u8>, trailer: &[u8], previous: usize, objects: &[Vec<u8>]) -> Vec<u8> {
    let mut table = format!("xref\n{FIRST_OBJECT} {}\n", objects.len());
    for (index, object) in objects.iter().enumerate() {
        bytes.extend(b"\n");
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{} 0 obj\n", FIRST_OBJECT + index).as_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj");
    }
    bytes.extend(b"\n");
    let start = bytes.len();
    bytes.extend(table.as_bytes());
    bytes.extend([b"trailer\n<<", entries(trailer)].concat());
    let own =
        format!("\n/Root {FIRST_OBJECT} 0 R /Prev {previous} /XRefStm null >>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(own.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::page_tree::tests::file;
    use super::*;

    fn open(bytes: &[u8], first: usize, last: Option<usize>) -> Selected {
        let start = memchr::memmem::rfind(bytes, b"\nxref").expect("a table") + 1;
        let load = |data| Pdf::new(data).map_err(|_| PdfError::Invalid);
        match super::open(bytes.to_vec(), start, PageRange { first, last }, load) {
            Ok(Outcome::Selected(selected)) => *selected,
            _ => panic!("the pages are selected"),
        }
    }

    /// The width of a page is its number.
    fn numbers(selected: &Selected) -> Vec<f64> {
        selected.pdf.pages().iter().map(|page| page.media_box().x1).collect()
    }

    #[test]
    fn the_parser_sees_the_pages_asked_for_and_the_first_one() {
        for width in [10, 1_000] {
            let bytes = file(1_000, width);
            assert_eq!(numbers(&open(&bytes, 1, Some(1))), [1.0]);
            let some = open(&bytes, 499, Some(502));
            assert_eq!(numbers(&some), [499.0, 500.0, 501.0, 502.0, 1.0]);
            assert_eq!((some.first, some.length, some.total), (499, 4, 1_000));
        }
    }

    #[test]
    fn a_range_may_end_or_begin_behind_the_last_page() {
        let bytes = file(20, 4);
        assert_eq!(numbers(&open(&bytes, 19, None)), [19.0, 20.0, 1.0]);
        assert_eq!(open(&bytes, 21, Some(30)).length, 0);
    }
}
