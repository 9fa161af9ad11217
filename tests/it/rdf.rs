//! Facts become quads.

use crate::sample;
use mailuo::extract::MentionKind;
use mailuo::knowledge::gazetteer::{DIVISIONS, Gazetteer};
use mailuo::knowledge::units::{UNITS, Units};
use mailuo::rdf::{self, gazetteer_quads, ontology_quads, to_quads, vocab};
use oxrdf::vocab::{rdf as rdf_terms, rdfs};
use oxrdf::{Dataset, GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNode, Quad, TermRef};
use oxrdfio::{RdfFormat, RdfParser, RdfSerializer};
use proptest::prelude::*;
use std::collections::HashSet;

const ONTOLOGY: &str = include_str!("../../ontology/mailuo.ttl");

fn quads() -> Vec<Quad> {
    to_quads(&sample::document(), &sample::extraction(), &sample::knowledge())
}

fn write(quads: &[Quad]) -> String {
    let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    for quad in quads {
        writer.serialize_quad(quad).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

#[test]
fn quads_survive_writing_and_reading() {
    let quads = quads();
    let read: Vec<Quad> =
        RdfParser::from_format(RdfFormat::NQuads).for_slice(&write(&quads)).map(Result::unwrap).collect();
    assert_eq!(read, quads);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(write(&quads()), write(&quads()));
}

#[test]
fn no_quad_is_said_twice() {
    let quads = quads();
    let distinct: HashSet<&Quad> = quads.iter().collect();
    assert_eq!(distinct.len(), quads.len());
}

#[test]
fn what_the_default_graph_says_a_named_graph_says() {
    let background = ontology_quads(ONTOLOGY).unwrap();
    let divisions = gazetteer_quads(Gazetteer::parse(DIVISIONS).unwrap().divisions());
    for quads in [quads(), background, divisions] {
        let named: HashSet<_> = quads
            .iter()
            .filter(|quad| quad.graph_name != GraphName::DefaultGraph)
            .map(|quad| (&quad.subject, &quad.predicate, &quad.object))
            .collect();
        for quad in quads.iter().filter(|quad| quad.graph_name == GraphName::DefaultGraph) {
            assert!(named.contains(&(&quad.subject, &quad.predicate, &quad.object)), "{quad}");
        }
    }
}

#[test]
fn mentions_stay_in_the_graph_of_their_document() {
    let document = rdf::document_iri("样例 1");
    let mut phrases = 0;
    for quad in quads() {
        let mention = quad.predicate == vocab::TA_IDENT_REF || quad.object == vocab::PHRASE.into();
        if mention {
            assert_eq!(quad.graph_name, document.clone().into(), "{quad}");
            phrases += usize::from(quad.predicate == rdf_terms::TYPE);
        }
    }
    assert_eq!(phrases, sample::extraction().mentions.len());
}

#[test]
fn facts_stand_in_the_graphs_of_all_sentences_that_state_them() {
    let quads = quads();
    let stated: Vec<String> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == "https://w3id.org/mailuo/ns#develops")
        .filter(|quad| quad.subject.to_string() == "<https://w3id.org/mailuo/id/place/620300>")
        .map(|quad| quad.graph_name.to_string())
        .collect();
    let doc = "https://w3id.org/mailuo/doc/样例%201";
    assert_eq!(stated, ["DEFAULT".to_owned(), format!("<{doc}#char=40,63>"), format!("<{doc}#char=63,73>")]);
}

#[test]
fn frames_on_one_trigger_have_nodes_of_their_own() {
    let dataset: Dataset = quads().into_iter().collect();
    let goals: Vec<String> = dataset
        .quads_for_object(vocab::GOAL)
        .filter(|quad| quad.graph_name == GraphNameRef::DefaultGraph)
        .map(|quad| quad.subject.to_string())
        .collect();
    assert_eq!(goals.len(), 3);
    for fragment in ["#char=21,29>", "#char=21,29&frame=2>", "#char=30,39>"] {
        assert!(goals.iter().any(|goal| goal.ends_with(fragment)), "{fragment} {goals:?}");
    }
    for (predicate, object) in [
        (vocab::VALUE, "\"230000000000\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
        (vocab::HAS_UNIT, "<http://qudt.org/vocab/unit/CCY_CNY>"),
        (vocab::DEADLINE, "\"2025-12-31\"^^<http://www.w3.org/2001/XMLSchema#date>"),
        (vocab::BOUND, "<https://w3id.org/mailuo/ns#atLeast>"),
    ] {
        let found = dataset.quads_for_predicate(predicate).any(|quad| quad.object.to_string() == object);
        assert!(found, "{predicate} {object}");
    }
}

#[test]
fn every_term_is_in_the_ontology_with_labels_in_both_languages() {
    let ontology: Dataset = ontology_quads(ONTOLOGY).unwrap().into_iter().collect();
    let divisions = gazetteer_quads(Gazetteer::parse(DIVISIONS).unwrap().divisions());
    let mut used: HashSet<String> = HashSet::new();
    for quad in quads().iter().chain(&divisions).chain(&ontology_quads(ONTOLOGY).unwrap()) {
        used.insert(quad.predicate.as_str().to_owned());
        if let NamedOrBlankNode::NamedNode(node) = &quad.subject {
            used.insert(node.as_str().to_owned());
        }
        if let TermRef::NamedNode(node) = quad.object.as_ref() {
            used.insert(node.as_str().to_owned());
        }
    }
    let table = Units::parse(UNITS).unwrap();
    used.extend(table.all().iter().map(|unit| rdf::unit_iri(&table, &unit.name).as_str().to_owned()));
    let own: Vec<&String> = used.iter().filter(|iri| iri.starts_with(vocab::ML)).collect();
    assert!(own.len() > 200);
    for iri in own {
        let term = NamedNodeRef::new(iri).unwrap();
        for predicate in [rdfs::LABEL, rdfs::COMMENT] {
            let mut languages: Vec<_> = ontology
                .quads_for_subject(term)
                .filter(|quad| quad.predicate == predicate && quad.graph_name == GraphNameRef::DefaultGraph)
                .filter_map(|quad| match quad.object {
                    TermRef::Literal(literal) => literal.language(),
                    _ => None,
                })
                .collect();
            languages.sort_unstable();
            assert_eq!(languages, ["en", "zh"], "{predicate} of {iri}");
        }
    }
}

#[test]
fn the_classes_in_tables_of_names_are_in_the_ontology() {
    let ontology: Dataset = ontology_quads(ONTOLOGY).unwrap().into_iter().collect();
    let lexicon = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/lexicon");
    for table in ["initiatives.tsv", "organizations.tsv", "projects.tsv", "regions.tsv"] {
        let text = std::fs::read_to_string(lexicon.join(table)).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let class = line.split('\t').nth(2).unwrap_or_default();
            let iri = rdf::term_iri(class);
            let known = ontology.quads_for_subject(&iri).any(|quad| quad.predicate == rdfs::SUB_CLASS_OF);
            assert!(class.is_empty() || known, "{table}: {line}");
        }
    }
}

proptest! {
    #[test]
    fn any_key_gives_a_legal_iri_of_its_own(a in any::<String>(), b in any::<String>()) {
        let [first, second] = [&a, &b].map(|key| rdf::entity_iri(MentionKind::Project, key));
        prop_assert!(NamedNodeRef::new(first.as_str()).is_ok(), "{}", first);
        prop_assert_eq!(a == b, first == second);
    }
}
