//! Splits a dot-command into words like a shell does.

/// Splits `line` at white space; quotes of either kind hold a word together.
///
/// Gives none if a quote is left open.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        let cases: [(&str, Option<&[&str]>); 5] = [
            ("run targets  --set place=金昌市", Some(&["run", "targets", "--set", "place=金昌市"])),
            ("why '兰州 新区' _ \"\"", Some(&["why", "兰州 新区", "_", ""])),
            ("run a --set q=\"it's\"", Some(&["run", "a", "--set", "q=it's"])),
            ("", Some(&[])),
            ("describe '金昌", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(split(line), expected, "{line}");
        }
    }
}
