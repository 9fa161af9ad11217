//! A small document with a hand-made extraction, for tests of what comes after extraction.

use jiff::civil::date;
use mailuo::extract::*;
use mailuo::knowledge::gazetteer::{DIVISIONS, Gazetteer};
use mailuo::knowledge::units::{UNITS, Units};
use mailuo::knowledge::{Knowledge, RelationId, RuleId};
use mailuo::text::{CharIndex, Document, Metadata, Span};

const TEXT: &str = "金昌规划\n到2025年，金昌市经济总量达到2300亿元以上，增长4.5%—5%。\
                    金昌市发展新能源电池，永昌县也发展新能源电池。金昌发展新能源电池。\n";

const SENTENCES: [&str; 4] = [
    "金昌规划",
    "到2025年，金昌市经济总量达到2300亿元以上，增长4.5%—5%。",
    "金昌市发展新能源电池，永昌县也发展新能源电池。",
    "金昌发展新能源电池。",
];

/// Gives units, divisions, one relation and two rules.
pub fn knowledge() -> Knowledge {
    let mut knowledge = Knowledge::default();
    knowledge.relations = vec!["develops".into(), "locatedIn".into()];
    knowledge.rule_names = vec!["names".into(), "develops-object".into(), "reaches-amount".into()];
    knowledge.version = "test".into();
    knowledge.gazetteer = Gazetteer::parse(DIVISIONS).unwrap();
    knowledge.units = Units::parse(UNITS).unwrap();
    knowledge
}

/// Gives the document, whose name needs escaping.
pub fn document() -> Document {
    Document {
        name: "样例 1".into(),
        text: TEXT.into(),
        index: CharIndex::new(TEXT),
        encoding: "UTF-8",
        hash: "0123456789abcdef".repeat(4),
        metadata: Metadata {
            title: Some("金昌规划".into()),
            date: Some(date(2022, 6, 1)),
            year: Some(2022),
            publisher: Some("甘肃日报".into()),
            author: None,
            speaker: Some("金昌市委书记王钧".into()),
            url: Some("https://example.org/a?b=c".into()),
            path: None,
        },
        blocks: Vec::new(),
    }
}

/// Gives what a reader finds in [`document`]: a fact that two sentences state, and two frames on one trigger.
pub fn extraction() -> Extraction {
    let sentences: Vec<Span> = SENTENCES.map(|text| span(text, 0)).to_vec();
    let entity = |kind, key: &str, label: &str, alt: &[&str]| Entity {
        kind,
        key: key.into(),
        class: None,
        label: label.into(),
        alt_labels: alt.iter().map(|&name| name.into()).collect(),
        date: None,
        broader: None,
    };
    let entities = vec![
        entity(MentionKind::Place, "620300", "金昌市", &["金昌"]),
        Entity { date: Some(date(2025, 12, 31)), ..entity(MentionKind::Time, "2025", "2025年", &[]) },
        entity(MentionKind::Indicator, "经济总量", "经济总量", &[]),
        Entity {
            broader: Some("新能源".into()), ..entity(MentionKind::Industry, "新能源电池", "新能源电池", &[])
        },
        entity(MentionKind::Place, "620321", "永昌县", &[]),
    ];
    let mention = |kind, text: &str, from: usize, sentence: usize, entity: Option<u32>| Mention {
        span: span(text, sentences[sentence].start as usize + from),
        kind,
        entity: entity.map(EntityId),
        could_be: Vec::new(),
        sentence: sentence as u32,
        rule: RuleId(0),
    };
    let mentions = vec![
        mention(MentionKind::Place, "金昌", 0, 0, Some(0)),
        mention(MentionKind::Time, "2025年", 0, 1, Some(1)),
        mention(MentionKind::Place, "金昌市", 0, 1, Some(0)),
        mention(MentionKind::Indicator, "经济总量", 0, 1, Some(2)),
        mention(MentionKind::Goal, "2300亿元以上", 0, 1, None),
        mention(MentionKind::Goal, "增长4.5%—5%", 0, 1, None),
        mention(MentionKind::Place, "金昌市", 0, 2, Some(0)),
        mention(MentionKind::Industry, "新能源电池", 0, 2, Some(3)),
        mention(MentionKind::Place, "永昌县", 0, 2, Some(4)),
        mention(MentionKind::Place, "金昌", 0, 3, Some(0)),
        mention(MentionKind::Industry, "新能源电池", 0, 3, Some(3)),
    ];
    let fact = |subject, sentence| Fact {
        subject: EntityId(subject),
        relation: RelationId(0),
        object: EntityId(3),
        sentence,
        rule: RuleId(1),
    };
    let frame = |trigger, amount| Frame {
        trigger: MentionId(trigger),
        holders: vec![EntityId(0)],
        indicator: Some(EntityId(2)),
        deadline: Some(EntityId(1)),
        baseline: None,
        concerns: vec![EntityId(3), EntityId(3)],
        amount: Some(amount),
        sentence: 1,
        rule: RuleId(2),
    };
    let amount = |value: Option<&str>, low: Option<&str>, high: Option<&str>, unit: &str| Amount {
        value: value.map(|number| number.parse().unwrap()),
        low: low.map(|number| number.parse().unwrap()),
        high: high.map(|number| number.parse().unwrap()),
        unit: Some(unit.into()),
        bound: Bound::AtLeast,
        measure: Measure::Level,
    };
    let total = amount(Some("230000000000"), None, None, "元");
    let growth =
        Amount { bound: Bound::Exactly, measure: Measure::Growth, ..amount(None, Some("4.5"), Some("5"), "%") };
    Extraction {
        facts: vec![fact(0, 2), fact(4, 2), fact(0, 3)],
        frames: vec![frame(4, total.clone()), frame(4, total), frame(5, growth)],
        sentences,
        mentions,
        entities,
    }
}

/// Finds `text` in the document from the byte `from` on.
fn span(text: &str, from: usize) -> Span {
    let start = from + TEXT[from..].find(text).unwrap();
    Span::new(start, start + text.len())
}
