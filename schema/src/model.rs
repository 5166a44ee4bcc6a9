//! What is known of a type once Rust and serde are left behind: its shape on the wire.

use serde_json::Value;

/// The shape of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    Bool,
    String,
    /// A string of one character.
    Char,
    /// A whole number, from the first to the second, both included.
    Integer(i64, i64),
    Number,
    /// Bytes: a `Uint8Array` in JavaScript.
    Binary,
    /// Any JSON value.
    Json,
    List(Box<Type>),
    Tuple(Vec<Type>),
    Map(Box<Type>),
    Optional(Box<Type>),
    /// One of these words.
    Word(&'static [&'static str]),
    /// This value and no other.
    Constant(Value),
    /// A definition, by its full Rust path.
    Named(String),
}

impl Type {
    /// The type without the `Optional` around it.
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// The paths of the definitions it mentions.
    pub fn mentions(&self) -> Vec<&str> {
        match self {
            Self::Named(path) => vec![path],
            Self::List(inner) | Self::Map(inner) | Self::Optional(inner) => inner.mentions(),
            Self::Tuple(parts) => parts.iter().flat_map(Self::mentions).collect(),
            _ => Vec::new(),
        }
    }
}

/// A field of a struct or of a variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in Rust.
    pub rust: String,
    /// Its name as serde has it.
    pub wire: String,
    /// Other names that serde reads it by.
    pub aliases: Vec<String>,
    pub doc: String,
    pub shape: Type,
    /// Whether reading fails without it.
    pub required: bool,
    /// Whether writing may leave it out.
    pub skippable: bool,
    /// What it is when it is left out of the input; `None` where that cannot be told, or is nothing.
    pub default: Option<Value>,
    /// Whether its own fields stand in its place.
    pub flatten: bool,
    /// Whether it is this project's addition to what kreuzberg itself would take.
    pub ours: bool,
}

impl Field {
    /// Whether an option takes null: only where leaving it out means something else than nothing.
    pub fn takes_null(&self) -> bool {
        matches!(self.shape, Type::Optional(_)) && self.default.is_some()
    }
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its full Rust path.
    pub path: String,
    /// Its name in TypeScript and in the schemas.
    pub name: String,
    pub doc: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Struct {
        fields: Vec<Field>,
        /// The Rust names of the fields that this build does not have.
        absent: Vec<String>,
    },
    Enum {
        tagging: Tagging,
        variants: Vec<Variant>,
    },
    /// A struct of one unnamed field: serde sees through it.
    Alias(Type),
}

/// How serde tells variants apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagging {
    External,
    Internal { tag: String },
    Adjacent { tag: String, content: String },
    Untagged,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub rust: String,
    /// Its name as serde has it.
    pub wire: String,
    /// Other names it is read by.
    pub aliases: Vec<String>,
    pub doc: String,
    pub content: Content,
    /// Whether this one variant is told by its shape alone.
    pub untagged: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Unit,
    Newtype(Type),
    Tuple(Vec<Type>),
    Struct(Vec<Field>),
}

impl Kind {
    /// Every type that it is made of.
    pub fn parts(&self) -> Vec<&Type> {
        match self {
            Self::Alias(inner) => vec![inner],
            Self::Struct { fields, .. } => fields.iter().map(|field| &field.shape).collect(),
            Self::Enum { variants, .. } => variants
                .iter()
                .flat_map(|variant| match &variant.content {
                    Content::Unit => Vec::new(),
                    Content::Newtype(inner) => vec![inner],
                    Content::Tuple(parts) => parts.iter().collect(),
                    Content::Struct(fields) => fields.iter().map(|field| &field.shape).collect(),
                })
                .collect(),
        }
    }
}

/// A type and all that it reaches, in the order in which it is reached.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub root: String,
    pub definitions: Vec<Definition>,
}

impl Model {
    pub fn get(&self, path: &str) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.path == path)
    }

    pub fn get_mut(&mut self, path: &str) -> Option<&mut Definition> {
        self.definitions.iter_mut().find(|definition| definition.path == path)
    }

    /// Drops the definitions that the root no longer reaches.
    pub fn prune(&mut self) {
        let mut reached = vec![self.root.clone()];
        let mut next = 0;
        while let Some(path) = reached.get(next).cloned() {
            next += 1;
            let parts = self.get(&path).map(|definition| definition.kind.parts()).unwrap_or_default();
            let mentioned: Vec<String> =
                parts.iter().flat_map(|part| part.mentions()).map(str::to_owned).collect();
            for path in mentioned {
                if !reached.contains(&path) {
                    reached.push(path);
                }
            }
        }
        self.definitions.retain(|definition| reached.contains(&definition.path));
    }
}
