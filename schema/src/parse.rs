//! Rust definitions, as serde sees them, to the [`Model`].

use std::rc::Rc;

use syn::{Fields, Item, ItemEnum, ItemStruct, Meta};

use crate::attributes::{self, DefaultFrom, Serde};
use crate::defaults;
use crate::error::{Context, Error, Result};
use crate::model::{Content, Definition, Field, Kind, Model, Tagging, Type, Variant};
use crate::naming::Case;
use crate::overrides;
use crate::source::{Found, Module, Sources, Target};
use crate::types;

/// Which way values go through the seam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Options, read by serde.
    In,
    /// Results, written by serde.
    Out,
}

impl Direction {
    fn derive(self) -> &'static str {
        match self {
            Self::In => "Deserialize",
            Self::Out => "Serialize",
        }
    }
}

/// Reads a type and all that it reaches.
pub struct Parser<'a> {
    pub sources: &'a mut Sources,
    pub direction: Direction,
    pub model: Model,
}

/// The model of the type at `path`, written from its crate's root (`["kreuzberg", "types", "Chunk"]`).
pub fn parse(sources: &mut Sources, path: &[&str], direction: Direction) -> Result<Model> {
    let mut parser = Parser { sources, direction, model: Model::default() };
    parser.model.root = parser.define_at(path)?;
    Ok(parser.model)
}

impl Parser<'_> {
    /// Adds the definition at a path written from its crate's root.
    fn define_at(&mut self, path: &[&str]) -> Result<String> {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        let (crate_name, rest) = path.split_first().ok_or_else(|| Error::new("an empty path"))?;
        let module = self.sources.module(std::slice::from_ref(crate_name))?;
        let target = match module {
            Some(module) => self.sources.resolve(&module, rest)?,
            None => None,
        };
        let Some(Target::Item(found)) = target else {
            return Err(Error::new(format!("there is no {}", path.join("::"))));
        };
        self.define(&found)
    }

    /// Adds a definition, and those it mentions, to the model; gives its path.
    pub fn define(&mut self, found: &Found) -> Result<String> {
        let item = found.item().ok_or_else(|| Error::new("a definition that is gone"))?.clone();
        let name = match &item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            _ => return Err(Error::new("a definition that is neither a struct nor an enum")),
        };
        let path = found.module.path_of(&name);
        if self.model.get(&path).is_some() {
            return Ok(path);
        }
        let shown = overrides::renamed(&path).unwrap_or(&name).to_owned();
        if let Some(other) = self.model.definitions.iter().find(|other| other.name == shown) {
            return Err(Error::new(format!("{path} and {} are both called {shown}", other.path)));
        }
        // A recursive type meets itself while its parts are read: the place is taken first.
        let place = self.model.definitions.len();
        let kind = Kind::Alias(Type::Json);
        self.model.definitions.push(Definition { path: path.clone(), name: shown, doc: String::new(), kind });
        let (doc, kind) = match &item {
            Item::Struct(item) => self.structure(&found.module, item, &path),
            Item::Enum(item) => self.enumeration(&found.module, item, &path),
            _ => Err(Error::new("a definition that is neither a struct nor an enum")),
        }
        .at(&path)?;
        if let Some(definition) = self.model.definitions.get_mut(place) {
            (definition.doc, definition.kind) = (doc, kind);
        }
        Ok(path)
    }

    fn structure(&mut self, module: &Rc<Module>, item: &ItemStruct, path: &str) -> Result<(String, Kind)> {
        let (metas, serde) = self.container(&item.attrs, path)?;
        if !item.generics.params.is_empty() {
            return Err(Error::new("a generic type"));
        }
        self.derived(&metas)?;
        let doc = attributes::doc(&metas)?;
        let kind = match &item.fields {
            Fields::Named(fields) => {
                let mut absent = self.absent(fields, path)?;
                let mut fields = self.fields(module, fields, &serde, serde.rename_all, path)?;
                fields.extend(self.added(path)?);
                absent.retain(|name| !fields.iter().any(|field| field.rust == *name));
                Kind::Struct { fields, absent }
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 && serde.default.is_none() => {
                let field = fields.unnamed.first().ok_or_else(|| Error::new("no field"))?;
                Kind::Alias(types::shape(self, module, &field.ty)?)
            }
            _ => return Err(Error::new("a tuple or unit struct")),
        };
        if serde.transparent && !matches!(kind, Kind::Alias(_)) {
            return Err(Error::new("serde(transparent) on named fields"));
        }
        Ok((doc, kind))
    }

    fn container(&self, attributes: &[syn::Attribute], path: &str) -> Result<(Vec<Meta>, Serde)> {
        let metas =
            self.sources.cfg(path)?.effective(attributes)?.ok_or_else(|| Error::new("left out by a cfg"))?;
        let serde = Serde::parse(&metas)?;
        Ok((metas, serde))
    }

    fn derived(&self, metas: &[Meta]) -> Result<()> {
        if attributes::derives(metas)?.contains(self.direction.derive()) {
            return Ok(());
        }
        Err(Error::new(format!("{} is not derived, and no override covers it", self.direction.derive())))
    }

    /// The fields that a `cfg` leaves out.
    fn absent(&self, fields: &syn::FieldsNamed, path: &str) -> Result<Vec<String>> {
        let mut absent = Vec::new();
        for field in &fields.named {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            if self.sources.cfg(&format!("{path}::{name}"))?.effective(&field.attrs)?.is_none() {
                absent.push(name);
            }
        }
        Ok(absent)
    }

    /// This project's own options among those of the struct at `path`.
    fn added(&mut self, path: &str) -> Result<Vec<Field>> {
        let is_read = self.direction == Direction::In;
        let here = overrides::ADDED_OPTIONS.iter().filter(|option| is_read && option.owner == path);
        here.map(|option| {
            Ok(Field {
                rust: option.name.to_owned(),
                wire: option.name.to_owned(),
                aliases: Vec::new(),
                doc: option.doc.to_owned(),
                shape: Type::Optional(Box::new(Type::Named(self.define_at(option.shape)?))),
                required: false,
                skippable: false,
                default: None,
                flatten: false,
                ours: true,
            })
        })
        .collect()
    }

    /// The fields of a struct or of a variant; `path` is the full path of the struct.
    fn fields(
        &mut self,
        module: &Rc<Module>,
        fields: &syn::FieldsNamed,
        container: &Serde,
        case: Option<Case>,
        path: &str,
    ) -> Result<Vec<Field>> {
        let mut out = Vec::new();
        for field in &fields.named {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            let name = name.strip_prefix("r#").unwrap_or(&name);
            if let Some(field) = self.field(module, field, name, container, case, path).at(name)? {
                out.push(field);
            }
        }
        Ok(out)
    }

    fn field(
        &mut self,
        module: &Rc<Module>,
        field: &syn::Field,
        name: &str,
        container: &Serde,
        case: Option<Case>,
        path: &str,
    ) -> Result<Option<Field>> {
        let full = format!("{path}::{name}");
        let Some(metas) = self.sources.cfg(&full)?.effective(&field.attrs)? else { return Ok(None) };
        let serde = Serde::parse(&metas)?;
        let (skipped, with) = match self.direction {
            Direction::In => (serde.skip_deserializing, &serde.deserialize_with),
            Direction::Out => (serde.skip_serializing, &serde.serialize_with),
        };
        if skipped {
            return Ok(None);
        }
        if let Some(function) = with.as_ref().filter(|function| !overrides::keeps_shape(function)) {
            return Err(Error::new(format!("what {function} does to the wire shape is not known")));
        }
        let written = types::shape(self, module, &field.ty)?;
        let shape = match overrides::words(&full) {
            Some(words) if written == Type::String => Type::Word(words),
            Some(_) => return Err(Error::new("an override for a field that is no string")),
            None => written,
        };
        let default = match (self.direction, &serde.default, &container.default) {
            (Direction::Out, ..) | (_, None, None) => None,
            (_, Some(DefaultFrom::Trait), _) => defaults::of_type(self, &shape)?,
            (_, Some(DefaultFrom::Function(function)), _) => {
                defaults::of_call(self, module, function, &shape)?
            }
            (_, None, Some(_)) => defaults::of_field(self, module, path, name, &shape)?,
        };
        let has_default = serde.default.is_some() || container.default.is_some();
        let optional = matches!(shape, Type::Optional(_)) && with.is_none();
        Ok(Some(Field {
            rust: name.to_owned(),
            wire: serde
                .rename
                .unwrap_or_else(|| case.map_or_else(|| name.to_owned(), |case| case.field(name))),
            aliases: serde.aliases,
            doc: attributes::doc(&metas)?,
            required: !has_default && !optional,
            // Left out only where nothing says so: an `Option` that is `None` is written as null.
            skippable: serde.skip_serializing_if.is_some(),
            shape: if serde.skip_serializing_if.as_deref() == Some("Option::is_none")
                && self.direction == Direction::Out
            {
                shape.required().clone()
            } else {
                shape
            },
            default: default.filter(|value| !value.is_null()),
            flatten: serde.flatten,
            ours: false,
        }))
    }

    fn enumeration(&mut self, module: &Rc<Module>, item: &ItemEnum, path: &str) -> Result<(String, Kind)> {
        let (metas, serde) = self.container(&item.attrs, path)?;
        self.derived(&metas)?;
        let tagging = match (serde.tag.clone(), serde.content.clone(), serde.untagged) {
            (None, None, false) => Tagging::External,
            (Some(tag), None, false) => Tagging::Internal { tag },
            (Some(tag), Some(content), false) => Tagging::Adjacent { tag, content },
            (None, None, true) => Tagging::Untagged,
            _ => return Err(Error::new("tag, content and untagged contradict one another")),
        };
        let mut variants = Vec::new();
        for variant in &item.variants {
            let name = variant.ident.to_string();
            if !overrides::DROPPED_VARIANTS.contains(&(path, name.as_str())) {
                variants.extend(self.variant(module, variant, &serde, path).at(&name)?);
            }
        }
        Ok((attributes::doc(&metas)?, Kind::Enum { tagging, variants }))
    }

    fn variant(
        &mut self,
        module: &Rc<Module>,
        variant: &syn::Variant,
        container: &Serde,
        path: &str,
    ) -> Result<Option<Variant>> {
        let name = variant.ident.to_string();
        let full = format!("{path}::{name}");
        let Some(metas) = self.sources.cfg(&full)?.effective(&variant.attrs)? else { return Ok(None) };
        let serde = Serde::parse(&metas)?;
        let skipped = match self.direction {
            Direction::In => serde.skip_deserializing,
            Direction::Out => serde.skip_serializing,
        };
        if skipped {
            return Ok(None);
        }
        let content = match &variant.fields {
            Fields::Unit => Content::Unit,
            Fields::Named(fields) => {
                let no_default = Serde::default();
                Content::Struct(self.fields(module, fields, &no_default, serde.rename_all, &full)?)
            }
            Fields::Unnamed(fields) => {
                let mut parts = Vec::new();
                for field in &fields.unnamed {
                    parts.push(types::shape(self, module, &field.ty)?);
                }
                match <[Type; 1]>::try_from(parts) {
                    Ok([only]) => Content::Newtype(only),
                    Err(parts) => Content::Tuple(parts),
                }
            }
        };
        let extra = overrides::VALUE_ALIASES
            .iter()
            .filter(|(owner, ..)| *owner == path && self.direction == Direction::In);
        let wire = serde
            .rename
            .unwrap_or_else(|| container.rename_all.map_or_else(|| name.clone(), |case| case.variant(&name)));
        let extra = extra.filter(|(_, _, value)| *value == wire).map(|(_, word, _)| (*word).to_owned());
        Ok(Some(Variant {
            aliases: serde.aliases.into_iter().chain(extra).collect(),
            rust: name,
            doc: attributes::doc(&metas)?,
            content,
            untagged: serde.untagged,
            wire,
        }))
    }
}
