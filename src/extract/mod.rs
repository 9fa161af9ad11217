//! Sentences become mentions, mentions entities, entities facts.
//!
//! Pure: the same document and knowledge give the same [`Extraction`], in the same order.

pub mod amount;
pub mod anchors;
pub mod bodies;
pub mod check;
pub mod choice;
pub mod echo;
pub mod explain;
pub mod frames;
pub mod link;
pub mod mentions;
pub mod modality;
pub mod page;
pub mod relate;
pub mod settings;
pub mod time;
pub mod tokens;

use crate::knowledge::program::Scratch;
use crate::knowledge::{Knowledge, RelationId, RuleId};
use crate::text::{Block, BlockKind, Document, Span};
use frames::Frames;
use jiff::civil::Date;
use link::Linker;
use mentions::Draft;
use oxsdatatypes::Decimal;
use page::{Line, Page};
use relate::Facts;
use rustc_hash::FxHashSet;
use settings::Settings;

/// Extracts everything from a document.
pub fn extract(document: &Document, knowledge: &Knowledge) -> Extraction {
    let (page, mut found) = read(document, knowledge);
    found.entities = page.linker.into_entities();
    found.drop_unused();
    found
}

/// Reads a document; gives what was found but for the entities, which the page still has.
fn read<'k: 'd, 'd>(document: &'d Document, knowledge: &'k Knowledge) -> (Page<'k, 'd>, Extraction) {
    let mut lines = read_sentences(document, knowledge);
    let mut linker = Linker::new(knowledge, &document.name, lines.iter().map(|line| &line.sentence));
    echo::find_short_names(&mut lines, &mut linker, knowledge);
    echo::find_persons(&mut lines, knowledge);
    let mut page = Page { knowledge, lines, linker, this_year: time::this_year(document) };
    let mut mentions = link_mentions(&mut page, document);
    let (facts, mut frames) = read_facts(&page);
    // An indicator is what a goal or result measures; a quantity that none does is nothing that was found.
    let measured: FxHashSet<_> = frames.list.iter().map(|frame| (frame.sentence, frame.indicator)).collect();
    mentions.retain(|m| m.kind != MentionKind::Indicator || measured.contains(&(m.sentence, m.entity)));
    place_triggers(&mut mentions, &mut frames);
    let found = Extraction {
        sentences: page.lines.iter().map(|line| line.sentence.span).collect(),
        mentions,
        entities: Vec::new(),
        facts: facts.list,
        frames: frames.list,
    };
    (page, found)
}

/// Cuts the sentences into tokens and finds their mentions.
fn read_sentences<'k: 'd, 'd>(document: &'d Document, knowledge: &'k Knowledge) -> Vec<Line<'k, 'd>> {
    let (mut spans, mut places) = (Vec::new(), Vec::new());
    for (block, Block { kind, sentences, .. }) in document.blocks.iter().enumerate() {
        if matches!(kind, BlockKind::FrontMatter | BlockKind::Furniture) {
            continue;
        }
        spans.extend(sentences);
        places.extend(sentences.iter().map(|_| (block, *kind)));
    }
    let sentences = tokens::tokenize_all(&document.text, &spans, knowledge);
    let mut scratch = Scratch::default();
    let lines = sentences.zip(places).map(|(mut sentence, (block, kind))| {
        mentions::find_mentions(&mut sentence, kind, knowledge, &mut scratch);
        Line { sentence, block, kind, links: Vec::new(), choices: Vec::new(), found: Vec::new() }
    });
    lines.collect()
}

/// Links the mentions to entities and matches the rules that read them.
fn link_mentions(page: &mut Page, document: &Document) -> Vec<Mention> {
    let Page { knowledge, lines, linker, .. } = page;
    let (mut mentions, mut scratch) = (Vec::new(), Scratch::default());
    for (number, line) in (0u32..).zip(lines) {
        let sentence = &line.sentence;
        line.links = vec![None; sentence.mentions.len()];
        line.choices = vec![None; sentence.mentions.len()];
        let mut before = None;
        for token in &sentence.tokens {
            let behind = before.take();
            let Some(position) = token.mention() else { continue };
            let Draft { span, kind: Some(kind), rule, ref words, .. } = sentence.mentions[position] else { continue };
            let surface = sentence.slice(span);
            let mut could_be = Vec::new();
            let entity = if kind == MentionKind::Time {
                let period = time::read(surface, &sentence.words[words.clone()], document, knowledge);
                linker.link_period(surface, period)
            } else {
                let class = knowledge.rules.get(rule).subclass.as_deref();
                let (entity, choice) = linker.link(kind, surface, class, behind);
                could_be.extend(linker.choice(choice).open().iter().map(|candidate| candidate.key.to_string()));
                line.choices[position] = Some(choice);
                entity
            };
            before = Some(entity);
            line.links[position] = before;
            mentions.push(Mention { span, kind, entity: before, could_be, sentence: number, rule });
        }
        line.match_rules(knowledge, &mut scratch);
    }
    mentions
}

/// Reads facts and frames sentence by sentence, with the settings that hold there.
fn read_facts(page: &Page) -> (Facts, Frames) {
    let (mut facts, mut frames) = (Facts::default(), Frames::default());
    let mut settings = Settings::of_document(page);
    for (number, leaning) in modality::leanings(page).into_iter().enumerate() {
        settings.enter(page, number);
        relate::relate(page, &settings, number, &mut facts);
        frames::read(page, &settings, number, leaning, &mut frames);
    }
    (facts, frames)
}

/// Puts the frames' triggers among the mentions in text order, one for each span and kind.
fn place_triggers(mentions: &mut Vec<Mention>, frames: &mut Frames) {
    let key = |m: &Mention| (m.span.start, m.span.end, m.kind);
    mentions.extend(frames.triggers.iter().cloned());
    mentions.sort_by_key(key);
    mentions.dedup_by_key(|m| key(m));
    for frame in &mut frames.list {
        let trigger = key(&frames.triggers[frame.trigger.0 as usize]);
        let place = mentions.binary_search_by_key(&trigger, key).expect("every trigger was put among the mentions");
        frame.trigger = MentionId(place as u32);
    }
}

/// The mention types of the annotation guide, named like the classes of the ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the ontology describes the classes; one fact, one place
pub enum MentionKind {
    Place,
    Zone,
    Organization,
    Person,
    Post,
    Industry,
    Project,
    Initiative,
    Event,
    Indicator,
    Time,
    Goal,
    Result,
}

impl MentionKind {
    /// All kinds in declaration order.
    pub const ALL: [Self; 13] = [
        Self::Place,
        Self::Zone,
        Self::Organization,
        Self::Person,
        Self::Post,
        Self::Industry,
        Self::Project,
        Self::Initiative,
        Self::Event,
        Self::Indicator,
        Self::Time,
        Self::Goal,
        Self::Result,
    ];

    /// Gives the local name of the ontology class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "Place",
            Self::Zone => "Zone",
            Self::Organization => "Organization",
            Self::Person => "Person",
            Self::Post => "Post",
            Self::Industry => "Industry",
            Self::Project => "Project",
            Self::Initiative => "Initiative",
            Self::Event => "Event",
            Self::Indicator => "Indicator",
            Self::Time => "Time",
            Self::Goal => "Goal",
            Self::Result => "Result",
        }
    }
}

/// Index of a mention in [`Extraction::mentions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionId(pub u32);

/// Index of an entity in [`Extraction::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// All that was found in one document.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The sentences that were read, in text order.
    pub sentences: Vec<Span>,
    /// Every occurrence of a name, time, goal or result, in text order.
    pub mentions: Vec<Mention>,
    /// The things that were mentioned, in order of first mention. Goals and results are frames, not entities.
    pub entities: Vec<Entity>,
    /// Relations between entities, in text order; a pair may be stated by several sentences.
    pub facts: Vec<Fact>,
    /// Goals and results, in text order.
    pub frames: Vec<Frame>,
}

impl Extraction {
    /// Drops the entities that nothing names and numbers the others anew.
    fn drop_unused(&mut self) {
        let mut used = vec![false; self.entities.len()];
        self.for_each_entity(|id| used[id.0 as usize] = true);
        let mut marks = used.iter();
        self.entities.retain(|_| *marks.next().expect("there is a mark for each"));
        // How many are kept before each is its new number.
        let mut kept = 0;
        let numbers: Vec<u32> = used
            .iter()
            .map(|&used| {
                let number = kept;
                kept += u32::from(used);
                number
            })
            .collect();
        self.for_each_entity(|id| id.0 = numbers[id.0 as usize]);
    }

    /// Does something with every place where an entity stands.
    fn for_each_entity(&mut self, mut act: impl FnMut(&mut EntityId)) {
        self.mentions.iter_mut().filter_map(|mention| mention.entity.as_mut()).for_each(&mut act);
        for fact in &mut self.facts {
            act(&mut fact.subject);
            act(&mut fact.object);
        }
        for Frame { holders, indicator, deadline, baseline, concerns, .. } in &mut self.frames {
            let lists = holders.iter_mut().chain(concerns);
            lists.chain(indicator).chain(deadline).chain(baseline).for_each(&mut act);
        }
    }
}

/// One occurrence in the text.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub kind: MentionKind,
    /// What it names; none for Goal and Result (see [`Frame::trigger`]).
    pub entity: Option<EntityId>,
    /// Keys of all that it may name, where the document does not tell which is meant (see [`choice::Choice::open`]).
    pub could_be: Vec<String>,
    /// Index of its sentence in [`Extraction::sentences`].
    pub sentence: u32,
    /// The rule that found it.
    pub rule: RuleId,
}

/// A thing with a name.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its type.
    pub kind: MentionKind,
    /// What identifies it among its kind, for the IRI: the code of an administrative division (`620300`), else its
    /// normalised full name (`新能源电池`).
    pub key: String,
    /// Local name of a subclass in the ontology (`Prefecture`, `Railway`), when known.
    pub class: Option<String>,
    /// Preferred name.
    pub label: String,
    /// Other names seen in this document, sorted, without the label.
    pub alt_labels: Vec<String>,
    /// Last day of a Time (“十四五”末 is 2025-12-31), when it can be told.
    pub date: Option<Date>,
    /// Key of the listed industry that an Industry is one of, when it is known.
    pub broader: Option<String>,
}

/// A relation that a sentence states.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Who or what.
    pub subject: EntityId,
    /// The relation, a property of the ontology.
    pub relation: RelationId,
    /// To whom or what.
    pub object: EntityId,
    /// Index of the sentence that states it.
    pub sentence: u32,
    /// The rule that read it.
    pub rule: RuleId,
}

/// A goal or a result with its roles.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The mention of kind Goal or Result that names the frame. Several frames may share a trigger.
    pub trigger: MentionId,
    /// Whose goal or result it is.
    pub holders: Vec<EntityId>,
    /// What is measured.
    pub indicator: Option<EntityId>,
    /// By when, or in which period: an entity of kind Time.
    pub deadline: Option<EntityId>,
    /// The period it is compared with: an entity of kind Time.
    pub baseline: Option<EntityId>,
    /// What it is about.
    pub concerns: Vec<EntityId>,
    /// The amount, for quantitative frames.
    pub amount: Option<Amount>,
    /// Index of its sentence.
    pub sentence: u32,
    /// The rule that read it.
    pub rule: RuleId,
}

/// A normalised amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number in the unit's base (2300亿元 is 230000000000), if it is one number.
    pub value: Option<Decimal>,
    /// Lower end of a range.
    pub low: Option<Decimal>,
    /// Upper end of a range.
    pub high: Option<Decimal>,
    /// Name of the unit in the unit vocabulary (`元`, `%`, `吨`), which has its IRI; none for bare ranks and multiples.
    pub unit: Option<String>,
    /// How the number bounds the quantity.
    pub bound: Bound,
    /// What kind of number it is.
    pub measure: Measure,
}

/// How a number bounds the quantity it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// 以上, 突破, 超过, 不低于.
    AtLeast,
    /// 以内, 以下, 不超过, 控制在.
    AtMost,
    /// 左右, 约, 近.
    About,
    /// None of these words.
    Exactly,
}

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How much there is: 2300亿元.
    Level,
    /// How much more or less than before: 增长5%.
    Growth,
    /// How many times as much: 翻一番 is 2.
    Multiple,
    /// A place in an order: 前十位 is at most 10.
    Rank,
}
