//! Paths, neighbours and what things share: over the fixture, and from the command line over the samples.

use crate::fixture;
use crate::program::{mailuo, mailuo_with};
use mailuo::explore::{self, Links, Path, PathOptions, paths};
use mailuo::knowledge::Knowledge;
use mailuo::query::{Limits, Watch};
use mailuo::rdf::ontology_quads;
use mailuo::store::Store;
use oxrdf::NamedNode;

fn thing(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/mailuo/id/{local}"))
}

fn term(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/mailuo/ns#{local}"))
}

/// Gives the fixture with the whole ontology.
fn store() -> Store {
    let store = fixture::store();
    let ontology = Knowledge::embedded().unwrap().ontology.turtle;
    store.replace_graphs(&ontology_quads(&ontology).unwrap()).unwrap();
    store
}

/// Finds paths in the fixture; each as its things and, between them, its first facts: `金昌市 –develops→ 新能源电池`.
fn found(from: &str, to: &str, options: &PathOptions) -> (Vec<String>, Vec<Path>) {
    let store = store();
    let watch = Watch::new(&Limits::default());
    let links = Links::read(&store, &watch).unwrap();
    let paths = paths(&store, &links, thing(from).as_ref(), thing(to).as_ref(), options, &watch).unwrap().paths;
    let label = |thing: &explore::Thing| thing.label.clone().unwrap();
    let written = paths.iter().map(|path| {
        let mut text = label(&path.hops[0].from);
        for hop in &path.hops {
            let fact = &hop.facts[0];
            let relation = fact.relation.iri.as_str().rsplit('#').next().unwrap();
            let words = fact.frame.as_ref().map(|frame| format!(" {}", label(frame))).unwrap_or_default();
            let arrow =
                if fact.forward { format!("–{relation}{words}→") } else { format!("←{relation}{words}–") };
            text.push_str(&format!(" {arrow} {}", label(&hop.to)));
        }
        text
    });
    (written.collect(), paths)
}

#[test]
fn a_path_says_which_way_each_fact_runs_and_who_states_it() {
    let (written, paths) = found("organization/金川集团", "project/引大入秦延伸增效工程", &PathOptions::default());
    assert_eq!(written, ["金川集团 ←supports– 金昌市 –builds→ 引大入秦延伸增效工程"]);
    let [first, second] = &paths[0].hops[..] else { panic!("{paths:?}") };
    assert_eq!(first.facts[0].evidence[0].text, "金昌发展新能源电池，建设引大入秦延伸增效工程。");
    let facts: Vec<_> = second.facts.iter().map(|fact| (fact.relation.iri.as_str(), fact.forward)).collect();
    assert_eq!(facts, [(term("builds").as_str(), true), (term("locatedIn").as_str(), false)]);
}
