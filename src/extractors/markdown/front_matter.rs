//! The YAML that may stand before a text, between lines of `---`.

use std::borrow::Cow;

use kreuzberg::Metadata;
use kreuzberg::extractors::frontmatter_utils::{extract_frontmatter, extract_metadata_from_yaml};
use serde_yaml_ng::Value;

use crate::extractors::blocks::{Block, Mark, MarkKind, Run};

/// A key and its value.
pub type Entry = (String, String);

/// What it says of the document, all that it says, and the text behind it.
pub fn read(text: &str) -> (Metadata, Vec<Entry>, Cow<'_, str>) {
    // Which would be copied.
    if !text.starts_with("---") {
        return (Metadata::default(), Vec::new(), Cow::Borrowed(text));
    }
    let (yaml, body) = extract_frontmatter(text);
    let body = Cow::Owned(body);
    let Some(yaml) = yaml else { return (Metadata::default(), Vec::new(), body) };
    let mut metadata = extract_metadata_from_yaml(&yaml);
    let authors = yaml.get("author").or_else(|| yaml.get("authors")).map(listed).unwrap_or_default();
    if !authors.is_empty() {
        metadata.authors = Some(authors);
    }
    let entries = match &yaml {
        Value::Mapping(map) => {
            map.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), shown(value)))).collect()
        }
        _ => Vec::new(),
    };
    (metadata, entries, body)
}

/// A paragraph for each entry: what has no place in the metadata is not lost.
pub fn blocks(entries: &[Entry]) -> Vec<Block> {
    let paragraph = |(key, value): &Entry| {
        let marks = vec![Mark { start: 0, end: key.len(), kind: MarkKind::Strong }];
        Block::Paragraph(Run { text: format!("{key}: {value}"), marks })
    };
    entries.iter().filter(|(_, value)| !value.is_empty()).map(paragraph).collect()
}

fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(values) => values.iter().map(shown).filter(|name| !name.is_empty()).collect(),
        _ => Some(shown(value)).filter(|name| !name.is_empty()).into_iter().collect(),
    }
}

/// A value in one line.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Sequence(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Mapping(map) => {
            let entry = |(key, value): (&Value, &Value)| format!("{}: {}", shown(key), shown(value));
            map.iter().map(entry).collect::<Vec<_>>().join("; ")
        }
        Value::Tagged(tagged) => shown(&tagged.value),
    }
}
