//! Blocks: lines that form one paragraph, heading, list item or piece of code.

use super::geometry;
use super::lines::Line;
use super::list_markers::{self, Marker};
use super::tags::{Role, Tag};
use kurbo::Rect;

/// Lines that belong together, of one look.
#[derive(Debug, Clone)]
pub struct Block {
    /// In reading order; never empty.
    pub lines: Vec<Line>,
    /// Around all lines, in page space.
    pub rect: Rect,
    /// What its first line begins with.
    pub marker: Option<Marker>,
}

impl Block {
    fn new(line: Line, marker: Option<Marker>) -> Self {
        Self { rect: line.rect, lines: vec![line], marker }
    }

    fn push(&mut self, line: Line) {
        self.rect = self.rect.union(line.rect);
        self.lines.push(line);
    }

    /// The lines, each on its own.
    pub fn text(&self) -> String {
        self.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
    }

    /// Number of characters without spaces.
    pub fn len(&self) -> usize {
        self.lines.iter().map(|line| line.length).sum()
    }

    /// Em of the first line, points.
    pub fn size(&self) -> f64 {
        self.lines.first().map_or(0.0, |line| line.size)
    }

    /// What the structure tree says it is.
    pub fn role(&self) -> Option<Role> {
        self.lines.first()?.tag.map(|tag| tag.role)
    }

    /// Whether all lines are set so.
    pub fn all(&self, test: impl Fn(&Line) -> bool) -> bool {
        self.lines.iter().all(test)
    }
}

/// Groups lines, in reading order, into blocks.
pub fn collect(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let marker = list_markers::find(&line.text());
        match blocks.last_mut() {
            Some(block) if goes_on(block, &line, marker) => block.push(line),
            _ => blocks.push(Block::new(line, marker)),
        }
    }
    blocks
}

/// Whether `line` belongs to `block`.
fn goes_on(block: &Block, line: &Line, marker: Option<Marker>) -> bool {
    let (Some(first), Some(last)) = (block.lines.first(), block.lines.last()) else {
        return false;
    };
    if !follows(last, line) {
        return false;
    }
    // A tagged heading or item ends where its element does.
    let ends =
        |tag: Option<Tag>| tag.is_some_and(|tag| matches!(tag.role, Role::Heading(_) | Role::ListItem));
    if (ends(last.tag) || ends(line.tag)) && last.tag != line.tag {
        return false;
    }
    let em = last.size.max(line.size);
    // A slanted line that is not filled stands on its own; one that is filled may be part of a slanted passage.
    if last.style.italic != line.style.italic && last.rect.x1 < line.rect.x1 - 2.0 * em {
        return false;
    }
    if starts_item(block, first, line, marker, em) {
        return false;
    }
    // Out of a list item, back to the margin of what surrounds it.
    if block.marker.is_some() && line.rect.x0 < first.rect.x0 - 0.3 * em {
        return false;
    }
    // An indent after a line that was not filled begins a paragraph.
    let indented = line.rect.x0 - block.rect.x0 > 0.8 * em && line.rect.x0 - last.rect.x0 > 0.8 * em;
    let unfilled = block.rect.x1 - last.rect.x1 > 2.0 * em;
    block.marker.is_some() || !(indented && unfilled)
}

/// A bullet always begins an item; a number may also be the chance beginning of a line, unless its line stands out.
fn starts_item(block: &Block, first: &Line, line: &Line, marker: Option<Marker>, em: f64) -> bool {
    match marker {
        None => false,
        Some(Marker::Bullet(_)) => true,
        Some(_) if block.marker.is_some() => {
            (line.rect.x0 - first.rect.x0).abs() < 1.5 * em || line.rect.x0 > first.rect.x0
        }
        Some(_) => {
            let unfilled = block.lines.last().is_some_and(|last| block.rect.x1 - last.rect.x1 > 2.0 * em);
            unfilled || (line.rect.x0 - block.rect.x0).abs() > 0.8 * em || block.lines.len() == 1
        }
    }
}

fn follows(before: &Line, line: &Line) -> bool {
    let em = before.size.max(line.size);
    let same_look = (before.size - line.size).abs() < 0.08 * em
        && before.style.bold == line.style.bold
        && before.style.monospace == line.style.monospace
        && before.direction.dot(line.direction) > 0.98;
    if !same_look {
        return false;
    }
    if !line.is_upright() {
        return true;
    }
    let below = line.rect.y0 - before.rect.y1;
    below > -0.6 * em && below < 0.7 * em && geometry::horizontal_overlap(before.rect, line.rect) > 0.0
}
