//! Tables that a new instance should not copy into its memory: passive segments, or files of their own, and the
//! function that copies them where the linker has put them (src/cold.rs in the crate).

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use walrus::ir::{BinaryOp, LoadKind, MemArg, UnaryOp, Value};
use walrus::{ConstExpr, DataId, DataKind, FunctionId, InstrSeqBuilder, LocalId, MemoryId, Module, ValType};

use crate::cut::OUTSIDE;
use crate::plan::Plan;
use crate::references::{References, Target};

/// Where the crate imports its functions from.
const COLD: &str = "cold";

/// Segments with at most so many bytes of zeros between them become one: a segment costs about as much.
const GAP: u32 = 16;

/// Tables smaller than this, in bytes, are not worth listing.
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

/// The addresses of a large table's bytes, the end excluded. What is there is never read before all of it is written: so
/// a sandbox that is put back as it was need not put back these.
pub type Hole = (u32, u32);

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

/// Takes the tables of all groups out of what a new instance of the module `name` copies, gives the imported functions
/// their bodies, and joins the segments that the linker has kept apart for this.
///
/// # Errors
/// No such imports, or segments without a fixed place.
pub fn set_aside(
    module: &mut Module,
    name: &str,
    groups: &[Group],
    references: &References,
) -> Result<Vec<Hole>> {
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
        if group.on_use {
            load_on_use(module, references, load, number, tables)?;
        }
    }
    define_has(module, &found)?;
    let holes = found.iter().flat_map(|(_, tables)| tables).filter_map(|table| hole(module, table)).collect();
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
    join(module)?;
    Ok(holes)
}

/// From behind the word that tells whether the table has been loaded to the table's end.
fn hole(module: &Module, table: &Table) -> Option<Hole> {
    let (_, word) = first_word(module, table)?;
    let (start, end) = (word + 4, table.address + table.length);
    (start + LARGE <= end).then_some((start, end))
}

fn table(module: &Module, segment: DataId, offset: usize) -> Result<Table> {
    let data = module.data.get(segment);
    let (memory, address) = place(&data.kind).context("a table has no fixed place")?;
    Ok(Table {
        segment,
        memory,
        address,
        length: u32::try_from(data.value.len())?,
        offset: i32::try_from(offset)?,
    })
}

fn place(kind: &DataKind) -> Option<(MemoryId, u32)> {
    match kind {
        DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(address)) } => {
            Some((*memory, address.cast_unsigned()))
        }
        _ => None,
    }
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
    tables: &[Table],
) -> Result<()> {
    let Some((memory, word)) = tables.first().and_then(|table| first_word(module, table)) else {
        return Ok(());
    };
    let is_one = |target: &Target| {
        tables.iter().any(|table| {
            u32::try_from(table.segment.index()).is_ok_and(|segment| *target == Target::Segment(segment))
        })
    };
    if references.segments.iter().flatten().any(is_one) {
        bail!("a table that is loaded on use is referred to by data");
    }
    let word = MemArg { align: 4, offset: u64::from(word) };
    for (id, function) in module.funcs.iter_local_mut() {
        if references.functions.get(id.index()).is_some_and(|targets| targets.iter().any(is_one)) {
            // Instructions are put in front of each other, the last one first.
            function
                .builder_mut()
                .func_body()
                .if_else_at(
                    0,
                    None,
                    |then| {
                        then.i32_const(number).call(load);
                    },
                    |_| {},
                )
                .unop_at(0, UnaryOp::I32Eqz)
                .load_at(0, memory, LoadKind::I32 { atomic: false }, word)
                .const_at(0, Value::I32(0));
        }
    }
    Ok(())
}

/// The address of four bytes of a table that are not zero, as they are until it has been loaded.
fn first_word(module: &Module, table: &Table) -> Option<(MemoryId, u32)> {
    let bytes = &module.data.get(table.segment).value;
    let found = bytes.chunks_exact(4).position(|word| word.iter().any(|byte| *byte != 0))?;
    Some((table.memory, table.address + 4 * u32::try_from(found).ok()?))
}

/// `has(group)` is 1 where the module can reach any table of that group.
fn define_has(module: &mut Module, groups: &[(Option<i32>, Vec<Table>)]) -> Result<()> {
    let import = module.imports.get_func(COLD, "has").context("the module asks for no tables")?;
    module.replace_imported_func(import, |(body, arguments)| {
        for_each_group(body, arguments, groups.len(), |body, number| {
            let any = groups.get(number).is_some_and(|(_, tables)| !tables.is_empty());
            body.i32_const(i32::from(any)).return_();
        });
        body.i32_const(0);
    })?;
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

/// Joins active segments that lie side by side, as the linker does unless it is told not to.
fn join(module: &mut Module) -> Result<()> {
    let mut active: Vec<(MemoryId, u32, DataId)> = Vec::new();
    for data in module.data.iter().filter(|data| !data.is_passive()) {
        let (memory, address) = place(&data.kind).context("a segment has no fixed place")?;
        active.push((memory, address, data.id()));
    }
    active.sort_by_key(|(_, address, _)| *address);
    let mut joined: Vec<(MemoryId, u32, Vec<u8>)> = Vec::new();
    for (memory, address, id) in active {
        let bytes = std::mem::take(&mut module.data.get_mut(id).value);
        module.memories.get_mut(memory).data_segments.remove(&id);
        module.data.delete(id);
        match joined.last_mut() {
            Some((_, start, last)) if address - (*start + u32::try_from(last.len())?) <= GAP => {
                last.resize((address - *start) as usize, 0);
                last.extend(bytes);
            }
            _ => joined.push((memory, address, bytes)),
        }
    }
    for (memory, address, value) in joined {
        let offset = ConstExpr::Value(Value::I32(address.cast_signed()));
        let id = module.data.add(DataKind::Active { memory, offset }, value);
        module.memories.get_mut(memory).data_segments.insert(id);
    }
    Ok(())
}
