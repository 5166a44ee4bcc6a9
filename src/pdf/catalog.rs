//! The document catalog (ISO 32000-2, 7.7.2), page numbers of destinations, and name trees (7.9.6).

use super::open::Opened;
use super::page_tree::Numbering;
use super::{limits, strings};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, String as PdfString};
use std::collections::{HashMap, HashSet};

/// The catalog with what is needed to follow links in the document.
pub struct Catalog<'a> {
    /// The catalog dictionary; empty where it cannot be read.
    pub dict: Dict<'a>,
    pages: HashMap<ObjectIdentifier, u32>,
    /// For the pages that were not selected.
    others: Option<Numbering<'a>>,
}

impl<'a> Catalog<'a> {
    /// Reads the catalog of a file.
    #[inline(never)]
    pub fn of(opened: &'a Opened) -> Self {
        let xref = opened.pdf.xref();
        let root = opened.selection.as_ref().map_or(xref.root_id(), |selection| selection.roots.0);
        let dict = xref.get::<Dict<'a>>(root).unwrap_or_else(Dict::empty);
        let pages = opened
            .pages()
            .filter_map(|(number, page)| Some((page.raw().obj_id()?, u32::try_from(number).ok()?)));
        let others = opened.selection.as_ref().map(|selection| Numbering::new(xref, selection.roots.1));
        Self { dict, pages: pages.collect(), others }
    }

    /// The number of a page object, counted from 1.
    pub fn page_number(&self, page: ObjectIdentifier) -> Option<u32> {
        self.pages.get(&page).copied().or_else(|| self.others.as_ref()?.of(page))
    }

    /// The page that a destination leads to (12.3.2), counted from 1.
    pub fn page_of(&self, destination: &Object<'a>) -> Option<u32> {
        self.page_within(destination, 0)
    }

    fn page_within(&self, destination: &Object<'a>, depth: usize) -> Option<u32> {
        if depth > 4 {
            return None;
        }
        match destination {
            Object::Array(array) => match array.raw_iter().next()? {
                MaybeRef::Ref(reference) => self.page_number(reference.into()),
                MaybeRef::NotRef(Object::Number(number)) => u32::try_from(number.as_i64() + 1).ok(),
                MaybeRef::NotRef(_) => None,
            },
            Object::Dict(dict) => self.page_within(&dict.get::<Object<'a>>(b"D")?, depth + 1),
            Object::Name(name) => {
                let named = self.dict.get::<Dict<'a>>(b"Dests")?.get::<Object<'a>>(name)?;
                self.page_within(&named, depth + 1)
            }
            Object::String(name) => {
                let tree = self.dict.get::<Dict<'a>>(b"Names")?.get::<Dict<'a>>(b"Dests")?;
                let mut found = None;
                walk_names(&tree, &mut |key, value| {
                    if key == name.as_bytes() {
                        found = Some(value);
                    }
                    found.is_none()
                });
                self.page_within(&found?, depth + 1)
            }
            _ => None,
        }
    }
}

/// Calls `visit` with the names and values of a name tree, in order, until it says no.
pub fn walk_names<'a>(root: &Dict<'a>, visit: &mut dyn FnMut(&[u8], Object<'a>) -> bool) {
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let mut stack = vec![root.clone()];
    let mut visited = 0;
    while let Some(node) = stack.pop() {
        visited += 1;
        if visited > limits::TREE_NODES || node.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        if let Some(names) = node.get::<Array<'a>>(b"Names") {
            let mut items = names.iter::<Object<'a>>();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                if let Object::String(key) = key
                    && !visit(key.as_bytes(), value)
                {
                    return;
                }
            }
        }
        if let Some(kids) = node.get::<Array<'a>>(b"Kids") {
            let kids: Vec<Dict<'a>> = kids.iter::<Dict<'a>>().take(limits::TREE_NODES).collect();
            stack.extend(kids.into_iter().rev());
        }
    }
}

/// The text of a string entry.
pub fn text(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    strings::decode_some(dict.get::<PdfString<'_>>(key)?.as_bytes())
}

/// A name entry.
pub fn name(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned())
}
