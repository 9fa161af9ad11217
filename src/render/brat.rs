//! An extraction as brat standoff annotation, the form of the annotation guide and of the scorer.
//!
//! Offsets count code points of the decoded text. Lines come as `T` in text order, `R`, `E`, then `*`.

use super::anchors::Anchors;
use crate::extract::{EntityId, Extraction, Frame, MentionId};
use crate::knowledge::Knowledge;
use crate::text::Document;
use std::collections::HashSet;
use std::io::{self, Write};

/// Writes the `.ann` lines of what was found in one document.
///
/// A relation is written once for each (relation, subject, object) and ties the first mentions of its ends; a role is
/// filled by the mention of its entity that stands nearest to the frame's trigger.
///
/// # Errors
/// Fails when `out` does.
pub fn write_brat(
    document: &Document,
    found: &Extraction,
    knowledge: &Knowledge,
    out: &mut impl Write,
) -> io::Result<()> {
    let anchors = Anchors::new(found);
    write_mentions(document, found, out)?;
    write_relations(found, knowledge, &anchors, out)?;
    for (number, frame) in found.frames.iter().enumerate() {
        write_frame(number + 1, frame, found, &anchors, out)?;
    }
    write_equivalences(document, found, &anchors, out)
}

fn write_mentions(document: &Document, found: &Extraction, out: &mut impl Write) -> io::Result<()> {
    for (number, mention) in found.mentions.iter().enumerate() {
        let span = document.char_span(mention.span);
        let text = document.slice(mention.span).replace(['\n', '\r'], " ");
        writeln!(out, "T{}\t{} {} {}\t{text}", number + 1, mention.kind.name(), span.start, span.end)?;
    }
    Ok(())
}

fn write_relations(
    found: &Extraction,
    knowledge: &Knowledge,
    anchors: &Anchors,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut written = HashSet::new();
    for fact in &found.facts {
        if !written.insert((fact.relation, fact.subject, fact.object)) {
            continue;
        }
        let (Some(subject), Some(object)) = (anchors.first(fact.subject), anchors.first(fact.object)) else {
            written.remove(&(fact.relation, fact.subject, fact.object));
            continue;
        };
        let relation = knowledge.relation_name(fact.relation);
        writeln!(out, "R{}\t{relation} Arg1:{} Arg2:{}", written.len(), T(subject), T(object))?;
    }
    Ok(())
}

fn write_frame(
    number: usize,
    frame: &Frame,
    found: &Extraction,
    anchors: &Anchors,
    out: &mut impl Write,
) -> io::Result<()> {
    let kind = found.mentions[frame.trigger.0 as usize].kind.name();
    write!(out, "E{number}\t{kind}:{}", T(frame.trigger))?;
    let role = |name: &'static str, fillers: &[EntityId]| -> Vec<String> {
        let near = |&entity: &EntityId| anchors.nearest(found, entity, frame.trigger);
        fillers.iter().filter_map(near).map(|mention| format!(" {name}:{}", T(mention))).collect()
    };
    let roles = [
        role("Holder", &frame.holders),
        role("Indicator", frame.indicator.as_slice()),
        role("Deadline", frame.deadline.as_slice()),
        role("Baseline", frame.baseline.as_slice()),
        role("Concerns", &frame.concerns),
    ];
    writeln!(out, "{}", roles.concat().concat())
}

fn write_equivalences(
    document: &Document,
    found: &Extraction,
    anchors: &Anchors,
    out: &mut impl Write,
) -> io::Result<()> {
    for index in 0..found.entities.len() {
        let mut surfaces = HashSet::new();
        let mut forms = anchors.all(EntityId(index as u32)).to_vec();
        forms.retain(|mention| surfaces.insert(document.slice(found.mentions[mention.0 as usize].span)));
        if forms.len() > 1 {
            let forms: Vec<_> = forms.into_iter().map(|mention| T(mention).to_string()).collect();
            writeln!(out, "*\tEquiv {}", forms.join(" "))?;
        }
    }
    Ok(())
}

/// A mention as brat names it, counted from 1.
struct T(MentionId);

impl std::fmt::Display for T {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "T{}", self.0.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn mentions_relations_frames_and_equivalences_are_written_in_order() {
        let (document, found, knowledge) = sample::extraction();
        let mut out = Vec::new();
        write_brat(&document, &found, &knowledge, &mut out).expect("a Vec takes all");
        assert_eq!(
            String::from_utf8(out).expect("UTF-8"),
            "T1\tPlace 0 3\t金昌市\n\
             T2\tPlace 7 9\t金昌\n\
             T3\tPlace 9 12\t永昌县\n\
             T4\tIndicator 13 18\t经济 总量\n\
             T5\tGoal 19 27\t2300亿元以上\n\
             R1\tlocatedIn Arg1:T3 Arg2:T1\n\
             E1\tGoal:T5 Holder:T2 Holder:T3 Indicator:T4\n\
             *\tEquiv T1 T2\n"
        );
    }
}
