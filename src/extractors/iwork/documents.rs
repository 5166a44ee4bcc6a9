//! The roots of documents: what Numbers, Keynote and Pages begin with.

use ahash::AHashSet;
use kreuzberg::Result;

use super::message::Message;
use super::objects::{Objects, ROOT};
use super::reading::Reading;
use super::storage;
use crate::extractors::blocks::{Block, Mark, MarkKind, Run, flatten};
use crate::extractors::slides::NOTES;
use crate::limits::{self, Exceeded};

/// Types of objects. Of the first, Numbers and Keynote have each its own.
const ROOT_OF_NUMBERS_OR_KEYNOTE: u64 = 1;
const ROOT_OF_PAGES: u64 = 10_000;
const SHEET: u64 = 2;
const SHEET_WITH_FORM: u64 = 3;
const SHOW: &[u64] = &[2];
const SLIDE_NODE: &[u64] = &[4];
const SLIDE: &[u64] = &[5, 6];
const NOTE: &[u64] = &[15];
const SHAPE: u64 = 2011;

/// Slides in one another, at most.
const MOST_LEVELS: usize = 50;

/// What a document says.
#[derive(Default)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// Whether page breaks stand between slides.
    pub has_slides: bool,
    /// Whether its root is missing, and what belongs together is not known.
    pub is_loose: bool,
    /// The limit that sheets or slides were left out for.
    pub cut: Option<Exceeded>,
}

/// Reads a document from its root.
///
/// # Errors
/// The limit that was passed.
pub fn read(reading: &mut Reading) -> Result<Document> {
    match reading.objects.get(ROOT) {
        Some((ROOT_OF_PAGES, root)) => pages(reading, root),
        Some((ROOT_OF_NUMBERS_OR_KEYNOTE, root)) => match root.reference(2) {
            Some(show) if root.reference(1).is_none() => keynote(reading, show),
            _ => numbers(reading, root),
        },
        _ => loose(reading),
    }
}

/// All texts, in the order in which they lie.
fn loose(reading: &mut Reading) -> Result<Document> {
    let mut blocks = Vec::new();
    for id in reading.objects.all_of(storage::TYPES) {
        blocks.extend(reading.text(Some(id))?);
    }
    let texts = reading.objects.loose.iter().filter(|text| !text.trim().is_empty());
    blocks.extend(texts.map(|text| Block::Paragraph(Run::plain(text.trim()))));
    Ok(Document { blocks, is_loose: true, ..Document::default() })
}

/// Sheets (TN.SheetArchive) under their names, and what is on them.
#[inline(never)]
fn numbers(reading: &mut Reading, root: Message) -> Result<Document> {
    let mut document = Document::default();
    for id in root.references(1) {
        let Some((kind, sheet)) = reading.objects.get(id) else { continue };
        let sheet = match kind {
            SHEET => Some(sheet),
            SHEET_WITH_FORM => sheet.message(1),
            _ => None,
        };
        let Some(sheet) = sheet else { continue };
        document.cut = limits::cut(limits::admit_pages(1).map_err(Into::into))?;
        if document.cut.is_some() {
            break;
        }
        let blocks = reading.drawings(sheet.references(2))?;
        let name = sheet.text(1).unwrap_or_default();
        if !blocks.is_empty() && !name.trim().is_empty() {
            document.blocks.push(Block::Heading { level: 2, text: Run::plain(name.trim()) });
        }
        document.blocks.extend(blocks);
    }
    Ok(document)
}

/// Slides (KN.SlideArchive) in their order, each with its title, its text and its notes; also those that are skipped.
#[inline(never)]
fn keynote(reading: &mut Reading, show: u64) -> Result<Document> {
    let objects = reading.objects;
    let mut document = Document { has_slides: true, ..Document::default() };
    let tree = objects.of_type(Some(show), SHOW).and_then(|show| show.message(3));
    for (index, slide) in slides(objects, tree).into_iter().enumerate() {
        document.cut = limits::cut(limits::admit_pages(1).map_err(Into::into))?;
        if document.cut.is_some() {
            break;
        }
        if index > 0 {
            document.blocks.push(Block::PageBreak);
        }
        let title = flatten(reading.drawing(slide.reference(5))?);
        if !title.is_empty() {
            document.blocks.push(Block::Heading { level: 2, text: title });
        }
        for field in [6, 30] {
            document.blocks.extend(reading.drawing(slide.reference(field))?);
        }
        // The number of the slide is none of its text.
        let number = slide.reference(20);
        let drawn = [42, 7].into_iter().flat_map(|field| slide.references(field));
        document.blocks.extend(reading.drawings(drawn.filter(|id| Some(*id) != number))?);
        let note = objects.of_type(slide.reference(27), NOTE).and_then(|note| note.reference(1));
        let notes = reading.text(note)?;
        if !notes.is_empty() {
            let marks = vec![Mark { start: 0, end: NOTES.len(), kind: MarkKind::Strong }];
            document.blocks.push(Block::Paragraph(Run { text: NOTES.to_owned(), marks }));
            document.blocks.extend(notes);
        }
    }
    Ok(document)
}

/// The slides of a tree (KN.SlideTreeArchive).
fn slides<'a>(objects: &'a Objects, tree: Option<Message<'a>>) -> Vec<Message<'a>> {
    let mut found = Vec::new();
    let Some(tree) = tree else { return found };
    let mut seen = AHashSet::new();
    for id in tree.references(2).chain(tree.references(1)) {
        collect(objects, id, 0, &mut seen, &mut found);
    }
    found
}

fn collect<'a>(
    objects: &'a Objects,
    id: u64,
    level: usize,
    seen: &mut AHashSet<u64>,
    found: &mut Vec<Message<'a>>,
) {
    let Some(node) = objects.of_type(Some(id), SLIDE_NODE).filter(|_| level < MOST_LEVELS && seen.insert(id))
    else {
        return;
    };
    found.extend(objects.of_type(node.reference(2), SLIDE));
    for child in node.references(1) {
        collect(objects, child, level + 1, seen, found);
    }
}

/// The text, and then what lies on the pages and not in it.
#[inline(never)]
fn pages(reading: &mut Reading, root: Message) -> Result<Document> {
    let mut blocks = reading.text(root.reference(4))?;
    let shapes = reading.objects.all_of(&[SHAPE]);
    blocks.extend(reading.drawings(shapes)?);
    Ok(Document { blocks, ..Document::default() })
}
