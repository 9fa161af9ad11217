//! The integration tests: one binary, a module a surface.
#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not know for such

mod cli;
mod fixture;
mod program;
mod query;
mod render;
mod repl;
mod store;
mod text;
