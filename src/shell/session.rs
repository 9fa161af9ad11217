//! What a run of the program works on: store, knowledge and saved queries, each opened when first needed.

use super::cli::Sources;
use super::errors::{Failure, Kind, Outcome};
use crate::build::{BuildOptions, Input, build};
use crate::explore::Links;
use crate::knowledge::{self, Knowledge, LoadError, Source};
use crate::query::{SavedQuery, Watch, saved};
use crate::store::Store;
use include_dir::{Dir, include_dir};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/documents");

/// Where the store is when nothing is said.
const DEFAULT_STORE: &str = ".mailuo";

/// Store, knowledge and saved queries of one run.
pub(super) struct Session {
    sources: Sources,
    store: OnceCell<Store>,
    saved: OnceCell<Vec<SavedQuery>>,
    links: OnceCell<Links>,
}

impl Session {
    /// Starts a run; nothing is opened yet.
    pub(super) fn new(sources: Sources) -> Self {
        Self { sources, store: OnceCell::new(), saved: OnceCell::new(), links: OnceCell::new() }
    }

    /// Gives the store to read from: the one named, else `.mailuo`, else one made of the embedded samples.
    pub(super) fn store(&self) -> Outcome<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let store = match self.named_store() {
            Some(path) => Store::open_read_only(path)?,
            None if Path::new(DEFAULT_STORE).exists() => Store::open_read_only(Path::new(DEFAULT_STORE))?,
            None => sample_store(&self.knowledge()?)?,
        };
        Ok(self.store.get_or_init(|| store))
    }

    /// Gives the directory that `build` writes to.
    pub(super) fn store_path(&self) -> PathBuf {
        self.named_store().unwrap_or(Path::new(DEFAULT_STORE)).to_owned()
    }

    /// Says where the answers come from, for the REPL's greeting.
    pub(super) fn origin(&self) -> Outcome<String> {
        let store = self.store()?;
        let documents = store.documents()?.len();
        Ok(match store.directory() {
            Some(path) => format!("{documents} documents in {}", path.display()),
            None => format!("{documents} embedded sample documents"),
        })
    }

    /// Loads ontology, lexicon and rules.
    pub(super) fn knowledge(&self) -> Outcome<Knowledge> {
        Ok(Knowledge::load(&self.ontology()?).map_err(|error| self.locate(error))?)
    }

    /// Reads the files that [`Session::knowledge`] loads.
    pub(super) fn ontology(&self) -> Outcome<Vec<Source>> {
        Ok(match &self.sources.ontology {
            Some(directory) => knowledge::read_sources(directory).map_err(|error| self.locate(error))?,
            None => knowledge::embedded_sources(),
        })
    }

    /// Gives an error the file's path; it has the name that the file has inside an ontology, or a path already.
    pub(super) fn locate(&self, error: LoadError) -> LoadError {
        match &self.sources.ontology {
            Some(directory) if !Path::new(&error.file).starts_with(directory) => {
                LoadError { file: directory.join(&error.file).display().to_string(), ..error }
            }
            _ => error,
        }
    }

    /// Gives the saved queries.
    pub(super) fn saved(&self) -> Outcome<&[SavedQuery]> {
        if let Some(saved) = self.saved.get() {
            return Ok(saved);
        }
        let saved = saved::load(None)?;
        Ok(self.saved.get_or_init(|| saved))
    }

    /// Gives the links of the store, which are read once: nobody writes to a store that is open for reading.
    pub(super) fn links(&self, watch: &Watch) -> Outcome<&Links> {
        if let Some(links) = self.links.get() {
            return Ok(links);
        }
        let links = Links::read(self.store()?, watch)?;
        Ok(self.links.get_or_init(|| links))
    }

    /// Gives the store that was named; an empty MAILUO_STORE names none.
    fn named_store(&self) -> Option<&Path> {
        self.sources.store.as_deref().filter(|path| !path.as_os_str().is_empty())
    }
}

/// Extracts the embedded documents into a store in memory.
fn sample_store(knowledge: &Knowledge) -> Outcome<Store> {
    let store = Store::in_memory()?;
    let files = SAMPLES.files().map(|file| Input::Bytes(file.path().to_owned(), Cow::Borrowed(file.contents())));
    let report = build(&store, files.collect(), knowledge, &BuildOptions::default(), &mut |_| {})?;
    match report.failed.first() {
        Some(failed) => Err(Failure { kind: Kind::Internal, ..Failure::input(failed) }),
        None => Ok(store),
    }
}
