//! What groups set, and what they end.

use super::super::sheet::{Info, Paragraph};
use crate::extractors::word::text::Look;

/// What text in a group is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Destination {
    Text,
    /// Nothing; but groups in it may be text.
    Around,
    /// Nothing, and neither is what is in it.
    Nothing,
    Fonts,
    Styles,
    Lists,
    Info(Info),
    Instruction,
    /// How items of lists of before 1997 are numbered.
    Numbering,
    /// What is said of a row of a table in a table.
    NestedRow,
    Picture,
    /// The name and the value of a property of a picture.
    PropertyName,
    PropertyValue,
    Author,
}

/// What is done when a group ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ending {
    Nothing,
    Field,
    Note(usize),
    Header,
    Footer,
    TextBox,
    Comment,
    Picture,
    Info(Info),
    PropertyValue,
}

/// What is in force in a group.
#[derive(Debug, Clone)]
pub struct State {
    pub destination: Destination,
    pub ending: Ending,
    /// What follows may be ignored by those who do not know it.
    pub is_optional: bool,
    pub look: Look,
    pub is_hidden: bool,
    pub is_deleted: bool,
    pub is_inserted: bool,
    pub font: Option<i32>,
    /// Characters that stand for one of Unicode's, for those who do not know that.
    pub fallback: usize,
    pub paragraph: Paragraph,
}

impl Default for State {
    fn default() -> Self {
        Self {
            destination: Destination::Text,
            ending: Ending::Nothing,
            is_optional: false,
            look: Look::default(),
            is_hidden: false,
            is_deleted: false,
            is_inserted: false,
            font: None,
            fallback: 1,
            paragraph: Paragraph::default(),
        }
    }
}
