//! `mailuo build`: documents into the store, with progress on standard error and a report on standard output.

use super::cli::Reading;
use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::build::{BuildOptions, Input, Report, build as build_store, collect};
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
    for (path, name) in &report.renamed {
        terminal.note(&format!("{}: another input has its name; loaded as {name}", path.display()));
    }
    write_report(&report, out)?;
    match unread + report.failed.len() {
        0 => Ok(()),
        failed => Err(lost(failed)),
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
