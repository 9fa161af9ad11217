//! Tells whether what was typed so far is a whole statement; the SPARQL parser decides.

use crate::query;

/// What the text typed so far is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Nothing but space and comments.
    Blank,
    /// A statement that can be carried out.
    Complete,
    /// The start of one.
    Incomplete,
    /// No start of any.
    Wrong,
}

/// Judges `text`.
pub(super) fn judge(text: &str) -> Judgement {
    let text = text.trim_end();
    match text.trim_start().strip_prefix('.') {
        Some(command) => match command.strip_prefix("explain").or_else(|| command.strip_prefix("query")) {
            // Without a query it is a whole statement too, a wrong one.
            Some(query) if query.starts_with(char::is_whitespace) => judge_sparql(query),
            _ => Judgement::Complete,
        },
        None if is_blank(text) => Judgement::Blank,
        None => judge_sparql(text),
    }
}

fn judge_sparql(text: &str) -> Judgement {
    match query::parse(text) {
        Ok(_) => Judgement::Complete,
        Err(error) if error.is_incomplete() => Judgement::Incomplete,
        Err(_) => Judgement::Wrong,
    }
}

fn is_blank(text: &str) -> bool {
    text.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parser_tells_a_start_from_a_mistake() {
        use Judgement::*;
        let cases = [
            ("", Blank),
            ("# 注\n", Blank),
            (".help", Complete),
            (".explain SELECT * WHERE {", Incomplete),
            ("SELECT", Incomplete),
            ("SELECT * WHERE {", Incomplete),
            ("SELECT * WHERE {\n  ?s ?p", Incomplete),
            ("SELECT * WHERE { ?s ?p \"\"\"多", Incomplete),
            ("PREFIX e: <http://e.org/>", Incomplete),
            ("SELECT * WHERE { ?s ?p ?o } LIMIT", Incomplete),
            ("SELECT * WHERE { ?s ?p ?o }", Complete),
            ("ASK { ?s a ml:Place } # 注", Complete),
            ("SELEC", Wrong),
            ("SELEC *", Wrong),
            ("SELECT * WHERE { ?s ?p ?o } LIM", Wrong),
            ("SELECT * WHERE { ?s ?p \"未完", Wrong),
            ("SELECT * WHERE { ?s nope:p ?o", Wrong),
            ("SELECT * WHERE { ?s ?p ?o } }", Wrong),
        ];
        for (text, expected) in cases {
            assert_eq!(judge(text), expected, "{text}");
        }
    }
}
