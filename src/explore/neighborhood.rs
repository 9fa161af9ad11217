//! What a thing is linked to, and what two things share.

use super::card::{Neighbor, neighbors};
use super::links::{FRAMES, roles, tied};
use super::path::frames_of;
use crate::query::{QueryError, Watch};
use crate::store::Store;
use oxrdf::{NamedNode, NamedNodeRef};
use std::collections::{BTreeMap, BTreeSet};

/// How a thing is linked to another: whether the fact leads away from it, and the relation.
pub type Tie = (bool, super::Thing);

/// A thing that two others are linked to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Common {
    /// How the one is linked to it.
    pub one: Tie,
    /// How the other is.
    pub other: Tie,
    /// What they share.
    pub thing: super::Thing,
}

/// Lists the things one fact away from `iri`, in both directions, those that a goal or result ties to it included, whose
/// class (ml:Goal, ml:Result) stands as the relation; facts that lead to it come first, then by relation and IRI.
///
/// # Errors
///
/// When the store fails, and when `watch` says stop.
pub fn neighborhood(store: &Store, iri: NamedNodeRef<'_>, watch: &Watch) -> Result<Vec<Neighbor>, QueryError> {
    watch.check()?;
    let mut ends: BTreeSet<(bool, NamedNode, NamedNode)> = BTreeSet::new();
    for class in FRAMES {
        for frame in frames_of(store, iri, class)? {
            watch.check()?;
            for (from, to) in tied(&roles(store, frame.as_ref())?) {
                if from == iri {
                    ends.insert((true, class.into_owned(), to));
                } else if to == iri {
                    ends.insert((false, class.into_owned(), from));
                }
            }
        }
    }
    let mut found = neighbors(store, iri)?;
    for (outgoing, relation, other) in ends {
        let (relation, other) = (super::thing(store, relation)?, super::thing(store, other)?);
        found.push(Neighbor { outgoing, relation, other });
    }
    found.sort_unstable();
    Ok(found)
}

/// Lists what two things are both linked to, by relation. Where both are linked to a thing by the same relation in the
/// same direction, only that is said of it; else every way in which they are.
///
/// # Errors
///
/// When the store fails, and when `watch` says stop.
pub fn common(
    store: &Store,
    one: NamedNodeRef<'_>,
    other: NamedNodeRef<'_>,
    watch: &Watch,
) -> Result<Vec<Common>, QueryError> {
    let mut ties: BTreeMap<super::Thing, [BTreeSet<Tie>; 2]> = BTreeMap::new();
    for (side, end) in [one, other].into_iter().enumerate() {
        for Neighbor { outgoing, relation, other } in neighborhood(store, end, watch)? {
            ties.entry(other).or_default()[side].insert((outgoing, relation));
        }
    }
    let mut found = Vec::new();
    for (thing, [ones, others]) in ties {
        let mut add = |one: &Tie, other: &Tie| {
            found.push(Common { one: one.clone(), other: other.clone(), thing: thing.clone() });
        };
        let mut same = ones.intersection(&others).peekable();
        match same.peek() {
            Some(_) => same.for_each(|tie| add(tie, tie)),
            None => ones.iter().for_each(|one| others.iter().for_each(|other| add(one, other))),
        }
    }
    found.sort_unstable();
    Ok(found)
}
