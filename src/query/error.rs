//! What can go wrong between a question and its answer.

use crate::store::StoreError;
use std::time::Duration;

/// Why a question has no answer, or not all of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in code points, from 1.
        column: usize,
        /// What was expected there.
        message: String,
        /// What to do about it.
        hint: Option<String>,
        /// Whether the text ends too early: more text could make it right.
        incomplete: bool,
    },
    /// The query ran longer than it may; the rows before this error are right but not all.
    #[error("stopped after {} s; the rows so far are not all", .0.as_secs_f64())]
    Timeout(Duration),
    /// The query took more memory than it may, in bytes; the rows before this error are right but not all.
    #[error("stopped at {} MiB of memory; the rows so far are not all", .0 >> 20)]
    Memory(u64),
    /// There are more rows than the limit; the rows before this error are right but not all.
    #[error("stopped after {0} rows; there are more")]
    RowLimit(usize),
    /// Somebody cancelled the query.
    #[error("the query was cancelled")]
    Cancelled,
    /// The query cannot be evaluated, for example because of an unknown function or a SERVICE.
    #[error("{0}")]
    Evaluation(String),
    /// No saved query has this name.
    #[error("no saved query is called {name}")]
    UnknownQuery {
        /// The name asked for.
        name: String,
        /// Names like it.
        nearest: Vec<String>,
    },
    /// A saved query is written wrongly.
    #[error("{path}:{line}:{column}: {message}")]
    Saved {
        /// Its file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A directory of saved queries cannot be read.
    #[error("{path}: {message}")]
    Directory {
        /// The directory or file.
        path: String,
        /// The system's reason.
        message: String,
    },
    /// A parameter that is not optional has no value.
    #[error("{query} needs {parameter} ({kind}), for example --set {parameter}={example}")]
    MissingParameter {
        /// The saved query.
        query: String,
        /// The parameter's name.
        parameter: String,
        /// Its type, in words.
        kind: &'static str,
        /// A value that would do.
        example: String,
    },
    /// The query has no such parameter.
    #[error("{query} has no parameter {parameter}; it takes {}", if .known.is_empty() { "none".to_owned() } else { .known.join(", ") })]
    UnknownParameter {
        /// The saved query.
        query: String,
        /// The name given.
        parameter: String,
        /// The names it has.
        known: Vec<String>,
    },
    /// A value is not of the parameter's type.
    #[error("{parameter}={value}: not {kind}, for example {parameter}={example}")]
    WrongType {
        /// The parameter's name.
        parameter: String,
        /// The value given.
        value: String,
        /// The type, in words.
        kind: &'static str,
        /// A value that would do.
        example: String,
    },
    /// A parameter stands where a value of its type may not, such as a number in a predicate's place.
    #[error("the parameter {parameter} stands where only an IRI may")]
    Misplaced {
        /// The variable.
        parameter: String,
    },
    /// Several things have this name.
    #[error("{name} may be {}", list_candidates(.candidates))]
    Ambiguous {
        /// The name given.
        name: String,
        /// What it may mean: IRI and label.
        candidates: Vec<(String, String)>,
    },
    /// Nothing has this name.
    #[error("nothing is called {name}{}", if .nearest.is_empty() { String::new() } else { format!("; near it: {}", .nearest.join(", ")) })]
    UnknownName {
        /// The name given.
        name: String,
        /// Names like it.
        nearest: Vec<String>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl QueryError {
    /// Says whether the text was the start of a query, so that a prompt may ask for more.
    pub fn is_incomplete(&self) -> bool {
        matches!(self, Self::Syntax { incomplete: true, .. })
    }

    /// Says whether a limit or a cancellation stopped the query: what came before is right but incomplete.
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::Timeout(_) | Self::Memory(_) | Self::RowLimit(_) | Self::Cancelled)
    }
}

/// Writes candidates as `金昌市 <IRI>`, at most ten of them.
fn list_candidates(candidates: &[(String, String)]) -> String {
    let mut text = candidates.iter().take(10).map(|(iri, label)| format!("{label} <{iri}>")).collect::<Vec<_>>();
    if candidates.len() > text.len() {
        text.push(format!("{} more", candidates.len() - text.len()));
    }
    text.join(", ")
}
