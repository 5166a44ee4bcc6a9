//! The same input and options give the same bytes of output, always.
//!
//! kreuzberg keeps metadata keys, archive members and keyword candidates in hash maps. Nearly all are
//! ahash's, whose order follows from one seed: fixing that seed fixes their order. The standard
//! library's maps cannot be seeded; where one reaches the output, it is sorted (`camel_case`, `outcome`).
//!
//! Fixed seeds would matter where an attacker could make keys collide for other users; here the table
//! lives in the attacker's own sandbox, under its own deadline.

use ahash::random_state::{RandomSource, set_random_source};

/// Digits of e, in the tradition of ahash's own digits of pi: a number with nothing up its sleeve.
const SEED: usize = 0xB7E1_5162;

struct Constant;

impl RandomSource for Constant {
    fn gen_hasher_seed(&self) -> usize {
        SEED
    }
}

/// Fixes the order of ahash's maps. To be called before any other code of the sandbox.
pub fn fix_hash_order() {
    // Refused only where it was set before, by an earlier call of this same function.
    let _ = set_random_source(Constant);
}
