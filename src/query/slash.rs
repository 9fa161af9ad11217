//! Slashes in prefixed names.
//!
//! SPARQL wants `id:place\/620300`, people and tables write `id:place/620300`. As a property path that would mean
//! nothing, since no predicate is in the namespaces of things and documents, so the slash is escaped before parsing.

use super::syntax::pieces;
use std::borrow::Cow;

/// Prefixes of things, never of predicates.
const THINGS: [&str; 2] = ["id:", "doc:"];

/// Escapes slashes inside names with a prefix of [`THINGS`], unless `text` declares that prefix for itself.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let prefixes = prefixes(text);
    if prefixes.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(pieces(text).map(|piece| escape_piece(piece, &prefixes)).collect())
}

/// Gives the prefixes that `text` uses in our sense. One that stands alone is being declared.
pub(super) fn prefixes(text: &str) -> Vec<&'static str> {
    let ours = |prefix: &&str| text.contains(*prefix) && !pieces(text).any(|piece| piece == *prefix);
    THINGS.into_iter().filter(ours).collect()
}

/// Escapes slashes in a token; strings, IRIs and comments stay as they are.
pub(super) fn escape_piece<'a>(piece: &'a str, prefixes: &[&str]) -> Cow<'a, str> {
    if !piece.contains('/') || piece.starts_with(['"', '\'', '<', '#']) {
        return Cow::Borrowed(piece);
    }
    let mut escaped = String::with_capacity(piece.len() + 2);
    let mut inside = false;
    let mut before = ' ';
    for (at, c) in piece.char_indices() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if prefixes.iter().any(|prefix| piece[at..].starts_with(prefix)) {
            // After these the name ends another one or is part of a property path.
            inside |= !is_word(before) && !"?$:-./|^\\".contains(before);
        } else if !is_word(c) && !"-.:%·\\/".contains(c) && before != '\\' {
            inside = false;
        }
        if inside && c == '/' && before != '\\' && piece[at + 1..].starts_with(is_word) {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_things_get_escapes() {
        let cases = [
            ("SELECT * {id:place/620300 ?p ?o.}", "SELECT * {id:place\\/620300 ?p ?o.}"),
            ("?s ml:develops id:industry/新能源/a.", "?s ml:develops id:industry\\/新能源\\/a."),
            ("FILTER(?s=id:place/1&&?o=doc:a/b)", "FILTER(?s=id:place\\/1&&?o=doc:a\\/b)"),
            ("VALUES ?x {id:a/1 id:a\\/2}", "VALUES ?x {id:a\\/1 id:a\\/2}"),
            ("[ml:a id:b/c]", "[ml:a id:b\\/c]"),
        ];
        for (text, expected) in cases {
            assert_eq!(escape(text), expected);
        }
        let unchanged = [
            "?s ml:partOf/ml:locatedIn ?o",
            "?s ml:a/id:b/c ?o",
            "?s ^id:b/c ?o",
            "\"id:a/b\" <http://e.org/id:a/b> 'id:a/b' # id:a/b",
            "\"\"\"多行\nid:a/b\"\"\"",
            "grid:a/b ?id:a/b",
            "id:a /ml:b",
            "id:a/^ml:b",
            "PREFIX id: <http://e.org/> SELECT * { ?s id:a/id:b ?o }",
            "?id/2",
        ];
        for text in unchanged {
            assert_eq!(escape(text), text);
        }
    }
}
