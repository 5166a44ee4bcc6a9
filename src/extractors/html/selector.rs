//! Simple selectors (Selectors Level 4, 5 and 6): what an element must be by itself.

use super::tokens::Attributes;

/// A name, classes, identifiers and attributes, all of which an element must have.
#[derive(Debug)]
pub struct Selector {
    /// None for any.
    name: Option<String>,
    attributes: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    name: String,
    relation: Relation,
    value: String,
}

#[derive(Debug, Clone, Copy)]
enum Relation {
    Exists,
    Equals,
    /// One of its words is.
    Word,
    /// It is, or begins so before a hyphen.
    Dash,
    Begins,
    Ends,
    Contains,
}

impl Selector {
    /// Those of a list with commas; none where one of them says more than can be told of an element by itself.
    pub fn list(text: &str) -> Option<Vec<Self>> {
        let mut selectors = Vec::new();
        let mut rest = text.trim();
        loop {
            let (selector, after) = Self::read(rest)?;
            selectors.push(selector);
            let after = after.trim_start();
            if after.is_empty() {
                return Some(selectors);
            }
            rest = after.strip_prefix(',')?.trim_start();
        }
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        let (name, mut rest) = match text.strip_prefix('*') {
            Some(rest) => (None, rest),
            None => {
                let (name, rest) = identifier(text);
                (Some(name.to_ascii_lowercase()).filter(|name| !name.is_empty()), rest)
            }
        };
        let mut attributes = Vec::new();
        while let Some(kind) = rest.chars().next().filter(|kind| matches!(kind, '.' | '#' | '[')) {
            let after = rest.get(1..)?;
            let condition = match kind {
                '[' => {
                    let (inside, after) = after.split_once(']')?;
                    rest = after;
                    attribute(inside)?
                }
                _ => {
                    let (value, after) = identifier(after);
                    rest = after;
                    let (name, relation) =
                        if kind == '.' { ("class", Relation::Word) } else { ("id", Relation::Equals) };
                    Condition { name: name.to_owned(), relation, value: value.to_owned() }
                }
            };
            let is_empty = condition.value.is_empty() && kind != '[';
            attributes.push(Some(condition).filter(|_| !is_empty)?);
        }
        (rest.len() < text.len()).then_some((Self { name, attributes }, rest))
    }

    /// Whether an element is meant.
    pub fn matches(&self, name: &str, attributes: Attributes) -> bool {
        self.name.as_ref().is_none_or(|wanted| wanted == name)
            && self
                .attributes
                .iter()
                .all(|condition| attributes.get(&condition.name).is_some_and(|value| condition.holds(&value)))
    }
}

impl Condition {
    fn holds(&self, found: &str) -> bool {
        let wanted = self.value.as_str();
        match self.relation {
            Relation::Exists => true,
            Relation::Equals => found == wanted,
            Relation::Word => found.split_ascii_whitespace().any(|word| word == wanted),
            Relation::Dash => {
                found.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
            Relation::Begins => !wanted.is_empty() && found.starts_with(wanted),
            Relation::Ends => !wanted.is_empty() && found.ends_with(wanted),
            Relation::Contains => !wanted.is_empty() && found.contains(wanted),
        }
    }
}

/// What is between the brackets.
fn attribute(text: &str) -> Option<Condition> {
    let Some((name, value)) = text.split_once('=') else {
        let (name, rest) = identifier(text.trim());
        let name = Some(name.to_owned()).filter(|name| !name.is_empty() && rest.is_empty())?;
        return Some(Condition { name, relation: Relation::Exists, value: String::new() });
    };
    let relation = match name.chars().next_back()? {
        '~' => Relation::Word,
        '|' => Relation::Dash,
        '^' => Relation::Begins,
        '$' => Relation::Ends,
        '*' => Relation::Contains,
        _ => Relation::Equals,
    };
    let (name, rest) = identifier(name.trim_end_matches(['~', '|', '^', '$', '*']).trim());
    let value = value.trim();
    let quoted = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value).to_owned();
    let name = Some(name.to_owned()).filter(|name| !name.is_empty() && rest.is_empty())?;
    Some(Condition { name, relation, value })
}

/// A name, and what is behind it.
fn identifier(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::extractors::html::tree::{Content, ROOT, Tree};

    fn is_meant(selector: &str, html: &str) -> bool {
        let tree = Tree::parse(html, false);
        let first = tree.children(ROOT).next().unwrap();
        let Some(Content::Element { name, attributes }) = tree.content(first) else { panic!("no element") };
        Selector::list(selector).unwrap().iter().any(|selector| selector.matches(name, *attributes))
    }

    #[test]
    fn elements_are_meant_by_what_they_are_themselves() {
        let element = "<div class='note wide' id=top lang=en-GB data-x='a b' href='/p/share'>";
        for selector in [
            "div",
            "DIV",
            "*",
            ".note",
            "#top",
            "div.note.wide#top",
            "p, div",
            "[data-x]",
            "[data-x='a b']",
            "[data-x~=b]",
            "[lang|=en]",
            "[href^=\"/p\"]",
            "[href$=share]",
            "[href*='/s']",
            ".other,.wide",
        ] {
            assert!(is_meant(selector, element), "{selector}");
        }
        for selector in ["p", ".not", "#Top", "div.other", "[lang|=e]", "[data-x=a]", "[href^='']", "[title]"]
        {
            assert!(!is_meant(selector, element), "{selector}");
        }
    }

    #[test]
    fn what_asks_for_more_than_the_element_is_not_understood() {
        for selector in ["", "div p", "div > p", "h2 + p", "li:first-child", "p,", ".", "[", "[=x]", "a[b"] {
            assert!(Selector::list(selector).is_none(), "{selector}");
        }
    }
}
