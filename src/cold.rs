//! Data that few documents need, and that a new instance should not have to copy into its memory.
//!
//! The build's last step (`bindgen/`) takes the large tables that wasm-pack.toml lists out of what an instance
//! starts with, and gives [`load`] its body: it copies a group of them to where the linker has put it, from the module
//! itself or from a file of its own. Until then zeros stand there, so [`require`] comes before the first use.

use std::sync::Once;

/// Groups of tables, each listed under its name in wasm-pack.toml, in this order. (Groups that are listed there after
/// these are loaded by the functions that use them.)
#[derive(Clone, Copy)]
pub enum Tables {
    /// By which words are told apart in Chinese and Japanese: chunks end where words do.
    ChineseJapanese,
    /// The same for Burmese, Khmer, Lao and Thai.
    SoutheastAsian,
    /// The words that keywords are told from, in 64 languages.
    StopWords,
    /// The fonts that every reader of PDF must have.
    #[cfg(feature = "pdf")]
    StandardFonts,
}

/// Sees to it that a group of tables is in memory.
///
/// Where it lies in a file that has not been loaded yet, this does not return: what is outside loads the file, and
/// begins anew in another instance.
pub fn require(tables: Tables) {
    static LOADED: [Once; 4] = [const { Once::new() }; 4];
    let group = tables as usize;
    if let Some(once) = LOADED.get(group) {
        once.call_once(|| load(group as u32));
    }
}

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "declaration of a function that Rust does not see; the call is safe")]
#[link(wasm_import_module = "cold")]
unsafe extern "C" {
    safe fn load(group: u32);
}

/// Elsewhere everything is in memory from the start.
#[cfg(not(target_arch = "wasm32"))]
fn load(_: u32) {}
