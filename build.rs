//! Link arguments, kept here because they hold whatever `RUSTFLAGS` says.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if arch == "wasm32" {
        // No real document takes more than 0.4 MiB of the stack, and what nests as deeply as it is read (250 levels) still
        // fits. The stack is in every instance's memory, and V8 collects garbage the sooner the larger these are, whether
        // they are touched or not: with 16 MiB an instance took twice as long to make.
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=4194304");
        // JavaScript hands in the memory, so that its maximum is chosen at run time.
        println!("cargo::rustc-link-arg-cdylib=--import-memory");
        // The build's last step sets some tables aside (src/cold.rs), and joins the others again.
        println!("cargo::rustc-link-arg-cdylib=--no-merge-data-segments");
        // And it leaves out of the smaller modules what they cannot reach: it must know what refers to what.
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
}
