//! Matches of relation rules become facts.

use super::link::inner_place;
use super::page::{Found, Line, Page, captured};
use super::settings::Settings;
use super::{EntityId, Fact, MentionKind};
use crate::knowledge::program::Match;
use crate::knowledge::rules::{Argument, Output, Setting};
use crate::knowledge::{RelationId, RuleId};
use std::collections::HashSet;

/// Facts of a document as they are read: each once a sentence, none of a thing with itself.
#[derive(Debug, Default)]
pub struct Facts {
    /// In text order.
    pub list: Vec<Fact>,
    seen: HashSet<(EntityId, RelationId, EntityId, u32)>,
}

impl Facts {
    fn add(&mut self, subject: EntityId, relation: RelationId, object: EntityId, sentence: usize, rule: RuleId) {
        let sentence = sentence as u32;
        if subject != object && self.seen.insert((subject, relation, object, sentence)) {
            self.list.push(Fact { subject, relation, object, sentence, rule });
        }
    }
}

/// Reads the facts that a sentence states.
pub fn relate(page: &Page, settings: &Settings, number: usize, facts: &mut Facts) {
    let line = &page.lines[number];
    inner_facts(page, number, facts);
    for found in &line.found {
        for output in &found.rule.outputs {
            let Output::Relation(relation, from, to) = *output else { continue };
            let takes =
                |e: &EntityId| page.knowledge.ontology.takes_subject(relation, page.linker.entity(*e).kind.name());
            let subjects = match from {
                // Where those nearest cannot have the relation, those further out have it.
                Argument::Holder => {
                    let at = line.position(found.hit.start);
                    let mut layers = settings.in_force(Setting::Holder, at);
                    layers.find(|layer| layer.iter().any(takes)).unwrap_or_default().to_vec()
                }
                _ => fillers(line, settings, from, &found.hit, found.hit.start),
            };
            let objects = fillers(line, settings, to, &found.hit, found.hit.start);
            for subject in subjects.into_iter().filter(takes) {
                let outer =
                    if to == Argument::Within { within(page, settings, line, found, from, subject) } else { None };
                for object in objects.iter().copied().chain(outer) {
                    if page.knowledge.ontology.takes_object(relation, page.linker.entity(object).kind.name()) {
                        facts.add(subject, relation, object, number, found.rule.id);
                    }
                }
            }
        }
    }
}

/// Reads the relations of mentions to names inside them.
fn inner_facts(page: &Page, number: usize, facts: &mut Facts) {
    let line = &page.lines[number];
    for mention in line.sentence.tokens.iter().filter_map(|t| t.mention) {
        let (draft, Some(own)) = (&line.sentence.mentions[mention], line.links[mention]) else { continue };
        for (relation, is_subject, words) in &draft.inner {
            let Some(other) = page.inner_entity(line.words(words)) else { continue };
            let (subject, object) = if *is_subject { (own, other) } else { (other, own) };
            facts.add(subject, *relation, object, number, draft.rule);
        }
    }
}

/// Gives the entities of an argument, in text order; a holder is the one at token `at`.
pub fn fillers(line: &Line, settings: &Settings, argument: Argument, hit: &Match, at: usize) -> Vec<EntityId> {
    match argument {
        Argument::Capture(slot) => line.captured(hit, slot).collect(),
        Argument::Holder => settings.current(Setting::Holder, line.position(at)).to_vec(),
        Argument::Emitted | Argument::Within | Argument::Nobody => Vec::new(),
    }
}

/// Gives the place that a mention lies in: the division above it that the document names, the place in its own name,
/// the division that a body of its level belongs to, else the place that holds things here.
fn within(
    page: &Page,
    settings: &Settings,
    line: &Line,
    found: &Found,
    from: Argument,
    subject: EntityId,
) -> Option<EntityId> {
    let linker = &page.linker;
    if linker.entity(subject).kind == MentionKind::Place {
        return linker.parent(subject);
    }
    let Argument::Capture(slot) = from else { return None };
    let token = captured(&found.hit, slot).flatten().find(|&token| line.entity(token) == Some(subject))?;
    let own = &line.sentence.tokens[token];
    let inner = inner_place(&line.sentence, own.words.clone(), page.knowledge)
        .and_then(|surface| linker.find(MentionKind::Place, surface).or_else(|| linker.enclosing(surface)));
    let holder = || {
        let place = |e: &EntityId| *e != subject && linker.entity(*e).kind == MentionKind::Place;
        settings.in_force(Setting::Holder, own.span.start).flatten().copied().find(place)
    };
    inner.or_else(|| linker.owning(line.sentence.slice(own.span))).or_else(holder)
}
