//! What holds stories of its own: tables and their cells, text boxes, notes and comments.

use kreuzberg::Result;
use quick_xml::Reader;
use quick_xml::events::BytesStart;

use super::{Entry, Reading};
use crate::extractors::word::lists::Grouping;
use crate::extractors::word::part::attribute;
use crate::extractors::word::properties::each;
use crate::extractors::word::story::Story;
use crate::extractors::word::table::OpenTable;
use crate::limits;

impl Reading<'_> {
    pub(super) fn open_scope(&mut self, name: &[u8], tag: &BytesStart) {
        // A table in a table is three elements deeper.
        let is_too_deep = self.outer.len() >= usize::from(limits::current().markup_depth / 3);
        self.too_deep |= is_too_deep;
        let is_read = !is_too_deep
            && match name {
                b"w:tbl" => {
                    self.story.tables.push(OpenTable::new());
                    true
                }
                b"w:tc" => {
                    let has_table = !self.story.tables.is_empty();
                    if has_table {
                        self.open_story(Story::of_cell());
                    }
                    has_table
                }
                b"w:txbxContent" => {
                    self.open_story(Story::default());
                    true
                }
                _ => {
                    self.open_story(Story::default());
                    self.entries.push(Entry {
                        id: attribute(tag, b"w:id").unwrap_or_default(),
                        author: attribute(tag, b"w:author").unwrap_or_default(),
                        items: Vec::new(),
                    });
                    true
                }
            };
        self.scopes.push(is_read);
    }

    pub(super) fn open_story(&mut self, story: Story) {
        self.outer.push(std::mem::replace(&mut self.story, story));
    }

    pub(super) fn end_scope(&mut self, name: &[u8]) {
        if self.scopes.pop() == Some(true) {
            self.close_scope(name);
        }
    }

    pub(super) fn close_scope(&mut self, name: &[u8]) {
        let styles = self.around.styles;
        if name == b"w:tbl" {
            return self.story.close_table(styles);
        }
        let outer = self.outer.pop().unwrap_or_default();
        let items = std::mem::replace(&mut self.story, outer).finish(styles);
        match name {
            b"w:tc" => {
                let blocks = Grouping::new(self.around.numbering).blocks(items);
                if let Some(table) = self.story.tables.last_mut() {
                    table.end_cell(blocks);
                }
            }
            b"w:txbxContent" => self.story.lift(items),
            _ => {
                if let Some(entry) = self.entries.last_mut() {
                    entry.items = items;
                }
            }
        }
    }

    /// Goes through the properties of the innermost table, its row or its cell.
    pub(super) fn properties(
        &mut self,
        end: &[u8],
        reader: &mut Reader<&[u8]>,
        see: impl Fn(&mut OpenTable, &[u8], &BytesStart),
    ) -> Result<()> {
        // A cell's own story is the innermost, and its table is in the one around it.
        let story = if end == b"w:tcPr" { self.outer.last_mut() } else { Some(&mut self.story) };
        let is_read = self.scopes.last() == Some(&true);
        let mut none = OpenTable::new();
        let table = story.and_then(|story| story.tables.last_mut()).filter(|_| is_read);
        let table = table.unwrap_or(&mut none);
        each(end, reader, |name, tag| see(table, name, tag))
    }
}
