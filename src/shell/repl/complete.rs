//! What may follow the text before the cursor.

use super::dot::HELP;
use super::highlight::KEYWORDS;
use super::scan::{Piece, scan, word_start};
use super::vocabulary::{Vocabulary, shown};
use crate::query::SavedQuery;
use crate::rdf::PREFIXES;
use crate::render::Format;
use rustyline::completion::Pair;

/// Offers completions of the word that ends at byte `pos`: where it starts, and what may stand there.
pub(super) fn complete(line: &str, pos: usize, names: &Vocabulary, saved: &[SavedQuery]) -> (usize, Vec<Pair>) {
    let before = &line[..pos];
    match before.strip_prefix('.') {
        Some(_) if !before.starts_with(".explain ") => complete_command(before, names, saved),
        _ => {
            let start = word_start(line, pos);
            (start, complete_sparql(&before[start..], line, names))
        }
    }
}

fn complete_command(before: &str, names: &Vocabulary, saved: &[SavedQuery]) -> (usize, Vec<Pair>) {
    let start = before.rfind([' ', '=']).map_or(0, |at| at + 1);
    let word = &before[start..];
    let words: Vec<_> = before[..start].split_whitespace().collect();
    let offered: Vec<Pair> = match words.as_slice() {
        [] => HELP.iter().filter(|(name, ..)| name.starts_with(word)).map(|(name, ..)| plain(name)).collect(),
        [".format"] => {
            let forms = Format::ALL.iter().map(|format| format.name());
            forms.filter(|name| name.starts_with(word)).map(plain).collect()
        }
        [".run"] => {
            let fitting = saved.iter().filter(|query| query.name.starts_with(word));
            fitting.map(|query| pair(&query.name, format!("{}  {}", query.name, query.summary))).collect()
        }
        [".run", name, ..] if !before[..start].ends_with('=') => {
            let parameters = saved.iter().filter(|query| query.name == *name).flat_map(|query| &query.parameters);
            let fitting = parameters.filter(|parameter| parameter.name.starts_with(word));
            fitting.map(|parameter| plain(&format!("{}=", parameter.name))).collect()
        }
        [".common" | ".describe" | ".neighbors" | ".path" | ".run" | ".why", ..] if !word.is_empty() => {
            let mut things: Vec<_> = names.names(word).map(|(sparql, name)| (name, sparql)).collect();
            things.dedup_by_key(|(name, _)| *name);
            things.into_iter().map(|(name, sparql)| pair(name, shown(sparql, name))).collect()
        }
        _ => Vec::new(),
    };
    (start, offered)
}

fn complete_sparql(word: &str, line: &str, names: &Vocabulary) -> Vec<Pair> {
    if word.is_empty() {
        return Vec::new();
    }
    if word.starts_with(['?', '$']) {
        return variables(word, line);
    }
    if word.contains(':') {
        let name = |sparql: &str| names.label(sparql).map_or_else(|| sparql.to_owned(), |name| shown(sparql, name));
        return names.iris(word).into_iter().map(|sparql| pair(sparql, name(sparql))).collect();
    }
    let mut offered: Vec<Pair> = KEYWORDS
        .iter()
        .filter(|keyword| keyword.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
        .map(|keyword| plain(keyword))
        .collect();
    let prefixes = PREFIXES.iter().filter(|(prefix, _)| prefix.starts_with(word));
    offered.extend(prefixes.map(|(prefix, iri)| pair(&format!("{prefix}:"), format!("{prefix}:  {iri}"))));
    let known = names.terms(word).chain(names.things(word));
    offered.extend(known.map(|(sparql, name)| pair(sparql, shown(sparql, name))));
    offered
}

/// Offers the other variables of the query.
fn variables(word: &str, line: &str) -> Vec<Pair> {
    let pieces = scan(line).into_iter();
    let mut found: Vec<_> = pieces
        .filter(|(piece, text)| *piece == Piece::Variable && text.starts_with(word) && *text != word)
        .map(|(_, text)| text)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(plain).collect()
}

fn plain(text: &str) -> Pair {
    pair(text, text.to_owned())
}

fn pair(replacement: &str, display: String) -> Pair {
    Pair { display, replacement: replacement.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParamKind, Parameter};
    use crate::store::Store;
    use oxrdf::{GraphName, Literal, NamedNode, Quad};

    fn names() -> Vocabulary {
        let store = Store::in_memory().unwrap();
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let label = |iri: &str, property: &str, name: &str| {
            let iri = node(&format!("https://w3id.org/mailuo/{iri}"));
            Quad::new(iri, node(property), Literal::new_simple_literal(name), GraphName::DefaultGraph)
        };
        let (main, other) =
            ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#altLabel");
        let class = Quad::new(
            node("https://w3id.org/mailuo/ns#Place"),
            node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            node("http://www.w3.org/2002/07/owl#Class"),
            GraphName::DefaultGraph,
        );
        let quads = [
            class,
            label("ns#Place", main, "地点"),
            label("id/place/620300", main, "金昌市"),
            label("id/place/620300", other, "金昌"),
            label("id/zone/金昌经开区", main, "金昌经开区"),
        ];
        store.bulk_load(quads.map(Ok::<_, crate::store::StoreError>)).unwrap();
        Vocabulary::read(&store).unwrap()
    }

    fn saved() -> SavedQuery {
        SavedQuery {
            name: "targets".into(),
            summary: "目标".into(),
            description: String::new(),
            tags: Vec::new(),
            defaults: Vec::new(),
            otherwise: None,
            parameters: vec![Parameter {
                name: "place".into(),
                variable: "_place_iri".into(),
                kind: ParamKind::Iri,
                required: true,
                example: "金昌市".into(),
            }],
            text: String::new(),
        }
    }

    #[test]
    fn every_kind_of_word_is_completed() {
        let names = names();
        let cases: [(&str, usize, &[&str]); 13] = [
            ("SEL", 0, &["SELECT"]),
            ("SELECT * { ?s a ml:Pl", 16, &["ml:Place"]),
            ("SELECT * { ?s a 地", 16, &["ml:Place"]),
            ("SELECT * { 金昌", 11, &["id:place\\/620300"]),
            ("SELECT * { 金昌经", 11, &["id:zone\\/金昌经开区"]),
            ("SELECT * { 金", 11, &["id:place\\/620300", "id:place\\/620300", "id:zone\\/金昌经开区"]),
            ("SELECT ?city { ?c", 15, &["?city"]),
            ("SELECT * { ?s sko", 14, &["skos:"]),
            (".ru", 0, &[".run"]),
            (".run tar", 5, &["targets"]),
            (".run targets pl", 13, &["place="]),
            (".run targets place=金昌", 19, &["金昌", "金昌市", "金昌经开区"]),
            (".describe 金昌", 10, &["金昌", "金昌市", "金昌经开区"]),
        ];
        for (line, start, expected) in cases {
            let (from, offered) = complete(line, line.len(), &names, &[saved()]);
            let offered: Vec<_> = offered.iter().map(|pair| pair.replacement.as_str()).collect();
            assert_eq!((from, offered.as_slice()), (start, expected), "{line}");
        }
        assert_eq!(names.label("id:place\\/620300"), Some("金昌市"));
    }
}
