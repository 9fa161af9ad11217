//! Every output format, read back by a parser of its own.

use crate::program::{mailuo, mailuo_with};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use std::fs;

const CITY: &str = "SELECT ?name { <https://w3id.org/mailuo/id/place/620300> rdfs:label ?name }";

#[test]
fn tabular_formats_are_read_back() {
    for (name, format) in [
        ("csv", QueryResultsFormat::Csv),
        ("tsv", QueryResultsFormat::Tsv),
        ("json", QueryResultsFormat::Json),
        ("xml", QueryResultsFormat::Xml),
    ] {
        if format == QueryResultsFormat::Csv {
            // CSV keeps no types; sparesults does not read it.
            assert_eq!(mailuo(&["query", CITY, "--format", name]).out, "name\r\n金昌市\r\n");
            continue;
        }
        let run = mailuo(&["query", CITY, "--format", name]);
        let parser = QueryResultsParser::from_format(format).for_reader(run.out.as_bytes()).unwrap();
        let ReaderQueryResultsParserOutput::Solutions(solutions) = parser else { panic!("it is a table") };
        let rows: Vec<_> = solutions.map(|row| row.unwrap()["name"].to_string()).collect();
        assert!(rows.len() == 1 && rows[0].contains("金昌市"), "{name}: {rows:?}");
    }
}

#[test]
fn people_read_tables_and_markdown() {
    let run = mailuo(&["query", CITY]);
    assert_eq!(run.out, "┌────────┐\n│ name   │\n╞════════╡\n│ 金昌市 │\n└────────┘\n");
    let run = mailuo(&["query", CITY, "--format", "markdown"]);
    assert_eq!(run.out, "| name |\n| --- |\n| 金昌市 |\n");
}

#[test]
fn graphs_are_read_back() {
    let query = "CONSTRUCT WHERE { <https://w3id.org/mailuo/id/place/620300> rdfs:label ?name }";
    for (name, format) in [("turtle", RdfFormat::Turtle), ("nquads", RdfFormat::NQuads)] {
        let run = mailuo(&["query", query, "--format", name]);
        let quads = RdfParser::from_format(format).for_reader(run.out.as_bytes());
        assert_eq!(quads.map(Result::unwrap).count(), 1, "{run:?}");
        let run = mailuo(&["export", "--format", name]);
        let quads = RdfParser::from_format(format).for_reader(run.out.as_bytes());
        assert!(quads.map(Result::unwrap).count() > 1000, "{name}");
    }
}

#[test]
fn brat_offsets_give_the_text_of_their_mentions() {
    let home = tempfile::tempdir().unwrap();
    let text = "\u{feff}到“十四五”末，金昌市经济总量力争突破2300亿元。\n𠮷林省和永昌县发展新能源电池产业。\n";
    fs::write(home.path().join("t.txt"), text).unwrap();
    let run = mailuo_with(home.path(), &["extract", "--format", "brat", "t.txt"], b"");
    assert_eq!(run.code, 0, "{run:?}");
    let chars: Vec<_> = text.trim_start_matches('\u{feff}').chars().collect();
    let mentions: Vec<_> = run.out.lines().filter(|line| line.starts_with('T')).collect();
    assert!(!mentions.is_empty());
    for line in mentions {
        let fields: Vec<_> = line.split('\t').collect();
        let place: Vec<_> = fields[1].split(' ').collect();
        let (start, end): (usize, usize) = (place[1].parse().unwrap(), place[2].parse().unwrap());
        assert_eq!(chars[start..end].iter().collect::<String>(), fields[2], "{line}");
    }
}
