//! What kreuzberg's pipeline calls of ours.

use std::sync::{Arc, OnceLock};

use kreuzberg::plugins::registry::get_post_processor_registry;
use kreuzberg::{KreuzbergError, Result};

use crate::blank_lines::BlankLines;
use crate::composed::{Composed, Whole};
use crate::dictionaries::Dictionaries;
use crate::quality::QualityScore;

/// Puts them into kreuzberg's registry, at the first call.
///
/// # Errors
/// Whatever the registry refuses one for.
pub fn register() -> Result<()> {
    static REFUSAL: OnceLock<Option<String>> = OnceLock::new();
    let refusal = REFUSAL.get_or_init(|| register_all().err().map(|error| error.to_string()));
    refusal.as_ref().map_or(Ok(()), |refusal| Err(KreuzbergError::Other(refusal.clone())))
}

fn register_all() -> Result<()> {
    let registry = get_post_processor_registry();
    let mut registry = registry.write();
    // kreuzberg's own is at 30.
    registry.register(Arc::new(QualityScore), 30)?;
    registry.register(Arc::new(Dictionaries), 0)?;
    registry.register(Arc::new(Whole), i32::MAX)?;
    registry.register(Arc::new(BlankLines), i32::MAX - 1)?;
    registry.register(Arc::new(Composed), i32::MIN)
}
