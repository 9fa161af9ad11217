//! Quads of one document.

use super::iri::{Digits, document_iri, entity_iri, kind_class, span_iri, term_iri, unit_iri};
use super::vocab;
use crate::extract::{Amount, Bound, Entity, EntityId, Extraction, Measure, MentionKind};
use crate::knowledge::gazetteer::Division;
use crate::knowledge::{Knowledge, RuleId};
use crate::text::{CharSpan, Document, Span};
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{GraphNameRef, LiteralRef, NamedNode, NamedNodeRef, Quad, QuadRef, TermRef};
use rustc_hash::FxHashSet;

/// Turns what was found in a document into quads, in an order that depends on nothing but the arguments.
///
/// The document's graph holds its metadata, its mentions, its sentences and what its entities are; the graph of a
/// sentence holds the facts, goals and results that it states; the default graph holds all but the mentions.
pub fn to_quads(document: &Document, extraction: &Extraction, knowledge: &Knowledge) -> Vec<Quad> {
    let frames = extraction.frames.len() * 24 + extraction.facts.len() * 2;
    let named = extraction.entities.len() * 8 + extraction.mentions.len() * 8;
    let mut quads = Vec::with_capacity(32 + extraction.sentences.len() * 12 + named + frames);
    each_quad(document, extraction, knowledge, |quad| quads.push(quad.into_owned()));
    quads
}

/// Names the program and its knowledge: the same version and the same source give the same quads.
pub fn extractor_version(knowledge: &Knowledge) -> String {
    match knowledge.version.as_str() {
        "" => env!("CARGO_PKG_VERSION").to_owned(),
        version => format!("{}+{version}", env!("CARGO_PKG_VERSION")),
    }
}

/// Hands the quads of [`to_quads`] to `receive` one by one, in the same order and without copying their strings, for
/// those who write them out or count them. Copying costs far more than all the rest: this is ten times as fast.
pub fn each_quad(
    document: &Document,
    extraction: &Extraction,
    knowledge: &Knowledge,
    receive: impl FnMut(QuadRef<'_>),
) {
    let iris = Iris::mint(document, extraction);
    let mut writer = Writer { document, extraction, knowledge, iris: &iris, receive };
    writer.describe_document();
    writer.describe_sentences();
    writer.describe_mentions();
    writer.describe_entities();
    writer.state_facts();
    writer.state_frames();
}

/// The IRIs of a document's things, each minted once.
struct Iris {
    /// The document and its graph.
    document: NamedNode,
    /// The sentences and their graphs.
    sentences: Vec<NamedNode>,
    mentions: Vec<NamedNode>,
    entities: Vec<NamedNode>,
    /// The first frame of a trigger has the trigger's own IRI.
    frames: Vec<NamedNode>,
}

impl Iris {
    fn mint(document: &Document, extraction: &Extraction) -> Self {
        let node = document_iri(&document.name);
        let name = |span: Span, frame| span_iri(node.as_ref(), document.char_span(span), frame);
        let mut count = vec![0; extraction.mentions.len()];
        let frames = extraction.frames.iter().map(|frame| {
            let trigger = frame.trigger.0 as usize;
            count[trigger] += 1;
            name(extraction.mentions[trigger].span, count[trigger])
        });
        Self {
            frames: frames.collect(),
            sentences: extraction.sentences.iter().map(|&span| name(span, 1)).collect(),
            mentions: extraction.mentions.iter().map(|mention| name(mention.span, 1)).collect(),
            entities: extraction.entities.iter().map(|entity| entity_iri(entity.kind, &entity.key)).collect(),
            document: node,
        }
    }

    fn entity(&self, id: EntityId) -> NamedNodeRef<'_> {
        self.entities[id.0 as usize].as_ref()
    }
}

/// Gives quads to whoever receives them.
struct Writer<'a, F> {
    document: &'a Document,
    extraction: &'a Extraction,
    knowledge: &'a Knowledge,
    iris: &'a Iris,
    receive: F,
}

impl<'a, F: FnMut(QuadRef<'_>)> Writer<'a, F> {
    /// States what the document is, in its graph and the default graph.
    fn describe_document(&mut self) {
        let document = self.document;
        let about = &document.metadata;
        let node = self.iris.document.as_ref();
        let version = extractor_version(self.knowledge);
        for class in [vocab::DOCUMENT, vocab::CONTEXT, vocab::DIGITAL_DOCUMENT] {
            self.describe(node, rdf::TYPE, class);
        }
        for (predicate, value) in [
            (vocab::TITLE, Some(about.title.as_ref().unwrap_or(&document.name).as_str())),
            (vocab::PUBLISHER, about.publisher.as_deref()),
            (vocab::CREATOR, about.author.as_deref()),
            (vocab::SPEAKER, about.speaker.as_deref()),
            (vocab::SOURCE, about.url.as_deref()),
            (vocab::IDENTIFIER, about.path.as_deref()),
            (vocab::ENCODING, Some(document.encoding)),
            (vocab::SOURCE_HASH, Some(document.hash.as_str())),
            (vocab::EXTRACTOR_VERSION, Some(version.as_str())),
        ] {
            if let Some(value) = value {
                self.describe(node, predicate, text(value));
            }
        }
        if let Some(day) = about.date {
            self.describe(node, vocab::DATE, LiteralRef::new_typed_literal(&day.to_string(), xsd::DATE));
        }
        if let Some(year) = about.year {
            let year = format!("{year:04}");
            self.describe(node, vocab::REPORT_YEAR, LiteralRef::new_typed_literal(&year, xsd::G_YEAR));
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
        for (i, (&span, node)) in extraction.sentences.iter().zip(&self.iris.sentences).enumerate() {
            let node = node.as_ref();
            self.describe(node, rdf::TYPE, vocab::SENTENCE);
            self.position(span, |writer, predicate, object| writer.describe(node, predicate, object));
            while let Some((_, rule)) = fired.next_if(|&(sentence, _)| sentence as usize == i) {
                self.describe(node, vocab::RULE, text(self.knowledge.rule_name(rule)));
            }
        }
    }

    /// States the mentions, in the document's graph alone.
    fn describe_mentions(&mut self) {
        let (extraction, iris) = (self.extraction, self.iris);
        let mut previous = None;
        for (mention, node) in extraction.mentions.iter().zip(&iris.mentions) {
            let node = node.as_ref();
            let sentence = mention.sentence as usize;
            // Two mentions may share a span, and a sentence may be nothing but one mention: the same node, said once.
            if previous != Some(mention.span) {
                self.mention(node, rdf::TYPE, vocab::PHRASE);
                if extraction.sentences[sentence] != mention.span {
                    self.position(mention.span, |writer, predicate, object| writer.mention(node, predicate, object));
                }
                self.mention(node, vocab::IN_SENTENCE, iris.sentences[sentence].as_ref());
            }
            if let Some(entity) = mention.entity {
                self.mention(node, vocab::TA_IDENT_REF, iris.entity(entity));
            }
            for key in &mention.could_be {
                self.mention(node, vocab::COULD_BE, entity_iri(mention.kind, key).as_ref());
            }
            self.mention(node, vocab::RULE, text(self.knowledge.rule_name(mention.rule)));
            previous = Some(mention.span);
        }
        for (frame, node) in extraction.frames.iter().zip(&iris.frames) {
            let trigger = iris.mentions[frame.trigger.0 as usize].as_ref();
            self.mention(trigger, vocab::TA_IDENT_REF, node.as_ref());
        }
    }

    /// States what the entities are, in the document's graph and the default graph.
    fn describe_entities(&mut self) {
        for (entity, node) in self.extraction.entities.iter().zip(&self.iris.entities) {
            let node = node.as_ref();
            let division = known_division(entity, self.knowledge);
            let class = division.map(|division| division.level.class()).or(entity.class.as_deref());
            let label = division.map_or(&entity.label, |division| &division.name);
            self.describe(node, rdf::TYPE, kind_class(entity.kind));
            if let Some(class) = class.filter(|&class| class != entity.kind.name()) {
                self.describe(node, rdf::TYPE, term_iri(class).as_ref());
            }
            self.describe(node, rdfs::LABEL, text(label));
            let own = (!entity.alt_labels.contains(&entity.label)).then_some(&entity.label);
            for name in own.into_iter().chain(&entity.alt_labels).filter(|&name| name != label) {
                self.describe(node, vocab::ALT_LABEL, text(name));
            }
            if let Some(day) = entity.date {
                self.describe(node, vocab::LAST_DAY, LiteralRef::new_typed_literal(&day.to_string(), xsd::DATE));
            }
            if let Some(broader) = &entity.broader {
                self.describe(node, vocab::BROADER, entity_iri(entity.kind, broader).as_ref());
            }
        }
        self.describe_broader();
    }

    /// States what the industries are that others are one of, without those that the document names itself.
    fn describe_broader(&mut self) {
        let entities = &self.extraction.entities;
        let mut above: Vec<(MentionKind, &str)> =
            entities.iter().filter_map(|e| Some((e.kind, e.broader.as_deref()?))).collect();
        above.sort_unstable();
        above.dedup();
        let named: FxHashSet<(MentionKind, &str)> = entities.iter().map(|e| (e.kind, e.key.as_str())).collect();
        above.retain(|broader| !named.contains(broader));
        for (kind, key) in above {
            let node = entity_iri(kind, key);
            self.describe(node.as_ref(), rdf::TYPE, kind_class(kind));
            self.describe(node.as_ref(), rdfs::LABEL, text(key));
        }
    }

    /// States the relations, in the graphs of their sentences and the default graph.
    fn state_facts(&mut self) {
        let mut said = FxHashSet::default();
        let mut merged = FxHashSet::default();
        for fact in &self.extraction.facts {
            let triple = (fact.subject, fact.relation, fact.object);
            if !said.insert((fact.sentence, triple)) {
                continue;
            }
            let (subject, object) = (self.iris.entity(fact.subject), self.iris.entity(fact.object));
            let relation = term_iri(self.knowledge.relation_name(fact.relation));
            let relation = relation.as_ref();
            if merged.insert(triple) {
                (self.receive)(QuadRef::new(subject, relation, object, GraphNameRef::DefaultGraph));
            }
            let sentence = self.iris.sentences[fact.sentence as usize].as_ref();
            (self.receive)(QuadRef::new(subject, relation, object, sentence));
        }
    }

    /// States the goals and results, in the graphs of their sentences and the default graph.
    fn state_frames(&mut self) {
        let (extraction, iris) = (self.extraction, self.iris);
        for (frame, node) in extraction.frames.iter().zip(&iris.frames) {
            let graph = iris.sentences[frame.sentence as usize].as_ref();
            let node = node.as_ref();
            let trigger = &extraction.mentions[frame.trigger.0 as usize];
            self.both(graph, node, rdf::TYPE, kind_class(trigger.kind));
            self.both(graph, node, rdfs::LABEL, text(self.document.slice(trigger.span)));
            let period = frame.deadline.and_then(|id| extraction.entities[id.0 as usize].date);
            if let Some(day) = period {
                let day = day.to_string();
                self.both(graph, node, vocab::DEADLINE, LiteralRef::new_typed_literal(&day, xsd::DATE));
            }
            let roles = once_each(&frame.holders)
                .map(|id| (vocab::HOLDER, id))
                .chain(frame.indicator.map(|id| (vocab::HAS_INDICATOR, id)))
                .chain(frame.deadline.map(|id| (vocab::PERIOD, id)))
                .chain(frame.baseline.map(|id| (vocab::BASELINE, id)))
                .chain(once_each(&frame.concerns).map(|id| (vocab::CONCERNS, id)));
            for (role, filler) in roles {
                self.both(graph, node, role, iris.entity(filler));
            }
            if let Some(amount) = &frame.amount {
                self.state_amount(graph, node, amount);
            }
        }
    }

    /// States an amount.
    fn state_amount(&mut self, graph: NamedNodeRef<'_>, node: NamedNodeRef<'_>, amount: &Amount) {
        for (predicate, number) in [(vocab::VALUE, amount.value), (vocab::LOW, amount.low), (vocab::HIGH, amount.high)]
        {
            if let Some(number) = number {
                let number = number.to_string();
                self.both(graph, node, predicate, LiteralRef::new_typed_literal(&number, xsd::DECIMAL));
            }
        }
        if let Some(unit) = &amount.unit {
            self.both(graph, node, vocab::HAS_UNIT, unit_iri(&self.knowledge.units, unit).as_ref());
        }
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
        self.both(graph, node, vocab::BOUND, bound);
        self.both(graph, node, vocab::MEASURE, measure);
    }

    /// Says where a span stands and what it says, through `say`.
    fn position(&mut self, span: Span, mut say: impl FnMut(&mut Self, NamedNodeRef<'static>, TermRef<'_>)) {
        let CharSpan { start, end } = self.document.char_span(span);
        say(self, vocab::REFERENCE_CONTEXT, self.iris.document.as_ref().into());
        for (predicate, number) in [(vocab::BEGIN_INDEX, start), (vocab::END_INDEX, end)] {
            let digits = Digits::of(number);
            say(self, predicate, LiteralRef::new_typed_literal(digits.as_str(), xsd::INTEGER).into());
        }
        say(self, vocab::ANCHOR_OF, text(self.document.slice(span)));
    }

    /// Gives a triple to the document's graph alone.
    fn mention<'t>(&mut self, subject: NamedNodeRef<'t>, predicate: NamedNodeRef<'t>, object: impl Into<TermRef<'t>>) {
        let object = object.into();
        (self.receive)(QuadRef::new(subject, predicate, object, self.iris.document.as_ref()));
    }

    /// Gives a triple to the document's graph and the default graph.
    fn describe<'t>(&mut self, subject: NamedNodeRef<'t>, predicate: NamedNodeRef<'t>, object: impl Into<TermRef<'t>>) {
        self.both(self.iris.document.as_ref(), subject, predicate, object);
    }

    /// Gives a triple to `graph` and the default graph.
    fn both<'t>(
        &mut self,
        graph: NamedNodeRef<'_>,
        subject: NamedNodeRef<'t>,
        predicate: NamedNodeRef<'t>,
        object: impl Into<TermRef<'t>>,
    ) {
        let object = object.into();
        (self.receive)(QuadRef::new(subject, predicate, object, GraphNameRef::DefaultGraph));
        (self.receive)(QuadRef::new(subject, predicate, object, graph));
    }
}

/// Gives the division that a place is, if the gazetteer has it; its official name goes before what the text says.
fn known_division<'a>(entity: &Entity, knowledge: &'a Knowledge) -> Option<&'a Division> {
    if entity.kind != MentionKind::Place {
        return None;
    }
    knowledge.gazetteer.get(entity.key.parse().ok()?)
}

/// Gives the members of a short list without repetitions.
fn once_each(ids: &[EntityId]) -> impl Iterator<Item = EntityId> {
    ids.iter().enumerate().filter(|(i, id)| !ids[..*i].contains(id)).map(|(_, &id)| id)
}

fn text(value: &str) -> TermRef<'_> {
    LiteralRef::new_simple_literal(value).into()
}
