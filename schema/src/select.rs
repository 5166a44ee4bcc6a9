//! Takes out of the options what the sandbox cannot do.

use serde_json::{Map, Value, json};

use crate::error::{Context, Error, Result};
use crate::model::{Field, Kind, Model, Type};
use crate::naming::camel_case;
use crate::unavailable::Unavailable;

/// Removes each option, or its `true`, and what only they reach.
///
/// An entry for an option that kreuzberg does not have is an error: the table has outlived it.
pub fn remove(model: &mut Model, table: &[Unavailable]) -> Result<()> {
    for entry in table {
        remove_one(model, entry).at(entry.path)?;
    }
    model.prune();
    Ok(())
}

fn remove_one(model: &mut Model, entry: &Unavailable) -> Result<()> {
    let mut owner = model.root.clone();
    let (parents, name) = match entry.path.rsplit_once('.') {
        Some((parents, name)) => (parents.split('.').collect(), name),
        None => (Vec::new(), entry.path),
    };
    for parent in parents {
        let (fields, _) = fields_of(model, &owner)?;
        let field = fields.iter().find(|field| camel_case(&field.wire) == parent);
        match field.map(|field| field.shape.required().clone()) {
            Some(Type::Named(path)) => owner = path,
            _ => return Err(Error::new(format!("{parent} is no option with options of its own"))),
        }
    }
    let (fields, absent) = fields_of(model, &owner)?;
    if absent.iter().any(|field| camel_case(field) == name) {
        return Ok(());
    }
    let position = fields.iter().position(|field| camel_case(&field.wire) == name);
    let position = position.ok_or_else(|| Error::new("there is no such option"))?;
    if !entry.takes_false {
        fields.remove(position);
        return Ok(());
    }
    match fields.get_mut(position) {
        Some(field) if field.shape == Type::Bool => {
            field.shape = Type::Constant(json!(false));
            field.default = None;
            field.doc = format!("Cannot be switched on. {}", entry.reason);
            Ok(())
        }
        _ => Err(Error::new("what is no boolean cannot be switched off")),
    }
}

fn fields_of<'a>(model: &'a mut Model, path: &str) -> Result<(&'a mut Vec<Field>, &'a [String])> {
    match model.get_mut(path).map(|definition| &mut definition.kind) {
        Some(Kind::Struct { fields, absent }) => Ok((fields, absent)),
        _ => Err(Error::new(format!("{path} is no struct"))),
    }
}

/// The table as it stands in the schema of the options.
pub fn as_json(table: &[Unavailable]) -> Value {
    table.iter().map(|entry| (entry.path.to_owned(), json!(entry.reason))).collect::<Map<_, _>>().into()
}
