//! Finds and reads the files of a build.

use super::{Failure, Reason};
use crate::text::{self, ReadError};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Endings of the files that a directory is searched for.
const ENDINGS: [&str; 4] = ["txt", "md", "jsonl", "ndjson"];

/// Something to read documents from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, read when its turn comes.
    File(PathBuf),
    /// Bytes at hand, such as standard input or an embedded sample; the path gives the name.
    Bytes(PathBuf, Cow<'static, [u8]>),
}

impl Input {
    /// Gives the path.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Bytes(path, _) => path,
        }
    }

    /// Gives the file's stem, which names its documents.
    pub(super) fn stem(&self) -> String {
        text::stem(&self.path().to_string_lossy()).to_owned()
    }

    /// Reads the bytes.
    ///
    /// # Errors
    ///
    /// When it is a pipe or a device, when the system refuses, or when there are more than [`text::LARGEST_FILE`].
    pub fn read(&self) -> Result<Cow<'_, [u8]>, Reason> {
        match self {
            // Only to open a pipe that nobody writes to would take for ever.
            Self::File(path) if is_special(&fs::metadata(path)?) => Err(Reason::NotAFile),
            Self::File(path) => read_all(File::open(path)?).map(Cow::Owned),
            Self::Bytes(_, bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Reads all of `stream`, such as standard input; `path` gives the name.
    ///
    /// # Errors
    ///
    /// As [`Input::read`].
    pub fn from_stream(path: &Path, stream: impl Read) -> Result<Self, Failure> {
        let bytes = read_all(stream).map_err(|reason| Failure::new(path, reason))?;
        Ok(Self::Bytes(path.to_owned(), Cow::Owned(bytes)))
    }
}

fn is_special(data: &fs::Metadata) -> bool {
    !data.is_file() && !data.is_dir()
}

/// Reads to the end, but never more than a file may have: some special files have none.
fn read_all(stream: impl Read) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    stream.take(text::LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > text::LARGEST_FILE {
        return Err(ReadError::HugeFile { limit: text::LARGEST_FILE }.into());
    }
    Ok(bytes)
}

/// Lists the files under `paths`, each once: a file named is taken whatever its ending, a directory is searched to its
/// depths for .txt, .md, .jsonl and .ndjson, leaving out hidden names and links to directories.
///
/// The order is that of `paths`, within a directory that of the names. What cannot be listed, and a directory without
/// documents, is a failure beside the rest.
pub fn collect(paths: &[PathBuf]) -> (Vec<Input>, Vec<Failure>) {
    let mut found = Found::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => {
                let before = found.met;
                found.search(path);
                if before == found.met {
                    found.fail(path, Reason::NoDocuments { endings: format!(".{}", ENDINGS.join(", .")) });
                }
            }
            Ok(data) if is_special(&data) => found.fail(path, Reason::NotAFile),
            Ok(_) => found.add(path.clone()),
            Err(error) => found.fail(path, error),
        }
    }
    (found.inputs, found.failed)
}

#[derive(Default)]
struct Found {
    inputs: Vec<Input>,
    failed: Vec<Failure>,
    seen: BTreeSet<PathBuf>,
    /// How many files were met, those included that were listed before.
    met: usize,
}

impl Found {
    fn add(&mut self, path: PathBuf) {
        self.met += 1;
        let same = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(same) {
            self.inputs.push(Input::File(path));
        }
    }

    fn fail(&mut self, path: &Path, reason: impl Into<Reason>) {
        self.met += 1;
        self.failed.push(Failure::new(path, reason));
    }

    fn search(&mut self, directory: &Path) {
        let entries = match fs::read_dir(directory).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
            Ok(entries) => entries,
            Err(error) => return self.fail(directory, error),
        };
        let mut entries: Vec<_> = entries.into_iter().map(|entry| (entry.path(), entry)).collect();
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (path, entry) in entries {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.search(&path),
                Ok(_) if has_ending(&path) => match fs::metadata(&path) {
                    // Nobody asked for a pipe or a socket that lies about.
                    Ok(data) if data.is_file() => self.add(path),
                    Ok(_) => {}
                    Err(error) => self.fail(&path, error),
                },
                Ok(_) => {}
                Err(error) => self.fail(&path, error),
            }
        }
    }
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
