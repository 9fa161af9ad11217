//! The integration tests: one binary, a module a surface.
mod text;
