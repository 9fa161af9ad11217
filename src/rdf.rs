//! Facts become quads; the only place where IRIs are minted.

/// Prefixes that every query, every Turtle file and every shortened IRI may use without declaring them.
pub const PREFIXES: &[(&str, &str)] = &[
    ("ml", "https://w3id.org/mailuo/ns#"),
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
