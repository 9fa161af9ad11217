//! What loading lets pass, for a list of words may hold any: files that parse, yet hold what nobody meant to write.

use super::{LoadError, Source};
use oxrdfio::{RdfFormat, RdfParser};
use std::collections::HashSet;

/// More characters than any word has; a name of a body may have more, but stands in a table.
const LONGEST_WORD: usize = 20;

/// Finds what is wrong with the files of an ontology though they load, in order of file, line and column:
/// - a Turtle file that is no Turtle (shapes.ttl, which only other programs read);
/// - in every other file, control and replacement characters, zero-width ones, and Latin letters with accents, as bytes
///   read in the wrong encoding give;
/// - in word lists (lexicon/*.txt, document.txt), a section's name that is not closed or has other characters than
///   letters, digits, dots and hyphens; a word of symbols (`@@`), or with one inside; an overlong word;
/// - in lexicon/*.txt, a word without Chinese that is no abbreviation (5G, AI); in document.txt, an entry that its
///   section has already.
pub fn lint(sources: &[Source]) -> Vec<LoadError> {
    let mut problems = Vec::new();
    let mut sorted: Vec<&Source> = sources.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for source in sorted {
        match source.name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            // Loading tells of it.
            "ttl" if source.name == "mailuo.ttl" => {}
            "ttl" => problems.extend(turtle(source).err()),
            "txt" if source.name == "document.txt" => {
                characters(source, &mut problems);
                entries(source, &mut problems);
            }
            "txt" => {
                characters(source, &mut problems);
                words(source, &mut problems);
            }
            _ => characters(source, &mut problems),
        }
    }
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems
}

/// Reads a Turtle file to its end.
///
/// # Errors
/// The first syntax error, with line and column.
fn turtle(source: &Source) -> Result<(), LoadError> {
    RdfParser::from_format(RdfFormat::Turtle).for_slice(source.text.as_bytes()).try_for_each(|quad| match quad {
        Ok(_) => Ok(()),
        Err(error) => Err(turtle_error(source, &error)),
    })
}

/// Places a syntax error in its file.
pub(super) fn turtle_error(source: &Source, error: &oxrdfio::RdfSyntaxError) -> LoadError {
    let (line, column) =
        error.location().map_or((0, 0), |place| (place.start.line as usize + 1, place.start.column as usize + 1));
    let message = error.to_string();
    // The message of the parser begins with its place.
    let message =
        message.strip_prefix("Parser error at ").and_then(|rest| Some(rest.split_once(": ")?.1)).unwrap_or(&message);
    source.error(line, column, message)
}

/// Looks for characters that no text in Chinese has.
fn characters(source: &Source, problems: &mut Vec<LoadError>) {
    for (line, text) in (1..).zip(source.text.lines()) {
        let bad = (1..).zip(text.chars()).find_map(|(column, c)| Some((column, fault(c)?, c)));
        if let Some((column, fault, c)) = bad {
            problems.push(source.error(line, column, format!("{fault} (U+{:04X})", u32::from(c))));
        }
    }
}

fn fault(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\r' => None,
        c if c.is_control() => Some("a control character"),
        '\u{FFFD}' => Some("a replacement character: the file was read in the wrong encoding once"),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {
            Some("a character that cannot be seen")
        }
        '\u{E000}'..='\u{F8FF}' => Some("a character of nobody's (private use)"),
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' => {
            Some("an accented letter: the file was read in the wrong encoding once")
        }
        _ => None,
    }
}

/// Looks through sections of words between white space.
fn words(source: &Source, problems: &mut Vec<LoadError>) {
    for (line, text) in source.rows() {
        if heading(source, line, text, problems) {
            continue;
        }
        let mut at = 0;
        for word in text.split_whitespace() {
            let start = at + text[at..].find(word).unwrap_or(0);
            at = start + word.len();
            if let Some(fault) = odd(word).or_else(|| foreign(word)) {
                problems.push(source.error(line, text[..start].chars().count() + 1, format!("“{word}”: {fault}")));
            }
        }
    }
}

/// Looks through sections of an entry a line.
fn entries(source: &Source, problems: &mut Vec<LoadError>) {
    let mut seen = HashSet::new();
    for (line, text) in source.rows() {
        let entry = text.trim();
        // Here a `#` starts a comment with or without a space behind it.
        if entry.starts_with('#') {
            continue;
        }
        if heading(source, line, text, problems) {
            seen.clear();
        } else if let Some(fault) = odd(entry).or((!seen.insert(entry)).then_some("this section has it already")) {
            problems.push(source.error(line, 1, format!("“{entry}”: {fault}")));
        }
    }
}

/// Says whether a line names a section, or was meant to; an entry may itself start with a bracket ([责任编辑).
fn heading(source: &Source, line: usize, text: &str, problems: &mut Vec<LoadError>) -> bool {
    let Some(rest) = text.trim().strip_prefix('[') else { return false };
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let fault = match rest.strip_suffix(']') {
        Some(name) if is_name(name.trim()) => return true,
        Some(_) => "the name of a section has letters, digits, dots and hyphens",
        None if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => "the name of a section ends with ]",
        None => return false,
    };
    problems.push(source.error(line, 1, format!("“{}”: {fault}", text.trim())));
    true
}

/// Says what is odd about a word in any list.
fn odd(word: &str) -> Option<&'static str> {
    let length = word.chars().count();
    let is_symbol = |c: char| "@#$^&*={}<>|\\~`_;".contains(c);
    if length > LONGEST_WORD {
        Some("longer than any word")
    } else if length > 1 && !word.contains(char::is_alphanumeric) && word.contains(|c: char| c.is_ascii()) {
        Some("nothing but symbols")
    } else if word.contains(char::is_alphanumeric) && word.contains(is_symbol) {
        Some("a symbol in a word")
    } else {
        None
    }
}

/// Says what is wrong with a word that has letters, but no Chinese ones.
fn foreign(word: &str) -> Option<&'static str> {
    let is_latin = word.contains(|c: char| c.is_ascii_alphabetic()) && word.is_ascii();
    let is_short = word.len() <= 6 && !word.contains(|c: char| c.is_ascii_lowercase());
    (is_latin && !is_short).then_some("neither Chinese nor an abbreviation")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        lint(&[Source { name: name.into(), text: text.into() }]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn garbage_in_word_lists_has_its_place() {
        let cases = [
            ("[verb\n发展", "lexicon/w.txt:1:1: “[verb”"),
            ("[动词]\n发展", "lexicon/w.txt:1:1: "),
            ("[verb]\n发展 壮\u{FFFD}大", "lexicon/w.txt:2:5: a replacement character"),
            ("[verb]\n发\u{7}展", "lexicon/w.txt:2:2: a control character (U+0007)"),
            ("[verb]\né‡‘æ˜Œ", "lexicon/w.txt:2:1: an accented letter"),
            ("[verb]\n发展 @@@", "lexicon/w.txt:2:4: “@@@”: nothing but symbols"),
            ("[verb]\n发展 壮大;", "lexicon/w.txt:2:4: “壮大;”: a symbol"),
            ("[verb]\n发展 develop", "lexicon/w.txt:2:4: “develop”: neither Chinese"),
            ("[verb]\n推动新能源电池产业高质量发展迈上一个新的大台阶", "lexicon/w.txt:2:1: “推动"),
        ];
        for (text, start) in cases {
            let found = found("lexicon/w.txt", text);
            assert!(found.len() == 1 && found[0].starts_with(start), "{text}: {found:?}");
        }
        assert_eq!(found("lexicon/w.txt", "# develop @@\n[clause.end]\n， —— …… %\n[tech]\n5G AI 发展\n"), [""; 0]);
    }

    #[test]
    fn garbage_among_the_words_of_documents_has_its_place() {
        let text = "[post]\n市长\n市长\n[press\n[责任编辑\n####\n@@!!\n";
        let found = found("document.txt", text);
        let starts =
            ["document.txt:3:1: “市长”: this section", "document.txt:4:1: “[press”", "document.txt:7:1: “@@!!”"];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        assert!(found.iter().zip(starts).all(|(found, start)| found.starts_with(start)), "{found:?}");
    }

    #[test]
    fn shapes_that_are_no_turtle_have_their_place() {
        let found = found("shapes.ttl", "@prefix a: <http://a#> .\na:b a:c a:d ; .\na:b a:c ] .\n");
        assert!(found.len() == 1 && found[0].starts_with("shapes.ttl:3:9: "), "{found:?}");
    }
}
