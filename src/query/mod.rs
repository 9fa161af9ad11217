//! Questions to the store: SPARQL, saved queries, their parameters, limits and names as people write them.
//!
//! Queries only read. Values meet a query as terms of its parsed algebra ([`params`]), never as text.

mod error;
mod memory;
mod names;
pub mod params;
mod run;
pub mod saved;
mod slash;
mod sparql;
mod substitute;
mod syntax;
mod worker;

pub use error::QueryError;
pub use names::{Candidate, Match, resolve, resolve_as, resolve_one};
pub use params::{bind, bind_with, check};
pub use run::{Answer, CancellationToken, Limits, Solutions, Triples, answer, explain};
pub use saved::{ParamKind, Parameter, SavedQuery};
pub use sparql::{Query, parse};
pub use worker::Watch;
