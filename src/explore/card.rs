//! All about one thing on one card.

use super::Thing;
use crate::query::QueryError;
use crate::rdf::{is_entity_iri, vocab};
use crate::store::Store;
use oxrdf::vocab::rdf::TYPE;
use oxrdf::vocab::rdfs;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::BTreeSet;

/// All that is known about one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Preferred name.
    pub label: Option<String>,
    /// Classes.
    pub types: Vec<Thing>,
    /// Other names.
    pub names: Vec<String>,
    /// Literal properties other than names: relation and value.
    pub properties: Vec<(Thing, String)>,
    /// Facts about it, in both directions.
    pub relations: Vec<Neighbor>,
    /// Goals it holds, by deadline, those without one last.
    pub goals: Vec<Target>,
    /// Results it holds, likewise.
    pub results: Vec<Target>,
    /// Documents that mention it or state facts about it.
    pub documents: Vec<Thing>,
}

/// A thing one fact away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Neighbor {
    /// Whether the fact leads away from the thing (subject → object).
    pub outgoing: bool,
    /// The relation.
    pub relation: Thing,
    /// The other end.
    pub other: Thing,
}

/// A goal or a result as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The goal's or result's node.
    pub iri: NamedNode,
    /// What is measured.
    pub indicator: Option<Thing>,
    /// Its words in the text.
    pub text: String,
    /// The number in the unit's base.
    pub value: Option<String>,
    /// Lower end of a range.
    pub low: Option<String>,
    /// Upper end of a range.
    pub high: Option<String>,
    /// Unit.
    pub unit: Option<Thing>,
    /// How the number bounds the quantity.
    pub bound: Option<Thing>,
    /// Last day.
    pub deadline: Option<String>,
}

/// Puts together what is known of `iri`.
///
/// # Errors
///
/// Only when the store fails; an unknown thing gives an empty card.
pub fn describe(store: &Store, iri: NamedNodeRef<'_>) -> Result<Card, QueryError> {
    let mut card = Card { label: super::name_of(store, iri)?, ..Card::default() };
    for quad in store.quads(Some(iri.into()), None, None, Some(GraphNameRef::DefaultGraph)) {
        let quad = quad?;
        match quad.object {
            Term::NamedNode(class) if quad.predicate == TYPE => card.types.push(super::thing(store, class)?),
            Term::Literal(literal) if is_naming(quad.predicate.as_ref()) => card.names.push(literal.destruct().0),
            Term::Literal(literal) => {
                card.properties.push((super::thing(store, quad.predicate)?, literal.value().to_owned()));
            }
            _ => {}
        }
    }
    card.types.sort_unstable();
    card.names.sort_unstable();
    card.names.dedup();
    card.names.retain(|name| card.label.as_ref() != Some(name));
    card.properties.sort_unstable();
    card.relations = neighbors(store, iri)?;
    for quad in store.quads(None, Some(vocab::HOLDER), Some(iri.into()), Some(GraphNameRef::DefaultGraph)) {
        let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
        let is = |class: NamedNodeRef<'_>| {
            let mut quads = store.quads(
                Some(node.as_ref().into()),
                Some(TYPE),
                Some(class.into()),
                Some(GraphNameRef::DefaultGraph),
            );
            quads.next().transpose().map(|quad| quad.is_some())
        };
        if is(vocab::GOAL)? {
            card.goals.push(target(store, node)?);
        } else if is(vocab::RESULT)? {
            card.results.push(target(store, node)?);
        }
    }
    for rows in [&mut card.goals, &mut card.results] {
        rows.sort_by_cached_key(|row| {
            (row.deadline.is_none(), row.deadline.clone(), row.text.clone(), row.iri.clone())
        });
    }
    card.documents = documents(store, iri)?;
    Ok(card)
}

/// Lists the things one fact away from `iri`, in both directions, without its classes, goals and sentences; facts that
/// lead to it come first, then by relation and name.
///
/// # Errors
///
/// Only when the store fails.
pub fn neighbors(store: &Store, iri: NamedNodeRef<'_>) -> Result<Vec<Neighbor>, QueryError> {
    let mut found = BTreeSet::new();
    for (relation, other, outgoing) in steps(store, iri)? {
        let (relation, other) = (super::thing(store, relation)?, super::thing(store, other)?);
        found.insert(Neighbor { outgoing, relation, other });
    }
    Ok(found.into_iter().collect())
}

/// Lists relation, other end and direction of the facts about `iri` that tie it to another entity.
fn steps(store: &Store, iri: NamedNodeRef<'_>) -> Result<Vec<(NamedNode, NamedNode, bool)>, QueryError> {
    let graph = Some(GraphNameRef::DefaultGraph);
    let mut found = Vec::new();
    for quad in store.quads(Some(iri.into()), None, None, graph) {
        let quad = quad?;
        if let Term::NamedNode(other) = quad.object
            && ties(quad.predicate.as_ref(), other.as_ref())
        {
            found.push((quad.predicate, other, true));
        }
    }
    for quad in store.quads(None, None, Some(iri.into()), graph) {
        let quad = quad?;
        if let NamedOrBlankNode::NamedNode(other) = quad.subject
            && ties(quad.predicate.as_ref(), other.as_ref())
        {
            found.push((quad.predicate, other, false));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Says whether a triple with this relation and other end is a fact between entities: nodes in a text (goals, sentences,
/// mentions) and terms of other vocabularies are not.
fn ties(relation: NamedNodeRef<'_>, other: NamedNodeRef<'_>) -> bool {
    relation.as_str().starts_with(vocab::ML) && is_entity_iri(other.as_str())
}

fn is_naming(property: NamedNodeRef<'_>) -> bool {
    [rdfs::LABEL, vocab::ALT_LABEL, vocab::TITLE].contains(&property)
}

fn target(store: &Store, node: NamedNode) -> Result<Target, QueryError> {
    let text = |property| store.text_of(node.as_ref(), property);
    let thing = |property| -> Result<Option<Thing>, QueryError> {
        for quad in store.quads(Some(node.as_ref().into()), Some(property), None, Some(GraphNameRef::DefaultGraph)) {
            if let Term::NamedNode(iri) = quad?.object {
                return super::thing(store, iri).map(Some);
            }
        }
        Ok(None)
    };
    Ok(Target {
        indicator: thing(vocab::HAS_INDICATOR)?,
        text: text(rdfs::LABEL)?.unwrap_or_default(),
        value: text(vocab::VALUE)?,
        low: text(vocab::LOW)?,
        high: text(vocab::HIGH)?,
        unit: thing(vocab::HAS_UNIT)?,
        bound: thing(vocab::BOUND)?,
        deadline: text(vocab::DEADLINE)?,
        iri: node,
    })
}

/// Lists the documents whose mentions name `iri` or whose sentences state facts about it.
fn documents(store: &Store, iri: NamedNodeRef<'_>) -> Result<Vec<Thing>, QueryError> {
    let mut found = BTreeSet::new();
    let quads = store.quads(Some(iri.into()), None, None, None).chain(store.quads(None, None, Some(iri.into()), None));
    for quad in quads {
        let GraphName::NamedNode(graph) = quad?.graph_name else { continue };
        let document = graph.as_str().split('#').next().unwrap_or_default();
        if crate::rdf::document_name(document).is_some() {
            found.insert(NamedNode::new_unchecked(document));
        }
    }
    found.into_iter().map(|document| super::thing(store, document)).collect()
}
