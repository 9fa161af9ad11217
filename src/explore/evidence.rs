//! Why: the sentences that state a fact, and the chain of facts between two things.

use super::Thing;
use super::card::steps;
use crate::query::QueryError;
use crate::rdf::vocab;
use crate::store::Store;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, Term, TermRef};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

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

/// One fact on the way between two things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where the step starts.
    pub subject: Thing,
    /// Relation.
    pub relation: Thing,
    /// Where the step leads.
    pub object: Thing,
    /// Whether the fact is subject → object; else it is stated of the object.
    pub forward: bool,
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

/// Finds the shortest chain of facts between two things, at most `hops` long; none if they are not linked. Of several,
/// the one that comes first by relation and IRI.
///
/// # Errors
///
/// Only when the store fails.
pub fn path(
    store: &Store,
    from: NamedNodeRef<'_>,
    to: NamedNodeRef<'_>,
    hops: usize,
) -> Result<Option<Vec<Hop>>, QueryError> {
    // Every thing reached, with the step that led there.
    let mut reached: HashMap<NamedNode, Option<(NamedNode, NamedNode, bool)>> = HashMap::new();
    reached.insert(from.into_owned(), None);
    let mut edge = vec![from.into_owned()];
    for _ in 0..hops {
        if reached.contains_key(&to.into_owned()) {
            break;
        }
        let mut next = Vec::new();
        for place in edge {
            for (relation, other, forward) in steps(store, place.as_ref())? {
                if let Entry::Vacant(entry) = reached.entry(other.clone()) {
                    entry.insert(Some((place.clone(), relation, forward)));
                    next.push(other);
                }
            }
        }
        edge = next;
    }
    if !reached.contains_key(&to.into_owned()) {
        return Ok(None);
    }
    let mut chain = Vec::new();
    let mut place = to.into_owned();
    while let Some(Some((before, relation, forward))) = reached.get(&place) {
        chain.push(Hop {
            subject: super::thing(store, before.clone())?,
            relation: super::thing(store, relation.clone())?,
            object: super::thing(store, place.clone())?,
            forward: *forward,
        });
        place = before.clone();
    }
    chain.reverse();
    Ok(Some(chain))
}
