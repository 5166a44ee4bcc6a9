//! Data that few documents need, and that a new instance should not have to copy into its memory.
//!
//! The build's last step (`bindgen/`) makes passive segments of the large tables that wasm-pack.toml lists,
//! and gives [`load`] its body: it copies a group of them to where the linker has put it. Until then zeros
//! stand there, so [`require`] comes before the first use.

use std::sync::Once;

/// Groups of tables, each listed under its name in wasm-pack.toml, in this order.
#[derive(Clone, Copy)]
pub enum Tables {
    /// By which words are told apart in scripts without spaces: chunks end where words do.
    Dictionaries,
    /// The words that keywords are told from, in 64 languages.
    StopWords,
    /// The standard fonts, the character maps, and the dictionary of the compression they are in.
    #[cfg(feature = "pdf")]
    Pdf,
}

/// Sees to it that a group of tables is in memory.
pub fn require(tables: Tables) {
    static LOADED: [Once; 3] = [const { Once::new() }; 3];
    let group = tables as usize;
    if let Some(once) = LOADED.get(group) {
        once.call_once(|| load(group as u32));
    }
}

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "the one declaration of a function that Rust does not see; the call is safe")]
#[link(wasm_import_module = "cold")]
unsafe extern "C" {
    safe fn load(group: u32);
}

/// Elsewhere everything is in memory from the start.
#[cfg(not(target_arch = "wasm32"))]
fn load(_: u32) {}
