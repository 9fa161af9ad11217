//! A store's directory: its marker, its lock, and the opening of what lies in it.

use super::StoreError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

type Inner = oxigraph::store::Store;

/// The format that this program writes and reads: raised when the data model changes.
pub(super) const FORMAT: &str = "1";
const MARKER: &str = "mailuo-store";
const LOCK: &str = "lock";
const DATABASE: &str = "db";

/// Whether a store's first load has finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Loading,
    Complete,
}

/// A directory that is locked for this process until it is dropped.
pub(super) struct Directory {
    path: PathBuf,
    _lock: File,
}

impl Directory {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the marker by renaming, so that it is never seen half written.
    pub(super) fn mark(&self, state: State) -> Result<(), StoreError> {
        write_marker(&self.path, state)
    }
}

fn write_marker(directory: &Path, state: State) -> Result<(), StoreError> {
    let word = if state == State::Loading { "loading" } else { "complete" };
    let target = directory.join(MARKER);
    let draft = directory.join("mailuo-store.new");
    fs::write(&draft, format!("mailuo store {FORMAT}\n{word}\n")).map_err(io_error(&draft))?;
    fs::rename(&draft, &target).map_err(io_error(&target))
}

/// Reads the marker; none if there is no such file.
fn read_marker(directory: &Path) -> Result<Option<State>, StoreError> {
    let path = directory.join(MARKER);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(io_error(&path)(error)),
    };
    let mut lines = text.lines();
    let broken = || {
        let reason = "its marker file is broken".to_owned();
        StoreError::Damaged { path: directory.to_owned(), reason, unfinished: false }
    };
    let found = lines.next().and_then(|line| line.strip_prefix("mailuo store "));
    match found {
        Some(FORMAT) => {}
        Some(other) => return Err(StoreError::Version { path: directory.to_owned(), found: other.to_owned() }),
        None => return Err(broken()),
    }
    match lines.next() {
        Some("complete") => Ok(Some(State::Complete)),
        Some("loading") => Ok(Some(State::Loading)),
        _ => Err(broken()),
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<'_> {
    move |source| StoreError::Io { path: path.to_owned(), source }
}

/// Takes the lock, for writing alone or for reading together with others.
fn lock(directory: &Path, write: bool) -> Result<Directory, StoreError> {
    let path = directory.join(LOCK);
    let opened = match write {
        true => OpenOptions::new().create(true).truncate(false).write(true).open(&path),
        false => File::open(&path),
    };
    let file = opened.map_err(io_error(&path))?;
    let taken = if write { file.try_lock() } else { file.try_lock_shared() };
    match taken {
        Ok(()) => Ok(Directory { path: directory.to_owned(), _lock: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: directory.to_owned() }),
        Err(TryLockError::Error(error)) => Err(io_error(&path)(error)),
    }
}

/// Prepares a directory for writing: makes it, locks it, clears an unfinished first load. A store that was complete
/// and has lost its files is not made anew in silence.
#[cfg_attr(not(feature = "rocksdb"), allow(dead_code))]
fn prepare(directory: &Path) -> Result<Directory, StoreError> {
    if read_marker(directory)?.is_none() {
        fs::create_dir_all(directory).map_err(io_error(directory))?;
        let entries = fs::read_dir(directory).map_err(io_error(directory))?;
        if entries.flatten().any(|entry| entry.file_name() != LOCK) {
            return Err(StoreError::Foreign { path: directory.to_owned() });
        }
    }
    let (locked, database) = (lock(directory, true)?, directory.join(DATABASE));
    // Read again under the lock: somebody may have finished a load in between.
    match read_marker(directory)? {
        Some(State::Complete) if !database.is_dir() => {
            let reason = format!("its directory {DATABASE} is gone");
            return Err(StoreError::Damaged { path: directory.to_owned(), reason, unfinished: false });
        }
        Some(State::Loading) => match fs::remove_dir_all(&database) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(&database)(error)),
            _ => {}
        },
        Some(State::Complete) | None => {}
    }
    Ok(locked)
}

/// Checks and locks a directory for reading.
#[cfg_attr(not(feature = "rocksdb"), allow(dead_code))]
fn prepare_reading(directory: &Path) -> Result<Directory, StoreError> {
    if read_marker(directory)?.is_none() {
        return Err(StoreError::Missing { path: directory.to_owned() });
    }
    let locked = lock(directory, false)?;
    if read_marker(directory)? == Some(State::Loading) {
        let reason = "its first load did not finish".to_owned();
        return Err(StoreError::Damaged { path: directory.to_owned(), reason, unfinished: true });
    }
    Ok(locked)
}

#[cfg(feature = "rocksdb")]
pub(super) fn open(directory: &Path) -> Result<(Inner, Directory), StoreError> {
    let locked = prepare(directory)?;
    let inner = Inner::open(directory.join(DATABASE)).map_err(|error| open_error(directory, error))?;
    locked.mark(State::Complete)?;
    Ok((inner, locked))
}

#[cfg(feature = "rocksdb")]
pub(super) fn open_read_only(directory: &Path) -> Result<(Inner, Directory), StoreError> {
    let locked = prepare_reading(directory)?;
    let inner = Inner::open_read_only(directory.join(DATABASE)).map_err(|error| open_error(directory, error))?;
    Ok((inner, locked))
}

/// Tells a lock held by another program from broken files, which RocksDB reports alike.
#[cfg(feature = "rocksdb")]
fn open_error(directory: &Path, error: oxigraph::store::StorageError) -> StoreError {
    let reason = error.to_string();
    let path = directory.to_owned();
    // RocksDB tells of a full disk in words alone.
    if reason.contains("No space left") {
        StoreError::Io { path, source: io::ErrorKind::StorageFull.into() }
    } else if reason.contains("lock hold by") || reason.contains("LOCK: ") || reason.contains("lock file") {
        StoreError::Locked { path }
    } else {
        StoreError::Damaged { path, reason, unfinished: false }
    }
}

#[cfg(feature = "rocksdb")]
pub(super) fn backup(inner: &Inner, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        return Err(StoreError::Exists { path: target.to_owned() });
    }
    fs::create_dir_all(target).map_err(io_error(target))?;
    let locked = lock(target, true)?;
    locked.mark(State::Loading)?;
    inner.backup(target.join(DATABASE))?;
    locked.mark(State::Complete)
}

#[cfg(not(feature = "rocksdb"))]
pub(super) fn open(_directory: &Path) -> Result<(Inner, Directory), StoreError> {
    Err(StoreError::NoDisk)
}

#[cfg(not(feature = "rocksdb"))]
pub(super) fn open_read_only(_directory: &Path) -> Result<(Inner, Directory), StoreError> {
    Err(StoreError::NoDisk)
}

#[cfg(not(feature = "rocksdb"))]
pub(super) fn backup(_inner: &Inner, _target: &Path) -> Result<(), StoreError> {
    Err(StoreError::NoDisk)
}
