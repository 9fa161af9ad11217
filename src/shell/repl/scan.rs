//! Cuts SPARQL into coloured pieces; lenient, for the text is half-typed most of the time.

/// What a piece of SPARQL is to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A bare word: SELECT, FILTER, true.
    Word,
    /// `<…>` or `prefix:name`.
    Iri,
    /// A quoted string, closed or not.
    Text,
    /// `?name` or `$name`.
    Variable,
    /// `#` to the end of the line.
    Comment,
    /// A number.
    Number,
    /// Everything else: space, brackets, operators.
    Other,
}

/// Cuts `text` into pieces that join to it again.
pub(super) fn scan(text: &str) -> Vec<(Piece, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = measure(first, rest);
        let (head, tail) = rest.split_at(length);
        pieces.push((piece, head));
        rest = tail;
    }
    pieces
}

/// Finds where the word that ends at byte `end` begins; a word is what completion replaces.
pub(super) fn word_start(text: &str, end: usize) -> usize {
    let mut start = end;
    while let Some(c) = text[..start].chars().next_back() {
        let before = &text[..start - c.len_utf8()];
        // A backslash makes any character part of a name.
        let escaped = before.ends_with('\\') || c == '\\';
        if !(escaped || c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '?' | '$' | '·')) {
            break;
        }
        start = before.len();
        if matches!(c, '?' | '$') {
            break;
        }
    }
    start
}

fn measure(first: char, rest: &str) -> (Piece, usize) {
    let run =
        |from: usize, inside: fn(char) -> bool| from + rest[from..].find(|c| !inside(c)).unwrap_or(rest.len() - from);
    match first {
        '#' => (Piece::Comment, rest.find('\n').unwrap_or(rest.len())),
        '?' | '$' => (Piece::Variable, run(1, |c| c.is_alphanumeric() || c == '_')),
        '"' | '\'' => (Piece::Text, text_end(first, rest)),
        '<' => match rest.find(|c: char| c == '>' || c.is_whitespace()) {
            Some(end) if rest[end..].starts_with('>') => (Piece::Iri, end + 1),
            _ => (Piece::Other, 1),
        },
        c if c.is_ascii_digit() => (Piece::Number, run(0, |c| c.is_ascii_digit() || c == '.')),
        c if c.is_alphabetic() || c == ':' => {
            let word = run(0, |c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            if rest[word..].starts_with(':') { (Piece::Iri, name_end(rest, word + 1)) } else { (Piece::Word, word) }
        }
        c => (Piece::Other, c.len_utf8()),
    }
}

/// Finds the end of the local part of a prefixed name; a backslash escapes the character after it.
fn name_end(rest: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '%' | '·') => {}
            _ => return from + at,
        }
    }
    rest.len()
}

fn text_end(quote: char, rest: &str) -> usize {
    let long: String = [quote; 3].iter().collect();
    let (close, from) = if rest.starts_with(&long) { (long.as_str(), 3) } else { (&long[..1], 1) };
    let mut escaped = false;
    for (at, c) in rest[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if from == 1 => return from + at,
            _ if rest[from + at..].starts_with(close) => return from + at + from,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_told_apart() {
        let pieces =
            scan("SELECT ?x { id:place\\/620300 ml:develops <http://e.org/a> ; a \"\"\"多\n行\"\"\" } LIMIT 5 # 注");
        let seen: Vec<_> = pieces.into_iter().filter(|(piece, _)| *piece != Piece::Other).collect();
        assert_eq!(
            seen,
            [
                (Piece::Word, "SELECT"),
                (Piece::Variable, "?x"),
                (Piece::Iri, "id:place\\/620300"),
                (Piece::Iri, "ml:develops"),
                (Piece::Iri, "<http://e.org/a>"),
                (Piece::Word, "a"),
                (Piece::Text, "\"\"\"多\n行\"\"\""),
                (Piece::Word, "LIMIT"),
                (Piece::Number, "5"),
                (Piece::Comment, "# 注"),
            ]
        );
    }

    #[test]
    fn half_typed_text_joins_to_itself() {
        for text in ["\"金昌", "<http://e", "?a < ?b", "ml:", "'''x''", "\"a\\", "金昌", "id:a\\"] {
            let joined: String = scan(text).into_iter().map(|(_, piece)| piece).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn a_word_reaches_back_to_the_last_space_or_bracket() {
        assert_eq!(word_start("SELECT * {金昌", 16), 10);
        assert_eq!(word_start("?s ml:dev", 9), 3);
        assert_eq!(word_start("?s ", 3), 3);
        assert_eq!(word_start("{ id:place\\/62", 14), 2);
        assert_eq!(word_start("?s ml:a/ml:b", 12), 8);
    }
}
