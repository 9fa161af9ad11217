//! Mentions become facts and frames: settings say whose and by when, relation and frame rules read the rest.

use super::link::{Linker, inner_place};
use super::mentions::{emitted, fits};
use super::modality::{Cues, Leaning};
use super::tokens::Sentence;
use super::{EntityId, Fact, Frame, Mention, MentionId, MentionKind, amount};
use crate::knowledge::program::Match;
use crate::knowledge::rules::{Argument, FrameKind, Output, Place, Role, Rule, Scope, Setting};
use crate::knowledge::{Knowledge, RelationId, RuleId};
use crate::text::BlockKind;
use std::collections::HashSet;
use std::ops::Range;

/// What a rule's match found in a sentence, before arguments are known.
struct Found<'k> {
    rule: &'k Rule,
    hit: Match,
}

/// A setting in force.
#[derive(Clone, Debug)]
struct InForce {
    setting: Setting,
    fillers: Vec<EntityId>,
    scope: Scope,
    /// Position in the document's text from which it holds.
    from: u32,
    /// Position from which it holds no more, when already known.
    to: u32,
    /// Level of the heading that set it, for sections.
    level: u8,
}

/// Reads facts and frames, sentence by sentence.
pub struct Reader<'k, 's, 'd> {
    knowledge: &'k Knowledge,
    sentences: &'s [Sentence<'d>],
    blocks: &'s [(usize, BlockKind)],
    /// For every sentence and every mention draft in it, its entity.
    links: &'s [Vec<Option<EntityId>>],
    linker: &'s Linker<'k>,
    cues: Option<Cues>,
    settings: Vec<InForce>,
    seen: HashSet<(EntityId, RelationId, EntityId, u32)>,
    /// What has been read.
    pub facts: Vec<Fact>,
    /// What has been read.
    pub frames: Vec<Frame>,
    /// The triggers of the frames.
    pub triggers: Vec<Mention>,
}

/// The rules whose results are read after all mentions are known.
fn readers(knowledge: &Knowledge) -> impl Iterator<Item = &Rule> {
    knowledge.rules.iter().filter(|r| !r.outputs.iter().any(|o| matches!(o, Output::Mention(_))))
}

impl<'k, 's, 'd> Reader<'k, 's, 'd> {
    /// Makes a reader of a document's sentences; `blocks` tells each sentence's block.
    pub fn new(
        knowledge: &'k Knowledge,
        sentences: &'s [Sentence<'d>],
        blocks: &'s [(usize, BlockKind)],
        links: &'s [Vec<Option<EntityId>>],
        linker: &'s Linker<'k>,
    ) -> Self {
        Self {
            knowledge,
            sentences,
            blocks,
            links,
            linker,
            cues: Cues::new(knowledge),
            settings: Vec::new(),
            seen: HashSet::new(),
            facts: Vec::new(),
            frames: Vec::new(),
            triggers: Vec::new(),
        }
    }

    /// Reads the whole document.
    pub fn read(&mut self) {
        let found: Vec<Vec<Found<'k>>> = (0..self.sentences.len()).map(|i| self.matches(i)).collect();
        // The holder of the whole document may be told only in its byline.
        for (i, hits) in found.iter().enumerate() {
            self.set(i, hits, true);
        }
        let leanings = self.block_leanings();
        let head: Vec<&Sentence> =
            self.sentences.iter().zip(self.blocks).filter(|(_, b)| fits(Place::Head, b.1)).map(|(s, _)| s).collect();
        let headline = self.cues.as_ref().map_or(0, |c| c.headline(&head));
        let mut section: Leaning = headline;
        for (i, hits) in found.iter().enumerate() {
            let (block, kind) = self.blocks[i];
            if matches!(kind, BlockKind::Heading(_)) {
                section = self.cues.as_ref().map_or(0, |c| c.sentence(&self.sentences[i])).signum() * 3;
                if section == 0 {
                    section = headline;
                }
            }
            self.expire(i);
            self.set(i, hits, false);
            self.inner_facts(i);
            self.relations(i, hits);
            self.frames(i, hits, leanings[block].clamp(-6, 6) + section);
        }
    }

    /// Matches the reading rules in a sentence.
    fn matches(&self, i: usize) -> Vec<Found<'k>> {
        let sentence = &self.sentences[i];
        let mut out = Vec::new();
        for rule in readers(self.knowledge) {
            if !fits(rule.place, self.blocks[i].1) || !rule.program.possible(&sentence.present) {
                continue;
            }
            let mut start = 0;
            while start <= sentence.tokens.len() {
                if let Some(hit) = rule.program.match_at(sentence, start) {
                    out.push(Found { rule, hit });
                }
                start += 1;
            }
        }
        out
    }

    /// Sums the cues of every block.
    fn block_leanings(&self) -> Vec<Leaning> {
        let count = self.blocks.iter().map(|b| b.0 + 1).max().unwrap_or(0);
        let mut sums = vec![0; count];
        if let Some(cues) = &self.cues {
            for (sentence, (block, _)) in self.sentences.iter().zip(self.blocks) {
                sums[*block] += cues.sentence(sentence);
            }
        }
        sums
    }

    /// Ends the settings that do not reach into sentence `i`.
    fn expire(&mut self, i: usize) {
        let start = self.sentences[i].span.start;
        let new_block = i == 0 || self.blocks[i].0 != self.blocks[i - 1].0;
        let heading = match self.blocks[i].1 {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        self.settings.retain(|s| match s.scope {
            Scope::Clause | Scope::Sentence => false,
            Scope::Block => !new_block,
            Scope::Section => !(new_block && heading.is_some_and(|level| level <= s.level)) || s.from >= start,
            Scope::Document => true,
        });
    }

    /// Puts the settings of a sentence in force: those of the whole document, or the others.
    fn set(&mut self, i: usize, hits: &[Found<'k>], document: bool) {
        let sentence = &self.sentences[i];
        let mut new = Vec::new();
        for Found { rule, hit } in hits {
            for output in &rule.outputs {
                let Output::Setting(setting, argument, scope) = *output else { continue };
                if (scope == Scope::Document) != document {
                    continue;
                }
                let fillers = self.setting_fillers(i, argument, hit);
                if fillers.is_empty() && argument != Argument::Nobody || document && self.settings.iter().any(|s| s.setting == setting) {
                    continue;
                }
                let from = if hit.start < sentence.tokens.len() {
                    sentence.tokens[hit.start].span.start
                } else {
                    sentence.span.end
                };
                let to = if scope == Scope::Clause { self.clause_end(i, hit.end) } else { u32::MAX };
                let level = match self.blocks[i].1 {
                    BlockKind::Heading(level) => level,
                    _ => u8::MAX,
                };
                let from = if document { 0 } else { from };
                new.push((rule.priority, InForce { setting, fillers, scope, from, to, level }));
                if document {
                    self.settings.append(&mut new.drain(..).map(|n| n.1).collect());
                }
            }
        }
        new.sort_by_key(|(priority, s)| (s.from, *priority));
        self.settings.extend(new.into_iter().map(|n| n.1));
    }

    /// Gives the position where the clause ends that a token stands in.
    fn clause_end(&self, i: usize, token: usize) -> u32 {
        let sentence = &self.sentences[i];
        let class = self.knowledge.classes.get("clause.end");
        sentence.tokens[token.min(sentence.tokens.len())..]
            .iter()
            .find(|t| class.is_some_and(|c| t.classes.contains(c)))
            .map_or(sentence.span.end, |t| t.span.start)
    }

    /// Gives the entities of a setting's capture; a post stands for the body it belongs to.
    fn setting_fillers(&self, i: usize, argument: Argument, hit: &Match) -> Vec<EntityId> {
        let sentence = &self.sentences[i];
        let Argument::Capture(slot) = argument else { return Vec::new() };
        let mut out = Vec::new();
        for token in captured(hit, slot).flat_map(|range| &sentence.tokens[range]) {
            let Some(mention) = token.mention else { continue };
            let draft = &sentence.mentions[mention];
            match draft.kind {
                Some(MentionKind::Post) => out.extend(draft.inner.iter().filter_map(|(_, _, words)| {
                    let span = crate::text::Span {
                        start: sentence.words[words.start].span.start,
                        end: sentence.words[words.end - 1].span.end,
                    };
                    self.inner_entity(sentence.slice(span))
                })),
                Some(MentionKind::Goal | MentionKind::Result) | None => {}
                Some(_) => out.extend(self.links[i][mention]),
            }
        }
        out.truncate(12);
        out
    }

    fn inner_entity(&self, surface: &str) -> Option<EntityId> {
        [MentionKind::Place, MentionKind::Organization, MentionKind::Zone]
            .into_iter()
            .find_map(|kind| self.linker.find(kind, surface))
    }

    /// Gives what a setting says at a position.
    fn current(&self, setting: Setting, at: u32) -> &[EntityId] {
        self.in_force(setting, at).next().map_or(&[], |s| &s.fillers)
    }

    /// Gives the settings of a kind that hold at a position, the narrowest and latest first.
    fn in_force(&self, setting: Setting, at: u32) -> impl Iterator<Item = &InForce> {
        let mut list: Vec<&InForce> =
            self.settings.iter().filter(|s| s.setting == setting && s.from <= at && at < s.to).collect();
        list.sort_by_key(|s| (s.scope, std::cmp::Reverse(s.from)));
        list.into_iter()
    }

    fn add_fact(&mut self, subject: EntityId, relation: RelationId, object: EntityId, sentence: usize, rule: RuleId) {
        let sentence = sentence as u32;
        if subject != object && self.seen.insert((subject, relation, object, sentence)) {
            self.facts.push(Fact { subject, relation, object, sentence, rule });
        }
    }

    /// Reads the relations of mentions to names inside them.
    fn inner_facts(&mut self, i: usize) {
        let sentence = &self.sentences[i];
        for token in &sentence.tokens {
            let Some(mention) = token.mention else { continue };
            let Some(own) = self.links[i][mention] else { continue };
            let draft = &sentence.mentions[mention];
            for (relation, is_subject, words) in &draft.inner {
                let span = crate::text::Span {
                    start: sentence.words[words.start].span.start,
                    end: sentence.words[words.end - 1].span.end,
                };
                let Some(other) = self.inner_entity(sentence.slice(span)) else { continue };
                let (subject, object) = if *is_subject { (own, other) } else { (other, own) };
                self.add_fact(subject, *relation, object, i, draft.rule);
            }
        }
    }

    fn relations(&mut self, i: usize, hits: &[Found<'k>]) {
        for Found { rule, hit } in hits {
            for output in &rule.outputs {
                let Output::Relation(relation, from, to) = *output else { continue };
                let subjects = self.fillers(i, from, hit, hit.start);
                let objects = self.fillers(i, to, hit, hit.start);
                for &subject in &subjects {
                    if to == Argument::Within {
                        if let Some(outer) = self.within(i, hit, from, subject) {
                            self.add_fact(subject, relation, outer, i, rule.id);
                        }
                        continue;
                    }
                    for &object in &objects {
                        self.add_fact(subject, relation, object, i, rule.id);
                    }
                }
            }
        }
    }

    /// Gives the place that a mention lies in: the division above it that the document names, the place in its own
    /// name, else whoever holds things here.
    fn within(&self, i: usize, hit: &Match, from: Argument, subject: EntityId) -> Option<EntityId> {
        if self.linker.entity(subject).kind == MentionKind::Place {
            return self.linker.parent(subject);
        }
        let sentence = &self.sentences[i];
        let Argument::Capture(slot) = from else { return None };
        let token = captured(hit, slot)
            .flatten()
            .find(|&t| sentence.tokens[t].mention.is_some_and(|m| self.links[i][m] == Some(subject)))?;
        if let Some(surface) = inner_place(sentence, sentence.tokens[token].words.clone(), self.knowledge) {
            if let Some(place) = self.linker.find(MentionKind::Place, surface) {
                return Some(place);
            }
            if let Some(place) = self.linker.enclosing(surface) {
                return Some(place);
            }
        }
        if let Some(owner) = self.linker.owning(sentence.slice(sentence.tokens[token].span)) {
            return Some(owner);
        }
        let at = sentence.tokens[token].span.start;
        let place = |e: &&EntityId| **e != subject && self.linker.entity(**e).kind == MentionKind::Place;
        self.in_force(Setting::Holder, at).find_map(|s| s.fillers.iter().find(place)).copied()
    }

    /// Gives the entities of an argument, in text order.
    fn fillers(&self, i: usize, argument: Argument, hit: &Match, at: usize) -> Vec<EntityId> {
        let sentence = &self.sentences[i];
        match argument {
            Argument::Capture(slot) => captured(hit, slot)
                .flat_map(|range| &sentence.tokens[range])
                .filter_map(|t| self.links[i][t.mention?])
                .collect(),
            Argument::Holder => {
                let at = sentence.tokens.get(at).map_or(sentence.span.end, |t| t.span.start);
                self.current(Setting::Holder, at).to_vec()
            }
            Argument::Emitted | Argument::Within | Argument::Nobody => Vec::new(),
        }
    }

    /// Reads the frames of a sentence; overlapping triggers compete as mentions do.
    fn frames(&mut self, i: usize, hits: &[Found<'k>], leaning: Leaning) {
        let sentence = &self.sentences[i];
        let mut candidates: Vec<(&Found, FrameKind, &[(Role, Argument)], Range<usize>, usize, usize)> = Vec::new();
        for found in hits {
            for output in &found.rule.outputs {
                let Output::Frame(kind, roles) = output else { continue };
                let parts = emitted(&found.hit);
                let count = parts.len();
                for (n, part) in parts.into_iter().enumerate() {
                    candidates.push((found, *kind, roles, part, n, count));
                }
            }
        }
        candidates.sort_by(|a, b| {
            let length = |r: &Range<usize>| sentence.span_of(r.clone()).len();
            (b.0.rule.priority.cmp(&a.0.rule.priority))
                .then_with(|| length(&b.3).cmp(&length(&a.3)))
                .then_with(|| (b.0.hit.end - b.0.hit.start).cmp(&(a.0.hit.end - a.0.hit.start)))
                .then(a.3.start.cmp(&b.3.start))
        });
        let mut taken = vec![false; sentence.tokens.len()];
        let mut kept = Vec::new();
        for candidate in candidates {
            if !taken[candidate.3.clone()].iter().any(|&t| t) {
                taken[candidate.3.clone()].fill(true);
                kept.push(candidate);
            }
        }
        kept.sort_by_key(|c| c.3.start);
        for (found, kind, roles, part, n, count) in kept {
            self.frame(i, found, kind, roles, part, (n, count), leaning);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn frame(
        &mut self,
        i: usize,
        found: &Found,
        kind: FrameKind,
        roles: &[(Role, Argument)],
        part: Range<usize>,
        (n, count): (usize, usize),
        leaning: Leaning,
    ) {
        let sentence = &self.sentences[i];
        let words = sentence.tokens[part.start].words.start..sentence.tokens[part.end - 1].words.end;
        let kind = match kind {
            FrameKind::Goal => MentionKind::Goal,
            FrameKind::Result => MentionKind::Result,
            FrameKind::Either => {
                let near = self.cues.as_ref().map_or(0, |c| c.around(sentence, part.start));
                if near + leaning * 2 < 0 { MentionKind::Result } else { MentionKind::Goal }
            }
        };
        let span = sentence.span_of(part.clone());
        let fill = |role: Role| {
            let mut out = Vec::new();
            for (r, argument) in roles {
                if *r == role {
                    out.extend(self.fillers(i, *argument, &found.hit, part.start));
                }
            }
            // As many fillers as triggers: each its own.
            if count > 1 && out.len() == count && role != Role::Holder { vec![out[n]] } else { out }
        };
        let mut holders = fill(Role::Holder);
        if holders.is_empty() {
            holders = self.current(Setting::Holder, span.start).to_vec();
        }
        let indicators = fill(Role::Indicator);
        let baseline = fill(Role::Baseline).first().copied();
        let stated = fill(Role::Concerns);
        let mut deadline = fill(Role::Deadline).first().copied();
        if deadline.is_none() {
            deadline = self.current(Setting::Deadline, span.start).first().copied();
        }
        let amount = amount::read(sentence, words, self.knowledge);
        let mut add = |indicator: Option<EntityId>| {
            let mut concerns = stated.clone();
            if let Some(indicator) = indicator {
                concerns.extend(self.linker.industries_in(&self.linker.entity(indicator).label));
                concerns.dedup();
            }
            let trigger = MentionId(self.triggers.len() as u32);
            self.triggers.push(Mention { span, kind, entity: None, sentence: i as u32, rule: found.rule.id });
            self.frames.push(Frame {
                trigger,
                holders: holders.clone(),
                indicator,
                deadline,
                baseline,
                concerns,
                amount: amount.clone(),
                sentence: i as u32,
                rule: found.rule.id,
            });
        };
        if indicators.is_empty() {
            add(None);
        }
        for indicator in indicators {
            add(Some(indicator));
        }
    }
}

/// Gives the token ranges of a capture.
fn captured(hit: &Match, slot: u8) -> impl Iterator<Item = Range<usize>> + '_ {
    hit.captures.iter().filter(move |c| c.0 == slot).map(|&(_, start, end)| start..end)
}
