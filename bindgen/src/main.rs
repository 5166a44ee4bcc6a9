//! `bindgen INPUT.wasm OUT_DIR NAME EXPORTS COLD`: writes NAME_bg.wasm and its glue NAME_bg.js to OUT_DIR.
//!
//! What wasm-bindgen-cli does, as a member of this workspace, so that the lock file pins it together with
//! the crate it must match. EXPORTS are names with commas between them; other exports, which dependencies made for
//! their own JavaScript, are dropped, with all code that only they reach.

mod cold;
mod extent;

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// wasm-bindgen leaves one such function for each exported one, to read its signature from.
const DESCRIBE: &str = "__wbindgen_describe_";

/// What wasm-bindgen itself calls in a new instance.
const START: &str = "start";

/// How the names of described imports begin.
const IMPORT: &str = "__wbg_";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir, name, exports, tables] = arguments.as_slice() else {
        bail!("usage: bindgen INPUT.wasm OUT_DIR NAME EXPORTS COLD");
    };
    let exports: Vec<String> = exports.split(',').map(str::to_owned).collect();
    let tables: Vec<Vec<String>> =
        tables.split(';').map(|group| group.split(',').map(str::to_owned).collect()).collect();
    let mut module = walrus::Module::from_file(input).with_context(|| format!("reading {input}"))?;
    drop_foreign_exports(&mut module, &exports)?;
    cold::set_aside(&mut module, &tables)?;
    extent::own(&mut module)?;
    Bindgen::new()
        .input_module(name, module)
        .bundler(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(Path::new(out_dir))
}

/// Removes every function exported through wasm-bindgen whose name is not among `ours`.
fn drop_foreign_exports(module: &mut walrus::Module, ours: &[String]) -> Result<()> {
    let described: Vec<String> = module
        .exports
        .iter()
        .filter_map(|export| export.name.strip_prefix(DESCRIBE))
        .filter(|name| !name.starts_with(IMPORT))
        .map(str::to_owned)
        .collect();
    if let Some(missing) =
        ours.iter().find(|name| !described.iter().any(|symbol| plain_name(symbol) == *name))
    {
        bail!("the module has no export '{missing}', only {described:?}");
    }
    let is_ours = |symbol: &String| {
        let name = plain_name(symbol);
        name == START || ours.iter().any(|ours| ours == name)
    };
    for foreign in described.iter().filter(|symbol| !is_ours(symbol)) {
        module.exports.remove(foreign)?;
        module.exports.remove(format!("{DESCRIBE}{foreign}"))?;
    }
    walrus::passes::gc::run(module);
    Ok(())
}

/// Between compiler and wasm-bindgen a name carries a hash of its crate: `extract_0123456789abcdef`.
fn plain_name(symbol: &str) -> &str {
    symbol.rsplit_once('_').map_or(symbol, |(name, _)| name)
}
