//! What is known of a thing, what it is linked to, and which sentence says so.

mod card;
mod evidence;
mod links;
mod neighborhood;
mod path;
mod search;

pub use crate::query::{Candidate, Match, resolve};
pub use card::{Card, Neighbor, Target, describe, neighbors};
pub use evidence::{Evidence, why};
pub use links::Links;
pub use neighborhood::{Common, Tie, common, neighborhood};
pub use path::{Fact, Hop, MOST, Path, PathOptions, Paths, paths};

use crate::query::QueryError;
use crate::rdf::vocab;
use crate::store::Store;
use oxrdf::vocab::rdfs;
use oxrdf::{NamedNode, NamedNodeRef};

/// A thing with its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    /// Its IRI.
    pub iri: NamedNode,
    /// Its preferred name, if it has one.
    pub label: Option<String>,
}

/// Gives the thing its preferred name.
fn thing(store: &Store, iri: NamedNode) -> Result<Thing, QueryError> {
    let label = name_of(store, iri.as_ref())?;
    Ok(Thing { iri, label })
}

/// Gives the label of a thing or the title of a document.
fn name_of(store: &Store, iri: NamedNodeRef<'_>) -> Result<Option<String>, QueryError> {
    match store.text_of(iri, rdfs::LABEL)? {
        Some(label) => Ok(Some(label)),
        None => Ok(store.text_of(iri, vocab::TITLE)?),
    }
}
