//! What the extractor saw and did in a sentence, for people who write rules: tokens, mentions, matches, facts, frames,
//! and why a rule did not fire.
//!
//! The same stages run as in [`super::extract`]; nothing here changes what is found.

use super::page::{Found, Line, Page};
use super::relate::fillers;
use super::settings::Settings;
use super::tokens::{Sentence, Token, tokenize};
use super::{EntityId, Extraction, Fact, Frame, MentionKind, mentions};
use crate::knowledge::classes::{ClassId, ClassSet};
use crate::knowledge::program::Scratch;
use crate::knowledge::rules::{Argument, FrameKind, Output, Place, Role, Rule, Scope, Setting};
use crate::knowledge::trace::{self, class_name};
use crate::knowledge::{Knowledge, RuleId};
use crate::text::{BlockKind, CharSpan, Document, Span};
use serde::Serialize;
use std::ops::Range;

/// A piece of the document; offsets are code points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The text there.
    pub text: String,
}

/// What was seen and done in a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The sentence.
    pub sentence: Piece,
    /// The part that its block plays (`heading`, `paragraph`).
    pub block: &'static str,
    /// Its words with the classes that patterns can test for.
    pub tokens: Vec<TokenView>,
    /// The names, times and amounts found, and the annotations that only rules see.
    pub mentions: Vec<MentionView>,
    /// The matches of the rules that read relations, frames and settings.
    pub matches: Vec<MatchView>,
    /// The relations read.
    pub facts: Vec<FactView>,
    /// The goals and results read.
    pub frames: Vec<FrameView>,
    /// What became of the rule that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Verdict>,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenView {
    /// Where it stands.
    #[serde(flatten)]
    pub piece: Piece,
    /// Its classes, as patterns name them, without those above another.
    pub classes: Vec<String>,
}

/// A mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentionView {
    /// Where it stands.
    #[serde(flatten)]
    pub piece: Piece,
    /// Its type, or the class of an annotation.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rule that found it.
    pub rule: String,
    /// What it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<Link>,
}

/// The entity of a mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What identifies it among its type.
    pub key: String,
    /// Its name.
    pub label: String,
    /// How it was chosen.
    pub reason: String,
}

/// A rule's match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchView {
    /// The rule.
    pub rule: String,
    /// Where it matched.
    #[serde(flatten)]
    pub piece: Piece,
    /// What it bound; `{{}}` is what it emits.
    pub bound: Vec<Bound>,
    /// What the rule gives.
    pub gives: Vec<String>,
}

/// A capture and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub piece: Piece,
}

/// A relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// Who or what.
    pub subject: Filler,
    /// The relation.
    pub relation: String,
    /// To whom or what.
    pub object: Filler,
    /// The rule that read it.
    pub rule: String,
}

/// An entity in a relation or a role, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filler {
    /// Its name.
    pub label: String,
    /// Where it comes from.
    pub from: String,
}

/// A goal or a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FrameView {
    /// Goal or Result.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its trigger.
    #[serde(flatten)]
    pub piece: Piece,
    /// The rule that read it.
    pub rule: String,
    /// Its roles in the order of the annotation guide.
    pub roles: Vec<(&'static str, Filler)>,
}

/// What became of a rule in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The rule.
    pub rule: String,
    /// In one line: it fired, it lost, it stopped.
    pub verdict: String,
    /// Where its pattern stopped, if it did not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
}

/// Where a pattern stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// What it matched up to there, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<Piece>,
    /// What it had bound.
    pub bound: Vec<Bound>,
    /// The token before the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<TokenView>,
    /// The token at the place; none at the sentence's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenView>,
    /// The tests that failed there, the one nearest to the pattern's end first.
    pub expected: Vec<String>,
    /// Whether all the rest of the pattern matches.
    pub rest_matches: bool,
}

/// Explains the sentence at a code point, or every sentence, and what became of a rule in it.
///
/// ```
/// use mailuo::extract::explain::explain;
/// use mailuo::knowledge::Knowledge;
/// use mailuo::text::{ParseOptions, parse};
///
/// let knowledge = Knowledge::embedded()?;
/// let text = "金昌市发展新能源电池产业。";
/// let document = parse("-", text.as_bytes(), &ParseOptions::default())?.remove(0);
/// let explained = explain(&document, &knowledge, Some(0), None);
/// assert_eq!(explained[0].mentions[0].entity.as_ref().map(|e| e.key.as_str()), Some("620300"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(document: &Document, knowledge: &Knowledge, at: Option<u32>, rule: Option<&Rule>) -> Vec<Explanation> {
    let (page, found) = super::read(document, knowledge);
    let view = View { document, knowledge, page: &page, found: &found };
    let mut settings = Settings::of_document(&page);
    let mut out = Vec::new();
    for number in 0..page.lines.len() {
        settings.enter(&page, number);
        let CharSpan { start, end } = document.char_span(page.lines[number].sentence.span);
        if at.is_none_or(|at| (start..end).contains(&at)) {
            out.push(view.sentence(number, &settings, rule));
        }
    }
    out
}

struct View<'a, 'k, 'd> {
    document: &'d Document,
    knowledge: &'k Knowledge,
    page: &'a Page<'k, 'd>,
    found: &'a Extraction,
}

impl View<'_, '_, '_> {
    fn sentence(&self, number: usize, settings: &Settings, rule: Option<&Rule>) -> Explanation {
        let line = &self.page.lines[number];
        let own = |sentence: u32| sentence as usize == number;
        let mut mentions: Vec<_> = (0..line.sentence.mentions.len()).map(|m| self.mention(line, m)).collect();
        mentions.sort_by_key(|mention| (mention.piece.start, std::cmp::Reverse(mention.piece.end)));
        let facts = self.found.facts.iter().filter(|fact| own(fact.sentence));
        let frames = self.found.frames.iter().filter(|frame| own(frame.sentence));
        Explanation {
            sentence: self.piece(line.sentence.span),
            block: block_name(line.kind),
            tokens: line.sentence.words.iter().map(|token| self.token(token)).collect(),
            mentions,
            matches: line.found.iter().map(|found| self.matched(line, found)).collect(),
            facts: facts.map(|fact| self.fact(line, settings, fact)).collect(),
            frames: frames.map(|frame| self.frame(line, settings, frame)).collect(),
            rule: rule.map(|rule| self.verdict(number, rule)),
        }
    }

    fn piece(&self, span: Span) -> Piece {
        let CharSpan { start, end } = self.document.char_span(span);
        Piece { start, end, text: self.document.slice(span).to_owned() }
    }

    fn token(&self, token: &Token) -> TokenView {
        let names = self.knowledge.classes.names_in(&token.classes);
        // Classes of literals say nothing to people; a class tells those above it.
        let below = |name: &str| names.iter().any(|n| n.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
        let told = names.iter().filter(|name| !name.starts_with('=') && !below(name));
        TokenView { piece: self.piece(token.span), classes: told.map(|name| class_name(name)).collect() }
    }

    fn class(&self, class: ClassId) -> String {
        let mut one = ClassSet::EMPTY;
        one.insert(class);
        self.knowledge.classes.names_in(&one).concat()
    }

    fn rule_name(&self, rule: RuleId) -> String {
        self.knowledge.rule_name(rule).to_owned()
    }

    fn label(&self, entity: EntityId) -> String {
        self.page.linker.entity(entity).label.clone()
    }

    fn mention(&self, line: &Line, position: usize) -> MentionView {
        let draft = &line.sentence.mentions[position];
        let class = || self.class(draft.class);
        let entity = line.links[position].zip(draft.kind).map(|(id, kind)| {
            let entity = self.page.linker.entity(id);
            let reason = match (kind, entity.date) {
                (MentionKind::Time, Some(day)) => format!("a period whose last day is {day}"),
                (MentionKind::Time, None) => "a period without a known last day".to_owned(),
                _ => self.page.linker.reason(kind, line.sentence.slice(draft.span)),
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
    fn tokens(&self, sentence: &Sentence, tokens: Range<usize>) -> Piece {
        if tokens.is_empty() {
            let at = sentence.tokens.get(tokens.start).map_or(sentence.span.end, |token| token.span.start);
            return self.piece(Span { start: at, end: at });
        }
        self.piece(sentence.span_of(tokens))
    }

    fn bound(&self, sentence: &Sentence, rule: &Rule, captures: &[(u8, usize, usize)]) -> Vec<Bound> {
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
            Argument::Emitted | Argument::Nobody => None,
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

    /// Says what became of a rule in a sentence.
    fn verdict(&self, number: usize, rule: &Rule) -> Verdict {
        let line = &self.page.lines[number];
        let (verdict, stop) = if !mentions::fits(rule.place, line.kind) {
            (format!("not tried: it is for {}, and this is a {}", place_name(rule.place), block_name(line.kind)), None)
        } else if rule.mention.is_some() {
            self.mention_verdict(line, rule)
        } else {
            match line.found.iter().any(|found| found.rule.id == rule.id) {
                true => (self.reading_verdict(number, rule), None),
                false => self.stop(&line.sentence, rule),
            }
        };
        Verdict { rule: rule.name.clone(), verdict, stop }
    }

    /// Tells what became of a rule that finds mentions, by the tokens that its phase saw.
    fn mention_verdict(&self, line: &Line, rule: &Rule) -> (String, Option<Stop>) {
        let (knowledge, scratch) = (self.knowledge, &mut Scratch::default());
        let phases = &knowledge.rules.phases;
        let phase = phases.iter().position(|phase| phase.iter().any(|r| r.id == rule.id)).unwrap_or_default();
        let mut sentence = tokenize(&self.document.text, line.sentence.span, knowledge);
        mentions::run_phases(&mut sentence, line.kind, knowledge, &phases[..phase], scratch);
        let mut spans: Vec<Span> = Vec::new();
        rule.program.matches(&sentence, scratch, |hit| {
            spans.extend(mentions::emitted(&hit).map(|tokens| sentence.span_of(tokens)));
        });
        if spans.is_empty() {
            return self.stop(&sentence, rule);
        }
        let mut after = sentence.clone();
        mentions::run_phases(&mut after, line.kind, knowledge, &phases[phase..=phase], scratch);
        let of_rule = |id: RuleId| format!("{} {}", self.rule_name(id), priority(knowledge.rules.get(id)));
        let told = spans.iter().map(|&span| {
            let text = self.document.slice(span);
            let new = &after.mentions[sentence.mentions.len()..];
            match new.iter().find(|draft| draft.span.overlaps(span)) {
                Some(draft) if draft.rule == rule.id && draft.span == span => {
                    let last = line.sentence.tokens.iter().find(|t| t.span.overlaps(span)).and_then(|t| t.mention);
                    match last.map(|m| &line.sentence.mentions[m]) {
                        Some(last) if last.rule != rule.id => {
                            let taken = self.document.slice(last.span);
                            format!("found {text}, which became part of {taken} by {} later", of_rule(last.rule))
                        }
                        _ => format!("found {text}"),
                    }
                }
                Some(draft) => {
                    let taken = self.document.slice(draft.span);
                    let winner = of_rule(draft.rule);
                    format!(
                        "matched {text}, but {winner} took {taken}: the higher priority wins, then the longer match"
                    )
                }
                None => format!("matched {text}, and nothing came of it"),
            }
        });
        (told.collect::<Vec<_>>().join("; "), None)
    }

    /// Tells what came of the matches of a rule that reads.
    fn reading_verdict(&self, number: usize, rule: &Rule) -> String {
        let own = |sentence: u32, id: RuleId| sentence as usize == number && id == rule.id;
        let facts = self.found.facts.iter().filter(|fact| own(fact.sentence, fact.rule)).count();
        let frames = self.found.frames.iter().filter(|frame| own(frame.sentence, frame.rule)).count();
        if facts + frames > 0 {
            return format!("matched and gave {facts} facts and {frames} frames");
        }
        if rule.outputs.iter().all(|output| matches!(output, Output::Setting(..))) {
            return "matched and set what it sets".to_owned();
        }
        let line = &self.page.lines[number];
        if rule.outputs.iter().any(|output| matches!(output, Output::Frame(..))) {
            let hits = line.found.iter().filter(|found| found.rule.id == rule.id);
            let spans: Vec<Span> = hits
                .flat_map(|f| mentions::emitted(&f.hit).map(|t| line.sentence.span_of(t)).collect::<Vec<_>>())
                .collect();
            let mut others = self.found.frames.iter().filter(|frame| frame.sentence as usize == number);
            let taken = others.find(|frame| {
                let trigger = self.found.mentions[frame.trigger.0 as usize].span;
                spans.iter().any(|span| span.overlaps(trigger))
            });
            if let Some(frame) = taken {
                let winner = self.knowledge.rules.get(frame.rule);
                let trigger = self.document.slice(self.found.mentions[frame.trigger.0 as usize].span);
                let (name, priority) = (&winner.name, priority(winner));
                return format!(
                    "matched, but {name} {priority} took {trigger}: the higher priority wins, then the longer trigger, \
                     then the longer match"
                );
            }
        }
        "matched, but gave nothing new: nobody fills an argument, the ontology does not let them, or another rule gave \
         the same before"
            .to_owned()
    }

    /// Tells how far the pattern of a rule gets in a sentence.
    fn stop(&self, sentence: &Sentence, rule: &Rule) -> (String, Option<Stop>) {
        let Some(furthest) = trace::furthest(&rule.pattern, sentence) else {
            return ("did not match: its pattern takes more steps than a run may".to_owned(), None);
        };
        let (from, to) = (furthest.start, furthest.otherwise.unwrap_or(furthest.at));
        let show = |node| trace::show(node, &self.knowledge.classes, &rule.captures);
        let token = |at: usize| sentence.tokens.get(at).map(|token| self.token(token));
        let stop = Stop {
            matched: (from < to).then(|| self.tokens(sentence, from..to)),
            bound: self.bound(sentence, rule, &furthest.captures),
            before: furthest.at.checked_sub(1).and_then(token),
            token: token(furthest.at),
            expected: furthest.expected.into_iter().map(show).collect(),
            rest_matches: furthest.otherwise.is_some(),
        };
        ("did not match".to_owned(), Some(stop))
    }
}

fn priority(rule: &Rule) -> String {
    format!("(priority {}, {}:{})", rule.priority, rule.file, rule.line)
}

fn argument_name(rule: &Rule, argument: Argument) -> String {
    let capture = |slot: u8| rule.captures.get(usize::from(slot)).cloned().unwrap_or_default();
    match argument {
        Argument::Capture(slot) => capture(slot),
        Argument::Around(slot) => format!("around {}", capture(slot)),
        Argument::Emitted => "self".to_owned(),
        Argument::Holder => "holder".to_owned(),
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

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Anywhere => "every block",
        Place::Head => "titles and bylines",
        Place::Heading => "headings",
        Place::Body => "paragraphs and list items",
    }
}

fn block_name(kind: BlockKind) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ParseOptions, parse};
    use std::sync::LazyLock;

    static KNOWLEDGE: LazyLock<Knowledge> =
        LazyLock::new(|| Knowledge::embedded().expect("the embedded ontology loads"));

    fn read(text: &str) -> Document {
        parse("样例.txt", text.as_bytes(), &ParseOptions::default()).expect("text").remove(0)
    }

    fn rule(name: &str) -> &'static Rule {
        KNOWLEDGE.rules.iter().find(|rule| rule.name == name).expect("a rule of that name")
    }

    /// Explains the last sentence of a text.
    fn last(text: &str, name: Option<&str>) -> Explanation {
        explain(&read(text), &KNOWLEDGE, None, name.map(rule)).pop().expect("a sentence")
    }

    #[test]
    fn the_trace_matches_where_the_machine_matches() {
        let mut compared = 0;
        for rule in KNOWLEDGE.rules.iter() {
            for trial in rule.examples.iter().chain(&rule.rejects) {
                let document = read(&trial.text.replace(['{', '}'], ""));
                let (page, _) = super::super::read(&document, &KNOWLEDGE);
                for line in &page.lines {
                    let mut hits = Vec::new();
                    rule.program
                        .matches(&line.sentence, &mut Scratch::default(), |hit| hits.push((hit.start, hit.end)));
                    let starts = 0..=line.sentence.tokens.len();
                    let traced =
                        starts.filter_map(|at| Some((at, trace::match_from(&rule.pattern, &line.sentence, at)?)));
                    assert_eq!(traced.collect::<Vec<_>>(), hits, "{} on {}", rule.name, trial.text);
                    assert_eq!(trace::furthest(&rule.pattern, &line.sentence).is_none(), !hits.is_empty());
                    compared += 1;
                }
            }
        }
        assert!(compared > 200, "{compared}");
    }

    #[test]
    fn roles_and_ends_tell_where_they_come_from() {
        let text = "金昌市政府工作报告\n力争到“十四五”末，规上工业企业产值达到2300亿元以上，发展新能源电池产业。\n";
        let explained = last(text, None);
        let frame = &explained.frames[0];
        let from = |role: &str| {
            let filler = frame.roles.iter().find(|r| r.0 == role).map(|r| r.1.from.as_str());
            filler.unwrap_or_default().to_owned()
        };
        assert_eq!(from("Holder"), "set for the document by holder.report at 0–9 金昌市政府工作报告");
        assert!(from("Indicator").starts_with("captured as "), "{frame:?}");
        assert!(from("Deadline").starts_with("set for the sentence by deadline."), "{frame:?}");
        let develops = explained.facts.iter().find(|fact| fact.relation == "develops").expect("a fact");
        assert!(develops.subject.from.contains("holder.report") && develops.object.from == "captured as i");
    }

    #[test]
    fn entities_tell_how_they_were_chosen() {
        let explained = last("河北省政府工作报告\n省政府支持桥西区。\n", None);
        let reason = |surface: &str| {
            let mention = explained.mentions.iter().find(|m| m.piece.text == surface).expect(surface);
            mention.entity.as_ref().map(|entity| entity.reason.clone()).expect("an entity")
        };
        assert_eq!(reason("省政府"), "the body of 河北省: the document is about 河北省");
        assert!(reason("桥西区").contains("of that name") || reason("桥西区").contains("none to be preferred"));
        let explained = last("金昌市发展新能源电池产业。\n", None);
        let chosen = explained.mentions[0].entity.as_ref().expect("an entity");
        assert_eq!(
            (chosen.key.as_str(), chosen.reason.as_str()),
            ("620300", "the only one of that name in the lexicon")
        );
    }

    #[test]
    fn a_rule_that_did_not_fire_tells_why() {
        let verdict = |text: &str, name: &str| last(text, Some(name)).rule.expect("a rule was asked for");
        let body = verdict("金昌市政府工作报告\n金昌市政府工作报告。\n", "holder.report");
        assert_eq!(body.verdict, "not tried: it is for titles and bylines, and this is a paragraph");
        let fired = verdict("金昌市政府工作报告\n发展新能源电池产业。\n", "develops.industry");
        assert_eq!(fired.verdict, "matched and gave 1 facts and 0 frames");
        let missed = verdict("金昌市政府工作报告\n把永昌县的事办好。\n", "holder.disposal");
        let stop = missed.stop.expect("its pattern stopped");
        assert_eq!(stop.matched.map(|piece| piece.text).as_deref(), Some("把永昌县"));
        assert_eq!(stop.bound[0].name, "h");
        assert_eq!(stop.expected, ["verb.become"]);
        assert_eq!(stop.token.map(|token| token.piece.text).as_deref(), Some("的"));
        let lost =
            verdict("2026年1月27日，省长任振鹤代表省政府，在甘肃省十四届人大四次会议上报告工作。\n", "place.known");
        assert!(lost.verdict.contains("甘肃省") && lost.verdict.contains("organization.local"), "{lost:?}");
    }
}
