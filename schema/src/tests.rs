//! The generator on small sources, and the committed files against the pinned crates.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::docs::Vocabulary;
use crate::error::{Context, Result};
use crate::locate::{Package, Packages};
use crate::model::Model;
use crate::parse::{Direction, parse};
use crate::source::Sources;
use crate::unavailable::Unavailable;
use crate::{flatten, json_schema, outputs, select, typescript};

/// A crate of one file, removed in the end.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn new(source: &str) -> Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("schema-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).at(folder.display())?;
        let this = Self { folder };
        std::fs::write(this.folder.join("lib.rs"), source).at("lib.rs")?;
        Ok(this)
    }

    fn model(&self, root: &str, direction: Direction) -> Result<Model> {
        let package = Package {
            version: "1.0.0".into(),
            root: self.folder.join("lib.rs"),
            features: BTreeSet::from(["on".to_owned()]),
            externs: ["std", "bytes", "serde_json"].map(str::to_owned).into(),
        };
        let mut sources = Sources::new(Packages::from([("sample".to_owned(), package)]));
        parse(&mut sources, &["sample", root], direction)
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        // What is left behind is a file of a few bytes in the system's temporary folder.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// The schema's definitions of the type `Root` in `source`.
fn schema(source: &str, direction: Direction) -> Result<Value> {
    let model = Crate::new(source)?.model("Root", direction)?;
    flatten::check(&model)?;
    let words = Vocabulary::of(&[&model]);
    Ok(json_schema::Writer { model: &model, direction, words: &words }.schema("sample")?["$defs"].clone())
}

fn typescript(source: &str, direction: Direction) -> Result<String> {
    let model = Crate::new(source)?.model("Root", direction)?;
    let words = Vocabulary::of(&[&model]);
    let definitions = typescript::Writer { model: &model, direction, words: &words }.definitions()?;
    Ok(definitions.into_iter().map(|(_, text)| text).collect())
}

/// What is wrong with `source`.
fn refusal(source: &str) -> String {
    schema(source, Direction::Out).map_or_else(|error| error.to_string(), |schema| format!("none: {schema}"))
}

#[test]
fn the_committed_files_are_what_the_pinned_crates_give() -> Result<()> {
    for (path, text) in outputs::generate()? {
        let committed = std::fs::read_to_string(outputs::workspace().join(path)).at(path)?;
        assert!(committed == text, "{path} is out of date: run `npm run schema`");
    }
    Ok(())
}

#[test]
fn a_name_is_serde_s_and_then_camel_case() -> Result<()> {
    let source = r#"
        #[derive(Deserialize)]
        pub struct Root {
            #[serde(rename = "max_chars", alias = "max_characters", default = "ten")]
            pub limit: usize,
            pub h1_2: Option<String>,
        }
        fn ten() -> usize { 2 * 5 }
    "#;
    let root = &schema(source, Direction::In)?["Root"];
    assert_eq!(root["properties"]["maxChars"]["default"], 10);
    assert_eq!(root["properties"]["maxCharacters"]["x-alias-of"], "maxChars");
    assert_eq!(root["properties"]["h12"]["x-key"], "h1_2");
    assert_eq!(root["properties"]["maxChars"].get("x-key"), None);
    assert_eq!(root.get("required"), None);
    Ok(())
}

#[test]
fn an_option_of_the_result_is_null_unless_serde_may_skip_it() -> Result<()> {
    let source = r#"
        #[derive(Serialize)]
        pub struct Root {
            pub always: Option<u8>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub sometimes: Option<bytes::Bytes>,
            #[serde(skip)]
            pub never: Whatever,
        }
    "#;
    let root = &schema(source, Direction::Out)?["Root"];
    assert_eq!(root["required"], json!(["always"]));
    assert_eq!(root["properties"]["always"]["type"], json!(["integer", "null"]));
    assert_eq!(root["properties"]["sometimes"], json!({ "x-binary": true }));
    assert_eq!(root["properties"].get("never"), None);
    let text = typescript(source, Direction::Out)?;
    assert!(text.contains("always: number | null\n") && text.contains("sometimes?: Uint8Array\n"), "{text}");
    Ok(())
}

#[test]
fn an_option_takes_null_only_where_leaving_it_out_means_something_else() -> Result<()> {
    let source = r#"
        #[derive(Deserialize)]
        #[serde(default)]
        pub struct Root { pub limit: Option<u64>, pub name: Option<String> }
        impl Default for Root {
            fn default() -> Self { Self { limit: Some(LIMIT), name: None } }
        }
        const LIMIT: u64 = 2 * 1024;
    "#;
    let text = typescript(source, Direction::In)?;
    assert!(text.contains("@default 2048"), "{text}");
    assert!(text.contains("limit?: number | null | undefined"), "{text}");
    assert!(text.contains("name?: string | undefined"), "{text}");
    Ok(())
}

#[test]
fn a_cfg_is_decided_by_the_wasm_build() -> Result<()> {
    let source = r#"
        #[cfg_attr(feature = "on", derive(serde::Serialize))]
        pub struct Root {
            #[cfg(feature = "on")]
            pub on: bool,
            #[cfg(not(any(feature = "off", target_arch = "wasm32")))]
            pub native: bool,
            #[cfg_attr(target_arch = "wasm32", serde(rename = "there"))]
            pub here: bool,
        }
    "#;
    assert_eq!(schema(source, Direction::Out)?["Root"]["required"], json!(["on", "there"]));
    Ok(())
}

#[test]
fn flattened_fields_stand_among_the_others() -> Result<()> {
    let source = r#"
        use std::collections::HashMap;
        #[derive(Serialize)]
        pub struct Root {
            pub title: String,
            #[serde(flatten, skip_serializing_if = "Option::is_none")]
            pub format: Option<Format>,
            #[serde(flatten)]
            pub more: HashMap<String, serde_json::Value>,
        }
        #[derive(Serialize)]
        #[serde(tag = "format_type", rename_all = "snake_case")]
        pub enum Format { FictionBook(Book), Empty }
        #[derive(Serialize)]
        pub struct Book { pub page_count: u32 }
    "#;
    let all = schema(source, Direction::Out)?;
    assert_eq!(all["Root"]["required"], json!(["title"]));
    assert_eq!(all["Root"]["allOf"][0]["if"], json!({ "required": ["formatType"] }));
    let book = &all["Format"]["oneOf"][0];
    assert_eq!(book["properties"]["formatType"], json!({ "const": "fiction_book" }));
    assert_eq!(book["$ref"], "#/$defs/Book");
    assert_eq!(all["Book"].get("additionalProperties"), None, "others' fields stand beside its own");
    let text = typescript(source, Direction::Out)?;
    let expected = "Root = RootFields & (Format | { formatType?: undefined }) & { [key: string]: JsonValue | undefined }";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("| ({ formatType: 'fiction_book' } & Book)"), "{text}");
    Ok(())
}

#[test]
fn enums_are_told_apart_as_serde_does_it() -> Result<()> {
    let source = r#"
        #[derive(Serialize)]
        pub struct Root { pub word: Word, pub inner: Inner, pub outer: Outer, pub beside: Beside, pub any: Any }
        #[derive(Serialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Word { GitHub, #[serde(rename = "ltr")] LeftToRight }
        #[derive(Serialize)]
        #[serde(tag = "node_type", rename_all = "snake_case")]
        pub enum Inner { PageBreak, Heading { heading_level: u8 } }
        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Outer { Nothing, TwoWords((u8, u8)) }
        #[derive(Serialize)]
        #[serde(tag = "t", content = "c")]
        pub enum Beside { One(String) }
        #[derive(Serialize)]
        #[serde(untagged)]
        pub enum Any { Text(String), Number(f64) }
    "#;
    let all = schema(source, Direction::Out)?;
    assert_eq!(all["Word"]["enum"], json!(["github", "ltr"]));
    assert_eq!(all["Inner"]["oneOf"][1]["required"], json!(["nodeType", "headingLevel"]));
    assert_eq!(all["Inner"]["oneOf"][0]["properties"]["nodeType"]["const"], "page_break");
    assert_eq!(all["Outer"]["oneOf"][0], json!({ "const": "nothing" }));
    assert_eq!(all["Outer"]["oneOf"][1]["required"], json!(["twoWords"]));
    assert_eq!(all["Beside"]["oneOf"][0]["required"], json!(["t", "c"]));
    assert_eq!(all["Any"]["anyOf"], json!([{ "type": "string" }, { "type": "number" }]));
    Ok(())
}

#[test]
fn a_default_is_told_where_it_can_be_read() -> Result<()> {
    let source = r#"
        #[derive(Deserialize)]
        pub struct Root {
            #[serde(default)]
            pub kind: Kind,
            #[serde(default = "range")]
            pub range: (usize, usize),
            #[serde(default = "inner::computed")]
            pub computed: String,
            pub required: bool,
        }
        fn range() -> (usize, usize) { (1, 3) }
        mod inner { pub fn computed() -> String { std::env::var("HOME").unwrap_or_default() } }
        #[derive(Deserialize)]
        #[serde(tag = "kind_of")]
        pub enum Kind { Some(Other), Plain }
        impl Default for Kind { fn default() -> Self { Self::Plain } }
        #[derive(Deserialize)]
        pub struct Other {}
    "#;
    let root = &schema(source, Direction::In)?["Root"];
    assert_eq!(root["properties"]["kind"]["default"], json!({ "kindOf": "Plain" }));
    assert_eq!(root["properties"]["range"]["default"], json!([1, 3]));
    assert_eq!(root["properties"]["computed"].get("default"), None);
    assert_eq!(root["required"], json!(["required"]));
    Ok(())
}

#[test]
fn names_are_found_through_modules_imports_and_globs() -> Result<()> {
    let source = r#"
        pub use a::*;
        mod a {
            use super::b::Inner as Renamed;
            #[derive(Serialize)]
            pub struct Root { pub first: Vec<Box<Renamed>>, pub second: self::c::Deep, pub parent: Option<Box<Root>> }
            pub mod c { #[derive(Serialize)] #[serde(transparent)] pub struct Deep(char); }
        }
        mod b { #[derive(Serialize)] pub struct Inner(pub u32); }
    "#;
    let all = schema(source, Direction::Out)?;
    assert_eq!(all["Root"]["properties"]["first"]["items"]["$ref"], "#/$defs/Inner");
    assert_eq!(all["Inner"], json!({ "type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32 }));
    assert_eq!(all["Deep"]["maxLength"], 1);
    Ok(())
}

#[test]
fn what_is_not_understood_is_an_error() {
    let cases = [
        ("#[derive(Serialize)] #[serde(from = \"X\")] pub struct Root { a: u8 }", "serde(from) is not understood"),
        ("#[derive(Serialize)] pub struct Root { a: std::time::Duration }", "Duration is not understood"),
        ("#[derive(Serialize)] pub struct Root { a: Missing }", "Missing is not understood"),
        ("#[derive(Serialize)] pub struct Root { #[serde(with = \"hex\")] a: u8 }", "hex::serialize"),
        ("#[derive(Serialize)] pub struct Root { #[cfg(foo)] a: u8 }", "cfg(foo) is not understood"),
        ("pub struct Root { a: u8 }", "Serialize is not derived"),
        ("#[derive(Serialize)] pub struct Root { a_b: u8, #[serde(rename = \"aB\")] c: u8 }", "two fields are called aB"),
        (
            "#[derive(Serialize)] pub struct Root { a: u8, #[serde(flatten)] b: B } #[derive(Serialize)] struct B { a: bool }",
            "differ in type",
        ),
        (
            "use a::Twin; #[derive(Serialize)] pub struct Root { a: Twin, b: b::Twin }
            mod a { #[derive(Serialize)] pub struct Twin { a: u8 } } mod b { #[derive(Serialize)] pub struct Twin { a: u8 } }",
            "are both called Twin",
        ),
    ];
    for (source, expected) in cases {
        let refusal = refusal(source);
        assert!(refusal.contains(expected), "{source}: {refusal}");
    }
}

#[test]
fn an_option_that_cannot_work_goes_and_what_only_it_reached() -> Result<()> {
    let source = r#"
        #[derive(Deserialize)]
        pub struct Root { pub nested: Option<Nested>, pub cached: bool, #[cfg(feature = "off")] pub gone: Gone }
        #[derive(Deserialize)]
        pub struct Nested { pub with_model: Option<Model>, pub plain: bool }
        #[derive(Deserialize)]
        pub struct Model { pub name: String }
    "#;
    let mut model = Crate::new(source)?.model("Root", Direction::In)?;
    let option = |path, takes_false| Unavailable { path, takes_false, reason: "None." };
    let table = [option("nested.withModel", false), option("cached", true), option("gone", false)];
    select::remove(&mut model, &table)?;
    let words = Vocabulary::of(&[&model]);
    let writer = json_schema::Writer { model: &model, direction: Direction::In, words: &words };
    let all = writer.schema("sample")?["$defs"].clone();
    assert_eq!(all.get("Model"), None);
    assert_eq!(all["Nested"]["properties"], json!({ "plain": { "type": "boolean" } }));
    assert_eq!(all["Root"]["properties"]["cached"]["const"], false);
    let outlived = select::remove(&mut model, &[option("nested.withModel", false)]);
    assert!(outlived.is_err_and(|error| error.to_string().contains("there is no such option")));
    Ok(())
}
