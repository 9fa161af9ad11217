//! Front matter: `key: value` lines between `---` marks at the very top, which override what the head says.

use super::Metadata;
use super::error::{Position, ReadError};
use super::source::date;
use super::span::Span;

/// Longest front matter in lines; a `---` that is not closed by then is a rule.
const LONGEST: usize = 100;

/// Reads front matter from the first of `lines` (those that are not blank). Gives how many of them it takes.
pub(super) fn read(text: &str, lines: &[Span]) -> Result<(usize, Metadata), ReadError> {
    let mut metadata = Metadata::default();
    let line = |index: usize| &text[lines[index].range()];
    if lines.is_empty() || line(0) != "---" {
        return Ok((0, metadata));
    }
    let Some(end) = (1..lines.len().min(LONGEST)).find(|&index| line(index) == "---") else {
        return Ok((0, metadata));
    };
    if !(1..end).all(|index| line(index).contains([':', '：']) || line(index).starts_with(['#', '-'])) {
        return Ok((0, metadata));
    }
    for span in &lines[1..end] {
        let Some((key, value)) = text[span.range()].split_once([':', '：']) else { continue };
        let value = unquote(value.trim());
        if value.is_empty() {
            continue;
        }
        let stated = Some(value.to_owned());
        match key.trim().to_ascii_lowercase().as_str() {
            "title" => metadata.title = stated,
            "publisher" => metadata.publisher = stated,
            "author" => metadata.author = stated,
            "speaker" => metadata.speaker = stated,
            "url" => metadata.url = stated,
            "date" => {
                let at = text[span.range()].find(value).unwrap_or(0) + span.start as usize;
                metadata.date = Some(date(value, Position::after(&text[..at]))?);
            }
            "year" => metadata.year = value.trim_end_matches('年').parse().ok(),
            _ => {}
        }
    }
    Ok((end + 1, metadata))
}

fn unquote(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote)) {
            return inner.trim();
        }
    }
    value
}

/// Puts what is stated in place of what was guessed.
pub(super) fn override_with(guessed: Metadata, stated: Metadata) -> Metadata {
    let year = stated.year.or_else(|| stated.title.as_deref().and_then(super::calendar::first_year)).or(guessed.year);
    Metadata {
        title: stated.title.or(guessed.title),
        date: stated.date.or(guessed.date),
        year,
        publisher: stated.publisher.or(guessed.publisher),
        author: stated.author.or(guessed.author),
        speaker: stated.speaker.or(guessed.speaker),
        url: stated.url.or(guessed.url),
        path: stated.path.or(guessed.path),
    }
}
