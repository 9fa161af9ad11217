//! An extraction as brat standoff annotation, the form of the annotation guide and of the scorer.
//!
//! Offsets count code points of the decoded text. Lines come as `T` in text order, `R`, `E`, then `*`.

use crate::extract::anchors::Anchors;
use crate::extract::{Extraction, MentionId};
use crate::knowledge::Knowledge;
use crate::text::Document;
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
    for (number, mention) in found.mentions.iter().enumerate() {
        let span = document.char_span(mention.span);
        let text = document.slice(mention.span).replace(['\n', '\r'], " ");
        writeln!(out, "T{}\t{} {} {}\t{text}", number + 1, mention.kind.name(), span.start, span.end)?;
    }
    for (number, (fact, subject, object)) in anchors.relations().into_iter().enumerate() {
        let relation = knowledge.relation_name(found.facts[fact].relation);
        writeln!(out, "R{}\t{relation} Arg1:{} Arg2:{}", number + 1, T(subject), T(object))?;
    }
    for (number, frame) in found.frames.iter().enumerate() {
        let kind = found.mentions[frame.trigger.0 as usize].kind.name();
        write!(out, "E{}\t{kind}:{}", number + 1, T(frame.trigger))?;
        for (role, filler) in anchors.roles(frame) {
            write!(out, " {role}:{}", T(filler))?;
        }
        writeln!(out)?;
    }
    for forms in anchors.forms(document) {
        let forms: Vec<_> = forms.into_iter().map(|mention| T(mention).to_string()).collect();
        writeln!(out, "*\tEquiv {}", forms.join(" "))?;
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
