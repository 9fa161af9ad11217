//! Answers as tables, CSV, TSV, JSON, XML, Markdown and RDF; links as text and as graphs to draw; extractions as brat
//! annotation and JSON Lines.
//!
//! Pure but for the writer it is given: the width of the terminal comes from the caller, colours are not its matter.
//! All forms but the table are streamed row by row.

mod brat;
mod card;
mod cell;
mod drawing;
mod explain;
mod explanation;
mod graph;
mod jsonl;
mod links;
mod report;
mod rows;
#[cfg(test)]
mod sample;
mod table;

pub use brat::write_brat;
pub use card::{card_rows, evidence_rows, neighbor_rows, write_card, write_evidence};
pub use cell::{prefixed_name, shorten};
pub use drawing::{Drawing, Picture};
pub use explain::algebra_tree;
pub use explanation::{write_explanation, write_explanations_json};
pub use graph::{RdfForm, write_quads};
pub use jsonl::write_jsonl;
pub use links::{common_rows, limited, limited_common, path_rows, write_common, write_neighbors, write_paths};
pub use report::{Parts, write_report};
pub use rows::{Row, write_rows};

use crate::query::{Answer, QueryError};
use oxrdf::Variable;
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use std::io::{self, Write};

/// Forms of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people; held in memory whole.
    #[default]
    Table,
    /// SPARQL 1.1 CSV.
    Csv,
    /// SPARQL 1.1 TSV: terms in Turtle's notation.
    Tsv,
    /// SPARQL 1.1 JSON.
    Json,
    /// SPARQL XML.
    Xml,
    /// A Markdown table.
    Markdown,
    /// Turtle, for graphs only.
    Turtle,
    /// N-Quads, for graphs only.
    Nquads,
}

impl Format {
    /// All forms, in the order they are documented.
    pub const ALL: [Self; 8] =
        [Self::Table, Self::Csv, Self::Tsv, Self::Json, Self::Xml, Self::Markdown, Self::Turtle, Self::Nquads];

    /// Gives the name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Markdown => "markdown",
            Self::Turtle => "turtle",
            Self::Nquads => "nquads",
        }
    }

    /// Gives the RDF form, if it is one.
    pub fn rdf(self) -> Option<RdfForm> {
        match self {
            Self::Turtle => Some(RdfForm::Turtle),
            Self::Nquads => Some(RdfForm::Nquads),
            _ => None,
        }
    }

    fn sparql(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            _ => None,
        }
    }
}

/// How an answer is to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Its form.
    pub format: Format,
    /// Columns of the terminal, to which tables are wrapped; none leaves lines as long as they are.
    pub width: Option<u16>,
}

/// Why an answer could not be written, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The writer failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The answer broke off; after a limit, what was written is well formed but not all.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The answer is no graph.
    #[error("{0} is for graphs, and this answer is a table or a truth value")]
    NotAGraph(&'static str),
}

/// Writes an answer and gives the number of its rows; a truth value counts as one row if true, none if false.
///
/// A graph in a tabular form becomes rows of subject, predicate and object.
///
/// # Errors
/// Fails when `out` does, when the answer breaks off, and for a graph format where the answer is no graph.
pub fn write_answer(answer: Answer, layout: Layout, out: &mut impl Write) -> Result<usize, RenderError> {
    match answer {
        Answer::Boolean(value) => write_boolean(value, layout, out),
        Answer::Solutions(solutions) => {
            let variables = solutions.variables.clone();
            write_rows(&variables, solutions, layout, out)
        }
        Answer::Graph(triples) => match layout.format.rdf() {
            Some(form) => graph::write_triples(triples, form, out),
            None => {
                let variables = ["subject", "predicate", "object"].map(Variable::new_unchecked);
                let rows = triples.map(|triple| {
                    triple.map(|triple| {
                        vec![Some(triple.subject.into()), Some(triple.predicate.into()), Some(triple.object)]
                    })
                });
                write_rows(&variables, rows, layout, out)
            }
        },
    }
}

fn write_boolean(value: bool, layout: Layout, out: &mut impl Write) -> Result<usize, RenderError> {
    if layout.format.rdf().is_some() {
        return Err(RenderError::NotAGraph(layout.format.name()));
    }
    match layout.format.sparql() {
        Some(format) => {
            QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, value)?;
            // CSV and TSV leave the line open for a truth value, as does JSON.
            writeln!(out)?;
        }
        None => writeln!(out, "{value}")?,
    }
    Ok(usize::from(value))
}
