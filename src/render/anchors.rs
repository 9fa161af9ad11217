//! Where the entities of an extraction stand in the text.

use crate::extract::{EntityId, Extraction, MentionId};

/// The mentions of each entity, in text order.
pub(super) struct Anchors {
    by_entity: Vec<Vec<MentionId>>,
}

impl Anchors {
    pub(super) fn new(found: &Extraction) -> Self {
        let mut by_entity = vec![Vec::new(); found.entities.len()];
        for (index, mention) in found.mentions.iter().enumerate() {
            if let Some(entity) = mention.entity {
                by_entity[entity.0 as usize].push(MentionId(index as u32));
            }
        }
        Self { by_entity }
    }

    /// Gives all mentions of an entity.
    pub(super) fn all(&self, entity: EntityId) -> &[MentionId] {
        &self.by_entity[entity.0 as usize]
    }

    /// Gives the first mention of an entity; none when it is only implied (a speaker's province).
    pub(super) fn first(&self, entity: EntityId) -> Option<MentionId> {
        self.all(entity).first().copied()
    }

    /// Gives the mention of `entity` with the fewest bytes between it and `trigger`, the earlier of two as near.
    pub(super) fn nearest(&self, found: &Extraction, entity: EntityId, trigger: MentionId) -> Option<MentionId> {
        let goal = found.mentions[trigger.0 as usize].span;
        self.all(entity).iter().copied().min_by_key(|mention| {
            let span = found.mentions[mention.0 as usize].span;
            goal.start.saturating_sub(span.end).max(span.start.saturating_sub(goal.end))
        })
    }
}
