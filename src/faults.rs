//! Documents that break the sandbox they are read in: proof, for the tests, that nothing of them gets out.
//! Compiled only with the feature `faults`, which no published module has.

use std::hint::black_box;

/// A document that starts with this and the name of a fault commits it; any other is left alone.
const MARKER: &[u8] = b"kreuzberg-wasm fault: ";

const MIB: usize = 1 << 20;

/// What one frame of the deep recursion keeps on Rust's own stack, in bytes.
const LARGE_FRAME: usize = 64 << 10;

/// Commits the fault that the document's first line names, if it does.
#[expect(clippy::panic, reason = "a panic is what is asked for")]
pub fn commit(document: &[u8]) {
    // Opaque, or the comparison would be compiled into numbers, and no test could find the marker in a module.
    let Some(rest) = document.strip_prefix(black_box(MARKER)) else { return };
    let name = rest.split(|byte| byte.is_ascii_control()).next().unwrap_or_default();
    match name {
        b"panic" => panic!("a fault that was asked for"),
        b"index out of bounds" => drop(black_box(rest[black_box(rest.len())])),
        b"deep recursion" => drop(black_box(recurse(rest.len()))),
        b"large frames" => drop(black_box(recurse_with_large_frames(rest.len()))),
        b"endless loop" => spin(),
        b"endless allocation" => allocate(),
        b"leak" => std::mem::forget(black_box(vec![1_u8; MIB])),
        _ => panic!("there is no such fault"),
    }
}

/// Ends the engine's stack of calls, or Rust's own where that is the shorter.
#[expect(unconditional_recursion, reason = "the stack is to overflow")]
fn recurse(depth: usize) -> usize {
    black_box(recurse(black_box(depth + 1))) + 1
}

/// Ends Rust's own stack, which lies at the bottom of linear memory: an access out of its bounds.
#[expect(unconditional_recursion, reason = "the stack is to overflow")]
fn recurse_with_large_frames(depth: usize) -> usize {
    let frame = black_box([depth as u8; LARGE_FRAME]);
    black_box(recurse_with_large_frames(black_box(depth + 1))) + usize::from(frame[depth % LARGE_FRAME])
}

fn spin() {
    let mut turns = 0_u64;
    while black_box(true) {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn allocate() {
    let mut held = Vec::new();
    while black_box(true) {
        held.push(black_box(vec![1_u8; MIB]));
    }
}
