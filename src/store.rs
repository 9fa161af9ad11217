//! Quads live in an embedded oxigraph store, which only this module owns.
//!
//! On disk a store is a directory: `mailuo-store` says its format and whether its first load is complete, `lock` keeps
//! writers from everybody else (oxigraph itself must not be read while another process writes), `db` is RocksDB's.
//!
//! Invariant: the default graph holds each triple that a named graph states, but for mentions, once. [`merge`] keeps it
//! when documents are replaced and removed.

mod disk;
mod error;
mod merge;

pub use error::StoreError;

use crate::rdf;
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryExplanation, QueryResults, SparqlEvaluator};
use oxrdf::vocab::xsd;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef};
use oxrdfio::{RdfFormat, RdfSerializer};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The graph of all documents. A clone is another handle to the same store; the last one to go gives up the lock.
#[derive(Clone)]
pub struct Store {
    inner: oxigraph::store::Store,
    /// Where it is, if on disk; holds the lock while the store is open.
    disk: Option<Arc<disk::Directory>>,
}

/// A document in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its name.
    pub name: String,
    /// Its IRI, which is also its graph.
    pub iri: NamedNode,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// SHA-256 of its source.
    pub hash: String,
    /// What it was built from, see [`crate::text::Metadata::path`]; none if it was not built but loaded.
    pub path: Option<String>,
    /// What extracted it, see [`rdf::extractor_version`].
    pub version: String,
}

impl Store {
    /// Makes an empty store that is gone when it is dropped.
    ///
    /// ```
    /// let store = mailuo::store::Store::in_memory()?;
    /// assert_eq!(store.len()?, 0);
    /// # Ok::<(), mailuo::store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When oxigraph cannot set it up.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { inner: oxigraph::store::Store::new()?, disk: None })
    }

    /// Opens the store in `directory` for reading and writing, and makes it if there is none.
    ///
    /// What a first load that did not finish left behind is cleared away first.
    ///
    /// # Errors
    ///
    /// When somebody else uses it, when the directory holds other things, or when it is damaged; always in a build
    /// without the feature `rocksdb`.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let (inner, disk) = disk::open(directory)?;
        Ok(Self { inner, disk: Some(Arc::new(disk)) })
    }

    /// Opens the store in `directory` for reading; several may read while nobody writes.
    ///
    /// # Errors
    ///
    /// When there is none, when somebody writes, when its first load did not finish, or when it is damaged; always in a
    /// build without the feature `rocksdb`.
    pub fn open_read_only(directory: &Path) -> Result<Self, StoreError> {
        let (inner, disk) = disk::open_read_only(directory)?;
        Ok(Self { inner, disk: Some(Arc::new(disk)) })
    }

    /// Gives the directory, for a store on disk.
    pub fn directory(&self) -> Option<&Path> {
        self.disk.as_ref().map(|disk| disk.path())
    }

    /// Counts the quads, those of the default graph included.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn len(&self) -> Result<usize, StoreError> {
        Ok(self.inner.len()?)
    }

    /// Says whether the store holds nothing at all.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.inner.is_empty()?)
    }

    /// Lists the documents, by name.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn documents(&self) -> Result<Vec<StoredDocument>, StoreError> {
        let mut documents = Vec::new();
        for quad in self.quads(None, Some(rdf::vocab::SOURCE_HASH), None, Some(GraphNameRef::DefaultGraph)) {
            let quad = quad?;
            let oxrdf::NamedOrBlankNode::NamedNode(iri) = quad.subject else { continue };
            let Some(name) = rdf::document_name(iri.as_str()) else { continue };
            let title = self.text_of(iri.as_ref(), rdf::vocab::TITLE)?;
            let version = self.text_of(iri.as_ref(), rdf::vocab::EXTRACTOR_VERSION)?.unwrap_or_default();
            let path = self.text_of(iri.as_ref(), rdf::vocab::IDENTIFIER)?;
            let Term::Literal(hash) = quad.object else { continue };
            documents.push(StoredDocument { name, iri, title, hash: hash.value().to_owned(), path, version });
        }
        documents.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(documents)
    }

    /// Puts `quads` in the place of all that the document `name` states, in one transaction; a new document is added.
    /// `quads` are what [`rdf::to_quads`] gives: those of the default graph included.
    ///
    /// # Errors
    ///
    /// When the store fails; it is then unchanged.
    pub fn replace_document(&self, name: &str, quads: &[Quad]) -> Result<(), StoreError> {
        let old = merge::document_graphs(&self.inner, &rdf::document_iri(name))?;
        merge::replace(&self.inner, &old, quads)
    }

    /// Removes all that only the document `name` states, in one transaction; says whether there was such a document.
    ///
    /// # Errors
    ///
    /// When the store fails; it is then unchanged.
    pub fn remove_document(&self, name: &str) -> Result<bool, StoreError> {
        let old = merge::document_graphs(&self.inner, &rdf::document_iri(name))?;
        if old.is_empty() {
            return Ok(false);
        }
        merge::replace(&self.inner, &old, &[])?;
        Ok(true)
    }

    /// Puts `quads` in the place of all that their named graphs state, in one transaction. For the ontology and the
    /// gazetteer, which belong to no document.
    ///
    /// # Errors
    ///
    /// When the store fails; it is then unchanged.
    pub fn replace_graphs(&self, quads: &[Quad]) -> Result<(), StoreError> {
        let mut graphs = merge::named_graphs(quads);
        graphs.retain(|graph| self.inner.contains_named_graph(graph.as_ref()).unwrap_or(true));
        merge::replace(&self.inner, &graphs, quads)
    }

    /// Loads many quads into an empty store, fast. A store on disk is marked as unfinished meanwhile, so that what a
    /// crash leaves is not taken for the whole.
    ///
    /// # Errors
    ///
    /// When the store fails, and the first error among `quads`; nothing is loaded then.
    pub fn bulk_load<E: From<StoreError>>(&self, quads: impl IntoIterator<Item = Result<Quad, E>>) -> Result<(), E> {
        /// Quads are held back in batches of this size; a quad takes about half a kilobyte.
        const MEGABYTES: usize = 128;
        if let Some(disk) = &self.disk {
            disk.mark(disk::State::Loading)?;
        }
        let mut first = None;
        let quads = quads.into_iter().map_while(|quad| quad.map_err(|error| first = Some(error)).ok());
        let mut loader = self.inner.bulk_loader().with_num_threads(2).with_max_memory_size_in_megabytes(MEGABYTES);
        let loaded = loader.load_quads(quads).map_err(StoreError::from);
        if let Some(error) = first {
            return Err(error);
        }
        loaded?;
        loader.commit().map_err(StoreError::from)?;
        self.settle()?;
        if let Some(disk) = &self.disk {
            disk.mark(disk::State::Complete)?;
        }
        Ok(())
    }

    /// Writes all to disk and tidies up, so that the next opening is quick. Does nothing in memory.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn settle(&self) -> Result<(), StoreError> {
        #[cfg(feature = "rocksdb")]
        if self.disk.is_some() {
            self.inner.flush()?;
            self.inner.optimize()?;
        }
        Ok(())
    }

    /// Copies a store on disk to `target`, which must not exist yet; what is open stays open.
    ///
    /// # Errors
    ///
    /// When the store is in memory, when `target` exists, and when writing fails.
    pub fn backup(&self, target: &Path) -> Result<(), StoreError> {
        match &self.disk {
            Some(_) => disk::backup(&self.inner, target),
            None => Err(StoreError::InMemory),
        }
    }

    /// Writes all quads, or the triples of the default graph in a format that has no graphs, in the order of the store;
    /// prefixes are those of [`rdf::PREFIXES`].
    ///
    /// # Errors
    ///
    /// When reading or writing fails.
    pub fn dump(&self, format: RdfFormat, writer: impl Write) -> Result<(), StoreError> {
        let mut serializer = RdfSerializer::from_format(format);
        for (prefix, iri) in rdf::PREFIXES {
            serializer = serializer.with_prefix(*prefix, *iri).expect("PREFIXES holds valid IRIs");
        }
        let mut writer = serializer.for_writer(writer);
        let graph = (!format.supports_datasets()).then_some(GraphNameRef::DefaultGraph);
        for quad in self.quads(None, None, None, graph) {
            let quad = quad?;
            if graph.is_some() {
                writer.serialize_triple(quad.as_ref()).map_err(StoreError::Write)?;
            } else {
                writer.serialize_quad(&quad).map_err(StoreError::Write)?;
            }
        }
        writer.finish().and_then(|mut writer| writer.flush()).map_err(StoreError::Write)
    }

    /// Gives the quads that match; what is left open matches all, an open graph the default graph too.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StoreError>> + use<> {
        self.inner.quads_for_pattern(subject, predicate, object, graph).map(|quad| quad.map_err(StoreError::from))
    }

    /// Says whether the store holds exactly this quad.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn contains(&self, quad: &Quad) -> Result<bool, StoreError> {
        Ok(self.inner.contains(quad)?)
    }

    /// Gives the text of a literal property from the merged graph; Chinese before other languages, then the smallest.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn text_of(&self, iri: NamedNodeRef<'_>, property: NamedNodeRef<'_>) -> Result<Option<String>, StoreError> {
        let mut best: Option<(u8, String)> = None;
        for quad in self.quads(Some(iri.into()), Some(property), None, Some(GraphNameRef::DefaultGraph)) {
            let Term::Literal(literal) = quad?.object else { continue };
            let rank = match literal.language() {
                Some("zh") => 0,
                None if literal.datatype() == xsd::STRING => 1,
                None => 2,
                Some(_) => 3,
            };
            let found = (rank, literal.value().to_owned());
            best = best.map(|best| best.min(found.clone())).or(Some(found));
        }
        Ok(best.map(|(_, text)| text))
    }

    /// Evaluates a parsed query; for [`crate::query`], which adds limits.
    pub(crate) fn evaluate(
        &self,
        query: &spargebra::Query,
        cancel: CancellationToken,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        SparqlEvaluator::new().with_cancellation_token(cancel).for_query(query.clone()).on_store(&self.inner).execute()
    }

    /// Explains how a query would run.
    pub(crate) fn explain(&self, query: &spargebra::Query) -> QueryExplanation {
        SparqlEvaluator::new().for_query(query.clone()).on_store(&self.inner).explain().1
    }
}
