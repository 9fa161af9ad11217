//! Reads the tab-separated tables of `ontology/lexicon/`.
//!
//! Lines that are blank or start with `#` are comments. The cells of a line are separated by single tabs; cells left off
//! at the end of a line are empty. A cell that lists several things separates them with `;`.

/// A line of a table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TableError {
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    /// Line in the file, from 1.
    line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Gives a cell, empty where the line has none.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// Gives the members of a cell that lists several things.
    pub(crate) fn list(&self, column: usize) -> Vec<String> {
        self.cell(column).split(';').filter(|member| !member.is_empty()).map(str::to_owned).collect()
    }

    /// Gives a cell that must not be empty.
    pub(crate) fn required(&self, column: usize, what: &str) -> Result<&'a str, TableError> {
        match self.cell(column) {
            "" => Err(self.error(format!("the {what} is missing"))),
            cell => Ok(cell),
        }
    }

    /// Reads a cell as a value of type `T`.
    pub(crate) fn parse<T: std::str::FromStr>(&self, column: usize, what: &str) -> Result<T, TableError> {
        let cell = self.required(column, what)?;
        cell.parse().map_err(|_| self.error(format!("{cell:?} is no {what}")))
    }

    /// Makes an error about this line.
    pub(crate) fn error(&self, message: impl Into<String>) -> TableError {
        TableError { line: self.line, message: message.into() }
    }
}

/// Gives the lines of a table that are no comments, in order.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(i, line)| Row { line: i + 1, cells: line.split('\t').map(str::trim).collect() })
}
