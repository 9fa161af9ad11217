//! Triples and quads as Turtle and N-Quads.

use super::RenderError;
use super::rows::{close, drain};
use crate::query::QueryError;
use crate::rdf::PREFIXES;
use oxrdf::{Quad, Triple};
use oxrdfio::{RdfFormat, RdfSerializer};
use std::io::Write;

/// Forms of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RdfForm {
    /// Turtle, which has no named graphs.
    Turtle,
    /// N-Quads.
    Nquads,
}

impl RdfForm {
    fn serializer(self) -> RdfSerializer {
        match self {
            Self::Nquads => RdfSerializer::from_format(RdfFormat::NQuads),
            Self::Turtle => {
                PREFIXES.iter().fold(RdfSerializer::from_format(RdfFormat::Turtle), |serializer, (prefix, iri)| {
                    serializer.with_prefix(*prefix, *iri).expect("PREFIXES holds valid IRIs")
                })
            }
        }
    }
}

/// Writes quads and gives their number; in Turtle only those of the default graph, which holds the merged graph.
///
/// # Errors
/// Fails when `out` does or when a quad is an error.
pub fn write_quads<E>(
    quads: impl IntoIterator<Item = Result<Quad, E>>,
    form: RdfForm,
    out: &mut impl Write,
) -> Result<usize, RenderError>
where
    RenderError: From<E>,
{
    let mut serializer = form.serializer().for_writer(&mut *out);
    let mut count = 0;
    for quad in quads {
        let quad = quad?;
        if form == RdfForm::Nquads || quad.graph_name.is_default_graph() {
            serializer.serialize_quad(&quad)?;
            count += 1;
        }
    }
    serializer.finish()?;
    Ok(count)
}

/// Writes the triples of an answer and gives their number.
pub(super) fn write_triples(
    triples: impl Iterator<Item = Result<Triple, QueryError>>,
    form: RdfForm,
    out: &mut impl Write,
) -> Result<usize, RenderError> {
    let mut serializer = form.serializer().for_writer(&mut *out);
    let end = drain(triples, |triple| Ok(serializer.serialize_triple(&triple)?))?;
    serializer.finish()?;
    close(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{GraphName, Literal, NamedNode};

    #[test]
    fn turtle_has_the_merged_graph_and_nquads_has_all() {
        let node = |name: &str| NamedNode::new_unchecked(format!("https://w3id.org/mailuo/{name}"));
        let quad = |graph: GraphName| {
            Ok::<_, QueryError>(Quad::new(node("id/place/620300"), node("ns#label"), Literal::from("金昌市"), graph))
        };
        let quads = || [quad(GraphName::DefaultGraph), quad(node("doc/a").into())];
        let (mut turtle, mut nquads) = (Vec::new(), Vec::new());
        assert_eq!(write_quads(quads(), RdfForm::Turtle, &mut turtle).ok(), Some(1));
        assert_eq!(write_quads(quads(), RdfForm::Nquads, &mut nquads).ok(), Some(2));
        assert!(String::from_utf8_lossy(&turtle).contains("ml:label \"金昌市\""));
        assert_eq!(String::from_utf8_lossy(&nquads).lines().count(), 2);
    }
}
