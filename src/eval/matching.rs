//! What is predicted for a document, matched with what is annotated.
//!
//! The figures follow the annotation guide's own scorer: one-to-one and greedy, in the order of type and place.

use super::annotation::{Annotation, Frame, Relation};
use super::entities::{Entities, Key, Names, label, same};
use super::{Counts, Figure};
use crate::text::CharSpan;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many hits, annotated and predicted items a document has, by figure and type.
///
/// Types are mention types, relations, Goal and Result, and roles, as the figure has it; those of the graph are
/// relations and roles.
pub type Tally = BTreeMap<Figure, BTreeMap<String, Counts>>;

/// The score of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The counts.
    pub counts: Tally,
    /// What each rule predicted, by figure and rule, and how much of it is right.
    pub rules: Tally,
    /// What is annotated and was not found, figure by figure, in text order.
    pub misses: Vec<Item>,
    /// What was found and is not annotated.
    pub extras: Vec<Item>,
}

impl Score {
    /// Gives the counts of a figure over all its types.
    pub fn total(&self, figure: Figure) -> Counts {
        self.counts.get(&figure).into_iter().flat_map(|types| types.values().copied()).sum()
    }
}

/// A mention, an entity, a relation, a frame or a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// The figure it counts in.
    pub figure: Figure,
    /// Its type: a mention type, a relation, Goal or Result, a role.
    #[serde(rename = "type")]
    pub kind: String,
    /// The mention, or the first of those that it ties, in code points.
    pub start: u32,
    /// One past its last code point.
    pub end: u32,
    /// What it says: a surface, `金昌 → 新能源电池`, `2300亿元以上 ← 金昌`.
    pub text: String,
    /// Code point inside the sentence that states it, when that is not the one of the mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<u32>,
    /// The rule that predicted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// For a miss: what was found there instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<String>,
}

/// Scores one document: a pure function of what is annotated and what is predicted.
///
/// ```
/// use mailuo::eval::{Figure, Schema, brat, score};
///
/// let gold = brat::parse("T1\tPlace 0 2\t金昌\nT2\tIndustry 4 6\t文旅\n", &Schema::default())?;
/// let predicted = brat::parse("T1\tPlace 0 2\t金昌\n", &Schema::default())?;
/// let score = score(&gold, &predicted);
/// assert_eq!(score.total(Figure::Mention).recall(), 0.5);
/// assert_eq!(score.misses[0].text, "文旅");
/// # Ok::<(), mailuo::eval::AnnotationError>(())
/// ```
pub fn score(gold: &Annotation, predicted: &Annotation) -> Score {
    let (gold, predicted) = (Side::of(gold), Side::of(predicted));
    let mut score = Score::default();
    mentions(&gold, &predicted, &mut score);
    entities(&gold, &predicted, &mut score);
    relations(&gold, &predicted, &mut score);
    frames(&gold, &predicted, &mut score);
    let graph = [Figure::Relation, Figure::Role].into_iter().filter_map(|figure| score.counts.get(&figure).cloned());
    let graph: BTreeMap<_, _> = graph.flatten().collect();
    score.counts.insert(Figure::Graph, graph);
    score.misses.sort();
    score.extras.sort();
    score
}

/// An annotation with its entities.
struct Side<'a> {
    annotation: &'a Annotation,
    entities: Entities,
    /// Mentions of different type or place, ordered by both.
    mentions: Vec<usize>,
}

impl<'a> Side<'a> {
    fn of(annotation: &'a Annotation) -> Self {
        let mut seen = BTreeMap::new();
        for (number, mention) in annotation.mentions.iter().enumerate() {
            seen.entry((mention.kind.name(), mention.span)).or_insert(number);
        }
        Self { annotation, entities: Entities::of(annotation), mentions: seen.into_values().collect() }
    }

    fn names(&self, mention: usize) -> &Names {
        &self.entities.names[mention]
    }

    fn span(&self, mention: usize) -> CharSpan {
        self.annotation.mentions[mention].span
    }

    fn mention(&self, figure: Figure, mention: usize) -> Item {
        let own = &self.annotation.mentions[mention];
        let CharSpan { start, end } = own.span;
        let (kind, text) = (own.kind.name().to_owned(), own.text.clone());
        Item { figure, kind, start, end, text, stated: None, rule: own.rule.clone(), instead: Vec::new() }
    }

    /// Describes the mentions that overlap a span.
    fn at(&self, span: CharSpan) -> Vec<String> {
        let own = self.mentions.iter().filter(|&&mention| overlap(self.span(mention), span));
        own.map(|&mention| self.describe(mention)).collect()
    }

    fn describe(&self, mention: usize) -> String {
        let own = &self.annotation.mentions[mention];
        let rule = own.rule.as_ref().map_or(String::new(), |rule| format!(" [{rule}]"));
        format!("{} {}{rule}", own.kind.name(), own.text)
    }

    fn relation(&self, relation: &Relation) -> Item {
        let CharSpan { start, end } = self.span(relation.from);
        let (stated, rule) = relation.source.clone().unzip();
        Item {
            figure: Figure::Relation,
            kind: relation.name.clone(),
            start,
            end,
            text: format!("{} → {}", label(self.names(relation.from)), label(self.names(relation.to))),
            stated,
            rule,
            instead: Vec::new(),
        }
    }

    fn frame(&self, frame: &Frame) -> Item {
        let item = self.mention(Figure::Frame, frame.trigger);
        Item { kind: frame.kind.name().to_owned(), rule: frame.rule.clone(), ..item }
    }

    fn role(&self, frame: &Frame, (role, filler): (&'static str, usize)) -> Item {
        let trigger = self.frame(frame);
        let text = format!("{} ← {}", trigger.text, label(self.names(filler)));
        Item { figure: Figure::Role, kind: role.to_owned(), text, ..trigger }
    }
}

fn overlap(a: CharSpan, b: CharSpan) -> bool {
    a.start < b.end && b.start < a.end
}

/// Pairs each of `gold` with the first of `predicted` that is the same and not yet taken.
fn pair(gold: usize, predicted: usize, same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut taken = vec![false; predicted];
    let mut pairs = Vec::new();
    for g in 0..gold {
        if let Some(p) = (0..predicted).find(|&p| !taken[p] && same(g, p)) {
            taken[p] = true;
            pairs.push((g, p));
        }
    }
    pairs
}

impl Score {
    /// Counts the items of a figure; keeps those that have no partner.
    fn count(&mut self, gold: Vec<Item>, predicted: Vec<Item>, pairs: &[(usize, usize)]) {
        let hit_gold: BTreeSet<usize> = pairs.iter().map(|pair| pair.0).collect();
        let hit_predicted: BTreeSet<usize> = pairs.iter().map(|pair| pair.1).collect();
        for (number, item) in gold.into_iter().enumerate() {
            let hit = hit_gold.contains(&number);
            let counts = self.counts.entry(item.figure).or_default().entry(item.kind.clone()).or_default();
            *counts = Counts { gold: counts.gold + 1, hits: counts.hits + u32::from(hit), ..*counts };
            if !hit && item.figure != Figure::Overlap {
                self.misses.push(item);
            }
        }
        for (number, item) in predicted.into_iter().enumerate() {
            let counts = self.counts.entry(item.figure).or_default().entry(item.kind.clone()).or_default();
            counts.predicted += 1;
            let hit = hit_predicted.contains(&number);
            if let Some(rule) = item.rule.as_ref().filter(|_| Figure::RULES.contains(&item.figure)) {
                let counts = self.rules.entry(item.figure).or_default().entry(rule.clone()).or_default();
                *counts += Counts { hits: u32::from(hit), gold: 0, predicted: 1 };
            }
            if !hit && item.figure != Figure::Overlap {
                self.extras.push(item);
            }
        }
    }
}

fn mentions(gold: &Side, predicted: &Side, score: &mut Score) {
    let (g, p) = (&gold.mentions, &predicted.mentions);
    let own = |side: &Side, figure| side.mentions.iter().map(|&m| side.mention(figure, m)).collect::<Vec<_>>();
    let kind = |side: &Side, mention: usize| side.annotation.mentions[mention].kind;
    let alike = |a: usize, b: usize| kind(gold, g[a]) == kind(predicted, p[b]);
    let exact = pair(g.len(), p.len(), |a, b| alike(a, b) && gold.span(g[a]) == predicted.span(p[b]));
    let rough = pair(g.len(), p.len(), |a, b| alike(a, b) && overlap(gold.span(g[a]), predicted.span(p[b])));
    let mut items = own(gold, Figure::Mention);
    for item in &mut items {
        item.instead = predicted.at(CharSpan { start: item.start, end: item.end });
    }
    score.count(items, own(predicted, Figure::Mention), &exact);
    score.count(own(gold, Figure::Overlap), own(predicted, Figure::Overlap), &rough);
}

fn entities(gold: &Side, predicted: &Side, score: &mut Score) {
    /// Each type and surface with its first mention.
    fn keys<'a>(side: &'a Side) -> Vec<(&'a Key, usize)> {
        let mut keys: BTreeMap<(&str, &str), (&Key, usize)> = BTreeMap::new();
        let mut order: Vec<usize> = (0..side.entities.keys.len()).collect();
        order.sort_by_key(|&mention| side.span(mention));
        for mention in order {
            let key = &side.entities.keys[mention];
            keys.entry((key.0.name(), &key.1)).or_insert((key, mention));
        }
        keys.into_values().collect()
    }
    let (g, p) = (keys(gold), keys(predicted));
    let item = |side: &Side, (key, mention): (&Key, usize)| Item {
        text: key.1.clone(),
        ..side.mention(Figure::Entity, mention)
    };
    let pairs = pair(g.len(), p.len(), |a, b| g[a].0 == p[b].0);
    let mut items: Vec<_> = g.iter().map(|&key| item(gold, key)).collect();
    for (item, (key, mention)) in items.iter_mut().zip(&g) {
        let other = p.iter().filter(|(other, _)| other.1 == key.1 && other.0 != key.0);
        item.instead = other.map(|&(_, mention)| predicted.describe(mention)).collect();
        if item.instead.is_empty() {
            item.instead = predicted.at(gold.span(*mention));
        }
    }
    score.count(items, p.iter().map(|&key| item(predicted, key)).collect(), &pairs);
}

/// Gives the relations of an annotation, each once for the names of its ends, ordered by relation and names.
fn distinct<'a>(side: &'a Side) -> Vec<&'a Relation> {
    let mut seen = BTreeMap::new();
    for relation in &side.annotation.relations {
        let key = (relation.name.as_str(), side.names(relation.from), side.names(relation.to));
        seen.entry(key).or_insert(relation);
    }
    seen.into_values().collect()
}

/// The one relation that goes both ways.
const SYMMETRIC: &str = "cooperatesWith";

fn relations(gold: &Side, predicted: &Side, score: &mut Score) {
    let (g, p) = (distinct(gold), distinct(predicted));
    let meet = |a: usize, b: usize| same(gold.names(a), predicted.names(b));
    let along = |a: &Relation, b: &Relation| meet(a.from, b.from) && meet(a.to, b.to);
    let against = |a: &Relation, b: &Relation| meet(a.from, b.to) && meet(a.to, b.from);
    let alike = |a: &Relation, b: &Relation| a.name == b.name && (along(a, b) || a.name == SYMMETRIC && against(a, b));
    let pairs = pair(g.len(), p.len(), |a, b| alike(g[a], p[b]));
    let instead = |relation: &Relation| -> Vec<String> {
        let near = p.iter().filter(|other| along(relation, other) || against(relation, other));
        let near: Vec<_> = near.map(|other| predicted.relation(other)).map(|i| named(&i)).collect();
        if !near.is_empty() {
            return near;
        }
        let known = |mention: usize| predicted.entities.names.iter().any(|names| same(gold.names(mention), names));
        let lost = [relation.from, relation.to].into_iter().filter(|&end| !known(end));
        lost.map(|end| format!("no {}", gold.describe(end))).collect()
    };
    let items = g.iter().map(|r| Item { instead: instead(r), ..gold.relation(r) }).collect();
    score.count(items, p.iter().map(|r| predicted.relation(r)).collect(), &pairs);
}

/// Puts an item on one line with its type and rule.
fn named(item: &Item) -> String {
    let rule = item.rule.as_ref().map_or(String::new(), |rule| format!(" [{rule}]"));
    format!("{} {}{rule}", item.kind, item.text)
}

fn frames(gold: &Side, predicted: &Side, score: &mut Score) {
    let (g, p) = (&gold.annotation.frames, &predicted.annotation.frames);
    let meets = |a: &Frame, b: &Frame| overlap(gold.span(a.trigger), predicted.span(b.trigger));
    let pairs = pair(g.len(), p.len(), |a, b| g[a].kind == p[b].kind && meets(&g[a], &p[b]));
    let item = |frame: &Frame| {
        let other: Vec<_> = p.iter().filter(|b| meets(frame, b)).map(|b| named(&predicted.frame(b))).collect();
        let instead = if other.is_empty() { predicted.at(gold.span(frame.trigger)) } else { other };
        Item { instead, ..gold.frame(frame) }
    };
    score.count(g.iter().map(item).collect(), p.iter().map(|b| predicted.frame(b)).collect(), &pairs);
    roles(gold, predicted, &pairs, score);
}

/// Matches the roles of frames that are matched; the roles of others have no partner.
fn roles(gold: &Side, predicted: &Side, frames: &[(usize, usize)], score: &mut Score) {
    let (g, p) = (&gold.annotation.frames, &predicted.annotation.frames);
    // Where the roles of each frame start in the list of all.
    let starts = |frames: &[Frame]| -> Vec<usize> {
        let ends = frames.iter().scan(0, |sum, frame| {
            *sum += frame.roles.len();
            Some(*sum)
        });
        [0].into_iter().chain(ends).collect()
    };
    let (first_gold, first_predicted) = (starts(g), starts(p));
    let mut pairs = Vec::new();
    for &(a, b) in frames {
        let (x, y) = (&g[a].roles, &p[b].roles);
        let alike = |i: usize, j: usize| x[i].0 == y[j].0 && same(gold.names(x[i].1), predicted.names(y[j].1));
        let own = pair(x.len(), y.len(), alike);
        pairs.extend(own.into_iter().map(|(i, j)| (first_gold[a] + i, first_predicted[b] + j)));
    }
    let instead = |a: usize, role: &str| -> Vec<String> {
        let Some(&(_, b)) = frames.iter().find(|pair| pair.0 == a) else { return vec!["no such frame".into()] };
        let others = p[b].roles.iter().filter(|other| other.0 == role);
        let others: Vec<_> = others.map(|&filled| named(&predicted.role(&p[b], filled))).collect();
        if others.is_empty() { vec![format!("{} without {role}", named(&predicted.frame(&p[b])))] } else { others }
    };
    let mut items = Vec::new();
    for (a, frame) in g.iter().enumerate() {
        items.extend(frame.roles.iter().map(|&r| Item { instead: instead(a, r.0), ..gold.role(frame, r) }));
    }
    let predicted_items = p.iter().flat_map(|frame| frame.roles.iter().map(|&r| predicted.role(frame, r))).collect();
    score.count(items, predicted_items, &pairs);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Schema, brat};

    fn read(text: &str) -> Annotation {
        brat::parse(text, &Schema::default()).expect("well formed")
    }

    const GOLD: &str = "T1\tPlace 0 3\t金昌市\nT2\tPlace 10 12\t金昌\nT3\tIndustry 13 18\t新能源电池\n\
                        T4\tGoal 20 26\t2300亿元\nT5\tIndicator 27 31\t经济总量\nT6\tPlace 40 43\t兰州市\n\
                        R1\tdevelops Arg1:T1 Arg2:T3\nR2\tcooperatesWith Arg1:T1 Arg2:T6\n\
                        E1\tGoal:T4 Holder:T1 Indicator:T5\n*\tEquiv T1 T2\n";

    #[track_caller]
    fn check(predicted: &str, expected: &[(Figure, [u32; 3])]) -> Score {
        let score = score(&read(GOLD), &read(predicted));
        for &(figure, counts) in expected {
            let Counts { hits, gold, predicted } = score.total(figure);
            assert_eq!([hits, gold, predicted], counts, "{}", figure.name());
        }
        score
    }

    #[test]
    fn the_annotation_itself_is_all_hits() {
        let all = check(
            GOLD,
            &[
                (Figure::Mention, [6, 6, 6]),
                (Figure::Overlap, [6, 6, 6]),
                (Figure::Entity, [6, 6, 6]),
                (Figure::Relation, [2, 2, 2]),
                (Figure::Frame, [1, 1, 1]),
                (Figure::Role, [2, 2, 2]),
                (Figure::Graph, [4, 4, 4]),
            ],
        );
        assert!(all.misses.is_empty() && all.extras.is_empty());
    }

    #[test]
    fn nothing_predicted_is_all_misses() {
        let none = check("", &[(Figure::Mention, [0, 6, 0]), (Figure::Graph, [0, 4, 0])]);
        assert_eq!(none.misses.len(), 6 + 6 + 2 + 1 + 2);
    }

    #[test]
    fn ends_match_by_any_name_and_a_partnership_both_ways() {
        let predicted = "T1\tPlace 10 12\t金昌\nT2\tPlace 40 43\t兰州市\nR1\tcooperatesWith Arg1:T2 Arg2:T1\n";
        check(predicted, &[(Figure::Mention, [2, 6, 2]), (Figure::Relation, [1, 2, 1])]);
    }

    #[test]
    fn a_wrong_boundary_overlaps_and_is_told_instead() {
        let score = check(
            "T1\tIndustry 13 16\t新能源\nT2\tResult 20 26\t2300亿元\nE1\tResult:T2\n",
            &[(Figure::Mention, [0, 6, 2]), (Figure::Overlap, [1, 6, 2]), (Figure::Frame, [0, 1, 1])],
        );
        let instead = |figure, text: &str| {
            let miss = score.misses.iter().find(|m| m.figure == figure && m.text == text).expect("a miss");
            miss.instead.clone()
        };
        assert_eq!(instead(Figure::Mention, "新能源电池"), ["Industry 新能源"]);
        assert_eq!(instead(Figure::Frame, "2300亿元"), ["Result 2300亿元"]);
        assert_eq!(
            instead(Figure::Relation, "金昌/金昌市 → 新能源电池"),
            ["no Place 金昌市", "no Industry 新能源电池"]
        );
        assert_eq!(instead(Figure::Role, "2300亿元 ← 经济总量"), ["no such frame"]);
    }

    #[test]
    fn roles_count_within_matched_frames_only() {
        let predicted = "T1\tPlace 0 3\t金昌市\nT4\tGoal 18 26\t达到2300亿元\nT6\tPlace 40 43\t兰州市\n\
                         E1\tGoal:T4 Holder:T1 Holder:T6\n";
        let score = check(predicted, &[(Figure::Frame, [1, 1, 1]), (Figure::Role, [1, 2, 2])]);
        assert_eq!(score.extras.last().map(|e| e.text.as_str()), Some("达到2300亿元 ← 兰州市"));
    }
}
