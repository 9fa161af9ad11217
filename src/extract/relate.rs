//! Matches of relation rules become facts.

use super::link::inner_place;
use super::page::{Found, Line, Page, captured};
use super::settings::Settings;
use super::{EntityId, Fact, MentionKind};
use crate::knowledge::program::Match;
use crate::knowledge::rules::{Argument, Output, Scope, Setting};
use crate::knowledge::{RelationId, RuleId};
use rustc_hash::FxHashSet;

/// Facts of a document as they are read: each once a sentence, none of a thing with itself.
#[derive(Debug, Default)]
pub struct Facts {
    /// In text order.
    pub list: Vec<Fact>,
    seen: FxHashSet<(EntityId, RelationId, EntityId, u32)>,
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
                let objects: Vec<EntityId> = match to {
                    Argument::Around(_) => around(page, subject, &objects).collect(),
                    _ => objects.iter().copied().chain(outer).collect(),
                };
                for object in objects {
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
    for mention in line.sentence.tokens.iter().filter_map(|t| t.mention()) {
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
        Argument::Capture(slot) | Argument::Around(slot) => line.captured(hit, slot).collect(),
        Argument::Holder => settings.current(Setting::Holder, line.position(at)).to_vec(),
        Argument::Emitted | Argument::Theme | Argument::Within | Argument::Nobody => Vec::new(),
    }
}

/// Gives the place that a mention lies in: for a division the one above it that the document names; for others the
/// place in their own name, the one that the lexicon tells, the division that a body of its level belongs to, else the
/// place that holds things here.
fn within(
    page: &Page,
    settings: &Settings,
    line: &Line,
    found: &Found,
    from: Argument,
    subject: EntityId,
) -> Option<EntityId> {
    let linker = &page.linker;
    if linker.division(subject).is_some() {
        return linker.parent(subject);
    }
    let Argument::Capture(slot) = from else { return None };
    let token = captured(&found.hit, slot).flatten().find(|&token| line.entity(token) == Some(subject))?;
    let own = &line.sentence.tokens[token];
    let surface = line.sentence.slice(own.span);
    let mentioned = |place: &str| linker.find_division(place).or_else(|| linker.enclosing(place));
    let holder = |scope| {
        let place = |e: &EntityId| *e != subject && linker.entity(*e).kind == MentionKind::Place;
        settings.in_force_from(Setting::Holder, own.span.start, scope).flatten().copied().find(place)
    };
    let known = linker.known(subject);
    if linker.entity(subject).kind == MentionKind::Place {
        // A region lies in a place that all its parts lie in; one that reaches further, or may, lies in none.
        let outer = holder(Scope::Document)?;
        return known.is_none_or(|name| linker.holds_all(outer, &name.parts)).then_some(outer);
    }
    let told = known.and_then(|name| name.place.as_deref()).and_then(mentioned);
    let told = told.or_else(|| linker.place_before(surface));
    let stated = told.or_else(|| inner_place(surface, page.knowledge).and_then(mentioned));
    let stated = stated.or_else(|| linker.owning(surface));
    // A body that the lexicon places elsewhere, or nowhere, is not the holder's; nor is another division's zone.
    let elsewhere = match linker.entity(subject).kind {
        MentionKind::Organization => known.is_some(),
        MentionKind::Zone => {
            let own = known.and_then(|name| name.place.as_deref()).or_else(|| inner_place(surface, page.knowledge));
            let mut named = own.into_iter().flat_map(|own| page.knowledge.lexicon.names_of(own, MentionKind::Place));
            named.any(|name| name.division.is_some())
        }
        _ => false,
    };
    if elsewhere { stated } else { stated.or_else(|| holder(Scope::Clause)) }
}

/// Gives the regions among `objects` that reach beyond a division and hold it: 河北 lies in 京津冀.
fn around<'a>(page: &'a Page, subject: EntityId, objects: &'a [EntityId]) -> impl Iterator<Item = EntityId> + 'a {
    let gazetteer = &page.knowledge.gazetteer;
    let code = page.linker.division(subject);
    objects.iter().copied().filter(move |&region| {
        let parts = page.linker.known(region).map_or(&[][..], |name| &name.parts);
        let holds = |code: u32| parts.len() > 1 && parts.iter().any(|&part| gazetteer.is_within(code, part));
        code.is_some_and(holds)
    })
}
