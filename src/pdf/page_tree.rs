//! The page tree (ISO 32000-2, 7.7.3), walked no farther than to the pages that are wanted.
//!
//! `Count` tells how many pages a branch holds, so the branches before and after those pages are passed by. As every
//! viewer does, this takes the word of `Count` for it; where it is missing or cannot be right, nothing is selected.

use super::limits;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, ObjectIdentifier};
use hayro_syntax::xref::XRef;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Entries that a page inherits from the nodes above it (7.7.3.4).
const INHERITED: [&[u8]; 4] = [b"MediaBox", b"CropBox", b"Rotate", b"Resources"];

/// Pages of one branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// What the nodes above say of the pages, as entries of a dictionary.
    pub inherited: Vec<u8>,
    /// The pages.
    pub pages: Vec<ObjRef>,
}

/// A walk through the tree.
pub struct Walk<'a> {
    xref: &'a XRef,
    root: Dict<'a>,
    /// Pages of the whole document.
    pub total: usize,
    /// Nodes looked at so far.
    pub visited: usize,
}

impl<'a> Walk<'a> {
    /// Begins at the root of the tree.
    pub fn new(xref: &'a XRef, root: ObjectIdentifier) -> Option<Self> {
        let root = xref.get::<Dict<'a>>(root)?;
        let total = count(&root)?;
        Some(Self { xref, root, total, visited: 1 })
    }

    /// Pages `first` to `last`, counted from 1; `None` where the tree is not to be trusted.
    pub fn pages(&mut self, first: usize, last: usize) -> Option<Vec<Branch>> {
        let mut branches = Vec::new();
        let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
        let mut stack = vec![Frame::new(&self.root, [const { None }; 4])?];
        let mut number = 0;
        while number < last
            && let Some(frame) = stack.last_mut()
        {
            let Some(kid) = frame.kids.next() else {
                stack.pop();
                continue;
            };
            if frame.is_even && number + 1 < first {
                number += 1;
                continue;
            }
            let reference = kid.as_obj_ref()?;
            self.visited += 1;
            if self.visited > limits::TREE_NODES || !seen.insert(reference.into()) {
                return None;
            }
            let dict = self.xref.get::<Dict<'a>>(reference.into())?;
            if is_branch(&dict) {
                let pages = count(&dict)?;
                if number + pages < first {
                    number += pages;
                    continue;
                }
                let inherited = frame.inherited.clone();
                stack.push(Frame::new(&dict, inherited).filter(|_| stack.len() < limits::NESTING)?);
                continue;
            }
            number += 1;
            if number >= first {
                frame.add(reference, &mut branches);
            }
        }
        let found: usize = branches.iter().map(|branch| branch.pages.len()).sum();
        (found == (last + 1).saturating_sub(first)).then_some(branches)
    }
}

struct Frame<'a> {
    kids: Box<dyn Iterator<Item = MaybeRef<Object<'a>>> + 'a>,
    inherited: [Option<Vec<u8>>; 4],
    /// Every kid is or holds one page.
    is_even: bool,
    /// The branch that its pages went into.
    branch: Option<usize>,
}

impl<'a> Frame<'a> {
    fn new(dict: &Dict<'a>, mut inherited: [Option<Vec<u8>>; 4]) -> Option<Self> {
        let kids = dict.get::<Array<'a>>(b"Kids")?;
        for (slot, key) in inherited.iter_mut().zip(INHERITED) {
            if let Some(value) = raw_value(dict, key) {
                *slot = Some(value);
            }
        }
        let is_even = is_even(dict, &kids);
        Some(Self { kids: Box::new(kids.raw_iter()), inherited, is_even, branch: None })
    }

    fn add(&mut self, page: ObjRef, branches: &mut Vec<Branch>) {
        let index = *self.branch.get_or_insert_with(|| {
            let mut entries = Vec::new();
            for (key, value) in INHERITED.iter().zip(&self.inherited) {
                if let Some(value) = value {
                    entries.extend([b" /", *key, b" ", value].concat());
                }
            }
            branches.push(Branch { inherited: entries, pages: Vec::new() });
            branches.len() - 1
        });
        if let Some(branch) = branches.get_mut(index) {
            branch.pages.push(page);
        }
    }
}

/// Numbers of pages, found by climbing from a page to the root of the tree.
pub struct Numbering<'a> {
    xref: &'a XRef,
    root: ObjectIdentifier,
    /// For a node, the pages before each of its kids.
    before: RefCell<HashMap<ObjectIdentifier, HashMap<ObjectIdentifier, usize>>>,
}

impl<'a> Numbering<'a> {
    /// For the tree with this root.
    pub fn new(xref: &'a XRef, root: ObjectIdentifier) -> Self {
        Self { xref, root, before: RefCell::default() }
    }

    /// The number of a page, counted from 1.
    pub fn of(&self, page: ObjectIdentifier) -> Option<u32> {
        let (mut node, mut number) = (page, 1);
        for _ in 0..limits::NESTING {
            if node == self.root {
                return u32::try_from(number).ok();
            }
            let parent = self.xref.get::<Dict<'a>>(node)?.get_ref(b"Parent")?.into();
            let mut before = self.before.borrow_mut();
            let kids = before.entry(parent).or_insert_with(|| self.count_before(parent).unwrap_or_default());
            number += kids.get(&node)?;
            node = parent;
        }
        None
    }

    fn count_before(&self, parent: ObjectIdentifier) -> Option<HashMap<ObjectIdentifier, usize>> {
        let parent = self.xref.get::<Dict<'a>>(parent)?;
        let kids = parent.get::<Array<'a>>(b"Kids")?;
        let is_even = is_even(&parent, &kids);
        let mut before = HashMap::new();
        let mut number = 0;
        for kid in kids.raw_iter().take(limits::TREE_NODES) {
            let reference: ObjectIdentifier = kid.as_obj_ref()?.into();
            before.entry(reference).or_insert(number);
            number += match is_even {
                true => 1,
                false => {
                    let kid = self.xref.get::<Dict<'a>>(reference)?;
                    if is_branch(&kid) { count(&kid)? } else { 1 }
                }
            };
        }
        Some(before)
    }
}

/// A node with as many kids as pages has one page in each of them.
fn is_even(node: &Dict<'_>, kids: &Array<'_>) -> bool {
    count(node) == Some(kids.raw_iter().count())
}

fn is_branch(node: &Dict<'_>) -> bool {
    node.get::<Name<'_>>(b"Type").as_deref() == Some(b"Pages")
}

fn count(node: &Dict<'_>) -> Option<usize> {
    let count = usize::try_from(node.get::<i32>(b"Count")?).ok()?;
    (1..=limits::TREE_NODES).contains(&count).then_some(count)
}

/// The bytes of an entry that is a reference, a dictionary, an array or a number.
fn raw_value(dict: &Dict<'_>, key: &[u8]) -> Option<Vec<u8>> {
    match dict.get_raw::<Object<'_>>(key)? {
        MaybeRef::Ref(reference) => Some(reference.to_string().into_bytes()),
        MaybeRef::NotRef(Object::Dict(value)) => Some(value.data().to_vec()),
        MaybeRef::NotRef(Object::Array(value)) => Some([b"[", value.data(), b"]"].concat()),
        MaybeRef::NotRef(Object::Number(value)) => Some(value.to_string().into_bytes()),
        MaybeRef::NotRef(_) => None,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use hayro_syntax::Pdf;

    /// A file of so many pages, as wide as their numbers, with so many kids to a node of the tree. Its last object is
    /// another tree, without pages.
    pub fn file(pages: usize, kids: usize) -> Vec<u8> {
        let page = |number| format!("/Type /Page /MediaBox [0 0 {number} 100]");
        let mut objects = vec!["/Type /Catalog /Pages 0000002 0 R".to_owned(), String::new()];
        objects.extend((1..=pages).map(page));
        let mut level: Vec<(usize, usize)> = (3..pages + 3).map(|object| (object, 1)).collect();
        loop {
            let is_root = level.len() <= kids;
            let mut above = Vec::new();
            for part in level.chunks(kids) {
                let count: usize = part.iter().map(|(_, count)| count).sum();
                let references: String = part.iter().map(|(object, _)| format!("{object} 0 R ")).collect();
                let node = format!("/Type /Pages /Count {count} /Kids [{references}]");
                let number = if is_root { 2 } else { objects.len() + 1 };
                for (object, _) in part {
                    objects[object - 1] += &format!(" /Parent {number} 0 R");
                }
                if is_root {
                    objects[1] = node;
                } else {
                    objects.push(node);
                }
                above.push((number, count));
            }
            level = above;
            if is_root {
                break;
            }
        }
        objects.push("/Type /Pages /Count 0 /Kids []".to_owned());
        let mut file = String::from("%PDF-1.7\n");
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj << {object} >> endobj\n", index + 1);
        }
        let start = file.len();
        let trailer = format!("trailer << /Size {} /Root 1 0 R >>", objects.len() + 1);
        (file + &table + &trailer + &format!("\nstartxref\n{start}\n%%EOF\n")).into_bytes()
    }

    const ROOT: (u32, i32) = (2, 0);

    /// Nodes looked at to find one page.
    fn visited(pdf: &Pdf, number: usize) -> usize {
        let mut walk = Walk::new(pdf.xref(), ObjectIdentifier::new(ROOT.0, ROOT.1)).expect("a tree");
        let found = walk.pages(number, number).expect("the page");
        assert_eq!(found[0].pages[0].to_string(), format!("{} 0 R", number + 2));
        walk.visited
    }

    #[test]
    fn a_page_costs_the_way_to_it_and_not_the_pages_before_and_behind_it() {
        let branched = Pdf::new(file(1_000, 10)).expect("a file");
        for number in [1, 500, 1_000] {
            // A root and two levels of nodes below it; at most ten looked at on each, and the page.
            assert!(visited(&branched, number) <= 1 + 10 + 10 + 1);
        }
        // The parser itself is kept from walking this one.
        let flat = String::from_utf8(file(100_000, 100_000)).expect("text");
        let flat = flat.replacen("/Pages 0000002 0 R", "/Pages 0100003 0 R", 1);
        let flat = Pdf::new(flat.into_bytes()).expect("a file");
        for number in [1, 50_000, 100_000] {
            assert_eq!(visited(&flat, number), 2);
        }
    }

    #[test]
    fn numbers_are_found_from_the_page_upwards() {
        let pdf = Pdf::new(file(1_000, 10)).expect("a file");
        let numbering = Numbering::new(pdf.xref(), ObjectIdentifier::new(ROOT.0, ROOT.1));
        for number in [1, 11, 567, 1_000] {
            assert_eq!(numbering.of(ObjectIdentifier::new(number + 2, 0)), Some(number));
        }
        assert_eq!(numbering.of(ObjectIdentifier::new(1, 0)), None);
    }

    #[test]
    fn a_count_that_cannot_be_right_selects_nothing() {
        let text = String::from_utf8(file(20, 4)).expect("text");
        for count in ["/Count 21", "/Count 0", "/Count -1", "/Count x"] {
            let pdf = Pdf::new(text.replacen("/Count 20", count, 1).into_bytes()).expect("a file");
            let walk = Walk::new(pdf.xref(), ObjectIdentifier::new(ROOT.0, ROOT.1));
            assert!(walk.and_then(|mut walk| walk.pages(20, 21)).is_none(), "{count}");
        }
    }
}
