//! What is known of a thing, what it is linked to, and which sentence says so.

mod card;
mod evidence;

pub use crate::query::{Candidate, Match, resolve};
pub use card::{Card, Neighbor, Target, describe, neighbors};
pub use evidence::{Evidence, Hop, path, why};

use oxrdf::NamedNode;

/// A thing with its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    /// Its IRI.
    pub iri: NamedNode,
    /// Its preferred name, if it has one.
    pub label: Option<String>,
}
