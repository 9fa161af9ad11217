//! Inputs become quads on all cores; the caller's thread takes them as they come.

use super::{BuildOptions, Failure, Input, Reason};
use crate::knowledge::Knowledge;
use crate::text::{Document, ReadError};
use crate::{extract, rdf, text};
use oxrdf::Quad;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SendError, SyncSender, sync_channel};

/// What every document is made with.
pub(super) struct Job<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) options: &'a BuildOptions,
    /// Version of the extractor at work.
    pub(super) version: &'a str,
    /// Documents in the store: name to hash and version.
    pub(super) known: &'a HashMap<String, (String, String)>,
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
    /// Whether the store has another version of it.
    pub(super) known: bool,
    /// Whether it does not have the name that its path gives.
    pub(super) renamed: bool,
    pub(super) sentences: usize,
    pub(super) quads: Vec<Quad>,
}

/// Runs `inputs` through all stages and lets `write` take what comes out, in no fixed order. When `write` returns early,
/// the rest is not worked on.
pub(super) fn run<R>(job: &Job<'_>, inputs: Vec<Input>, write: impl FnOnce(Receiver<News>) -> R) -> R {
    let names = unique_names(&inputs);
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

/// Names of the inputs' documents.
struct Names {
    /// Name by number of the input.
    of_input: Vec<String>,
    taken: HashSet<String>,
}

/// Gives every input a name of its own: its stem, or `STEM~2` and on if inputs before it have it.
fn unique_names(inputs: &[Input]) -> Names {
    let mut taken = HashSet::new();
    let of_input = inputs.iter().map(|input| claim(input.stem(), |name| taken.insert(name.to_owned()))).collect();
    Names { of_input, taken }
}

/// Finds the first of NAME, NAME~2, NAME~3 … that `free` takes.
fn claim(name: String, mut free: impl FnMut(&str) -> bool) -> String {
    if free(&name) {
        return name;
    }
    let others = (2..).map(|n| format!("{name}~{n}"));
    others.into_iter().find(|name| free(name)).expect("there is no end of numbers")
}

impl Job<'_> {
    /// Reads one input and hands on its documents.
    fn work(&self, input: &Input, at: usize, names: &Names, out: &SyncSender<News>) -> Result<(), SendError<News>> {
        let name = &names.of_input[at];
        let path = input.path();
        match self.read(input, name) {
            Ok(records) => records.into_par_iter().try_for_each(|record| {
                let mut document = match record {
                    Ok(document) => document,
                    Err(error) => return out.send(News::Failed(Failure::new(path, error))),
                };
                let given = document.name;
                let number = given.strip_prefix(&input.stem()).unwrap_or_default();
                document.name = format!("{name}{number}");
                // A record of a JSON Lines file may be called like another file.
                if !number.is_empty() {
                    document.name = claim(document.name, |name| !names.taken.contains(name));
                }
                let renamed = document.name != given;
                out.send(self.make(path, document, renamed))
            })?,
            Err(reason) => out.send(News::Failed(Failure::new(path, reason)))?,
        }
        out.send(News::InputDone)
    }

    /// Reads an input as a document, or as records.
    fn read(&self, input: &Input, name: &str) -> Result<Vec<Result<Document, ReadError>>, Reason> {
        let bytes = input.read()?;
        let path = input.path().to_string_lossy();
        guarded(name, || text::parse_each(&path, &bytes, &self.options.parse))?.map_err(Reason::from)
    }

    /// Extracts one document, unless the store has it.
    fn make(&self, path: &Path, document: Document, renamed: bool) -> News {
        let known = self.known.get(&document.name);
        let same = known.is_some_and(|(hash, version)| *hash == document.hash && version == self.version);
        if same && !self.options.force {
            return News::Unchanged;
        }
        let made = guarded(&document.name, || {
            let extraction = extract::extract(&document, self.knowledge);
            let quads = rdf::to_quads(&document, &extraction, self.knowledge);
            (extraction.sentences.len(), quads)
        });
        match made {
            Ok((sentences, quads)) => News::Made(Made {
                path: path.to_owned(),
                name: document.name,
                known: known.is_some(),
                renamed,
                sentences,
                quads,
            }),
            Err(reason) => News::Failed(Failure::new(path, reason)),
        }
    }
}

/// Keeps a defect that shows on one document from losing the others.
fn guarded<T>(document: &str, stage: impl FnOnce() -> T) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(stage)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Reason::Defect { document: document.to_owned(), message: text.unwrap_or("unknown").to_owned() }
    })
}
