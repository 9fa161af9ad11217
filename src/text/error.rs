//! What can be wrong with the bytes of a document.

use std::fmt;

/// A place in a source text, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

impl Position {
    /// Gives the position just behind `text`.
    pub(super) fn after(text: &str) -> Self {
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let line = text.bytes().filter(|&b| b == b'\n').count() + 1;
        Self { line, column: text[start..].chars().count() + 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why bytes could not be read as documents; each message is one line, see also [`ReadError::hint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// A known format that is not text.
    #[error("this is {kind}, not plain text")]
    Foreign {
        /// The format, with its article: a PDF file.
        kind: &'static str,
    },
    /// NUL or many other control bytes.
    #[error("this is a binary file: control byte 0x{byte:02X} at byte {offset}")]
    Binary {
        /// The first such byte.
        byte: u8,
        /// Where it stands, from 0.
        offset: usize,
    },
    /// A sequence that the encoding does not have.
    #[error("not valid {encoding}: byte 0x{byte:02X} at byte {offset} ({position})")]
    Malformed {
        /// WHATWG name of the encoding that was tried.
        encoding: &'static str,
        /// First byte of the sequence.
        byte: u8,
        /// Where it stands, from 0.
        offset: usize,
        /// The same place in the text decoded so far.
        position: Position,
        /// Whether the encoding was asked for (and not detected).
        stated: bool,
    },
    /// More text than a document may have.
    #[error("the document has {bytes} bytes of text, the limit is {limit}")]
    TooLarge {
        /// Its decoded length.
        bytes: usize,
        /// See [`super::LONGEST_DOCUMENT`].
        limit: usize,
        /// Line of the record, from 1, if it is one.
        line: Option<usize>,
    },
    /// More bytes than are read into memory at once.
    #[error("the file has more than {limit} bytes")]
    HugeFile {
        /// See [`super::LARGEST_FILE`].
        limit: usize,
    },
    /// A line of a JSON Lines file that is not a record.
    #[error("bad JSON record at {position}: {message}")]
    Json {
        /// Where reading stopped.
        position: Position,
        /// What the JSON parser says.
        message: String,
    },
    /// A record with no text in it.
    #[error("the record on line {line} has no text")]
    NoText {
        /// Line of the record, from 1.
        line: usize,
    },
    /// A date in front matter or a record that is none.
    #[error("bad date {value:?} at {position}")]
    BadDate {
        /// What stands there.
        value: String,
        /// Where the value starts (for a record: where the record starts).
        position: Position,
    },
}

impl ReadError {
    /// Gives line and column where the error has them.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Malformed { position, .. } | Self::Json { position, .. } | Self::BadDate { position, .. } => {
                Some(*position)
            }
            Self::NoText { line } | Self::TooLarge { line: Some(line), .. } => {
                Some(Position { line: *line, column: 1 })
            }
            Self::Empty
            | Self::Foreign { .. }
            | Self::Binary { .. }
            | Self::TooLarge { .. }
            | Self::HugeFile { .. } => None,
        }
    }

    /// Says in one line what the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "check that the file was saved or downloaded whole",
            Self::Foreign { .. } => "save the document as plain text, Markdown or JSON Lines first",
            Self::Binary { .. } => "give a text file; for UTF-16 without a byte order mark say --encoding utf-16le",
            Self::Malformed { stated: true, .. } => {
                "leave --encoding out to have it detected, or repair the file there"
            }
            Self::Malformed { .. } => "name the encoding (--encoding gb18030, big5, utf-8), or repair the file there",
            Self::TooLarge { .. } => "split it into chapters or articles, a file or a JSON Lines record each",
            Self::HugeFile { .. } => "split the file",
            Self::Json { .. } => "each line must be one JSON object such as {\"title\": \"…\", \"text\": \"…\"}",
            Self::NoText { .. } => "give the record a \"text\" that is not blank",
            Self::BadDate { .. } => "write it as 2026-01-27 or 2026年1月27日",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_code_points() {
        assert_eq!(Position::after(""), Position { line: 1, column: 1 });
        assert_eq!(Position::after("金昌"), Position { line: 1, column: 3 });
        assert_eq!(Position::after("金昌\r\n永"), Position { line: 2, column: 2 });
    }
}
