//! Figures of a whole set of documents, with their intervals, and every error with its place.

use super::annotation::Annotation;
use super::gold::GoldDocument;
use super::matching::{Item, Score, Tally, score};
use super::resample::{RESAMPLES, SEED, draw, interval};
use super::rules::RuleReport;
use super::{Counts, Figure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The result of an evaluation. Written as JSON it can be read again to compare with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Where the annotations come from.
    pub gold: String,
    /// What was measured: a directory of predictions, or the extractor.
    pub predicted: String,
    /// How often documents were drawn for the intervals.
    pub resamples: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// Every figure over all documents.
    pub overall: Vec<Line>,
    /// Every figure but overlap and graph, type by type.
    pub types: Vec<Line>,
    /// How sure each rule is, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<RuleReport>,
    /// The documents, in order of the gold files.
    pub documents: Vec<DocumentReport>,
}

/// A figure with its counts and shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which figure.
    pub figure: Figure,
    /// Of which type; none for all together.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What was counted.
    pub counts: Counts,
    /// Share of what is predicted that is right.
    pub precision: Estimate,
    /// Share of what is annotated that was found.
    pub recall: Estimate,
    /// Their harmonic mean.
    pub f1: Estimate,
}

/// A share and how far it may lie off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The share, 0 to 1.
    pub value: f64,
    /// The 95 % interval; none for a single document, which tells nothing of others, and for a share of nothing.
    pub interval: Option<[f64; 2]>,
}

impl Line {
    /// Makes a line without intervals.
    pub fn plain(figure: Figure, counts: Counts) -> Self {
        let [precision, recall, f1] = shares(counts).map(|value| Estimate { value, interval: None });
        Self { figure, kind: None, counts, precision, recall, f1 }
    }
}

/// Gives precision, recall and F1.
fn shares(counts: Counts) -> [f64; 3] {
    [counts.precision(), counts.recall(), counts.f1()]
}

/// Says which of the shares are shares of something.
fn defined(Counts { gold, predicted, .. }: Counts) -> [bool; 3] {
    [predicted, gold, gold + predicted].map(|whole| whole > 0)
}

/// What became of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// Its name.
    pub name: String,
    /// What was counted, by figure and type.
    pub counts: Tally,
    /// What each rule found, by figure and rule.
    #[serde(default)]
    pub rules: Tally,
    /// What is annotated and was not found.
    pub misses: Vec<Finding>,
    /// What was found and is not annotated.
    pub extras: Vec<Finding>,
}

/// An error with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was missed, or found without being there.
    #[serde(flatten)]
    pub item: Item,
    /// Where it stands: `FILE:LINE:COLUMN`, or `FILE:LINE char=START,END`.
    pub place: String,
    /// The sentence that it stands in.
    pub sentence: String,
}

impl DocumentReport {
    /// Scores what is predicted for a document and finds the places of the errors.
    pub fn new(gold: &GoldDocument, predicted: &Annotation) -> Self {
        let Score { counts, rules, misses, extras } = score(&gold.annotation, predicted);
        let found = |item: Item| Finding {
            place: gold.place(item.start, item.end),
            sentence: gold.sentence(item.stated.unwrap_or(item.start)).to_owned(),
            item,
        };
        let all = |items: Vec<Item>| items.into_iter().map(found).collect();
        Self { name: gold.name.clone(), counts, rules, misses: all(misses), extras: all(extras) }
    }

    /// Gives the counts of a figure, of one type or of all together.
    pub fn total(&self, figure: Figure, kind: Option<&str>) -> Counts {
        let types = self.counts.get(&figure).into_iter().flatten();
        types.filter(|(name, _)| kind.is_none_or(|kind| kind == *name)).map(|(_, counts)| *counts).sum()
    }
}

impl Report {
    /// Sums the documents up and draws them again for the intervals.
    pub fn new(gold: String, predicted: String, documents: Vec<DocumentReport>) -> Self {
        let listed = documents.iter().flat_map(|d| &d.counts).filter(|(figure, _)| Figure::LISTED.contains(figure));
        let types: BTreeSet<(Figure, &String)> =
            listed.flat_map(|(&figure, types)| types.keys().map(move |kind| (figure, kind))).collect();
        let keys: Vec<(Figure, Option<String>)> = Figure::ALL
            .into_iter()
            .map(|figure| (figure, None))
            .chain(types.into_iter().map(|(figure, kind)| (figure, Some(kind.clone()))))
            .collect();
        let mut overall = lines(&keys, &documents);
        let types = overall.split_off(Figure::ALL.len());
        Self { gold, predicted, resamples: RESAMPLES, seed: SEED, overall, types, rules: None, documents }
    }

    /// Gives the line of a figure over all documents.
    pub fn line(&self, figure: Figure) -> &Line {
        let line = self.overall.iter().find(|line| line.figure == figure);
        line.expect("a report is made with a line for every figure")
    }
}

/// Gives the counts of each key in each document: a row a document.
pub(super) fn table(keys: &[(Figure, Option<String>)], documents: &[DocumentReport]) -> Vec<Vec<Counts>> {
    let row = |d: &DocumentReport| keys.iter().map(|(figure, kind)| d.total(*figure, kind.as_deref())).collect();
    documents.iter().map(row).collect()
}

/// Sums some rows of a table into `sums`.
pub(super) fn sum_rows(table: &[Vec<Counts>], rows: impl IntoIterator<Item = usize>, sums: &mut [Counts]) {
    sums.fill(Counts::default());
    for row in rows {
        sums.iter_mut().zip(&table[row]).for_each(|(sum, counts)| *sum += *counts);
    }
}

fn lines(keys: &[(Figure, Option<String>)], documents: &[DocumentReport]) -> Vec<Line> {
    let each = keys.iter().zip(estimate(&table(keys, documents), keys.len()));
    each.map(|((figure, kind), (counts, [precision, recall, f1]))| Line {
        figure: *figure,
        kind: kind.clone(),
        counts,
        precision,
        recall,
        f1,
    })
    .collect()
}

/// Sums each column of a table, a row a document, and gives its precision, recall and F1 with their intervals.
///
/// A draw of documents that leaves nothing to take a share of is left out.
pub(super) fn estimate(table: &[Vec<Counts>], columns: usize) -> Vec<(Counts, [Estimate; 3])> {
    let mut sums = vec![Counts::default(); columns];
    let mut drawn: Vec<[Vec<f64>; 3]> = vec![Default::default(); columns];
    if table.len() > 1 {
        draw(table.len(), |numbers| {
            sum_rows(table, numbers.iter().copied(), &mut sums);
            for (values, &counts) in drawn.iter_mut().zip(&sums) {
                let each = values.iter_mut().zip(shares(counts)).zip(defined(counts));
                each.filter(|(_, defined)| *defined).for_each(|((values, share), _)| values.push(share));
            }
        });
    }
    sum_rows(table, 0..table.len(), &mut sums);
    let each = sums.into_iter().zip(drawn).map(|(counts, mut drawn)| {
        let [precision, recall, f1] = drawn.each_mut().map(|drawn| (!drawn.is_empty()).then(|| interval(drawn)));
        let [p, r, f] = shares(counts);
        let estimate = |value, interval| Estimate { value, interval };
        (counts, [estimate(p, precision), estimate(r, recall), estimate(f, f1)])
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str, counts: &[(Figure, &str, [u32; 3])]) -> DocumentReport {
        let mut tally = Tally::default();
        for &(figure, kind, [hits, gold, predicted]) in counts {
            tally.entry(figure).or_default().insert(kind.into(), Counts { hits, gold, predicted });
        }
        DocumentReport { name: name.into(), counts: tally, ..DocumentReport::default() }
    }

    #[test]
    fn figures_are_summed_over_documents_and_types() {
        let documents = vec![
            document("a", &[(Figure::Entity, "Place", [2, 4, 3]), (Figure::Entity, "Zone", [0, 1, 0])]),
            document("b", &[(Figure::Entity, "Place", [4, 4, 5])]),
        ];
        let report = Report::new("gold".into(), "x".into(), documents);
        let line = report.line(Figure::Entity);
        assert_eq!(line.counts, Counts { hits: 6, gold: 9, predicted: 8 });
        assert_eq!((line.precision.value, line.f1.value), (0.75, 12.0 / 17.0));
        assert_eq!(line.recall.interval, Some([0.4, 1.0]));
        let types: Vec<_> = report.types.iter().map(|line| line.kind.as_deref().unwrap_or_default()).collect();
        assert_eq!(types, ["Place", "Zone"]);
    }

    #[test]
    fn one_document_has_no_interval_and_a_report_survives_json() {
        let report =
            Report::new("gold".into(), "x".into(), vec![document("a", &[(Figure::Role, "Holder", [1, 2, 3])])]);
        assert_eq!(report.line(Figure::Role).f1.interval, None);
        let text = serde_json::to_string(&report).expect("plain data");
        assert_eq!(serde_json::from_str::<Report>(&text).expect("its own form"), report);
    }
}
