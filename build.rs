//! Link arguments, kept here because they hold whatever `RUSTFLAGS` says.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if arch == "wasm32" {
        // Real documents nest deeper than the 1 MiB that the linker gives by default.
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=16777216");
        // JavaScript hands in the memory, so that its maximum is chosen at run time.
        println!("cargo::rustc-link-arg-cdylib=--import-memory");
        // The build's last step sets some tables aside (src/cold.rs), and joins the others again.
        println!("cargo::rustc-link-arg-cdylib=--no-merge-data-segments");
        // And it leaves out of the smaller modules what they cannot reach: it must know what refers to what.
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
}
