//! The integration tests: one binary, a module a surface.
#![allow(clippy::unwrap_used)] // clippy.toml covers test functions, but not what they call

mod cli;
mod eval;
mod explain;
mod extract;
mod fixture;
mod linking;
mod links;
mod program;
mod query;
mod rdf;
mod readme;
mod render;
mod repl;
mod sample;
mod shacl;
mod store;
mod targets;
mod text;
