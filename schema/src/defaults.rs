//! What a field is when the input leaves it out, where that can be read off the source.
//!
//! Expressions are evaluated as far as the two crates need it: literals, arithmetic on whole numbers,
//! constants, variants, and calls of functions whose body is one such expression. Anything else has a
//! default that is not told.

use std::rc::Rc;

use serde_json::{Value, json};
use syn::{BinOp, Block, Expr, ImplItem, Item, Lit, Stmt, UnOp};

use crate::attributes::derives;
use crate::error::{Error, Result};
use crate::model::{Content, Kind, Tagging, Type};
use crate::naming::camel_case;
use crate::parse::Parser;
use crate::source::{Module, Target};

/// The `Default` of a type.
pub fn of_type(parser: &mut Parser<'_>, shape: &Type) -> Result<Option<Value>> {
    Ok(match shape {
        Type::Bool => Some(json!(false)),
        Type::Integer(..) | Type::Number => Some(json!(0)),
        Type::String => Some(json!("")),
        Type::List(_) => Some(json!([])),
        Type::Map(_) => Some(json!({})),
        Type::Optional(_) => Some(Value::Null),
        Type::Named(path) => of_enum(parser, path)?,
        _ => None,
    })
}

/// What the function that `serde(default = "..")` names gives.
pub fn of_call(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    function: &str,
    shape: &Type,
) -> Result<Option<Value>> {
    let path: Vec<String> = function.split("::").map(str::to_owned).collect();
    call(parser, module, &path, shape)
}

/// What the `Default` of the struct at `path` gives to its field.
pub fn of_field(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    path: &str,
    field: &str,
    shape: &Type,
) -> Result<Option<Value>> {
    let name = path.rsplit("::").next().unwrap_or_default();
    let Some(body) = default_body(module, name) else { return of_type(parser, shape) };
    let Some(Expr::Struct(literal)) = result_of(parser, module, name, &body)? else { return Ok(None) };
    for value in &literal.fields {
        let syn::Member::Named(member) = &value.member else { continue };
        if member == field {
            return evaluate(parser, module, &value.expr, shape);
        }
    }
    Ok(None)
}

fn of_enum(parser: &mut Parser<'_>, path: &str) -> Result<Option<Value>> {
    let mut parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    let name = parts.pop().unwrap_or_default();
    let Some(module) = parser.sources.module(&parts)? else { return Ok(None) };
    if let Some(body) = default_body(&module, &name) {
        let shape = Type::Named(path.to_owned());
        return match result_of(parser, &module, &name, &body)? {
            Some(expression) => evaluate(parser, &module, &expression, &shape),
            None => Ok(None),
        };
    }
    let item = module.items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == name => Some(item),
        _ => None,
    });
    let Some(item) = item else { return Ok(None) };
    let metas = parser.sources.cfg(path)?.effective(&item.attrs)?.unwrap_or_default();
    if !derives(&metas)?.contains("Default") {
        return Err(Error::new(format!("{path} has no Default")));
    }
    let marked =
        item.variants.iter().find(|variant| variant.attrs.iter().any(|it| it.path().is_ident("default")));
    Ok(marked.and_then(|variant| unit_variant(parser, path, &variant.ident.to_string())))
}

/// A variant without content as it is on JavaScript's side.
fn unit_variant(parser: &Parser<'_>, path: &str, name: &str) -> Option<Value> {
    let Kind::Enum { tagging, variants } = &parser.model.get(path)?.kind else { return None };
    let variant = variants.iter().find(|variant| variant.rust == name && variant.content == Content::Unit)?;
    match tagging {
        Tagging::External => Some(json!(variant.wire)),
        Tagging::Internal { tag } | Tagging::Adjacent { tag, .. } => {
            Some(json!({ camel_case(tag): variant.wire }))
        }
        Tagging::Untagged => None,
    }
}

/// The body of `fn default` in `impl Default for name`.
fn default_body(module: &Module, name: &str) -> Option<Block> {
    module.items.iter().find_map(|item| {
        let Item::Impl(block) = item else { return None };
        let (_, implemented, _) = block.trait_.as_ref()?;
        let syn::Type::Path(owner) = &*block.self_ty else { return None };
        if !implemented.is_ident("Default") || !owner.path.is_ident(name) {
            return None;
        }
        block.items.iter().find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == "default" => Some(function.block.clone()),
            _ => None,
        })
    })
}

/// The one expression that a body consists of in this build.
fn result_of(parser: &Parser<'_>, module: &Module, name: &str, body: &Block) -> Result<Option<Expr>> {
    let cfg = parser.sources.cfg(&module.path_of(name))?;
    let mut found = None;
    for statement in &body.stmts {
        let expression = match statement {
            Stmt::Expr(Expr::Return(expression), _) => {
                let Some(value) = &expression.expr else { return Ok(None) };
                cfg.effective(&expression.attrs)?.map(|_| (**value).clone())
            }
            Stmt::Expr(expression, None) => Some(expression.clone()),
            Stmt::Macro(statement) if cfg.effective(&statement.attrs)?.is_none() => None,
            _ => return Ok(None),
        };
        found = found.or(expression);
    }
    Ok(found)
}

fn evaluate(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    expression: &Expr,
    shape: &Type,
) -> Result<Option<Value>> {
    match expression {
        Expr::Lit(literal) => literal_value(&literal.lit),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            let inner = evaluate(parser, module, &unary.expr, shape)?;
            Ok(inner.and_then(|value| {
                value.as_i64().map(|number| json!(-number)).or(value.as_f64().map(|number| json!(-number)))
            }))
        }
        Expr::Binary(binary) => {
            let left = evaluate(parser, module, &binary.left, shape)?.and_then(|value| value.as_i64());
            let right = evaluate(parser, module, &binary.right, shape)?.and_then(|value| value.as_i64());
            let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
            Ok(match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                _ => None,
            }
            .map(|number| json!(number)))
        }
        Expr::Tuple(tuple) => {
            let Type::Tuple(parts) = shape else { return Ok(None) };
            let values =
                tuple.elems.iter().zip(parts).map(|(value, part)| evaluate(parser, module, value, part));
            Ok(values.collect::<Result<Option<Vec<Value>>>>()?.map(Value::Array))
        }
        Expr::MethodCall(method) if method.method == "to_string" || method.method == "into" => {
            evaluate(parser, module, &method.receiver, shape)
        }
        Expr::Path(path) => name_value(parser, module, &segments(&path.path), shape),
        Expr::Call(expression) => {
            let Expr::Path(function) = &*expression.func else { return Ok(None) };
            let path = segments(&function.path);
            match (path.join("::").as_str(), expression.args.first()) {
                ("Some", Some(value)) => evaluate(parser, module, value, shape.required()),
                ("String::from", Some(value)) => evaluate(parser, module, value, shape),
                (_, Some(_)) => Ok(None),
                ("String::new" | "Vec::new" | "HashMap::new" | "Default::default", None) => {
                    of_type(parser, shape)
                }
                (_, None) if path.last().is_some_and(|last| last == "default") => of_type(parser, shape),
                (_, None) => call(parser, module, &path, shape),
            }
        }
        _ => Ok(None),
    }
}

fn literal_value(literal: &Lit) -> Result<Option<Value>> {
    Ok(match literal {
        Lit::Bool(value) => Some(json!(value.value)),
        Lit::Int(value) => Some(json!(value.base10_parse::<i64>()?)),
        Lit::Float(value) => Some(json!(value.base10_parse::<f64>()?)),
        Lit::Str(value) => Some(json!(value.value())),
        Lit::Char(value) => Some(json!(value.value().to_string())),
        _ => None,
    })
}

/// `None`, a constant, or a variant.
fn name_value(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    path: &[String],
    shape: &Type,
) -> Result<Option<Value>> {
    if path.len() == 1 && path.first().is_some_and(|name| name == "None") {
        return Ok(Some(Value::Null));
    }
    if let (Type::Named(owner), [.., variant]) = (shape.required(), path) {
        return Ok(unit_variant(parser, owner, variant));
    }
    match parser.sources.resolve(module, path)? {
        Some(Target::Item(found)) => match found.item().cloned() {
            Some(Item::Const(constant)) => evaluate(parser, &found.module, &constant.expr, shape),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn call(
    parser: &mut Parser<'_>,
    module: &Rc<Module>,
    path: &[String],
    shape: &Type,
) -> Result<Option<Value>> {
    let Some(Target::Item(found)) = parser.sources.resolve(module, path)? else { return Ok(None) };
    let Some(Item::Fn(function)) = found.item().cloned() else { return Ok(None) };
    let name = function.sig.ident.to_string();
    match result_of(parser, &found.module, &name, &function.block)? {
        Some(expression) => evaluate(parser, &found.module, &expression, shape),
        None => Ok(None),
    }
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}
