//! The marks at the start of a Markdown line, which block spans leave out. Inline marks stay in the text.

/// What the marks of a line say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// As many `#`.
    Heading(u8),
    /// A list marker; the level counts the indentation from 1.
    Item(u8),
    /// A rule, a code fence, a table's ruler: no text at all.
    Rule,
}

/// Splits a line into its mark and the text behind it.
pub(super) fn strip(line: &str) -> (Mark, &str) {
    let indent = line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>();
    let mut text = line.trim();
    if is_rule(text) {
        return (Mark::Rule, text);
    }
    let mut mark = Mark::None;
    // A quotation may hold a heading or a list.
    while let Some(rest) = text.strip_prefix('>') {
        text = rest.trim_start();
    }
    let hashes = text.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with([' ', '\t', '　']) {
        mark = Mark::Heading(hashes as u8);
        text = text[hashes..].trim();
        let bare = text.trim_end_matches('#');
        if bare.ends_with(char::is_whitespace) {
            text = bare.trim_end();
        }
    } else if let Some(rest) = text.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t'])) {
        mark = Mark::Item((indent / 2 + 1).min(6) as u8);
        text = rest.trim_start();
    }
    (mark, text)
}

fn is_rule(text: &str) -> bool {
    let made_of = |c: char| text.chars().filter(|&x| x == c).count() >= 3 && text.chars().all(|x| x == c || x == ' ');
    ["```", "~~~"].iter().any(|fence| text.starts_with(fence))
        || ['-', '*', '_', '='].into_iter().any(made_of)
        || (text.starts_with('|') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_text() {
        for (line, expected) in [
            ("# 报告", (Mark::Heading(1), "报告")),
            ("### 一、回顾 ##", (Mark::Heading(3), "一、回顾")),
            ("#金昌#", (Mark::None, "#金昌#")),
            ("- 发展甲产业", (Mark::Item(1), "发展甲产业")),
            ("  * 发展乙产业", (Mark::Item(2), "发展乙产业")),
            ("-5%的增速", (Mark::None, "-5%的增速")),
            ("**加粗**的话", (Mark::None, "**加粗**的话")),
            ("> > 引文", (Mark::None, "引文")),
            ("---", (Mark::Rule, "---")),
            ("* * *", (Mark::Rule, "* * *")),
            ("|---|:-:|", (Mark::Rule, "|---|:-:|")),
            ("——要快", (Mark::None, "——要快")),
        ] {
            assert_eq!(strip(line), expected, "{line}");
        }
    }
}
