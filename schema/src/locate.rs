//! Where the sources of the pinned crates lie, and with which features they are built for wasm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::error::{Context, Error, Result};

/// The crates whose types are read; every other crate's types are leaves that `overrides` knows or does not.
const READ: [&str; 3] = ["kreuzberg", "kreuzberg-wasm", "html-to-markdown-rs"];

/// One crate as cargo resolved it for wasm32.
pub struct Package {
    pub version: String,
    /// Its `lib.rs`.
    pub root: PathBuf,
    pub features: BTreeSet<String>,
    /// The names under which its code speaks of other crates, whatever their packages are called.
    pub externs: BTreeSet<String>,
}

/// The crates that are read, by the name that code uses for them (`html_to_markdown_rs`).
pub type Packages = BTreeMap<String, Package>;

/// Asks cargo, so that versions and features are the ones that the wasm module is built with.
///
/// `workspace` is the folder of the workspace's Cargo.toml. The lock file must be up to date.
pub fn locate(workspace: &Path) -> Result<Packages> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(workspace)
        .args(["metadata", "--format-version", "1", "--locked", "--no-default-features"])
        .args(["--features", "documents,pdf", "--filter-platform", "wasm32-unknown-unknown"])
        .output()
        .at("cargo metadata")?;
    if !output.status.success() {
        return Err(Error::new(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).at("cargo metadata")?;
    READ.iter().map(|name| Ok((name.replace('-', "_"), package(&metadata, name).at(name)?))).collect()
}

fn package(metadata: &Value, name: &str) -> Result<Package> {
    let missing = |what: &str| Error::new(format!("cargo metadata has no {what}"));
    let found = list(&metadata["packages"])
        .find(|package| package["name"] == name)
        .ok_or_else(|| missing("such package"))?;
    let root = list(&found["targets"])
        .find(|target| list(&target["kind"]).any(|kind| kind == "lib" || kind == "rlib"))
        .and_then(|target| target["src_path"].as_str())
        .ok_or_else(|| missing("library target"))?;
    let node = list(&metadata["resolve"]["nodes"])
        .find(|node| node["id"] == found["id"])
        .ok_or_else(|| missing("resolved node"))?;
    let externs = list(&node["deps"]).filter_map(|dependency| dependency["name"].as_str());
    Ok(Package {
        version: found["version"].as_str().ok_or_else(|| missing("version"))?.to_owned(),
        root: root.into(),
        features: list(&node["features"]).filter_map(Value::as_str).map(str::to_owned).collect(),
        externs: externs.chain(["std", "core", "alloc"]).map(str::to_owned).collect(),
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
