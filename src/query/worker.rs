//! A query runs on a thread of its own, so that nobody waits for it longer than they want to.
//!
//! The engine looks at a cancellation token only when it reads a quad. A product of patterns does so rarely, a product
//! of VALUES never, and neither gives a row meanwhile. So whoever asked stops listening when the time is over, and the
//! worker is given up: it ends at its next look at the token, at its next row, or with the process. Until then it may
//! keep a core busy and hold memory.
//!
//! A query that sorts or groups a product gives no row until it has all of them, and would fill any memory. The listener
//! looks at what the process holds meanwhile, and gives the worker up when that has grown too much.

use super::{CancellationToken, Limits, Query, QueryError, memory};
use crate::store::Store;
use oxigraph::sparql::{QueryEvaluationError, QueryResults};
use oxrdf::{Term, Triple, Variable};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many rows may wait to be read.
const BUFFER: usize = 256;
/// How long a cancellation, or memory running out, may go unnoticed.
const LOOK: Duration = Duration::from_millis(20);
/// The engine descends with the nesting of the query and with its chains of UNION, OPTIONAL or ||: this is enough for
/// all that the parser lets pass. Only what is used takes memory.
const STACK: usize = 64 << 20;

/// The first message of a worker: what sort of answer it is, and where the rest comes from.
pub(super) enum Head {
    Boolean(bool),
    Solutions(Vec<Variable>, Messages<Vec<Option<Term>>>),
    Graph(Messages<Triple>),
}

/// Rows or triples as they come; an error is the last message.
pub(super) type Messages<T> = Receiver<Result<T, QueryError>>;

/// The asking side of a worker.
pub(super) struct Listener {
    watch: Watch,
    /// When to look at the memory again.
    look: Instant,
    /// The worker, until it is known to have ended.
    worker: Option<JoinHandle<()>>,
}

/// Starts a worker on `query` and waits for what it says first.
pub(super) fn start(store: &Store, query: &Query, limits: &Limits) -> Result<(Head, Listener), QueryError> {
    let watch = Watch::new(limits);
    let (head, heads) = sync_channel(1);
    let (store, algebra, at_work) = (store.clone(), query.algebra.clone(), watch.clone());
    let worker = thread::Builder::new().name("query".to_owned()).stack_size(STACK);
    let worker = worker.spawn(move || work(&store, &algebra, &at_work, &head));
    let worker = worker.map_err(|error| QueryError::Evaluation(error.to_string()))?;
    let mut listener = Listener { watch, look: Instant::now(), worker: Some(worker) };
    let silent = || QueryError::Evaluation("the engine gave no answer".to_owned());
    let head = listener.next(&heads).ok_or_else(silent)??;
    if let Head::Boolean(_) = head {
        listener.join();
    }
    Ok((head, listener))
}

/// Evaluates a query and hands out its answer, to the end or to a limit.
fn work(store: &Store, query: &spargebra::Query, watch: &Watch, head: &SyncSender<Result<Head, QueryError>>) {
    // A message that nobody takes means that the worker has been given up.
    match store.evaluate(query, watch.cancel.clone()) {
        Err(error) => drop(head.send(Err(watch.explain(error)))),
        Ok(QueryResults::Boolean(value)) => drop(head.send(Ok(Head::Boolean(value)))),
        Ok(QueryResults::Solutions(solutions)) => {
            let (out, rows) = sync_channel(BUFFER);
            let variables = solutions.variables().to_vec();
            if head.send(Ok(Head::Solutions(variables, rows))).is_ok() {
                hand_out(solutions.map(|row| row.map(|row| row.values().to_vec())), watch, &out);
            }
        }
        Ok(QueryResults::Graph(triples)) => {
            let (out, messages) = sync_channel(BUFFER);
            if head.send(Ok(Head::Graph(messages))).is_ok() {
                hand_out(triples, watch, &out);
            }
        }
    }
}

fn hand_out<T>(
    items: impl Iterator<Item = Result<T, QueryEvaluationError>>,
    watch: &Watch,
    out: &SyncSender<Result<T, QueryError>>,
) {
    for item in items {
        let item = watch.stopped().map_or_else(|| item.map_err(|error| watch.explain(error)), Err);
        let last = item.is_err();
        if out.send(item).is_err() || last {
            return;
        }
    }
}

impl Listener {
    /// Waits for the next message, but no longer than the limits allow; none when the worker has ended well.
    pub(super) fn next<T>(&mut self, messages: &Messages<T>) -> Option<Result<T, QueryError>> {
        loop {
            if self.watch.cancel.is_cancelled() {
                return self.watch.stopped().map(Err);
            }
            if let Some(stop) = self.overfull() {
                return Some(Err(stop));
            }
            match messages.recv_timeout(self.watch.patience()) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(stop) = self.watch.stopped() {
                        return Some(Err(stop));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.join();
                    return None;
                }
            }
        }
    }

    /// Says that the query has to stop if it has taken too much memory, as far as was to be seen a moment ago: to ask the
    /// system for every row would cost more than the row.
    fn overfull(&mut self) -> Option<QueryError> {
        let (allowed, at_start) = self.watch.memory?;
        let now = Instant::now();
        if now < self.look {
            return None;
        }
        self.look = now + LOOK;
        (memory::held()?.saturating_sub(at_start) > allowed).then_some(QueryError::Memory(allowed))
    }

    /// Waits for a worker that has said its last; a defect that ended it goes on here, lest the answer look whole.
    fn join(&mut self) {
        if let Some(Err(panic)) = self.worker.take().map(JoinHandle::join) {
            resume_unwind(panic);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.worker.is_some() {
            self.watch.cancel.cancel();
        }
    }
}

/// Knows when an answer has to stop: a query, or a search of [`crate::explore`], which asks it now and then.
#[derive(Clone)]
pub struct Watch {
    /// How long it may run and until when.
    time: Option<(Duration, Instant)>,
    /// By how much the process may grow, and what it held at the start.
    memory: Option<(u64, u64)>,
    cancel: CancellationToken,
}

impl Watch {
    /// Starts the time of `limits`.
    pub fn new(limits: &Limits) -> Self {
        // A time beyond the clock's reach is no limit.
        let time = limits.timeout.and_then(|timeout| Some((timeout, Instant::now().checked_add(timeout)?)));
        let memory = limits.memory.and_then(|allowed| Some((allowed, memory::held()?)));
        Self { time, memory, cancel: limits.cancel.clone() }
    }

    /// Goes on unless the time is over or somebody has cancelled.
    ///
    /// # Errors
    ///
    /// [`QueryError::Timeout`] and [`QueryError::Cancelled`].
    pub fn check(&self) -> Result<(), QueryError> {
        self.stopped().map_or(Ok(()), Err)
    }

    /// Says why the query has to stop, if it has.
    fn stopped(&self) -> Option<QueryError> {
        match self.time {
            Some((timeout, end)) if Instant::now() >= end => Some(QueryError::Timeout(timeout)),
            _ => self.cancel.is_cancelled().then_some(QueryError::Cancelled),
        }
    }

    /// Tells how long to wait before the next look at clock and token.
    fn patience(&self) -> Duration {
        self.time.map_or(LOOK, |(_, end)| end.saturating_duration_since(Instant::now()).min(LOOK))
    }

    /// Puts an error of the evaluation in our words.
    fn explain(&self, error: QueryEvaluationError) -> QueryError {
        match error {
            QueryEvaluationError::Cancelled => self.stopped().unwrap_or(QueryError::Cancelled),
            error => QueryError::Evaluation(error.to_string()),
        }
    }
}
