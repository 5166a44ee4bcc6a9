//! Extractors that are in kreuzberg's registry already, for one that is put over them.

use std::sync::Arc;

use ahash::AHashMap;
use kreuzberg::plugins::DocumentExtractor;
use kreuzberg::plugins::registry::get_document_extractor_registry;
use kreuzberg::{KreuzbergError, Result};

/// The readers of some types.
pub struct Readers {
    types: Vec<&'static str>,
    readers: AHashMap<&'static str, Arc<dyn DocumentExtractor>>,
}

impl Readers {
    /// Those that are registered so far. A type that has none in this build is left out.
    pub fn registered(types: &[&'static str]) -> Self {
        let registry = get_document_extractor_registry();
        let registry = registry.read();
        let reader = |name: &&'static str| Some((*name, registry.get(name).ok()?));
        let readers: AHashMap<_, _> = types.iter().filter_map(reader).collect();
        Self { types: types.iter().copied().filter(|name| readers.contains_key(name)).collect(), readers }
    }

    /// The types, in the order that they were asked for in.
    pub fn types(&self) -> &[&'static str] {
        &self.types
    }

    /// The reader of a type.
    ///
    /// # Errors
    /// `UnsupportedFormat` where there is none.
    pub fn of(&self, mime_type: &str) -> Result<&Arc<dyn DocumentExtractor>> {
        self.readers.get(mime_type).ok_or_else(|| KreuzbergError::UnsupportedFormat(mime_type.to_owned()))
    }
}
