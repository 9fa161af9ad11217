//! The integration tests: one binary, a module a surface.
#![allow(clippy::unwrap_used)] // clippy.toml covers test functions, but not what they call

mod rdf;
mod sample;
mod shacl;
mod text;
