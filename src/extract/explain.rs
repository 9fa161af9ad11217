//! What the extractor saw and did in a sentence, for people who write rules: tokens, mentions, matches, facts, frames,
//! and why a rule did not fire.
//!
//! The same stages run as in [`super::extract`]; nothing here changes what is found.

mod verdict;
mod view;

use super::settings::Settings;
use crate::knowledge::Knowledge;
use crate::knowledge::rules::Rule;
use crate::text::{CharSpan, Document};
use serde::Serialize;
use view::View;

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
    /// Whether no token passes even its first test.
    pub nowhere: bool,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::program::Scratch;
    use crate::knowledge::trace;
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
        assert!(lost.verdict.starts_with("matched 甘肃省, but "), "{lost:?}");
    }
}
