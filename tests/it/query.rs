//! Queries, parameters, limits and names, over the fixture.

use crate::fixture;
use mailuo::explore;
use mailuo::query::saved::{self, SavedQuery};
use mailuo::query::{self, Answer, Limits, QueryError, bind, bind_with, parse};
use mailuo::store::Store;
use oxrdf::{NamedNode, Term};
use proptest::prelude::*;
use std::time::Duration;

/// Gives the rows as text, a term a cell: IRIs and literals without marks.
fn rows(store: &Store, query: &query::Query) -> Vec<Vec<String>> {
    let Answer::Solutions(solutions) = query::answer(store, query, &Limits::default()).unwrap() else {
        panic!("not a SELECT");
    };
    let cell = |term: Option<Term>| match term {
        Some(Term::NamedNode(iri)) => iri.into_string(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    solutions.map(|row| row.unwrap().into_iter().map(cell).collect()).collect()
}

/// Makes a saved query out of a text.
fn saved_as(text: &str) -> SavedQuery {
    saved::read("test", "test.rq", &format!("#+ summary: test\n{text}")).unwrap()
}

fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn run(store: &Store, name: &str, pairs: &[(&str, &str)]) -> Vec<Vec<String>> {
    let queries = saved::load(None).unwrap();
    let query = bind(store, saved::find(&queries, name).unwrap(), &values(pairs)).unwrap();
    rows(store, &query)
}

#[test]
fn every_saved_query_runs_and_finds_something() {
    let store = fixture::store();
    let queries = saved::load(None).unwrap();
    assert!(queries.len() >= 18, "{}", queries.len());
    for query in &queries {
        assert!(!query.summary.is_empty() && !query.description.is_empty() && !query.tags.is_empty(), "{}", query.name);
        assert!(query.text.contains("ORDER BY"), "{}: no stable order", query.name);
        // Required parameters get a value that the fixture knows; optional ones stay free.
        let given: Vec<_> = query
            .parameters
            .iter()
            .filter(|parameter| parameter.required && !query.defaults.iter().any(|(name, _)| *name == parameter.name))
            .map(|parameter| match parameter.name.as_str() {
                "industry" | "object" => (parameter.name.as_str(), "新能源电池"),
                "other" if query.name == "links" => ("other", "引大入秦"),
                "other" => ("other", "武威"),
                "year" => ("year", "2025"),
                "words" => ("words", "金昌"),
                name => (name, "金昌"),
            })
            .collect();
        let bound = bind(&store, query, &values(&given)).unwrap_or_else(|error| panic!("{}: {error}", query.name));
        let found = rows(&store, &bound);
        assert!(!found.is_empty(), "{} finds nothing", query.name);
        assert!(found.iter().all(|row| row.iter().any(|cell| !cell.is_empty())), "{}: {found:?}", query.name);
        // Without values the file is SPARQL all the same.
        parse(&query.text).unwrap();
    }
}

#[test]
fn targets_has_the_columns_of_the_contract() {
    let store = fixture::store();
    let found = run(&store, "targets", &[("place", "金昌"), ("year", "2025")]);
    let ml = "https://w3id.org/mailuo/ns#";
    assert_eq!(
        found,
        [[
            "金昌市",
            "经济总量",
            "2300亿元以上",
            "230000000000",
            "",
            "",
            &format!("{ml}yuan"),
            &format!("{ml}level"),
            &format!("{ml}atLeast"),
            "2025-12-31",
            "到2025年，金昌经济总量达到2300亿元以上。",
            "https://w3id.org/mailuo/doc/a"
        ]]
    );
    assert_eq!(run(&store, "targets", &[]).len(), 3);
    assert_eq!(run(&store, "targets", &[("indicator", "经济总量")]).len(), 2);
}

#[test]
fn saved_queries_answer_what_they_promise() {
    let store = fixture::store();
    let first = |name: &str, pairs: &[(&str, &str)]| run(&store, name, pairs)[0].clone();
    assert_eq!(first("shared-industries", &[])[..2], ["新能源电池", "2"]);
    assert_eq!(first("industries", &[("place", "金昌市")])[..2], ["新能源电池", "2"]);
    assert_eq!(first("targets-and-results", &[])[8], "150610000000");
    assert_eq!(first("projects", &[("place", "金昌")])[..3], ["引大入秦延伸增效工程", "金昌市", "金昌市"]);
    assert_eq!(run(&store, "projects", &[("place", "武威")]), Vec::<Vec<String>>::new());
    assert_eq!(first("people", &[])[..3], ["李某", "金昌市委书记", "金昌市"]);
    assert_eq!(first("who-says", &[("thing", "引大入秦")])[0], "李某");
    assert_eq!(first("initiatives", &[])[1], "2");
    let unresolved = first("unresolved", &[]);
    assert_eq!((&*unresolved[0], &*unresolved[1]), ("朝阳", "https://w3id.org/mailuo/id/place/211300"));
    assert!(unresolved[2].contains("朝阳区") && unresolved[2].contains("朝阳市"), "{unresolved:?}");
    assert_eq!(first("documents-about", &[("thing", "金昌")])[..2], ["金昌的打算", "1"]);
    assert_eq!(first("goals-without-deadline", &[("place", "金昌")])[2], "前十位");
    assert_eq!(first("zones", &[("place", "甘肃")])[0], "金昌经开区");
    let why = [("subject", "金昌"), ("relation", "ml:develops"), ("object", "新能源电池")];
    assert_eq!(run(&store, "evidence", &why).len(), 2);
    let via: Vec<_> = run(&store, "links-by-way-of", &[("one", "金昌"), ("other", "武威")])
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    assert!(via.contains(&"新能源电池".to_owned()) && via.contains(&"一带一路".to_owned()), "{via:?}");
}

#[test]
fn facts_are_counted_by_relation_and_by_rule() {
    let store = fixture::store();
    let ml = "https://w3id.org/mailuo/ns#";
    // Two sentences state the same pair of ml:develops; ml:partOf and ml:sourceHash stand in no sentence.
    let expected = [("holder", 4, 3), ("value", 4, 3), ("measure", 4, 3), ("develops", 2, 2), ("locatedIn", 2, 1)];
    let found = run(&store, "relations", &[]);
    for (relation, facts, sentences) in expected {
        let row = [format!("{ml}{relation}"), facts.to_string(), sentences.to_string()];
        assert!(found.contains(&row.to_vec()), "{relation}: {found:?}");
    }
    assert_eq!(found.len(), expected.len() + 1, "and ml:builds: {found:?}");
    let found = run(&store, "rules", &[]);
    assert_eq!(found[0], ["develops.plain", "2", "6"], "{found:?}");
    assert!(found.contains(&["post.held", "1", "3"].map(str::to_owned).to_vec()), "{found:?}");
}

#[test]
fn a_bound_variable_means_its_value_wherever_it_stands() {
    let store = fixture::store();
    let jinchang = "https://w3id.org/mailuo/id/place/620300";
    // The query, and what it gives with p = 金昌市 and n = 2.
    let cases: &[(&str, &str)] = &[
        ("SELECT ?_p_iri { ?_p_iri ml:develops ?x }", jinchang),
        ("SELECT (?_p_iri AS ?q) { ?_p_iri ml:develops ?x }", jinchang),
        ("SELECT ?_p_iri (COUNT(?x) AS ?n) { ?_p_iri ml:develops ?x } GROUP BY ?_p_iri", &format!("{jinchang}|1")),
        ("SELECT (COUNT(?x) AS ?n) { ?_p_iri ml:nothing ?x } GROUP BY ?_p_iri", ""),
        ("SELECT (COUNT(?_p_iri) AS ?n) { ?x ml:develops ?y }", "2"),
        ("SELECT ?x { ?x ml:develops ?y FILTER(?x = ?_p_iri && BOUND(?_p_iri)) }", jinchang),
        ("SELECT ?x { ?x ml:develops ?y FILTER EXISTS { ?_p_iri ml:develops ?y FILTER(?x = ?_p_iri) } }", jinchang),
        ("SELECT ?x { ?x ml:develops ?y FILTER(?x IN (?_p_iri)) }", jinchang),
        ("SELECT ?y { BIND(?_p_iri AS ?y) }", jinchang),
        ("SELECT ?x { ?x ml:develops ?z BIND(?x AS ?_p_iri) }", jinchang),
        (
            "SELECT ?x { VALUES (?_p_iri ?x) { (id:a 1) (<https://w3id.org/mailuo/id/place/620300> 2) (UNDEF 3) } }",
            "2|3",
        ),
        ("SELECT ?x { ?_p_iri ml:partOf/rdfs:label ?x }", "甘肃省"),
        (
            "SELECT ?x { ?x ml:locatedIn+ ?_p_iri FILTER(STRENDS(STR(?x), '区')) }",
            "https://w3id.org/mailuo/id/zone/金昌经开区",
        ),
        ("SELECT ?x { ?x ml:develops ?z } ORDER BY (?x = ?_p_iri) LIMIT 1", "https://w3id.org/mailuo/id/place/620600"),
        ("SELECT ?n { { SELECT ?_p_iri (COUNT(?x) AS ?n) { ?_p_iri ml:develops ?x } GROUP BY ?_p_iri } }", "1"),
        ("SELECT ?n { { SELECT (COUNT(?x) AS ?n) { ?_p_iri ml:develops ?x } HAVING(COUNT(?x) < ?_n_integer) } }", "1"),
        (
            "SELECT ?x { ?x ml:develops ?z MINUS { ?_p_iri ml:develops ?z . ?x ml:partOf ?y FILTER(?x = ?_p_iri) } }",
            "https://w3id.org/mailuo/id/place/620600",
        ),
        ("SELECT ?y { ?_p_iri ml:develops ?y MINUS { ?_p_iri ml:implements ?z } }", ""),
        (
            "SELECT ?x { ?x ml:develops ?y OPTIONAL { ?x ml:builds ?z FILTER(?x = ?_p_iri) } FILTER(!BOUND(?z)) }",
            "https://w3id.org/mailuo/id/place/620600",
        ),
        (
            "SELECT ?x { { ?x ml:builds ?y FILTER(?x = ?_p_iri) } UNION { ?_p_iri ml:partOf ?x } }",
            &format!("{jinchang}|https://w3id.org/mailuo/id/place/620000"),
        ),
        ("SELECT (IF(?_n_integer > 1, ?_n_integer + 1, 0) AS ?m) {}", "3"),
        ("SELECT (SUM(?_n_integer) AS ?m) { ?x ml:develops ?y }", "4"),
        ("SELECT DISTINCT ?_p_iri ?_n_integer { }", &format!("{jinchang}|2")),
    ];
    for (text, expected) in cases {
        let query = saved_as(text);
        let needed: Vec<_> = values(&[("p", "金昌市"), ("n", "2")])
            .into_iter()
            .filter(|(name, _)| query.parameters.iter().any(|parameter| parameter.name == *name))
            .collect();
        let bound = bind(&store, &query, &needed).unwrap_or_else(|error| panic!("{text}: {error}"));
        let cells: Vec<_> = rows(&store, &bound).concat();
        assert_eq!(cells.join("|"), *expected, "{text}");
    }
}

#[test]
fn graphs_constructs_and_descriptions_take_parameters() {
    let store = fixture::store();
    let graph = saved_as("SELECT ?s { GRAPH ?_g_iri { ?s ml:holdsPost ?o } }");
    let bound = bind(&store, &graph, &values(&[("g", "<https://w3id.org/mailuo/doc/a#char=60,90>")])).unwrap();
    assert_eq!(rows(&store, &bound).len(), 1);
    let literal = saved_as("SELECT ?s { ?s ?_p ?o }");
    assert!(matches!(bind(&store, &literal, &values(&[("p", "x")])), Err(QueryError::Misplaced { .. })));
    for text in ["CONSTRUCT { ?_p_iri ml:has ?x } WHERE { ?_p_iri ml:develops ?x }", "DESCRIBE ?_p_iri"] {
        let bound = bind(&store, &saved_as(text), &values(&[("p", "金昌")])).unwrap();
        let Answer::Graph(triples) = query::answer(&store, &bound, &Limits::default()).unwrap() else {
            panic!("not a graph");
        };
        let triples: Vec<_> = triples.map(Result::unwrap).collect();
        assert!(triples.iter().any(|triple| triple.subject.to_string().contains("620300")), "{text}: {triples:?}");
    }
}

#[test]
fn wrong_values_are_told_by_name_type_and_example() {
    let store = fixture::store();
    let queries = saved::load(None).unwrap();
    // Query, values, what the message holds.
    type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        ("industries", &[], &["industries", "place", "a name or an IRI", "金昌市"]),
        ("deadlines", &[("year", "abc")], &["year=abc", "whole number", "2025"]),
        ("targets", &[("yaer", "2025")], &["yaer", "place, indicator, year"]),
        ("industries", &[("place", "朝阳")], &["朝阳", "朝阳区", "朝阳市", "211300"]),
        ("industries", &[("place", "金昌城")], &["nothing is called 金昌城"]),
        ("industries", &[("place", "经开区")], &["nothing is called 经开区", "near it: 金昌经开区"]),
    ];
    for (name, pairs, parts) in cases {
        let error = bind(&store, saved::find(&queries, name).unwrap(), &values(pairs)).unwrap_err().to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    for (kind, good, bad) in [("date", "2025-12-31", "2025-13-01"), ("decimal", "0.5", "x"), ("boolean", "true", "yes")]
    {
        let query = saved_as(&format!("SELECT ?x {{ BIND(?_v_{kind} AS ?x) }}"));
        assert_eq!(rows(&store, &bind(&store, &query, &values(&[("v", good)])).unwrap()), [[good]]);
        assert!(matches!(bind(&store, &query, &values(&[("v", bad)])), Err(QueryError::WrongType { .. })));
    }
}

#[test]
fn an_unknown_saved_query_brings_near_names() {
    let queries = saved::load(None).unwrap();
    let Err(QueryError::UnknownQuery { nearest, .. }) = saved::find(&queries, "target") else { panic!("found") };
    assert_eq!(nearest[0], "targets");
}

#[test]
fn headers_are_checked_with_their_lines() {
    for (text, part) in [
        ("SELECT * {}", "x.rq:1:1: no `#+ summary:`"),
        ("#+ summary: x\n#+ colour: red\nSELECT * {}", "x.rq:2:1: unknown key colour"),
        ("#+ summary: x\n#+ defaults:\n#+   - p: 1\nSELECT * {}", "x.rq:3:1: a default for p"),
        ("#+ summary: x\nSELECT * { ?x }", "x.rq:2:"),
    ] {
        let error = saved::read("x", "x.rq", text).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_directory_adds_and_overrides_saved_queries() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("mine.rq"), "#+ summary: mine\nASK {}").unwrap();
    std::fs::write(directory.path().join("targets.rq"), "#+ summary: other\nASK {}").unwrap();
    let queries = saved::load(Some(directory.path())).unwrap();
    assert_eq!(saved::find(&queries, "mine").unwrap().summary, "mine");
    assert_eq!(saved::find(&queries, "targets").unwrap().summary, "other");
    assert!(matches!(saved::load(Some(&directory.path().join("none"))), Err(QueryError::Directory { .. })));
}

#[test]
fn syntax_errors_have_a_place_and_a_hint() {
    // Text, line, column, whether more text could help, part of message or hint.
    for (text, at, more, part) in [
        ("SELECT * {\n  ?s ml:develops ?o ; ; ) }", (2, 25), false, "unexpected “)”"),
        ("SELECT * {\n  ?s ?p", (2, 8), true, "ends too early"),
        ("SELECT ?x WHERE {\n", (1, 18), true, "ends too early"),
        ("", (1, 1), true, "ends too early"),
        ("# 注", (1, 4), true, "ends too early"),
        ("SELECT ?x { ?x rdfs:label \"\"\"a\nb", (2, 2), true, "ends too early"),
        ("SELECT * { ?s foo:bar ?o }", (1, 15), false, "PREFIX"),
        ("INSERT DATA { id:a id:b id:c }", (1, 1), false, "mailuo build"),
        ("SELCT ?x { ?x a ml:Place }", (1, 1), false, "unexpected “SELCT”"),
        ("SELECT * ｛ ?s ?p ?o }", (1, 10), false, "ASCII"),
        ("SELECT ?x { ml:place/620300 ml:develops ?x }", (1, 13), false, "slash"),
        ("SELECT ?x {\n id:place/620300 ml:develops doc:a/b/c ?x }", (2, 40), false, "unexpected “?x”"),
        ("SELECT ?x { id:place/620300 id:a/ml:b }", (1, 39), false, "three parts"),
        ("SELECT ?x { ?x a ml:Place } ORDER BYE ?x", (1, 35), false, "unexpected “BYE”"),
        ("SELECT ?x { ?x a ml:Place } LIMIT x", (1, 35), false, "unexpected “x”"),
        ("SELECT ?x { ?x a 'abc }", (1, 18), false, "not closed"),
        ("ASK { FILTER(?x > ) }", (1, 19), false, "unexpected “)”"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x a ?y }", (1, 1), false, "variable that is unbound"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.is_incomplete(), more, "{text}: {error}");
        let QueryError::Syntax { line, column, message, hint, .. } = error else { panic!("{text}") };
        assert_eq!((line, column), at, "{text}: {message}");
        assert!(message.contains(part) || hint.as_ref().is_some_and(|h| h.contains(part)), "{message} {hint:?}");
    }
}

#[test]
fn limits_end_an_answer_with_an_error_after_its_rows() {
    let store = fixture::store();
    let outcome = |text: &str, limits: &Limits| -> (usize, Option<QueryError>) {
        let rows: Vec<_> = match query::answer(&store, &parse(text).unwrap(), limits) {
            Ok(Answer::Solutions(solutions)) => solutions.map(|row| row.map(|_| ())).collect(),
            Ok(Answer::Graph(triples)) => triples.map(|triple| triple.map(|_| ())).collect(),
            Ok(Answer::Boolean(_)) => Vec::new(),
            Err(error) => vec![Err(error)],
        };
        let good = rows.iter().take_while(|row| row.is_ok()).count();
        assert!(rows.len() <= good + 1, "nothing comes after the error");
        (good, rows.into_iter().nth(good).and_then(Result::err))
    };
    let limit = |rows| Limits { rows: Some(rows), ..Limits::default() };
    let two = "SELECT ?x { ?x ml:develops ?y }";
    assert!(matches!(outcome(two, &limit(1)), (1, Some(QueryError::RowLimit(1)))));
    assert!(matches!(outcome(two, &limit(2)), (2, None)));
    assert!(matches!(outcome(two, &limit(0)), (0, Some(QueryError::RowLimit(0)))));
    assert!(matches!(outcome("CONSTRUCT WHERE { ?x ?p ?y }", &limit(3)), (3, Some(QueryError::RowLimit(3)))));
    let soon = Limits { timeout: Some(Duration::from_millis(50)), ..Limits::default() };
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    assert!(matches!(outcome(endless, &soon), (0, Some(QueryError::Timeout(_)))));
    let ask =
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = '') }";
    let soon = Limits { timeout: Some(Duration::from_millis(50)), ..Limits::default() };
    assert!(matches!(outcome(ask, &soon), (0, Some(QueryError::Timeout(_)))));
    let cancelled = Limits::default();
    cancelled.cancel.cancel();
    assert!(matches!(outcome(two, &cancelled), (0, Some(QueryError::Cancelled))));
}

#[test]
fn names_lead_to_things() {
    let store = fixture::store();
    let jinchang = "https://w3id.org/mailuo/id/place/620300";
    for name in ["金昌", "金昌市", " 金昌 ", "Jinchang", "id:place/620300", jinchang, &format!("<{jinchang}>")] {
        assert_eq!(query::resolve_one(&store, name).unwrap().iri.as_str(), jinchang, "{name}");
    }
    assert_eq!(query::resolve_one(&store, "引大入秦").unwrap().label, "引大入秦延伸增效工程");
    assert_eq!(query::resolve_one(&store, "金昌的打算").unwrap().iri.as_str(), "https://w3id.org/mailuo/doc/a");
    assert_eq!(query::resolve_one(&store, "a").unwrap().iri.as_str(), "https://w3id.org/mailuo/doc/a");
    assert!(matches!(query::resolve_one(&store, "朝阳"), Err(QueryError::Ambiguous { .. })));
    assert!(matches!(query::resolve_one(&store, "id:place/1"), Err(QueryError::UnknownName { .. })));
    let like: Vec<_> = explore::resolve(&store, "经开").unwrap().into_iter().map(|c| (c.label, c.fit)).collect();
    assert_eq!(like, [("金昌经开区".to_owned(), query::Match::Contains)]);
}

#[test]
fn a_place_comes_before_the_document_of_its_name() {
    let store = fixture::store();
    let renamed = |quad: &oxrdf::Quad| quad.to_string().replace("/doc/a", "/doc/金昌市") + " .\n";
    let mut text: String = fixture::document("a").iter().map(renamed).collect();
    text.push_str("<https://w3id.org/mailuo/doc/金昌市> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/mailuo/ns#Document> .\n");
    let report: Vec<_> =
        oxrdfio::RdfParser::from_format(oxrdfio::RdfFormat::NQuads).for_slice(&text).collect::<Result<_, _>>().unwrap();
    store.replace_document("金昌市", &report).unwrap();
    let jinchang = "https://w3id.org/mailuo/id/place/620300";
    assert_eq!(query::resolve_one(&store, "金昌市").unwrap().iri.as_str(), jinchang);
    let document = query::resolve_as(&store, "金昌市", "document").unwrap();
    assert_eq!(document.iri.as_str(), "https://w3id.org/mailuo/doc/金昌市");
}

#[test]
fn a_card_gathers_what_is_known() {
    let store = fixture::store();
    let iri = NamedNode::new_unchecked("https://w3id.org/mailuo/id/place/620300");
    let card = explore::describe(&store, iri.as_ref()).unwrap();
    assert_eq!(card.label.as_deref(), Some("金昌市"));
    assert!(card.names.contains(&"金昌".to_owned()));
    let goals: Vec<_> = card.goals.iter().map(|goal| goal.text.as_str()).collect();
    assert_eq!(goals, ["2300亿元以上", "前十位"]);
    assert_eq!(card.goals[0].deadline.as_deref(), Some("2025-12-31"));
    assert_eq!(card.results.len(), 1);
    let documents: Vec<_> = card.documents.iter().map(|d| d.label.as_deref()).collect();
    assert_eq!(documents, [Some("金昌的打算"), Some("武威的成绩")]);
    let others: Vec<_> =
        card.relations.iter().filter(|n| n.outgoing).filter_map(|n| n.other.label.as_deref()).collect();
    assert_eq!(others, ["引大入秦延伸增效工程", "武威市", "新能源电池", "一带一路", "甘肃省", "金川集团"]);
    assert_eq!(explore::neighbors(&store, iri.as_ref()).unwrap(), card.relations);
}

#[test]
fn why_names_the_sentences() {
    let store = fixture::store();
    let node = |local: &str| NamedNode::new_unchecked(format!("https://w3id.org/mailuo/{local}"));
    let (city, relation, industry) = (node("id/place/620300"), node("ns#develops"), node("id/industry/新能源电池"));
    let found =
        explore::why(&store, Some(city.as_ref()), Some(relation.as_ref()), Some(industry.as_ref().into())).unwrap();
    let texts: Vec<_> = found.iter().map(|e| (e.text.as_str(), e.begin, e.end)).collect();
    assert_eq!(
        texts,
        [
            ("金昌发展新能源电池，建设引大入秦延伸增效工程。", Some(30), Some(60)),
            ("武威和金昌发展新能源电池，落实一带一路。", Some(0), Some(40))
        ]
    );
    assert_eq!(found[0].rules, ["develops.plain"]);
    assert_eq!(found[0].document.as_ref().and_then(|d| d.label.as_deref()), Some("金昌的打算"));
}

proptest! {
    #[test]
    fn a_value_never_changes_the_shape_of_a_query(value in "[\\PC\n\r\t\"'{}<>\\\\?]{0,40}") {
        let query = saved_as("SELECT ?x ?_v { ?x rdfs:label ?_v FILTER(CONTAINS(?_v, ?_v) && ?x != ?_w_iri) }");
        let target = NamedNode::new_unchecked("https://w3id.org/mailuo/id/x");
        let with = |value: &str| {
            let pairs = values(&[("v", value), ("w", "w")]);
            bind_with(&query, &pairs, &|_, _| Ok(target.clone())).unwrap()
        };
        let shape = |value: &str| {
            let text = format!("{:?}", with(value).algebra());
            text.replace(&format!("Literal(String({value:?}))"), "VALUE")
        };
        prop_assert_eq!(shape(&value), shape("plain"));
        // Written out and parsed again it is still the same query: nothing escaped its quotes.
        let written = with(&value).algebra().to_string();
        prop_assert!(parse(&written).is_ok(), "{}", written);
    }

    #[test]
    fn a_name_never_ends_as_anything_but_an_iri_or_an_error(value in "\\PC{0,30}") {
        let store = Store::in_memory().unwrap();
        let query = saved_as("SELECT ?x { ?x ml:develops ?_w_iri }");
        if let Ok(bound) = bind(&store, &query, &values(&[("w", &value)])) {
            prop_assert!(query::answer(&store, &bound, &Limits::default()).is_ok());
        }
    }
}
