//! Text that is taken as it is written: code, and the TeX of formulas.

use super::tokens::Attributes;
use super::tree::{Content, Id, Tree};
use crate::extractors::blocks::Block;

/// The longest formula that is taken over, in bytes.
const MOST_TEX: usize = 64 << 10;

/// A block of code.
pub fn code(tree: &Tree, id: Id, attributes: Attributes) -> Option<Block> {
    let mut text = String::new();
    let mut language = language(attributes);
    verbatim(tree, id, &mut text, &mut language);
    let text = text.strip_prefix('\n').unwrap_or(&text).trim_end().to_owned();
    (!text.is_empty()).then_some(Block::Code { language, text })
}

/// The TeX in a formula's annotation (MathML Core, 6).
pub fn tex(tree: &Tree, id: Id) -> Option<String> {
    for (child, name, attributes) in tree.elements(id) {
        let encoding = || attributes.get("encoding").is_some_and(|encoding| encoding.contains("tex"));
        if name == "annotation" && encoding() {
            return Some(tree.text(child, MOST_TEX));
        }
        if let Some(tex) = tex(tree, child) {
            return Some(tex);
        }
    }
    None
}

/// The text of an element with its white space, and the language that it names.
fn verbatim(tree: &Tree, id: Id, text: &mut String, found: &mut Option<String>) {
    for child in tree.children(id) {
        match tree.content(child) {
            Some(Content::Text(piece)) => text.push_str(&piece.replace("\r\n", "\n").replace('\u{a0}', " ")),
            Some(Content::Element { name, .. }) if name == "br" => text.push('\n'),
            Some(Content::Element { name, attributes }) => {
                if name == "code" && found.is_none() {
                    *found = language(*attributes);
                }
                let line = name == "div" || name == "p";
                if line && !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                if name != "script" && name != "style" {
                    verbatim(tree, child, text, found);
                }
            }
            None => {}
        }
    }
}

/// `class="language-rust"`, `class="lang-rust"`.
fn language(attributes: Attributes) -> Option<String> {
    let class = attributes.get("class")?;
    let named = |class: &str| {
        class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")).map(str::to_owned)
    };
    class.split_ascii_whitespace().find_map(named)
}
