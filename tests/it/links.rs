//! Paths, neighbours and what things share: over the fixture, and from the command line over the samples.

use crate::fixture;
use crate::program::{Run, mailuo};
use mailuo::explore::{self, Links, Path, PathOptions, paths};
use mailuo::knowledge::Knowledge;
use mailuo::query::{Limits, QueryError, Watch};
use mailuo::rdf::ontology_quads;
use mailuo::store::{Store, StoreError};
use oxrdf::{GraphName, NamedNode, Quad};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

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

#[test]
fn options_choose_among_paths() {
    let (city, other, person) = ("place/620300", "place/620600", "person/李某");
    let default = PathOptions::default;
    let goals = || PathOptions { via: vec![term("Goal")], ..default() };
    let directed = || PathOptions { directed: true, ..default() };
    let through = "金昌市 –develops→ 新能源电池 ←develops– 武威市";
    // From, to, options, the paths.
    let cases: [(&str, &str, PathOptions, &[&str]); 17] = [
        (city, "indicator/经济总量", default(), &["金昌市 –Goal 2300亿元以上→ 经济总量"]),
        (city, other, default(), &["金昌市 –cooperatesWith→ 武威市"]),
        (other, city, directed(), &["武威市 ←cooperatesWith– 金昌市"]),
        (city, other, goals(), &["金昌市 –Goal 2300亿元以上→ 经济总量 ←Goal 增长6%– 武威市"]),
        (city, other, PathOptions { directed: true, ..goals() }, &[]),
        (city, other, PathOptions { via: vec![term("develops"), term("builds")], ..default() }, &[through]),
        (
            person,
            "industry/新能源电池",
            directed(),
            &["李某 –holdsPost→ 金昌市委书记 –postOf→ 金昌市 –develops→ 新能源电池"],
        ),
        ("industry/新能源电池", person, directed(), &[]),
        (
            city,
            other,
            PathOptions { count: Some(3), ..default() },
            &["金昌市 –cooperatesWith→ 武威市", "金昌市 –Goal 2300亿元以上→ 经济总量 ←Goal 增长6%– 武威市", through],
        ),
        (
            city,
            other,
            PathOptions { count: Some(9), max_length: Some(1), ..default() },
            &["金昌市 –cooperatesWith→ 武威市"],
        ),
        (
            "initiative/一带一路",
            "industry/新能源电池",
            default(),
            &["一带一路 ←implements– 武威市 –develops→ 新能源电池"],
        ),
        (
            "initiative/一带一路",
            "industry/新能源电池",
            PathOptions { plain: true, ..default() },
            &[
                "一带一路 ←implements– 金昌市 –develops→ 新能源电池",
                "一带一路 ←implements– 武威市 –develops→ 新能源电池",
            ],
        ),
        (
            "initiative/一带一路",
            "industry/新能源电池",
            PathOptions { avoid: vec![thing(other)], ..default() },
            &["一带一路 ←implements– 金昌市 –develops→ 新能源电池"],
        ),
        (person, "industry/新能源电池", PathOptions { max_length: Some(2), ..default() }, &[]),
        (city, "place/620000", default(), &[]),
        (city, "place/620000", PathOptions { divisions: true, ..default() }, &["金昌市 –partOf→ 甘肃省"]),
        ("place/110105", "place/211300", PathOptions { divisions: true, ..default() }, &[]),
    ];
    for (from, to, options, expected) in cases {
        assert_eq!(found(from, to, &options).0, expected, "{from} {to} {options:?}");
    }
}

#[test]
fn what_a_path_costs_is_its_hops_and_the_logarithm_of_the_neighbours_on_the_way() {
    let (_, paths) = found("initiative/一带一路", "industry/新能源电池", &PathOptions::default());
    // 武威市: 金昌市, 新能源电池, 一带一路, 经济总量; 甘肃省 of the gazetteer does not count.
    assert!((paths[0].cost - (2.0 + 4_f64.ln())).abs() < 1e-3, "{}", paths[0].cost);
    let facts = &found("place/620300", "indicator/经济总量", &PathOptions::default()).1[0].hops[0].facts;
    let frames: Vec<_> = facts.iter().filter_map(|fact| fact.frame.as_ref()?.label.as_deref()).collect();
    assert_eq!(frames, ["2300亿元以上", "793.9亿元"]);
    assert_eq!(facts[1].evidence[0].text, "2023年，金昌经济总量793.9亿元，武威计划增长6%。");
    let divisions = PathOptions { via: vec![term("partOf")], ..PathOptions::default() };
    assert_eq!(found("place/620300", "place/620600", &divisions).1[0].hops[0].facts[0].evidence, []);
}

#[test]
fn two_things_share_what_both_are_linked_to() {
    let (store, watch) = (store(), Watch::new(&Limits::default()));
    let (city, other) = (thing("place/620300"), thing("place/620600"));
    let common = explore::common(&store, city.as_ref(), other.as_ref(), &watch).unwrap();
    let name = |relation: &explore::Thing| relation.iri.as_str().rsplit('#').next().unwrap().to_owned();
    let found: Vec<_> =
        common.iter().map(|c| (name(&c.one.1), name(&c.other.1), c.thing.label.clone().unwrap())).collect();
    let expected = [("Goal", "经济总量"), ("develops", "新能源电池"), ("implements", "一带一路"), ("partOf", "甘肃省")];
    assert_eq!(found, expected.map(|(relation, thing)| (relation.into(), relation.into(), thing.into())));
    // 武威市 builds nothing, but the project is linked to 金昌市 in two ways; and what one is, the other cooperates with.
    let project = thing("project/引大入秦延伸增效工程");
    let common = explore::common(&store, project.as_ref(), other.as_ref(), &watch).unwrap();
    let found: Vec<_> = common.iter().map(|c| (c.one.0, name(&c.one.1), c.other.0, name(&c.other.1))).collect();
    let ours = |outgoing, relation: &str| (outgoing, relation.to_owned(), false, "cooperatesWith".to_owned());
    assert_eq!(found, [ours(false, "builds"), ours(true, "locatedIn")]);
}

#[test]
fn reading_the_links_stops_when_the_time_is_over() {
    let over = Watch::new(&Limits { timeout: Some(Duration::ZERO), ..Limits::default() });
    assert!(matches!(Links::read(&store(), &over), Err(QueryError::Timeout(_))));
    let city = thing("place/620300");
    assert!(matches!(explore::neighborhood(&store(), city.as_ref(), &over), Err(QueryError::Timeout(_))));
}

#[test]
fn a_path_is_shown_with_its_sentences() {
    let run = mailuo(&["path", "金川集团", "引大入秦延伸增效工程"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let expected = "\
1. 金川集团 – 金昌市 – 引大入秦延伸增效工程  (2 hops, cost 5.9)
   金川集团 –ml:locatedIn→ 金昌市  (also ←ml:supports–)
     对金川集团，市里的态度是要素优先保障、服务随叫随到，支持金川集团当好“链主”，带动上下游企业一起成长。
     金昌：一座资源型城市的转型路线图 doc:jinchang-2022-interview#char=487,538
   金昌市 –ml:builds→ 引大入秦延伸增效工程  (also ←ml:locatedIn–)
     交通水利也在提速，引大入秦延伸增效工程、兰张铁路三四线金昌段等重大项目一天也不耽搁。
     金昌：一座资源型城市的转型路线图 doc:jinchang-2022-interview#char=988,1030
";
    // What 金昌市 is linked to, and with it the cost, changes with the rules.
    let costless =
        |text: &str| text.lines().map(|line| line.split(", cost").next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(costless(&run.out), costless(expected));
    let run = mailuo(&["path", "金川集团", "引大入秦延伸增效工程", "--format", "csv", "--plain", "--via", "locatedIn"]);
    let rows: Vec<_> = run.out.lines().collect();
    assert_eq!(rows.len(), 3, "{run:?}");
    assert!(rows[0].starts_with("path,cost,hop,from,fromLabel,direction,relation,frame,words,to,"), "{run:?}");
    assert!(rows[1].starts_with("1,2,1,") && rows[2].contains(",←,https://w3id.org/mailuo/ns#locatedIn,"), "{run:?}");
    let run = mailuo(&["path", "金川集团", "引大入秦延伸增效工程", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let facts = json["results"]["bindings"].as_array().unwrap();
    assert!(facts.len() == 4 && facts.iter().all(|fact| fact["sentence"]["value"].is_string()), "{json}");
}

#[test]
fn a_province_is_no_short_cut() {
    let names = |run: &Run| run.out.lines().next().unwrap_or_default().to_owned();
    let run = mailuo(&["path", "金昌市", "天水市"]);
    assert!(run.code == 0 && !run.out.contains("甘肃省 "), "{run:?}");
    let run = mailuo(&["path", "金昌市", "天水市", "--via", "locatedIn,partOf", "--plain"]);
    assert!(names(&run).starts_with("1. 金昌市 – 甘肃省 – 天水市"), "{run:?}");
    let run = mailuo(&["path", "永昌县", "金昌市", "--via", "ml:partOf"]);
    assert!(run.out.ends_with("永昌县 –ml:partOf→ 金昌市\n     the gazetteer says so\n"), "{run:?}");
}

#[test]
fn neighbours_are_counted_by_relation_and_direction() {
    let run = mailuo(&["neighbors", "金昌市", "--limit", "1"]);
    assert!(run.code == 0 && run.out.starts_with("金昌市 · id:place/620300\n  ← ml:locatedIn "), "{run:?}");
    let line = run.out.lines().find(|line| line.contains("→ ml:develops")).unwrap();
    let count: usize = line.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!(count > 5 && line.ends_with(&format!(" … {} more", count - 1)), "{line}");
    let csv = mailuo(&["neighbors", "金昌市", "--format", "csv"]).out;
    assert_eq!(csv.lines().filter(|line| line.starts_with("→,https://w3id.org/mailuo/ns#develops,")).count(), count);
    let run = mailuo(&["common", "金昌市", "天水市", "--format", "csv"]);
    assert!(run.out.starts_with("direction,relation,otherDirection,otherRelation,thing,label"), "{run:?}");
    let shared = "→,https://w3id.org/mailuo/ns#locatedIn,→,https://w3id.org/mailuo/ns#locatedIn,https://w3id.org/mailuo/id/place/620000,甘肃省";
    assert!(run.code == 0 && run.out.lines().any(|line| line == shared), "{run:?}");
}

#[test]
fn what_is_not_linked_is_told_of() {
    // Arguments, exit code, what standard error holds.
    let cases: [(&[&str], i32, &[&str]); 12] = [
        (&["path", "金昌市", "海口市"], 0, &["note: no path links 金昌市 and 海口市; hint: --divisions"]),
        (&["path", "新能源电池", "金川集团", "--directed"], 0, &["hint: try it without --directed"]),
        (&["path", "金昌市", "海口市", "--fail-empty"], 6, &["error: no path links them"]),
        (&["path", "金昌", "金昌市"], 0, &["note: both names mean 金昌市"]),
        (&["path", "金昌市", "无此物"], 3, &["error: nothing is called 无此物"]),
        (&["path", "金昌市", "铁路三四线"], 3, &["near it: 兰张铁路三四线"]),
        (&["path", "金昌市", "天水市", "--via", "ml:value"], 2, &["error: ml:value links no things", "ml:develops"]),
        (&["path", "金昌市", "天水市", "--avoid", "金昌"], 2, &["error: a path that avoids 金昌市"]),
        (&["path", "金昌市", "天水市", "--k", "0"], 2, &["--k", "from 1"]),
        (&["path", "金昌市", "天水市", "--timeout", "0.000001"], 5, &["error: stopped after 0.000001 s", "hint: "]),
        (&["common", "金昌市", "海口市"], 0, &["note: 金昌市 and 海口市 share nothing"]),
        (&["common", "金昌市", "海口市", "--fail-empty"], 6, &["error: they share nothing"]),
    ];
    for (arguments, code, parts) in cases {
        let run = mailuo(arguments);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.out.is_empty() || arguments[0] == "common", "{run:?}");
        assert!(parts.iter().all(|part| run.err.contains(part)), "{run:?}");
    }
}

#[test]
fn more_paths_than_are_given_are_told_of() {
    let (store, watch) = (store(), Watch::new(&Limits::default()));
    let ends = [thing("place/620300"), thing("place/460100")];
    let industries: Vec<_> = (0..explore::MOST + 1).map(|number| thing(&format!("industry/{number}"))).collect();
    let facts = ends.iter().flat_map(|end| industries.iter().map(move |industry| (end, industry)));
    let quads: Vec<_> = facts
        .map(|(end, industry)| Quad::new(end.clone(), term("develops"), industry.clone(), GraphName::DefaultGraph))
        .collect();
    store.bulk_load(quads.into_iter().map(Ok::<_, StoreError>)).unwrap();
    let links = Links::read(&store, &watch).unwrap();
    for max_length in [None, Some(2)] {
        let options = PathOptions { max_length, ..PathOptions::default() };
        let found = paths(&store, &links, ends[0].as_ref(), ends[1].as_ref(), &options, &watch).unwrap();
        assert_eq!((found.paths.len(), found.more), (explore::MOST, true));
        // In the order of what they go through, whatever that of the store is.
        let through: Vec<_> = found.paths.iter().map(|path| path.hops[0].to.iri.clone()).collect();
        assert_eq!(through, industries[..explore::MOST]);
    }
    let run = mailuo(&["path", "金昌市", "甘肃省", "--max-length", "2", "--k", "3"]);
    assert_eq!((run.code, run.err.as_str(), run.out.matches(" hop").count()), (0, "", 3), "{run:?}");
}

/// What a GraphML file holds: the labels of its nodes, and its edges as source, label, target.
fn graphml(text: &str) -> (Vec<String>, Vec<[String; 3]>) {
    let attribute = |tag: &BytesStart<'_>, name: &str| {
        tag.try_get_attribute(name).unwrap().map(|value| value.unescape_value().unwrap().into_owned())
    };
    let mut reader = Reader::from_str(text);
    let (mut ids, mut labels, mut edges, mut keys) = (HashMap::new(), Vec::new(), Vec::new(), HashSet::new());
    let (mut edge, mut key) = (None, String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Empty(tag) if tag.name().as_ref() == b"key" => {
                keys.insert(attribute(&tag, "id").unwrap());
            }
            Event::Start(tag) => match tag.name().as_ref() {
                b"node" => {
                    assert!(ids.insert(attribute(&tag, "id").unwrap(), ids.len()).is_none(), "{text}");
                    edge = None;
                }
                b"edge" => edge = Some(["source", "target"].map(|end| ids[&attribute(&tag, end).unwrap()])),
                b"data" => key = attribute(&tag, "key").unwrap(),
                _ => {}
            },
            Event::Text(content) => {
                let content = content.unescape().unwrap().into_owned();
                match (key.as_str(), edge) {
                    ("label", None) => labels.push(content),
                    ("label", Some([source, target])) => edges.push((source, content, target)),
                    _ => {}
                }
            }
            Event::End(tag) if tag.name().as_ref() == b"data" => assert!(keys.contains(&std::mem::take(&mut key))),
            Event::Eof => break,
            _ => {}
        }
    }
    let edges = edges.into_iter().map(|(from, label, to)| [labels[from].clone(), label, labels[to].clone()]).collect();
    (labels, edges)
}

#[test]
fn graphs_for_other_programs_hold_the_same_facts() {
    let arguments = ["path", "金川集团", "引大入秦延伸增效工程", "--format"];
    let run = mailuo(&[&arguments[..], &["graphml"]].concat());
    let (labels, edges) = graphml(&run.out);
    assert_eq!(labels, ["金川集团", "金昌市", "引大入秦延伸增效工程"]);
    let expected = [
        ["金川集团", "ml:locatedIn", "金昌市"],
        ["金昌市", "ml:supports", "金川集团"],
        ["金昌市", "ml:builds", "引大入秦延伸增效工程"],
        ["引大入秦延伸增效工程", "ml:locatedIn", "金昌市"],
    ];
    assert_eq!(edges, expected.map(|edge| edge.map(str::to_owned)));
    let dot = mailuo(&[&arguments[..], &["dot"]].concat()).out;
    assert!(dot.starts_with("digraph mailuo {\n") && dot.ends_with("}\n"), "{dot}");
    assert!(dot.contains("  n1 -> n0 [label=\"ml:supports\", tooltip=\"对金川集团，"), "{dot}");
    let mermaid = mailuo(&[&arguments[..], &["mermaid"]].concat()).out;
    let expected = "flowchart LR\n  n0[\"金川集团\"]\n  n1[\"金昌市\"]\n  n2[\"引大入秦延伸增效工程\"]\n  n0 -->|\"ml:locatedIn\"| n1\n";
    assert!(mermaid.starts_with(expected) && mermaid.lines().count() == 8, "{mermaid}");

    let csv = mailuo(&["neighbors", "金昌市", "--format", "csv"]).out;
    let (labels, edges) = graphml(&mailuo(&["neighbors", "金昌市", "--format", "graphml"]).out);
    assert_eq!((labels[0].as_str(), edges.len()), ("金昌市", csv.lines().count() - 1));
    // Not only a name is drawn once.
    assert_eq!(labels.iter().collect::<HashSet<_>>().len(), labels.len());
    let (_, edges) = graphml(&mailuo(&["common", "金昌市", "天水市", "--format", "graphml"]).out);
    assert!(edges.contains(&["天水市", "ml:locatedIn", "甘肃省"].map(str::to_owned)), "{edges:?}");
}
