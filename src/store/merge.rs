//! Replaces what some named graphs state and keeps the default graph their union.

use super::StoreError;
use oxigraph::store::Store as Inner;
use oxrdf::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, QuadRef, Triple};
use std::collections::{BTreeSet, HashSet};

/// Lists the graphs of a document: its own and those of its sentences, which its own graph describes.
pub(super) fn document_graphs(store: &Inner, document: &NamedNode) -> Result<Vec<NamedNode>, StoreError> {
    if !store.contains_named_graph(document)? {
        return Ok(Vec::new());
    }
    let sentences = format!("{}#", document.as_str());
    let mut graphs = BTreeSet::from([document.clone()]);
    for quad in store.quads_for_pattern(None, None, None, Some(document.into())) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject
            && subject.as_str().starts_with(&sentences)
        {
            graphs.insert(subject);
        }
    }
    Ok(graphs.into_iter().collect())
}

/// Lists the named graphs of `quads`.
pub(super) fn named_graphs(quads: &[Quad]) -> Vec<NamedNode> {
    let graphs: BTreeSet<_> = quads.iter().filter_map(|quad| named(&quad.graph_name)).collect();
    graphs.into_iter().cloned().collect()
}

fn named(graph: &GraphName) -> Option<&NamedNode> {
    match graph {
        GraphName::NamedNode(graph) => Some(graph),
        _ => None,
    }
}

/// Puts `new` in the place of all that the graphs `old` state, in one transaction.
///
/// A triple leaves the default graph when no other named graph and none of `new` states it.
pub(super) fn replace(store: &Inner, old: &[NamedNode], new: &[Quad]) -> Result<(), StoreError> {
    let going: HashSet<&NamedNode> = old.iter().collect();
    let mut transaction = store.start_transaction()?;
    let mut stated: HashSet<Triple> = HashSet::new();
    for graph in old {
        for quad in transaction.quads_for_pattern(None, None, None, Some(graph.into())) {
            stated.insert(quad?.into());
        }
    }
    let kept: HashSet<QuadRef<'_>> = new.iter().filter(|q| q.graph_name.is_default_graph()).map(Quad::as_ref).collect();
    let mut gone = Vec::new();
    for triple in &stated {
        let in_default = triple.as_ref().in_graph(GraphNameRef::DefaultGraph);
        if kept.contains(&in_default) {
            continue;
        }
        let mut elsewhere = false;
        for quad in transaction.quads_for_pattern(
            Some(triple.subject.as_ref()),
            Some(triple.predicate.as_ref()),
            Some(triple.object.as_ref()),
            None,
        ) {
            elsewhere |= match quad?.graph_name {
                GraphName::NamedNode(graph) => !going.contains(&graph),
                GraphName::BlankNode(_) => true,
                GraphName::DefaultGraph => false,
            };
        }
        if !elsewhere {
            gone.push(in_default);
        }
    }
    for quad in gone {
        transaction.remove(quad);
    }
    for graph in old {
        transaction.remove_named_graph(graph)?;
    }
    transaction.extend(new);
    transaction.commit()?;
    Ok(())
}
