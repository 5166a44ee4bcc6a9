//! What is open: groups, arguments, environments.

use super::environments::Environment;
use crate::extractors::html::writer::Writer;
use crate::limits;

/// So many may be in one another at most: each is up to three elements, and of those a page has not many more.
const MOST: usize = 60;

/// What ends where a brace or an environment does.
pub struct Scope<'a> {
    pub kind: Kind<'a>,
    /// The elements to close with it, the innermost last.
    pub elements: Vec<&'static str>,
}

pub enum Kind<'a> {
    Group,
    /// Of a command. One that is left open ends with its paragraph, as it does for TeX.
    Argument,
    /// An argument that is written elsewhere, and what was written before.
    Kept(Part, Writer),
    Environment {
        name: &'a str,
        content: Environment,
        row: Row,
    },
}

/// A part of a document that does not stand where it is written.
#[derive(Clone, Copy)]
pub enum Part {
    Title,
    Authors,
    Date,
    /// A note with this number.
    Note(usize),
}

/// How far the row of a table is.
#[derive(Clone, Copy, PartialEq)]
pub enum Row {
    /// Nothing of it is there.
    Ahead,
    /// Behind the sign that ends a cell.
    BetweenCells,
    InCell,
}

/// The open ones, from the outside to the inside.
#[derive(Default)]
pub struct Scopes<'a> {
    open: Vec<Scope<'a>>,
    /// How many more are open, which are too deep.
    deeper: usize,
    pub too_deep: bool,
}

impl<'a> Scopes<'a> {
    /// Whether there is room for one more, which then is to be pushed; or else is only counted.
    pub fn have_room(&mut self) -> bool {
        let most = MOST.min(limits::current().markup_depth.into());
        if self.open.len() < most {
            return true;
        }
        self.deeper += 1;
        self.too_deep = true;
        false
    }

    pub fn push(&mut self, kind: Kind<'a>, elements: Vec<&'static str>) {
        self.open.push(Scope { kind, elements });
    }

    pub fn innermost(&mut self) -> Option<&mut Scope<'a>> {
        self.open.last_mut()
    }

    /// The innermost environment, unless there is an argument in it that is written elsewhere: what its text belongs to.
    pub fn environment(&mut self) -> Option<(Environment, &mut Row)> {
        self.open.iter_mut().rev().find_map(|scope| match &mut scope.kind {
            Kind::Group | Kind::Argument => None,
            Kind::Kept(..) => Some(None),
            Kind::Environment { content, row, .. } => Some(Some((*content, row))),
        })?
    }

    /// Whether text is set as it is written.
    pub fn in_code(&self) -> bool {
        self.open.iter().any(|scope| scope.elements.contains(&"code"))
    }

    /// The one that a brace ends, if there is one.
    pub fn end_group(&mut self) -> Option<Scope<'a>> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return None;
        }
        self.open.pop_if(|scope| !matches!(scope.kind, Kind::Environment { .. }))
    }

    /// The next of those that the end of a paragraph ends.
    pub fn end_argument(&mut self) -> Option<Scope<'a>> {
        self.open.pop_if(|scope| matches!(scope.kind, Kind::Argument))
    }

    /// How many are left when the environment of a name has ended, if it is open.
    pub fn below(&mut self, ended: &str) -> Option<usize> {
        if self.deeper > 0 {
            self.deeper -= 1;
            return None;
        }
        self.open
            .iter()
            .rposition(|scope| matches!(scope.kind, Kind::Environment { name, .. } if name == ended))
    }

    /// The innermost, if there are more than so many.
    pub fn end_above(&mut self, count: usize) -> Option<Scope<'a>> {
        if self.open.len() > count { self.open.pop() } else { None }
    }

    pub fn count(&self) -> usize {
        self.open.len()
    }

    pub fn clear(&mut self) {
        self.open.clear();
        self.deeper = 0;
    }
}
