//! What is to be made of the linked module: written by scripts/modules.mjs from wasm-pack.toml.

use std::path::PathBuf;

use serde::Deserialize;

/// One run of this program.
#[derive(Deserialize)]
pub struct Plan {
    /// What the linker gave.
    pub input: PathBuf,
    /// Where the glue, the modules and the files of tables go.
    pub out: PathBuf,
    /// The stem of the glue's name, and of the module that the others import from.
    pub name: String,
    /// The functions for JavaScript.
    pub exports: Vec<String>,
    /// In the order of the enum in src/cold.rs.
    pub tables: Vec<Group>,
    /// Names of all files, modules and tables, by whose index the modules ask for one.
    pub files: Vec<String>,
    /// The modules to be made.
    pub modules: Vec<Wanted>,
}

/// Tables that are needed together.
#[derive(Deserialize)]
pub struct Group {
    /// Among [`Plan::files`], where they are in a file of their own.
    pub name: String,
    /// The SHA-256 of each.
    pub hashes: Vec<String>,
    /// They are in a file of their own.
    pub apart: bool,
    /// Modules that hold them all the same.
    pub within: Vec<String>,
    /// The functions that refer to them load them. Else the crate does.
    #[serde(rename = "onUse")]
    pub on_use: bool,
}

/// A module to be made.
#[derive(Deserialize)]
pub struct Wanted {
    /// Among [`Plan::files`].
    pub name: String,
    /// Functions that it lacks, with all that only they reach: patterns of their names.
    pub without: Vec<String>,
    /// Modules that have all that it has and more, the smallest first.
    pub larger: Vec<String>,
}

impl Plan {
    /// The index by which a module asks for a file.
    pub fn file(&self, name: &str) -> Option<i32> {
        let index = self.files.iter().position(|file| file == name)?;
        i32::try_from(index).ok()
    }
}
