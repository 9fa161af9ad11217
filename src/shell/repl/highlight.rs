//! Colours SPARQL and dot-commands while they are typed.

use super::scan::{Piece, scan};
use std::borrow::Cow;

/// Words of SPARQL that are coloured and completed. Data of the standard, not of the domain.
pub(super) const KEYWORDS: &[&str] = &[
    "ABS",
    "ASC",
    "ASK",
    "AVG",
    "BASE",
    "BIND",
    "BOUND",
    "BY",
    "COALESCE",
    "CONCAT",
    "CONSTRUCT",
    "CONTAINS",
    "COUNT",
    "DATATYPE",
    "DAY",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FILTER",
    "FROM",
    "GRAPH",
    "GROUP",
    "GROUP_CONCAT",
    "HAVING",
    "IF",
    "IN",
    "IRI",
    "LANG",
    "LANGMATCHES",
    "LCASE",
    "LIMIT",
    "MAX",
    "MIN",
    "MINUS",
    "MONTH",
    "NAMED",
    "NOT",
    "OFFSET",
    "OPTIONAL",
    "ORDER",
    "PREFIX",
    "REDUCED",
    "REGEX",
    "REPLACE",
    "ROUND",
    "SAMPLE",
    "SELECT",
    "SEPARATOR",
    "STR",
    "STRAFTER",
    "STRBEFORE",
    "STRDT",
    "STRENDS",
    "STRLANG",
    "STRLEN",
    "STRSTARTS",
    "SUBSTR",
    "SUM",
    "UCASE",
    "UNDEF",
    "UNION",
    "VALUES",
    "WHERE",
    "YEAR",
];

/// Gives `line` with ANSI colours.
pub(super) fn colour(line: &str) -> Cow<'_, str> {
    if line.starts_with('.') && !line.starts_with(".explain") {
        return Cow::Owned(format!("\x1b[36m{line}\x1b[0m"));
    }
    let mut out = String::with_capacity(line.len() * 2);
    for (piece, text) in scan(line) {
        match code(piece, text) {
            Some(code) => out.extend(["\x1b[", code, "m", text, "\x1b[0m"]),
            None => out.push_str(text),
        }
    }
    Cow::Owned(out)
}

fn code(piece: Piece, text: &str) -> Option<&'static str> {
    match piece {
        Piece::Word if text == "a" || is_keyword(text) => Some("1;34"),
        Piece::Iri => Some("32"),
        Piece::Text => Some("33"),
        Piece::Variable => Some("35"),
        Piece::Comment => Some("2"),
        Piece::Number => Some("36"),
        Piece::Word | Piece::Other => None,
    }
}

fn is_keyword(text: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_coloured_in_any_case_and_names_are_not() {
        assert_eq!(colour("select"), "\x1b[1;34mselect\x1b[0m");
        assert_eq!(colour("金昌"), "金昌");
    }
}
