//! SPARQL text becomes a parsed query.

use super::{QueryError, slash, syntax};
use crate::rdf::PREFIXES;
use spargebra::SparqlParser;

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(crate) algebra: spargebra::Query,
}

impl Query {
    /// Gives the parsed algebra.
    pub fn algebra(&self) -> &spargebra::Query {
        &self.algebra
    }
}

/// Parses a SPARQL query in which every prefix of [`PREFIXES`] may be used without declaring it, and names of things may
/// have plain slashes.
///
/// ```
/// assert!(mailuo::query::parse("SELECT ?industry WHERE { id:place/620300 ml:develops ?industry }").is_ok());
/// let error = mailuo::query::parse("SELECT ?city WHERE {").unwrap_err();
/// assert!(error.is_incomplete());
/// ```
///
/// # Errors
///
/// [`QueryError::Syntax`] with line and column where the text stops being SPARQL.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut parser = SparqlParser::new();
    for (prefix, iri) in PREFIXES {
        parser = parser.with_prefix(*prefix, *iri).expect("PREFIXES holds valid IRIs");
    }
    syntax::check_depth(text)?;
    match parser.clone().parse_query(&slash::escape(text)) {
        Ok(algebra) => Ok(Query { algebra }),
        Err(_) => Err(syntax::locate(parser, text)),
    }
}
