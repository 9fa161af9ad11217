//! Finds and reads the files of a build.

use super::Failure;
use crate::text;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io;
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
    pub(super) fn read(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::File(path) => fs::read(path).map(Cow::Owned),
            Self::Bytes(_, bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
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
                let before = found.inputs.len() + found.failed.len();
                found.search(path);
                if before == found.inputs.len() + found.failed.len() {
                    found.fail(path, format!("no documents here (.{})", ENDINGS.join(", .")));
                }
            }
            Ok(_) => found.add(path.clone()),
            Err(error) => found.fail(path, error.to_string()),
        }
    }
    (found.inputs, found.failed)
}

#[derive(Default)]
struct Found {
    inputs: Vec<Input>,
    failed: Vec<Failure>,
    seen: BTreeSet<PathBuf>,
}

impl Found {
    fn add(&mut self, path: PathBuf) {
        let same = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(same) {
            self.inputs.push(Input::File(path));
        }
    }

    fn fail(&mut self, path: &Path, reason: String) {
        self.failed.push(Failure { path: path.to_owned(), reason });
    }

    fn search(&mut self, directory: &Path) {
        let entries = match fs::read_dir(directory).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
            Ok(entries) => entries,
            Err(error) => return self.fail(directory, error.to_string()),
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
                    Ok(data) if data.is_dir() => {}
                    Ok(_) => self.add(path),
                    Err(error) => self.fail(&path, error.to_string()),
                },
                Ok(_) => {}
                Err(error) => self.fail(&path, error.to_string()),
            }
        }
    }
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
