//! The structure tree of a tagged PDF (ISO 32000-2, 14.7 and 14.8): what kind of element marked content belongs to.

use super::catalog::Catalog;
use super::limits;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use std::collections::{HashMap, HashSet};

/// What the structure tree says about a piece of marked content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// The kind of the innermost element around it that has one.
    pub role: Role,
    /// Tells one element of that kind from another.
    pub element: u32,
}

impl Tag {
    /// Content that no element holds.
    pub const NONE: Self = Self { role: Role::Text, element: 0 };

    /// The tag of what lies in the structure element `dict` inside an element tagged `self`; `element` tells it from
    /// others, and `roles` is the document's role map (14.7.3).
    pub fn inside(self, dict: &Dict<'_>, roles: &Dict<'_>, element: u32) -> Self {
        let Some(name) = dict.get::<Name<'_>>(b"S") else { return self };
        let role = role(&name).or_else(|| role(&roles.get::<Name<'_>>(&name)?));
        match role {
            // The parts of an item, of a heading and of code belong to it.
            Some(Role::Text) | None if self.role != Role::Text => self,
            Some(role) => Self { role, element },
            None => Self { element, ..self },
        }
    }
}

/// Kinds of structure element that matter for text (14.8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Title, H, H1 to H6; the level counts from 1.
    Heading(u8),
    /// LI, or Lbl and LBody within one.
    ListItem,
    /// Code.
    Code,
    /// Caption.
    Caption,
    /// Note and FENote.
    Note,
    /// P, and all others that hold text.
    Text,
}

/// The tags of a document.
#[derive(Debug, Default)]
pub struct Tags {
    by_content: HashMap<(u32, u32), Tag>,
}

impl Tags {
    /// Reads the structure tree; none gives no tags.
    #[inline(never)]
    pub fn of<'a>(catalog: &Catalog<'a>) -> Self {
        let mut tags = Self::default();
        let Some(root) = catalog.dict.get::<Dict<'a>>(b"StructTreeRoot") else { return tags };
        let roles = root.get::<Dict<'a>>(b"RoleMap").unwrap_or_else(Dict::empty);
        let start = Node { tag: Tag::NONE, page: None, depth: 0 };
        let mut walk = Walk { catalog, roles, seen: HashSet::new(), elements: 0, tags: &mut tags };
        let mut stack = walk.kids(&root, start);
        while let Some((kid, node)) = stack.pop() {
            let mut found = walk.visit(kid, node);
            found.reverse();
            stack.append(&mut found);
        }
        tags
    }

    /// Says what marked content `mcid` on page `number` belongs to.
    pub fn insert(&mut self, number: u32, mcid: u32, tag: Tag) {
        self.by_content.insert((number, mcid), tag);
    }

    /// The tag of marked content `mcid` on page `number`.
    pub fn get(&self, number: u32, mcid: u32) -> Option<Tag> {
        self.by_content.get(&(number, mcid)).copied()
    }
}

#[derive(Clone, Copy)]
struct Node {
    tag: Tag,
    page: Option<u32>,
    depth: usize,
}

struct Walk<'w, 'a> {
    catalog: &'w Catalog<'a>,
    roles: Dict<'a>,
    seen: HashSet<ObjectIdentifier>,
    elements: u32,
    tags: &'w mut Tags,
}

impl<'a> Walk<'_, 'a> {
    /// The entries of `K`, one object or an array of them, with what they inherit.
    fn kids(&mut self, dict: &Dict<'a>, node: Node) -> Vec<(Object<'a>, Node)> {
        if node.depth > limits::NESTING {
            return Vec::new();
        }
        match dict.get_raw::<Object<'a>>(b"K") {
            None => Vec::new(),
            Some(MaybeRef::Ref(reference)) if !self.seen.insert(reference.into()) => Vec::new(),
            Some(_) => match dict.get::<Object<'a>>(b"K") {
                Some(Object::Array(array)) => self.array(&array, node),
                Some(object) => vec![(object, node)],
                None => Vec::new(),
            },
        }
    }

    fn array(&mut self, array: &Array<'a>, node: Node) -> Vec<(Object<'a>, Node)> {
        let references = array.raw_iter().map(|item| item.as_obj_ref());
        let items = array.iter::<Object<'a>>().zip(references);
        items
            .filter(|(_, reference)| reference.is_none_or(|reference| self.seen.insert(reference.into())))
            .map(|(object, _)| (object, node))
            .collect()
    }

    fn visit(&mut self, kid: Object<'a>, node: Node) -> Vec<(Object<'a>, Node)> {
        if self.elements as usize > limits::TREE_NODES {
            return Vec::new();
        }
        match kid {
            Object::Number(mcid) => {
                self.add(node, u32::try_from(mcid.as_i64()).ok());
                Vec::new()
            }
            Object::Dict(dict) => {
                let page =
                    dict.get_ref(b"Pg").and_then(|page| self.catalog.page_number(page.into())).or(node.page);
                if dict.contains_key(b"MCID") {
                    self.add(Node { page, ..node }, dict.get::<u32>(b"MCID"));
                    return Vec::new();
                }
                self.elements += 1;
                let tag = node.tag.inside(&dict, &self.roles, self.elements);
                self.kids(&dict, Node { tag, page, depth: node.depth + 1 })
            }
            _ => Vec::new(),
        }
    }

    fn add(&mut self, node: Node, mcid: Option<u32>) {
        let (Some(page), Some(mcid)) = (node.page, mcid) else { return };
        self.tags.insert(page, mcid, node.tag);
    }
}

fn role(name: &[u8]) -> Option<Role> {
    Some(match name {
        b"Title" | b"H" | b"H1" => Role::Heading(1),
        [b'H', level @ b'2'..=b'6'] => Role::Heading(level - b'0'),
        b"LI" => Role::ListItem,
        b"Code" => Role::Code,
        b"Caption" => Role::Caption,
        b"Note" | b"FENote" => Role::Note,
        b"P" | b"Span" | b"Link" | b"TD" | b"TH" | b"Lbl" | b"LBody" | b"TOCI" | b"BlockQuote" => Role::Text,
        _ => return None,
    })
}
