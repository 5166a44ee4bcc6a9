//! Rust's types to the model's.

use std::rc::Rc;

use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments};

use crate::error::{Error, Result};
use crate::model::Type;
use crate::parse::Parser;
use crate::source::{Module, Target};

/// The largest whole number that JavaScript's numbers hold exactly.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// The shape of `written`, a type that stands in `module`.
pub fn shape(parser: &mut Parser<'_>, module: &Rc<Module>, written: &syn::Type) -> Result<Type> {
    match written {
        syn::Type::Path(path) if path.qself.is_none() => named(parser, module, &path.path),
        syn::Type::Tuple(tuple) if !tuple.elems.is_empty() => Ok(Type::Tuple(
            tuple.elems.iter().map(|part| shape(parser, module, part)).collect::<Result<_>>()?,
        )),
        syn::Type::Array(array) => {
            let part = shape(parser, module, &array.elem)?;
            Ok(Type::Tuple(vec![part; length(&array.len)?]))
        }
        syn::Type::Reference(reference) => shape(parser, module, &reference.elem),
        syn::Type::Paren(inner) => shape(parser, module, &inner.elem),
        _ => Err(Error::new("a type of a kind that is not understood")),
    }
}

fn length(expression: &Expr) -> Result<usize> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Ok(number.base10_parse()?),
        _ => Err(Error::new("an array's length that is not a literal")),
    }
}

fn named(parser: &mut Parser<'_>, module: &Rc<Module>, path: &syn::Path) -> Result<Type> {
    let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let arguments = arguments(path);
    match parser.sources.resolve(module, &written)? {
        Some(Target::Item(found)) => match found.item() {
            Some(syn::Item::Type(alias)) => {
                let alias = alias.ty.clone();
                shape(parser, &found.module, &alias)
            }
            _ => Ok(Type::Named(parser.define(&found)?)),
        },
        Some(Target::External(full)) => external(parser, module, &full, &arguments),
        None => prelude(parser, module, &written.join("::"), &arguments),
    }
}

/// The types of other crates, by the path they are imported from.
fn external(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    path: &str,
    arguments: &[&syn::Type],
) -> Result<Type> {
    match (path, arguments) {
        ("serde_json::Value", []) => Ok(Type::Json),
        ("bytes::Bytes", []) => Ok(Type::Binary),
        ("std::path::PathBuf", []) => Ok(Type::String),
        ("std::borrow::Cow" | "std::sync::Arc" | "std::rc::Rc", [inner]) => shape(parser, module, inner),
        ("std::collections::HashMap" | "std::collections::BTreeMap" | "ahash::AHashMap", [key, value]) => {
            match shape(parser, module, key)? {
                Type::String => Ok(Type::Map(Box::new(shape(parser, module, value)?))),
                other => Err(Error::new(format!("a map with keys of type {other:?}"))),
            }
        }
        ("std::collections::HashSet" | "std::collections::BTreeSet" | "ahash::AHashSet", [inner]) => {
            Ok(Type::List(Box::new(shape(parser, module, inner)?)))
        }
        _ => Err(Error::new(format!("the type {path} is not understood"))),
    }
}

fn prelude(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    name: &str,
    arguments: &[&syn::Type],
) -> Result<Type> {
    let unsigned = |max| Ok(Type::Integer(0, max));
    match (name, arguments) {
        ("bool", []) => Ok(Type::Bool),
        ("String" | "str", []) => Ok(Type::String),
        ("char", []) => Ok(Type::Char),
        ("f32" | "f64", []) => Ok(Type::Number),
        ("u8", []) => unsigned(u8::MAX.into()),
        ("u16", []) => unsigned(u16::MAX.into()),
        // usize has 32 bits on wasm32.
        ("u32" | "usize", []) => unsigned(u32::MAX.into()),
        ("u64", []) => unsigned(MAX_SAFE_INTEGER),
        ("i8", []) => Ok(Type::Integer(i8::MIN.into(), i8::MAX.into())),
        ("i16", []) => Ok(Type::Integer(i16::MIN.into(), i16::MAX.into())),
        ("i32" | "isize", []) => Ok(Type::Integer(i32::MIN.into(), i32::MAX.into())),
        ("i64", []) => Ok(Type::Integer(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)),
        ("Box", [inner]) => shape(parser, module, inner),
        ("Vec", [inner]) => Ok(Type::List(Box::new(shape(parser, module, inner)?))),
        ("Option", [inner]) => match shape(parser, module, inner)? {
            Type::Optional(_) => Err(Error::new("an Option of an Option")),
            inner => Ok(Type::Optional(Box::new(inner))),
        },
        _ => Err(Error::new(format!("the type {name} is not understood"))),
    }
}

/// The type arguments of the last part of a path.
fn arguments(path: &syn::Path) -> Vec<&syn::Type> {
    let Some(PathArguments::AngleBracketed(list)) = path.segments.last().map(|segment| &segment.arguments)
    else {
        return Vec::new();
    };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        })
        .collect()
}
