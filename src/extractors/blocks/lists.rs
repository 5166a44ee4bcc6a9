//! Lists, from items that say how deep they are.

use super::{Block, List, Run};

/// A paragraph that is an item of a list.
pub struct Item {
    /// How deep it is, from 0 on.
    pub level: usize,
    /// The number of the first item, where the items are numbered.
    pub start: Option<i64>,
    pub run: Run,
}

/// Items as lists in one another.
pub fn nested(items: Vec<Item>) -> Vec<Block> {
    from(items, 0)
}

/// The same of items none of which is less deep than `level`.
fn from(items: Vec<Item>, level: usize) -> Vec<Block> {
    let mut lists: Vec<Block> = Vec::new();
    // Whether the list that was begun last has numbers, and what is deeper than its last item.
    let mut numbered: Option<bool> = None;
    let mut deeper: Vec<Item> = Vec::new();
    let close = |lists: &mut Vec<Block>, deeper: &mut Vec<Item>| {
        if deeper.is_empty() {
            return;
        }
        let inner = from(std::mem::take(deeper), level + 1);
        match lists.last_mut() {
            Some(Block::List(list)) => match list.items.last_mut() {
                Some(item) => item.extend(inner),
                None => list.items.push(inner),
            },
            _ => lists.extend(inner),
        }
    };
    for item in items {
        if item.level > level {
            deeper.push(item);
            continue;
        }
        close(&mut lists, &mut deeper);
        if numbered != Some(item.start.is_some()) {
            numbered = Some(item.start.is_some());
            lists.push(Block::List(List { start: item.start, items: Vec::new() }));
        }
        if let Some(Block::List(list)) = lists.last_mut() {
            list.items.push(vec![Block::Paragraph(item.run)]);
        }
    }
    close(&mut lists, &mut deeper);
    lists
}
