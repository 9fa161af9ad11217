//! Paths between two things: the chains of facts that link them, each with the sentences that state it.

use super::links::{FRAMES, Links, ROLES, roles, tied};
use super::search::{HOP, Node, Route, Terrain};
use super::{Evidence, Thing, evidence};
use crate::query::{QueryError, Watch};
use crate::rdf::vocab;
use crate::store::Store;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode};
use std::collections::BTreeSet;

/// How many cheapest paths are given where nobody says a number.
pub const MOST: usize = 8;

/// Which paths are wanted. The default is all cheapest ones, [`MOST`] at most, over facts in either direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathOptions {
    /// How many paths, the cheapest first; none gives those alone that cost least, [`MOST`] at most.
    pub count: Option<usize>,
    /// How many hops a path may have.
    pub max_length: Option<usize>,
    /// Whether facts are followed from subject to object only.
    pub directed: bool,
    /// The relations to follow, of [`Links::relations`]; if empty, all but `ml:partOf`.
    pub via: Vec<NamedNode>,
    /// Things not to go through.
    pub avoid: Vec<NamedNode>,
    /// Whether to follow `ml:partOf` too, from a division to the one above it and back.
    pub divisions: bool,
    /// Whether a path costs its hops alone, and not the tolls of the things it goes through.
    pub plain: bool,
}

/// Paths, cheapest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// The paths.
    pub paths: Vec<Path>,
    /// Whether more cost as little as these and were left out.
    pub more: bool,
}

/// A path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// What it costs: one for each hop and, unless the path is plain, the natural logarithm of the degree of each thing
    /// that it goes through. The degree counts the things that it is linked to by facts of documents, by whichever
    /// relation; the two ends cost nothing.
    pub cost: f64,
    /// Its hops, from one end to the other.
    pub hops: Vec<Hop>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts.
    pub from: Thing,
    /// Where it leads.
    pub to: Thing,
    /// The facts that link the two, the best attested first.
    pub facts: Vec<Fact>,
}

/// A fact that links two things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The relation, or the class of a goal or result.
    pub relation: Thing,
    /// Whether it leads from the hop's start to its end; else the other way.
    pub forward: bool,
    /// The goal or result that ties the two, if it is one.
    pub frame: Option<Thing>,
    /// The sentences that state it; none for what the gazetteer says.
    pub evidence: Vec<Evidence>,
}

/// Finds paths between two things; none if nothing links them, or if they are the same thing.
///
/// ```
/// use mailuo::explore::{Links, PathOptions, paths};
/// use mailuo::query::{Limits, Watch};
/// use oxrdf::{GraphName, NamedNode, Quad};
/// let iri = |local: &str| NamedNode::new_unchecked(format!("https://w3id.org/mailuo/{local}"));
/// let (city, industry) = (iri("id/place/620300"), iri("id/industry/新能源电池"));
/// let object_property = NamedNode::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty");
/// let quads = [
///     Quad::new(iri("ns#develops"), oxrdf::vocab::rdf::TYPE, object_property, GraphName::DefaultGraph),
///     Quad::new(city.clone(), iri("ns#develops"), industry.clone(), GraphName::DefaultGraph),
/// ];
/// let store = mailuo::store::Store::in_memory()?;
/// store.bulk_load(quads.map(Ok::<_, mailuo::store::StoreError>))?;
/// let watch = Watch::new(&Limits::default());
/// let links = Links::read(&store, &watch)?;
/// let found = paths(&store, &links, city.as_ref(), industry.as_ref(), &PathOptions::default(), &watch)?;
/// assert_eq!((found.paths[0].hops.len(), found.paths[0].cost), (1, 1.0));
/// # Ok::<(), mailuo::query::QueryError>(())
/// ```
///
/// # Errors
///
/// When the store fails, and when `watch` says stop.
pub fn paths(
    store: &Store,
    links: &Links,
    from: NamedNodeRef<'_>,
    to: NamedNodeRef<'_>,
    options: &PathOptions,
    watch: &Watch,
) -> Result<Paths, QueryError> {
    let (Some(start), Some(end)) = (links.number(from), links.number(to)) else { return Ok(Paths::default()) };
    if start == end {
        return Ok(Paths::default());
    }
    let terrain = terrain(links, (start, end), options, watch);
    let (routes, more) = match (options.count, options.max_length) {
        (None, None) => terrain.all_shortest(MOST)?,
        (Some(count), hops) => (terrain.k_shortest(count, hops)?, false),
        (None, hops) => {
            let mut routes = terrain.k_shortest(MOST + 1, hops)?;
            let least = routes.first().map_or(0, |route| route.cost);
            routes.retain(|route| route.cost == least);
            let more = routes.len() > MOST;
            routes.truncate(MOST);
            (routes, more)
        }
    };
    let mut paths = Vec::new();
    for Route { cost, nodes } in routes {
        let ends = nodes.windows(2);
        let hops = ends.map(|ends| hop(store, links, &terrain, ends[0], ends[1])).collect::<Result<_, _>>()?;
        paths.push(Path { cost: cost as f64 / HOP as f64, hops });
    }
    Ok(Paths { paths, more })
}

fn terrain<'a>(links: &'a Links, (from, to): (Node, Node), options: &PathOptions, watch: &'a Watch) -> Terrain<'a> {
    let open = |(relation, symmetric): (&NamedNode, &bool)| {
        let part_of = *relation == vocab::PART_OF;
        let followed = match options.via.is_empty() {
            true => !part_of,
            false => options.via.contains(relation),
        };
        let followed = followed || (part_of && options.divisions);
        [followed && (!options.directed || *symmetric), followed]
    };
    Terrain {
        graph: &links.graph,
        open: links.relations().iter().zip(&links.symmetric).map(open).collect(),
        closed: options.avoid.iter().filter_map(|thing| links.number(thing.as_ref())).collect(),
        damped: !options.plain,
        from,
        to,
        watch,
    }
}

/// Gathers the facts that link two neighbours on a path.
fn hop(store: &Store, links: &Links, terrain: &Terrain<'_>, from: Node, to: Node) -> Result<Hop, QueryError> {
    let thing = |node: Node| super::thing(store, links.things[node as usize].clone());
    let hop = Hop { from: thing(from)?, to: thing(to)?, facts: Vec::new() };
    let mut facts = Vec::new();
    for step in terrain.steps(from, false).filter(|step| step.other == to) {
        terrain.watch.check()?;
        let relation = super::thing(store, links.relations()[usize::from(step.relation)].clone())?;
        let ends = if step.forward { (&hop.from.iri, &hop.to.iri) } else { (&hop.to.iri, &hop.from.iri) };
        let forward = step.forward;
        if !FRAMES.contains(&relation.iri.as_ref()) {
            let (subject, object) = (ends.0.as_ref(), ends.1.as_ref());
            let evidence = evidence::why(store, Some(subject), Some(relation.iri.as_ref()), Some(object.into()))?;
            facts.push(Fact { relation, forward, frame: None, evidence });
            continue;
        }
        for frame in frames_between(store, relation.iri.as_ref(), ends.0, ends.1)? {
            let evidence = evidence::why(store, Some(frame.as_ref()), None, None)?;
            let frame = Some(super::thing(store, frame)?);
            facts.push(Fact { relation: relation.clone(), forward, frame, evidence });
        }
    }
    facts.sort_by_cached_key(|fact| {
        let attested = fact.evidence.len();
        let rank = (attested == 0, fact.frame.is_some(), usize::MAX - attested, !fact.forward);
        (rank, fact.relation.clone(), fact.frame.clone())
    });
    Ok(Hop { facts, ..hop })
}

/// Lists the goals or results that tie `from` to `to`, by IRI.
fn frames_between(
    store: &Store,
    class: NamedNodeRef<'_>,
    from: &NamedNode,
    to: &NamedNode,
) -> Result<BTreeSet<NamedNode>, QueryError> {
    let mut found = BTreeSet::new();
    for frame in frames_of(store, to.as_ref(), class)? {
        if tied(&roles(store, frame.as_ref())?).contains(&(from.clone(), to.clone())) {
            found.insert(frame);
        }
    }
    Ok(found)
}

/// Lists the goals (ml:Goal) or results (ml:Result) in which a thing has one of the roles that tie.
pub(super) fn frames_of(
    store: &Store,
    thing: NamedNodeRef<'_>,
    class: NamedNodeRef<'_>,
) -> Result<BTreeSet<NamedNode>, QueryError> {
    let graph = Some(GraphNameRef::DefaultGraph);
    let mut found = BTreeSet::new();
    for role in ROLES {
        for quad in store.quads(None, Some(role), Some(thing.into()), graph) {
            let NamedOrBlankNode::NamedNode(frame) = quad?.subject else { continue };
            let type_of = Some(oxrdf::vocab::rdf::TYPE);
            let mut of_class = store.quads(Some(frame.as_ref().into()), type_of, Some(class.into()), graph);
            if of_class.next().transpose()?.is_some() {
                found.insert(frame);
            }
        }
    }
    Ok(found)
}
