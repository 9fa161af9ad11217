//! Saved queries: SPARQL files with a grlc header whose BASIL variables are parameters.

use super::QueryError;
use std::path::Path;

/// A query of `queries/NAME.rq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// The file's stem.
    pub name: String,
    /// One line: what it answers.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// Values of parameters that are not set.
    pub defaults: Vec<(String, String)>,
    /// Its parameters, in order of their first use.
    pub parameters: Vec<Parameter>,
    /// The SPARQL text.
    pub text: String,
}

/// A variable of a saved query that takes a value from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// What people call it (`place`).
    pub name: String,
    /// The variable in the query (`_place_iri`).
    pub variable: String,
    /// What values it takes.
    pub kind: ParamKind,
    /// Whether it must have a value.
    pub required: bool,
}

/// The type of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// An IRI, a prefixed name or the name of a thing.
    Iri,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day as 2025-12-31.
    Date,
    /// `true` or `false`.
    Boolean,
    /// Text.
    Text,
    /// Text in a language.
    LangText(String),
}

impl ParamKind {
    /// Names the type in words.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Iri => "a name or an IRI",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Date => "a date",
            Self::Boolean => "true or false",
            Self::Text | Self::LangText(_) => "text",
        }
    }

    /// Gives a value of the type.
    pub fn example(&self) -> &'static str {
        match self {
            Self::Iri => "金昌市",
            Self::Integer => "2025",
            Self::Decimal => "0.5",
            Self::Date => "2025-12-31",
            Self::Boolean => "true",
            Self::Text | Self::LangText(_) => "新能源",
        }
    }
}

/// Gives the embedded saved queries, with those of `directory` added or put in their place, by name.
///
/// # Errors
///
/// A file that cannot be read or is written wrongly, with its path, line and column.
pub fn load(_directory: Option<&Path>) -> Result<Vec<SavedQuery>, QueryError> {
    Ok(Vec::new())
}

/// Finds a saved query by name.
///
/// # Errors
///
/// [`QueryError::UnknownQuery`] with the nearest names.
pub fn find<'a>(queries: &'a [SavedQuery], name: &str) -> Result<&'a SavedQuery, QueryError> {
    queries
        .iter()
        .find(|query| query.name == name)
        .ok_or_else(|| QueryError::UnknownQuery { name: name.to_owned(), nearest: Vec::new() })
}
