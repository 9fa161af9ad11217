//! Facts become quads; the only place where IRIs are minted.
//!
//! One document gives three kinds of graphs, all from [`to_quads`]:
//! - its own, `<doc:NAME>`: what the document is, its mentions, its sentences, what its entities are;
//! - one for each sentence that states something, `<doc:NAME#char=120,188>`: facts, goals, results;
//! - the default graph: all of that but the mentions. What a document adds there stands in a graph of its own too, so
//!   that dropping a document can tell what no other graph states any more.
//!
//! [`ontology_quads`] and [`gazetteer_quads`] give what is known before any document is read.

mod background;
mod document;
mod iri;
pub mod vocab;

pub use background::{background_quads, background_version, gazetteer_quads, ontology_quads};
pub use document::{each_quad, extractor_version, to_quads};
pub use iri::{document_iri, document_name, entity_iri, is_entity_iri, span_iri, term_iri, unit_iri};

/// Prefixes that every query, every Turtle file and every shortened IRI may use without declaring them.
pub const PREFIXES: &[(&str, &str)] = &[
    ("ml", vocab::ML),
    ("id", "https://w3id.org/mailuo/id/"),
    ("doc", "https://w3id.org/mailuo/doc/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("schema", "https://schema.org/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("itsrdf", "http://www.w3.org/2005/11/its/rdf#"),
    ("qudt", "http://qudt.org/schema/qudt/"),
    ("unit", "http://qudt.org/vocab/unit/"),
    ("sh", "http://www.w3.org/ns/shacl#"),
];
