//! How the interpreter is set up, for reading and for drawing alike.

use std::sync::Arc;

use hayro_interpret::InterpreterSettings;

use crate::cold::{self, Tables};

/// As it is by default, but the standard fonts come into memory only when a document asks for one.
pub fn settings() -> InterpreterSettings {
    let settings = InterpreterSettings::default();
    let resolve = Arc::clone(&settings.font_resolver);
    InterpreterSettings {
        font_resolver: Arc::new(move |query| {
            cold::require(Tables::StandardFonts);
            resolve(query)
        }),
        ..settings
    }
}
