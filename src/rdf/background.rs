//! Quads of what is known before any document is read: the ontology and the administrative divisions.

use super::document::extractor_version;
use super::iri::{entity_iri, term_iri};
use super::vocab;
use crate::extract::MentionKind;
use crate::knowledge::Knowledge;
use crate::knowledge::gazetteer::Division;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser, RdfSyntaxError};

/// Gives the quads of all that is known before any document is read, and the mark of its version in the graph of the
/// ontology (see [`background_version`]).
pub fn background_quads(knowledge: &Knowledge) -> Vec<Quad> {
    let mut quads = ontology_quads(&knowledge.ontology.turtle).expect("Ontology::load has read the same text");
    quads.extend(gazetteer_quads(knowledge.gazetteer.divisions()));
    quads.push(background_version(knowledge));
    quads
}

/// Gives the quad that only a graph with this version of the background holds.
pub fn background_version(knowledge: &Knowledge) -> Quad {
    let version = Literal::from(extractor_version(knowledge));
    Quad::new(vocab::ONTOLOGY_GRAPH, vocab::EXTRACTOR_VERSION, version, vocab::ONTOLOGY_GRAPH)
}

/// Gives the quads of the ontology, once in its own graph and once in the default graph.
///
/// # Errors
/// `turtle` is not well formed; the error has line and column.
pub fn ontology_quads(turtle: &str) -> Result<Vec<Quad>, RdfSyntaxError> {
    let mut quads = Vec::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).without_named_graphs().for_slice(turtle) {
        let quad = quad?;
        quads.push(Quad { graph_name: vocab::ONTOLOGY_GRAPH.into(), ..quad.clone() });
        quads.push(quad);
    }
    Ok(quads)
}

/// Gives the quads of the divisions: class, names, code and the division above, once in the graph of the gazetteer and
/// once in the default graph.
///
/// The division above is `ml:partOf`; `ml:locatedIn` is left to what documents state.
pub fn gazetteer_quads(divisions: &[Division]) -> Vec<Quad> {
    let mut quads = Vec::with_capacity(divisions.len() * 14);
    for division in divisions {
        let subject = division_iri(division.code);
        let mut push = |predicate: NamedNodeRef<'static>, object: Term| {
            let quad = Quad::new(subject.clone(), predicate, object, vocab::GAZETTEER_GRAPH);
            quads.push(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
            quads.push(quad);
        };
        push(rdf::TYPE, vocab::PLACE.into());
        push(rdf::TYPE, term_iri(division.level.class()).into());
        push(rdfs::LABEL, Literal::from(division.name.as_str()).into());
        for name in division.short_names.iter().chain(&division.former_names) {
            push(vocab::ALT_LABEL, Literal::from(name.as_str()).into());
        }
        push(vocab::DIVISION_CODE, Literal::from(division.code.to_string()).into());
        if let Some(parent) = division.parent {
            push(vocab::PART_OF, division_iri(parent).into());
        }
    }
    quads
}

/// Gives the IRI of an administrative division.
fn division_iri(code: u32) -> NamedNode {
    entity_iri(MentionKind::Place, &code.to_string())
}
