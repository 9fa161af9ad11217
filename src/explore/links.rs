//! The links between things, in memory: what a search for paths runs over.
//!
//! A link is a fact between two things: the triple of an object property of the ontology. A goal or result is a link too,
//! [`tied`] says between whom: 金昌市 –(目标 2300亿元以上)– 工业总产值 is one step. Classes, names, `skos:broader` and the
//! nodes of sentences and mentions are none. `ml:partOf` of the gazetteer is kept, but followed only when asked for: all
//! places would be linked through their provinces, which no document says.

use super::search::{Graph, Node};
use crate::query::{QueryError, Watch};
use crate::rdf::{is_entity_iri, vocab};
use crate::store::Store;
use oxrdf::vocab::rdf::TYPE;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

const DEFAULT: Option<GraphNameRef<'static>> = Some(GraphNameRef::DefaultGraph);
const OBJECT_PROPERTY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty");
const SYMMETRIC_PROPERTY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#SymmetricProperty");

/// The roles of a goal or result that tie things to each other, in the order in which they do.
pub(super) const ROLES: [NamedNodeRef<'static>; 3] = [vocab::HOLDER, vocab::HAS_INDICATOR, vocab::CONCERNS];
/// The classes of goals and results, which stand as relations for what they tie.
pub(super) const FRAMES: [NamedNodeRef<'static>; 2] = [vocab::GOAL, vocab::RESULT];

/// The links of a store, read once: a store that is open for questions does not change.
#[derive(Clone, Debug)]
pub struct Links {
    /// Things by number, sorted.
    pub(super) things: Vec<NamedNode>,
    /// Relations by number, sorted; among them [`FRAMES`].
    relations: Vec<NamedNode>,
    /// For each relation, whether a fact runs both ways.
    pub(super) symmetric: Vec<bool>,
    pub(super) graph: Graph,
}

impl Links {
    /// Reads the links of a store, one relation after the other.
    ///
    /// # Errors
    ///
    /// When the store fails, and when `watch` says stop.
    pub fn read(store: &Store, watch: &Watch) -> Result<Self, QueryError> {
        let mut relations: BTreeSet<_> = subjects(store, OBJECT_PROPERTY)?.into_iter().collect();
        relations.retain(|relation| !ROLES.contains(&relation.as_ref()));
        relations.extend(FRAMES.map(NamedNodeRef::into_owned));
        let relations: Vec<_> = relations.into_iter().collect();
        let both_ways = subjects(store, SYMMETRIC_PROPERTY)?;
        let symmetric = relations.iter().map(|relation| both_ways.contains(relation)).collect();
        let mut found = Found::default();
        for (number, relation) in (0..).zip(&relations) {
            match FRAMES.iter().find(|class| **class == *relation) {
                Some(class) => found.add_frames(store, *class, number, watch)?,
                None => found.add_facts(store, relation.as_ref(), number, watch)?,
            }
        }
        let (things, facts) = found.sorted();
        let part_of = relations.iter().position(|relation| *relation == vocab::PART_OF);
        let graph = Graph::new(things.len(), &facts, |relation| Some(usize::from(relation)) != part_of);
        Ok(Self { things, relations, symmetric, graph })
    }

    /// Lists the relations that can link things, sorted; ml:Goal and ml:Result stand for what goals and results tie.
    pub fn relations(&self) -> &[NamedNode] {
        &self.relations
    }

    /// Lists the relations that do link things in this store, sorted.
    pub fn relations_in_use(&self) -> impl Iterator<Item = &NamedNode> {
        let used: BTreeSet<u16> = self.graph.relations().collect();
        used.into_iter().map(|number| &self.relations[usize::from(number)])
    }

    /// Gives the number of a thing; none if nothing links it.
    pub(super) fn number(&self, thing: NamedNodeRef<'_>) -> Option<Node> {
        let place = self.things.binary_search_by(|known| known.as_str().cmp(thing.as_str()));
        place.ok().map(|number| number as Node)
    }
}

/// Gives the pairs of things that a goal or result ties, by its [`ROLES`]: each holder leads to the indicator and to what
/// is concerned, and the indicator leads to what is concerned. Holders are not tied to each other, nor are things that
/// are concerned alike; periods tie nothing.
pub(super) fn tied<T: Clone + PartialEq>(roles: &[Vec<T>; 3]) -> Vec<(T, T)> {
    let [holders, indicators, concerns] = roles;
    let pairs = |from: &[T], to: &[T]| -> Vec<_> {
        from.iter().flat_map(|from| to.iter().map(move |to| (from.clone(), to.clone()))).collect()
    };
    let all = [pairs(holders, indicators), pairs(holders, concerns), pairs(indicators, concerns)].concat();
    all.into_iter().filter(|(from, to)| from != to).collect()
}

fn subjects(store: &Store, class: NamedNodeRef<'_>) -> Result<Vec<NamedNode>, QueryError> {
    let mut found = Vec::new();
    for quad in store.quads(None, Some(TYPE), Some(class.into()), DEFAULT) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject {
            found.push(subject);
        }
    }
    Ok(found)
}

/// Links as they are found: things numbered in the order they come.
#[derive(Default)]
struct Found {
    numbers: FxHashMap<String, Node>,
    facts: Vec<(Node, u16, Node)>,
}

impl Found {
    fn number(&mut self, thing: NamedNode) -> Node {
        let next = self.numbers.len() as Node;
        *self.numbers.entry(thing.into_string()).or_insert(next)
    }

    fn add_facts(
        &mut self,
        store: &Store,
        relation: NamedNodeRef<'_>,
        number: u16,
        watch: &Watch,
    ) -> Result<(), QueryError> {
        for quad in store.quads(None, Some(relation), None, DEFAULT) {
            watch.check()?;
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (quad.subject, quad.object)
                && is_entity_iri(subject.as_str())
                && is_entity_iri(object.as_str())
            {
                let ends = (self.number(subject), self.number(object));
                self.facts.push((ends.0, number, ends.1));
            }
        }
        Ok(())
    }

    fn add_frames(
        &mut self,
        store: &Store,
        class: NamedNodeRef<'_>,
        number: u16,
        watch: &Watch,
    ) -> Result<(), QueryError> {
        for frame in subjects(store, class)? {
            watch.check()?;
            let roles = roles(store, frame.as_ref())?;
            for (from, to) in tied(&roles) {
                let ends = (self.number(from), self.number(to));
                self.facts.push((ends.0, number, ends.1));
            }
        }
        Ok(())
    }

    /// Numbers the things by their IRIs, so that the order of the store, which may be another one each time, is not seen.
    fn sorted(self) -> (Vec<NamedNode>, Vec<(Node, u16, Node)>) {
        let mut things: Vec<_> = self.numbers.into_iter().collect();
        things.sort_unstable();
        let mut places = vec![0; things.len()];
        for (place, (_, number)) in (0..).zip(&things) {
            places[*number as usize] = place;
        }
        let place = |number: Node| places[number as usize];
        let facts = self.facts.into_iter().map(|(from, relation, to)| (place(from), relation, place(to))).collect();
        (things.into_iter().map(|(iri, _)| NamedNode::new_unchecked(iri)).collect(), facts)
    }
}

/// Gives the things in each of the [`ROLES`] of a goal or result.
pub(super) fn roles(store: &Store, frame: NamedNodeRef<'_>) -> Result<[Vec<NamedNode>; 3], QueryError> {
    let mut found = <[Vec<NamedNode>; 3]>::default();
    for quad in store.quads(Some(frame.into()), None, None, DEFAULT) {
        let quad = quad?;
        if let Some(role) = ROLES.iter().position(|role| *role == quad.predicate)
            && let Term::NamedNode(thing) = quad.object
            && is_entity_iri(thing.as_str())
        {
            found[role].push(thing);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_ties_its_holders_to_what_it_measures_and_concerns() {
        let roles = [vec!["金昌市", "武威市"], vec!["产值"], vec!["新能源"]];
        let expected =
            [("金昌市", "产值"), ("武威市", "产值"), ("金昌市", "新能源"), ("武威市", "新能源"), ("产值", "新能源")];
        assert_eq!(tied(&roles), expected);
        assert_eq!(tied(&[vec![], vec!["产值"], vec![]]), []);
        assert_eq!(tied(&[vec!["金昌市"], vec![], vec!["金昌市"]]), []);
    }
}
