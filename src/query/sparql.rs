//! SPARQL text becomes a parsed query.

use super::QueryError;
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

/// Parses a SPARQL query in which every prefix of [`PREFIXES`] may be used without declaring it.
///
/// ```
/// assert!(mailuo::query::parse("SELECT ?city WHERE { ?city a ml:Place }").is_ok());
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
    match parser.parse_query(text) {
        Ok(algebra) => Ok(Query { algebra }),
        Err(error) => Err(syntax_error(text, &error.to_string())),
    }
}

/// Reads the position out of the parser's message (`error at 1:20: expected one of "a", "b"`).
fn syntax_error(text: &str, message: &str) -> QueryError {
    let parts = message.strip_prefix("error at ").and_then(|rest| {
        let (line, rest) = rest.split_once(':')?;
        let (column, what) = rest.split_once(": ")?;
        Some((line.parse().ok()?, column.parse().ok()?, what))
    });
    let (line, column, what): (usize, usize, &str) = parts.unwrap_or((1, 1, message));
    let rest = rest_from(text, line, column);
    let incomplete = rest.trim().is_empty();
    let message = if incomplete {
        format!("the query ends too early, {}", shorten(what))
    } else {
        let near: String = rest.chars().take_while(|c| !c.is_whitespace()).take(20).collect();
        format!("not SPARQL at “{near}”, {}", shorten(what))
    };
    QueryError::Syntax { line, column, message, hint: hint(text, what), incomplete }
}

/// Gives the text from a position on.
fn rest_from(text: &str, line: usize, column: usize) -> &str {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line - 1).map(str::len).sum();
    let inside = text[before..].char_indices().nth(column - 1).map_or(text.len() - before, |(at, _)| at);
    &text[before + inside..]
}

/// Keeps the first few of a long list of what was expected.
fn shorten(expected: &str) -> String {
    const KEPT: usize = 6;
    let Some(list) = expected.strip_prefix("expected one of ") else { return expected.to_owned() };
    let items: Vec<_> = list.split(", ").filter(|item| !item.starts_with("['") && !item.contains("\\t")).collect();
    match items.len() {
        0 => expected.to_owned(),
        n if n > KEPT => format!("expected {} or another of {n}", items[..KEPT].join(", ")),
        _ => format!("expected {}", items.join(", ")),
    }
}

/// Says what to do about common mistakes.
fn hint(text: &str, what: &str) -> Option<String> {
    let first = text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    if what.contains("refix not found") {
        let known: Vec<_> = PREFIXES.iter().map(|(prefix, _)| format!("{prefix}:")).collect();
        return Some(format!("declare it with PREFIX, or use one of {}", known.join(" ")));
    }
    if ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"].contains(&first.as_str())
    {
        return Some("queries only read; documents are added with `mailuo build`".to_owned());
    }
    if text.contains(['“', '”', '：', '，', '；', '？', '｛', '｝', '（', '）']) {
        return Some("SPARQL wants ASCII punctuation outside quoted text: \" : , ; ? { } ( )".to_owned());
    }
    None
}
