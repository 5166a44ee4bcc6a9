//! Paragraphs that follow one another, as lists and quotations.

use ahash::AHashMap;

use super::styles::Numbering;
use crate::extractors::blocks::{Block, List, Run};

/// What a document is made of, in its order.
#[derive(Debug)]
pub enum Item {
    Block(Block),
    /// An item of the list of that number.
    Listed {
        number: i64,
        /// 0 is the outermost, and 8 the innermost.
        level: u8,
        text: Run,
    },
    Quoted(Run),
}

/// Levels that a list has (17.9.3).
pub const LEVELS: usize = 9;

/// A list that may go on.
struct Open {
    number: i64,
    level: u8,
    list: List,
}

/// Puts items together.
pub struct Grouping<'a> {
    numbering: &'a Numbering,
    /// The number of the last item, by list and level: lists go on where text has come between their items.
    counters: AHashMap<i64, [Option<i64>; LEVELS]>,
    blocks: Vec<Block>,
    open: Vec<Open>,
}

impl<'a> Grouping<'a> {
    pub fn new(numbering: &'a Numbering) -> Self {
        Self { numbering, counters: AHashMap::new(), blocks: Vec::new(), open: Vec::new() }
    }

    /// The blocks that items make.
    pub fn blocks(&mut self, items: Vec<Item>) -> Vec<Block> {
        for item in items {
            match item {
                Item::Listed { number, level, text } => self.listed(number, level, text),
                Item::Quoted(run) => {
                    self.close(None);
                    match self.blocks.last_mut() {
                        Some(Block::Quote(blocks)) => blocks.push(Block::Paragraph(run)),
                        _ => self.blocks.push(Block::Quote(vec![Block::Paragraph(run)])),
                    }
                }
                Item::Block(Block::PageBreak) => {
                    match self.open.last_mut().and_then(|open| open.list.items.last_mut()) {
                        Some(item) => item.push(Block::PageBreak),
                        None => self.blocks.push(Block::PageBreak),
                    }
                }
                Item::Block(block) => {
                    self.close(None);
                    self.blocks.push(block);
                }
            }
        }
        self.close(None);
        std::mem::take(&mut self.blocks)
    }

    fn listed(&mut self, number: i64, level: u8, text: Run) {
        self.close(Some(level));
        let start = self.numbering.level(number, level).start;
        let counters = self.counters.entry(number).or_default();
        let mut counter = start;
        for (at, last) in counters.iter_mut().enumerate().skip(level.into()) {
            if at == usize::from(level) {
                counter = start.and(last.map(|last| last.saturating_add(1)).or(start));
                *last = counter;
            } else {
                // An item starts the lists below it anew.
                *last = None;
            }
        }
        let goes_on = |open: &Open| {
            open.level == level && open.number == number && open.list.start.is_some() == counter.is_some()
        };
        if self.open.last().is_some_and(|open| open.level == level && !goes_on(open)) {
            self.close_last();
        }
        let item = vec![Block::Paragraph(text)];
        match self.open.last_mut().filter(|open| goes_on(open)) {
            Some(open) => open.list.items.push(item),
            None => self.open.push(Open { number, level, list: List { start: counter, items: vec![item] } }),
        }
    }

    /// Closes the lists below a level, or all.
    fn close(&mut self, level: Option<u8>) {
        while self.open.last().is_some_and(|open| level.is_none_or(|level| open.level > level)) {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(Open { list, .. }) = self.open.pop() else { return };
        match self.open.last_mut().and_then(|open| open.list.items.last_mut()) {
            Some(item) => item.push(Block::List(list)),
            None => self.blocks.push(Block::List(list)),
        }
    }
}
