//! Hands a page's blocks over to kreuzberg, which makes plain text, HTML and the document's structure of them.

use kreuzberg::types::document_structure::{AnnotationKind, TextAnnotation};
use kreuzberg::types::internal::InternalDocument;
use kreuzberg::types::internal_builder::InternalDocumentBuilder;
use kreuzberg::types::uri::Uri;

use super::blocks::{Block, Definition, List, Mark, MarkKind, Run};
use super::markdown;

/// The document that these blocks make.
///
/// `numbered` is for text that stands alone: without it, the numbers of lists are left to who renders them.
pub fn assemble(blocks: &[Block], numbered: bool) -> InternalDocument {
    let mut assembly = Assembly { builder: InternalDocumentBuilder::new("html"), numbered };
    assembly.blocks(blocks);
    assembly.builder.build()
}

struct Assembly {
    builder: InternalDocumentBuilder,
    numbered: bool,
}

impl Assembly {
    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                self.uris(text);
                let index = self.builder.push_heading(*level, &text.text, None, None);
                self.builder.set_annotations(index, annotations(text, 0));
            }
            Block::Paragraph(run) => self.paragraph(run),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => {
                self.builder.push_quote_start();
                self.blocks(blocks);
                self.builder.push_quote_end();
            }
            Block::Code { language, text } => {
                self.builder.push_code(text, language.as_deref(), None, None);
            }
            Block::Table(table) => {
                if let Some(caption) = &table.caption {
                    self.paragraph(caption);
                }
                table.rows.iter().flatten().for_each(|cell| self.uris(cell));
                let cells =
                    table.rows.iter().map(|row| row.iter().map(|cell| one_line(&cell.text)).collect());
                let table = kreuzberg::types::Table {
                    cells: cells.collect(),
                    markdown: markdown::table(table),
                    page_number: 1,
                    bounding_box: None,
                };
                self.builder.push_table(table, None, None);
            }
            Block::Definitions(parts) => self.definitions(parts),
            Block::Rule => {}
        }
    }

    fn paragraph(&mut self, run: &Run) {
        self.uris(run);
        if !run.text.trim().is_empty() {
            self.builder.push_paragraph(&run.text, annotations(run, 0), None, None);
        }
    }

    fn list(&mut self, list: &List) {
        let ordered = list.start.is_some();
        self.builder.push_list(ordered);
        for (index, item) in list.items.iter().enumerate() {
            let number = list.start.filter(|_| self.numbered);
            let number = number.map(|start| format!("{}. ", start.saturating_add_unsigned(index as u64)));
            let mut prefix = number.unwrap_or_default();
            match item.split_first() {
                Some((Block::Paragraph(run), rest)) => {
                    self.uris(run);
                    let annotations = annotations(run, prefix.len());
                    prefix.push_str(&run.text);
                    self.builder.push_list_item(&prefix, ordered, annotations, None, None);
                    self.blocks(rest);
                }
                _ => {
                    // kreuzberg puts what is in no item into the one before.
                    if index == 0 {
                        self.builder.push_list_item(&prefix, ordered, Vec::new(), None, None);
                    }
                    self.blocks(item);
                }
            }
        }
        self.builder.end_list();
    }

    fn definitions(&mut self, parts: &[Definition]) {
        let mut termed = false;
        for part in parts {
            match part {
                Definition::Term(run) => {
                    self.uris(run);
                    self.builder.push_definition_term(&one_line(&run.text), None);
                    termed = true;
                }
                Definition::Description(blocks) => match blocks.split_first() {
                    Some((Block::Paragraph(run), rest)) if termed => {
                        self.uris(run);
                        self.builder.push_definition_description(&run.text, None);
                        self.blocks(rest);
                    }
                    _ => self.blocks(blocks),
                },
            }
        }
    }

    fn uris(&mut self, run: &Run) {
        for mark in &run.marks {
            let label =
                run.text.get(mark.start..mark.end).filter(|label| !label.is_empty()).map(str::to_owned);
            match &mark.kind {
                MarkKind::Link { url, .. } => self.builder.push_uri(Uri::hyperlink(url.as_str(), label)),
                MarkKind::Image { url } if !url.is_empty() && !url.starts_with("data:") => {
                    let label = label.map(|label| label.trim_matches(['[', ']']).to_owned());
                    self.builder.push_uri(Uri::image(url.as_str(), label));
                }
                _ => {}
            }
        }
    }
}

/// A run's marks, moved by some bytes, as kreuzberg has them. Of marks in one another it renders the outer.
fn annotations(run: &Run, offset: usize) -> Vec<TextAnnotation> {
    let place = |at: usize| u32::try_from(at + offset).unwrap_or(u32::MAX);
    let annotation = |mark: &Mark| {
        let kind = match &mark.kind {
            MarkKind::Strong => AnnotationKind::Bold,
            MarkKind::Emphasis => AnnotationKind::Italic,
            MarkKind::Underline => AnnotationKind::Underline,
            MarkKind::Strike => AnnotationKind::Strikethrough,
            MarkKind::Highlight => AnnotationKind::Highlight,
            MarkKind::Subscript => AnnotationKind::Subscript,
            MarkKind::Superscript => AnnotationKind::Superscript,
            MarkKind::Code => AnnotationKind::Code,
            MarkKind::Link { url, title } => AnnotationKind::Link { url: url.clone(), title: title.clone() },
            MarkKind::Math { .. } | MarkKind::Image { .. } => return None,
        };
        Some(TextAnnotation { start: place(mark.start), end: place(mark.end), kind })
    };
    run.marks.iter().filter_map(annotation).collect()
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ")
}
