//! What the elements within a line mean.

use super::tokens::Attributes;
use crate::extractors::blocks::MarkKind;

/// What an element marks its text as.
pub fn mark(name: &str, attributes: Attributes) -> Option<MarkKind> {
    Some(match name {
        "b" | "strong" => MarkKind::Strong,
        "i" | "em" | "cite" | "dfn" | "var" => MarkKind::Emphasis,
        "u" | "ins" => MarkKind::Underline,
        "s" | "strike" | "del" => MarkKind::Strike,
        "mark" => MarkKind::Highlight,
        "sub" => MarkKind::Subscript,
        "sup" => MarkKind::Superscript,
        "code" | "kbd" | "samp" | "tt" => MarkKind::Code,
        "a" => MarkKind::Link {
            url: attributes.get("href").filter(|url| !url.trim().is_empty())?.trim().to_owned(),
            title: attributes
                .get("title")
                .filter(|title| !title.trim().is_empty())
                .map(|title| title.into_owned()),
        },
        _ => return None,
    })
}

/// Elements that do not end a line.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr" | "acronym" | "bdi" | "bdo" | "big" | "button" | "data" | "font" | "label" | "meter"
            | "nobr" | "object" | "output" | "picture" | "progress" | "rb" | "ruby" | "small" | "span" | "time"
            | "tspan" | "wbr" | "blink"
    ) || name.starts_with('m') && is_math(name)
        // XML's prefixed names and elements of a page's own.
        || name.contains([':', '-'])
}

fn is_math(name: &str) -> bool {
    matches!(
        name,
        "mi" | "mn"
            | "mo"
            | "ms"
            | "mrow"
            | "mfrac"
            | "msqrt"
            | "mroot"
            | "mstyle"
            | "msub"
            | "msup"
            | "msubsup"
            | "munder"
            | "mover"
            | "munderover"
            | "mtext"
            | "mspace"
            | "mpadded"
            | "mphantom"
            | "mfenced"
            | "menclose"
            | "mmultiscripts"
            | "mtable"
            | "mtr"
            | "mtd"
            | "merror"
    )
}
