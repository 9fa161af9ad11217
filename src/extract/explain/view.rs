//! The pieces of an explanation, read off a page.

use super::{Bound, Explanation, FactView, Filler, FrameView, Link, MatchView, MentionView, Piece, TokenView};
use crate::extract::page::{Found, Line, Page};
use crate::extract::relate::fillers;
use crate::extract::settings::Settings;
use crate::extract::tokens::Sentence;
use crate::extract::{EntityId, Extraction, Fact, Frame, mentions};
use crate::knowledge::classes::{ClassId, ClassSet};
use crate::knowledge::rules::{Argument, FrameKind, Output, Role, Rule, Scope, Setting};
use crate::knowledge::trace::class_name;
use crate::knowledge::{Knowledge, RuleId};
use crate::text::{BlockKind, CharSpan, Document, Span};
use std::ops::Range;

/// A page, what was found on it and what is needed to tell of both.
pub(super) struct View<'a, 'k, 'd> {
    pub(super) document: &'d Document,
    pub(super) knowledge: &'k Knowledge,
    pub(super) page: &'a Page<'k, 'd>,
    pub(super) found: &'a Extraction,
}

impl View<'_, '_, '_> {
    pub(super) fn sentence(&self, number: usize, settings: &Settings, rule: Option<&Rule>) -> Explanation {
        let line = &self.page.lines[number];
        let own = |sentence: u32| sentence as usize == number;
        let mut mentions: Vec<_> = (0..line.sentence.mentions.len()).map(|m| self.mention(line, m)).collect();
        mentions.sort_by_key(|mention| (mention.piece.start, std::cmp::Reverse(mention.piece.end)));
        let facts = self.found.facts.iter().filter(|fact| own(fact.sentence));
        let frames = self.found.frames.iter().filter(|frame| own(frame.sentence));
        Explanation {
            sentence: self.piece(line.sentence.span),
            block: block_name(line.kind),
            tokens: line.sentence.words.iter().map(|word| self.token(word.span, &word.letter.classes)).collect(),
            mentions,
            matches: line.found.iter().map(|found| self.matched(line, found)).collect(),
            facts: facts.map(|fact| self.fact(line, settings, fact)).collect(),
            frames: frames.map(|frame| self.frame(line, settings, frame)).collect(),
            rule: rule.map(|rule| self.verdict(number, rule)),
        }
    }

    pub(super) fn piece(&self, span: Span) -> Piece {
        let CharSpan { start, end } = self.document.char_span(span);
        Piece { start, end, text: self.document.slice(span).to_owned() }
    }

    pub(super) fn token(&self, span: Span, classes: &ClassSet) -> TokenView {
        let names = self.knowledge.classes.names_in(classes);
        // Classes of literals say nothing to people; a class tells those above it.
        let below = |name: &str| names.iter().any(|n| n.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
        let told = names.iter().filter(|name| !name.starts_with('=') && !below(name));
        let mut classes: Vec<String> = told.map(|name| class_name(name)).collect();
        // Numbers of classes change with the rules, their names do not.
        classes.sort();
        TokenView { piece: self.piece(span), classes }
    }

    fn class(&self, class: ClassId) -> String {
        let mut one = ClassSet::EMPTY;
        one.insert(class);
        self.knowledge.classes.names_in(&one).concat()
    }

    pub(super) fn rule_name(&self, rule: RuleId) -> String {
        self.knowledge.rule_name(rule).to_owned()
    }

    fn label(&self, entity: EntityId) -> String {
        self.page.linker.entity(entity).label.clone()
    }

    fn mention(&self, line: &Line, position: usize) -> MentionView {
        let draft = &line.sentence.mentions[position];
        let class = || self.class(draft.class);
        let entity = line.links[position].map(|id| {
            let entity = self.page.linker.entity(id);
            let reason = match (line.choices[position], entity.date) {
                (Some(choice), _) => {
                    let choice = self.page.linker.choice(choice);
                    let from =
                        if choice.chosen().is_some() { "as the lexicon has it" } else { "which its name ends with" };
                    let broader = entity.broader.as_ref().map(|broader| format!("; broader: {broader}, {from}"));
                    choice.reason(&self.knowledge.gazetteer) + &broader.unwrap_or_default()
                }
                (None, Some(day)) => format!("a period whose last day is {day}"),
                (None, None) => "a period without a known last day".to_owned(),
            };
            Link { key: entity.key.clone(), label: entity.label.clone(), reason }
        });
        MentionView {
            piece: self.piece(draft.span),
            kind: draft.kind.map_or_else(class, |kind| kind.name().to_owned()),
            rule: self.rule_name(draft.rule),
            entity,
        }
    }

    fn matched(&self, line: &Line, found: &Found) -> MatchView {
        let (rule, hit) = (found.rule, &found.hit);
        MatchView {
            rule: rule.name.clone(),
            piece: self.tokens(&line.sentence, hit.start..hit.end),
            bound: self.bound(&line.sentence, rule, &hit.captures),
            gives: rule.outputs.iter().map(|output| self.output(rule, output)).collect(),
        }
    }

    /// Gives the text of a range of tokens, which may be empty.
    pub(super) fn tokens(&self, sentence: &Sentence, tokens: Range<usize>) -> Piece {
        if tokens.is_empty() {
            let at = sentence.tokens.get(tokens.start).map_or(sentence.span.end, |token| token.span.start);
            return self.piece(Span { start: at, end: at });
        }
        self.piece(sentence.span_of(tokens))
    }

    pub(super) fn bound(&self, sentence: &Sentence, rule: &Rule, captures: &[(u8, usize, usize)]) -> Vec<Bound> {
        let name = |slot: u8| match slot {
            0 => "{{}}".to_owned(),
            slot => rule.captures.get(usize::from(slot)).cloned().unwrap_or_default(),
        };
        let held = captures.iter().filter(|capture| capture.1 < capture.2);
        held.map(|&(slot, a, b)| Bound { name: name(slot), piece: self.tokens(sentence, a..b) }).collect()
    }

    /// Writes an output as the rule has it.
    fn output(&self, rule: &Rule, output: &Output) -> String {
        let name = |argument: &Argument| argument_name(rule, *argument);
        match output {
            Output::Mention(class) => {
                format!("mention {}", self.class(*class))
            }
            Output::Relation(id, from, to) => {
                format!("relation {}({}, {})", self.knowledge.relation_name(*id), name(from), name(to))
            }
            Output::Frame(kind, roles) => {
                let roles: Vec<_> =
                    roles.iter().map(|(role, a)| format!("{}: {}", role_name(*role), name(a))).collect();
                let kind = match kind {
                    FrameKind::Goal => "Goal",
                    FrameKind::Result => "Result",
                    FrameKind::Either => "Either",
                    FrameKind::Outlook => "Outlook",
                };
                format!("frame {kind}({})", roles.join(", "))
            }
            Output::Setting(setting, argument, scope) => {
                let setting = if *setting == Setting::Holder { "holder" } else { "deadline" };
                format!("setting {setting}({}) {}", name(argument), scope_name(*scope))
            }
        }
    }

    fn fact(&self, line: &Line, settings: &Settings, fact: &Fact) -> FactView {
        let matches = line.found.iter().filter(|found| found.rule.id == fact.rule);
        let arguments = matches.flat_map(|found| {
            let own = found.rule.outputs.iter().filter_map(move |output| match *output {
                Output::Relation(relation, from, to) if relation == fact.relation => Some((found, from, to)),
                _ => None,
            });
            own.collect::<Vec<_>>()
        });
        let origin = |found, argument, entity| self.origin(line, settings, found, argument, entity);
        let mut ends = arguments.filter_map(|(found, from, to)| {
            Some((origin(found, from, fact.subject)?, origin(found, to, fact.object)?))
        });
        let inside = || ("the name".to_owned(), "the name".to_owned());
        let (from, to) = ends.next().unwrap_or_else(inside);
        FactView {
            subject: Filler { label: self.label(fact.subject), from },
            relation: self.knowledge.relation_name(fact.relation).to_owned(),
            object: Filler { label: self.label(fact.object), from: to },
            rule: self.rule_name(fact.rule),
        }
    }

    /// Says where a match has an entity from that fills an argument; none if it does not fill it.
    fn origin(
        &self,
        line: &Line,
        settings: &Settings,
        found: &Found,
        argument: Argument,
        entity: EntityId,
    ) -> Option<String> {
        let name = argument_name(found.rule, argument);
        match argument {
            Argument::Capture(slot) | Argument::Around(slot) => {
                line.captured(&found.hit, slot).any(|own| own == entity).then(|| format!("captured as {name}"))
            }
            Argument::Holder => self.source(settings, Setting::Holder, line.position(found.hit.start), entity),
            Argument::Within => Some("the place it lies in".to_owned()),
            Argument::Emitted | Argument::Theme | Argument::Nobody => None,
        }
    }

    fn source(&self, settings: &Settings, setting: Setting, at: u32, entity: EntityId) -> Option<String> {
        let (rule, scope, stated) = settings.source(setting, at, entity)?;
        let Piece { start, end, text } = self.piece(stated);
        let (rule, scope) = (self.rule_name(rule), scope_name(scope));
        let short: String = text.chars().take(20).collect();
        let more = if short.len() < text.len() { "…" } else { "" };
        Some(format!("set for the {scope} by {rule} at {start}–{end} {short}{more}"))
    }

    fn frame(&self, line: &Line, settings: &Settings, frame: &Frame) -> FrameView {
        let trigger = &self.found.mentions[frame.trigger.0 as usize];
        let mut own = line.found.iter().filter(|found| found.rule.id == frame.rule);
        let own = own.find_map(|found| {
            let tokens = mentions::emitted(&found.hit).find(|t| line.sentence.span_of(t.clone()) == trigger.span)?;
            Some((found, tokens.start))
        });
        let from = |role: Role, entity: EntityId| -> String {
            let stated = own.and_then(|(found, at)| {
                let arguments = found.rule.outputs.iter().flat_map(|output| match output {
                    Output::Frame(_, roles) => roles.as_slice(),
                    _ => &[],
                });
                let arguments = arguments.filter(|(other, _)| *other == role).map(|(_, argument)| *argument);
                let mut filled = arguments.filter(|&a| fillers(line, settings, a, &found.hit, at).contains(&entity));
                let argument = filled.next()?;
                (argument != Argument::Holder).then(|| format!("captured as {}", argument_name(found.rule, argument)))
            });
            let setting = match role {
                Role::Holder => self.source(settings, Setting::Holder, trigger.span.start, entity),
                Role::Deadline => self.source(settings, Setting::Deadline, trigger.span.start, entity),
                Role::Concerns => Some("the start of the indicator's name".to_owned()),
                Role::Indicator | Role::Baseline => None,
            };
            stated.or(setting).unwrap_or_else(|| "the match".to_owned())
        };
        let fillers: [(&'static str, Role, &[EntityId]); 5] = [
            ("Holder", Role::Holder, &frame.holders),
            ("Indicator", Role::Indicator, frame.indicator.as_slice()),
            ("Deadline", Role::Deadline, frame.deadline.as_slice()),
            ("Baseline", Role::Baseline, frame.baseline.as_slice()),
            ("Concerns", Role::Concerns, &frame.concerns),
        ];
        let filler = |role, &entity: &EntityId| Filler { label: self.label(entity), from: from(role, entity) };
        let roles = fillers.iter().flat_map(|(name, role, entities)| {
            entities.iter().map(|entity| (*name, filler(*role, entity))).collect::<Vec<_>>()
        });
        FrameView {
            kind: trigger.kind.name(),
            piece: self.piece(trigger.span),
            rule: self.rule_name(frame.rule),
            roles: roles.collect(),
        }
    }
}

fn argument_name(rule: &Rule, argument: Argument) -> String {
    let capture = |slot: u8| rule.captures.get(usize::from(slot)).cloned().unwrap_or_default();
    match argument {
        Argument::Capture(slot) => capture(slot),
        Argument::Around(slot) => format!("around {}", capture(slot)),
        Argument::Emitted => "self".to_owned(),
        Argument::Holder => "holder".to_owned(),
        Argument::Theme => "theme".to_owned(),
        Argument::Within => "within".to_owned(),
        Argument::Nobody => "none".to_owned(),
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Holder => "holder",
        Role::Indicator => "indicator",
        Role::Deadline => "deadline",
        Role::Baseline => "baseline",
        Role::Concerns => "concerns",
    }
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Clause => "clause",
        Scope::Sentence => "sentence",
        Scope::Block => "block",
        Scope::Section => "section",
        Scope::Document => "document",
    }
}

pub(super) fn block_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::FrontMatter => "front matter",
        BlockKind::Furniture => "page furniture",
        BlockKind::Title => "title",
        BlockKind::Subtitle => "subtitle",
        BlockKind::Byline => "byline",
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem(_) => "list item",
    }
}
