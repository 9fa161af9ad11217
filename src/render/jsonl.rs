//! An extraction as JSON Lines: one object a mention, fact or frame, each with the sentence that says it.

use crate::extract::{Amount, Bound, EntityId, Extraction, Fact, Frame, Measure, Mention};
use crate::knowledge::{Knowledge, RuleId};
use crate::text::{Document, Span};
use serde::Serialize;
use std::io::{self, Write};

/// Writes what was found in one document, mentions first, then facts, then frames.
///
/// Spans are code points of the decoded text, `end` exclusive; amounts are in the unit's base.
///
/// # Errors
/// Fails when `out` does.
pub fn write_jsonl(
    document: &Document,
    found: &Extraction,
    knowledge: &Knowledge,
    out: &mut impl Write,
) -> io::Result<()> {
    let view = View { document, found, knowledge };
    for mention in &found.mentions {
        write_line(&view.mention(mention), out)?;
    }
    for fact in &found.facts {
        write_line(&view.fact(fact), out)?;
    }
    for frame in &found.frames {
        write_line(&view.frame(frame), out)?;
    }
    Ok(())
}

fn write_line(record: &Record<'_>, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}

/// One line.
#[derive(Serialize)]
struct Record<'a> {
    document: &'a str,
    #[serde(flatten)]
    what: What<'a>,
    rule: &'a str,
    sentence: Quote<'a>,
}

/// What a line tells.
#[derive(Serialize)]
#[serde(tag = "record", rename_all = "lowercase")]
enum What<'a> {
    Mention {
        #[serde(rename = "type")]
        kind: &'static str,
        #[serde(flatten)]
        quote: Quote<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        entity: Option<Thing<'a>>,
        #[serde(rename = "couldBe", skip_serializing_if = "<[_]>::is_empty")]
        could_be: &'a [String],
    },
    Fact {
        subject: Thing<'a>,
        relation: &'a str,
        object: Thing<'a>,
    },
    Frame(Box<Target<'a>>),
}

/// A goal or a result with its roles.
#[derive(Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    quote: Quote<'a>,
    holders: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Thing<'a>>,
    concerns: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Quantity<'a>>,
}

/// A piece of the text and where it stands.
#[derive(Serialize)]
struct Quote<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

/// An entity.
#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    key: &'a str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

/// A normalised amount. Numbers are text, for JSON readers round large decimals.
#[derive(Serialize)]
struct Quantity<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    bound: &'static str,
    measure: &'static str,
}

/// One document and what was found in it.
struct View<'a> {
    document: &'a Document,
    found: &'a Extraction,
    knowledge: &'a Knowledge,
}

impl<'a> View<'a> {
    fn mention(&self, mention: &'a Mention) -> Record<'a> {
        let entity = mention.entity.map(|entity| self.thing(entity));
        let (kind, quote) = (mention.kind.name(), self.quote(mention.span));
        let what = What::Mention { kind, quote, entity, could_be: &mention.could_be };
        self.record(what, mention.rule, mention.sentence)
    }

    fn fact(&self, fact: &'a Fact) -> Record<'a> {
        let relation = self.knowledge.relation_name(fact.relation);
        let what = What::Fact { subject: self.thing(fact.subject), relation, object: self.thing(fact.object) };
        self.record(what, fact.rule, fact.sentence)
    }

    fn frame(&self, frame: &'a Frame) -> Record<'a> {
        let trigger = &self.found.mentions[frame.trigger.0 as usize];
        let target = Target {
            kind: trigger.kind.name(),
            quote: self.quote(trigger.span),
            holders: frame.holders.iter().map(|&holder| self.thing(holder)).collect(),
            indicator: frame.indicator.map(|indicator| self.thing(indicator)),
            deadline: frame.deadline.map(|deadline| self.thing(deadline)),
            baseline: frame.baseline.map(|baseline| self.thing(baseline)),
            concerns: frame.concerns.iter().map(|&concern| self.thing(concern)).collect(),
            amount: frame.amount.as_ref().map(quantity),
        };
        self.record(What::Frame(Box::new(target)), frame.rule, frame.sentence)
    }

    fn record(&self, what: What<'a>, rule: RuleId, sentence: u32) -> Record<'a> {
        let sentence = self.quote(self.found.sentences[sentence as usize]);
        Record { document: &self.document.name, what, rule: self.knowledge.rule_name(rule), sentence }
    }

    fn quote(&self, span: Span) -> Quote<'a> {
        let chars = self.document.char_span(span);
        Quote { start: chars.start, end: chars.end, text: self.document.slice(span) }
    }

    fn thing(&self, id: EntityId) -> Thing<'a> {
        let entity = &self.found.entities[id.0 as usize];
        let date = entity.date.map(|date| date.to_string());
        Thing { kind: entity.kind.name(), key: &entity.key, label: &entity.label, date }
    }
}

fn quantity(amount: &Amount) -> Quantity<'_> {
    Quantity {
        value: amount.value.map(|number| number.to_string()),
        low: amount.low.map(|number| number.to_string()),
        high: amount.high.map(|number| number.to_string()),
        unit: amount.unit.as_deref(),
        bound: match amount.bound {
            Bound::AtLeast => "atLeast",
            Bound::AtMost => "atMost",
            Bound::About => "about",
            Bound::Exactly => "exactly",
        },
        measure: match amount.measure {
            Measure::Level => "level",
            Measure::Growth => "growth",
            Measure::Multiple => "multiple",
            Measure::Rank => "rank",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn every_line_is_an_object_with_its_sentence() {
        let (document, found, knowledge) = sample::extraction();
        let mut out = Vec::new();
        write_jsonl(&document, &found, &knowledge, &mut out).expect("a Vec takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
        assert_eq!(lines.len(), 5 + 2 + 1);
        assert_eq!(lines[0]["record"], "mention");
        assert_eq!(lines[0]["entity"]["key"], "620300");
        assert_eq!(lines[5]["relation"], "locatedIn");
        assert_eq!(lines[7]["amount"]["value"], "230000000000");
        assert_eq!(lines[7]["sentence"]["start"], 7);
        assert!(lines[7]["sentence"]["text"].as_str().is_some_and(|text| text.ends_with("以上。")));
    }
}
