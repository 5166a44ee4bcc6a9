//! The tags of some pages: from their marked content upwards, by the parent tree (ISO 32000-2, 14.7.5.4). The structure
//! tree itself, which [`Tags::of`] reads from above, is as long as the document.

use super::catalog::Catalog;
use super::limits;
use super::tags::{Tag, Tags};
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier};
use hayro_syntax::page::Page;
use std::collections::HashMap;

/// Reads the tags of `pages`, given with their numbers.
#[inline(never)]
pub fn read<'p, 'a: 'p>(catalog: &Catalog<'a>, pages: impl Iterator<Item = (usize, &'p Page<'a>)>) -> Tags {
    let mut tags = Tags::default();
    let Some(root) = catalog.dict.get::<Dict<'a>>(b"StructTreeRoot") else { return tags };
    let Some(tree) = root.get::<Dict<'a>>(b"ParentTree") else { return tags };
    let roles = root.get::<Dict<'a>>(b"RoleMap").unwrap_or_else(Dict::empty);
    let mut climb = Climb { roles, root: root.obj_id(), known: HashMap::new() };
    for (number, page) in pages {
        let Some(key) = page.raw().get::<i32>(b"StructParents") else { continue };
        let Some(Object::Array(elements)) = number_tree(&tree, key, 0) else { continue };
        let Ok(number) = u32::try_from(number) else { continue };
        for (mcid, element) in (0..).zip(elements.raw_iter().take(limits::TREE_NODES)) {
            // Content that belongs to no element has a null, or a reference to nothing.
            let Some(reference) = element.as_obj_ref() else { continue };
            if let Some(element) = page.xref().get::<Dict<'a>>(reference.into()) {
                tags.insert(number, mcid, climb.tag(&element, 0));
            }
        }
    }
    tags
}

struct Climb<'a> {
    roles: Dict<'a>,
    root: Option<ObjectIdentifier>,
    known: HashMap<ObjectIdentifier, Tag>,
}

impl<'a> Climb<'a> {
    fn tag(&mut self, element: &Dict<'a>, depth: usize) -> Tag {
        let id = element.obj_id();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return *known;
        }
        if depth > limits::NESTING || id == self.root {
            return Tag::NONE;
        }
        let outer = element.get::<Dict<'a>>(b"P").map_or(Tag::NONE, |parent| self.tag(&parent, depth + 1));
        let tag = outer.inside(element, &self.roles, self.known.len() as u32 + 1);
        if let Some(id) = id {
            self.known.insert(id, tag);
        }
        tag
    }
}

/// The value of `key` in a number tree (7.9.7).
fn number_tree<'a>(node: &Dict<'a>, key: i32, depth: usize) -> Option<Object<'a>> {
    if depth > limits::NESTING {
        return None;
    }
    if let Some(numbers) = node.get::<Array<'a>>(b"Nums") {
        let mut items = numbers.flex_iter();
        while let Some(number) = items.next::<i32>() {
            let value = items.next::<Object<'a>>()?;
            if number == key {
                return Some(value);
            }
        }
    }
    let kids = node.get::<Array<'a>>(b"Kids")?;
    let holds = |kid: &Dict<'a>| {
        kid.get::<[i32; 2]>(b"Limits").is_some_and(|[first, last]| (first..=last).contains(&key))
    };
    let kid = kids.iter::<Dict<'a>>().take(limits::TREE_NODES).find(holds)?;
    number_tree(&kid, key, depth + 1)
}
