//! How much of the memory is in use: a number that can be set back, which the memory's size cannot.
//!
//! A sandbox is made as good as new by putting its memory back as it was (js/sandbox/image.ts). Pages that a
//! document made it grow by stay, as zeros, and must be there to be had again. So `memory.size` and
//! `memory.grow` become reads and steps of a global, which the memory itself only follows. That one and the
//! stack pointer are all of an instance's state besides its memory and its table, and are exported.
//!
//! How far down the stack has ever been, nothing says; so there is a function that looks.

use anyhow::{Context, Result, bail};
use walrus::ir::{BinaryOp, Instr, LoadKind, MemArg, UnaryOp, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{ConstExpr, FunctionBuilder, FunctionId, GlobalId, MemoryId, Module, ValType};

/// The exported global with the pages in use.
const PAGES: &str = "pages";

/// The exported global with the stack pointer, and what the compiler calls it.
const STACK: (&str, &str) = ("stack", "__stack_pointer");

/// The exported function that tells how far down calls have written.
const LOWEST: &str = "lowest";

/// So much of the stack is looked at beyond the last byte in use: no function's frame has such a hole.
const STACK_GAP: i32 = 256 << 10;

/// How much of it is looked at in one step, in words of eight bytes. It divides the stack.
const STEP: i32 = 8;

/// The most pages that 32 bits can address.
const MAX_PAGES: i32 = 1 << 16;

/// Puts the module's own count of pages in the place of the engine's.
///
/// # Errors
/// Where the module has not the one memory and the stack pointer that it should have.
pub fn own(module: &mut Module) -> Result<()> {
    let memory = module.memories.iter().next().context("the module has no memory")?;
    let initial = i32::try_from(memory.initial).context("the memory is too large")?;
    let memory = memory.id();
    if module.memories.len() != 1 {
        bail!("the module has {} memories", module.memories.len());
    }
    let start = ConstExpr::Value(Value::I32(initial));
    let pages = module.globals.add_local(ValType::I32, true, false, start);
    let grow = define_grow(module, memory, pages);
    let mut rewriting = Rewriting { memory, pages, grow };
    for (id, function) in module.funcs.iter_local_mut() {
        if id != grow {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut rewriting, function, entry);
        }
    }
    let stack = module.globals.iter().find(|global| global.name.as_deref() == Some(STACK.1));
    let stack = stack.context("the module has no stack pointer")?.id();
    module.exports.add(PAGES, pages);
    module.exports.add(STACK.0, stack);
    let lowest = define_lowest(module, memory);
    module.exports.add(LOWEST, lowest);
    Ok(())
}

/// `grow(delta)`: what `memory.grow` promises, over the pages in use.
fn define_grow(module: &mut Module, memory: MemoryId, pages: GlobalId) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    let delta = module.locals.add(ValType::I32);
    let before = module.locals.add(ValType::I32);
    let after = module.locals.add(ValType::I32);
    let mut body = builder.func_body();
    // Neither number can be large enough for the sum to wrap.
    refuse_if(body.local_get(delta).i32_const(MAX_PAGES).binop(BinaryOp::I32GtU));
    body.global_get(pages).local_tee(before).local_get(delta).binop(BinaryOp::I32Add).local_set(after);
    body.local_get(after).memory_size(memory).binop(BinaryOp::I32GtU).if_else(
        None,
        |more| {
            more.local_get(after).memory_size(memory).binop(BinaryOp::I32Sub).memory_grow(memory);
            refuse_if(more.i32_const(-1).binop(BinaryOp::I32Eq));
        },
        |_| {},
    );
    body.local_get(after).global_set(pages).local_get(before);
    builder.finish(vec![delta], &mut module.funcs)
}

/// `lowest(end)`: from where on, up to `end`, the stack is not zero, by steps; `end` if it is zero. (In JavaScript
/// this took more than half of the time that putting an instance back as it was takes.)
fn define_lowest(module: &mut Module, memory: MemoryId) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    let end = module.locals.add(ValType::I32);
    let at = module.locals.add(ValType::I32);
    let lowest = module.locals.add(ValType::I32);
    let mut body = builder.func_body();
    body.local_get(end).local_tee(at).local_set(lowest);
    body.loop_(None, |step| {
        let again = step.id();
        step.local_get(at).i32_const(STEP * 8).binop(BinaryOp::I32Sub).local_set(at);
        for word in 0..STEP {
            let place = MemArg { align: 8, offset: word as u64 * 8 };
            step.local_get(at).load(memory, LoadKind::I64 { atomic: false }, place);
            if word > 0 {
                step.binop(BinaryOp::I64Or);
            }
        }
        step.unop(UnaryOp::I64Eqz).if_else(
            None,
            |_| {},
            |used| {
                used.local_get(at).local_set(lowest);
            },
        );
        let is_near = step.local_get(lowest).local_get(at).binop(BinaryOp::I32Sub).i32_const(STACK_GAP);
        is_near.binop(BinaryOp::I32LtU).local_get(at).i32_const(0).binop(BinaryOp::I32Ne);
        step.binop(BinaryOp::I32And).br_if(again);
    });
    body.local_get(lowest);
    builder.finish(vec![end], &mut module.funcs)
}

/// Ends the function with -1 if there is not 0 on the stack.
fn refuse_if(body: &mut walrus::InstrSeqBuilder<'_>) {
    body.if_else(
        None,
        |refused| {
            refused.i32_const(-1).return_();
        },
        |_| {},
    );
}

struct Rewriting {
    memory: MemoryId,
    pages: GlobalId,
    grow: FunctionId,
}

impl VisitorMut for Rewriting {
    fn visit_instr_mut(&mut self, instr: &mut Instr, _: &mut walrus::ir::InstrLocId) {
        match instr {
            Instr::MemorySize(size) if size.memory == self.memory => {
                *instr = walrus::ir::GlobalGet { global: self.pages }.into();
            }
            Instr::MemoryGrow(grow) if grow.memory == self.memory => {
                *instr = walrus::ir::Call { func: self.grow }.into();
            }
            _ => {}
        }
    }
}
