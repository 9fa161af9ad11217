//! Inputs become quads on all cores; the caller's thread takes them as they come.

use super::names::Names;
use super::{BuildOptions, Cause, Failure, Input, Reason};
use crate::knowledge::Knowledge;
use crate::store::StoredDocument;
use crate::text::{Document, ReadError};
use crate::{extract, rdf, text};
use oxrdf::Quad;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SendError, SyncSender, sync_channel};

/// What every document is made with.
pub(super) struct Job<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) options: &'a BuildOptions,
    /// Version of the extractor at work.
    pub(super) version: &'a str,
    /// Documents in the store, by name.
    pub(super) known: &'a BTreeMap<String, StoredDocument>,
    /// Directory of the store.
    pub(super) directory: Option<&'a Path>,
}

/// What comes out of the pipeline.
pub(super) enum News {
    /// A document to be written.
    Made(Made),
    /// A document that the store has already.
    Unchanged,
    /// An input, or a record of one, that gave no document.
    Failed(Failure),
    /// An input whose documents have all come out.
    InputDone,
}

/// A document ready to be written.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// Why another version of it, which the store has, has to go.
    pub(super) replaces: Option<Cause>,
    /// Whether it does not have the name that its path gives.
    pub(super) renamed: bool,
    pub(super) sentences: usize,
    pub(super) quads: Vec<Quad>,
}

/// Runs `inputs` through all stages and lets `write` take what comes out, in no fixed order. When `write` returns early,
/// the rest is not worked on.
pub(super) fn run<R>(job: &Job<'_>, inputs: Vec<Input>, write: impl FnOnce(Receiver<News>) -> R) -> R {
    let names = Names::assign(&inputs, job.known, job.directory, &job.options.parse);
    let (sender, receiver) = sync_channel(2 * rayon::current_num_threads());
    std::thread::scope(|scope| {
        let names = &names;
        scope.spawn(move || {
            let numbered: Vec<_> = inputs.into_iter().enumerate().collect();
            // An error here means that nobody listens any more, which is the writer's own decision.
            let _ = numbered.into_par_iter().try_for_each(|(at, input)| job.work(&input, at, names, &sender));
        });
        write(receiver)
    })
}

impl Job<'_> {
    /// Reads one input and hands on its documents.
    fn work(&self, input: &Input, at: usize, names: &Names, out: &SyncSender<News>) -> Result<(), SendError<News>> {
        let path = input.path();
        match self.read(input) {
            Ok(records) => records.into_par_iter().try_for_each(|record| {
                let mut document = match record {
                    Ok(document) => document,
                    Err(error) => return out.send(News::Failed(Failure::new(path, error))),
                };
                let identity = names.identify(at, &document.name);
                document.name = identity.name;
                document.metadata.path = Some(identity.path);
                out.send(self.make(path, document, identity.renamed))
            })?,
            Err(reason) => out.send(News::Failed(Failure::new(path, reason)))?,
        }
        out.send(News::InputDone)
    }

    /// Reads an input as a document, or as records.
    fn read(&self, input: &Input) -> Result<Vec<Result<Document, ReadError>>, Reason> {
        let bytes = input.read()?;
        let path = input.path().to_string_lossy();
        guarded(&input.stem(), || text::parse_each(&path, &bytes, &self.options.parse))?.map_err(Reason::from)
    }

    /// Extracts one document, unless the store has it.
    fn make(&self, path: &Path, document: Document, renamed: bool) -> News {
        let known = self.known.get(&document.name);
        let replaces = known.map(|known| match () {
            () if known.hash != document.hash => Cause::Changed,
            // Older stores do not know the paths.
            () if known.path.is_some() && known.path != document.metadata.path => Cause::Moved,
            () => Cause::Anew,
        });
        let same = known.is_some_and(|known| known.version == self.version && known.path.is_some());
        if same && replaces == Some(Cause::Anew) && !self.options.force {
            return News::Unchanged;
        }
        let made = guarded(&document.name, || {
            let extraction = extract::extract(&document, self.knowledge);
            let quads = rdf::to_quads(&document, &extraction, self.knowledge);
            (extraction.sentences.len(), quads)
        });
        match made {
            Ok((sentences, quads)) => {
                News::Made(Made { path: path.to_owned(), name: document.name, replaces, renamed, sentences, quads })
            }
            Err(reason) => News::Failed(Failure::new(path, reason)),
        }
    }
}

/// Keeps a defect that shows on one document from losing the others.
pub(super) fn guarded<T>(document: &str, stage: impl FnOnce() -> T) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(stage)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Reason::Defect { document: document.to_owned(), message: text.unwrap_or("unknown").to_owned() }
    })
}
