//! `mailuo extract`: what was found in documents, on standard output or in one file for each document.

use super::build::{inputs, lost, parse_options};
use super::cli::{Extract, ExtractFormat};
use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::build::{self, Input, Names};
use crate::extract::extract as extract_document;
use crate::knowledge::Knowledge;
use crate::rdf;
use crate::render::{self, RdfForm, RenderError};
use crate::text::{self, Document, ParseOptions, ReadError};
use rayon::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Files that are worked on at a time; bounds the memory.
const BATCH: usize = 64;

/// A document's name and its printed extraction.
type Printed = (String, Vec<u8>);

/// What became of an input, and of its records if it has several.
type Results = Outcome<Vec<Outcome<Printed>>>;

/// Extracts documents in the order given; those that cannot be read are named and the others still come out.
pub(super) fn extract(session: &Session, arguments: &Extract, terminal: Terminal, out: &mut impl Write) -> Outcome {
    let (inputs, mut failed) = inputs(&arguments.paths, terminal);
    if inputs.is_empty() {
        return Err(lost(failed));
    }
    let knowledge = session.knowledge()?;
    let options = parse_options(&arguments.reading)?;
    if let Some(directory) = &arguments.output {
        fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
    }
    let mut unwritten = 0;
    let bar = terminal.progress_bar(inputs.len());
    let names = Names::fresh(&inputs);
    let numbered: Vec<_> = inputs.iter().enumerate().collect();
    for batch in numbered.chunks(BATCH) {
        let printed: Vec<_> = batch
            .par_iter()
            .map(|&(at, input)| {
                print_input(input, &options, &knowledge, arguments.format, |d| names.identify(at, d).name)
            })
            .collect();
        for documents in printed {
            bar.inc(1);
            for document in documents.unwrap_or_else(|failure| vec![Err(failure)]) {
                let printed = match document {
                    Ok(printed) => printed,
                    Err(failure) => {
                        failed += 1;
                        bar.suspend(|| terminal.report(&failure));
                        continue;
                    }
                };
                match &arguments.output {
                    None => out.write_all(&printed.1)?,
                    Some(directory) => {
                        if let Err(failure) = write_whole(directory, &printed, arguments.format) {
                            unwritten += 1;
                            bar.suspend(|| terminal.report(&failure));
                        }
                    }
                }
            }
        }
    }
    bar.finish_and_clear();
    match (failed, unwritten) {
        (0, 0) => Ok(()),
        (0, 1) => Err(Failure::new(Kind::Data, "1 file could not be written")),
        (0, files) => Err(Failure::new(Kind::Data, format!("{files} files could not be written"))),
        (inputs, 0) => Err(lost(inputs)),
        (inputs, files) => {
            let message = format!("{inputs} of the inputs could not be read, {files} of the files not be written");
            Err(Failure::new(Kind::Data, message))
        }
    }
}

fn print_input(
    input: &Input,
    options: &ParseOptions,
    knowledge: &Knowledge,
    format: ExtractFormat,
    rename: impl Fn(&str) -> String,
) -> Results {
    let path = input.path();
    let bytes = input.read().map_err(|reason| Failure::input(&build::Failure { path: path.to_owned(), reason }))?;
    let refuse = |error| Failure::document(path.display(), &error);
    let documents = text::parse_each(&path.to_string_lossy(), &bytes, options).map_err(refuse)?;
    let print = |document: Result<Document, ReadError>| {
        let mut document = document.map_err(refuse)?;
        document.name = rename(&document.name);
        print_document(document, knowledge, format)
    };
    Ok(documents.into_iter().map(print).collect())
}

fn print_document(document: Document, knowledge: &Knowledge, format: ExtractFormat) -> Outcome<Printed> {
    let found = extract_document(&document, knowledge);
    let mut out = Vec::new();
    match format {
        ExtractFormat::Brat => render::write_brat(&document, &found, knowledge, &mut out)?,
        ExtractFormat::Jsonl => render::write_jsonl(&document, &found, knowledge, &mut out)?,
        ExtractFormat::Nquads | ExtractFormat::Turtle => {
            let form = if format == ExtractFormat::Turtle { RdfForm::Turtle } else { RdfForm::Nquads };
            let quads = rdf::to_quads(&document, &found, knowledge);
            render::write_quads(quads.into_iter().map(Ok::<_, RenderError>), form, &mut out)?;
        }
    }
    Ok((document.name, out))
}

/// Writes a document's file whole or not at all: under another name first, which is then exchanged.
fn write_whole(directory: &Path, (name, bytes): &Printed, format: ExtractFormat) -> Outcome {
    let target = directory.join(format!("{name}.{}", format.extension()));
    // The name may be as long as the system allows, so the draft's is not made of it.
    let draft = directory.join(format!(".mailuo-{}", std::process::id()));
    fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, &target)).map_err(|error| {
        // The draft may not exist; the first error is the one to tell.
        let _ = fs::remove_file(&draft);
        Failure::file(&target, &error)
    })
}
