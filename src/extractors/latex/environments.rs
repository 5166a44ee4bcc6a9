//! Environments that are open, and lists that are interrupted by what their items cannot hold.

use crate::limits;

/// How an environment's content is laid out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    List,
    Table,
    /// Formulas and code, of which nothing is taken apart.
    Raw,
    Other,
}

/// Environments in one another that kreuzberg's reader is given: it copies the content of each.
const MOST: usize = 20;

impl Kind {
    pub fn of(name: &str) -> Self {
        match name {
            "itemize" | "enumerate" | "description" => Self::List,
            "tabular" | "tabular*" | "tabularx" | "tabulary" | "longtable" => Self::Table,
            "lstlisting" | "verbatim" | "minted" | "Verbatim" => Self::Raw,
            "math" | "displaymath" | "cases" => Self::Raw,
            _ => match name.trim_end_matches('*') {
                "equation" | "align" | "gather" | "multline" | "eqnarray" | "flalign" => Self::Raw,
                _ => Self::Other,
            },
        }
    }

    /// How many arguments in braces there are that are no text.
    pub fn arguments(name: &str) -> usize {
        match name {
            "minted" | "tabular" | "longtable" | "minipage" | "multicols" | "thebibliography" => 1,
            "tabular*" | "tabularx" | "tabulary" => 2,
            _ => 0,
        }
    }
}

struct Environment {
    name: String,
    kind: Kind,
    /// A list that is interrupted is not.
    is_on: bool,
}

/// The open ones, from the outside to the inside.
#[derive(Default)]
pub struct Environments {
    open: Vec<Environment>,
    /// How many are open that are too deep.
    deeper: usize,
    pub too_deep: bool,
}

impl Environments {
    /// What the text is in. A list that is interrupted is none.
    pub fn innermost(&self) -> Option<Kind> {
        self.open.iter().rfind(|open| open.is_on).map(|open| open.kind)
    }

    pub fn begin(&mut self, name: &str, kind: Kind, arguments: &str, out: &mut String) {
        if self.open.len() >= MOST.min(limits::current().markup_depth.into()) {
            self.deeper += 1;
            self.too_deep = true;
            return;
        }
        match kind {
            Kind::List => self.resume(out),
            _ => self.suspend(out),
        }
        // The reader knows one kind of table.
        let name = if kind == Kind::Table { "tabular" } else { name };
        out.push_str(&format!("\\begin{{{name}}}{arguments}\n"));
        self.open.push(Environment { name: name.to_owned(), kind, is_on: true });
    }

    /// Ends the environment of that name, and those that are left open in it. One that is not open ends nothing.
    pub fn end(&mut self, name: &str, out: &mut String) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let name = if Kind::of(name) == Kind::Table { "tabular" } else { name };
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            while self.open.len() > at {
                self.pop(out);
            }
        }
    }

    pub fn end_all(&mut self, out: &mut String) {
        while !self.open.is_empty() {
            self.pop(out);
        }
    }

    fn pop(&mut self, out: &mut String) {
        if let Some(open) = self.open.pop().filter(|open| open.is_on) {
            out.push_str(&format!("\\end{{{}}}\n", open.name));
        }
    }

    /// Interrupts the lists that the text is in.
    pub fn suspend(&mut self, out: &mut String) {
        for open in self.open.iter_mut().rev().take_while(|open| open.kind == Kind::List) {
            if std::mem::take(&mut open.is_on) {
                out.push_str(&format!("\\end{{{}}}\n", open.name));
            }
        }
    }

    /// Goes on with the lists that the text is in.
    pub fn resume(&mut self, out: &mut String) {
        let lists = self.open.iter().rev().take_while(|open| open.kind == Kind::List).count();
        let first = self.open.len() - lists;
        for open in self.open.iter_mut().skip(first).filter(|open| !open.is_on) {
            open.is_on = true;
            out.push_str(&format!("\\begin{{{}}}\n", open.name));
        }
    }
}
