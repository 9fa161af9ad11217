//! Aligned columns, in which a Chinese character takes two places.

use super::RenderError;
use super::cell::cell;
use super::rows::{Row, close, drain};
use crate::query::QueryError;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use oxrdf::vocab::xsd;
use oxrdf::{Term, Variable};
use std::io::Write;

/// Writes rows as a table no wider than `width`; all rows are held until the last is known.
pub(super) fn write_table(
    variables: &[Variable],
    rows: impl Iterator<Item = Result<Row, QueryError>>,
    width: Option<u16>,
    out: &mut impl Write,
) -> Result<usize, RenderError> {
    let mut table = empty(width);
    table.set_header(variables.iter().map(Variable::as_str));
    let end = drain(rows, |row| {
        table.add_row(row.iter().map(|term| styled(term.as_ref())));
        Ok(())
    })?;
    if variables.is_empty() {
        writeln!(out, "{} rows without columns", end.0)?;
    } else {
        writeln!(out, "{table}")?;
    }
    close(end)
}

/// Makes a table without rows in the house look.
fn empty(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table
}

fn styled(term: Option<&Term>) -> Cell {
    let styled = Cell::new(printable(&cell(term)));
    if term.is_some_and(is_number) { styled.set_alignment(CellAlignment::Right) } else { styled }
}

/// Replaces control characters: a document must not steer the reader's terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

fn is_number(term: &Term) -> bool {
    let Term::Literal(literal) = term else { return false };
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&literal.datatype())
}
