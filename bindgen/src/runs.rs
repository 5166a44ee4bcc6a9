//! Segments that lie side by side. The linker keeps all apart for us, so that each can be taken out by itself.

use anyhow::{Context, Result};
use walrus::ir::Value;
use walrus::{ConstExpr, Data, DataId, DataKind, MemoryId, Module};

/// Segments with at most so many bytes of zeros between them become one: a segment costs about as much.
const GAP: u32 = 16;

/// Joins active segments that lie side by side, as the linker does unless it is told not to.
///
/// # Errors
/// One has no fixed place.
pub fn join(module: &mut Module) -> Result<()> {
    let memory = module.memories.iter().next().context("the module has no memory")?.id();
    let active: Vec<DataId> =
        module.data.iter().filter(|data| !data.is_passive()).map(walrus::Data::id).collect();
    for run in take(module, active)? {
        let offset = ConstExpr::Value(Value::I32(run.address.cast_signed()));
        let id = module.data.add(DataKind::Active { memory, offset }, run.bytes);
        module.memories.get_mut(memory).data_segments.insert(id);
    }
    Ok(())
}

/// Bytes of several segments that lie side by side.
pub struct Run {
    /// Of the first.
    pub address: u32,
    /// All of them, and zeros where none is.
    pub bytes: Vec<u8>,
}

impl Run {
    /// In bytes; no memory has more than 32 bits can count.
    pub fn length(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }
}

/// Takes active segments out of the module, those that lie side by side joined.
///
/// # Errors
/// One has no fixed place.
pub fn take(module: &mut Module, segments: Vec<DataId>) -> Result<Vec<Run>> {
    let mut taken = Vec::new();
    for id in segments {
        let data = module.data.get_mut(id);
        let (memory, address) = place(data).context("a segment has no fixed place")?;
        taken.push(Run { address, bytes: std::mem::take(&mut data.value) });
        module.memories.get_mut(memory).data_segments.remove(&id);
        module.data.delete(id);
    }
    taken.sort_by_key(|run| run.address);
    let mut runs: Vec<Run> = Vec::new();
    for run in taken {
        match runs.last_mut() {
            Some(last) if run.address - (last.address + last.length()) <= GAP => {
                last.bytes.resize((run.address - last.address) as usize, 0);
                last.bytes.extend(run.bytes);
            }
            _ => runs.push(run),
        }
    }
    Ok(runs)
}

/// The memory that an active segment is for, and its address there.
pub fn place(data: &Data) -> Option<(MemoryId, u32)> {
    match &data.kind {
        DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(address)) } => {
            Some((*memory, address.cast_unsigned()))
        }
        _ => None,
    }
}
