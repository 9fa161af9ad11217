//! What can go wrong with a store.

use oxigraph::store::StorageError;
use std::io;
use std::path::PathBuf;

/// Why a store cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store in the directory.
    #[error("{}: no store here", .path.display())]
    Missing {
        /// The directory.
        path: PathBuf,
    },
    /// Another process uses the store in a way that excludes this use.
    #[error("{}: the store is in use by another mailuo", .path.display())]
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// The store's first load did not finish, or its files are broken.
    #[error("{}: the store is damaged: {reason}", .path.display())]
    Damaged {
        /// The directory.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// Whether it is only its first load that did not finish, which the next build clears away.
        unfinished: bool,
    },
    /// The store was made by another version of Mailuo.
    #[error("{}: the store has the format {found}, this program reads {}", .path.display(), super::disk::FORMAT)]
    Version {
        /// The directory.
        path: PathBuf,
        /// The format it has.
        found: String,
    },
    /// The directory holds other files and no store.
    #[error("{}: the directory is not empty and holds no store", .path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// A file of the store cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The target of a backup is there already.
    #[error("{}: already exists", .path.display())]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// Only a store on disk can do this.
    #[error("the store is in memory and has no files to copy")]
    InMemory,
    /// The program was built without RocksDB.
    #[error("this build of mailuo keeps its store in memory only")]
    NoDisk,
    /// The writer of a dump failed.
    #[error("{0}")]
    Write(#[source] io::Error),
    /// Oxigraph failed on an open store.
    #[error("the store failed: {0}")]
    Storage(#[from] StorageError),
}

impl StoreError {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some("make one with `mailuo build PATH… --store DIR`"),
            Self::Locked { .. } => Some("wait until the other one ends, or give another --store"),
            Self::Damaged { unfinished: true, .. } => Some("run `mailuo build` on the documents again"),
            Self::Damaged { .. } => Some("take a backup, or delete the directory and build from all documents again"),
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => Some("give another --store, or yourself the right to use this one"),
                io::ErrorKind::StorageFull => Some("free some space and run it again: nothing in the store is lost"),
                io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Some("a store is a directory"),
                _ => None,
            },
            Self::Version { .. } => Some("build a new store from the documents, under another --store"),
            Self::Foreign { .. } | Self::Exists { .. } => Some("give a directory that is empty or does not exist"),
            Self::NoDisk => Some("build with the default features: cargo build --release"),
            Self::InMemory => Some("use `mailuo export` instead"),
            _ => None,
        }
    }
}
