//! The integration tests: one binary, a module a surface.

mod cli;
mod fixture;
mod program;
mod query;
mod render;
mod repl;
mod store;
mod text;
