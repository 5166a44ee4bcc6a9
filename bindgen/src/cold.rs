//! Tables that a new instance should not copy into its memory: passive segments, or files of their own, and the
//! function that copies them where the linker has put them (src/cold.rs in the crate).

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use walrus::ir::BinaryOp;
use walrus::{DataId, DataKind, FunctionId, InstrSeqBuilder, LocalId, MemoryId, Module, ValType};

use crate::cut::OUTSIDE;
use crate::late;
use crate::plan::Plan;
use crate::references::{References, Target};
use crate::runs;

/// Where the crate imports its functions from.
const COLD: &str = "cold";

/// Tables smaller than this, in bytes, are not listed.
const LARGE: u32 = 16 << 10;

/// The section of a file of tables that holds them, one after the other.
const SECTION: &str = "tables";

/// The tables of a group, in their order, in the linked module.
pub struct Group {
    tables: Vec<DataId>,
    /// Where each begins in the group's own file, if it has one, in bytes.
    offsets: Vec<usize>,
    /// The index of that file.
    file: Option<i32>,
    /// The modules that do without it.
    within: Vec<String>,
    on_use: bool,
}

impl Group {
    /// The indices of its segments.
    pub fn segments(&self) -> Result<Vec<u32>> {
        self.tables.iter().map(|table| Ok(u32::try_from(table.index())?)).collect()
    }
}

/// A table: its segment, and where it belongs.
struct Table {
    segment: DataId,
    memory: MemoryId,
    address: u32,
    length: u32,
    /// In the group's own file, in bytes.
    offset: i32,
}

/// Finds the tables of every group, each given by the SHA-256 of its bytes.
///
/// # Errors
/// A table that is not in the module, with those that are and are large.
pub fn find(module: &Module, plan: &Plan) -> Result<Vec<Group>> {
    let by_hash: HashMap<String, DataId> =
        module.data.iter().map(|data| (hash(&data.value), data.id())).collect();
    let mut groups = Vec::new();
    for wanted in &plan.tables {
        let (mut tables, mut offsets, mut offset) = (Vec::new(), Vec::new(), 0);
        for hash in &wanted.hashes {
            let Some(segment) = by_hash.get(hash) else {
                bail!("no table has the SHA-256 {hash}; the large ones are\n{}", large(module));
            };
            tables.push(*segment);
            offsets.push(offset);
            offset += module.data.get(*segment).value.len();
        }
        let file = if wanted.apart {
            Some(plan.file(&wanted.name).with_context(|| format!("no file is called {}", wanted.name))?)
        } else {
            None
        };
        let within = wanted.within.clone();
        groups.push(Group { tables, offsets, file, within, on_use: wanted.on_use });
    }
    Ok(groups)
}

/// A group's own file: a WebAssembly module of nothing but one custom section, so that it is compiled, kept and
/// handed to workers as the other modules are.
pub fn file(module: &Module, group: &Group) -> Vec<u8> {
    let mut tables = Vec::new();
    for table in &group.tables {
        tables.extend(&module.data.get(*table).value);
    }
    let mut file = wasm_encoder::Module::new();
    file.section(&wasm_encoder::CustomSection { name: SECTION.into(), data: tables.into() });
    file.finish()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn large(module: &Module) -> String {
    let mut tables: Vec<_> = module.data.iter().filter(|data| data.value.len() >= LARGE as usize).collect();
    tables.sort_by_key(|data| std::cmp::Reverse(data.value.len()));
    let line = |data: &&walrus::Data| {
        let name = data.name.as_deref().unwrap_or("nameless");
        format!("{:>8}  {}  {name}", data.value.len(), hash(&data.value))
    };
    tables.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Takes the tables of all groups out of what a new instance of the module `name` copies, and gives the imported
/// functions their bodies. `flags` is the address of one byte for each group.
///
/// # Errors
/// No such imports, or segments without a fixed place.
pub fn set_aside(
    module: &mut Module,
    name: &str,
    groups: &[Group],
    references: &References,
    flags: u32,
) -> Result<()> {
    let mut found = Vec::new();
    for group in groups {
        let mut tables = Vec::new();
        for (segment, offset) in group.tables.iter().zip(&group.offsets) {
            // Those that a module cannot reach are no longer in it. Each parsing gives other ids, but the same indices.
            let own = module.data.iter().map(walrus::Data::id).find(|id| id.index() == segment.index());
            if let Some(own) = own {
                tables.push(table(module, own, *offset)?);
            }
        }
        let file = group.file.filter(|_| group.within.iter().all(|within| within != name));
        found.push((file, tables));
    }
    let load = define_load(module, &found)?;
    for (number, (group, (_, tables))) in (0..).zip(groups.iter().zip(&found)) {
        if group.on_use && !tables.is_empty() {
            load_on_use(module, references, load, number, flags, tables)?;
        }
    }
    for (file, tables) in &found {
        for table in tables {
            module.memories.get_mut(table.memory).data_segments.remove(&table.segment);
            if file.is_some() {
                module.data.delete(table.segment);
            } else {
                module.data.get_mut(table.segment).kind = DataKind::Passive;
            }
        }
    }
    Ok(())
}

fn table(module: &Module, segment: DataId, offset: usize) -> Result<Table> {
    let data = module.data.get(segment);
    let (memory, address) = runs::place(data).context("a table has no fixed place")?;
    Ok(Table {
        segment,
        memory,
        address,
        length: u32::try_from(data.value.len())?,
        offset: i32::try_from(offset)?,
    })
}

/// `load(group)` copies the tables of that group into memory, or has it done outside.
fn define_load(module: &mut Module, groups: &[(Option<i32>, Vec<Table>)]) -> Result<FunctionId> {
    let ty = module.types.add(&[ValType::I32; 4], &[]);
    let (outside, _) = module.add_import_func(OUTSIDE, "table", ty);
    let import = module.imports.get_func(COLD, "load").context("the module loads no tables")?;
    module.replace_imported_func(import, |(body, arguments)| {
        for_each_group(body, arguments, groups.len(), |body, number| {
            let Some((file, tables)) = groups.get(number) else { return };
            for table in tables {
                let (address, length) = (table.address.cast_signed(), table.length.cast_signed());
                match file {
                    Some(file) => body
                        .i32_const(*file)
                        .i32_const(address)
                        .i32_const(table.offset)
                        .i32_const(length)
                        .call(outside),
                    None => body
                        .i32_const(address)
                        .i32_const(0)
                        .i32_const(length)
                        .memory_init(table.memory, table.segment),
                };
            }
        });
    })
}

/// Every function that refers to any of the group's tables begins by loading the group, unless that has been done.
///
/// # Errors
/// Where something else refers to them: nobody would load them for it.
fn load_on_use(
    module: &mut Module,
    references: &References,
    load: FunctionId,
    number: i32,
    flags: u32,
    tables: &[Table],
) -> Result<()> {
    let is_one = |target: &Target| {
        tables.iter().any(|table| {
            u32::try_from(table.segment.index()).is_ok_and(|segment| *target == Target::Segment(segment))
        })
    };
    if references.segments.iter().flatten().any(is_one) {
        bail!("a table that is loaded on use is referred to by data");
    }
    let memory = module.memories.iter().next().context("the module has no memory")?.id();
    let flag = flags + number.cast_unsigned();
    let load = late::loader(module, memory, flag, |_, body| _ = body.i32_const(number).call(load));
    for (id, function) in module.funcs.iter_local_mut() {
        if references.functions.get(id.index()).is_some_and(|targets| targets.iter().any(is_one)) {
            late::load_first(function, memory, flag, load);
        }
    }
    Ok(())
}

/// What is to be done for each group that the argument may name.
fn for_each_group(
    body: &mut InstrSeqBuilder<'_>,
    arguments: &[LocalId],
    groups: usize,
    then: impl Fn(&mut InstrSeqBuilder<'_>, usize),
) {
    let Some(argument) = arguments.first() else { return };
    for number in 0..groups {
        body.block(None, |block| {
            let skip = block.id();
            let name = i32::try_from(number).unwrap_or(i32::MAX);
            block.local_get(*argument).i32_const(name).binop(BinaryOp::I32Ne).br_if(skip);
            then(block, number);
        });
    }
}
