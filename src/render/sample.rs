//! A small extraction made by hand, for the tests of the renderers.

use crate::extract::*;
use crate::knowledge::{Knowledge, RelationId, RuleId};
use crate::text::{CharIndex, Document, Metadata, Span};

/// Gives a document of two sentences with what a reader would find in it.
pub(super) fn extraction() -> (Document, Extraction, Knowledge) {
    let knowledge = Knowledge::embedded().expect("the embedded ontology loads");
    let located_in = (0..).map(RelationId).find(|id| knowledge.relation_name(*id) == "locatedIn");
    let located_in = located_in.expect("the ontology has it");
    let text = "金昌市在行动。金昌永昌县：经济\n总量达2300亿元以上。";
    let document = Document {
        name: "样例".into(),
        text: text.into(),
        index: CharIndex::new(text),
        encoding: "UTF-8",
        hash: String::new(),
        metadata: Metadata::default(),
        blocks: Vec::new(),
    };
    let span = |start: usize, end: usize| {
        let byte = |at| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
        Span::new(byte(start), byte(end))
    };
    let mention = |start, end, kind, entity: Option<u32>, sentence| Mention {
        span: span(start, end),
        kind,
        entity: entity.map(EntityId),
        could_be: Vec::new(),
        sentence,
        rule: RuleId(0),
    };
    let entity = |kind, key: &str, label: &str| Entity {
        kind,
        key: key.into(),
        class: None,
        label: label.into(),
        alt_labels: Vec::new(),
        date: None,
        broader: None,
    };
    let fact =
        |sentence| Fact { subject: EntityId(1), relation: located_in, object: EntityId(0), sentence, rule: RuleId(0) };
    let found = Extraction {
        sentences: vec![span(0, 7), span(7, 28)],
        mentions: vec![
            mention(0, 3, MentionKind::Place, Some(0), 0),
            mention(7, 9, MentionKind::Place, Some(0), 1),
            mention(9, 12, MentionKind::Place, Some(1), 1),
            mention(13, 18, MentionKind::Indicator, Some(2), 1),
            mention(19, 27, MentionKind::Goal, None, 1),
        ],
        entities: vec![
            entity(MentionKind::Place, "620300", "金昌市"),
            entity(MentionKind::Place, "620321", "永昌县"),
            entity(MentionKind::Indicator, "经济总量", "经济总量"),
        ],
        facts: vec![fact(1), fact(1)],
        frames: vec![Frame {
            trigger: MentionId(4),
            holders: vec![EntityId(0), EntityId(1)],
            indicator: Some(EntityId(2)),
            deadline: None,
            baseline: None,
            concerns: Vec::new(),
            amount: Some(Amount {
                value: Some(230_000_000_000_i64.into()),
                low: None,
                high: None,
                unit: Some("元".into()),
                bound: Bound::AtLeast,
                measure: Measure::Level,
            }),
            sentence: 1,
            rule: RuleId(1),
        }],
    };
    (document, found, knowledge)
}
