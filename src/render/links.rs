//! Paths, neighbours and what things share, as text for people or rows for programs.

use super::card::{columns, name, text};
use super::cell::shorten;
use super::rows::Row;
use super::table::printable;
use crate::explore::{Common, Fact, Neighbor, Path, Thing, Tie};
use oxrdf::{Literal, Variable};
use std::collections::BTreeSet;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// How many facts beside the first one are named in a line.
const BESIDE: usize = 3;

/// Writes paths as text: the things on each, then for each hop its facts and a sentence that states the first of them.
///
/// # Errors
/// Fails when `out` does.
pub fn write_paths(paths: &[Path], out: &mut impl Write) -> io::Result<()> {
    for (number, path) in (1..).zip(paths) {
        if number > 1 {
            writeln!(out)?;
        }
        let start = path.hops.first().map(|hop| name(&hop.from));
        let things: Vec<_> = start.into_iter().chain(path.hops.iter().map(|hop| name(&hop.to))).collect();
        let (hops, things) = (path.hops.len(), printable(&things.join(" – ")));
        let s = if hops == 1 { "" } else { "s" };
        // Where nothing on the way costs a toll, the hops are the cost.
        let cost = if path.cost == hops as f64 { String::new() } else { format!(", cost {:.1}", path.cost) };
        writeln!(out, "{number}. {things}  ({hops} hop{s}{cost})")?;
        for hop in &path.hops {
            let mut facts = hop.facts.iter();
            let Some(fact) = facts.next() else { continue };
            let mut beside: Vec<_> = facts.by_ref().take(BESIDE).map(arrow).collect();
            if facts.len() > 0 {
                beside.push(format!("{} more", facts.len()));
            }
            let beside = if beside.is_empty() { String::new() } else { format!("  (also {})", beside.join(", ")) };
            let line = format!("{} {} {}{beside}", name(&hop.from), arrow(fact), name(&hop.to));
            writeln!(out, "   {}", printable(&line))?;
            write_sentence(&hop.facts, out)?;
        }
    }
    Ok(())
}

/// Writes the first sentence of some facts, where it stands, and how many more there are.
fn write_sentence(facts: &[Fact], out: &mut impl Write) -> io::Result<()> {
    let Some(first) = facts.iter().find_map(|fact| fact.evidence.first()) else {
        return writeln!(out, "     the gazetteer says so");
    };
    let all: BTreeSet<_> = facts.iter().flat_map(|fact| &fact.evidence).map(|evidence| &evidence.sentence).collect();
    let more = match all.len() - 1 {
        0 => String::new(),
        1 => "  +1 more sentence".to_owned(),
        more => format!("  +{more} more sentences"),
    };
    let title = first.document.as_ref().and_then(|document| document.label.as_deref()).unwrap_or_default();
    writeln!(out, "     {}", printable(&first.text.replace('\n', " ")))?;
    writeln!(out, "     {} {}{more}", printable(title), shorten(first.sentence.as_str()))
}

/// Writes a fact as the arrow between two things: `–ml:builds→`, `←ml:supports–`, `–ml:Goal 2300亿元→`.
fn arrow(fact: &Fact) -> String {
    let says = label(fact);
    if fact.forward { format!("–{says}→") } else { format!("←{says}–") }
}

/// Names a fact's relation, with the words of a goal or result.
pub(super) fn label(fact: &Fact) -> String {
    let relation = shorten(fact.relation.iri.as_str());
    match fact.frame.as_ref().and_then(|frame| frame.label.as_deref()) {
        Some(words) => format!("{relation} {words}"),
        None => relation,
    }
}

/// Gives paths as rows, one a fact of a hop, with the first sentence that states it and how many do; `direction` is →
/// where the fact leads the way of the path. `frame` and `words` are the goal or result that is the fact.
pub fn path_rows(paths: &[Path]) -> (Vec<Variable>, Vec<Row>) {
    let mut rows = Vec::new();
    for (path_number, path) in (1_i64..).zip(paths) {
        for (hop_number, hop) in (1_i64..).zip(&path.hops) {
            rows.extend(hop.facts.iter().map(|fact| {
                let first = fact.evidence.first();
                let document = first.and_then(|first| first.document.as_ref());
                vec![
                    Some(Literal::from(path_number).into()),
                    Some(Literal::from(path.cost).into()),
                    Some(Literal::from(hop_number).into()),
                    Some(hop.from.iri.clone().into()),
                    hop.from.label.as_deref().and_then(text),
                    direction(fact.forward),
                    Some(fact.relation.iri.clone().into()),
                    fact.frame.as_ref().map(|frame| frame.iri.clone().into()),
                    fact.frame.as_ref().and_then(|frame| text(frame.label.as_deref()?)),
                    Some(hop.to.iri.clone().into()),
                    hop.to.label.as_deref().and_then(text),
                    first.and_then(|first| text(&*first.text)),
                    first.map(|first| first.sentence.clone().into()),
                    document.and_then(|document| text(document.label.as_deref()?)),
                    Some(Literal::from(fact.evidence.len() as i64).into()),
                ]
            }));
        }
    }
    let names = [
        "path",
        "cost",
        "hop",
        "from",
        "fromLabel",
        "direction",
        "relation",
        "frame",
        "words",
        "to",
        "toLabel",
        "sentence",
        "place",
        "title",
        "sentences",
    ];
    (columns(&names), rows)
}

/// Writes the neighbours of a thing as text, a line for each relation and direction: how many there are, and their names,
/// `limit` of them. `neighbors` are in groups.
///
/// # Errors
/// Fails when `out` does.
pub fn write_neighbors(thing: &Thing, neighbors: &[Neighbor], limit: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", printable(&format!("{} · {}", name(thing), shorten(thing.iri.as_str()))))?;
    let groups = neighbors.chunk_by(same_group);
    let groups =
        groups.map(|group| (tie(group[0].outgoing, &group[0].relation), names(group.iter().map(|n| &n.other), limit)));
    write_groups(groups.collect(), out)
}

/// Writes what two things share as text, a line for each pair of relations, likewise.
///
/// # Errors
/// Fails when `out` does.
pub fn write_common(ends: [&Thing; 2], common: &[Common], limit: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", printable(&ends.map(name).join(" · ")))?;
    let title = |Common { one, other, .. }: &Common| match one == other {
        true => tie(one.0, &one.1),
        false => format!("{} | {}", tie(one.0, &one.1), tie(other.0, &other.1)),
    };
    let groups = common.chunk_by(|a, b| (&a.one, &a.other) == (&b.one, &b.other));
    let groups = groups.map(|group| (title(&group[0]), names(group.iter().map(|c| &c.thing), limit)));
    write_groups(groups.collect(), out)
}

fn write_groups(groups: Vec<(String, (usize, String))>, out: &mut impl Write) -> io::Result<()> {
    let margin = groups.iter().map(|(title, _)| title.width()).max().unwrap_or_default();
    let digits = groups.iter().map(|(_, (count, _))| count.to_string().len()).max().unwrap_or_default();
    for (title, (count, names)) in groups {
        let space = " ".repeat(margin - title.width());
        writeln!(out, "{}", format!("  {title}{space}  {count:digits$}  {names}").trim_end())?;
    }
    Ok(())
}

/// Counts things and names the first of them.
fn names<'a>(things: impl ExactSizeIterator<Item = &'a Thing>, limit: usize) -> (usize, String) {
    let count = things.len();
    let mut shown = things.take(limit).map(name).collect::<Vec<_>>().join("、");
    // With a limit of none, it is the counts that are asked for.
    if count > limit && limit > 0 {
        shown.push_str(&format!(" … {} more", count - limit));
    }
    (count, printable(&shown))
}

/// Keeps the first `limit` neighbours of each group.
pub fn limited(neighbors: &[Neighbor], limit: usize) -> Vec<Neighbor> {
    neighbors.chunk_by(same_group).flat_map(|group| group.iter().take(limit)).cloned().collect()
}

/// Keeps the first `limit` things of each pair of relations.
pub fn limited_common(common: &[Common], limit: usize) -> Vec<Common> {
    let groups = common.chunk_by(|a, b| (&a.one, &a.other) == (&b.one, &b.other));
    groups.flat_map(|group| group.iter().take(limit)).cloned().collect()
}

fn same_group(a: &Neighbor, b: &Neighbor) -> bool {
    (a.outgoing, &a.relation) == (b.outgoing, &b.relation)
}

/// Gives what two things share as rows; a direction is → where the one or the other is the subject.
pub fn common_rows(common: &[Common]) -> (Vec<Variable>, Vec<Row>) {
    let relation = |tie: &Tie| Some(tie.1.iri.clone().into());
    let rows = common.iter().map(|item| {
        vec![
            direction(item.one.0),
            relation(&item.one),
            direction(item.other.0),
            relation(&item.other),
            Some(item.thing.iri.clone().into()),
            item.thing.label.as_deref().and_then(text),
        ]
    });
    (columns(&["direction", "relation", "otherDirection", "otherRelation", "thing", "label"]), rows.collect())
}

fn tie(outgoing: bool, relation: &Thing) -> String {
    format!("{} {}", if outgoing { "→" } else { "←" }, shorten(relation.iri.as_str()))
}

fn direction(forward: bool) -> Option<oxrdf::Term> {
    text(if forward { "→" } else { "←" })
}
