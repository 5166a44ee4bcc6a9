//! Blocks: lines that form one paragraph, heading or list item.

use super::geometry;
use super::lines::Line;
use kurbo::Rect;

/// Lines that belong together, of one look.
#[derive(Debug, Clone)]
pub struct Block {
    /// In reading order; never empty.
    pub lines: Vec<Line>,
    /// Around all lines, in page space.
    pub rect: Rect,
}

impl Block {
    fn new(line: Line) -> Self {
        Self {
            rect: line.rect,
            lines: vec![line],
        }
    }

    fn push(&mut self, line: Line) {
        self.rect = self.rect.union(line.rect);
        self.lines.push(line);
    }

    /// The lines, each on its own.
    pub fn text(&self) -> String {
        self.lines
            .iter()
            .map(Line::text)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Groups lines, in the order of drawing, into blocks.
pub fn collect(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if block.lines.last().is_some_and(|last| follows(last, &line)) => {
                block.push(line)
            }
            _ => blocks.push(Block::new(line)),
        }
    }
    blocks
}

fn follows(before: &Line, line: &Line) -> bool {
    let em = before.size.max(line.size);
    let same_look =
        (before.size - line.size).abs() < 0.1 * em && before.style.bold == line.style.bold;
    let below = line.rect.y0 - before.rect.y1;
    same_look
        && below > -0.6 * em
        && below < 0.7 * em
        && geometry::horizontal_overlap(before.rect, line.rect) > 0.0
}
