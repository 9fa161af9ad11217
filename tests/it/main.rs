//! The integration tests: one binary, a module a surface.

mod cli;
mod program;
mod render;
mod repl;
