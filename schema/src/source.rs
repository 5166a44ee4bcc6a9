//! The crates' modules, read when asked for, and what a path written in one of them means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::{Attribute, Item, UseTree};

use crate::attributes::Cfg;
use crate::error::{Context, Error, Result};
use crate::locate::{Package, Packages};

/// A module's items, without those that a `cfg` leaves out.
pub struct Module {
    /// The crate's name and those of the modules down to this one.
    pub path: Vec<String>,
    pub items: Vec<Item>,
    /// Where the files of its child modules are.
    folder: PathBuf,
}

impl Module {
    /// The full path of an item of this module.
    pub fn path_of(&self, name: &str) -> String {
        format!("{}::{name}", self.path.join("::"))
    }
}

/// An item and the module it stands in.
#[derive(Clone)]
pub struct Found {
    pub module: Rc<Module>,
    index: usize,
}

impl Found {
    pub fn item(&self) -> Option<&Item> {
        self.module.items.get(self.index)
    }
}

/// What a path leads to.
pub enum Target {
    Item(Found),
    /// A path into a crate that is not read.
    External(String),
}

/// The source of the crates that are read.
pub struct Sources {
    packages: Packages,
    modules: BTreeMap<Vec<String>, Option<Rc<Module>>>,
}

impl Sources {
    pub fn new(packages: Packages) -> Self {
        Self { packages, modules: BTreeMap::new() }
    }

    pub fn packages(&self) -> &Packages {
        &self.packages
    }

    /// What `cfg`s on `item`, a full path, are decided by.
    pub fn cfg(&self, item: &str) -> Result<Cfg<'_>> {
        let name = item.split("::").next().unwrap_or_default();
        let features = &self.package(name)?.features;
        Ok(Cfg { features })
    }

    fn package(&self, name: &str) -> Result<&Package> {
        self.packages.get(name).ok_or_else(|| Error::new(format!("the crate {name} is not read")))
    }

    /// The module at `path`, if there is one.
    pub fn module(&mut self, path: &[String]) -> Result<Option<Rc<Module>>> {
        if let Some(known) = self.modules.get(path) {
            return Ok(known.clone());
        }
        let module = self.read(path).at(path.join("::"))?.map(Rc::new);
        self.modules.insert(path.to_vec(), module.clone());
        Ok(module)
    }

    fn read(&mut self, path: &[String]) -> Result<Option<Module>> {
        let Some((name, parents)) = path.split_last() else { return Ok(None) };
        if parents.is_empty() {
            let root = self.package(name)?.root.clone();
            let folder = root.parent().map(Path::to_owned).unwrap_or_default();
            let items = parse_file(&root)?;
            return self.keep(path, items, folder).map(Some);
        }
        let Some(parent) = self.module(parents)? else { return Ok(None) };
        let declared = parent.items.iter().find_map(|item| match item {
            Item::Mod(module) if module.ident == name => Some(module.clone()),
            _ => None,
        });
        let Some(declared) = declared else { return Ok(None) };
        if let Some((_, items)) = declared.content {
            return self.keep(path, items, parent.folder.join(name)).map(Some);
        }
        let own = parent.folder.join(format!("{name}.rs"));
        let file = if own.is_file() { own } else { parent.folder.join(name).join("mod.rs") };
        let items = parse_file(&file)?;
        self.keep(path, items, parent.folder.join(name)).map(Some)
    }

    fn keep(&self, path: &[String], items: Vec<Item>, folder: PathBuf) -> Result<Module> {
        let mut module = Module { path: path.to_vec(), items: Vec::new(), folder };
        for item in items {
            let full = module.path_of(&item_name(&item).unwrap_or_default());
            if self.cfg(&full)?.effective(item_attributes(&item)).at(&full)?.is_some() {
                module.items.push(item);
            }
        }
        Ok(module)
    }

    /// What `path`, as written in `module`, leads to.
    pub fn resolve(&mut self, module: &Rc<Module>, path: &[String]) -> Result<Option<Target>> {
        self.lookup(&module.path, path, &mut BTreeSet::new())
    }

    fn lookup(
        &mut self,
        module_path: &[String],
        path: &[String],
        seen: &mut BTreeSet<(Vec<String>, Vec<String>)>,
    ) -> Result<Option<Target>> {
        if !seen.insert((module_path.to_vec(), path.to_vec())) {
            return Ok(None);
        }
        let (Some((first, rest)), Some(crate_name)) = (path.split_first(), module_path.first()) else {
            return Ok(None);
        };
        match first.as_str() {
            "crate" => return self.lookup(std::slice::from_ref(crate_name), rest, seen),
            "self" => return self.lookup(module_path, rest, seen),
            "super" => {
                let parent = module_path.split_last().map_or(&[][..], |(_, parent)| parent);
                return self.lookup(parent, rest, seen);
            }
            _ => {}
        }
        let Some(module) = self.module(module_path)? else { return Ok(None) };
        if rest.is_empty() {
            if let Some(index) = module.items.iter().position(|item| is_definition(item, first)) {
                return Ok(Some(Target::Item(Found { module, index })));
            }
        } else {
            let child = [module_path, std::slice::from_ref(first)].concat();
            if self.module(&child)?.is_some() {
                return self.lookup(&child, rest, seen);
            }
        }
        let imports = imports(&module);
        for import in imports.iter().filter(|import| import.name.as_ref() == Some(first)) {
            let target = [&import.path, rest].concat();
            if let Some(target) = self.lookup(module_path, &target, seen)? {
                return Ok(Some(target));
            }
        }
        if self.package(crate_name)?.externs.contains(first) && !rest.is_empty() {
            if self.packages.contains_key(first) {
                return self.lookup(std::slice::from_ref(first), rest, seen);
            }
            return Ok(Some(Target::External(path.join("::"))));
        }
        for import in imports.iter().filter(|import| import.name.is_none()) {
            let target = [&import.path, path].concat();
            if let Some(Target::Item(found)) = self.lookup(module_path, &target, seen)? {
                return Ok(Some(Target::Item(found)));
            }
        }
        Ok(None)
    }
}

/// A name that a `use` brings in; a glob has none.
struct Import {
    name: Option<String>,
    path: Vec<String>,
}

fn imports(module: &Module) -> Vec<Import> {
    let mut imports = Vec::new();
    for item in &module.items {
        if let Item::Use(item) = item {
            flatten_use(&item.tree, &mut Vec::new(), &mut imports);
        }
    }
    imports
}

fn flatten_use(tree: &UseTree, prefix: &mut Vec<String>, imports: &mut Vec<Import>) {
    let mut add = |name: Option<String>, last: Option<String>| {
        let path = prefix.iter().cloned().chain(last.filter(|last| last != "self")).collect();
        imports.push(Import { name, path });
    };
    match tree {
        UseTree::Name(name) if name.ident == "self" => add(prefix.last().cloned(), None),
        UseTree::Name(name) => add(Some(name.ident.to_string()), Some(name.ident.to_string())),
        UseTree::Rename(rename) => add(Some(rename.rename.to_string()), Some(rename.ident.to_string())),
        UseTree::Glob(_) => add(None, None),
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten_use(&path.tree, prefix, imports);
            prefix.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten_use(tree, prefix, imports)),
    }
}

fn parse_file(file: &Path) -> Result<Vec<Item>> {
    let text = std::fs::read_to_string(file).at(file.display())?;
    Ok(syn::parse_file(&text).at(file.display())?.items)
}

fn is_definition(item: &Item, name: &str) -> bool {
    matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Fn(_) | Item::Const(_) | Item::Type(_))
        && item_name(item).as_deref() == Some(name)
}

/// The name an item is known by; an `impl` goes by that of its type.
fn item_name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Impl(item) => match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last()?.ident.to_string(),
            _ => return None,
        },
        _ => return None,
    })
}

fn item_attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        _ => &[],
    }
}
