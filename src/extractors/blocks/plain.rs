//! Plain text, as kreuzberg writes it of a document's elements.

use kreuzberg::types::Table;

use super::{Block, Definition};

/// The text of blocks so far.
pub struct Text {
    out: String,
    /// They come last.
    notes: String,
    /// Those that stand in the text.
    pub tables: Vec<Table>,
    /// Whether all of it is known.
    is_whole: bool,
}

impl Text {
    pub fn with_room_for(blocks: &[Block]) -> Self {
        let out = String::with_capacity(blocks.iter().map(length).sum());
        Self { out, notes: String::new(), tables: Vec::new(), is_whole: true }
    }

    pub fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.ended(text, "\n\n");
        }
    }

    /// Text, and what ends it.
    pub fn ended(&mut self, text: &str, end: &str) {
        self.out.push_str(text);
        self.out.push_str(end);
    }

    pub fn code(&mut self, text: &str) {
        self.ended(text, if text.ends_with('\n') { "\n" } else { "\n\n" });
    }

    pub fn note(&mut self, text: &str) {
        self.notes.push_str(text);
        self.notes.push_str("\n\n");
    }

    pub fn table(&mut self, table: Table) {
        let start = self.out.len();
        for row in &table.cells {
            for (index, cell) in row.iter().enumerate() {
                self.ended(if index > 0 { " " } else { "" }, cell);
            }
            self.out.push('\n');
        }
        if table.cells.is_empty() {
            self.out.push_str(&table.markdown);
        }
        match self.out.get(start..) {
            Some(written) if !written.trim().is_empty() => self.out.push('\n'),
            _ => self.out.truncate(start),
        }
        self.tables.push(table);
    }

    /// A picture: what is said of it is not known here.
    pub fn picture(&mut self) {
        self.is_whole = false;
    }

    /// The text and its tables, if all of it is known.
    pub fn finish(mut self) -> Option<(String, Vec<Table>)> {
        if !self.notes.is_empty() {
            self.ended("\n", &self.notes.clone());
        }
        self.is_whole.then_some((self.out, self.tables))
    }
}

/// About how many bytes of text there are.
fn length(block: &Block) -> usize {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note { text, .. } => {
            text.text.len() + 2
        }
        Block::Code { text, .. } => text.len() + 2,
        Block::List(list) => list.items.iter().flatten().map(|block| length(block) + 6).sum(),
        Block::Quote(blocks) => blocks.iter().map(length).sum(),
        Block::Table(table) => table.rows.iter().flatten().map(|cell| cell.text.len() + 1).sum::<usize>() + 2,
        Block::Definitions(parts) => {
            let part = |part: &Definition| match part {
                Definition::Term(term) => term.text.len() + 2,
                Definition::Description(blocks) => blocks.iter().map(length).sum(),
            };
            parts.iter().map(part).sum()
        }
        Block::Picture { .. } | Block::PageBreak | Block::Rule => 0,
    }
}

#[cfg(test)]
mod tests {
    use kreuzberg::rendering::render_plain;
    use kreuzberg::types::internal::InternalDocument;

    use crate::extractors::blocks::document::{Form, assemble, assemble_text};
    use crate::extractors::blocks::{Block, Definition, List, Mark, MarkKind, Run, Table};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Run::plain(text))
    }

    fn form() -> Form {
        Form { source: "html", numbered: true, pages: false }
    }

    fn table(rows: &[&[&str]]) -> Block {
        let row = |row: &&[&str]| row.iter().map(|cell| Run::plain(*cell)).collect();
        Block::Table(Table { caption: Some(Run::plain("caption")), rows: rows.iter().map(row).collect() })
    }

    fn marked(text: &str, kind: MarkKind) -> Run {
        Run { text: text.into(), marks: vec![Mark { start: 0, end: text.len(), kind }] }
    }

    fn blocks() -> Vec<Block> {
        let link = MarkKind::Link { url: "https://example.org/".into(), title: None };
        vec![
            Block::Heading { level: 1, text: Run::plain("") },
            Block::Heading { level: 2, text: Run::plain("Head") },
            Block::Paragraph(marked("a link", link)),
            paragraph("  "),
            Block::Paragraph(marked("x^2", MarkKind::Math { display: true })),
            Block::List(List {
                start: Some(3),
                items: vec![
                    vec![paragraph("one"), Block::Quote(vec![paragraph("quoted")])],
                    vec![table(&[&["a", "b\\nc"], &["d"]])],
                    vec![],
                ],
            }),
            Block::List(List { start: None, items: vec![vec![Block::Rule], vec![paragraph("")]] }),
            Block::Code { language: Some("c".into()), text: "int a;\n".into() },
            Block::Code { language: None, text: "b".into() },
            table(&[]),
            table(&[&[" ", ""]]),
            Block::Definitions(vec![
                Definition::Description(vec![paragraph("before")]),
                Definition::Term(Run::plain("term")),
                Definition::Description(vec![paragraph("told"), paragraph("more")]),
                Definition::Description(vec![Block::Rule]),
            ]),
            Block::Note { label: "1".into(), text: Run::plain("a note") },
            Block::Paragraph(marked("", MarkKind::Note { label: "1".into() })),
            paragraph("last \n"),
        ]
    }

    #[test]
    fn text_is_what_kreuzberg_makes_of_the_elements() {
        for blocks in [blocks(), Vec::new(), vec![table(&[&["x"]])]] {
            let (elements, text) =
                (assemble(&blocks, form()), assemble_text(&blocks, form()).expect("a text"));
            assert_eq!(render_plain(&text), render_plain(&elements));
            let tables = |document: &InternalDocument| {
                let of = |table: &kreuzberg::Table| (table.cells.clone(), table.markdown.clone());
                document.tables.iter().map(of).collect::<Vec<_>>()
            };
            assert_eq!(tables(&text), tables(&elements));
            assert_eq!(text.uris, elements.uris);
        }
    }

    #[test]
    fn what_is_said_of_pictures_is_not_known() {
        let picture = Block::Picture { index: 0, description: "a cat".into(), url: String::new() };
        assert!(assemble_text(&[Block::Quote(vec![picture])], form()).is_none());
    }
}
