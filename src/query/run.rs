//! Queries are answered within limits.

use super::worker::{self, Head, Listener, Messages};
use super::{Query, QueryError};
use crate::store::Store;
use oxrdf::{Term, Triple, Variable};
use std::time::Duration;

pub use oxigraph::sparql::CancellationToken;

/// What a query may use. The default is no limit.
#[derive(Clone, Default)]
pub struct Limits {
    /// How long it may run. The caller waits no longer; see [`answer`] for what becomes of the evaluation.
    pub timeout: Option<Duration>,
    /// By how many bytes the process may grow while it runs; only Linux tells.
    pub memory: Option<u64>,
    /// How many rows or triples it may give.
    pub rows: Option<usize>,
    /// Cancels the query from another thread. A token serves one query: a timeout cancels it too, and so does an
    /// answer that is dropped before its end.
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
    rows: Bounded<Vec<Option<Term>>>,
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
    triples: Bounded<Triple>,
}

impl Iterator for Triples {
    type Item = Result<Triple, QueryError>;
    fn next(&mut self) -> Option<Self::Item> {
        self.triples.next()
    }
}

/// Answers `query` from `store` within `limits`.
///
/// The query runs on a thread of its own, which reads ahead of the caller by a few hundred rows. When a limit stops it,
/// the caller goes on at once, and the thread ends at the engine's next look at the token: a product of large tables may
/// keep it busy long after, at worst until the process ends.
///
/// ```
/// use mailuo::query::{Answer, Limits, answer, parse};
/// let store = mailuo::store::Store::in_memory()?;
/// let query = parse("ASK { ?place ml:develops ?industry }")?;
/// assert!(matches!(answer(&store, &query, &Limits::default())?, Answer::Boolean(false)));
/// # Ok::<(), mailuo::query::QueryError>(())
/// ```
///
/// # Errors
///
/// What stops the query before its first row. Later errors are items of the answer.
pub fn answer(store: &Store, query: &Query, limits: &Limits) -> Result<Answer, QueryError> {
    let (head, listener) = worker::start(store, query, limits)?;
    Ok(match head {
        Head::Boolean(value) => Answer::Boolean(value),
        Head::Solutions(variables, rows) => {
            Answer::Solutions(Solutions { variables, rows: Bounded::new(rows, listener, limits.rows) })
        }
        Head::Graph(triples) => Answer::Graph(Triples { triples: Bounded::new(triples, listener, limits.rows) }),
    })
}

/// Explains how `query` would run, as JSON.
///
/// # Errors
///
/// When the explanation cannot be written.
pub fn explain(store: &Store, query: &Query) -> Result<String, QueryError> {
    let mut json = Vec::new();
    let written = store.explain(query.algebra()).write_in_json(&mut json);
    written.map_err(|error| QueryError::Evaluation(error.to_string()))?;
    String::from_utf8(json).map_err(|error| QueryError::Evaluation(error.to_string()))
}

/// Gives items until a limit is hit, then the error that says so, then nothing.
struct Bounded<T> {
    items: Messages<T>,
    listener: Option<Listener>,
    limit: Option<usize>,
    given: usize,
}

impl<T> Bounded<T> {
    fn new(items: Messages<T>, listener: Listener, limit: Option<usize>) -> Self {
        Self { items, listener: Some(listener), limit, given: 0 }
    }
}

impl<T> Iterator for Bounded<T> {
    type Item = Result<T, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match (self.listener.as_mut()?.next(&self.items), self.limit) {
            (Some(Ok(_)), Some(limit)) if self.given == limit => Some(Err(QueryError::RowLimit(limit))),
            (next, _) => next,
        };
        self.given += 1;
        if !matches!(next, Some(Ok(_))) {
            self.listener = None;
        }
        next
    }
}
