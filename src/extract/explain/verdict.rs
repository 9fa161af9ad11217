//! What became of a rule in a sentence: it fired, it lost to another, or its pattern stopped.

use super::view::{View, block_name};
use super::{Stop, Verdict};
use crate::extract::mentions;
use crate::extract::page::Line;
use crate::extract::tokens::{Sentence, tokenize};
use crate::knowledge::RuleId;
use crate::knowledge::program::Scratch;
use crate::knowledge::rules::{Output, Place, Rule};
use crate::knowledge::trace;
use crate::text::Span;

impl View<'_, '_, '_> {
    /// Says what became of a rule in a sentence.
    pub(super) fn verdict(&self, number: usize, rule: &Rule) -> Verdict {
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
        let phase =
            phases.iter().position(|phase| phase.iter().any(|batch| batch.contains(rule.id))).unwrap_or_default();
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
                    let last = line.sentence.tokens.iter().find(|t| t.span.overlaps(span)).and_then(|t| t.mention());
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
        let token = |at: usize| sentence.tokens.get(at).map(|token| self.token(token.span, &token.letter.classes));
        let stop = Stop {
            matched: (from < to).then(|| self.tokens(sentence, from..to)),
            bound: self.bound(sentence, rule, &furthest.captures),
            before: furthest.at.checked_sub(1).filter(|_| !furthest.nowhere).and_then(token),
            token: Some(furthest.at).filter(|_| !furthest.nowhere).and_then(token),
            nowhere: furthest.nowhere,
            expected: furthest.expected.into_iter().map(show).collect(),
            rest_matches: furthest.otherwise.is_some(),
        };
        ("did not match".to_owned(), Some(stop))
    }
}

fn priority(rule: &Rule) -> String {
    format!("(priority {}, {}:{})", rule.priority, rule.file, rule.line)
}

fn place_name(place: Place) -> &'static str {
    match place {
        Place::Anywhere => "every block",
        Place::Head => "titles and bylines",
        Place::Heading => "headings",
        Place::Body => "paragraphs and list items",
    }
}
