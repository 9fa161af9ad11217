//! Terms as people read them: short IRIs, bare literals.

use crate::rdf::PREFIXES;
use oxrdf::{NamedNode, Term};
use std::borrow::Cow;

/// Shortens an IRI with the prefixes of the design: `https://w3id.org/mailuo/id/place/620300` is `id:place/620300`.
///
/// For reading only; [`prefixed_name`] gives what SPARQL accepts. IRIs outside the prefixes keep their angle brackets.
pub fn shorten(iri: &str) -> String {
    split_prefix(iri).map_or_else(|| format!("<{iri}>"), |(prefix, local)| format!("{prefix}:{local}"))
}

/// Writes an IRI as SPARQL and Turtle accept it: `id:place\/620300`, or in angle brackets.
pub fn prefixed_name(iri: &str) -> String {
    let Some((prefix, local)) = split_prefix(iri) else { return format!("<{iri}>") };
    let mut out = format!("{prefix}:");
    for c in local.chars() {
        match c {
            '_' | '-' | '·' => out.push(c),
            '/' | '#' | '=' | ',' | '.' | '(' | ')' | '~' | '!' | '$' | '&' | '\'' | '*' | '+' | ';' | '?' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_ascii_alphanumeric() || is_name_char(c) => out.push(c),
            _ => return format!("<{iri}>"),
        }
    }
    // A hyphen may stand inside a name but not open it.
    if local.starts_with(['-', '·']) { format!("<{iri}>") } else { out }
}

/// The letters that SPARQL allows in names beyond ASCII (PN_CHARS_BASE), as far as IRIs of things use them.
fn is_name_char(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn split_prefix(iri: &str) -> Option<(&'static str, &str)> {
    PREFIXES.iter().find_map(|(prefix, namespace)| {
        let local = iri.strip_prefix(namespace)?;
        (!local.is_empty()).then_some((*prefix, local))
    })
}

/// Gives a term as a table shows it; a literal is its bare text.
pub(super) fn cell(term: Option<&Term>) -> Cow<'_, str> {
    match term {
        None => Cow::Borrowed(""),
        Some(Term::Literal(literal)) => Cow::Borrowed(literal.value()),
        Some(Term::NamedNode(node)) => Cow::Owned(named(node)),
        Some(Term::BlankNode(node)) => Cow::Owned(node.to_string()),
    }
}

fn named(node: &NamedNode) -> String {
    split_prefix(node.as_str()).map_or_else(|| node.as_str().to_owned(), |(prefix, local)| format!("{prefix}:{local}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_of_the_design_are_short() {
        assert_eq!(shorten("https://w3id.org/mailuo/id/place/620300"), "id:place/620300");
        assert_eq!(shorten("http://e.org/a"), "<http://e.org/a>");
        assert_eq!(prefixed_name("https://w3id.org/mailuo/id/industry/新能源电池"), "id:industry\\/新能源电池");
        assert_eq!(prefixed_name("https://w3id.org/mailuo/doc/a#char=1,2"), "doc:a\\#char\\=1\\,2");
        assert_eq!(prefixed_name("https://w3id.org/mailuo/id/a|b"), "<https://w3id.org/mailuo/id/a|b>");
    }
}
