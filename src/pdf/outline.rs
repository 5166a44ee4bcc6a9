//! The document outline, also called bookmarks (ISO 32000-2, 12.3.3).

use super::catalog::{self, Catalog};
use super::limits;
use hayro_syntax::object::{Dict, Object, ObjectIdentifier};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The outline's entries in order, each `{ title, level, page }`: `level` counts from 1, `page` is left out where
/// the entry leads nowhere in the document.
#[inline(never)]
pub fn read(catalog: &Catalog<'_>) -> Vec<Value> {
    let mut entries = Vec::new();
    let Some(root) = catalog.dict.get::<Dict<'_>>(b"Outlines") else { return entries };
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let mut stack: Vec<(Dict<'_>, usize)> =
        root.get::<Dict<'_>>(b"First").map(|first| (first, 1)).into_iter().collect();
    while let Some((entry, level)) = stack.pop() {
        if entries.len() >= limits::TREE_NODES || entry.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if let Some(next) = entry.get::<Dict<'_>>(b"Next") {
            stack.push((next, level));
        }
        if level < limits::NESTING
            && let Some(first) = entry.get::<Dict<'_>>(b"First")
        {
            stack.push((first, level + 1));
        }
        let Some(title) = catalog::text(&entry, b"Title") else { continue };
        let mut value = json!({ "title": title, "level": level });
        let action = || entry.get::<Dict<'_>>(b"A")?.get::<Object<'_>>(b"D");
        let destination = entry.get::<Object<'_>>(b"Dest").or_else(action);
        if let (Some(page), Some(object)) =
            (destination.and_then(|d| catalog.page_of(&d)), value.as_object_mut())
        {
            object.insert("page".to_owned(), json!(page));
        }
        entries.push(value);
    }
    entries
}
