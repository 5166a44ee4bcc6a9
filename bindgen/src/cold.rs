//! Tables that a new instance should not copy into its memory: passive segments, and the function that
//! copies them where the linker has put them (src/cold.rs in the crate).

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use walrus::ir::Value;
use walrus::{ConstExpr, DataId, DataKind, MemoryId, Module};

/// Where the crate imports the function from, and its name.
const IMPORT: (&str, &str) = ("cold", "load");

/// Segments with at most so many bytes of zeros between them become one: a segment costs about as much.
const GAP: u32 = 16;

/// Tables smaller than this are not worth listing.
const LARGE: usize = 16 << 10;

/// A table: its segment, and where it belongs.
struct Table {
    segment: DataId,
    memory: MemoryId,
    address: u32,
    length: u32,
}

/// Makes passive segments of the tables in `groups`, each given by the SHA-256 of its bytes, gives the
/// imported function its body, and joins the segments that the linker has kept apart for this.
///
/// # Errors
/// A table that is not in the module, with those that are and are large, or no such import.
pub fn set_aside(module: &mut Module, groups: &[Vec<String>]) -> Result<()> {
    let by_hash: HashMap<String, DataId> =
        module.data.iter().map(|data| (hash(&data.value), data.id())).collect();
    let mut found = Vec::new();
    for group in groups {
        let mut tables = Vec::new();
        for wanted in group {
            let Some(segment) = by_hash.get(wanted) else {
                bail!("no table has the SHA-256 {wanted}; the large ones are\n{}", large(module));
            };
            tables.push(table(module, *segment)?);
        }
        found.push(tables);
    }
    for table in found.iter().flatten() {
        module.memories.get_mut(table.memory).data_segments.remove(&table.segment);
        module.data.get_mut(table.segment).kind = DataKind::Passive;
    }
    define_load(module, &found)?;
    join(module)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn large(module: &Module) -> String {
    let mut tables: Vec<_> = module.data.iter().filter(|data| data.value.len() >= LARGE).collect();
    tables.sort_by_key(|data| std::cmp::Reverse(data.value.len()));
    let line = |data: &&walrus::Data| {
        let name = data.name.as_deref().unwrap_or("nameless");
        format!("{:>8}  {}  {name}", data.value.len(), hash(&data.value))
    };
    tables.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn table(module: &Module, segment: DataId) -> Result<Table> {
    let data = module.data.get(segment);
    let (memory, address) = place(&data.kind).context("a table has no fixed place")?;
    Ok(Table { segment, memory, address, length: u32::try_from(data.value.len())? })
}

fn place(kind: &DataKind) -> Option<(MemoryId, u32)> {
    match kind {
        DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(address)) } => {
            Some((*memory, address.cast_unsigned()))
        }
        _ => None,
    }
}

/// `load(group)` copies the tables of that group into memory.
fn define_load(module: &mut Module, groups: &[Vec<Table>]) -> Result<()> {
    let import = module.imports.get_func(IMPORT.0, IMPORT.1).context("the module loads no tables")?;
    module.replace_imported_func(import, |(body, arguments)| {
        let Some(group) = arguments.first() else { return };
        for (number, tables) in groups.iter().enumerate() {
            body.block(None, |block| {
                let skip = block.id();
                block
                    .local_get(*group)
                    .i32_const(number as i32)
                    .binop(walrus::ir::BinaryOp::I32Ne)
                    .br_if(skip);
                for table in tables {
                    block
                        .i32_const(table.address.cast_signed())
                        .i32_const(0)
                        .i32_const(table.length.cast_signed())
                        .memory_init(table.memory, table.segment);
                }
            });
        }
    })?;
    Ok(())
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
