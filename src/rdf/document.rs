//! Quads of one document.

use super::iri::{class_iri, document_iri, entity_iri, kind_class, span_iri, unit_iri};
use super::vocab;
use crate::extract::{Amount, Bound, Entity, EntityId, Extraction, Frame, Measure, MentionKind};
use crate::knowledge::{Knowledge, RuleId};
use crate::text::{CharSpan, Document, Span};
use jiff::civil::Date;
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::collections::HashSet;

/// Turns what was found in a document into quads, in an order that depends on nothing but the arguments.
///
/// The document's graph holds its metadata, its mentions, its sentences and what its entities are; the graph of a
/// sentence holds the facts, goals and results that it states; the default graph holds all but the mentions.
pub fn to_quads(document: &Document, extraction: &Extraction, knowledge: &Knowledge) -> Vec<Quad> {
    let mut writer = Writer::new(document, extraction, knowledge);
    writer.describe_document();
    writer.describe_sentences();
    writer.describe_mentions();
    writer.describe_entities();
    writer.state_facts();
    writer.state_frames();
    writer.quads
}

/// The quads so far, and the IRIs that many of them share.
struct Writer<'a> {
    document: &'a Document,
    extraction: &'a Extraction,
    knowledge: &'a Knowledge,
    /// The document and its graph.
    node: NamedNode,
    sentences: Vec<NamedNode>,
    entities: Vec<NamedNode>,
    /// By frame; the first of a trigger has the trigger's own IRI.
    frames: Vec<NamedNode>,
    quads: Vec<Quad>,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document, extraction: &'a Extraction, knowledge: &'a Knowledge) -> Self {
        let node = document_iri(&document.name);
        let name = |span: Span| span_iri(node.as_ref(), document.char_span(span), 1);
        let sentences = extraction.sentences.iter().map(|&span| name(span)).collect();
        let entities = extraction.entities.iter().map(|entity| entity_iri(entity.kind, &entity.key)).collect();
        let mut count = vec![0; extraction.mentions.len()];
        let frames = extraction.frames.iter().map(|frame| {
            let trigger = frame.trigger.0 as usize;
            count[trigger] += 1;
            span_iri(node.as_ref(), document.char_span(extraction.mentions[trigger].span), count[trigger])
        });
        let frames = frames.collect();
        let quads = Vec::with_capacity(
            16 + extraction.sentences.len() * 12
                + extraction.mentions.len() * 8
                + extraction.entities.len() * 8
                + extraction.facts.len() * 2
                + extraction.frames.len() * 16,
        );
        Self { document, extraction, knowledge, node, sentences, entities, frames, quads }
    }

    /// States what the document is, in its graph and the default graph.
    fn describe_document(&mut self) {
        let document = self.document;
        let about = &document.metadata;
        let version = match self.knowledge.version.as_str() {
            "" => env!("CARGO_PKG_VERSION").to_owned(),
            knowledge => format!("{}+{knowledge}", env!("CARGO_PKG_VERSION")),
        };
        let mut facts: Vec<(NamedNodeRef<'static>, Term)> = vec![
            (rdf::TYPE, vocab::DOCUMENT.into()),
            (rdf::TYPE, vocab::CONTEXT.into()),
            (rdf::TYPE, vocab::DIGITAL_DOCUMENT.into()),
            (vocab::TITLE, text(about.title.as_deref().unwrap_or(&document.name))),
            (vocab::SOURCE_HASH, text(&document.hash)),
            (vocab::EXTRACTOR_VERSION, text(&version)),
            (vocab::ENCODING, text(document.encoding)),
        ];
        facts.extend(about.date.map(|day| (vocab::DATE, date(day))));
        let year = |year: i16| Literal::new_typed_literal(format!("{year:04}"), xsd::G_YEAR).into();
        facts.extend(about.year.map(|number| (vocab::REPORT_YEAR, year(number))));
        for (predicate, value) in [
            (vocab::PUBLISHER, &about.publisher),
            (vocab::CREATOR, &about.author),
            (vocab::SPEAKER, &about.speaker),
            (vocab::SOURCE, &about.url),
        ] {
            facts.extend(value.as_deref().map(|value| (predicate, text(value))));
        }
        let node = self.node.clone();
        for (predicate, object) in facts {
            self.describe(&node, predicate, object);
        }
    }

    /// States the sentences and the rules that fired in them, in the document's graph and the default graph.
    fn describe_sentences(&mut self) {
        let extraction = self.extraction;
        let mut fired: Vec<(u32, RuleId)> = extraction.facts.iter().map(|fact| (fact.sentence, fact.rule)).collect();
        fired.extend(extraction.frames.iter().map(|frame| (frame.sentence, frame.rule)));
        fired.sort_unstable();
        fired.dedup();
        let mut fired = fired.into_iter().peekable();
        for (i, &span) in extraction.sentences.iter().enumerate() {
            let node = self.sentences[i].clone();
            self.describe(&node, rdf::TYPE, vocab::SENTENCE);
            for (predicate, object) in self.position(span) {
                self.describe(&node, predicate, object);
            }
            while let Some((_, rule)) = fired.next_if(|&(sentence, _)| sentence as usize == i) {
                self.describe(&node, vocab::RULE, text(self.knowledge.rule_name(rule)));
            }
        }
    }

    /// States the mentions, in the document's graph alone.
    fn describe_mentions(&mut self) {
        let extraction = self.extraction;
        let mut previous = None;
        for mention in &extraction.mentions {
            let sentence = mention.sentence as usize;
            let node = span_iri(self.node.as_ref(), self.document.char_span(mention.span), 1);
            // Two mentions may share a span, and a sentence may be nothing but one mention: the same node, said once.
            if previous != Some(mention.span) {
                self.mention(&node, rdf::TYPE, vocab::PHRASE);
                if extraction.sentences[sentence] != mention.span {
                    for (predicate, object) in self.position(mention.span) {
                        self.mention(&node, predicate, object);
                    }
                }
                self.mention(&node, vocab::IN_SENTENCE, self.sentences[sentence].clone());
            }
            if let Some(entity) = mention.entity {
                self.mention(&node, vocab::TA_IDENT_REF, self.entity(entity));
            }
            self.mention(&node, vocab::RULE, text(self.knowledge.rule_name(mention.rule)));
            previous = Some(mention.span);
        }
        for (i, frame) in extraction.frames.iter().enumerate() {
            let trigger = extraction.mentions[frame.trigger.0 as usize].span;
            let node = span_iri(self.node.as_ref(), self.document.char_span(trigger), 1);
            self.mention(&node, vocab::TA_IDENT_REF, self.frames[i].clone());
        }
    }

    /// States what the entities are, in the document's graph and the default graph.
    fn describe_entities(&mut self) {
        for (i, entity) in self.extraction.entities.iter().enumerate() {
            let node = self.entities[i].clone();
            let division = known_division(entity, self.knowledge);
            let class = division.map(|division| division.level.class()).or(entity.class.as_deref());
            let label = division.map_or(&entity.label, |division| &division.name);
            self.describe(&node, rdf::TYPE, kind_class(entity.kind));
            if let Some(class) = class.filter(|&class| class != entity.kind.name()) {
                self.describe(&node, rdf::TYPE, class_iri(class));
            }
            self.describe(&node, rdfs::LABEL, text(label));
            let own = (label != &entity.label && !entity.alt_labels.contains(&entity.label)).then_some(&entity.label);
            for name in own.into_iter().chain(&entity.alt_labels).filter(|&name| name != label) {
                self.describe(&node, vocab::ALT_LABEL, text(name));
            }
            if let Some(day) = entity.date {
                self.describe(&node, vocab::LAST_DAY, date(day));
            }
        }
    }

    /// States the relations, in the graphs of their sentences and the default graph.
    fn state_facts(&mut self) {
        let relations: Vec<NamedNode> = self.knowledge.relations.iter().map(|name| class_iri(name)).collect();
        let mut said = HashSet::new();
        let mut merged = HashSet::new();
        for fact in &self.extraction.facts {
            let triple = (fact.subject, fact.relation, fact.object);
            if !said.insert((fact.sentence, triple)) {
                continue;
            }
            let relation = &relations[fact.relation.0 as usize];
            let quad = Quad {
                subject: self.entity(fact.subject).into(),
                predicate: relation.clone(),
                object: self.entity(fact.object).into(),
                graph_name: self.sentences[fact.sentence as usize].clone().into(),
            };
            if merged.insert(triple) {
                self.quads.push(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
            }
            self.quads.push(quad);
        }
    }

    /// States the goals and results, in the graphs of their sentences and the default graph.
    fn state_frames(&mut self) {
        for (i, frame) in self.extraction.frames.iter().enumerate() {
            let graph = self.sentences[frame.sentence as usize].clone();
            let node = self.frames[i].clone();
            for (predicate, object) in self.roles(frame) {
                self.both(&graph, &node, predicate, object);
            }
        }
    }

    /// Gives what there is to say of a frame.
    fn roles(&self, frame: &Frame) -> Vec<(NamedNodeRef<'static>, Term)> {
        let trigger = &self.extraction.mentions[frame.trigger.0 as usize];
        let entity = |id: EntityId| Term::from(self.entity(id));
        let mut roles = Vec::with_capacity(12);
        roles.push((rdf::TYPE, kind_class(trigger.kind).into()));
        roles.push((rdfs::LABEL, text(self.document.slice(trigger.span))));
        roles.extend(once_each(&frame.holders).map(|id| (vocab::HOLDER, entity(id))));
        roles.extend(frame.indicator.map(|id| (vocab::HAS_INDICATOR, entity(id))));
        if let Some(period) = frame.deadline {
            let last_day = self.extraction.entities[period.0 as usize].date;
            roles.extend(last_day.map(|day| (vocab::DEADLINE, date(day))));
            roles.push((vocab::PERIOD, entity(period)));
        }
        roles.extend(frame.baseline.map(|id| (vocab::BASELINE, entity(id))));
        roles.extend(once_each(&frame.concerns).map(|id| (vocab::CONCERNS, entity(id))));
        if let Some(amount) = &frame.amount {
            self.amount(amount, &mut roles);
        }
        roles
    }

    /// Adds what there is to say of an amount.
    fn amount(&self, amount: &Amount, roles: &mut Vec<(NamedNodeRef<'static>, Term)>) {
        for (predicate, number) in [(vocab::VALUE, amount.value), (vocab::LOW, amount.low), (vocab::HIGH, amount.high)]
        {
            let literal = |number: oxsdatatypes::Decimal| Literal::new_typed_literal(number.to_string(), xsd::DECIMAL);
            roles.extend(number.map(|number| (predicate, literal(number).into())));
        }
        let unit = amount.unit.as_deref().map(|name| (vocab::HAS_UNIT, unit_iri(&self.knowledge.units, name).into()));
        roles.extend(unit);
        let bound = match amount.bound {
            Bound::AtLeast => vocab::AT_LEAST,
            Bound::AtMost => vocab::AT_MOST,
            Bound::About => vocab::ABOUT,
            Bound::Exactly => vocab::EXACTLY,
        };
        let measure = match amount.measure {
            Measure::Level => vocab::LEVEL,
            Measure::Growth => vocab::GROWTH,
            Measure::Multiple => vocab::MULTIPLE,
            Measure::Rank => vocab::RANK,
        };
        roles.extend([(vocab::BOUND, bound.into()), (vocab::MEASURE, measure.into())]);
    }

    /// Gives where a span stands and what it says.
    fn position(&self, span: Span) -> [(NamedNodeRef<'static>, Term); 4] {
        let CharSpan { start, end } = self.document.char_span(span);
        [
            (vocab::REFERENCE_CONTEXT, self.node.clone().into()),
            (vocab::BEGIN_INDEX, Literal::from(start).into()),
            (vocab::END_INDEX, Literal::from(end).into()),
            (vocab::ANCHOR_OF, text(self.document.slice(span))),
        ]
    }

    fn entity(&self, id: EntityId) -> NamedNode {
        self.entities[id.0 as usize].clone()
    }

    /// Adds a triple to the document's graph alone.
    fn mention(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, self.node.clone()));
    }

    /// Adds a triple to the document's graph and the default graph.
    fn describe(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'static>, object: impl Into<Term>) {
        let quad = Quad::new(subject.clone(), predicate, object, self.node.clone());
        self.quads.push(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
        self.quads.push(quad);
    }

    /// Adds a triple to `graph` and the default graph.
    fn both(&mut self, graph: &NamedNode, subject: &NamedNode, predicate: NamedNodeRef<'static>, object: Term) {
        let quad = Quad::new(subject.clone(), predicate, object, graph.clone());
        self.quads.push(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
        self.quads.push(quad);
    }
}

/// Gives the division that a place is, if the gazetteer has it; its official name goes before what the text says.
fn known_division<'a>(entity: &Entity, knowledge: &'a Knowledge) -> Option<&'a crate::knowledge::gazetteer::Division> {
    if entity.kind != MentionKind::Place {
        return None;
    }
    knowledge.gazetteer.get(entity.key.parse().ok()?)
}

/// Gives the members of a short list without repetitions.
fn once_each(ids: &[EntityId]) -> impl Iterator<Item = EntityId> {
    ids.iter().enumerate().filter(|(i, id)| !ids[..*i].contains(id)).map(|(_, &id)| id)
}

fn text(value: &str) -> Term {
    Literal::new_simple_literal(value).into()
}

fn date(day: Date) -> Term {
    Literal::new_typed_literal(day.to_string(), xsd::DATE).into()
}
