//! Mailuo turns Chinese policy documents into a knowledge graph and answers SPARQL over it.
//!
//! The way of the data, each step in the module of its name, each module using only those above it:
//!
//! 1. [`text`]: bytes become a [`text::Document`], its blocks and sentences with exact spans;
//! 2. [`knowledge`]: ontology, lexicon and rules, read from data files, become [`knowledge::Knowledge`];
//! 3. [`extract`]: sentences become mentions, mentions entities, entities facts: an [`extract::Extraction`];
//! 4. [`rdf`]: facts become quads, the only place where IRIs are minted;
//! 5. [`store`]: quads live in an embedded oxigraph store, which only this module owns;
//! 6. [`build`]: files run through steps 1 to 5, many at a time, unchanged ones skipped;
//! 7. [`query`]: SPARQL, saved queries, parameters and limits;
//! 8. [`explore`]: what is known of a thing and why, and how things are linked;
//! 9. [`eval`]: extraction measured against annotation;
//! 10. [`render`]: answers as tables, CSV, JSON, RDF, graphs to draw;
//! 11. [`shell`]: the command line and the REPL, which hold no domain logic.
//!
//! Everything up to quads is a pure function of (document, knowledge): no clock, no I/O, no hash order.
#![forbid(unsafe_code)]

pub mod build;
pub mod eval;
pub mod explore;
pub mod extract;
pub mod knowledge;
pub mod query;
pub mod rdf;
pub mod render;
pub mod shell;
pub mod store;
pub mod text;
