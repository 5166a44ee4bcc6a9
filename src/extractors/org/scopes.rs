//! What is open: lists, blocks, and the text of a note.

use crate::limits;

/// So many may be in one another at most: a page has not many more levels, of which a list takes two.
const MOST: usize = 60;

pub enum Scope<'a> {
    List {
        /// Of its items' bullets.
        indentation: usize,
        element: &'static str,
    },
    /// From `#+begin_` to `#+end_`; the latter's indentation, and that of what is between, is of no matter.
    Block {
        name: &'a str,
        element: &'static str,
    },
    Note,
}

/// The open ones, from the outside to the inside.
#[derive(Default)]
pub struct Scopes<'a> {
    open: Vec<Scope<'a>>,
    pub too_deep: bool,
}

impl<'a> Scopes<'a> {
    /// Whether it was opened: not so where it is too deep.
    pub fn push(&mut self, scope: Scope<'a>) -> bool {
        let has_room = self.open.len() < MOST.min(limits::current().markup_depth.into());
        self.too_deep |= !has_room;
        if has_room {
            self.open.push(scope);
        }
        has_room
    }

    /// Ends the innermost list that has no items at this indentation or further left; its element.
    pub fn end_list(&mut self, is_left: impl Fn(usize) -> bool) -> Option<&'static str> {
        match self.open.last() {
            Some(Scope::List { indentation, element }) if is_left(*indentation) => {
                let element = *element;
                self.open.pop();
                Some(element)
            }
            _ => None,
        }
    }

    /// The innermost list, if it is in no block that is further in.
    pub fn list(&self) -> Option<(usize, &'static str)> {
        match self.open.last() {
            Some(Scope::List { indentation, element }) => Some((*indentation, element)),
            _ => None,
        }
    }

    /// How many are left when the block of a name has ended, if it is open.
    pub fn below_block(&self, ended: &str) -> Option<usize> {
        let is_ended =
            |scope: &Scope| matches!(scope, Scope::Block { name, .. } if name.eq_ignore_ascii_case(ended));
        self.open.iter().rposition(is_ended)
    }

    /// How many are left when the note has ended, if one is open.
    pub fn below_note(&self) -> Option<usize> {
        self.open.iter().rposition(|scope| matches!(scope, Scope::Note))
    }

    /// The innermost, if there are more than so many.
    pub fn end_above(&mut self, count: usize) -> Option<Scope<'a>> {
        if self.open.len() > count { self.open.pop() } else { None }
    }
}
