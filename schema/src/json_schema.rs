//! The model as a JSON Schema, draft 2020-12.
//!
//! Beyond the standard: `x-binary` (a `Uint8Array`), `x-key` (serde's name of an option where plain
//! camel-to-snake conversion does not give it), `x-alias-of` (another name of the option named),
//! `x-aliases` (other words for a value, to be replaced by that value), `x-ours` (an option that kreuzberg itself refuses).

use serde_json::{Map, Value, json};

use crate::docs::{Vocabulary, owner};
use crate::error::{Error, Result};
use crate::flatten;
use crate::model::{Content, Definition, Field, Kind, Model, Tagging, Type, Variant};
use crate::naming::{camel_case, snake_case};
use crate::parse::Direction;

/// Writes one model.
pub struct Writer<'a> {
    pub model: &'a Model,
    pub direction: Direction,
    pub words: &'a Vocabulary,
}

impl Writer<'_> {
    /// The schema: its root refers to a definition.
    pub fn schema(&self, title: &str) -> Result<Value> {
        let mut definitions = Map::new();
        for definition in &self.model.definitions {
            let mut schema = self.definition(definition)?;
            describe(&mut schema, &self.words.summary(&definition.doc, &definition.path));
            definitions.insert(definition.name.clone(), schema);
        }
        Ok(json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "$ref": self.reference(&self.model.root)?,
            "$defs": definitions,
        }))
    }

    fn reference(&self, path: &str) -> Result<String> {
        let definition = self.model.get(path).ok_or_else(|| Error::new(format!("{path} is not defined")))?;
        Ok(format!("#/$defs/{}", definition.name))
    }

    fn definition(&self, definition: &Definition) -> Result<Value> {
        match &definition.kind {
            Kind::Alias(shape) => self.shape(shape),
            Kind::Struct { fields, .. } => {
                self.structure(fields, !flatten::is_embedded(self.model, &definition.path))
            }
            Kind::Enum { tagging, variants } => {
                self.enumeration(tagging, variants, !flatten::is_embedded(self.model, &definition.path))
            }
        }
    }

    fn shape(&self, shape: &Type) -> Result<Value> {
        Ok(match shape {
            Type::Bool => json!({ "type": "boolean" }),
            Type::String => json!({ "type": "string" }),
            Type::Char => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
            Type::Integer(minimum, maximum) => {
                json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
            }
            Type::Number => json!({ "type": "number" }),
            Type::Binary => json!({ "x-binary": true }),
            Type::Json => json!({}),
            Type::Word(words) => json!({ "enum": words }),
            Type::Constant(value) => json!({ "const": value }),
            Type::List(inner) => json!({ "type": "array", "items": self.shape(inner)? }),
            Type::Map(inner) => json!({ "type": "object", "additionalProperties": self.shape(inner)? }),
            Type::Tuple(parts) => {
                let items = parts.iter().map(|part| self.shape(part)).collect::<Result<Vec<_>>>()?;
                json!({ "type": "array", "prefixItems": items, "items": false, "minItems": parts.len(), "maxItems": parts.len() })
            }
            Type::Optional(inner) => nullable(self.shape(inner)?),
            Type::Named(path) => json!({ "$ref": self.reference(path)? }),
        })
    }

    fn structure(&self, fields: &[Field], closed: bool) -> Result<Value> {
        let mut schema = self.object(fields)?;
        let mut rest = if closed { json!(false) } else { Value::Null };
        let mut all_of = Vec::new();
        for field in fields.iter().filter(|field| field.flatten) {
            match (field.shape.required(), flatten::tag_of(self.model, field.shape.required())) {
                (Type::Map(inner), _) => rest = self.shape(inner)?,
                (Type::Named(path), Some(tag)) if field.skippable => {
                    all_of.push(
                        json!({ "if": { "required": [tag] }, "then": { "$ref": self.reference(path)? } }),
                    );
                }
                (Type::Named(path), _) if !field.skippable => {
                    all_of.push(json!({ "$ref": self.reference(path)? }))
                }
                _ => {
                    return Err(Error::new(format!(
                        "{} is flattened in a way that is not understood",
                        field.rust
                    )));
                }
            }
        }
        if let Value::Object(schema) = &mut schema {
            if !rest.is_null() {
                // Only the second sees the properties of the schemas in `allOf`.
                let anything = rest == json!({});
                let keyword = if all_of.is_empty() || anything {
                    "additionalProperties"
                } else {
                    "unevaluatedProperties"
                };
                schema.insert(keyword.into(), rest);
            }
            if !all_of.is_empty() {
                schema.insert("allOf".into(), all_of.into());
            }
        }
        Ok(schema)
    }

    /// An object with these properties, open to others.
    fn object(&self, fields: &[Field]) -> Result<Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut exclusive = Vec::new();
        for field in fields.iter().filter(|field| !field.flatten) {
            let name = camel_case(&field.wire);
            properties.insert(name.clone(), self.property(field)?);
            match self.direction {
                Direction::In if field.required => required.push(json!(name)),
                Direction::Out if !field.skippable => required.push(json!(name)),
                _ => {}
            }
            if self.direction == Direction::In {
                for alias in &field.aliases {
                    if field.required {
                        return Err(Error::new(format!("{} is required and has an alias", field.rust)));
                    }
                    let alias_name = camel_case(alias);
                    let mut schema = self.option_shape(field)?;
                    insert(&mut schema, "x-alias-of", json!(name));
                    key(&mut schema, &alias_name, alias);
                    properties.insert(alias_name.clone(), schema);
                    exclusive.push(json!({ "not": { "required": [name, alias_name] } }));
                }
            }
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            insert(&mut schema, "required", required.into());
        }
        if !exclusive.is_empty() {
            insert(&mut schema, "allOf", exclusive.into());
        }
        Ok(schema)
    }

    fn property(&self, field: &Field) -> Result<Value> {
        let mut schema = match self.direction {
            Direction::In => self.option_shape(field)?,
            Direction::Out => self.shape(&field.shape)?,
        };
        describe(&mut schema, &self.words.summary(&field.doc, owner(&field.shape)));
        if let Some(default) = &field.default {
            insert(&mut schema, "default", default.clone());
        }
        if self.direction == Direction::In {
            key(&mut schema, &camel_case(&field.wire), &field.wire);
        }
        if field.ours {
            insert(&mut schema, "x-ours", json!(true));
        }
        Ok(schema)
    }

    fn option_shape(&self, field: &Field) -> Result<Value> {
        self.shape(if field.takes_null() { &field.shape } else { field.shape.required() })
    }

    fn enumeration(&self, tagging: &Tagging, variants: &[Variant], closed: bool) -> Result<Value> {
        if *tagging == Tagging::External
            && variants.iter().all(|it| it.content == Content::Unit && !it.untagged)
        {
            return Ok(self.words_of(variants));
        }
        let schemas = variants
            .iter()
            .map(|variant| self.variant(tagging, variant, closed))
            .collect::<Result<Vec<_>>>()?;
        let keyword = if *tagging == Tagging::Untagged { "anyOf" } else { "oneOf" };
        Ok(json!({ keyword: schemas }))
    }

    /// An enum of mere words. Aliases stand apart: a reader that does not replace them must not let them through.
    fn words_of(&self, variants: &[Variant]) -> Value {
        let words: Vec<&str> = variants.iter().map(|variant| variant.wire.as_str()).collect();
        let mut aliases = Map::new();
        if self.direction == Direction::In {
            for variant in variants {
                aliases.extend(variant.aliases.iter().map(|alias| (alias.clone(), json!(variant.wire))));
            }
        }
        let mut schema = json!({ "enum": words });
        if !aliases.is_empty() {
            insert(&mut schema, "x-aliases", aliases.into());
        }
        schema
    }

    fn variant(&self, tagging: &Tagging, variant: &Variant, is_closed: bool) -> Result<Value> {
        let tagging = if variant.untagged { &Tagging::Untagged } else { tagging };
        if !variant.aliases.is_empty() {
            return Err(Error::new(format!("{} has content and an alias", variant.rust)));
        }
        let wire = json!({ "const": variant.wire });
        let mut schema = match (tagging, &variant.content) {
            (Tagging::External, Content::Unit) => wire,
            (Tagging::External, content) => {
                let name = camel_case(&variant.wire);
                let mut schema = closed(&name, self.content(content)?);
                if self.direction == Direction::In {
                    key(&mut schema, &name, &variant.wire);
                }
                schema
            }
            (Tagging::Internal { tag }, content) => {
                self.tagged(&camel_case(tag), wire, content, is_closed)?
            }
            (Tagging::Adjacent { tag, content: _ }, Content::Unit) => closed(&camel_case(tag), wire),
            (Tagging::Adjacent { tag, content: name }, content) => {
                let (tag, name) = (camel_case(tag), camel_case(name));
                json!({
                    "type": "object",
                    "properties": { tag.clone(): wire, name.clone(): self.content(content)? },
                    "required": [tag, name],
                    "additionalProperties": false,
                })
            }
            (Tagging::Untagged, Content::Unit) => json!({ "type": "null" }),
            (Tagging::Untagged, content) => self.content(content)?,
        };
        describe(&mut schema, &self.words.summary(&variant.doc, ""));
        Ok(schema)
    }

    /// A variant whose tag stands among its own fields.
    fn tagged(&self, tag: &str, wire: Value, content: &Content, closed: bool) -> Result<Value> {
        let mut schema = match content {
            Content::Unit => self.structure(&[], closed)?,
            Content::Struct(fields) => self.structure(fields, closed)?,
            // Open, since the struct is: it may stand in another's place itself.
            Content::Newtype(Type::Named(path)) => json!({ "$ref": self.reference(path)?, "properties": {} }),
            _ => return Err(Error::new("an internally tagged variant with neither fields nor a struct")),
        };
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.insert(tag.to_owned(), wire);
        }
        let mut required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        required.insert(0, json!(tag));
        insert(&mut schema, "required", required.into());
        Ok(schema)
    }

    fn content(&self, content: &Content) -> Result<Value> {
        match content {
            Content::Unit => Ok(json!({ "type": "null" })),
            Content::Newtype(shape) => self.shape(shape),
            Content::Tuple(parts) => self.shape(&Type::Tuple(parts.clone())),
            Content::Struct(fields) => self.structure(fields, true),
        }
    }
}

/// An object of this one property.
fn closed(name: &str, schema: Value) -> Value {
    json!({ "type": "object", "properties": { name: schema }, "required": [name], "additionalProperties": false })
}

fn nullable(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(kind @ Value::String(_)) => {
            *kind = json!([kind.clone(), "null"]);
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn key(schema: &mut Value, name: &str, wire: &str) {
    if snake_case(name) != wire {
        insert(schema, "x-key", json!(wire));
    }
}

fn describe(schema: &mut Value, text: &str) {
    if !text.is_empty() {
        insert(schema, "description", json!(text));
    }
}

fn insert(schema: &mut Value, keyword: &str, value: Value) {
    if let Value::Object(schema) = schema {
        schema.insert(keyword.to_owned(), value);
    }
}
