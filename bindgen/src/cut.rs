//! A module that lacks some functions of the linked one, and all code and data that only they reach.
//!
//! Where it is asked for one of them after all, it says which module has it (`outside.lacks`), which JavaScript
//! answers by throwing: the call is repeated there. So what is left out costs bytes or time, and never a result. What
//! no module has is what nothing asks for, though the linker cannot know.

use std::collections::HashSet;

use anyhow::{Context, Result, bail};
use walrus::{DataId, ExportItem, FunctionBuilder, FunctionId, FunctionKind, Module, ValType};

use crate::references::{References, Target};

/// The module that the modules import from, besides their glue's.
pub const OUTSIDE: &str = "outside";

/// What is left of the linked module, by index.
pub struct Kept {
    /// Functions, imported or not.
    pub functions: Vec<bool>,
    /// Data segments.
    pub segments: Vec<bool>,
}

impl Kept {
    /// Whether it is left.
    pub fn has(&self, target: Target) -> bool {
        let kept = match target {
            Target::Function(index) => self.functions.get(index as usize),
            Target::Segment(index) => self.segments.get(index as usize),
        };
        kept == Some(&true)
    }
}

/// Everything that is reached from outside, but through the functions whose names `without` matches.
///
/// # Errors
/// Patterns none of which matches a function.
pub fn reach(module: &Module, references: &References, without: &[String]) -> Result<Kept> {
    let cut = matching(module, without)?;
    let mut kept = Kept {
        functions: vec![false; references.functions.len()],
        segments: vec![false; references.segments.len()],
    };
    let mut waiting: Vec<Target> = roots(module).into_iter().map(Target::Function).collect();
    while let Some(target) = waiting.pop() {
        let (seen, further) = match target {
            Target::Function(index) => {
                if cut.contains(&index) {
                    continue;
                }
                (kept.functions.get_mut(index as usize), references.functions.get(index as usize))
            }
            Target::Segment(index) => {
                (kept.segments.get_mut(index as usize), references.segments.get(index as usize))
            }
        };
        let (seen, further) = seen.zip(further).context("a reference leads out of the module")?;
        if !std::mem::replace(seen, true) {
            waiting.extend(further);
        }
    }
    Ok(kept)
}

/// What JavaScript, the engine and the linker's own code call.
pub fn roots(module: &Module) -> Vec<u32> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    let own = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(|name| name.starts_with("__wasm_")));
    let ids = exported.chain(module.start).chain(own.map(walrus::Function::id));
    ids.filter_map(index_of).collect()
}

/// Functions keep the order that they are parsed in.
fn index_of(id: FunctionId) -> Option<u32> {
    u32::try_from(id.index()).ok()
}

fn matching(module: &Module, patterns: &[String]) -> Result<HashSet<u32>> {
    let mut found = HashSet::new();
    let mut unused: HashSet<&String> = patterns.iter().collect();
    for function in module.funcs.iter() {
        let Some(symbol) = &function.name else { continue };
        let name = format!("{:#}", rustc_demangle::demangle(symbol));
        for pattern in patterns {
            if matches(pattern, &name) {
                unused.remove(pattern);
                found.extend(index_of(function.id()));
            }
        }
    }
    // Which functions are left by themselves, and not within others, is the optimiser's choice.
    if found.is_empty() && !patterns.is_empty() {
        bail!("no function is called {unused:?}");
    }
    for pattern in unused {
        eprintln!("no function is called {pattern}");
    }
    Ok(found)
}

/// Whether `name` is what `pattern` says, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |last| name.ends_with(last))
}

/// Takes out what is not kept. `file_with` gives the index of the module that has a function; where none has it,
/// nothing ever calls it, and it traps.
///
/// # Errors
/// Where the module is not what its references are of.
pub fn take_out(module: &mut Module, kept: &Kept, file_with: impl Fn(usize) -> Option<i32>) -> Result<()> {
    let lost: Vec<DataId> = module
        .data
        .iter()
        .map(walrus::Data::id)
        .filter(|id| kept.segments.get(id.index()) == Some(&false))
        .collect();
    for id in lost {
        for memory in module.memories.iter_mut() {
            memory.data_segments.remove(&id);
        }
        module.data.delete(id);
    }
    let lost: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| kept.functions.get(id.index()) == Some(&false))
        .collect();
    let ty = module.types.add(&[ValType::I32], &[]);
    let (lacks, _) = module.add_import_func(OUTSIDE, "lacks", ty);
    for id in lost {
        let signature = module.types.get(module.funcs.get(id).ty());
        let (params, results) = (signature.params().to_vec(), signature.results().to_vec());
        let arguments = params.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        let mut body = builder.func_body();
        if let Some(file) = file_with(id.index()) {
            body.i32_const(file).call(lacks);
        }
        body.unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
    }
    walrus::passes::gc::run(module);
    Ok(())
}
