//! Two runs over the same gold: which differences are more than chance, what was won and what was lost.

use super::report::{Finding, Report, sum_rows, table};
use super::resample::{draw, interval, p_value};
use super::{Counts, Figure};
use serde::Serialize;

/// A run beside an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What the earlier run measured.
    pub baseline: String,
    /// Every figure.
    pub figures: Vec<Difference>,
    /// What changed, document by document.
    pub changes: Vec<Change>,
}

/// How the F1 of a figure changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Which figure.
    pub figure: Figure,
    /// F1 of the earlier run.
    pub before: f64,
    /// F1 of this run.
    pub after: f64,
    /// After less before.
    pub difference: f64,
    /// Its 95 % interval, by the paired bootstrap over documents; none for a single document.
    pub interval: Option<[f64; 2]>,
    /// How likely chance alone makes such a difference, two-sided; none for a single document.
    pub p: Option<f64>,
    /// Whether p is below 0.05.
    pub significant: bool,
}

/// Something that one run has and the other has not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Which way.
    pub change: Turn,
    /// The document.
    pub document: String,
    /// What it is about.
    #[serde(flatten)]
    pub finding: Finding,
}

/// Which way something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// It is annotated, was missed and is found now.
    Won,
    /// It is annotated, was found and is missed now.
    Lost,
    /// It is not annotated, was predicted and is no more.
    Gone,
    /// It is not annotated, was not predicted and is now.
    New,
}

impl Turn {
    /// Gives the name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Gone => "gone",
            Self::New => "new",
        }
    }
}

/// Compares a run with an earlier one.
///
/// # Errors
/// Says in one line why the two are not runs over the same gold.
pub fn compare(before: &Report, after: &Report) -> Result<Comparison, String> {
    same_gold(before, after)?;
    let keys: Vec<_> = Figure::ALL.into_iter().map(|figure| (figure, None)).collect();
    let (old, new) = (table(&keys, &before.documents), table(&keys, &after.documents));
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); keys.len()];
    let (mut a, mut b) = (vec![Counts::default(); keys.len()], vec![Counts::default(); keys.len()]);
    if after.documents.len() > 1 {
        // The same documents for both: what makes a document hard is not taken for a difference of the runs.
        draw(after.documents.len(), |numbers| {
            sum_rows(&old, numbers.iter().copied(), &mut a);
            sum_rows(&new, numbers.iter().copied(), &mut b);
            for (values, (a, b)) in drawn.iter_mut().zip(a.iter().zip(&b)) {
                values.push(b.f1() - a.f1());
            }
        });
    }
    let figures = Figure::ALL.into_iter().zip(drawn).map(|(figure, mut drawn)| {
        let (before, after) = (before.line(figure).counts.f1(), after.line(figure).counts.f1());
        let p = (!drawn.is_empty()).then(|| p_value(&drawn));
        let interval = (!drawn.is_empty()).then(|| interval(&mut drawn));
        let significant = p.is_some_and(|p| p < 0.05);
        Difference { figure, before, after, difference: after - before, interval, p, significant }
    });
    Ok(Comparison { baseline: before.predicted.clone(), figures: figures.collect(), changes: changes(before, after) })
}

fn same_gold(before: &Report, after: &Report) -> Result<(), String> {
    let names = |report: &Report| report.documents.iter().map(|d| d.name.clone()).collect::<Vec<_>>();
    if names(before) != names(after) {
        let (a, b) = (before.documents.len(), after.documents.len());
        return Err(format!("the baseline is over other documents ({a}, here {b})"));
    }
    let annotated =
        |report: &Report, at: usize| Figure::ALL.map(|figure| report.documents[at].total(figure, None).gold);
    match (0..after.documents.len()).find(|&at| annotated(before, at) != annotated(after, at)) {
        Some(at) => Err(format!("the baseline is over other annotations of {}", after.documents[at].name)),
        None => Ok(()),
    }
}

/// Lists what only one of the runs has, document by document.
fn changes(before: &Report, after: &Report) -> Vec<Change> {
    let mut changes = Vec::new();
    for (old, new) in before.documents.iter().zip(&after.documents) {
        let turns = [
            (Turn::Lost, only_in(&new.misses, &old.misses)),
            (Turn::Won, only_in(&old.misses, &new.misses)),
            (Turn::New, only_in(&new.extras, &old.extras)),
            (Turn::Gone, only_in(&old.extras, &new.extras)),
        ];
        for (change, findings) in turns {
            let named = |finding: &Finding| Change { change, document: new.name.clone(), finding: finding.clone() };
            changes.extend(findings.into_iter().map(named));
        }
    }
    changes
}

/// Gives the findings of `these` that are not among `others`, each of several alike for itself.
fn only_in<'a>(these: &'a [Finding], others: &[Finding]) -> Vec<&'a Finding> {
    fn key(finding: &Finding) -> (Figure, &str, u32, u32, &str) {
        let item = &finding.item;
        (item.figure, &item.kind, item.start, item.end, &item.text)
    }
    let mut left: Vec<_> = others.iter().map(key).collect();
    let mut only = Vec::new();
    for finding in these {
        match left.iter().position(|other| *other == key(finding)) {
            Some(at) => drop(left.swap_remove(at)),
            None => only.push(finding),
        }
    }
    only
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::report::DocumentReport;
    use crate::eval::{Schema, gold};

    const TEXT: &str = "金昌发展文旅和新能源。";
    const GOLD: &str = "T1\tPlace 0 2\t金昌\nT2\tIndustry 4 6\t文旅\nT3\tIndustry 7 10\t新能源\n\
                        R1\tdevelops Arg1:T1 Arg2:T2\nR2\tdevelops Arg1:T1 Arg2:T3\n";
    const POOR: &str = "T1\tPlace 0 2\t金昌\nT4\tZone 2 4\t发展\n";

    fn report(predicted: &[&str]) -> Report {
        let home = tempfile::tempdir().expect("a place for files");
        let documents = predicted.iter().enumerate().map(|(number, predicted)| {
            let file = home.path().join(format!("{number}.ann"));
            std::fs::write(&file, GOLD).expect("writable");
            std::fs::write(file.with_extension("txt"), TEXT).expect("writable");
            let gold = gold::read(&file, &Schema::default()).expect("well formed").remove(0);
            DocumentReport::new(&gold, &crate::eval::brat::parse(predicted, &Schema::default()).expect("well formed"))
        });
        Report::new("gold".into(), "run".into(), documents.collect())
    }

    #[test]
    fn a_run_that_is_better_everywhere_is_significantly_better() {
        let (before, after) = (report(&[POOR; 6]), report(&[GOLD; 6]));
        let compared = compare(&before, &after).expect("the same gold");
        let graph = compared.figures.last().expect("the graph is last");
        assert_eq!((graph.before, graph.after, graph.significant), (0.0, 1.0, true));
        let count = |turn| compared.changes.iter().filter(|c| c.change == turn && c.document == "0").count();
        // Two industries as mentions, as entities, in relations; one false zone as mention and entity.
        assert_eq!([Turn::Won, Turn::Lost, Turn::New, Turn::Gone].map(count), [6, 0, 0, 2]);
    }

    #[test]
    fn a_run_beside_itself_differs_in_nothing() {
        let run = report(&[POOR, GOLD, GOLD]);
        let compared = compare(&run, &run).expect("the same gold");
        assert!(compared.changes.is_empty());
        assert!(compared.figures.iter().all(|f| f.difference == 0.0 && !f.significant && f.p == Some(1.0)));
    }

    #[test]
    fn other_documents_are_no_baseline() {
        let error = compare(&report(&[GOLD]), &report(&[GOLD, GOLD])).expect_err("other documents");
        assert_eq!(error, "the baseline is over other documents (1, here 2)");
    }
}
