//! Word documents (ECMA-376 part 1, 11.3): which parts of them are read for nothing, and which at any depth.

use kreuzberg::core::config::ExtractionConfig;

/// Parts that hold text, whose reader of ours does not call itself.
const TEXTS: &[&str] = &["comments", "document", "endnotes", "footer", "footnotes", "header"];

/// Parts that say how a document looks, is set up or was typed: how their names begin.
const UNREAD: &[&str] = &[
    "customXml/",
    "docProps/thumbnail",
    "word/fontTable",
    "word/fonts/",
    "word/glossary/",
    "word/settings",
    "word/stylesWithEffects",
    "word/theme/",
    "word/webSettings",
];

/// Whether nothing is read of a part, not even pictures.
pub fn is_unread(part: &str, config: &ExtractionConfig) -> bool {
    let wants_pictures = config.images.as_ref().is_some_and(|images| images.extract_images);
    UNREAD.iter().any(|begins| part.starts_with(begins))
        || (!wants_pictures && part.starts_with("word/media/"))
}

/// Whether a part may be nested at any depth.
pub fn is_text(part: &str) -> bool {
    let name = part.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
    name.is_some_and(|name| TEXTS.iter().any(|text| name.starts_with(text)))
}
