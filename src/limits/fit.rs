//! Results within the limits: what a reader gave is counted, and refused or cut.

use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement, RelationshipTarget};

use super::{Exceeded, METER, Meter, over, truncates, warning};

/// Counts what was read of a document, and with `onExceed: 'truncate'` leaves out what is too much. Otherwise
/// nothing is left of it: the document is going to be refused, and what comes before that should cost no more.
pub fn fit(document: &mut InternalDocument) {
    let mut passed = Vec::new();
    fit_images(document, &mut passed);
    fit_tables(document, &mut passed);
    fit_text(document, &mut passed);
    if !passed.is_empty() && !truncates() {
        *document = InternalDocument::new("");
        return;
    }
    for exceeded in passed {
        let message = format!("what is beyond a limit is left out: {exceeded}");
        document.processing_warnings.push(warning(message));
    }
}

/// What may still be spent, what of it is, and what the limit is.
fn spend(
    wanted: usize,
    name: &'static str,
    of: impl FnOnce(&mut Meter) -> (&mut u64, u64),
    passed: &mut Vec<Exceeded>,
) -> usize {
    let (room, allowed) = METER.with_borrow_mut(|meter| {
        let (spent, allowed) = of(meter);
        let room = usize::try_from(allowed.saturating_sub(*spent)).unwrap_or(usize::MAX);
        *spent = spent.saturating_add(wanted.min(room) as u64);
        (room, allowed)
    });
    if wanted > room {
        passed.push(over(name, allowed));
    }
    wanted.min(room)
}

fn fit_images(document: &mut InternalDocument, passed: &mut Vec<Exceeded>) {
    let wanted = document.images.len();
    let kept = spend(wanted, "images", |meter| (&mut meter.images, meter.limits.images), passed);
    if kept < wanted {
        cut_images(document, kept);
    }
}

// What cuts stands apart: few documents need it, and an engine compiles a function as a whole when it is first called.

#[inline(never)]
fn cut_images(document: &mut InternalDocument, kept: usize) {
    document.images.truncate(kept);
    retain_elements(
        document,
        |kind| !matches!(kind, ElementKind::Image { image_index } if image_index as usize >= kept),
    );
    for page in document.prebuilt_pages.iter_mut().flatten() {
        page.images.retain(|image| image.image_index < kept);
    }
}

fn fit_tables(document: &mut InternalDocument, passed: &mut Vec<Exceeded>) {
    let wanted = document.tables.iter().map(cells).sum();
    let room =
        spend(wanted, "tableCells", |meter| (&mut meter.table_cells, meter.limits.table_cells), passed);
    if room < wanted {
        cut_tables(document, room);
    }
}

fn cells(table: &kreuzberg::Table) -> usize {
    table.cells.iter().map(Vec::len).sum()
}

#[inline(never)]
fn cut_tables(document: &mut InternalDocument, mut room: usize) {
    let mut kept = 0;
    for table in &mut document.tables {
        let fits = table
            .cells
            .iter()
            .scan(0usize, |sum, row| {
                *sum += row.len();
                Some(*sum)
            })
            .take_while(|sum| *sum <= room)
            .count();
        if fits == 0 {
            break;
        }
        kept += 1;
        if fits < table.cells.len() {
            table.cells.truncate(fits);
            table.markdown = first_lines(&table.markdown, fits + 1);
            break;
        }
        room -= cells(table);
    }
    document.tables.truncate(kept);
    retain_elements(
        document,
        |kind| !matches!(kind, ElementKind::Table { table_index } if table_index as usize >= kept),
    );
    let mut left = kept;
    for page in document.prebuilt_pages.iter_mut().flatten() {
        page.tables.truncate(left);
        left -= page.tables.len();
    }
}

/// A table in Markdown has a line more than rows: the one below the header.
fn first_lines(text: &str, lines: usize) -> String {
    text.split_inclusive('\n').take(lines).collect()
}

fn fit_text(document: &mut InternalDocument, passed: &mut Vec<Exceeded>) {
    let of_elements: usize = document.elements.iter().map(|element| length(&element.text)).sum();
    let of_tables: usize =
        document.tables.iter().flat_map(|table| table.cells.iter().flatten()).map(|cell| length(cell)).sum();
    let of_pages: usize = document.prebuilt_pages.iter().flatten().map(|page| length(&page.content)).sum();
    let rendered = document.pre_rendered_content.as_deref().map_or(0, length);
    // The text of tables that stand nowhere is in that of an element.
    let stand = document.elements.iter().any(|element| matches!(element.kind, ElementKind::Table { .. }));
    let of_both = if stand { of_elements + of_tables } else { of_elements.max(of_tables) };
    let wanted = of_both.max(of_pages).max(rendered);
    let room = spend(wanted, "characters", |meter| (&mut meter.characters, meter.limits.characters), passed);
    if room < wanted {
        cut_text(document, room);
    }
}

#[inline(never)]
fn cut_text(document: &mut InternalDocument, room: usize) {
    if let Some(rendered) = &mut document.pre_rendered_content {
        cut(rendered, room);
    }
    let mut left = room;
    for page in document.prebuilt_pages.iter_mut().flatten() {
        left -= cut(&mut page.content, left);
    }
    cut_elements(document, room);
}

/// Keeps elements, and the tables that stand among them, to so many characters.
fn cut_elements(document: &mut InternalDocument, mut room: usize) {
    let mut open = Vec::new();
    let mut kept = 0;
    for element in &mut document.elements {
        if let ElementKind::Table { table_index } = element.kind
            && let Some(table) = document.tables.get_mut(table_index as usize)
        {
            let mut text = 0;
            let rows = table.cells.iter().take_while(|row| {
                text += row.iter().map(|cell| length(cell)).sum::<usize>();
                text <= room
            });
            let rows = rows.count();
            if rows < table.cells.len() {
                table.cells.truncate(rows);
                table.markdown = first_lines(&table.markdown, rows + 1);
            }
            room = room.saturating_sub(text);
        }
        if room == 0 && !element.text.is_empty() {
            break;
        }
        room -= cut(&mut element.text, room);
        let end = element.text.len() as u32;
        element.annotations.retain(|annotation| annotation.end <= end);
        match element.kind.matching_end() {
            Some(end) => open.push(end),
            None if element.kind.is_container_end() => drop(open.pop()),
            None => {}
        }
        kept += 1;
    }
    document.elements.truncate(kept);
    for end in open.into_iter().rev() {
        document.push_element(InternalElement::text(end, "", 0));
    }
    retain_relationships(document, |index| index < kept);
}

/// Cuts a text to at most so many characters; gives how many it has.
fn cut(text: &mut String, most: usize) -> usize {
    match text.char_indices().nth(most) {
        Some((end, _)) => {
            text.truncate(end);
            most
        }
        None => length(text),
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Leaves elements out; what refers to others by their place then refers to nothing, and goes too.
fn retain_elements(document: &mut InternalDocument, keep: impl Fn(ElementKind) -> bool) {
    let before = document.elements.len();
    document.elements.retain(|element| keep(element.kind));
    if document.elements.len() < before {
        retain_relationships(document, |_| false);
    }
}

fn retain_relationships(document: &mut InternalDocument, keep: impl Fn(usize) -> bool) {
    document.relationships.retain(|relationship| {
        let target = match &relationship.target {
            RelationshipTarget::Index(index) => keep(*index as usize),
            RelationshipTarget::Key(_) => true,
        };
        target && keep(relationship.source as usize)
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, OnExceed, Scope, refusal};
    use super::*;

    fn document() -> InternalDocument {
        let mut document = InternalDocument::new("test");
        document.push_element(InternalElement::text(ElementKind::QuoteStart, "", 0));
        for text in ["äöü", "second", "third"] {
            document.push_element(InternalElement::text(ElementKind::Paragraph, text, 1));
        }
        document.push_element(InternalElement::text(ElementKind::QuoteEnd, "", 0));
        document.push_table(kreuzberg::Table {
            cells: vec![vec!["a".into(), "b".into()], vec!["c".into(), "d".into()]],
            markdown: "| a | b |\n|---|---|\n| c | d |\n".into(),
            page_number: 1,
            bounding_box: None,
        });
        document.push_element(InternalElement::text(ElementKind::Table { table_index: 0 }, "", 0));
        document
    }

    fn fitted(limits: Limits) -> (Option<Exceeded>, InternalDocument) {
        let _scope = Scope::enter(limits, 1).unwrap();
        let mut document = document();
        fit(&mut document);
        (refusal(), document)
    }

    #[test]
    fn what_is_within_the_limits_is_left_alone() {
        let (refused, fitted) = fitted(Limits { characters: 18, table_cells: 4, ..Limits::default() });
        assert_eq!(refused, None);
        assert_eq!(fitted.elements, document().elements);
        assert!(fitted.processing_warnings.is_empty());
    }

    #[test]
    fn text_is_cut_between_characters_and_what_was_open_is_closed() {
        let on_exceed = OnExceed::Truncate;
        let (refused, fitted) = fitted(Limits { characters: 5, on_exceed, ..Limits::default() });
        assert_eq!(refused, None);
        let texts: Vec<&str> = fitted.elements.iter().map(|element| element.text.as_str()).collect();
        assert_eq!(texts, ["", "äöü", "se", ""]);
        assert_eq!(fitted.elements.last().unwrap().kind, ElementKind::QuoteEnd);
        assert_eq!(fitted.processing_warnings.len(), 1);
        assert!(fitted.processing_warnings[0].message.ends_with("limits.characters is 5"));
    }

    #[test]
    fn tables_are_cut_between_rows() {
        let on_exceed = OnExceed::Truncate;
        let (refused, fitted) = fitted(Limits { table_cells: 3, on_exceed, ..Limits::default() });
        assert_eq!(refused, None);
        assert_eq!(fitted.tables[0].cells, [["a", "b"]]);
        assert_eq!(fitted.tables[0].markdown, "| a | b |\n|---|---|\n");
    }

    #[test]
    fn too_much_is_refused_unless_it_is_to_be_cut() {
        let (refused, fitted) = fitted(Limits { characters: 16, ..Limits::default() });
        assert_eq!(refused, Some(Exceeded { name: "characters", value: 16 }));
        assert!(fitted.elements.is_empty());
    }
}
