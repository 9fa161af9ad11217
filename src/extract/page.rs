//! A document's sentences with their mentions linked and the reading rules matched: what facts are read from.

use super::link::{ChoiceId, Linker};
use super::mentions::fits;
use super::tokens::Sentence;
use super::{EntityId, MentionKind};
use crate::knowledge::Knowledge;
use crate::knowledge::program::{Match, Scratch};
use crate::knowledge::rules::Rule;
use crate::text::{BlockKind, Span};
use std::ops::Range;

/// A rule's match.
pub struct Found<'k> {
    /// The rule.
    pub rule: &'k Rule,
    /// Where it matched.
    pub hit: Match,
}

/// A sentence with all that is known of it before facts are read.
pub struct Line<'k, 'd> {
    /// Its tokens and mentions.
    pub sentence: Sentence<'d>,
    /// Number of its block.
    pub block: usize,
    /// The part its block plays.
    pub kind: BlockKind,
    /// The entity of each of [`Sentence::mentions`], where it has one.
    pub links: Vec<Option<EntityId>>,
    /// How each was chosen; periods are read and not chosen.
    pub choices: Vec<Option<ChoiceId>>,
    /// Matches of the rules that read relations, frames and settings, in order of the rules.
    pub found: Vec<Found<'k>>,
}

/// A document ready to be read.
pub struct Page<'k, 'd> {
    /// What is known of the domain.
    pub knowledge: &'k Knowledge,
    /// The sentences in text order.
    pub lines: Vec<Line<'k, 'd>>,
    /// The entities.
    pub linker: Linker<'k, 'd>,
    /// The year that 今年 means.
    pub this_year: Option<i16>,
}

impl<'k> Line<'k, '_> {
    /// Matches the reading rules; all mentions must be found.
    pub fn match_rules(&mut self, knowledge: &'k Knowledge, scratch: &mut Scratch) {
        let Self { sentence, kind, found, .. } = self;
        let wanted = |place| fits(place, *kind);
        for batch in &knowledge.rules.reading {
            batch.matches(&knowledge.rules, wanted, sentence, scratch, |rule, hit| found.push(Found { rule, hit }));
        }
        found.sort_by_key(|found| found.rule.id);
    }

    /// Gives the entity that a token stands for.
    pub fn entity(&self, token: usize) -> Option<EntityId> {
        self.links[self.sentence.tokens[token].mention()?]
    }

    /// Gives the entities inside a capture, in text order.
    pub fn captured(&self, hit: &Match, slot: u8) -> impl Iterator<Item = EntityId> {
        captured(hit, slot).flatten().filter_map(|token| self.entity(token))
    }

    /// Gives the text of a range of words.
    pub fn words(&self, words: &Range<usize>) -> &str {
        let Span { start, .. } = self.sentence.words[words.start].span;
        let Span { end, .. } = self.sentence.words[words.end - 1].span;
        self.sentence.slice(Span { start, end })
    }

    /// Gives the position in the document's text where a token starts, or the sentence's end.
    pub fn position(&self, token: usize) -> u32 {
        self.sentence.tokens.get(token).map_or(self.sentence.span.end, |t| t.span.start)
    }
}

impl Page<'_, '_> {
    /// Finds the mentioned body, place or zone that a name inside a longer one means.
    pub fn inner_entity(&self, surface: &str) -> Option<EntityId> {
        [MentionKind::Place, MentionKind::Organization, MentionKind::Zone]
            .into_iter()
            .find_map(|kind| self.linker.find(kind, surface))
    }
}

/// Gives the token ranges of a capture.
pub fn captured(hit: &Match, slot: u8) -> impl Iterator<Item = Range<usize>> {
    hit.captures.iter().filter(move |c| c.0 == slot).map(|&(_, start, end)| start..end)
}
