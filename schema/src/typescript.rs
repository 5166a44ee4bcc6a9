//! The models as TypeScript.

use std::fmt::Write as _;

use crate::docs::{Vocabulary, owner};
use crate::error::{Error, Result};
use crate::flatten;
use crate::model::{Content, Definition, Field, Kind, Model, Tagging, Type, Variant};
use crate::naming::camel_case;
use crate::parse::Direction;

/// Writes the definitions of one model.
pub struct Writer<'a> {
    pub model: &'a Model,
    pub direction: Direction,
    pub words: &'a Vocabulary,
}

impl Writer<'_> {
    /// Every definition's name and text.
    pub fn definitions(&self) -> Result<Vec<(String, String)>> {
        self.model.definitions.iter().map(|it| Ok((it.name.clone(), self.definition(it)?))).collect()
    }

    fn definition(&self, definition: &Definition) -> Result<String> {
        let mut out = comment(&self.words.whole(&definition.doc, &definition.path), "", &[]);
        let name = &definition.name;
        match &definition.kind {
            Kind::Alias(shape) => writeln!(out, "export type {name} = {}", self.shape(shape)?),
            Kind::Struct { fields, .. } if fields.iter().any(|field| field.flatten) => {
                let own = format!("{name}Fields");
                let parts = self.flattened(fields)?;
                writeln!(out, "export type {name} = {own} & {}\n", parts.join(" & "))?;
                writeln!(out, "/** The fields that a {{@link {name}}} of any kind may have. */")?;
                writeln!(out, "export interface {own} {}", self.body(fields, "")?)
            }
            Kind::Struct { fields, .. } => {
                writeln!(out, "export interface {name} {}", self.body(fields, "")?)
            }
            Kind::Enum { tagging, variants } => {
                writeln!(out, "export type {name} ={}", self.union(tagging, variants)?)
            }
        }?;
        Ok(out)
    }

    /// What flattened fields add to a struct.
    fn flattened(&self, fields: &[Field]) -> Result<Vec<String>> {
        let mut parts = Vec::new();
        for field in fields.iter().filter(|field| field.flatten) {
            parts.push(match field.shape.required() {
                Type::Map(inner) => format!("{{ [key: string]: {} | undefined }}", self.shape(inner)?),
                shape @ Type::Named(_) if field.skippable => {
                    let tag = flatten::tag_of(self.model, shape);
                    let tag = tag.ok_or_else(|| Error::new("an untagged part that may be absent"))?;
                    format!("({} | {{ {tag}?: undefined }})", self.shape(shape)?)
                }
                shape => self.shape(shape)?,
            });
        }
        Ok(parts)
    }

    fn body(&self, fields: &[Field], indent: &str) -> Result<String> {
        let mut out = "{\n".to_owned();
        let inner = format!("{indent}  ");
        for field in fields.iter().filter(|field| !field.flatten) {
            let tags: Vec<String> = field.default.iter().map(|value| format!("@default {value}")).collect();
            out += &comment(&self.words.whole(&field.doc, owner(&field.shape)), &inner, &tags);
            writeln!(out, "{inner}{}", self.member(field, &camel_case(&field.wire))?)?;
            if self.direction == Direction::In {
                for alias in &field.aliases {
                    let same = format!("Another name of `{}`; give one of them.", camel_case(&field.wire));
                    out += &comment(&same, &inner, &[]);
                    writeln!(out, "{inner}{}", self.member(field, &camel_case(alias))?)?;
                }
            }
        }
        Ok(out + indent + "}")
    }

    fn member(&self, field: &Field, name: &str) -> Result<String> {
        let shape = &field.shape;
        Ok(match self.direction {
            Direction::Out => {
                format!("{name}{}: {}", if field.skippable { "?" } else { "" }, self.shape(shape)?)
            }
            Direction::In if field.required => format!("{name}: {}", self.shape(shape)?),
            Direction::In => {
                let shape = if field.takes_null() { shape } else { shape.required() };
                format!("{name}?: {} | undefined", self.shape(shape)?)
            }
        })
    }

    fn shape(&self, shape: &Type) -> Result<String> {
        Ok(match shape {
            Type::Bool => "boolean".into(),
            Type::String | Type::Char => "string".into(),
            Type::Integer(..) | Type::Number => "number".into(),
            Type::Binary => "Uint8Array".into(),
            Type::Json => "JsonValue".into(),
            Type::Constant(value) => value.to_string(),
            Type::Word(words) => words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | "),
            Type::Map(inner) => format!("Record<string, {}>", self.shape(inner)?),
            Type::Optional(inner) => format!("{} | null", self.shape(inner)?),
            Type::List(inner) => match self.shape(inner)? {
                union if union.contains(" | ") && !union.starts_with('[') => format!("({union})[]"),
                inner => format!("{inner}[]"),
            },
            Type::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.shape(part)).collect::<Result<Vec<_>>>()?;
                format!("[{}]", parts.join(", "))
            }
            Type::Named(path) => {
                let definition =
                    self.model.get(path).ok_or_else(|| Error::new(format!("{path} is not defined")))?;
                definition.name.clone()
            }
        })
    }

    fn union(&self, tagging: &Tagging, variants: &[Variant]) -> Result<String> {
        let mut out = String::new();
        for variant in variants {
            let doc = comment(&self.words.whole(&variant.doc, ""), "  ", &[]);
            write!(out, "\n{doc}  | {}", self.variant(tagging, variant)?)?;
            if self.direction == Direction::In {
                for alias in &variant.aliases {
                    let doc = comment(&format!("The same as `'{}'`.", variant.wire), "  ", &[]);
                    write!(out, "\n{doc}  | '{alias}'")?;
                }
            }
        }
        Ok(out)
    }

    fn variant(&self, tagging: &Tagging, variant: &Variant) -> Result<String> {
        let tagging = if variant.untagged { &Tagging::Untagged } else { tagging };
        let wire = format!("'{}'", variant.wire);
        Ok(match (tagging, &variant.content) {
            (Tagging::External, Content::Unit) => wire,
            (Tagging::External, content) => {
                format!("{{ {}: {} }}", camel_case(&variant.wire), self.content(content)?)
            }
            (Tagging::Internal { tag }, Content::Struct(fields)) => {
                let body = self.body(fields, "    ")?;
                let rest = body.strip_prefix('{').unwrap_or(&body);
                format!("{{\n      {}: {wire}{rest}", camel_case(tag))
            }
            (Tagging::Internal { tag }, Content::Newtype(shape)) => {
                format!("({{ {}: {wire} }} & {})", camel_case(tag), self.shape(shape)?)
            }
            (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, Content::Unit) => {
                format!("{{ {}: {wire} }}", camel_case(tag))
            }
            (Tagging::Internal { .. }, Content::Tuple(_)) => {
                return Err(Error::new(format!("{} is a tagged tuple", variant.rust)));
            }
            (Tagging::Adjacent { tag, content: name }, content) => {
                format!("{{ {}: {wire}; {}: {} }}", camel_case(tag), camel_case(name), self.content(content)?)
            }
            (Tagging::Untagged, content) => self.content(content)?,
        })
    }

    fn content(&self, content: &Content) -> Result<String> {
        match content {
            Content::Unit => Ok("null".into()),
            Content::Newtype(shape) => self.shape(shape),
            Content::Tuple(parts) => self.shape(&Type::Tuple(parts.clone())),
            Content::Struct(fields) => self.body(fields, "    "),
        }
    }
}

/// A doc comment, or nothing where there is nothing to say.
fn comment(text: &str, indent: &str, tags: &[String]) -> String {
    let text = text.replace("*/", "*\\/");
    let lines: Vec<&str> = text.lines().chain(tags.iter().map(String::as_str)).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let body: String =
                lines.iter().map(|line| format!("{}\n", format!("{indent} * {line}").trim_end())).collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}
