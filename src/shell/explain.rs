//! `mailuo explain`: what the extractor saw and did in a sentence, and why a rule did not fire.

use super::build::parse_options;
use super::cli::{Explain, ExplainFormat};
use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use crate::build::{self, Input};
use crate::extract::explain::explain as explain_document;
use crate::knowledge::Knowledge;
use crate::knowledge::rules::Rule;
use crate::render;
use crate::text::{self, Document, Format, ParseOptions};
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where in a file to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Everywhere,
    /// A code point.
    Offset(u32),
    /// A line and a column in characters, both from 1.
    Position(usize, usize),
}

/// Explains the sentences asked for.
pub(super) fn explain(session: &Session, arguments: &Explain, out: &mut impl Write) -> Outcome {
    let options = parse_options(&arguments.reading)?;
    let (input, spot, options) = input(arguments, options)?;
    let documents = documents(&input, &options)?;
    let knowledge = session.knowledge()?;
    let rule = arguments.rule.as_deref().map(|name| find_rule(&knowledge, name)).transpose()?;
    if documents.len() > 1 && spot != Spot::Everywhere {
        let message = format!("{} documents are in it, and a place means one", documents.len());
        return Err(Failure::new(Kind::Usage, message).at(input.path().display()).hint("give its text with --text"));
    }
    let explained: Vec<_> = documents
        .iter()
        .map(|document| {
            let explained = explain_document(document, &knowledge, offset(document, spot), rule);
            (document.name.clone(), explained)
        })
        .collect();
    if explained.iter().all(|(_, sentences)| sentences.is_empty()) {
        let message = match spot {
            Spot::Everywhere => "no sentence is read in it".to_owned(),
            Spot::Offset(at) => format!("no sentence is read at code point {at}"),
            Spot::Position(line, column) => format!("no sentence is read at line {line}, column {column}"),
        };
        return Err(Failure::new(Kind::Data, message)
            .at(input.path().display())
            .hint("without a place, every sentence is explained"));
    }
    if arguments.format == ExplainFormat::Json {
        return Ok(render::write_explanations_json(&explained, out)?);
    }
    for (number, sentence) in explained.iter().flat_map(|(_, sentences)| sentences).enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        render::write_explanation(sentence, out)?;
    }
    Ok(())
}

/// Finds what to read, and where in it to look.
fn input(arguments: &Explain, options: ParseOptions) -> Outcome<(Input, Spot, ParseOptions)> {
    if let Some(text) = &arguments.text {
        let options = ParseOptions { format: Some(Format::PlainText), encoding: Some(encoding_rs::UTF_8) };
        let bytes = Cow::Owned(text.clone().into_bytes());
        return Ok((Input::Bytes(PathBuf::from("text"), bytes), Spot::Everywhere, options));
    }
    let Some(target) = arguments.target.as_deref() else {
        return Err(Failure::new(Kind::Usage, "no text to explain").hint("give FILE, FILE:OFFSET, - or --text TEXT"));
    };
    let (path, spot) = take_apart(target, |path| Path::new(path).exists());
    if path != "-" {
        return Ok((Input::File(PathBuf::from(path)), spot, options));
    }
    let stream = Input::from_stream(Path::new("stdin"), io::stdin().lock());
    Ok((stream.map_err(|failure| Failure::input(&failure))?, spot, options))
}

/// Takes `FILE:OFFSET` and `FILE:LINE:COLUMN` apart; a file that is there as it is called is taken whole.
fn take_apart(target: &str, exists: impl Fn(&str) -> bool) -> (&str, Spot) {
    if exists(target) {
        return (target, Spot::Everywhere);
    }
    let Some((before, Ok(last))) = target.rsplit_once(':').map(|(before, last)| (before, last.parse::<u32>())) else {
        return (target, Spot::Everywhere);
    };
    match before.rsplit_once(':').map(|(file, line)| (file, line.parse::<usize>())) {
        Some((file, Ok(line))) if !exists(before) => (file, Spot::Position(line, last as usize)),
        _ => (before, Spot::Offset(last)),
    }
}

fn documents(input: &Input, options: &ParseOptions) -> Outcome<Vec<Document>> {
    let path = input.path();
    let bytes = input.read().map_err(|reason| Failure::input(&build::Failure { path: path.to_owned(), reason }))?;
    text::parse(&path.to_string_lossy(), &bytes, options).map_err(|error| Failure::document(path.display(), &error))
}

/// Gives the code point of a spot; a line or column beyond the text is its end.
fn offset(document: &Document, spot: Spot) -> Option<u32> {
    match spot {
        Spot::Everywhere => None,
        Spot::Offset(at) => Some(at),
        Spot::Position(line, column) => {
            let mut lines = document.text.split_inclusive('\n').map(|line| line.chars().count());
            let before: usize = lines.by_ref().take(line.saturating_sub(1)).sum();
            Some((before + column.saturating_sub(1)) as u32)
        }
    }
}

fn find_rule<'k>(knowledge: &'k Knowledge, name: &str) -> Outcome<&'k Rule> {
    knowledge.rules.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let family = name.split('.').next().unwrap_or(name);
        let near = knowledge.rules.iter().filter(|rule| rule.name.split('.').next() == Some(family));
        let near: Vec<_> = near.map(|rule| rule.name.as_str()).collect();
        let hint = match near.as_slice() {
            [] => "the rules are in ontology/rules".to_owned(),
            near => format!("there are {}", near.join(", ")),
        };
        Failure::new(Kind::Usage, format!("no rule is called {name}")).hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stands_behind_the_file() {
        let there = |path: &str| ["a.txt", "x:7"].contains(&path);
        for (target, expected) in [
            ("a.txt", ("a.txt", Spot::Everywhere)),
            ("a.txt:12", ("a.txt", Spot::Offset(12))),
            ("a.txt:3:4", ("a.txt", Spot::Position(3, 4))),
            ("x:7", ("x:7", Spot::Everywhere)),
            ("x:7:2", ("x:7", Spot::Offset(2))),
            ("-:5", ("-", Spot::Offset(5))),
            ("b.txt", ("b.txt", Spot::Everywhere)),
        ] {
            assert_eq!(take_apart(target, there), expected, "{target}");
        }
    }
}
