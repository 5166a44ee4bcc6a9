//! Attributes: `cfg` decided for the wasm build, `cfg_attr` unfolded, serde's read.

use std::collections::BTreeSet;

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaList, Token};

use crate::error::{Error, Result};
use crate::naming::Case;

/// What `cfg` predicates are decided by: the features that are on; all else is wasm32-unknown-unknown.
pub struct Cfg<'a> {
    pub features: &'a BTreeSet<String>,
}

impl Cfg<'_> {
    fn holds(&self, predicate: &Meta) -> Result<bool> {
        match predicate {
            Meta::Path(path) => match ident(path).as_str() {
                "test" | "unix" | "windows" | "debug_assertions" | "miri" | "doc" | "docsrs" | "alef" => {
                    Ok(false)
                }
                other => Err(Error::new(format!("cfg({other}) is not understood"))),
            },
            Meta::NameValue(pair) => {
                let value = string(&pair.value)?;
                match ident(&pair.path).as_str() {
                    "feature" => Ok(self.features.contains(&value)),
                    "target_arch" => Ok(value == "wasm32"),
                    "target_os" => Ok(value == "unknown"),
                    "target_family" => Ok(value == "wasm"),
                    "target_pointer_width" => Ok(value == "32"),
                    "target_env" => Ok(value.is_empty()),
                    other => Err(Error::new(format!("cfg({other} = ..) is not understood"))),
                }
            }
            Meta::List(list) => {
                let inner = metas(list)?.iter().map(|meta| self.holds(meta)).collect::<Result<Vec<_>>>()?;
                match ident(&list.path).as_str() {
                    "all" => Ok(inner.iter().all(|holds| *holds)),
                    "any" => Ok(inner.iter().any(|holds| *holds)),
                    "not" => Ok(!inner.iter().all(|holds| *holds)),
                    other => Err(Error::new(format!("cfg({other}(..)) is not understood"))),
                }
            }
        }
    }

    /// The attributes that are left for this build, or nothing where a `cfg` leaves out the item itself.
    pub fn effective(&self, attributes: &[Attribute]) -> Result<Option<Vec<Meta>>> {
        let mut left = Vec::new();
        let mut queue: Vec<Meta> = attributes.iter().rev().map(|attribute| attribute.meta.clone()).collect();
        while let Some(meta) = queue.pop() {
            match (ident(meta.path()).as_str(), &meta) {
                ("cfg", Meta::List(list)) => {
                    if !metas(list)?
                        .iter()
                        .map(|meta| self.holds(meta))
                        .collect::<Result<Vec<_>>>()?
                        .contains(&true)
                    {
                        return Ok(None);
                    }
                }
                ("cfg_attr", Meta::List(list)) => {
                    let mut parts = metas(list)?.into_iter();
                    let predicate = parts.next().ok_or_else(|| Error::new("cfg_attr without a predicate"))?;
                    if self.holds(&predicate)? {
                        queue.extend(parts.rev());
                    }
                }
                _ => left.push(meta),
            }
        }
        Ok(Some(left))
    }
}

/// Where a field that is missing from the input takes its value from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultFrom {
    /// The `Default` of the field's type.
    Trait,
    /// A function, as written.
    Function(String),
}

/// All of serde's attributes that the two crates use, on whatever they stand.
#[derive(Debug, Default)]
pub struct Serde {
    pub rename: Option<String>,
    pub rename_all: Option<Case>,
    pub aliases: Vec<String>,
    pub default: Option<DefaultFrom>,
    pub skip_serializing: bool,
    pub skip_deserializing: bool,
    pub skip_serializing_if: Option<String>,
    pub flatten: bool,
    pub tag: Option<String>,
    pub content: Option<String>,
    pub untagged: bool,
    pub transparent: bool,
    pub serialize_with: Option<String>,
    pub deserialize_with: Option<String>,
}

impl Serde {
    pub fn parse(attributes: &[Meta]) -> Result<Self> {
        let mut serde = Self::default();
        for meta in attributes.iter().filter(|meta| meta.path().is_ident("serde")) {
            meta.require_list()?.parse_nested_meta(|entry| serde.entry(&entry))?;
        }
        Ok(serde)
    }

    fn entry(&mut self, entry: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let text = || entry.value()?.parse::<LitStr>().map(|literal| literal.value());
        match ident(&entry.path).as_str() {
            "rename" => self.rename = Some(text()?),
            "rename_all" => {
                self.rename_all = Some(Case::parse(&text()?).map_err(|error| entry.error(error))?)
            }
            "alias" => self.aliases.push(text()?),
            "default" if entry.input.peek(Token![=]) => self.default = Some(DefaultFrom::Function(text()?)),
            "default" => self.default = Some(DefaultFrom::Trait),
            "skip" => (self.skip_serializing, self.skip_deserializing) = (true, true),
            "skip_serializing" => self.skip_serializing = true,
            "skip_deserializing" => self.skip_deserializing = true,
            "skip_serializing_if" => self.skip_serializing_if = Some(text()?),
            "flatten" => self.flatten = true,
            "tag" => self.tag = Some(text()?),
            "content" => self.content = Some(text()?),
            "untagged" => self.untagged = true,
            "transparent" => self.transparent = true,
            // Unknown keys are refused by the schema throughout, asked for or not.
            "deny_unknown_fields" => {}
            "with" => {
                let module = text()?;
                self.serialize_with = Some(format!("{module}::serialize"));
                self.deserialize_with = Some(format!("{module}::deserialize"));
            }
            "serialize_with" => self.serialize_with = Some(text()?),
            "deserialize_with" => self.deserialize_with = Some(text()?),
            other => return Err(entry.error(format!("serde({other}) is not understood"))),
        }
        Ok(())
    }
}

/// The traits that are derived, by their last name.
pub fn derives(attributes: &[Meta]) -> Result<BTreeSet<String>> {
    let mut traits = BTreeSet::new();
    for meta in attributes.iter().filter(|meta| meta.path().is_ident("derive")) {
        let paths =
            meta.require_list()?.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)?;
        traits.extend(paths.iter().filter_map(|path| Some(path.segments.last()?.ident.to_string())));
    }
    Ok(traits)
}

/// The doc comment as written, a line for a line, without the blank that follows `///`.
pub fn doc(attributes: &[Meta]) -> Result<String> {
    let mut lines = Vec::new();
    for meta in attributes.iter().filter(|meta| meta.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = meta {
            let line = string(&pair.value)?;
            lines.push(line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned());
        }
    }
    Ok(lines.join("\n").trim().to_owned())
}

fn metas(list: &MetaList) -> Result<Punctuated<Meta, Token![,]>> {
    Ok(list.parse_args_with(Punctuated::parse_terminated)?)
}

fn ident(path: &syn::Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

fn string(value: &Expr) -> Result<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.value()),
        _ => Err(Error::new("an attribute's value is not a string")),
    }
}
