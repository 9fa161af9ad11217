//! Names as people write them become IRIs.

use super::QueryError;
use crate::store::Store;
use oxrdf::NamedNode;

/// A thing that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The thing.
    pub iri: NamedNode,
    /// Its preferred name, or its IRI where it has none.
    pub label: String,
    /// Its class, the most special one known.
    pub class: Option<NamedNode>,
    /// How well the name fits.
    pub fit: Match,
}

/// How well a name fits a thing, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The name is its IRI or prefixed name.
    Iri,
    /// The name is its label or title.
    Label,
    /// The name is another name of it.
    AltLabel,
    /// A name of it starts or ends with the name.
    Affix,
    /// A name of it contains the name.
    Contains,
}

/// Finds the things that `name` may mean, best first, then by label: an IRI, a prefixed name, a label; only if nothing
/// is called so, things whose names contain it.
///
/// # Errors
///
/// Only when the store fails; an unknown name gives an empty list.
pub fn resolve(_store: &Store, _name: &str) -> Result<Vec<Candidate>, QueryError> {
    Ok(Vec::new())
}

/// Finds the one thing that `name` means.
///
/// # Errors
///
/// [`QueryError::Ambiguous`] and [`QueryError::UnknownName`].
pub fn resolve_one(store: &Store, name: &str) -> Result<Candidate, QueryError> {
    let candidates = resolve(store, name)?;
    candidates.into_iter().next().ok_or_else(|| QueryError::UnknownName { name: name.to_owned(), nearest: Vec::new() })
}
