//! Djot: tables in their places.
//!
//! kreuzberg reads the tables but leaves them out of the text. A paragraph that stands for each is put in front of
//! it, and afterwards the table in that paragraph's place.

use std::borrow::Cow;

use kreuzberg::Result;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};

use super::adapted::Input;

/// Stands for a table: a character for private use, and so in no document's own text.
const PLACE: &str = "\u{f8e3}\u{f8e4}";

/// Marks the tables' places.
///
/// # Errors
/// None.
pub fn mark_tables(input: &mut Input) -> Result<()> {
    let text = String::from_utf8_lossy(&input.content);
    let mut marked = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = true;
    for line in text.replace(PLACE, "").split_inclusive('\n') {
        let body = line.trim_start();
        let ticks = ["```", "~~~"].into_iter().find(|ticks| body.starts_with(ticks));
        match (fence, ticks) {
            (None, Some(ticks)) => fence = Some(ticks),
            (Some(open), Some(ticks)) if open == ticks => fence = None,
            (None, None) if blank && body.starts_with('|') => {
                marked.push_str(PLACE);
                marked.push_str("\n\n");
            }
            _ => {}
        }
        blank = body.is_empty();
        marked.push_str(line);
    }
    if marked.len() > text.len() {
        input.content = Cow::Owned(marked.into_bytes());
    }
    Ok(())
}

/// Puts the tables there; at the end of the document if some place is not known.
pub fn place_tables(document: &mut InternalDocument) {
    let is_place = |element: &InternalElement| element.text == PLACE;
    let tables = u32::try_from(document.tables.len()).unwrap_or(u32::MAX);
    let table = |table_index| InternalElement::text(ElementKind::Table { table_index }, "", 0);
    if document.elements.iter().filter(|element| is_place(element)).count() == tables as usize {
        let places = document.elements.iter_mut().filter(|element| is_place(element));
        for (index, place) in (0..).zip(places) {
            *place = InternalElement { depth: place.depth, ..table(index) };
        }
    } else {
        document.elements.retain(|element| !is_place(element));
        document.elements.extend((0..tables).map(table));
    }
}
