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

// STUB from here on, to be replaced by the branch `onto` on merging. The store, the build and the queries need these
// names: `vocab::*`, `document_iri`, `document_name`, `to_quads`, `background`, `extractor_version`.

use crate::extract::Extraction;
use crate::knowledge::Knowledge;
use crate::text::Document;
use oxrdf::{GraphName, Literal, NamedNode, Quad};

/// Terms that the graph is read and written with.
pub mod vocab {
    use oxrdf::NamedNodeRef;

    macro_rules! terms {
        ($($name:ident $iri:literal $doc:literal;)*) => {
            $(#[doc = $doc] pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*
        };
    }

    terms! {
        SOURCE_HASH "https://w3id.org/mailuo/ns#sourceHash" "SHA-256 of a document's source.";
        EXTRACTOR_VERSION "https://w3id.org/mailuo/ns#extractorVersion" "What extracted a document.";
        HOLDER "https://w3id.org/mailuo/ns#holder" "Whose goal or result it is.";
        INDICATOR "https://w3id.org/mailuo/ns#indicator" "What a goal or result measures.";
        VALUE "https://w3id.org/mailuo/ns#value" "The number, in the unit's base.";
        LOW "https://w3id.org/mailuo/ns#low" "Lower end of a range.";
        HIGH "https://w3id.org/mailuo/ns#high" "Upper end of a range.";
        UNIT "https://w3id.org/mailuo/ns#unit" "Unit of the number.";
        BOUND "https://w3id.org/mailuo/ns#bound" "How the number bounds the quantity.";
        DEADLINE "https://w3id.org/mailuo/ns#deadline" "Last day.";
        RULE "https://w3id.org/mailuo/ns#rule" "Name of a rule that fired in a sentence.";
        GOAL "https://w3id.org/mailuo/ns#Goal" "Class of goals.";
        RESULT "https://w3id.org/mailuo/ns#Result" "Class of results.";
        TITLE "http://purl.org/dc/terms/title" "Title of a document.";
        LABEL "http://www.w3.org/2000/01/rdf-schema#label" "Preferred name.";
        ALT_LABEL "http://www.w3.org/2004/02/skos/core#altLabel" "Another name.";
        SENTENCE "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Sentence" "Class of sentences.";
        ANCHOR_OF "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#anchorOf" "Text of a span.";
        CONTEXT "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#referenceContext" "Document of a span.";
        BEGIN "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex" "First code point.";
        END "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#endIndex" "One past the last code point.";
        IDENT_REF "http://www.w3.org/2005/11/its/rdf#taIdentRef" "What a mention names.";
    }
}

/// Mints the IRI of a document.
pub fn document_iri(name: &str) -> NamedNode {
    let mut iri = String::from("https://w3id.org/mailuo/doc/");
    for c in name.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !"-._~".contains(c) {
            iri.push_str(&format!("%{:02X}", c as u32));
        } else {
            iri.push(c);
        }
    }
    NamedNode::new_unchecked(iri)
}

/// Gives back the name that [`document_iri`] made an IRI of.
pub fn document_name(iri: &str) -> Option<String> {
    let local = iri.strip_prefix("https://w3id.org/mailuo/doc/")?;
    let mut name = String::new();
    let mut rest = local;
    while let Some(at) = rest.find('%') {
        name.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok())?;
        name.push(code as char);
        rest = &rest[at + 3..];
    }
    name.push_str(rest);
    Some(name)
}

/// Names what made the quads: the same version and the same source give the same quads.
pub fn extractor_version(_knowledge: &Knowledge) -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Gives the quads of the ontology and of the gazetteer: both in the default graph and in a named graph each.
pub fn background(_knowledge: &Knowledge) -> Vec<Quad> {
    Vec::new()
}

/// Turns a document and all that was found in it into quads, those of the default graph included.
pub fn to_quads(document: &Document, _extraction: &Extraction, knowledge: &Knowledge) -> Vec<Quad> {
    let iri = document_iri(&document.name);
    let ml = |name: &str| NamedNode::new_unchecked(format!("https://w3id.org/mailuo/ns#{name}"));
    let title = document.metadata.title.clone().unwrap_or_default();
    let literals = [
        (NamedNode::new_unchecked("http://purl.org/dc/terms/title"), title),
        (ml("sourceHash"), document.hash.clone()),
        (ml("extractorVersion"), extractor_version(knowledge)),
    ];
    let mut quads = Vec::new();
    for (property, value) in literals {
        for graph in [GraphName::DefaultGraph, iri.clone().into()] {
            quads.push(Quad::new(iri.clone(), property.clone(), Literal::from(value.as_str()), graph));
        }
    }
    quads
}
