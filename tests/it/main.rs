//! The integration tests: one binary, a module a surface.

mod fixture;
mod rdf;
mod shacl;
