//! Sentences become mentions, mentions entities, entities facts.
//!
//! Pure: the same document and knowledge give the same [`Extraction`], in the same order.

pub mod amount;
pub mod check;
pub mod link;
pub mod mentions;
pub mod modality;
pub mod relate;
pub mod time;
pub mod tokens;

use crate::knowledge::{Knowledge, RelationId, RuleId};
use crate::text::{BlockKind, Document, Span};
use std::collections::HashMap;
use jiff::civil::Date;
use oxsdatatypes::Decimal;

/// Extracts everything from a document.
pub fn extract(document: &Document, knowledge: &Knowledge) -> Extraction {
    let mut sentences = Vec::new();
    let mut blocks = Vec::new();
    for (number, block) in document.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::FrontMatter | BlockKind::Furniture) {
            continue;
        }
        for &span in &block.sentences {
            let mut sentence = tokens::tokenize(&document.text, span, knowledge);
            mentions::find_mentions(&mut sentence, block.kind, knowledge);
            sentences.push(sentence);
            blocks.push((number, block.kind));
        }
    }
    let mut linker = link::Linker::new(knowledge, &sentences);
    let mut mentions = Vec::new();
    let mut links = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let mut own = vec![None; sentence.mentions.len()];
        for position in sentence.tokens.iter().filter_map(|t| t.mention) {
            let draft = &sentence.mentions[position];
            let Some(kind) = draft.kind else { continue };
            let class = knowledge.rule(draft.rule).and_then(|r| r.subclass.as_deref());
            let surface = sentence.slice(draft.span);
            let entity = if kind == MentionKind::Time {
                let period = time::read(surface, &sentence.words[draft.words.clone()], document, knowledge);
                linker.link_period(surface, period)
            } else {
                linker.link(kind, surface, class)
            };
            own[position] = Some(entity);
            mentions.push(Mention {
                span: draft.span,
                kind,
                entity: Some(entity),
                sentence: number as u32,
                rule: draft.rule,
            });
        }
        links.push(own);
    }
    let mut reader = relate::Reader::new(knowledge, &sentences, &blocks, &links, &linker);
    reader.read();
    let relate::Reader { facts, mut frames, triggers, .. } = reader;
    // One trigger mention for each span and kind; frames that share it point to the same.
    let mut places: HashMap<(Span, MentionKind), MentionId> = HashMap::new();
    for frame in &mut frames {
        let trigger = &triggers[frame.trigger.0 as usize];
        frame.trigger = *places.entry((trigger.span, trigger.kind)).or_insert_with(|| {
            mentions.push(trigger.clone());
            MentionId(mentions.len() as u32 - 1)
        });
    }
    let mut order: Vec<u32> = (0..mentions.len() as u32).collect();
    order.sort_by_key(|&i| {
        let m = &mentions[i as usize];
        (m.span.start, m.span.end, m.kind)
    });
    let mut position = vec![MentionId(0); mentions.len()];
    for (new, &old) in order.iter().enumerate() {
        position[old as usize] = MentionId(new as u32);
    }
    for frame in &mut frames {
        frame.trigger = position[frame.trigger.0 as usize];
    }
    let mentions = order.iter().map(|&i| mentions[i as usize].clone()).collect();
    let spans = sentences.iter().map(|s| s.span).collect();
    Extraction { sentences: spans, mentions, entities: linker.into_entities(), facts, frames }
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

/// One occurrence in the text.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub kind: MentionKind,
    /// What it names; none for Goal and Result (see [`Frame::trigger`]).
    pub entity: Option<EntityId>,
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
