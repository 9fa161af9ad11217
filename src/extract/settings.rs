//! Settings: whose goals these are and by when, as titles, headings, openings and 把 clauses say.

use super::link::inner_place;
use super::page::{Line, Page, captured};
use super::{EntityId, MentionKind};
use crate::knowledge::RuleId;
use crate::knowledge::program::Match;
use crate::knowledge::rules::{Argument, Output, Scope, Setting};
use crate::text::{BlockKind, Span};
use std::cmp::Reverse;

/// More holders than this are a list that no reader would hold in mind.
const MOST: usize = 12;

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
    /// Level of the heading that set it; outside headings below all levels.
    level: u8,
    /// The rule that found it.
    rule: RuleId,
    /// The sentence that states it.
    stated: Span,
}

/// The settings while a document is read from start to end.
#[derive(Debug, Default)]
pub struct Settings {
    list: Vec<InForce>,
}

impl Settings {
    /// Starts with the settings of the whole document: of each kind the first that a rule finds, wherever it stands.
    pub fn of_document(page: &Page) -> Self {
        let mut settings = Self::default();
        for line in &page.lines {
            for (_, new) in stated(page, line, None) {
                if !settings.list.iter().any(|s| s.setting == new.setting) {
                    settings.list.push(InForce { from: 0, ..new });
                }
            }
        }
        settings
    }

    /// Goes on to a sentence: ends what does not reach it and adds what it states.
    pub fn enter(&mut self, page: &Page, number: usize) {
        let line = &page.lines[number];
        let new_block = number == 0 || page.lines[number - 1].block != line.block;
        self.list.retain(|s| match (s.scope, line.kind) {
            (Scope::Clause | Scope::Sentence, _) => false,
            (Scope::Block, _) => !new_block,
            (Scope::Section, BlockKind::Heading(level)) => !new_block || level > s.level,
            (Scope::Section | Scope::Document, _) => true,
        });
        let whole = self.list.iter().find(|s| (s.setting, s.scope) == (Setting::Holder, Scope::Document));
        let whole = whole.map_or_else(Vec::new, |s| s.fillers.clone());
        let mut new = stated(page, line, Some(&whole));
        new.sort_by_key(|(priority, s)| (s.from, *priority));
        self.list.extend(new.into_iter().map(|n| n.1));
    }

    /// Gives what a setting says at a position.
    pub fn current(&self, setting: Setting, at: u32) -> &[EntityId] {
        self.in_force(setting, at).next().unwrap_or_default()
    }

    /// Says where the settings of a kind that hold at a position have an entity from: the rule, how far what it sets
    /// reaches, and the sentence that states it.
    pub fn source(&self, setting: Setting, at: u32, entity: EntityId) -> Option<(RuleId, Scope, Span)> {
        let mut holds = self.holding(setting, at, Scope::Clause).into_iter();
        holds.find(|s| s.fillers.contains(&entity)).map(|s| (s.rule, s.scope, s.stated))
    }

    /// Gives what the settings of a kind say at a position, the narrowest and latest first.
    pub fn in_force(&self, setting: Setting, at: u32) -> impl Iterator<Item = &[EntityId]> {
        self.in_force_from(setting, at, Scope::Clause)
    }

    /// Gives the same, without the settings that are narrower than `scope`.
    pub fn in_force_from(&self, setting: Setting, at: u32, scope: Scope) -> impl Iterator<Item = &[EntityId]> {
        self.holding(setting, at, scope).into_iter().map(|s| s.fillers.as_slice())
    }

    fn holding(&self, setting: Setting, at: u32, scope: Scope) -> Vec<&InForce> {
        let holds = |s: &&InForce| s.setting == setting && s.scope >= scope && s.from <= at && at < s.to;
        let mut list: Vec<&InForce> = self.list.iter().filter(holds).collect();
        list.sort_by_key(|s| (s.scope, Reverse(s.from)));
        list
    }
}

/// Gives the settings that a sentence states with the priorities of their rules: those of the whole document, or the
/// others where its holders are given.
fn stated(page: &Page, line: &Line, whole: Option<&[EntityId]>) -> Vec<(i16, InForce)> {
    let mut out = Vec::new();
    for found in &line.found {
        for output in &found.rule.outputs {
            let Output::Setting(setting, argument, scope) = *output else { continue };
            let fillers = match argument {
                // The document's again.
                Argument::Holder => whole.unwrap_or_default().to_vec(),
                Argument::Theme => page.linker.theme().into_iter().collect(),
                _ => fillers(page, line, argument, &found.hit),
            };
            if (scope == Scope::Document) != whole.is_none() || fillers.is_empty() && argument != Argument::Nobody {
                continue;
            }
            let from = line.position(found.hit.start);
            let to = if scope == Scope::Clause { clause_end(page, line, found.hit.end) } else { u32::MAX };
            let level = if let BlockKind::Heading(level) = line.kind { level } else { u8::MAX };
            out.push((
                found.rule.priority,
                InForce { setting, fillers, scope, from, to, level, rule: found.rule.id, stated: line.sentence.span },
            ));
        }
    }
    out
}

/// Gives the entities of a setting's capture; a post stands for the body it belongs to, a meeting for its place.
fn fillers(page: &Page, line: &Line, argument: Argument, hit: &Match) -> Vec<EntityId> {
    let Argument::Capture(slot) = argument else { return Vec::new() };
    let mut out = Vec::new();
    for token in captured(hit, slot).flatten() {
        let Some(mention) = line.sentence.tokens[token].mention() else { continue };
        let draft = &line.sentence.mentions[mention];
        match draft.kind {
            Some(MentionKind::Post) => {
                out.extend(draft.inner.iter().filter_map(|(_, _, words)| page.inner_entity(line.words(words))));
            }
            Some(MentionKind::Event) => {
                let place = inner_place(line.sentence.slice(draft.span), page.knowledge);
                out.extend(place.and_then(|surface| page.inner_entity(surface)));
            }
            _ => out.extend(line.links[mention]),
        }
    }
    out.truncate(MOST);
    out
}

/// Gives the position where the clause ends that a token stands in.
fn clause_end(page: &Page, line: &Line, token: usize) -> u32 {
    let class = page.knowledge.classes.get("clause.end");
    let tokens = &line.sentence.tokens;
    tokens[token.min(tokens.len())..]
        .iter()
        .find(|t| class.is_some_and(|c| t.letter.classes.contains(c)))
        .map_or(line.sentence.span.end, |t| t.span.start)
}
