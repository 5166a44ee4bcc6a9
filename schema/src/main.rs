//! Writes js/types.ts and the JSON Schemas of options and result from the Rust source of the pinned crates.

mod attributes;
mod defaults;
mod docs;
mod error;
mod flatten;
mod json_schema;
mod locate;
mod model;
mod naming;
mod outputs;
mod overrides;
mod parse;
mod select;
mod source;
#[cfg(test)]
mod tests;
mod types;
mod typescript;
mod unavailable;

use error::Context;

fn main() -> error::Result<()> {
    for (path, text) in outputs::generate()? {
        let path = outputs::workspace().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).at(folder.display())?;
        }
        std::fs::write(&path, text).at(path.display())?;
    }
    Ok(())
}
