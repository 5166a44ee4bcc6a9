//! `bindgen PLAN.json`: makes the package's modules of the one that the linker gives.
//!
//! What wasm-bindgen-cli does, as a member of this workspace, so that the lock file pins it together with
//! the crate it must match; and before and after it: exports that dependencies made for their own JavaScript are
//! dropped, with all code that only they reach; smaller modules are cut out; data is put off until it is needed; functions
//! are put in an order that compresses well.

mod cold;
mod copies;
mod cut;
mod extent;
mod graph;
mod late;
mod layout;
mod order;
mod plan;
mod references;
mod runs;

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use self::cut::Kept;
use self::layout::Layout;
use self::plan::{Plan, Wanted};
use self::references::References;

/// wasm-bindgen leaves one such function for each exported one, to read its signature from.
const DESCRIBE: &str = "__wbindgen_describe_";

/// What wasm-bindgen itself calls in a new instance.
const START: &str = "start";

/// How the names of described imports begin.
const IMPORT: &str = "__wbg_";

/// Of the linker, for this program alone.
const LINKING: &[&str] = &["linking", "reloc.CODE", "reloc.DATA"];

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("usage: bindgen PLAN.json")?;
    let plan: Plan = serde_json::from_slice(&std::fs::read(&path)?).with_context(|| path.clone())?;
    let mut wasm = std::fs::read(&plan.input).with_context(|| format!("reading {}", plan.input.display()))?;
    let references = references::read(&wasm)?;
    let linked = linked(&wasm, &plan)?;
    let tables = cold::find(&linked, &plan)?;
    for (group, wanted) in tables.iter().zip(&plan.tables).filter(|(_, wanted)| wanted.apart) {
        std::fs::write(plan.out.join(format!("{}.wasm", wanted.name)), cold::file(&linked, group))?;
    }
    let kept: Vec<(&Wanted, Kept)> = plan
        .modules
        .iter()
        .map(|wanted| {
            let kept = cut::reach(&linked, &references, &wanted.without);
            Ok((wanted, kept.with_context(|| wanted.name.clone())?))
        })
        .collect::<Result<_>>()?;
    let (_, whole) = kept.first().context("the plan has no module")?;
    let late = late::groups(&linked, &references, whole, &tables)?;
    let layout = lay_out(&mut wasm, &references, whole, &tables, &late)?;
    std::fs::write(plan.out.join("holes.json"), serde_json::to_vec(&[layout.late])?)?;
    for (wanted, own) in &kept {
        let larger = |function: usize| {
            let has = |name: &&String| {
                kept.iter()
                    .any(|(other, kept)| other.name == **name && kept.functions.get(function) == Some(&true))
            };
            let file = wanted.larger.iter().find(has)?;
            plan.file(file)
        };
        let mut module = self::linked(&wasm, &plan)?;
        layout.apply(&mut module)?;
        cut::take_out(&mut module, own, larger)?;
        late::put_off(&mut module, &late, layout.flags)?;
        let flags = layout.flags + u32::try_from(late.len())?;
        cold::set_aside(&mut module, &wanted.name, &tables, &references, flags)?;
        runs::join(&mut module)?;
        copies::shorten(&mut module)?;
        extent::own(&mut module)?;
        let scratch = plan.out.join(&wanted.name);
        bind(module, &plan, &scratch)?;
        let bound = std::fs::read(scratch.join(format!("{}_bg.wasm", plan.name)))?;
        std::fs::write(plan.out.join(format!("{}.wasm", wanted.name)), order::by_name(&bound)?)?;
    }
    Ok(())
}

/// What every new instance copies comes first, then what is copied when it is needed.
fn lay_out(
    wasm: &mut [u8],
    references: &References,
    whole: &Kept,
    tables: &[cold::Group],
    late: &[late::Group],
) -> Result<Layout> {
    let tables: Vec<Vec<u32>> = tables.iter().map(cold::Group::segments).collect::<Result<_>>()?;
    let put_off: Vec<&[u32]> =
        late.iter().map(|group| &*group.segments).chain(tables.iter().map(|table| &**table)).collect();
    let is_late: HashSet<u32> = put_off.iter().copied().flatten().copied().collect();
    let eager: Vec<u32> = (0..)
        .zip(&whole.segments)
        .filter(|(segment, is_kept)| **is_kept && !is_late.contains(segment))
        .map(|(segment, _)| segment)
        .collect();
    Layout::new(wasm, references, &eager, &put_off)
}

/// The linked module with nothing but our exports.
fn linked(wasm: &[u8], plan: &Plan) -> Result<walrus::Module> {
    let mut module = walrus::Module::from_buffer(wasm)?;
    for section in LINKING {
        module.customs.remove_raw(section);
    }
    drop_foreign_exports(&mut module, &plan.exports)?;
    Ok(module)
}

/// All modules import under one name, so that one glue serves all of them.
fn bind(module: walrus::Module, plan: &Plan, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_module(&plan.name, module)
        .bundler(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_producers_section(true)
        .generate(out)
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
