//! Writes elements as HTML again (WHATWG HTML, 13.3).

use super::tokens::Attributes;
use super::tree::{Content, Id, Tree};

/// Elements without an end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// An element with all that is in it.
pub fn html(tree: &Tree, id: Id) -> String {
    let mut html = String::new();
    write(tree, id, &mut html);
    html
}

fn write(tree: &Tree, id: Id, html: &mut String) {
    match tree.content(id) {
        Some(Content::Text(text)) => escape(text, html),
        Some(Content::Element { name, attributes }) => {
            open(name, *attributes, html);
            if !VOID.contains(&name.as_ref()) {
                tree.children(id).for_each(|child| write(tree, child, html));
                html.push_str(&format!("</{name}>"));
            }
        }
        None => {}
    }
}

fn open(name: &str, attributes: Attributes, html: &mut String) {
    html.push('<');
    html.push_str(name);
    for (name, value) in attributes {
        // As it is written, with its references.
        html.push_str(&format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
    }
    html.push('>');
}

fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::html;
    use crate::extractors::html::tree::{ROOT, Tree};

    #[test]
    fn an_element_is_written_with_all_that_is_in_it() {
        let tree = Tree::parse("<P CLASS=a title='b &amp; \"c\"' hidden>x &lt; y<br>&amp;<b>z</b>", false);
        let first = tree.children(ROOT).next().unwrap();
        let written =
            "<p CLASS=\"a\" title=\"b &amp; &quot;c&quot;\" hidden=\"\">x &lt; y<br>&amp;<b>z</b></p>";
        assert_eq!(html(&tree, first), written);
    }
}
