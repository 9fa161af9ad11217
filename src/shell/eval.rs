//! `mailuo eval`: extraction, or the predictions of another program, measured against annotation.

use super::cli::Eval;
use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::eval::predicted::{judged_rules, predict};
use crate::eval::report::DocumentReport;
use crate::eval::{Annotation, Comparison, Figure, GoldDocument, Report, RuleReport, Schema, compare, gold};
use crate::knowledge::Knowledge;
use crate::rdf;
use crate::render::{self, Layout, Parts};
use rayon::prelude::*;
use std::io::Write;
use std::path::Path;

/// Prints the figures, and fails with exit code 6 when one is below its floor.
pub(super) fn eval(session: &Session, arguments: &Eval, terminal: Terminal, out: &mut impl Write) -> Outcome {
    let knowledge = session.knowledge()?;
    let schema = Schema::of(&knowledge);
    let documents = gold::read(&arguments.gold, &schema)?;
    let name = arguments.gold.display().to_string();
    let mut report = match &arguments.predictions {
        Some(directory) => read_run(&name, &documents, directory, &schema, terminal)?,
        None => extract(&name, &documents, &knowledge),
    };
    if arguments.per_rule {
        report.rules = Some(RuleReport::new(&report.documents, &judged_rules(&knowledge)));
    }
    let comparison = match &arguments.baseline {
        Some(baseline) => Some(beside(baseline, &name, &documents, &schema, &report, terminal)?),
        None => None,
    };
    let listed = arguments.errors.as_deref().unwrap_or(&Figure::ERRORS);
    let listed = listed.iter().flat_map(|figure| figure.listed()).collect();
    let parts = Parts {
        types: arguments.per_type,
        documents: arguments.per_document,
        errors: arguments.errors.is_some(),
        listed,
    };
    let layout = Layout { format: arguments.format.into(), width: terminal.width };
    render::write_report(&report, comparison.as_ref(), &parts, layout, out)?;
    hold(&report, &arguments.min)
}

/// Runs the extractor over the gold texts.
fn extract(gold: &str, documents: &[GoldDocument], knowledge: &Knowledge) -> Report {
    let reports = documents.par_iter().map(|document| DocumentReport::new(document, &predict(document, knowledge)));
    Report::new(gold.to_owned(), rdf::extractor_version(knowledge), reports.collect())
}

/// Reads the predictions of a directory.
fn read_run(
    gold: &str,
    documents: &[GoldDocument],
    directory: &Path,
    schema: &Schema,
    terminal: Terminal,
) -> Outcome<Report> {
    let predicted = gold::read_predictions(directory, documents, schema)?;
    let lacking = predicted.iter().filter(|prediction| prediction.is_none()).count();
    if lacking > 0 {
        let (count, directory) = (documents.len(), directory.display());
        terminal
            .note(&format!("note: {lacking} of {count} documents have no .ann in {directory}; they count as empty"));
    }
    let nothing = Annotation::default();
    let pairs = documents.iter().zip(&predicted);
    let reports = pairs.map(|(document, p)| DocumentReport::new(document, p.as_ref().unwrap_or(&nothing)));
    Ok(Report::new(gold.to_owned(), directory.display().to_string(), reports.collect()))
}

/// Compares with a directory of predictions, or with the JSON of an earlier run.
fn beside(
    baseline: &Path,
    gold: &str,
    documents: &[GoldDocument],
    schema: &Schema,
    report: &Report,
    terminal: Terminal,
) -> Outcome<Comparison> {
    let before = if baseline.is_dir() {
        read_run(gold, documents, baseline, schema, terminal)?
    } else {
        let text = std::fs::read_to_string(baseline).map_err(|error| Failure::file(baseline, &error))?;
        let before: Report = serde_json::from_str(&text).map_err(|error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let place = format!("{}:{}:{}", baseline.display(), error.line(), error.column());
            Failure::new(Kind::Data, message).at(place).hint("give what `mailuo eval --format json` wrote")
        })?;
        Report::new(before.gold, baseline.display().to_string(), before.documents)
    };
    compare(&before, report).map_err(|message| {
        let failure = Failure::new(Kind::Data, message).at(baseline.display());
        failure.hint("measure it again with the same --gold and the same options")
    })
}

/// Holds a report to its floors.
fn hold(report: &Report, floors: &[(Figure, f64)]) -> Outcome {
    let below = floors.iter().filter(|(figure, floor)| report.line(*figure).counts.f1() < *floor);
    let below = below.map(|(figure, floor)| {
        let f1 = report.line(*figure).counts.f1();
        format!("{} F1 is {f1:.3}, below {floor}", figure.name())
    });
    let below: Vec<_> = below.collect();
    if below.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(Kind::Empty, below.join("; ")).hint("--errors lists what is wrong"))
    }
}
