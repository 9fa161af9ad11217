//! Matches of frame rules become goals and results with their roles.

use super::mentions::{emitted, keep_apart};
use super::modality::Leaning;
use super::page::{Found, Page};
use super::relate::fillers;
use super::settings::Settings;
use super::{Amount, EntityId, Frame, Mention, MentionId, MentionKind, amount, modality};
use crate::knowledge::rules::{Argument, FrameKind, Output, Role, Setting};
use std::ops::Range;

/// Frames of a document as they are read.
#[derive(Debug, Default)]
pub struct Frames {
    /// In text order; [`Frame::trigger`] counts in `triggers`.
    pub list: Vec<Frame>,
    /// The mention of each frame's trigger.
    pub triggers: Vec<Mention>,
}

/// A trigger that competes with others for its tokens.
struct Candidate<'a> {
    found: &'a Found<'a>,
    kind: FrameKind,
    roles: &'a [(Role, Argument)],
    /// The trigger's tokens.
    tokens: Range<usize>,
    /// Which of the match's triggers it is, and of how many.
    place: (usize, usize),
}

/// Reads the frames of a sentence, where `leaning` says what its block and section lean to.
pub fn read(page: &Page, settings: &Settings, number: usize, leaning: Leaning, frames: &mut Frames) {
    for candidate in choose(page, number) {
        frame(page, settings, number, leaning, &candidate, frames);
    }
}

/// Chooses among overlapping triggers: by the rule's priority, then the longer trigger, then the longer match.
fn choose<'a>(page: &'a Page, number: usize) -> Vec<Candidate<'a>> {
    let line = &page.lines[number];
    let mut candidates = Vec::new();
    for found in &line.found {
        for output in &found.rule.outputs {
            let Output::Frame(kind, roles) = output else { continue };
            let count = emitted(&found.hit).count();
            for (n, tokens) in emitted(&found.hit).enumerate() {
                candidates.push(Candidate { found, kind: *kind, roles, tokens, place: (n, count) });
            }
        }
    }
    if candidates.is_empty() {
        return candidates;
    }
    let length = |c: &Candidate| line.sentence.span_of(c.tokens.clone()).len();
    let reach = |c: &Candidate| c.found.hit.end - c.found.hit.start;
    candidates.sort_by(|a, b| {
        (b.found.rule.priority.cmp(&a.found.rule.priority))
            .then_with(|| length(b).cmp(&length(a)))
            .then_with(|| reach(b).cmp(&reach(a)))
            .then(a.tokens.start.cmp(&b.tokens.start))
    });
    keep_apart(&mut candidates, line.sentence.tokens.len(), |c| c.tokens.clone());
    candidates
}

fn frame(
    page: &Page,
    settings: &Settings,
    number: usize,
    leaning: Leaning,
    candidate: &Candidate,
    frames: &mut Frames,
) {
    let line = &page.lines[number];
    let sentence = &line.sentence;
    let Candidate { found, tokens, .. } = candidate;
    let span = sentence.span_of(tokens.clone());
    let fill = |role: Role| -> Vec<EntityId> {
        let own = candidate.roles.iter().filter(|r| r.0 == role);
        let all: Vec<_> = own.flat_map(|r| fillers(line, settings, r.1, &found.hit, tokens.start)).collect();
        let (n, count) = candidate.place;
        // As many fillers as triggers: each its own.
        if count > 1 && all.len() == count && role != Role::Holder { vec![all[n]] } else { all }
    };
    let or_current = |stated: Vec<EntityId>, setting| {
        if stated.is_empty() { settings.current(setting, span.start).to_vec() } else { stated }
    };
    let deadline = or_current(fill(Role::Deadline), Setting::Deadline).first().copied();
    let ahead = || {
        let due = deadline.map_or(0, |deadline| modality::year(page, deadline));
        modality::around(page, line, tokens.start) + 2 * (leaning + due) >= 0
    };
    let kind = match candidate.kind {
        FrameKind::Goal => MentionKind::Goal,
        FrameKind::Result => MentionKind::Result,
        FrameKind::Either | FrameKind::Outlook if ahead() => MentionKind::Goal,
        FrameKind::Either => MentionKind::Result,
        FrameKind::Outlook => return,
    };
    let read = |tokens: &Range<usize>| amount::read(sentence, tokens.clone(), page.knowledge);
    let first = emitted(&found.hit).next().filter(|first| first != tokens).and_then(|first| read(&first));
    let amount = read(tokens).map(|own| first.iter().fold(own, Amount::like));
    let frame = Frame {
        trigger: MentionId(0),
        holders: or_current(fill(Role::Holder), Setting::Holder),
        indicator: None,
        deadline,
        baseline: fill(Role::Baseline).first().copied(),
        concerns: fill(Role::Concerns),
        amount,
        sentence: number as u32,
        rule: found.rule.id,
    };
    let indicators = fill(Role::Indicator);
    let each = indicators.iter().copied().map(Some).chain(indicators.is_empty().then_some(None));
    for indicator in each {
        let mut frame = Frame { indicator, trigger: MentionId(frames.triggers.len() as u32), ..frame.clone() };
        if let Some(indicator) = indicator {
            frame.concerns.extend(page.linker.industry_in(&page.linker.entity(indicator).label));
            frame.concerns.dedup();
        }
        frames.triggers.push(Mention {
            span,
            kind,
            entity: None,
            could_be: Vec::new(),
            sentence: number as u32,
            rule: found.rule.id,
        });
        frames.list.push(frame);
    }
}
