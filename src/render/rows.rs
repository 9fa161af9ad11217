//! Rows of terms in every tabular form.

use super::cell::cell;
use super::{Format, Layout, RenderError, table};
use crate::query::QueryError;
use oxrdf::{Term, Variable};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use std::io::Write;

/// A value, or none, for each column.
pub type Row = Vec<Option<Term>>;

/// Writes rows and gives their number.
///
/// # Errors
/// Fails when `out` does, when a row is an error, and for graph formats. If the error is a limit or a cancellation,
/// the rows before it have been written as a well-formed document.
pub fn write_rows(
    variables: &[Variable],
    rows: impl IntoIterator<Item = Result<Row, QueryError>>,
    layout: Layout,
    out: &mut impl Write,
) -> Result<usize, RenderError> {
    let rows = rows.into_iter();
    match layout.format {
        Format::Table => table::write_table(variables, rows, layout.width, out),
        Format::Markdown => write_markdown(variables, rows, out),
        Format::Csv => write_sparql(QueryResultsFormat::Csv, variables, rows, out),
        Format::Tsv => write_sparql(QueryResultsFormat::Tsv, variables, rows, out),
        Format::Json => write_sparql(QueryResultsFormat::Json, variables, rows, out),
        Format::Xml => write_sparql(QueryResultsFormat::Xml, variables, rows, out),
        Format::Turtle | Format::Nquads => Err(RenderError::NotAGraph(layout.format.name())),
    }
}

/// Feeds rows to `each` until the end or a stop; gives their number and what stopped them.
pub(super) fn drain<T>(
    rows: impl Iterator<Item = Result<T, QueryError>>,
    mut each: impl FnMut(T) -> Result<(), RenderError>,
) -> Result<(usize, Option<QueryError>), RenderError> {
    let mut count = 0;
    for row in rows {
        match row {
            Ok(row) => each(row)?,
            Err(stop) if stop.is_stop() => return Ok((count, Some(stop))),
            Err(error) => return Err(error.into()),
        }
        count += 1;
    }
    Ok((count, None))
}

/// Turns what [`drain`] gave into the result of a writer that has closed its document.
pub(super) fn close((count, stop): (usize, Option<QueryError>)) -> Result<usize, RenderError> {
    stop.map_or(Ok(count), |stop| Err(stop.into()))
}

fn write_sparql(
    format: QueryResultsFormat,
    variables: &[Variable],
    rows: impl Iterator<Item = Result<Row, QueryError>>,
    out: &mut impl Write,
) -> Result<usize, RenderError> {
    let serializer = QueryResultsSerializer::from_format(format);
    let mut serializer = serializer.serialize_solutions_to_writer(&mut *out, variables.to_vec())?;
    let end = drain(rows, |row| {
        let bound = variables.iter().zip(&row).filter_map(|(name, term)| Some((name, term.as_ref()?)));
        Ok(serializer.serialize(bound)?)
    })?;
    let out = serializer.finish()?;
    if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
        writeln!(out)?;
    }
    close(end)
}

fn write_markdown(
    variables: &[Variable],
    rows: impl Iterator<Item = Result<Row, QueryError>>,
    out: &mut impl Write,
) -> Result<usize, RenderError> {
    for name in variables {
        write!(out, "| {} ", name.as_str())?;
    }
    writeln!(out, "|\n{}|", "| --- ".repeat(variables.len()))?;
    let end = drain(rows, |row| {
        for term in &row {
            let text = cell(term.as_ref()).replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
            write!(out, "| {text} ")?;
        }
        Ok(writeln!(out, "|")?)
    })?;
    close(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{Literal, NamedNode};

    fn written(format: Format, width: Option<u16>) -> String {
        let variables = ["city", "goal"].map(Variable::new_unchecked);
        let city = NamedNode::new_unchecked("https://w3id.org/mailuo/id/place/620300");
        let goal = Literal::new_language_tagged_literal_unchecked("2300亿元|以上", "zh");
        let rows = [vec![Some(city.into()), Some(goal.into())], vec![None, Some(Literal::from(12).into())]];
        let mut out = Vec::new();
        let count = write_rows(&variables, rows.map(Ok), Layout { format, width }, &mut out).expect("it is writable");
        assert_eq!(count, 2);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn every_tabular_form_holds_the_rows() {
        let cases = [
            (
                Format::Table,
                "┌─────────────────┬───────────────┐\n\
                 │ city            ┆ goal          │\n\
                 ╞═════════════════╪═══════════════╡\n\
                 │ id:place/620300 ┆ 2300亿元|以上 │\n\
                 │                 ┆            12 │\n\
                 └─────────────────┴───────────────┘\n",
            ),
            (Format::Csv, "city,goal\r\nhttps://w3id.org/mailuo/id/place/620300,2300亿元|以上\r\n,12\r\n"),
            (Format::Tsv, "?city\t?goal\n<https://w3id.org/mailuo/id/place/620300>\t\"2300亿元|以上\"@zh\n\t12\n"),
            (Format::Markdown, "| city | goal |\n| --- | --- |\n| id:place/620300 | 2300亿元\\|以上 |\n|  | 12 |\n"),
        ];
        for (format, expected) in cases {
            assert_eq!(written(format, None), expected, "{}", format.name());
        }
        assert!(serde_json::from_str::<serde_json::Value>(&written(Format::Json, None)).is_ok());
        assert!(written(Format::Xml, None).ends_with("</sparql>\n"));
    }

    #[test]
    fn rows_before_a_limit_are_a_whole_document() {
        for format in [Format::Table, Format::Csv, Format::Json, Format::Xml, Format::Markdown] {
            let mut out = Vec::new();
            let rows = [Ok(vec![Some(Literal::from("一").into())]), Err(QueryError::RowLimit(1))];
            let variables = [Variable::new_unchecked("x")];
            let end = write_rows(&variables, rows, Layout { format, width: None }, &mut out);
            assert!(matches!(end, Err(RenderError::Query(QueryError::RowLimit(1)))));
            let text = String::from_utf8(out).expect("UTF-8");
            assert!(text.contains('一') && text.ends_with('\n'), "{text}");
        }
    }

    #[test]
    fn tables_are_wrapped_to_the_terminal_by_display_width() {
        let variables = [Variable::new_unchecked("句")];
        let rows = [Ok(vec![Some(Literal::from("加快建设国家新能源基地".repeat(4)).into())])];
        let mut out = Vec::new();
        let layout = Layout { format: Format::Table, width: Some(40) };
        write_rows(&variables, rows, layout, &mut out).expect("it is writable");
        let text = String::from_utf8(out).expect("UTF-8");
        for line in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 40, "{line}");
        }
        assert_eq!(text.matches('建').count(), 4);
    }

    #[test]
    fn a_graph_format_refuses_rows() {
        let end = write_rows(&[], [], Layout { format: Format::Turtle, width: None }, &mut Vec::new());
        assert!(matches!(end, Err(RenderError::NotAGraph("turtle"))));
    }
}
