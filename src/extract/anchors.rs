//! Where entities, facts and frames stand in the text: the mentions that annotation ties together.

use super::{EntityId, Extraction, Frame, MentionId};
use crate::text::Document;
use std::collections::HashSet;

/// The roles of a frame, as the annotation guide names them.
pub const ROLES: [&str; 5] = ["Holder", "Indicator", "Deadline", "Baseline", "Concerns"];

/// The mentions of each entity, in text order.
pub struct Anchors<'a> {
    found: &'a Extraction,
    by_entity: Vec<Vec<MentionId>>,
}

impl<'a> Anchors<'a> {
    /// Looks up where each entity of an extraction stands.
    pub fn new(found: &'a Extraction) -> Self {
        let mut by_entity = vec![Vec::new(); found.entities.len()];
        for (index, mention) in found.mentions.iter().enumerate() {
            if let Some(entity) = mention.entity {
                by_entity[entity.0 as usize].push(MentionId(index as u32));
            }
        }
        Self { found, by_entity }
    }

    /// Gives the relations, each once: the number of the first fact that states it, and the first mentions of its
    /// ends. An end that is only implied (a speaker's province) has no mention, and the relation is left out.
    pub fn relations(&self) -> Vec<(usize, MentionId, MentionId)> {
        let mut seen = HashSet::new();
        let first = |entity: EntityId| self.by_entity[entity.0 as usize].first().copied();
        let facts = self.found.facts.iter().enumerate();
        let anchored = facts.filter_map(|(n, fact)| Some((n, fact, first(fact.subject)?, first(fact.object)?)));
        let new = anchored.filter(|(_, fact, ..)| seen.insert((fact.relation, fact.subject, fact.object)));
        new.map(|(n, _, subject, object)| (n, subject, object)).collect()
    }

    /// Gives the roles of a frame: for each filler the mention nearest to the trigger, in the order of [`ROLES`].
    pub fn roles(&self, frame: &Frame) -> Vec<(&'static str, MentionId)> {
        let fillers: [&[EntityId]; 5] = [
            &frame.holders,
            frame.indicator.as_slice(),
            frame.deadline.as_slice(),
            frame.baseline.as_slice(),
            &frame.concerns,
        ];
        let each = ROLES.into_iter().zip(fillers);
        let each = each.flat_map(|(role, fillers)| fillers.iter().map(move |&filler| (role, filler)));
        each.filter_map(|(role, filler)| Some((role, self.nearest(filler, frame.trigger)?))).collect()
    }

    /// Gives for each entity with several forms its first mention in each form.
    pub fn forms(&self, document: &Document) -> Vec<Vec<MentionId>> {
        let forms = self.by_entity.iter().map(|mentions| {
            let mut seen = HashSet::new();
            let mut forms = mentions.clone();
            forms.retain(|mention| seen.insert(document.slice(self.found.mentions[mention.0 as usize].span)));
            forms
        });
        forms.filter(|forms| forms.len() > 1).collect()
    }

    /// Gives the mention of `entity` with the fewest bytes between it and `trigger`, the earlier of two as near.
    fn nearest(&self, entity: EntityId, trigger: MentionId) -> Option<MentionId> {
        let span = |mention: MentionId| self.found.mentions[mention.0 as usize].span;
        let goal = span(trigger);
        self.by_entity[entity.0 as usize].iter().copied().min_by_key(|&mention| {
            let span = span(mention);
            goal.start.saturating_sub(span.end).max(span.start.saturating_sub(goal.end))
        })
    }
}
