//! Interactive forms (ISO 32000-2, 12.7): the fields with their values.

use super::catalog::{self, Catalog};
use super::{limits, strings};
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The terminal fields in order, each `{ name, type, value }`. `name` is the full name, `type` one of `text`,
/// `button`, `choice` and `signature`; `value` is left out where the field has none.
#[inline(never)]
pub fn read(catalog: &Catalog<'_>) -> Vec<Value> {
    let mut fields = Vec::new();
    let Some(form) = catalog.dict.get::<Dict<'_>>(b"AcroForm") else { return fields };
    let Some(roots) = form.get::<Array<'_>>(b"Fields") else { return fields };
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let mut stack: Vec<Field<'_>> =
        roots.iter::<Dict<'_>>().take(limits::TREE_NODES).map(Field::root).collect();
    stack.reverse();
    while let Some(field) = stack.pop() {
        let known = field.dict.obj_id().is_some_and(|id| !seen.insert(id));
        if known || fields.len() >= limits::TREE_NODES || field.depth > limits::NESTING {
            continue;
        }
        let field = field.completed();
        let kids: Vec<Dict<'_>> =
            field.dict.get::<Array<'_>>(b"Kids").map(|kids| kids.iter().collect()).unwrap_or_default();
        // Kids without a name of their own are the field's widgets, not fields.
        let children: Vec<Field<'_>> =
            kids.into_iter().filter(|kid| kid.contains_key(b"T")).map(|kid| field.child(kid)).collect();
        if children.is_empty() {
            fields.extend(field.describe());
        }
        stack.extend(children.into_iter().rev());
    }
    fields
}

struct Field<'a> {
    dict: Dict<'a>,
    name: String,
    kind: Option<String>,
    value: Option<Object<'a>>,
    depth: usize,
}

impl<'a> Field<'a> {
    fn root(dict: Dict<'a>) -> Self {
        Self { dict, name: String::new(), kind: None, value: None, depth: 0 }
    }

    /// A child inherits type and value (12.7.4.1).
    fn child(&self, dict: Dict<'a>) -> Self {
        Self {
            dict,
            name: self.name.clone(),
            kind: self.kind.clone(),
            value: self.value.clone(),
            depth: self.depth + 1,
        }
    }

    fn completed(mut self) -> Self {
        if let Some(partial) = catalog::text(&self.dict, b"T") {
            if !self.name.is_empty() {
                self.name.push('.');
            }
            self.name.push_str(&partial);
        }
        self.kind = catalog::name(&self.dict, b"FT").or(self.kind);
        self.value = self.dict.get::<Object<'a>>(b"V").or(self.value);
        self
    }

    fn describe(&self) -> Option<Value> {
        let kind = match self.kind.as_deref()? {
            "Tx" => "text",
            "Btn" => "button",
            "Ch" => "choice",
            "Sig" => "signature",
            _ => return None,
        };
        let mut field = json!({ "name": self.name, "type": kind });
        if let (Some(value), Some(object)) = (self.value.as_ref().and_then(value), field.as_object_mut()) {
            object.insert("value".to_owned(), value);
        }
        Some(field)
    }
}

fn value(object: &Object<'_>) -> Option<Value> {
    match object {
        Object::String(text) => Some(json!(strings::decode(text.as_bytes()))),
        Object::Name(name) => Some(json!(name.as_str())),
        Object::Array(items) => {
            Some(Value::Array(items.iter::<Object<'_>>().filter_map(|item| value_text(&item)).collect()))
        }
        Object::Stream(stream) => stream_text(stream),
        _ => None,
    }
}

fn value_text(object: &Object<'_>) -> Option<Value> {
    match object {
        Object::String(text) => Some(json!(strings::decode(text.as_bytes()))),
        _ => None,
    }
}

/// A long or rich value may be a stream (12.7.4.3).
fn stream_text(stream: &Stream<'_>) -> Option<Value> {
    Some(json!(strings::decode(&stream.decoded_data().ok()?)))
}
