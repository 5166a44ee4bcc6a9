//! Doc comments for readers of TypeScript: Rust's names become those that such a reader meets.

use std::collections::BTreeMap;

use crate::model::{Content, Definition, Field, Kind, Model, Type};
use crate::naming::camel_case;

/// Rust's words for the parts of the models, and JavaScript's.
#[derive(Default)]
pub struct Vocabulary(BTreeMap<String, String>);

impl Vocabulary {
    pub fn of(models: &[&Model]) -> Self {
        let mut words = Self::default();
        for definition in models.iter().flat_map(|model| &model.definitions) {
            words.add(definition);
        }
        words
    }

    fn add(&mut self, definition: &Definition) {
        let owner = definition.path.rsplit("::").next().unwrap_or_default();
        match &definition.kind {
            Kind::Struct { fields, .. } => self.add_fields(owner, fields),
            Kind::Enum { variants, .. } => {
                for variant in variants {
                    self.0.insert(format!("{owner}::{}", variant.rust), format!("'{}'", variant.wire));
                    if let Content::Struct(fields) = &variant.content {
                        self.add_fields(owner, fields);
                    }
                }
            }
            Kind::Alias(_) => {}
        }
    }

    fn add_fields(&mut self, owner: &str, fields: &[Field]) {
        for field in fields {
            let shown = camel_case(&field.wire);
            self.0.insert(format!("{owner}::{}", field.rust), format!("{owner}.{shown}"));
            if field.rust.contains('_') {
                self.0.insert(field.rust.clone(), shown);
            }
        }
    }

    /// The first paragraph, on one line. `owner` is the enum whose variants are meant by their bare names.
    pub fn summary(&self, doc: &str, owner: &str) -> String {
        let lines = doc.lines().take_while(|line| !line.is_empty());
        self.translate(&lines.collect::<Vec<_>>().join(" "), owner)
    }

    /// All but code, tables, and the sections with a heading, which speak of Rust.
    pub fn whole(&self, doc: &str, owner: &str) -> String {
        let text: Vec<&str> = doc.lines().take_while(|line| !line.starts_with("# ")).collect();
        let text = text.join("\n");
        // A paragraph that leads up to code is of no use without it.
        let text = text.split_once("```").map_or(text.as_str(), |(before, _)| {
            before.trim_end().rsplit_once("\n\n").map_or("", |(before, _)| before)
        });
        let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.starts_with('|'));
        self.translate(paragraphs.collect::<Vec<_>>().join("\n\n").trim(), owner)
    }

    /// Unlinks what rustdoc links, and translates what stands between backticks.
    fn translate(&self, text: &str, owner: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('`') {
            let Some((code, after)) = after.split_once('`') else { break };
            let linked = before.ends_with('[') && after.starts_with(']');
            out += if linked { before.strip_suffix('[').unwrap_or(before) } else { before };
            out += &format!("`{}`", self.code(code, owner));
            rest = if linked { after_link(after) } else { after };
        }
        out + rest
    }

    fn code(&self, code: &str, owner: &str) -> String {
        let owner = owner.rsplit("::").next().unwrap_or_default();
        let variant = self.0.get(&format!("{owner}::{code}"));
        if let Some(value) = variant.filter(|value| value.starts_with('\'')) {
            return value.clone();
        }
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == ':';
        let mut out = String::new();
        let mut rest = code;
        while !rest.is_empty() {
            let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            out += self.name(name);
            let end = after.find(is_name).unwrap_or(after.len());
            let (other, after) = after.split_at(end);
            out += other;
            rest = after;
        }
        out
    }

    fn name<'a>(&'a self, name: &'a str) -> &'a str {
        match self.0.get(name) {
            Some(known) => known,
            None if name.starts_with("crate::") => name.rsplit("::").next().unwrap_or(name),
            None => name,
        }
    }
}

/// The definition whose variants a field's comment may call by their bare names.
pub fn owner(shape: &Type) -> &str {
    match shape.required() {
        Type::Named(path) => path,
        _ => "",
    }
}

/// What follows `](target)`, or `]` alone.
fn after_link(text: &str) -> &str {
    let text = text.strip_prefix(']').unwrap_or(text);
    text.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_names_become_javascript_s() {
        let mut words = Vocabulary::default();
        words.0.insert("wrap_width".into(), "wrapWidth".into());
        words.0.insert("Style::Atx".into(), "'atx'".into());
        let doc = "See [`wrap_width`](Self::wrap_width), [`Style::Atx`] or `Atx = x`.\n\nSo:\n```\nx\n```";
        assert_eq!(words.summary(doc, ""), "See `wrapWidth`, `'atx'` or `Atx = x`.");
        assert_eq!(words.whole(doc, ""), "See `wrapWidth`, `'atx'` or `Atx = x`.");
        assert_eq!(words.summary("`Atx`", "a::Style"), "`'atx'`");
        assert_eq!(words.summary("`a wrap_width = 3`", ""), "`a wrapWidth = 3`");
    }
}
