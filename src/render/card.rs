//! What is known of a thing, and why, as text for people or rows for programs.

use super::cell::shorten;
use super::rows::Row;
use super::table::printable;
use crate::explore::{Card, Evidence, Neighbor, Target, Thing};
use oxrdf::{Literal, NamedNodeRef, Term, Variable};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Writes a card as text: the name, then one line a property or relation, its values joined.
///
/// # Errors
/// Fails when `out` does.
pub fn write_card(iri: NamedNodeRef<'_>, card: &Card, out: &mut impl Write) -> io::Result<()> {
    let label = card.label.as_deref().unwrap_or_default();
    let types: Vec<_> = card.types.iter().map(name).collect();
    let head = [label.to_owned(), types.join(", "), shorten(iri.as_str())];
    let head: Vec<_> = head.into_iter().filter(|part| !part.is_empty()).collect();
    writeln!(out, "{}", printable(&head.join(" · ")))?;
    let lines = card_lines(card);
    let margin = lines.iter().map(|(title, _)| title.width()).max().unwrap_or_default();
    for (title, values) in lines {
        let space = " ".repeat(margin - title.width());
        writeln!(out, "  {title}{space}  {}", printable(&values.join("、")))?;
    }
    Ok(())
}

/// Gathers the values of each property and relation, in the order they first come.
fn card_lines(card: &Card) -> Vec<(String, Vec<String>)> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (title, value) in card_values(card) {
        let text = match &value {
            Value::Thing(thing) => name(thing),
            Value::Text(text) => text.clone(),
        };
        match lines.iter_mut().find(|(known, _)| *known == title) {
            Some((_, values)) => values.push(text),
            None => lines.push((title, vec![text])),
        }
    }
    lines
}

/// Gives a card as rows: relation, value, label.
pub fn card_rows(card: &Card) -> (Vec<Variable>, Vec<Row>) {
    let rows = card_values(card).into_iter().map(|(title, value)| match value {
        Value::Thing(thing) => {
            vec![text(title), Some(thing.iri.clone().into()), thing.label.as_deref().and_then(text)]
        }
        Value::Text(value) => vec![text(title), text(value), None],
    });
    (columns(&["relation", "value", "label"]), rows.collect())
}

/// Gives the neighbours of a thing as rows; `direction` is → where the thing is the subject.
pub fn neighbor_rows(neighbors: &[Neighbor]) -> (Vec<Variable>, Vec<Row>) {
    let rows = neighbors.iter().map(|neighbor| {
        vec![
            text(if neighbor.outgoing { "→" } else { "←" }),
            Some(neighbor.relation.iri.clone().into()),
            Some(neighbor.other.iri.clone().into()),
            neighbor.other.label.as_deref().and_then(text),
        ]
    });
    (columns(&["direction", "relation", "thing", "label"]), rows.collect())
}

/// Gives evidence as rows; offsets are code points of the document's text.
pub fn evidence_rows(evidence: &[Evidence]) -> (Vec<Variable>, Vec<Row>) {
    let rows = evidence.iter().map(|item| {
        vec![
            text(&item.text),
            item.document.as_ref().map(|document| document.iri.clone().into()),
            item.document.as_ref().and_then(|document| text(document.label.as_deref()?)),
            item.begin.map(|at| Literal::from(at).into()),
            item.end.map(|at| Literal::from(at).into()),
            text(item.rules.join(" ")),
        ]
    });
    (columns(&["sentence", "document", "title", "begin", "end", "rules"]), rows.collect())
}

/// Writes evidence as text: each sentence, then where it stands and which rules read it.
///
/// # Errors
/// Fails when `out` does.
pub fn write_evidence(evidence: &[Evidence], out: &mut impl Write) -> io::Result<()> {
    for item in evidence {
        writeln!(out, "{}", printable(&item.text.replace('\n', " ")))?;
        let title = item.document.as_ref().and_then(|document| document.label.as_deref()).unwrap_or_default();
        let rules = if item.rules.is_empty() { String::new() } else { format!("  [{}]", item.rules.join(" ")) };
        writeln!(out, "    {} {}{rules}", printable(title), shorten(item.sentence.as_str()))?;
    }
    Ok(())
}

/// What a card says in one place.
enum Value<'a> {
    Thing(&'a Thing),
    Text(String),
}

fn card_values(card: &Card) -> Vec<(String, Value<'_>)> {
    let mut values: Vec<(String, Value<'_>)> = Vec::new();
    values.extend(card.names.iter().map(|name| ("skos:altLabel".to_owned(), Value::Text(name.clone()))));
    values.extend(card.properties.iter().map(|(relation, value)| (local(relation), Value::Text(value.clone()))));
    for neighbor in &card.relations {
        let arrow = if neighbor.outgoing { "" } else { "← " };
        values.push((format!("{arrow}{}", local(&neighbor.relation)), Value::Thing(&neighbor.other)));
    }
    values.extend(card.goals.iter().map(|goal| ("ml:Goal".to_owned(), Value::Text(target(goal)))));
    values.extend(card.results.iter().map(|result| ("ml:Result".to_owned(), Value::Text(target(result)))));
    values.extend(card.documents.iter().map(|document| ("nif:referenceContext".to_owned(), Value::Thing(document))));
    values
}

/// Gives a goal in a phrase: indicator, words of the text, last day.
fn target(target: &Target) -> String {
    let indicator = target.indicator.as_ref().map(name);
    let deadline = target.deadline.as_ref().map(|day| format!("≤ {day}"));
    let parts = [indicator, Some(target.text.clone()), deadline];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(super) fn name(thing: &Thing) -> String {
    thing.label.clone().unwrap_or_else(|| shorten(thing.iri.as_str()))
}

fn local(relation: &Thing) -> String {
    shorten(relation.iri.as_str())
}

pub(super) fn text(text: impl Into<String>) -> Option<Term> {
    Some(Literal::from(text.into()).into())
}

pub(super) fn columns(names: &[&'static str]) -> Vec<Variable> {
    names.iter().map(|name| Variable::new_unchecked(*name)).collect()
}
