//! An extraction as an annotation: the same mentions, relations and roles as `extract --format brat` writes.

use super::annotation::{Annotation, Frame, Mention, Relation};
use super::gold::GoldDocument;
use crate::extract::anchors::Anchors;
use crate::extract::{Extraction, extract};
use crate::knowledge::rules::{Output, Rule};
use crate::knowledge::{Knowledge, RuleId};
use crate::text::Document;

/// Runs the extractor over an annotated text.
pub fn predict(gold: &GoldDocument, knowledge: &Knowledge) -> Annotation {
    annotate(&gold.document, &extract(&gold.document, knowledge), knowledge)
}

/// Gives the rules whose finds an annotation can judge: all but those that set holders and deadlines for others, or make
/// tokens for others.
pub fn judged_rules(knowledge: &Knowledge) -> Vec<&str> {
    let judged = |rule: &&Rule| {
        rule.outputs.iter().any(|output| match output {
            Output::Mention(class) => knowledge.token_classes.kinds().any(|kind| kind == *class),
            Output::Relation(..) | Output::Frame(..) => true,
            Output::Setting(..) => false,
        })
    };
    knowledge.rules.iter().filter(judged).map(|rule| rule.name.as_str()).collect()
}

/// Turns what was found in a document into an annotation that remembers the rules.
pub fn annotate(document: &Document, found: &Extraction, knowledge: &Knowledge) -> Annotation {
    let anchors = Anchors::new(found);
    let rule = |id: RuleId| knowledge.rule_name(id).to_owned();
    let mentions = found.mentions.iter().map(|mention| Mention {
        kind: mention.kind,
        span: document.char_span(mention.span),
        text: document.slice(mention.span).to_owned(),
        rule: Some(rule(mention.rule)),
    });
    let relations = anchors.relations().into_iter().map(|(fact, from, to)| {
        let fact = &found.facts[fact];
        let sentence = document.char_span(found.sentences[fact.sentence as usize]);
        Relation {
            name: knowledge.relation_name(fact.relation).to_owned(),
            from: from.0 as usize,
            to: to.0 as usize,
            source: Some((sentence.start, rule(fact.rule))),
        }
    });
    let frames = found.frames.iter().map(|frame| Frame {
        kind: found.mentions[frame.trigger.0 as usize].kind,
        trigger: frame.trigger.0 as usize,
        roles: anchors.roles(frame).into_iter().map(|(role, filler)| (role, filler.0 as usize)).collect(),
        rule: Some(rule(frame.rule)),
    });
    let equivalents = anchors.forms(document).into_iter();
    Annotation {
        mentions: mentions.collect(),
        relations: relations.collect(),
        frames: frames.collect(),
        equivalents: equivalents.map(|forms| forms.iter().map(|m| m.0 as usize).collect()).collect(),
    }
}
