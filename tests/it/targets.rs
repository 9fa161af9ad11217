//! The headline targets of ten provinces for 2026, read from their reports and answered by the saved query `targets`.

use mailuo::build::{BuildOptions, Progress, build, collect};
use mailuo::knowledge::Knowledge;
use mailuo::query::{self, Answer, Limits, bind, saved};
use mailuo::store::Store;
use oxrdf::Term;
use std::collections::HashMap;
use std::path::Path;

/// The figures, checked by hand: place, indicator, value, low, high, unit, measure, bound.
const FACTS: &str = include_str!("../facts/targets-2026.tsv");

/// The reports stand beside the checkout, here and in CI, and nowhere else.
const REPORTS: &str = "../shared/corpus/provinces-2026";

#[test]
fn the_headline_targets_of_ten_provinces_are_right() {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join(REPORTS);
    if !reports.is_dir() {
        eprintln!("skipped: no {REPORTS}");
        return;
    }
    let store = Store::in_memory().unwrap();
    let knowledge = Knowledge::embedded().unwrap();
    let (inputs, failed) = collect(&[reports]);
    assert!(failed.is_empty() && inputs.len() == 10, "{inputs:?} {failed:?}");
    build(&store, inputs, &knowledge, &BuildOptions::default(), &mut |_: Progress| {}).unwrap();

    let rows = targets(&store);
    let mut wrong = Vec::new();
    for fact in FACTS.lines().filter(|line| !line.starts_with('#')) {
        let fact: Vec<&str> = fact.split('\t').collect();
        let same = |row: &&HashMap<String, String>| {
            let cells = ["place", "indicator", "value", "low", "high", "unit", "measure", "bound"];
            cells.iter().zip(&fact).all(|(name, cell)| row[*name] == *cell)
                && row["deadline"] == "2026-12-31"
                && row["sentence"].contains(&row["goal"])
        };
        if rows.iter().filter(same).count() == 0 {
            let near = rows.iter().filter(|row| row["place"] == fact[0] && row["indicator"] == fact[1]);
            wrong.push(format!("{fact:?}, but: {:?}", near.map(|row| &row["goal"]).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Answers the saved query, a row as its terms without IRI prefixes and datatypes.
fn targets(store: &Store) -> Vec<HashMap<String, String>> {
    let queries = saved::load(None).unwrap();
    let query = bind(store, saved::find(&queries, "targets").unwrap(), &[]).unwrap();
    let Answer::Solutions(solutions) = query::answer(store, &query, &Limits::default()).unwrap() else {
        panic!("not a SELECT");
    };
    let names: Vec<String> = solutions.variables.iter().map(|name| name.as_str().to_owned()).collect();
    let cell = |term: Option<Term>| match term {
        Some(Term::NamedNode(iri)) => iri.as_str().rsplit(['/', '#']).next().unwrap().to_owned(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        _ => String::new(),
    };
    solutions.map(|row| names.iter().cloned().zip(row.unwrap().into_iter().map(cell)).collect()).collect()
}
