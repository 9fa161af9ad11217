//! The ontology as the extractor needs it: which classes and relations there are, and what a relation may relate.

use super::lint::turtle_error;
use super::{LoadError, RelationId, Source};
use oxrdf::{NamedOrBlankNode, Term};
use oxrdfio::{RdfFormat, RdfParser};
use std::collections::{BTreeMap, BTreeSet};

const ML: &str = "https://w3id.org/mailuo/ns#";

/// What a relation may relate: local names of classes; none where any will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Classes of its subject.
    pub domain: BTreeSet<String>,
    /// Classes of its object.
    pub range: BTreeSet<String>,
}

/// Local names of the terms that `mailuo.ttl` defines.
#[derive(Debug, Default)]
pub struct Ontology {
    /// Classes.
    pub classes: BTreeSet<String>,
    /// Object properties with their numbers, by name.
    pub relations: BTreeMap<String, RelationId>,
    /// What each relation may relate, by number.
    pub ends: Vec<Ends>,
    /// The Turtle text, for the graph.
    pub turtle: String,
}

impl Ontology {
    /// Reads `mailuo.ttl`.
    ///
    /// # Errors
    /// A syntax error, with line and column.
    pub fn load(source: &Source) -> Result<Self, LoadError> {
        let mut ontology = Self { turtle: source.text.clone(), ..Self::default() };
        let mut relations = BTreeSet::new();
        let mut ends: BTreeMap<String, Ends> = BTreeMap::new();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(source.text.as_bytes()) {
            let quad = quad.map_err(|error| turtle_error(source, &error))?;
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&quad.subject, &quad.object) else {
                continue;
            };
            let Some(name) = subject.as_str().strip_prefix(ML) else { continue };
            let class = || object.as_str().strip_prefix(ML).map(str::to_owned);
            match (quad.predicate.as_str(), object.as_str()) {
                ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2002/07/owl#Class") => {
                    ontology.classes.insert(name.to_owned());
                }
                ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2002/07/owl#ObjectProperty") => {
                    relations.insert(name.to_owned());
                }
                ("http://www.w3.org/2000/01/rdf-schema#domain" | "https://schema.org/domainIncludes", _) => {
                    ends.entry(name.to_owned()).or_default().domain.extend(class());
                }
                ("http://www.w3.org/2000/01/rdf-schema#range" | "https://schema.org/rangeIncludes", _) => {
                    ends.entry(name.to_owned()).or_default().range.extend(class());
                }
                _ => {}
            }
        }
        ontology.ends = relations.iter().map(|name| ends.remove(name).unwrap_or_default()).collect();
        ontology.relations = relations.into_iter().zip(0..).map(|(name, id)| (name, RelationId(id))).collect();
        Ok(ontology)
    }

    /// Says whether a relation may have a subject of that class.
    pub fn takes_subject(&self, relation: RelationId, class: &str) -> bool {
        let domain = &self.ends[relation.0 as usize].domain;
        domain.is_empty() || domain.contains(class)
    }

    /// Says whether a relation may have an object of that class.
    pub fn takes_object(&self, relation: RelationId, class: &str) -> bool {
        let range = &self.ends[relation.0 as usize].range;
        range.is_empty() || range.contains(class)
    }
}
