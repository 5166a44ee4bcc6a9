//! Copies of a few bytes, which is what nearly all are. `memory.copy` leaves the sandbox for a function of the engine,
//! which takes two to three times as long as to copy sixteen bytes does (V8 11, 64-bit: 7 ns against 3).

use anyhow::{Context, Result};
use walrus::ir::{
    BinaryOp, Call, ExtendedLoad, Instr, InstrLocId, LoadKind, MemArg, StoreKind, VisitorMut,
    dfs_pre_order_mut,
};
use walrus::{FunctionBuilder, FunctionId, InstrSeqBuilder, LocalId, MemoryId, Module, ValType};

/// What is longer is left to the engine.
const LONGEST: i32 = 64;

/// Puts a function in the place of every `memory.copy`.
///
/// # Errors
/// Where the module has no memory.
pub fn shorten(module: &mut Module) -> Result<()> {
    let memory = module.memories.iter().next().context("the module has no memory")?.id();
    let copy = define_copy(module, memory);
    for (id, function) in module.funcs.iter_local_mut() {
        if id != copy {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut Rewriting { copy }, function, entry);
        }
    }
    Ok(())
}

/// A number that is copied at once.
#[derive(Clone, Copy)]
struct Word {
    bytes: i32,
    value: ValType,
    load: LoadKind,
    store: StoreKind,
}

const WORDS: [Word; 3] = [
    Word { bytes: 16, value: ValType::V128, load: LoadKind::V128, store: StoreKind::V128 },
    Word {
        bytes: 8,
        value: ValType::I64,
        load: LoadKind::I64 { atomic: false },
        store: StoreKind::I64 { atomic: false },
    },
    Word {
        bytes: 4,
        value: ValType::I32,
        load: LoadKind::I32 { atomic: false },
        store: StoreKind::I32 { atomic: false },
    },
];

const BYTE: Word = Word {
    bytes: 1,
    value: ValType::I32,
    load: LoadKind::I32_8 { kind: ExtendedLoad::ZeroExtend },
    store: StoreKind::I32_8 { atomic: false },
};

/// The function's parameters.
#[derive(Clone, Copy)]
struct Copy {
    memory: MemoryId,
    to: LocalId,
    from: LocalId,
    length: LocalId,
}

/// Where a word lies.
#[derive(Clone, Copy)]
enum Place {
    /// So many bytes after the beginning.
    Begin(i32),
    /// So many bytes before the end.
    End(i32),
    /// In the middle.
    Half,
}

/// `copy(to, from, length)`: what `memory.copy` promises. All is loaded before anything is stored, since the two may
/// overlap.
fn define_copy(module: &mut Module, memory: MemoryId) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
    let [to, from, length] = [0; 3].map(|_| module.locals.add(ValType::I32));
    let copy = Copy { memory, to, from, length };
    let mut held = |value| [0; 4].map(|_| module.locals.add(value));
    let words = WORDS.map(|word| (word, held(word.value)));
    let bytes = held(BYTE.value);
    let mut body = builder.func_body();
    body.local_get(length).i32_const(LONGEST).binop(BinaryOp::I32GtU);
    then(&mut body, |long| {
        long.local_get(to).local_get(from).local_get(length).memory_copy(memory, memory).return_();
    });
    body.local_get(length).i32_const(32).binop(BinaryOp::I32GtU);
    let (widest, held) = words[0];
    then(&mut body, |four| {
        copy.at(four, widest, held, &[Place::Begin(0), Place::Begin(16), Place::End(32), Place::End(16)]);
    });
    for (word, held) in words {
        body.local_get(length).i32_const(word.bytes).binop(BinaryOp::I32GeU);
        then(&mut body, |two| copy.at(two, word, held, &[Place::Begin(0), Place::End(word.bytes)]));
    }
    body.local_get(length);
    then(&mut body, |few| {
        copy.at(few, BYTE, bytes, &[Place::Begin(0), Place::Half, Place::End(1)]);
    });
    builder.finish(vec![to, from, length], &mut module.funcs)
}

fn then(body: &mut InstrSeqBuilder<'_>, steps: impl FnOnce(&mut InstrSeqBuilder<'_>)) {
    body.if_else(None, steps, |_| {});
}

impl Copy {
    /// Copies the words at these places, which cover all, and returns.
    fn at(self, body: &mut InstrSeqBuilder<'_>, word: Word, held: [LocalId; 4], places: &[Place]) {
        for (place, held) in places.iter().zip(held) {
            let argument = self.place(body, self.from, *place);
            body.load(self.memory, word.load, argument).local_set(held);
        }
        for (place, held) in places.iter().zip(held) {
            let argument = self.place(body, self.to, *place);
            body.local_get(held).store(self.memory, word.store, argument);
        }
        body.return_();
    }

    fn place(self, body: &mut InstrSeqBuilder<'_>, base: LocalId, place: Place) -> MemArg {
        body.local_get(base);
        match place {
            Place::Begin(offset) => return MemArg { align: 1, offset: offset.unsigned_abs().into() },
            Place::End(bytes) => {
                body.local_get(self.length).binop(BinaryOp::I32Add);
                body.i32_const(bytes).binop(BinaryOp::I32Sub);
            }
            Place::Half => {
                body.local_get(self.length).i32_const(1).binop(BinaryOp::I32ShrU).binop(BinaryOp::I32Add);
            }
        }
        MemArg { align: 1, offset: 0 }
    }
}

struct Rewriting {
    copy: FunctionId,
}

impl VisitorMut for Rewriting {
    fn visit_instr_mut(&mut self, instr: &mut Instr, _: &mut InstrLocId) {
        if matches!(instr, Instr::MemoryCopy(_)) {
            *instr = Call { func: self.copy }.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use walrus::{FunctionBuilder, Module, ValType};
    use wasmi::{Engine, Linker, Module as Compiled, Store};

    use super::shorten;

    const PAGE: usize = 1 << 16;

    /// A module of one page that exports its memory, and `memory.copy` as a function.
    fn module() -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, Some(1), None);
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
        let arguments = [0; 3].map(|_| module.locals.add(ValType::I32));
        let mut body = builder.func_body();
        arguments.iter().for_each(|argument| {
            body.local_get(*argument);
        });
        body.memory_copy(memory, memory);
        let copy = builder.finish(arguments.to_vec(), &mut module.funcs);
        module.exports.add("memory", memory);
        module.exports.add("copy", copy);
        module
    }

    #[test]
    fn every_length_is_copied_wherever_the_two_overlap_and_nothing_beyond() {
        let mut module = module();
        shorten(&mut module).expect("a memory");
        let engine = Engine::default();
        let compiled = Compiled::new(&engine, module.emit_wasm()).expect("a valid module");
        let mut store = Store::new(&engine, ());
        let instance =
            Linker::new(&engine).instantiate_and_start(&mut store, &compiled).expect("an instance");
        let memory = instance.get_memory(&store, "memory").expect("a memory");
        let copy = instance.get_typed_func::<(i32, i32, i32), ()>(&store, "copy").expect("a function");
        let bytes: Vec<u8> = (0..300_u32).map(|at| (at * 7 % 251) as u8).collect();
        for length in 0..=100 {
            for to in (0..=200_usize).step_by(3) {
                let mut expected = bytes.clone();
                expected.copy_within(100..100 + length, to);
                memory.write(&mut store, 0, &bytes).expect("room");
                copy.call(&mut store, (to as i32, 100, length as i32)).expect("a copy");
                let mut found = vec![0; bytes.len()];
                memory.read(&store, 0, &mut found).expect("room");
                assert!(found == expected, "{length} bytes to {to}");
            }
            let mut call =
                |to: usize, from: usize| copy.call(&mut store, (to as i32, from as i32, length as i32));
            assert!(call(PAGE - length, 0).is_ok() && call(0, PAGE - length).is_ok(), "{length} bytes");
            assert!(
                length == 0 || (call(PAGE - length + 1, 0).is_err() && call(0, PAGE - length + 1).is_err())
            );
        }
    }
}
