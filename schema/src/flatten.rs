//! Fields that stand among those of another type.

use std::collections::BTreeMap;

use crate::error::{Context, Error, Result};
use crate::model::{Content, Field, Kind, Model, Tagging, Type};
use crate::naming::camel_case;

/// Whether a struct's fields stand among others: in a struct that flattens it, or beside a tag.
pub fn is_embedded(model: &Model, path: &str) -> bool {
    let this = Type::Named(path.to_owned());
    model.definitions.iter().any(|definition| match &definition.kind {
        Kind::Alias(_) => false,
        Kind::Struct { fields, .. } => {
            fields.iter().any(|field| field.flatten && *field.shape.required() == this)
        }
        Kind::Enum { tagging, variants } => {
            matches!(tagging, Tagging::Internal { .. })
                && variants
                    .iter()
                    .any(|variant| matches!(&variant.content, Content::Newtype(inner) if *inner == this))
        }
    })
}

/// The key by which an internally tagged enum is known.
pub fn tag_of(model: &Model, shape: &Type) -> Option<String> {
    let Type::Named(path) = shape else { return None };
    match &model.get(path)?.kind {
        Kind::Enum { tagging: Tagging::Internal { tag }, .. } => Some(camel_case(tag)),
        _ => None,
    }
}

/// Refuses types in which one key would mean two things.
pub fn check(model: &Model) -> Result<()> {
    for definition in &model.definitions {
        if let Kind::Struct { fields, .. } = &definition.kind {
            check_keys(model, fields).at(&definition.path)?;
        }
    }
    Ok(())
}

fn check_keys(model: &Model, fields: &[Field]) -> Result<()> {
    let mut keys = BTreeMap::new();
    for field in fields.iter().filter(|field| !field.flatten) {
        for name in std::iter::once(&field.wire).chain(&field.aliases) {
            if keys.insert(camel_case(name), field).is_some() {
                return Err(Error::new(format!("two fields are called {}", camel_case(name))));
            }
        }
    }
    for part in fields.iter().filter(|field| field.flatten) {
        for inner in flattened(model, part.shape.required()) {
            let name = camel_case(&inner.wire);
            if keys.get(&name).is_some_and(|outer| outer.shape.required() != inner.shape.required()) {
                return Err(Error::new(format!("{name} and its namesake in {} differ in type", part.rust)));
            }
        }
    }
    Ok(())
}

/// The fields that a type brings along where it is flattened.
fn flattened<'a>(model: &'a Model, shape: &Type) -> Vec<&'a Field> {
    let Type::Named(path) = shape else { return Vec::new() };
    match model.get(path).map(|definition| &definition.kind) {
        Some(Kind::Struct { fields, .. }) => fields.iter().collect(),
        Some(Kind::Enum { variants, .. }) => variants
            .iter()
            .flat_map(|variant| match &variant.content {
                Content::Struct(fields) => fields.iter().collect(),
                Content::Newtype(inner) => flattened(model, inner),
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}
