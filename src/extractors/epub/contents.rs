//! Tables of contents among a book's chapters: they say again what the chapters' headings say.

use crate::extractors::blocks::{Block, Definition, MarkKind, Run};

/// Of how many letters in links one may be outside of them.
const OUTSIDE: usize = 10;

/// Letters of a chapter, but for its headings.
#[derive(Default)]
struct Letters {
    links: usize,
    in_links: usize,
    outside: usize,
}

/// Whether a chapter is nothing but links to others.
pub fn is_contents(blocks: &[Block]) -> bool {
    let mut letters = Letters::default();
    letters.of_blocks(blocks);
    letters.links > 1 && letters.outside <= letters.in_links / OUTSIDE
}

impl Letters {
    fn of_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(run) => self.of_run(run),
                Block::List(list) => list.items.iter().for_each(|item| self.of_blocks(item)),
                Block::Quote(blocks) => self.of_blocks(blocks),
                Block::Table(table) => {
                    table.caption.iter().chain(table.rows.iter().flatten()).for_each(|run| self.of_run(run));
                }
                Block::Definitions(parts) => {
                    for part in parts {
                        match part {
                            Definition::Term(run) => self.of_run(run),
                            Definition::Description(blocks) => self.of_blocks(blocks),
                        }
                    }
                }
                Block::Code { text, .. } | Block::Note { text: Run { text, .. }, .. } => {
                    self.outside += letters(text);
                }
                // A chapter of pictures is one to be read.
                Block::Picture { .. } => self.outside = usize::MAX / 2,
                Block::Heading { .. } | Block::Rule | Block::PageBreak => {}
            }
        }
    }

    fn of_run(&mut self, run: &Run) {
        let mut in_links = 0;
        for mark in &run.marks {
            let inside = || letters(run.text.get(mark.start..mark.end).unwrap_or_default());
            match &mark.kind {
                // Into the book: an address without a scheme.
                MarkKind::Link { url, .. } if !url.contains(':') => {
                    in_links += inside();
                    self.links += 1;
                }
                MarkKind::Image { .. } => self.outside = usize::MAX / 2,
                _ => {}
            }
        }
        self.in_links += in_links;
        self.outside = self.outside.saturating_add(letters(&run.text).saturating_sub(in_links));
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).count()
}
