//! Where a text stops being SPARQL.
//!
//! The parser reports the furthest character it looked at, and it looks ahead by the length of a keyword, past the word
//! that is wrong. So the text is parsed again with its tokens far apart: then the furthest character lies behind the
//! token at fault and before the next.

use super::{QueryError, slash};
use crate::rdf::PREFIXES;
use spargebra::SparqlParser;

/// Longer than any keyword of SPARQL.
const GAP: usize = 24;

/// A piece of the text that white space may stand around.
struct Token {
    /// First byte in the text.
    start: usize,
    /// One past the last byte.
    end: usize,
    /// First character in the spaced text.
    spaced: usize,
}

/// How deep brackets and prefix operators may nest: more than anybody writes, less than the parser's stack bears.
const DEEPEST: usize = 500;

/// How many parts may be chained, each of which is a level of the algebra however flat it is written.
const LONGEST: usize = 4000;

/// What chains parts of a query.
const LINKS: [&str; 7] = ["UNION", "OPTIONAL", "MINUS", "FILTER", "AS", "||", "&&"];

/// Refuses a text that nests too deep to be parsed and evaluated, with its place.
pub(super) fn check_depth(text: &str) -> Result<(), QueryError> {
    let (mut at, mut brackets, mut operators, mut links) = (0, 0usize, 0usize, 0);
    for piece in pieces(text) {
        let is_code = !piece.starts_with(['"', '\'', '#', '<']) && !piece.starts_with(char::is_whitespace);
        let mut deepest = operators;
        for c in piece.chars().filter(|_| is_code) {
            match c {
                '{' | '(' | '[' => brackets += 1,
                '}' | ')' | ']' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            operators = if "!+-^".contains(c) { operators + 1 } else { 0 };
            deepest = deepest.max(operators);
        }
        if brackets.max(deepest) > DEEPEST {
            return Err(error(text, at, format!("nested deeper than {DEEPEST} levels"), None, false));
        }
        // A name may hold a few of these (id:place/620300, 2025-12-31); a chain holds many, or stands apart.
        let symbols = piece.chars().filter(|c| is_code && "+-*/|!^&".contains(*c)).count();
        links += if symbols == piece.len() { symbols } else { symbols.saturating_sub(3) };
        links += usize::from(LINKS.iter().any(|link| piece.eq_ignore_ascii_case(link)));
        if links > LONGEST {
            let hint = "VALUES and IN take lists of any length".to_owned();
            return Err(error(text, at, format!("more than {LONGEST} parts are chained"), Some(hint), false));
        }
        at += piece.len();
    }
    Ok(())
}

/// Tells where and why `parser` does not take `text`.
pub(super) fn locate(parser: SparqlParser, text: &str) -> QueryError {
    if let Some(start) = unclosed(text) {
        return error(text, start, "the string is not closed on its line".to_owned(), None, false);
    }
    let (spaced, tokens) = space_out(text);
    let message = match parser.parse_query(&spaced) {
        Err(error) => error.to_string(),
        // Only white space differs, so this cannot be; the text then gets the plainest of messages.
        Ok(_) => "error at 1:1: ".to_owned(),
    };
    let (column, expected) = message
        .strip_prefix("error at 1:")
        .and_then(|rest| rest.split_once(": "))
        .and_then(|(column, expected)| Some((column.parse::<usize>().ok()?, expected)))
        .unwrap_or((1, &message));
    let at_end = column > spaced.chars().count();
    let token = tokens.iter().rev().find(|token| token.spaced < column);
    let place = token.map_or(0, |token| token.start);
    let word = token.map_or("", |token| &text[token.start..token.end]);
    if let Some(meaning) =
        expected.split(", ").map(|item| item.trim_start_matches("expected one of ")).find_map(meaning)
    {
        if meaning.contains("Prefix not found") {
            let pname = tokens.iter().rev().filter(|t| t.spaced < column).find(|t| text[t.start..t.end].contains(':'));
            let (place, word) = pname.map_or((place, word), |t| (t.start, &text[t.start..t.end]));
            let known: Vec<_> = PREFIXES.iter().map(|(prefix, _)| format!("{prefix}:")).collect();
            let hint = format!("declare it with PREFIX, or use one of {}", known.join(" "));
            return error(text, place, format!("unknown prefix in “{word}”"), Some(hint), false);
        }
        return error(text, if at_end { 0 } else { place }, meaning.to_owned(), None, false);
    }
    if at_end {
        let hint = match text.trim().is_empty() {
            true => "give a query, such as SELECT * { id:place/620300 ?relation ?thing }",
            false => "close every { ( [ and quote, and name all three parts of the last triple",
        };
        return error(text, text.trim_end().len(), "the query ends too early".to_owned(), Some(hint.to_owned()), true);
    }
    error(text, place, format!("unexpected “{}”", clip(word)), hint(text, place, word), false)
}

/// Finds what the parser says in words (“The SELECT contains a variable that is unbound”) among what it expected.
fn meaning(item: &str) -> Option<&str> {
    let item = item.trim().trim_start_matches("expected ");
    let of_the_future = item.contains("SPARQL 1.2") || item.contains("SEP ");
    (item.contains(' ') && !of_the_future && !item.starts_with(['[', '"', '\''])).then_some(item)
}

fn error(text: &str, at: usize, message: String, hint: Option<String>, incomplete: bool) -> QueryError {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    QueryError::Syntax { line, column, message, hint, incomplete }
}

fn clip(word: &str) -> String {
    word.chars().take(30).collect()
}

/// Says what to do about common mistakes.
fn hint(text: &str, at: usize, word: &str) -> Option<String> {
    const UPDATES: [&str; 10] = ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"];
    if UPDATES.iter().any(|update| word.eq_ignore_ascii_case(update)) {
        return Some("queries only read; documents are added with `mailuo build`".to_owned());
    }
    if word.contains(['“', '”', '‘', '’', '：', '，', '；', '？', '｛', '｝', '（', '）', '。']) {
        return Some("outside quoted text SPARQL wants ASCII punctuation: \" ' : , ; ? { } ( ) .".to_owned());
    }
    let local = word
        .split_once(':')
        .is_some_and(|(prefix, local)| local.contains('/') && PREFIXES.iter().any(|(known, _)| *known == prefix));
    if local || (word.starts_with('/') && text.contains(':')) {
        return Some("a slash in a prefixed name is written \\/, as in ml:a\\/b; or write <IRI>".to_owned());
    }
    if text[..at].chars().all(char::is_whitespace) {
        return Some("a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE".to_owned());
    }
    match word {
        "}" | "." | ";" => Some("a triple has three parts, such as ?place ml:develops ?industry".to_owned()),
        _ => None,
    }
}

/// Copies `text` onto one line with [`GAP`] spaces around every token, comments left out.
fn space_out(text: &str) -> (String, Vec<Token>) {
    let mut spaced = String::new();
    let mut length = 0;
    let mut tokens = Vec::new();
    let mut at = 0;
    let prefixes = slash::prefixes(text);
    for piece in pieces(text) {
        let end = at + piece.len();
        if !piece.starts_with('#') && !piece.starts_with(char::is_whitespace) {
            tokens.push(Token { start: at, end, spaced: length });
            // Long strings may hold line ends, which would upset the counting of columns.
            let piece = slash::escape_piece(piece, &prefixes).replace(['\n', '\r'], " ");
            length += piece.chars().count() + GAP;
            spaced.push_str(&piece);
            spaced.extend(std::iter::repeat_n(' ', GAP));
        }
        at = end;
    }
    (spaced, tokens)
}

/// Cuts a text into tokens, comments and white space.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, more) = rest.split_at((!rest.is_empty()).then(|| token_length(rest))?);
        rest = more;
        Some(piece)
    })
}

/// Measures the token, comment or white space that `rest` starts with.
fn token_length(rest: &str) -> usize {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    match rest.as_bytes()[0] {
        b'#' => rest.find('\n').unwrap_or(rest.len()),
        b'{' | b'}' | b'(' | b')' | b';' | b',' => 1,
        quote @ (b'"' | b'\'') => string_length(rest, quote).unwrap_or(rest.len()),
        b'<' => iri_length(rest).unwrap_or(1),
        byte if byte.is_ascii_whitespace() => rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len()),
        _ => {
            let mut escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, c)| {
                let ends = !escaped && (c.is_whitespace() || "{}();,\"'<#".contains(*c));
                escaped = *c == '\\';
                ends
            });
            end.map_or(rest.len(), |(end, _)| end).max(first)
        }
    }
}

/// Measures an IRI in brackets; none if the bracket is a comparison.
fn iri_length(rest: &str) -> Option<usize> {
    let end = rest[1..].find(|c: char| c.is_whitespace() || "<>\"{}|^`\\".contains(c))? + 1;
    (rest.as_bytes()[end] == b'>').then_some(end + 1)
}

/// Measures a string with its quotes; none if it is not closed.
fn string_length(rest: &str, quote: u8) -> Option<usize> {
    let long = rest.len() >= 3 && rest.as_bytes()[..3] == [quote; 3];
    let marks = if long { 3 } else { 1 };
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(marks) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' | b'\r' if !long => return None,
            _ if byte == quote && rest.as_bytes()[at..].starts_with(&[quote; 3][..marks]) => return Some(at + marks),
            _ => {}
        }
    }
    None
}

/// Finds a short string that its line does not close: no further line can.
fn unclosed(text: &str) -> Option<usize> {
    let mut at = 0;
    for piece in pieces(text) {
        let quote = piece.as_bytes()[0];
        let is_string = matches!(quote, b'"' | b'\'');
        let is_long = piece.len() >= 3 && piece.as_bytes()[..3] == [quote; 3];
        if is_string && !is_long && string_length(piece, quote).is_none() {
            return Some(at);
        }
        at += piece.len();
    }
    None
}
