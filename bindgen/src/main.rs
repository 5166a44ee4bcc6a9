//! `bindgen INPUT.wasm OUT_DIR NAME EXPORT...`: writes NAME_bg.wasm and its glue NAME_bg.js to OUT_DIR.
//!
//! What wasm-bindgen-cli does, as a member of this workspace, so that the lock file pins it together with
//! the crate it must match. Exports that dependencies made for their own JavaScript are dropped, with all
//! code that only they reach.

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
    let [input, out_dir, name, exports @ ..] = arguments.as_slice() else {
        bail!("usage: bindgen INPUT.wasm OUT_DIR NAME EXPORT...");
    };
    let mut module = walrus::Module::from_file(input).with_context(|| format!("reading {input}"))?;
    drop_foreign_exports(&mut module, exports)?;
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
