//! Commands that a document defines to stand for something, without arguments.

use ahash::AHashMap;

use super::Reader;
use crate::extractors::latex::environments::Environment;
use crate::extractors::latex::source::Source;

/// Definitions refer to one another so many times: beyond that, they refer to themselves.
const MOST_DEEP: usize = 32;

/// So much stands for commands in all, in bytes: a document that says more with them means harm.
const MOST_WRITTEN_OUT: usize = 4 << 20;

/// What commands have been defined as.
#[derive(Default)]
pub struct Shorthands<'a> {
    means: AHashMap<&'a str, &'a str>,
    /// Those that do nothing but end an environment, by its name.
    ends: AHashMap<&'a str, &'a str>,
    /// How many definitions are being read, one in the other.
    depth: usize,
    /// How much has been read of definitions, in bytes.
    written_out: usize,
}

impl<'a> Shorthands<'a> {
    /// What a command has been defined as.
    pub fn of(&self, name: &str) -> Option<&'a str> {
        self.means.get(name).copied()
    }

    fn insert(&mut self, name: &'a str, means: &'a str) {
        self.means.insert(name, means);
        if let Some(environment) = environment(means, "\\end{") {
            self.ends.insert(environment, name);
        }
    }
}

/// The environment that a definition does nothing but begin, or end.
fn environment<'a>(means: &'a str, does: &str) -> Option<&'a str> {
    means.trim().strip_prefix(does)?.strip_suffix('}')
}

impl<'a> Reader<'a> {
    /// What stands behind `\newcommand`. Of a command with arguments, these are text, wherever it would put them.
    pub(super) fn define(&mut self) {
        let name = self.source.command_name();
        let takes_arguments = self.source.optional().is_some();
        while self.source.optional().is_some() {}
        let means = self.source.braced();
        if let (Some(name), Some(means)) = (name, means.filter(|_| !takes_arguments)) {
            self.shorthands.insert(name, means);
        }
    }

    /// What stands behind `\def`.
    pub(super) fn define_plainly(&mut self) {
        let name = self.source.command_name();
        match name.and_then(|name| Some((name, self.source.braced()?))) {
            Some((name, means)) => {
                self.shorthands.insert(name, means);
            }
            None => self.source.definition(),
        }
    }

    /// Reads what a command without arguments has been defined as. What it begins may be ended by another.
    pub(super) fn write_out(&mut self, means: &'a str) {
        let Shorthands { depth, written_out, .. } = &mut self.shorthands;
        *written_out = written_out.saturating_add(means.len());
        if *depth == MOST_DEEP || *written_out > MOST_WRITTEN_OUT {
            self.read.is_endless = true;
            return;
        }
        let formula = |name: &&str| Environment::of(name) == Environment::Formula;
        if let Some(name) = environment(means, "\\begin{").filter(formula) {
            return self.formula_begun_by(name);
        }
        *depth += 1;
        let outer = std::mem::replace(&mut self.source, Source::new(means));
        self.pieces();
        self.source = outer;
        self.shorthands.depth -= 1;
        self.source.end_of_braces();
    }

    /// A formula in an environment that a command begins, up to where another ends it, if one does.
    fn formula_begun_by(&mut self, name: &str) {
        let end = format!("\\end{{{name}}}");
        let tex = match self.shorthands.ends.get(name) {
            Some(shorthand) => self.source.until(&format!("\\{shorthand}")),
            None => self.source.until(&end),
        };
        if let Some(tex) = tex {
            self.formula(&format!("\\begin{{{name}}}{tex}{end}"), true);
        }
    }
}
