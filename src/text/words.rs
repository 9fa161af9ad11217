//! The words that tell the parts of a document, read from `ontology/document.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../ontology/document.txt");

static SECTIONS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| sections(SOURCE));

/// Gives the words of a section in the file's order; none for a section that the file lacks.
pub(super) fn words(section: &str) -> &'static [&'static str] {
    SECTIONS.get(section).map_or(&[], Vec::as_slice)
}

/// Gives the longest word of a section that `text` starts with.
pub(super) fn prefix(section: &str, text: &str) -> Option<&'static str> {
    words(section).iter().copied().filter(|word| text.starts_with(word)).max_by_key(|word| word.len())
}

/// Gives the longest word of a section that `text` ends with.
pub(super) fn suffix(section: &str, text: &str) -> Option<&'static str> {
    words(section).iter().copied().filter(|word| text.ends_with(word)).max_by_key(|word| word.len())
}

/// Reads a value behind a label of the section: 来源：甘肃日报. The value may be empty.
pub(super) fn labelled<'a>(section: &str, text: &'a str) -> Option<&'a str> {
    let (label, value) = text.split_once(['：', ':'])?;
    let bare = |word: &str| label.chars().filter(|c| !c.is_whitespace()).eq(word.chars());
    words(section).iter().any(|word| bare(word)).then(|| value.trim())
}

fn sections(source: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut sections: HashMap<_, Vec<_>> = HashMap::new();
    let mut current = "";
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        // An entry may itself start with a bracket ([责任编辑): only a closed one names a section.
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => current = name,
            None => sections.entry(current).or_default().push(line),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_that_the_code_asks_for_has_words() {
        for section in [
            "furniture.line",
            "furniture.prefix",
            "furniture.tail",
            "label.publisher",
            "label.date",
            "label.author",
            "label.url",
            "post",
            "interview",
            "reporter",
            "caption",
            "agency",
            "press",
            "subtitle",
            "surname",
        ] {
            assert!(!words(section).is_empty(), "{section}");
        }
        assert!(words("").is_empty(), "an entry stands before the first section");
    }

    #[test]
    fn a_label_may_be_spaced_out_and_its_value_missing() {
        assert_eq!(labelled("label.publisher", "来源：陇中日报"), Some("陇中日报"));
        assert_eq!(labelled("label.publisher", "来 源: 陇中日报 "), Some("陇中日报"));
        assert_eq!(labelled("label.date", "时间："), Some(""));
        assert_eq!(labelled("label.date", "时间不等人：要快"), None);
    }
}
