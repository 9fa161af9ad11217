//! A small graph in the shape of DESIGN.md, made by hand: two cities, two documents, a province behind them.

use mailuo::rdf::PREFIXES;
use mailuo::store::Store;
use oxrdf::{GraphName, NamedNode, Quad};
use oxrdfio::{RdfFormat, RdfParser};

/// What belongs to no document: the relations that the ontology lists, and the gazetteer.
const KNOWLEDGE: &str = r#"
GRAPH <https://w3id.org/mailuo/ns> {
  ml:locatedIn a owl:ObjectProperty . ml:develops a owl:ObjectProperty . ml:builds a owl:ObjectProperty .
  ml:holder a owl:ObjectProperty . ml:partOf a owl:ObjectProperty . ml:measure a owl:ObjectProperty .
  ml:value a owl:DatatypeProperty , owl:FunctionalProperty . ml:rule a owl:DatatypeProperty .
  ml:sourceHash a owl:DatatypeProperty .
}
GRAPH <https://w3id.org/mailuo/gazetteer> {
  <https://w3id.org/mailuo/id/place/620000> a ml:Place, ml:Province ; rdfs:label "甘肃省"@zh ; skos:altLabel "甘肃"@zh .
  <https://w3id.org/mailuo/id/place/620300> a ml:Place ; rdfs:label "金昌市"@zh, "Jinchang"@en ; skos:altLabel "金昌"@zh ;
    ml:partOf <https://w3id.org/mailuo/id/place/620000> .
  <https://w3id.org/mailuo/id/place/620600> a ml:Place ; rdfs:label "武威市"@zh ; skos:altLabel "武威"@zh ;
    ml:partOf <https://w3id.org/mailuo/id/place/620000> .
  <https://w3id.org/mailuo/id/place/110105> a ml:Place ; rdfs:label "朝阳区"@zh ; skos:altLabel "朝阳"@zh .
  <https://w3id.org/mailuo/id/place/211300> a ml:Place ; rdfs:label "朝阳市"@zh ; skos:altLabel "朝阳"@zh .
}
"#;

/// Document `a`: 金昌 and its goals.
const DOCUMENT_A: &str = r#"
GRAPH doc:a {
  doc:a dcterms:title "金昌的打算" ; dcterms:date "2024-03-01"^^xsd:date ; dcterms:publisher "甘肃日报" ;
    ml:speaker "李某" ; ml:sourceHash "aa" ; ml:extractorVersion "1" .
  <https://w3id.org/mailuo/doc/a#char=0,30> a nif:Sentence ; nif:anchorOf "到2025年，金昌经济总量达到2300亿元以上。" ;
    nif:referenceContext doc:a ; nif:beginIndex 0 ; nif:endIndex 30 ; ml:rule "goal.amount", "time.year" .
  <https://w3id.org/mailuo/doc/a#char=30,60> a nif:Sentence ; nif:anchorOf "金昌发展新能源电池，建设引大入秦延伸增效工程。" ;
    nif:referenceContext doc:a ; nif:beginIndex 30 ; nif:endIndex 60 ; ml:rule "develops.plain" .
  <https://w3id.org/mailuo/doc/a#char=60,90> a nif:Sentence ; nif:anchorOf "李某任金昌市委书记，金昌与武威协作，进入全国前十位。" ;
    nif:referenceContext doc:a ; nif:beginIndex 60 ; nif:endIndex 90 ; ml:rule "post.held" .
  <https://w3id.org/mailuo/doc/a#char=7,9> a nif:Phrase ; nif:anchorOf "金昌" ; nif:referenceContext doc:a ;
    itsrdf:taIdentRef <https://w3id.org/mailuo/id/place/620300> .
  <https://w3id.org/mailuo/doc/a#char=88,90> a nif:Phrase ; nif:anchorOf "朝阳" ; nif:referenceContext doc:a ;
    nif:beginIndex 88 ; nif:endIndex 90 ; nif:sentence <https://w3id.org/mailuo/doc/a#char=60,90> ;
    itsrdf:taIdentRef <https://w3id.org/mailuo/id/place/211300> ;
    ml:couldBe <https://w3id.org/mailuo/id/place/110105> , <https://w3id.org/mailuo/id/place/211300> .
  <https://w3id.org/mailuo/id/industry/新能源电池> a ml:Industry ; rdfs:label "新能源电池"@zh .
  <https://w3id.org/mailuo/id/project/引大入秦延伸增效工程> a ml:Project ; rdfs:label "引大入秦延伸增效工程"@zh ;
    skos:altLabel "引大入秦"@zh .
  <https://w3id.org/mailuo/id/indicator/经济总量> a ml:Indicator ; rdfs:label "经济总量"@zh .
  <https://w3id.org/mailuo/id/person/李某> a ml:Person ; rdfs:label "李某"@zh .
  <https://w3id.org/mailuo/id/post/金昌市委书记> a ml:Post ; rdfs:label "金昌市委书记"@zh .
  <https://w3id.org/mailuo/id/initiative/一带一路> a ml:Initiative ; rdfs:label "一带一路"@zh .
  <https://w3id.org/mailuo/id/organization/金川集团> a ml:Organization ; rdfs:label "金川集团"@zh .
  <https://w3id.org/mailuo/id/zone/金昌经开区> a ml:Zone ; rdfs:label "金昌经开区"@zh .
}
GRAPH <https://w3id.org/mailuo/doc/a#char=0,30> {
  <https://w3id.org/mailuo/doc/a#char=18,26> a ml:Goal ; rdfs:label "2300亿元以上" ;
    ml:holder <https://w3id.org/mailuo/id/place/620300> ; ml:indicator <https://w3id.org/mailuo/id/indicator/经济总量> ;
    ml:value 230000000000.0 ; ml:unit ml:yuan ; ml:bound ml:atLeast ; ml:measure ml:level ;
    ml:deadline "2025-12-31"^^xsd:date .
}
GRAPH <https://w3id.org/mailuo/doc/a#char=30,60> {
  <https://w3id.org/mailuo/id/place/620300> ml:develops <https://w3id.org/mailuo/id/industry/新能源电池> ;
    ml:builds <https://w3id.org/mailuo/id/project/引大入秦延伸增效工程> ;
    ml:implements <https://w3id.org/mailuo/id/initiative/一带一路> ;
    ml:supports <https://w3id.org/mailuo/id/organization/金川集团> .
  <https://w3id.org/mailuo/id/project/引大入秦延伸增效工程> ml:locatedIn <https://w3id.org/mailuo/id/place/620300> .
  <https://w3id.org/mailuo/id/zone/金昌经开区> ml:locatedIn <https://w3id.org/mailuo/id/place/620300> .
}
GRAPH <https://w3id.org/mailuo/doc/a#char=60,90> {
  <https://w3id.org/mailuo/id/person/李某> ml:holdsPost <https://w3id.org/mailuo/id/post/金昌市委书记> .
  <https://w3id.org/mailuo/id/post/金昌市委书记> ml:postOf <https://w3id.org/mailuo/id/place/620300> .
  <https://w3id.org/mailuo/id/place/620300> ml:cooperatesWith <https://w3id.org/mailuo/id/place/620600> .
  <https://w3id.org/mailuo/doc/a#char=83,87> a ml:Goal ; rdfs:label "前十位" ; ml:value 10.0 ; ml:measure ml:rank ;
    ml:bound ml:atMost ; ml:holder <https://w3id.org/mailuo/id/place/620300> .
}
"#;

/// Document `b`: 武威, and 金昌 once more.
const DOCUMENT_B: &str = r#"
GRAPH doc:b {
  doc:b dcterms:title "武威的成绩" ; dcterms:date "2024-05-01"^^xsd:date ; ml:sourceHash "bb" ; ml:extractorVersion "1" .
  <https://w3id.org/mailuo/doc/b#char=0,40> a nif:Sentence ; nif:anchorOf "武威和金昌发展新能源电池，落实一带一路。" ;
    nif:referenceContext doc:b ; nif:beginIndex 0 ; nif:endIndex 40 ; ml:rule "develops.plain" .
  <https://w3id.org/mailuo/doc/b#char=40,80> a nif:Sentence ; nif:anchorOf "2023年，金昌经济总量793.9亿元，武威计划增长6%。" ;
    nif:referenceContext doc:b ; nif:beginIndex 40 ; nif:endIndex 80 ; ml:rule "result.amount" .
  <https://w3id.org/mailuo/id/industry/新能源电池> a ml:Industry ; rdfs:label "新能源电池"@zh .
  <https://w3id.org/mailuo/id/initiative/一带一路> a ml:Initiative ; rdfs:label "一带一路"@zh .
  <https://w3id.org/mailuo/id/indicator/经济总量> a ml:Indicator ; rdfs:label "经济总量"@zh .
}
GRAPH <https://w3id.org/mailuo/doc/b#char=0,40> {
  <https://w3id.org/mailuo/id/place/620600> ml:develops <https://w3id.org/mailuo/id/industry/新能源电池> ;
    ml:implements <https://w3id.org/mailuo/id/initiative/一带一路> .
  <https://w3id.org/mailuo/id/place/620300> ml:develops <https://w3id.org/mailuo/id/industry/新能源电池> .
}
GRAPH <https://w3id.org/mailuo/doc/b#char=40,80> {
  <https://w3id.org/mailuo/doc/b#char=52,59> a ml:Result ; rdfs:label "793.9亿元" ;
    ml:holder <https://w3id.org/mailuo/id/place/620300> ; ml:indicator <https://w3id.org/mailuo/id/indicator/经济总量> ;
    ml:value 79390000000.0 ; ml:unit ml:yuan ; ml:bound ml:exactly ; ml:measure ml:level ;
    ml:deadline "2023-12-31"^^xsd:date .
  <https://w3id.org/mailuo/doc/b#char=64,68> a ml:Goal ; rdfs:label "增长6%" ;
    ml:holder <https://w3id.org/mailuo/id/place/620600> ; ml:indicator <https://w3id.org/mailuo/id/indicator/经济总量> ;
    ml:value 6.0 ; ml:unit unit:PERCENT ; ml:bound ml:exactly ; ml:measure ml:growth .
}
"#;

/// Reads TriG with the prefixes of the design and adds the merged graph: all but mentions.
fn quads(trig: &str) -> Vec<Quad> {
    let prefixes: String = PREFIXES.iter().map(|(prefix, iri)| format!("@prefix {prefix}: <{iri}> .\n")).collect();
    let text = prefixes + trig;
    let named: Vec<Quad> = RdfParser::from_format(RdfFormat::TriG)
        .for_slice(&text)
        .collect::<Result<_, _>>()
        .expect("the fixture is TriG");
    let phrase = NamedNode::new_unchecked("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Phrase");
    let mentions: Vec<_> =
        named.iter().filter(|quad| quad.object == phrase.clone().into()).map(|quad| quad.subject.clone()).collect();
    let merged: Vec<_> = named
        .iter()
        .filter(|quad| !mentions.contains(&quad.subject))
        .map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() })
        .collect();
    named.into_iter().chain(merged).collect()
}

/// Gives the quads of the ontology and the gazetteer.
pub fn knowledge() -> Vec<Quad> {
    quads(KNOWLEDGE)
}

/// Gives the quads of a document, `a` or `b`.
pub fn document(name: &str) -> Vec<Quad> {
    quads(if name == "a" { DOCUMENT_A } else { DOCUMENT_B })
}

/// Gives a store with all of the fixture.
pub fn store() -> Store {
    let store = Store::in_memory().expect("memory is enough");
    store.replace_graphs(&knowledge()).expect("ontology and gazetteer fit");
    for name in ["a", "b"] {
        store.replace_document(name, &document(name)).expect("the document fits");
    }
    store
}
