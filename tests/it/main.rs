//! The integration tests: one binary, a module a surface.

mod fixture;
mod query;
mod store;
