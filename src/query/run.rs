//! Queries are answered within limits.

use super::{Query, QueryError};
use crate::store::Store;
use oxigraph::sparql::{QueryEvaluationError, QueryResults};
use oxrdf::{Term, Triple, Variable};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
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
    let watch = Watch::start(limits);
    match store.evaluate(query.algebra(), limits.cancel.clone()).map_err(|error| watch.explain(error))? {
        QueryResults::Boolean(value) => Ok(Answer::Boolean(value)),
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions.map(|row| row.map(|row| row.values().to_vec()));
            Ok(Answer::Solutions(Solutions { variables, rows: Box::new(Bounded::new(rows, watch, limits.rows)) }))
        }
        QueryResults::Graph(triples) => {
            Ok(Answer::Graph(Triples { triples: Box::new(Bounded::new(triples, watch, limits.rows)) }))
        }
    }
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

/// Cancels a query when its time is over; the thread that waits for that ends with this value.
struct Watch {
    timeout: Option<Duration>,
    cancel: CancellationToken,
    expired: Arc<AtomicBool>,
    _alive: Option<Sender<()>>,
}

impl Watch {
    fn start(limits: &Limits) -> Self {
        let expired = Arc::new(AtomicBool::new(false));
        let alive = limits.timeout.map(|timeout| {
            let (alive, ended) = channel();
            let (expired, cancel) = (Arc::clone(&expired), limits.cancel.clone());
            thread::spawn(move || {
                if ended.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
                    expired.store(true, Ordering::SeqCst);
                    cancel.cancel();
                }
            });
            alive
        });
        Self { timeout: limits.timeout, cancel: limits.cancel.clone(), expired, _alive: alive }
    }

    /// Says why the query has been stopped, if it has.
    fn stopped(&self) -> Option<QueryError> {
        match self.timeout {
            Some(timeout) if self.expired.load(Ordering::SeqCst) => Some(QueryError::Timeout(timeout)),
            _ if self.cancel.is_cancelled() => Some(QueryError::Cancelled),
            _ => None,
        }
    }

    /// Puts an error of the evaluation in our words.
    fn explain(&self, error: QueryEvaluationError) -> QueryError {
        match error {
            QueryEvaluationError::Cancelled => self.stopped().unwrap_or(QueryError::Cancelled),
            error => QueryError::Evaluation(error.to_string()),
        }
    }
}

/// Gives items until a limit is hit, then the error that says so, then nothing.
struct Bounded<I> {
    items: I,
    watch: Watch,
    limit: Option<usize>,
    given: usize,
    ended: bool,
}

impl<I> Bounded<I> {
    fn new(items: I, watch: Watch, limit: Option<usize>) -> Self {
        Self { items, watch, limit, given: 0, ended: false }
    }
}

impl<T, I: Iterator<Item = Result<T, QueryEvaluationError>>> Iterator for Bounded<I> {
    type Item = Result<T, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        // Rows that need no look into the store, such as those of VALUES, do not notice a cancellation by themselves.
        let next = match self.watch.stopped() {
            Some(stop) => Some(Err(stop)),
            None => self.items.next().map(|item| item.map_err(|error| self.watch.explain(error))),
        };
        let next = match (next, self.limit) {
            (Some(Ok(_)), Some(limit)) if self.given == limit => Some(Err(QueryError::RowLimit(limit))),
            (next, _) => next,
        };
        self.given += 1;
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}
