//! The emitted graph conforms to `ontology/shapes.ttl`, by the judgement of an engine that is not ours (pySHACL).

use crate::sample;
use mailuo::extract::extract;
use mailuo::knowledge::Knowledge;
use mailuo::rdf::{PREFIXES, to_quads, vocab};
use mailuo::text::{ParseOptions, parse};
use oxrdf::{GraphName, Quad};
use oxrdfio::{RdfFormat, RdfParser, RdfSerializer};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Gives the interpreter that `.ci/prepare` set up, else the one of the system.
fn python() -> PathBuf {
    let home = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = home("XDG_CACHE_HOME").or_else(|| Some(home("HOME")?.join(".cache")));
    let own = cache.map(|cache| cache.join("mailuo/python/bin/python3")).filter(|path| path.exists());
    own.unwrap_or_else(|| "python3".into())
}

/// Gives what pySHACL says of the quads' triples: whether they conform, and its report.
fn validate(quads: &[Quad]) -> (bool, String) {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data.ttl");
    let mut seen = HashSet::new();
    let mut writer = RdfSerializer::from_format(RdfFormat::Turtle).for_writer(Vec::new());
    for quad in quads {
        // A shape looks at one graph; all that a document states is in its graphs together.
        let triple = Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() };
        if seen.insert(triple.clone()) {
            writer.serialize_triple(&triple.into()).unwrap();
        }
    }
    std::fs::write(&data, writer.finish().unwrap()).unwrap();
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    let output = Command::new(python())
        .args(["-m", "pyshacl", "--format", "human", "--shacl"])
        .arg(ontology.join("shapes.ttl"))
        .arg("--ont-graph")
        .arg(ontology.join("mailuo.ttl"))
        .arg(&data)
        .output();
    let install = "pySHACL is needed for this test; install it with: bash .ci/prepare";
    let output = output.expect(install);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("No module named"), "{install}\n{errors}");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.code() {
        Some(0) => (true, report),
        Some(1) => (false, report),
        other => panic!("pySHACL failed with {other:?}\n{report}\n{errors}"),
    }
}

#[test]
fn emitted_graphs_conform() {
    let quads = to_quads(&sample::document(), &sample::extraction(), &sample::knowledge());
    let (conforms, report) = validate(&quads);
    assert!(conforms, "{report}");
}

#[test]
fn the_graphs_of_the_sample_documents_conform() {
    let knowledge = Knowledge::embedded().unwrap();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents");
    let mut files: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 4);
    let texts = files.iter().map(|file| (file.file_name().unwrap().to_str().unwrap(), std::fs::read(file).unwrap()));
    // The samples settle all their names; this one is a district of several cities.
    let open = ("开放.txt", "鼓楼区的产值达到10亿元。".as_bytes().to_vec());
    let mut quads = Vec::new();
    for (name, bytes) in texts.chain([open]) {
        for document in parse(name, &bytes, &ParseOptions::default()).unwrap() {
            quads.extend(to_quads(&document, &extract(&document, &knowledge), &knowledge));
        }
    }
    let needed = [vocab::TA_IDENT_REF, vocab::COULD_BE, vocab::BROADER, vocab::HOLDER, vocab::VALUE, vocab::DEADLINE];
    for needed in needed {
        assert!(quads.iter().any(|quad| quad.predicate == needed), "the samples say nothing with {needed}");
    }
    let (conforms, report) = validate(&quads);
    assert!(conforms, "{report}");
}

/// A mistake, as triples that are added to a graph without one; the thing it is found on; the constraint that finds it.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("g:21,29 ml:value 5.0 .", "#char=21,29>", "MaxCount"),
    ("g:21,29&frame=2 ml:low 5.0 .", "#char=21,29&frame=2>", "Xone"),
    ("g:21,29 ml:unit id:unit\\/颗 .", "#char=21,29>", "Pattern"),
    ("g:21,29 ml:bound ml:growth .", "#char=21,29>", "InConstraint"),
    ("g:21,29 ml:holder id:industry\\/新能源电池 .", "#char=21,29>", "OrConstraint"),
    ("g:21,29 ml:deadline 2025 .", "#char=21,29>", "Datatype"),
    ("g:21,29 a ml:Result .", "#char=21,29>", "NotConstraint"),
    ("g:30,39 ml:high 1.0 .", "#char=30,39>", "LessThanOrEquals"),
    ("g:30,39 ml:concerns g:30,39 .", "#char=30,39>", "OrConstraint"),
    ("g:5,40 nif:beginIndex 99 .", "#char=5,40>", "LessThanConstraint"),
    ("g:1,2 a nif:Phrase .", "#char=1,2>", "MinCount"),
    ("g:7,8 a ml:Goal ; rdfs:label \"7\" .", "#char=7,8>", "MinCount"),
    ("doc:样例%201 ml:sourceHash \"abc\" .", "doc/样例%201>", "Pattern"),
    ("id:place\\/620300 rdfs:label \"金昌\" .", "place/620300>", "MaxCount"),
    ("id:place\\/620300 ml:locatedIn id:industry\\/新能源电池 .", "place/620300>", "OrConstraint"),
    ("id:industry\\/新能源电池 ml:develops id:place\\/620300 .", "industry/新能源电池>", "ClassConstraint"),
    ("id:industry\\/新能源电池 skos:broader id:place\\/620300 .", "industry/新能源电池>", "ClassConstraint"),
    ("id:place\\/620300 ml:couldBe id:place\\/620302 .", "place/620300>", "ClassConstraint"),
    ("id:zone\\/无名 a ml:Zone .", "zone/无名>", "MinCount"),
    ("id:zone\\/错类 a ml:Project ; rdfs:label \"错类\" .", "zone/错类>", "Pattern"),
    ("id:project\\/某路 a ml:Railway .", "project/某路>", "HasValue"),
    ("id:place\\/某市 a ml:Place , ml:Prefecture ; rdfs:label \"某市\" .", "place/某市>", "Pattern"),
];

#[test]
fn mistakes_are_found_where_they_are() {
    let mut turtle = String::new();
    for (prefix, namespace) in PREFIXES {
        turtle += &format!("@prefix {prefix}: <{namespace}> .\n");
    }
    for (triples, _, _) in MISTAKES {
        // A span has characters that a prefixed name would have to escape.
        for word in triples.split_inclusive(' ') {
            match word.trim_end().strip_prefix("g:") {
                Some(span) => turtle += &format!("<https://w3id.org/mailuo/doc/样例%201#char={span}> "),
                None => turtle += word,
            }
        }
        turtle.push('\n');
    }
    let mut quads = to_quads(&sample::document(), &sample::extraction(), &sample::knowledge());
    quads.extend(RdfParser::from_format(RdfFormat::Turtle).for_slice(&turtle).map(Result::unwrap));
    let (conforms, report) = validate(&quads);
    assert!(!conforms);
    let findings: Vec<&str> = report.split("Constraint Violation in ").skip(1).collect();
    for (triples, thing, constraint) in MISTAKES {
        let found = findings.iter().any(|finding| {
            let on_thing = finding.lines().any(|line| line.contains("Focus Node:") && line.ends_with(thing));
            finding.starts_with(constraint) && on_thing
        });
        assert!(found, "{triples}\n{report}");
    }
}
