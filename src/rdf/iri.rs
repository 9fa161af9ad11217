//! How IRIs are made.

use super::{PREFIXES, vocab};
use crate::extract::MentionKind;
use crate::text::CharSpan;
use oxrdf::{NamedNode, NamedNodeRef};
use std::fmt::Write;

/// Namespace of documents.
const DOC: &str = "https://w3id.org/mailuo/doc/";
/// Namespace of things.
const ID: &str = "https://w3id.org/mailuo/id/";

/// Gives the IRI of a document, which is also the name of its graph: `doc:jinchang-interview`.
///
/// ```
/// let iri = mailuo::rdf::document_iri("2026年 报告");
/// assert_eq!(iri.as_str(), "https://w3id.org/mailuo/doc/2026年%20报告");
/// ```
pub fn document_iri(name: &str) -> NamedNode {
    let mut iri = String::with_capacity(DOC.len() + name.len());
    iri.push_str(DOC);
    push_segment(&mut iri, name);
    NamedNode::new_unchecked(iri)
}

/// Gives back the name that [`document_iri`] made an IRI of; none for other IRIs.
///
/// ```
/// use mailuo::rdf::{document_iri, document_name};
/// assert_eq!(document_name(document_iri("2026年 报告").as_str()).as_deref(), Some("2026年 报告"));
/// assert_eq!(document_name("https://w3id.org/mailuo/id/place/620300"), None);
/// ```
pub fn document_name(iri: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = iri.strip_prefix(DOC)?.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let code = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

/// Says whether an IRI is that of a thing, as [`entity_iri`] makes them, and not that of a document, of a node in a text
/// or of a term.
pub fn is_entity_iri(iri: &str) -> bool {
    iri.starts_with(ID)
}

/// Gives the IRI of a thing: `id:place/620300`, `id:industry/新能源电池`.
///
/// It comes from what the thing is and not from where it was found, so documents meet in shared things.
///
/// ```
/// use mailuo::{extract::MentionKind, rdf::entity_iri};
/// let iri = entity_iri(MentionKind::Industry, "新能源电池");
/// assert_eq!(iri.as_str(), "https://w3id.org/mailuo/id/industry/新能源电池");
/// ```
pub fn entity_iri(kind: MentionKind, key: &str) -> NamedNode {
    let path = kind.name();
    let mut iri = String::with_capacity(ID.len() + path.len() + 1 + key.len());
    iri.push_str(ID);
    iri.extend(path.chars().map(|c| c.to_ascii_lowercase()));
    iri.push('/');
    push_segment(&mut iri, key);
    NamedNode::new_unchecked(iri)
}

/// Gives the IRI of a span of a document, counted in code points (RFC 5147): `doc:NAME#char=45,47`.
///
/// A sentence, a mention and the goal or result that a mention triggers are named by it. RFC 5147 knows one thing at a
/// span; where several frames share a trigger, the second is `#char=45,47&frame=2`, and so on in text order.
pub fn span_iri(document: NamedNodeRef<'_>, span: CharSpan, frame: usize) -> NamedNode {
    let mut iri = String::with_capacity(document.as_str().len() + 24);
    iri.push_str(document.as_str());
    iri.push_str("#char=");
    iri.push_str(Digits::of(span.start).as_str());
    iri.push(',');
    iri.push_str(Digits::of(span.end).as_str());
    if frame > 1 {
        // Writing to a String cannot fail.
        let _ = write!(iri, "&frame={frame}");
    }
    NamedNode::new_unchecked(iri)
}

/// Gives the IRI of a term of the ontology by its local name.
pub fn term_iri(name: &str) -> NamedNode {
    let mut iri = String::with_capacity(vocab::ML.len() + name.len());
    iri.push_str(vocab::ML);
    push_segment(&mut iri, name);
    NamedNode::new_unchecked(iri)
}

/// Gives the IRI of a unit: what the unit table has for it (`unit:PERCENT`, `ml:unitMu`), else `id:unit/NAME`.
///
/// The shapes reject the latter, for a unit that is not in the table has no meaning for a query.
pub fn unit_iri(units: &crate::knowledge::units::Units, name: &str) -> NamedNode {
    let known = units.get(name).and_then(|unit| unit.iri.split_once(':'));
    if let Some((prefix, local)) = known
        && let Some((_, namespace)) = PREFIXES.iter().find(|(name, _)| *name == prefix)
    {
        return NamedNode::new_unchecked(format!("{namespace}{local}"));
    }
    let mut iri = format!("{ID}unit/");
    push_segment(&mut iri, name);
    NamedNode::new_unchecked(iri)
}

/// Gives the class that stands for a mention type.
pub(super) fn kind_class(kind: MentionKind) -> NamedNodeRef<'static> {
    match kind {
        MentionKind::Place => vocab::PLACE,
        MentionKind::Zone => vocab::ZONE,
        MentionKind::Organization => vocab::ORGANIZATION,
        MentionKind::Person => vocab::PERSON,
        MentionKind::Post => vocab::POST,
        MentionKind::Industry => vocab::INDUSTRY,
        MentionKind::Project => vocab::PROJECT,
        MentionKind::Initiative => vocab::INITIATIVE,
        MentionKind::Event => vocab::EVENT,
        MentionKind::Indicator => vocab::INDICATOR,
        MentionKind::Time => vocab::TIME,
        MentionKind::Goal => vocab::GOAL,
        MentionKind::Result => vocab::RESULT,
    }
}

/// A number in decimal; formatting machinery costs more than all the rest of an IRI.
pub(super) struct Digits {
    bytes: [u8; 10],
    start: usize,
}

impl Digits {
    pub(super) fn of(number: u32) -> Self {
        let mut digits = Self { bytes: [0; 10], start: 10 };
        let mut rest = number;
        loop {
            digits.start -= 1;
            digits.bytes[digits.start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                return digits;
            }
        }
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.start..]).expect("digits are ASCII")
    }
}

/// Appends `segment` with the characters percent-encoded that may not stand in one segment of an IRI's path (RFC 3987),
/// and `%` itself, so that different names give different IRIs.
fn push_segment(iri: &mut String, segment: &str) {
    let mut plain = 0;
    for (at, c) in segment.char_indices() {
        if !stands_in_segment(c) {
            iri.push_str(&segment[plain..at]);
            plain = at + c.len_utf8();
            for &byte in &segment.as_bytes()[at..plain] {
                iri.push('%');
                for half in [byte >> 4, byte & 15] {
                    iri.push(char::from(b"0123456789ABCDEF"[half as usize]));
                }
            }
        }
    }
    iri.push_str(&segment[plain..]);
}

/// Says whether RFC 3987 lets a character stand in a path segment as it is (`ipchar` without percent signs).
fn stands_in_segment(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '-' | '.' | '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' | ':' | '@' => true,
        '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => true,
        // The planes above the first, but for their last two characters, the private use planes and the start of
        // plane 14, which holds tags.
        '\u{10000}'..='\u{EFFFD}' => (c as u32) & 0xFFFF <= 0xFFFD && !('\u{E0000}'..'\u{E1000}').contains(&c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_legal_iris_and_stay_apart() {
        for (name, segment) in [
            ("新能源电池", "新能源电池"),
            ("“2+4”产业链", "“2+4”产业链"),
            ("a b", "a%20b"),
            ("50%", "50%25"),
            ("a/b#c?d", "a%2Fb%23c%3Fd"),
            ("<>\"{}|\\^`[]", "%3C%3E%22%7B%7D%7C%5C%5E%60%5B%5D"),
            ("\u{FFFD}\u{E000}\u{0}\u{85}", "%EF%BF%BD%EE%80%80%00%C2%85"),
            ("𠮷", "𠮷"),
        ] {
            let iri = document_iri(name);
            assert_eq!(iri.as_str(), format!("{DOC}{segment}"));
            assert!(NamedNode::new(iri.as_str()).is_ok(), "{iri}");
        }
    }

    #[test]
    fn spans_name_things_and_further_frames() {
        let document = document_iri("d");
        let span = CharSpan { start: 0, end: 4_294_967_295 };
        assert_eq!(span_iri(document.as_ref(), span, 1).as_str(), format!("{DOC}d#char=0,4294967295"));
        assert_eq!(span_iri(document.as_ref(), span, 2).as_str(), format!("{DOC}d#char=0,4294967295&frame=2"));
    }
}
