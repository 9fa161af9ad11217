//! Names that completion offers, read from the store once.

use crate::query::{self, Answer, Limits, QueryError};
use crate::rdf::PREFIXES;
use crate::render::prefixed_name;
use crate::store::Store;
use oxrdf::Term;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// Classes, relations and things of a store, with their names.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// Names in any language and the terms (classes, relations) they belong to, sorted.
    terms: BTreeSet<(String, String)>,
    /// Names of things, sorted.
    things: BTreeSet<(String, String)>,
    /// Preferred name by SPARQL name.
    labels: HashMap<String, String>,
}

/// How long the store may be searched for relations in use: a person waits at the prompt.
const PATIENCE: Duration = Duration::from_millis(300);

const TERMS: &str = "SELECT DISTINCT ?term ?name { ?term a ?kind OPTIONAL { ?term rdfs:label ?name } \
    VALUES ?kind { owl:Class rdfs:Class owl:ObjectProperty owl:DatatypeProperty rdf:Property } }";
const USED: &str = "SELECT DISTINCT ?term { ?thing ?term ?value }";
const LABELS: &str = "SELECT ?thing ?name { ?thing rdfs:label ?name }";
const ALT_LABELS: &str = "SELECT ?thing ?name { ?thing skos:altLabel ?name }";

impl Vocabulary {
    /// Reads the names from `store`.
    pub(super) fn read(store: &Store) -> Result<Self, QueryError> {
        let mut vocabulary = Self::default();
        let things = PREFIXES.iter().find(|(prefix, _)| *prefix == "id").map_or("", |(_, iri)| iri);
        for (iri, name) in rows(store, TERMS, None)? {
            vocabulary.add_term(&iri, name);
        }
        for (iri, _) in rows(store, USED, Some(PATIENCE))? {
            vocabulary.add_term(&iri, None);
        }
        for (text, preferred) in [(LABELS, true), (ALT_LABELS, false)] {
            for (iri, name) in rows(store, text, None)? {
                let Some(name) = name.filter(|_| iri.starts_with(things)) else { continue };
                let sparql = prefixed_name(&iri);
                if preferred {
                    vocabulary.labels.insert(sparql.clone(), name.clone());
                }
                vocabulary.things.insert((name, sparql));
            }
        }
        Ok(vocabulary)
    }

    fn add_term(&mut self, iri: &str, name: Option<String>) {
        let sparql = prefixed_name(iri);
        if sparql.starts_with('<') {
            return;
        }
        let local = sparql.split_once(':').map_or("", |(_, local)| local).to_owned();
        self.terms.insert((local, sparql.clone()));
        if let Some(name) = name {
            self.labels.entry(sparql.clone()).or_insert_with(|| name.clone());
            self.terms.insert((name, sparql));
        }
    }

    /// Gives the terms of which a name starts with `word`: SPARQL name and the name that fits.
    pub(super) fn terms<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        starting(&self.terms, word)
    }

    /// Gives the things of which a name is `word`, or, if there is none, starts with it.
    pub(super) fn things<'a>(&'a self, word: &'a str) -> Vec<(&'a str, &'a str)> {
        let all: Vec<_> = starting(&self.things, word).collect();
        let exact: Vec<_> = all.iter().copied().filter(|(_, name)| *name == word).collect();
        if exact.is_empty() { all } else { exact }
    }

    /// Gives the things of which a name starts with `word`, by name.
    pub(super) fn names<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        starting(&self.things, word)
    }

    /// Gives terms and things whose SPARQL name starts with `word`.
    pub(super) fn iris<'a>(&'a self, word: &'a str) -> BTreeSet<&'a str> {
        let all = self.terms.iter().chain(&self.things);
        all.map(|(_, sparql)| sparql.as_str()).filter(|sparql| sparql.starts_with(word)).collect()
    }

    /// Gives the name of what a SPARQL name stands for.
    pub(super) fn label(&self, sparql: &str) -> Option<&str> {
        self.labels.get(sparql).map(String::as_str)
    }
}

fn starting<'a>(names: &'a BTreeSet<(String, String)>, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let from = (word.to_owned(), String::new());
    let rest = names.range(from..).take_while(move |(name, _)| name.starts_with(word));
    rest.map(|(name, sparql)| (sparql.as_str(), name.as_str()))
}

/// Gives what a completion shows: the IRI as people read it, with its name.
pub(super) fn shown(sparql: &str, name: &str) -> String {
    format!("{}  {name}", sparql.replace('\\', ""))
}

fn rows(store: &Store, text: &str, timeout: Option<Duration>) -> Result<Vec<(String, Option<String>)>, QueryError> {
    let query = query::parse(text)?;
    let Answer::Solutions(solutions) = query::answer(store, &query, &Limits { timeout, ..Limits::default() })? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for row in solutions {
        match row {
            Ok(row) => {
                let mut row = row.into_iter();
                let Some(Some(Term::NamedNode(iri))) = row.next() else { continue };
                let name = row.next().flatten().map(|name| match name {
                    Term::Literal(name) => name.value().to_owned(),
                    other => other.to_string(),
                });
                found.push((iri.into_string(), name));
            }
            Err(stop) if stop.is_stop() => break,
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
