//! The text of a block with what stands out in it: links, and words bolder or more slanted than the document's body.

use super::blocks::Block;
use super::words::Word;
use kreuzberg::types::document_structure::{AnnotationKind, TextAnnotation};

/// What is not worth saying, because the whole document looks so.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ordinary {
    /// The body is bold.
    pub bold: bool,
    /// The body is italic.
    pub italic: bool,
}

/// What a word has of its own. Renderers show one annotation at a place: a link goes before weight, weight before
/// slope, as kreuzberg's own PDF reader has it.
#[derive(PartialEq)]
struct Look<'w> {
    link: Option<&'w str>,
    bold: bool,
    italic: bool,
}

/// The annotations of a block's text ([`Block::text`]), in order, as ranges of its bytes. Runs of one look that go
/// on over a line's end are one.
pub fn annotations(block: &Block, ordinary: Ordinary, styled: bool) -> Vec<TextAnnotation> {
    let mut found = Vec::new();
    let mut run: Option<(Look<'_>, usize, usize)> = None;
    let mut at = 0;
    for word in block.lines.iter().flat_map(|line| &line.words) {
        let (from, to) = (at, at + word.text.len());
        at = to + 1;
        let look = look(word, ordinary, styled);
        match &mut run {
            Some((same, _, end)) if *same == look => *end = to,
            _ => push(&mut found, run.replace((look.unless_sign(word), from, to))),
        }
    }
    push(&mut found, run);
    found
}

impl Look<'_> {
    /// A sign of its own, such as a bullet or a dash, has no weight worth telling.
    fn unless_sign(self, word: &Word) -> Self {
        let is_sign = !word.text.chars().any(char::is_alphanumeric);
        Self { bold: self.bold && !is_sign, italic: self.italic && !is_sign, ..self }
    }
}

fn look(word: &Word, ordinary: Ordinary, styled: bool) -> Look<'_> {
    Look {
        link: word.link.as_deref(),
        bold: styled && word.bold && !ordinary.bold,
        italic: styled && word.italic && !ordinary.italic,
    }
}

fn push(found: &mut Vec<TextAnnotation>, run: Option<(Look<'_>, usize, usize)>) {
    let Some((look, start, end)) = run else { return };
    let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return };
    let mut add = |kind| found.push(TextAnnotation { start, end, kind });
    if let Some(url) = look.link {
        add(AnnotationKind::Link { url: url.to_owned(), title: None });
    }
    if look.bold {
        add(AnnotationKind::Bold);
    }
    if look.italic {
        add(AnnotationKind::Italic);
    }
}

/// The annotations after the first `cut` bytes of the text are gone.
pub fn cut(annotations: Vec<TextAnnotation>, cut: usize) -> Vec<TextAnnotation> {
    let cut = cut as u32;
    let moved = |annotation: TextAnnotation| TextAnnotation {
        start: annotation.start.saturating_sub(cut),
        end: annotation.end.saturating_sub(cut),
        ..annotation
    };
    annotations.into_iter().map(moved).filter(|annotation| annotation.start < annotation.end).collect()
}
