//! Why: the sentences that state a fact.

use super::Thing;
use crate::query::QueryError;
use crate::rdf::vocab;
use crate::store::Store;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, Term, TermRef};
use std::collections::BTreeSet;

/// A sentence that states a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence's node, which is the graph of its facts.
    pub sentence: NamedNode,
    /// Its text.
    pub text: String,
    /// Its document.
    pub document: Option<Thing>,
    /// First code point in the document's text.
    pub begin: Option<u32>,
    /// One past the last code point.
    pub end: Option<u32>,
    /// Names of the rules that fired.
    pub rules: Vec<String>,
}

/// Lists the sentences that state the fact, in the order of documents and offsets; any part may be left open.
///
/// # Errors
///
/// Only when the store fails.
pub fn why(
    store: &Store,
    subject: Option<NamedNodeRef<'_>>,
    relation: Option<NamedNodeRef<'_>>,
    object: Option<TermRef<'_>>,
) -> Result<Vec<Evidence>, QueryError> {
    let mut sentences = BTreeSet::new();
    for quad in store.quads(subject.map(Into::into), relation, object, None) {
        if let GraphName::NamedNode(graph) = quad?.graph_name {
            sentences.insert(graph);
        }
    }
    let mut found = Vec::new();
    for sentence in sentences {
        found.extend(evidence(store, sentence)?);
    }
    found.sort_by_cached_key(|e| (e.document.as_ref().map(|d| d.iri.clone()), e.begin, e.sentence.clone()));
    Ok(found)
}

/// Reads what is said of a sentence; none if the graph is no sentence.
fn evidence(store: &Store, sentence: NamedNode) -> Result<Option<Evidence>, QueryError> {
    let mut text = None;
    let mut document = None;
    let mut rules = BTreeSet::new();
    let (mut begin, mut end) = (None, None);
    for quad in store.quads(Some(sentence.as_ref().into()), None, None, Some(GraphNameRef::DefaultGraph)) {
        let quad = quad?;
        let property = quad.predicate.as_ref();
        match quad.object {
            Term::NamedNode(iri) if property == vocab::REFERENCE_CONTEXT => document = Some(super::thing(store, iri)?),
            Term::Literal(value) if property == vocab::ANCHOR_OF => text = Some(value.destruct().0),
            Term::Literal(value) if property == vocab::BEGIN_INDEX => begin = value.value().parse().ok(),
            Term::Literal(value) if property == vocab::END_INDEX => end = value.value().parse().ok(),
            Term::Literal(value) if property == vocab::RULE => {
                rules.insert(value.destruct().0);
            }
            _ => {}
        }
    }
    let rules = rules.into_iter().collect();
    Ok(text.map(|text| Evidence { sentence, text, document, begin, end, rules }))
}
