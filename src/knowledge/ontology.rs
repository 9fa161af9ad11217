//! The ontology as the extractor needs it: which classes and relations there are.

use super::{LoadError, RelationId, Source};
use oxrdf::{NamedOrBlankNode, Term};
use oxrdfio::{RdfFormat, RdfParser};
use std::collections::{BTreeMap, BTreeSet};

const ML: &str = "https://w3id.org/mailuo/ns#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const OWL_CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
const OWL_OBJECT_PROPERTY: &str = "http://www.w3.org/2002/07/owl#ObjectProperty";

/// Local names of the terms that `mailuo.ttl` defines.
#[derive(Debug, Default)]
pub struct Ontology {
    /// Classes.
    pub classes: BTreeSet<String>,
    /// Object properties with their numbers, by name.
    pub relations: BTreeMap<String, RelationId>,
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
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(source.text.as_bytes()) {
            let quad = quad.map_err(|e| {
                let (line, column) =
                    e.location().map_or((0, 0), |l| (l.start.line as usize + 1, l.start.column as usize + 1));
                source.error(line, column, e.to_string())
            })?;
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&quad.subject, &quad.object) else {
                continue;
            };
            let (RDF_TYPE, Some(name)) = (quad.predicate.as_str(), subject.as_str().strip_prefix(ML)) else { continue };
            match object.as_str() {
                OWL_CLASS => drop(ontology.classes.insert(name.to_owned())),
                OWL_OBJECT_PROPERTY => drop(relations.insert(name.to_owned())),
                _ => {}
            }
        }
        ontology.relations = relations.into_iter().zip(0..).map(|(name, id)| (name, RelationId(id))).collect();
        Ok(ontology)
    }
}
