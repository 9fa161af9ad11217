//! All about one thing on one card.

use super::Thing;
use crate::query::QueryError;
use crate::store::Store;
use oxrdf::{NamedNode, NamedNodeRef};

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
    /// Goals it holds.
    pub goals: Vec<Target>,
    /// Results it holds.
    pub results: Vec<Target>,
    /// Documents that mention it.
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
pub fn describe(_store: &Store, _iri: NamedNodeRef<'_>) -> Result<Card, QueryError> {
    Ok(Card::default())
}

/// Lists the things one fact away from `iri`, in both directions, without its classes, goals and sentences.
///
/// # Errors
///
/// Only when the store fails.
pub fn neighbors(_store: &Store, _iri: NamedNodeRef<'_>) -> Result<Vec<Neighbor>, QueryError> {
    Ok(Vec::new())
}
