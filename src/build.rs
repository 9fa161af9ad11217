//! Files become a store: read, parsed, extracted and written, many at a time.
//!
//! The only stage with file input. Memory stays bounded: each thread holds one file and its quads, a short queue leads
//! to the one writer.

mod failure;
mod inputs;
mod names;
mod pipeline;

pub use failure::{Failure, Reason};
pub use inputs::{Input, collect};
pub use names::{Identity, Names};

use crate::knowledge::Knowledge;
use crate::rdf;
use crate::store::{Store, StoreError};
use crate::text::ParseOptions;
use pipeline::{Made, News};
use std::iter;
use std::path::PathBuf;

/// How to build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// How bytes are read.
    pub parse: ParseOptions,
    /// Extracts unchanged documents again too.
    pub force: bool,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents that are new in the store.
    pub loaded: usize,
    /// Documents that were there with another source or from another extractor.
    pub replaced: usize,
    /// Documents that were skipped since nothing changed.
    pub unchanged: usize,
    /// Inputs and records that gave no document, and why, by path and position.
    pub failed: Vec<Failure>,
    /// Documents that were there, what they were built from now, and why they were replaced; by name.
    pub replacements: Vec<(String, PathBuf, Cause)>,
    /// New documents that got another name, since another source has theirs: path and name, by path.
    pub renamed: Vec<(PathBuf, String)>,
    /// Quads written.
    pub quads: usize,
    /// Sentences read.
    pub sentences: usize,
}

/// Why a document was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Its source says something else now.
    Changed,
    /// Its source lies elsewhere now.
    Moved,
    /// The source is the same, but not the extractor; or it was to be extracted again.
    Anew,
}

/// How far a build has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Inputs dealt with.
    pub inputs: usize,
    /// Inputs in all.
    pub total: usize,
    /// Documents written or skipped.
    pub documents: usize,
}

/// Brings `store` up to date with `inputs`: new documents are loaded, changed ones replaced in one transaction each,
/// unchanged ones skipped; an empty store is filled by the bulk loader. Other documents in the store stay.
///
/// An input that cannot be read is named in the report and the others are loaded.
///
/// # Errors
///
/// Only when the store fails.
pub fn build(
    store: &Store,
    inputs: Vec<Input>,
    knowledge: &Knowledge,
    options: &BuildOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, StoreError> {
    let version = rdf::extractor_version(knowledge);
    let known = store.documents()?.into_iter().map(|d| (d.name.clone(), d)).collect();
    let first = store.is_empty()?;
    if !first && !store.contains(&rdf::background_version(knowledge))? {
        store.replace_graphs(&rdf::background_quads(knowledge))?;
    }
    let mut tally = Tally { report: Report::default(), total: inputs.len(), inputs: 0, progress };
    let job = pipeline::Job { knowledge, options, version: &version, known: &known, directory: store.directory() };
    pipeline::run(&job, inputs, |news| {
        if first {
            let quads = news.into_iter().flat_map(|news| tally.take(news)).map(|made| made.quads);
            // Made only when the store is marked as unfinished: until then it looks whole.
            let background = iter::once_with(|| rdf::background_quads(knowledge));
            let all = background.chain(quads).flatten();
            store.bulk_load(all.map(Ok::<_, StoreError>))
        } else {
            news.into_iter()
                .flat_map(|news| tally.take(news))
                .try_for_each(|m| store.replace_document(&m.name, &m.quads))
        }
    })?;
    let mut report = tally.report;
    report.failed.sort_by_cached_key(|failure| (failure.path.clone(), failure.position(), failure.reason.to_string()));
    report.replacements.sort_unstable();
    report.renamed.sort_unstable();
    if !first && report.loaded + report.replaced > 0 {
        store.settle()?;
    }
    Ok(report)
}

/// Counts what comes out of the pipeline.
struct Tally<'a> {
    report: Report,
    total: usize,
    inputs: usize,
    progress: &'a mut dyn FnMut(Progress),
}

impl Tally<'_> {
    /// Enters `news` and hands on the document to be written, if it is one.
    fn take(&mut self, news: News) -> Option<Made> {
        let report = &mut self.report;
        let mut result = None;
        match news {
            News::Made(made) => {
                match made.replaces {
                    Some(cause) => {
                        report.replaced += 1;
                        report.replacements.push((made.name.clone(), made.path.clone(), cause));
                    }
                    None => report.loaded += 1,
                }
                report.quads += made.quads.len();
                report.sentences += made.sentences;
                if made.renamed && made.replaces.is_none() {
                    report.renamed.push((made.path.clone(), made.name.clone()));
                }
                result = Some(made);
            }
            News::Unchanged => report.unchanged += 1,
            News::Failed(failure) => report.failed.push(failure),
            News::InputDone => self.inputs += 1,
        }
        let documents = report.loaded + report.replaced + report.unchanged;
        (self.progress)(Progress { inputs: self.inputs, total: self.total, documents });
        result
    }
}
