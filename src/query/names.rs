//! Names as people write them become IRIs.

use super::QueryError;
use super::params::read_iri;
use crate::rdf::{document_iri, vocab};
use crate::store::Store;
use oxrdf::vocab::rdf::TYPE;
use oxrdf::vocab::rdfs;
use oxrdf::{GraphNameRef, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};
use std::collections::BTreeMap;

/// A thing that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The thing.
    pub iri: NamedNode,
    /// Its preferred name, or its IRI where it has none.
    pub label: String,
    /// Its class, if known; of several the last by IRI.
    pub class: Option<NamedNode>,
    /// How well the name fits.
    pub fit: Match,
}

/// How well a name fits a thing, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The name is its IRI or prefixed name.
    Iri,
    /// The name is its label or title.
    Label,
    /// The name is another name of it, or its name as a document: 甘肃省 is the place before the report of that name.
    AltLabel,
    /// A name of it starts or ends with the name.
    Affix,
    /// A name of it contains the name.
    Contains,
}

/// Properties whose values are names, and how well such a name fits.
const NAMING: [(NamedNodeRef<'static>, Match); 3] =
    [(rdfs::LABEL, Match::Label), (vocab::TITLE, Match::Label), (vocab::ALT_LABEL, Match::AltLabel)];

/// Finds the things that `name` may mean, best first, then by length and spelling of the label: an IRI, a prefixed name,
/// a name of a thing or document; only if nothing is called so, things whose names contain it.
///
/// # Errors
///
/// Only when the store fails; an unknown name gives an empty list.
pub fn resolve(store: &Store, name: &str) -> Result<Vec<Candidate>, QueryError> {
    let name = name.trim();
    let mut found = BTreeMap::new();
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let document = document_iri(name);
    if let Some(iri) = read_iri(name) {
        if is_known(store, iri.as_ref())? {
            found.insert(iri, Match::Iri);
        }
    } else if is_known(store, document.as_ref())? {
        found.insert(document, Match::AltLabel);
    }
    if !found.values().any(|fit| *fit == Match::Iri) {
        find_called(store, name, &mut found)?;
    }
    if found.is_empty() {
        find_like(store, name, &mut found)?;
    }
    let mut candidates =
        found.into_iter().map(|(iri, fit)| candidate(store, iri, fit)).collect::<Result<Vec<_>, _>>()?;
    let key = |c: &Candidate| (c.fit, c.label.chars().count(), c.label.clone(), c.iri.clone());
    candidates.sort_by_cached_key(key);
    Ok(candidates)
}

/// Finds the one thing that `name` means.
///
/// # Errors
///
/// [`QueryError::Ambiguous`] when several things are called so, [`QueryError::UnknownName`] when nothing is; names that
/// only contain it are offered there, not taken.
pub fn resolve_one(store: &Store, name: &str) -> Result<Candidate, QueryError> {
    resolve_as(store, name, "")
}

/// Does what [`resolve_one`] does; of several things called `name` it takes the one whose class is called `class`
/// (`place` for ml:Place), if there is only one such.
///
/// # Errors
///
/// As [`resolve_one`].
pub fn resolve_as(store: &Store, name: &str, class: &str) -> Result<Candidate, QueryError> {
    let candidates = resolve(store, name)?;
    let best = candidates.first().map(|candidate| candidate.fit);
    let Some(best) = best.filter(|fit| *fit < Match::Affix) else {
        let nearest = candidates.into_iter().take(5).map(|candidate| candidate.label).collect();
        return Err(QueryError::UnknownName { name: name.to_owned(), nearest });
    };
    let mut fitting = Vec::new();
    let mut equal = Vec::new();
    for candidate in candidates {
        if !class.is_empty() && has_class(store, candidate.iri.as_ref(), class)? {
            fitting.push(candidate.clone());
        }
        if candidate.fit == best {
            equal.push(candidate);
        }
    }
    // 低空经济 is an industry before it is the name of a quantity.
    let mut things = Vec::new();
    for candidate in &equal {
        if !has_class(store, candidate.iri.as_ref(), "Indicator")? {
            things.push(candidate.clone());
        }
    }
    for mut choice in [fitting, things, equal.clone()] {
        if choice.len() > 1 {
            let fit = choice[0].fit;
            choice.retain(|candidate| candidate.fit == fit);
        }
        if let [_] = choice[..] {
            return Ok(choice.remove(0));
        }
    }
    let candidates = equal.into_iter().map(|candidate| (candidate.iri.into_string(), candidate.label)).collect();
    Err(QueryError::Ambiguous { name: name.to_owned(), candidates })
}

fn has_class(store: &Store, iri: NamedNodeRef<'_>, name: &str) -> Result<bool, QueryError> {
    for quad in store.quads(Some(iri.into()), Some(TYPE), None, Some(GraphNameRef::DefaultGraph)) {
        if let Term::NamedNode(class) = quad?.object
            && class.as_str().rsplit(['#', '/']).next().is_some_and(|local| local.eq_ignore_ascii_case(name))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_known(store: &Store, iri: NamedNodeRef<'_>) -> Result<bool, QueryError> {
    let graph = Some(GraphNameRef::DefaultGraph);
    let mut quads =
        store.quads(Some(iri.into()), None, None, graph).chain(store.quads(None, None, Some(iri.into()), graph));
    Ok(quads.next().transpose()?.is_some())
}

/// Looks up things whose name is `name`, untagged or in Chinese or English.
fn find_called(store: &Store, name: &str, found: &mut BTreeMap<NamedNode, Match>) -> Result<(), QueryError> {
    let spellings = [
        LiteralRef::new_simple_literal(name),
        LiteralRef::new_language_tagged_literal_unchecked(name, "zh"),
        LiteralRef::new_language_tagged_literal_unchecked(name, "en"),
    ];
    for (property, fit) in NAMING {
        for spelling in spellings {
            let object = TermRef::Literal(spelling);
            for quad in store.quads(None, Some(property), Some(object), Some(GraphNameRef::DefaultGraph)) {
                enter(found, quad?.subject, fit);
            }
        }
    }
    Ok(())
}

/// Looks through all names for those that contain `name`.
fn find_like(store: &Store, name: &str, found: &mut BTreeMap<NamedNode, Match>) -> Result<(), QueryError> {
    for (property, _) in NAMING {
        for quad in store.quads(None, Some(property), None, Some(GraphNameRef::DefaultGraph)) {
            let quad = quad?;
            let Term::Literal(literal) = &quad.object else { continue };
            let text = literal.value();
            if text.contains(name) {
                let affix = text.starts_with(name) || text.ends_with(name);
                enter(found, quad.subject, if affix { Match::Affix } else { Match::Contains });
            }
        }
    }
    Ok(())
}

/// Enters a thing with the best fit known for it. Goals and results are no things to be called by a name.
fn enter(found: &mut BTreeMap<NamedNode, Match>, subject: NamedOrBlankNode, fit: Match) {
    if let NamedOrBlankNode::NamedNode(iri) = subject
        && !iri.as_str().contains("#char=")
    {
        found.entry(iri).and_modify(|known| *known = fit.min(*known)).or_insert(fit);
    }
}

fn candidate(store: &Store, iri: NamedNode, fit: Match) -> Result<Candidate, QueryError> {
    let label = match store.text_of(iri.as_ref(), rdfs::LABEL)? {
        Some(label) => Some(label),
        None => store.text_of(iri.as_ref(), vocab::TITLE)?,
    };
    let mut class = None;
    for quad in store.quads(Some(iri.as_ref().into()), Some(TYPE), None, Some(GraphNameRef::DefaultGraph)) {
        if let Term::NamedNode(found) = quad?.object {
            class = class.max(Some(found));
        }
    }
    Ok(Candidate { label: label.unwrap_or_else(|| iri.as_str().to_owned()), iri, class, fit })
}
