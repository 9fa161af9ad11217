//! Why an input gave no document.

use crate::text::{Position, ReadError};
use std::io;
use std::path::{Path, PathBuf};

/// An input, or a record of one, that gave no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which input.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// Why an input gave no document; each message is one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The system refuses to read it.
    #[error("{message}")]
    Io {
        /// The sort of refusal.
        kind: io::ErrorKind,
        /// The system's words.
        message: String,
    },
    /// A pipe, a socket or a device, which may have no end.
    #[error("this is no regular file")]
    NotAFile,
    /// A directory in which no file has an ending that documents have.
    #[error("no documents here ({endings})")]
    NoDocuments {
        /// The endings looked for: .txt, .md.
        endings: String,
    },
    /// Its bytes are no document.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A defect of this program shows on it.
    #[error("{document}: internal error: {message}")]
    Defect {
        /// The document.
        document: String,
        /// What the panic said.
        message: String,
    },
}

impl Failure {
    pub(super) fn new(path: &Path, reason: impl Into<Reason>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }

    /// Gives line and column where the reason has them.
    pub fn position(&self) -> Option<Position> {
        match &self.reason {
            Reason::Read(error) => error.position(),
            _ => None,
        }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::Io { kind: error.kind(), message: error.to_string() }
    }
}
