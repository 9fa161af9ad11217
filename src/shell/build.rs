//! `mailuo build`: documents into the store, with progress on standard error and a report on standard output.

use super::cli::Reading;
use super::errors::{Failure, Kind, Outcome, shown};
use super::session::Session;
use super::terminal::Terminal;
use crate::build::{BuildOptions, Cause, Input, Report, build as build_store, collect};
use crate::store::Store;
use crate::text::ParseOptions;
use encoding_rs::Encoding;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Extracts and loads documents; those that cannot be read are named and the others still load.
pub(super) fn build(
    session: &Session,
    paths: &[PathBuf],
    reading: Reading,
    terminal: Terminal,
    out: &mut impl Write,
) -> Outcome {
    let (inputs, unread) = inputs(paths, terminal);
    if inputs.is_empty() {
        return Err(lost(unread));
    }
    let knowledge = session.knowledge()?;
    let store = open(&session.store_path(), terminal)?;
    let bar = terminal.progress_bar(inputs.len());
    let options = BuildOptions { parse: parse_options(&reading)?, ..BuildOptions::default() };
    let report = build_store(&store, inputs, &knowledge, &options, &mut |progress| {
        bar.set_position(progress.inputs as u64);
        bar.set_message(format!("{} documents", progress.documents));
    });
    bar.finish_and_clear();
    let report = report?;
    for failed in &report.failed {
        terminal.report(&Failure::input(failed));
    }
    tell(&report, terminal);
    write_report(&report, out)?;
    match unread + report.failed.len() {
        0 => Ok(()),
        failed => Err(lost(failed)),
    }
}

/// Tells which documents were replaced or renamed.
fn tell(report: &Report, terminal: Terminal) {
    /// A change of the extractor or of a whole collection is told in short.
    const MOST: usize = 20;
    let changes = report.replacements.iter().filter_map(|(name, path, cause)| match cause {
        Cause::Changed => Some(format!("{}: replaced {name}, since it has changed", shown(path))),
        Cause::Moved => Some(format!("{}: replaced {name}, whose source has moved here", shown(path))),
        Cause::Anew => None,
    });
    let renamed = report.renamed.iter();
    let renamed =
        renamed.map(|(path, name)| format!("{}: loaded as {name}, for another file has its name", shown(path)));
    for mut notes in [changes.collect::<Vec<_>>(), renamed.collect()] {
        let more = notes.len().saturating_sub(MOST);
        notes.truncate(MOST);
        notes.iter().for_each(|note| terminal.note(note));
        if more > 0 {
            terminal.note(&format!("… and {more} more"));
        }
    }
    let anew = report.replacements.iter().filter(|(_, _, cause)| *cause == Cause::Anew).count();
    if anew > 0 {
        terminal.note(&format!("{anew} replaced though unchanged, since the extractor has changed"));
    }
}

/// Opens the store for writing; a build without RocksDB has one in memory and says so.
fn open(path: &Path, terminal: Terminal) -> Outcome<Store> {
    if cfg!(feature = "rocksdb") {
        return Ok(Store::open(path)?);
    }
    terminal.note("note: this mailuo was built without RocksDB: what it loads is checked but not kept");
    Ok(Store::in_memory()?)
}

fn write_report(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let Report { loaded, replaced, unchanged, failed, quads, sentences, .. } = report;
    let failed = failed.len();
    writeln!(out, "{loaded} loaded, {replaced} replaced, {unchanged} unchanged, {failed} failed")?;
    writeln!(out, "{sentences} sentences, {quads} quads")
}

/// The failure at the end of a run in which `count` inputs gave no document.
pub(super) fn lost(count: usize) -> Failure {
    let inputs = if count == 1 { "input" } else { "inputs" };
    Failure::new(Kind::Data, format!("{count} {inputs} could not be read"))
}

/// Turns the option of the command line into that of the library.
pub(super) fn parse_options(reading: &Reading) -> Outcome<ParseOptions> {
    let known = |name: &String| {
        let unknown = Failure::new(Kind::Usage, format!("there is no encoding called {name}"));
        Encoding::for_label(name.as_bytes()).ok_or(unknown.hint("such as utf-8, gb18030, big5"))
    };
    let encoding = reading.encoding.as_ref().map(known).transpose()?;
    Ok(ParseOptions { encoding, ..ParseOptions::default() })
}

/// Finds the files under `paths`, with `-` for standard input; reports what cannot be listed and counts it.
pub(super) fn inputs(paths: &[PathBuf], terminal: Terminal) -> (Vec<Input>, usize) {
    let (streams, files): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| path == Path::new("-"));
    let (mut inputs, mut failed) = collect(&files);
    if !streams.is_empty() {
        match Input::from_stream(Path::new("stdin"), io::stdin().lock()) {
            Ok(input) => inputs.push(input),
            Err(failure) => failed.push(failure),
        }
    }
    for failure in &failed {
        terminal.report(&Failure::input(failure));
    }
    (inputs, failed.len())
}
