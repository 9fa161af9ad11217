//! The build script, not a module: builds the program again when a file that it embeds is added, changed or removed.
//!
//! `include_dir!` tells the compiler only of files that were there at the last build, so a new rule file or saved query
//! would be left out without a word. It stands here since the top level has no room for a `build.rs`.

fn main() {
    // Cargo looks at a directory's files, however deep, and at the directory itself.
    for directory in ["ontology", "queries", "data"] {
        println!("cargo::rerun-if-changed={directory}");
    }
}
