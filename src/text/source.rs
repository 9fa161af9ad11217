//! From a named run of bytes to documents: the format, the encoding, the records of a JSON Lines file.

use std::borrow::Cow;

use encoding_rs::Encoding;
use jiff::civil::Date;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::decode::{decode, unix_lines};
use super::document::{self, Source};
use super::error::{Position, ReadError};
use super::{Document, Metadata, calendar};

/// How a document is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A paragraph a line.
    PlainText,
    /// A paragraph a line, with `#` headings, list markers and `>` quotes.
    Markdown,
    /// A record `{"title", "text", "date", "url", "publisher", "author"}` a line, only `text` required.
    JsonLines,
}

impl Format {
    /// Gives the format that a file name's extension stands for.
    pub fn from_name(name: &str) -> Option<Self> {
        match extension(name)?.to_ascii_lowercase().as_str() {
            "txt" | "text" => Some(Self::PlainText),
            "md" | "markdown" => Some(Self::Markdown),
            // A .json file of one record on one line reads the same; any other is an error, not running text.
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// Guesses the format from the first line that is not blank.
    fn from_content(text: &str) -> Self {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if first.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok() {
            Self::JsonLines
        } else if first.starts_with("# ") {
            Self::Markdown
        } else {
            Self::PlainText
        }
    }
}

/// How many bytes of text a document may have: more than the longest plan or yearbook chapter. A document is written in
/// one transaction, so all its quads are in memory at once, and dense text has 300 times its own size of them.
pub const LONGEST_DOCUMENT: usize = 4 << 20;

/// How many bytes a file may have, which for JSON Lines holds many documents; what is longer is an error.
pub const LARGEST_FILE: usize = 256 << 20;

/// What the caller knows better than a guess.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions {
    /// The format; without it the file name's extension decides, then the content.
    pub format: Option<Format>,
    /// The encoding; without it a byte order mark decides, then whether the bytes are UTF-8, then a guess among
    /// GB18030 and Big5.
    pub encoding: Option<&'static Encoding>,
}

/// Reads the documents in `bytes`: one, or one a record for JSON Lines. Pure; `name` is the file's name or path and
/// gives the documents theirs (`-` is called `stdin`).
///
/// ```
/// use mailuo::text::{BlockKind, ParseOptions, parse};
///
/// let bytes = "2026年陇中市政府工作报告\n来源：陇中日报\n各位代表：\n大力发展新能源电池产业。".as_bytes();
/// let documents = parse("reports/陇中.txt", bytes, &ParseOptions::default())?;
/// assert_eq!(documents[0].name, "陇中");
/// assert_eq!(documents[0].metadata.publisher.as_deref(), Some("陇中日报"));
/// assert_eq!(documents[0].blocks[3].kind, BlockKind::Paragraph);
/// # Ok::<(), mailuo::text::ReadError>(())
/// ```
///
/// # Errors
/// Bytes that are no text, are damaged or empty; records and front matter that cannot be read. Text that is merely
/// messy is no error.
pub fn parse(name: &str, bytes: &[u8], options: &ParseOptions) -> Result<Vec<Document>, ReadError> {
    parse_each(name, bytes, options)?.into_iter().collect()
}

/// Does what [`parse`] does, but lets a record that cannot be read stand beside the others; they keep the names they
/// would have if it could.
///
/// # Errors
/// As [`parse`], for the file as a whole.
pub fn parse_each(
    name: &str,
    bytes: &[u8],
    options: &ParseOptions,
) -> Result<Vec<Result<Document, ReadError>>, ReadError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ReadError::HugeFile { limit: LARGEST_FILE });
    }
    let decoded = decode(bytes, options.encoding)?;
    let format =
        options.format.or_else(|| Format::from_name(name)).unwrap_or_else(|| Format::from_content(&decoded.text));
    if format == Format::JsonLines {
        return records(stem(name), &decoded.text, decoded.encoding);
    }
    let source = Source {
        name: stem(name).to_owned(),
        text: decoded.text,
        encoding: decoded.encoding,
        hash: hash(bytes),
        markdown: format == Format::Markdown,
        title_end: 0,
        given: Metadata::default(),
    };
    read(source, None).map(|document| vec![Ok(document)])
}

/// A line of a JSON Lines file; other keys are let pass.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    date: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    speaker: Option<String>,
}

fn records(stem: &str, text: &str, encoding: &'static str) -> Result<Vec<Result<Document, ReadError>>, ReadError> {
    let lines = (1..).zip(text.split('\n')).filter(|(_, line)| !line.trim().is_empty());
    let documents: Vec<_> = (1..)
        .zip(lines)
        .map(|(record, (number, line))| {
            let found = serde_json::from_str(line).map_err(|error| json_error(&error, line, number))?;
            document(found, format!("{stem}-{record}"), line, number, encoding)
        })
        .collect();
    if documents.is_empty() { Err(ReadError::Empty) } else { Ok(documents) }
}

fn document(
    record: Record<'_>,
    name: String,
    line: &str,
    number: usize,
    encoding: &'static str,
) -> Result<Document, ReadError> {
    let body = record.text.filter(|text| !text.trim().is_empty()).ok_or(ReadError::NoText { line: number })?;
    let stated = |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let position = Position { line: number, column: 1 };
    let given = Metadata {
        title: stated(record.title.as_deref().map(str::to_owned)),
        date: stated(record.date).map(|value| date(&value, position)).transpose()?,
        year: None,
        publisher: stated(record.publisher),
        author: stated(record.author),
        speaker: stated(record.speaker),
        url: stated(record.url),
        path: None,
    };
    let (text, title_end) = match record.title.filter(|title| !title.trim().is_empty()) {
        Some(title) => (format!("{}\n{body}", title.trim_end()), title.trim_end().len()),
        None => (body.into_owned(), 0),
    };
    let text = unix_lines(text);
    let hash = hash(line.as_bytes());
    read(Source { name, text, encoding, hash, markdown: false, title_end, given }, Some(number))
}

/// Reads a document, which is the record on `line` if that is given.
fn read(source: Source, line: Option<usize>) -> Result<Document, ReadError> {
    match source.text.len() {
        bytes if bytes > LONGEST_DOCUMENT => Err(ReadError::TooLarge { bytes, limit: LONGEST_DOCUMENT, line }),
        _ => document::read(source),
    }
}

/// Reads a date that somebody wrote down as such; a time behind it is let pass.
pub(super) fn date(value: &str, position: Position) -> Result<Date, ReadError> {
    let parts = calendar::find(value.trim()).and_then(|(_, parts)| parts.date());
    parts.ok_or_else(|| ReadError::BadDate { value: value.trim().to_owned(), position })
}

fn json_error(error: &serde_json::Error, line: &str, number: usize) -> ReadError {
    // serde_json counts bytes; its own position in the message would be that of a file of one line.
    let before = line.floor_char_boundary(error.column().saturating_sub(1).min(line.len()));
    let position = Position { line: number, column: line[..before].chars().count() + 1 };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    ReadError::Json { position, message }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gives the file's name without folders and extension.
pub fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = extension(file).map_or(file, |extension| &file[..file.len() - extension.len() - 1]);
    if matches!(stem, "" | "-") { "stdin" } else { stem }
}

/// Gives a short extension that starts with a letter; the 01 of 报告2026.01 is none.
fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let plausible = extension.len() <= 8
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (plausible && !stem.is_empty()).then_some(extension)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::BlockKind;

    fn read(name: &str, text: &str) -> Result<Vec<Document>, ReadError> {
        parse(name, text.as_bytes(), &ParseOptions::default())
    }

    #[test]
    fn names_and_formats_come_from_the_file_name() {
        for (name, expected) in
            [("a/b/报告.txt", "报告"), ("-", "stdin"), ("报告2026.01", "报告2026.01"), ("C:\\x.md", "x"), ("", "stdin")]
        {
            assert_eq!(stem(name), expected, "{name}");
        }
        assert_eq!(Format::from_name("x.NDJSON"), Some(Format::JsonLines));
        assert_eq!(Format::from_name("x"), None);
        assert_eq!(read("-", "{\"text\": \"甲。\"}\n").unwrap()[0].name, "stdin-1");
        assert_eq!(read("-", "{甲}\n").unwrap()[0].text, "{甲}\n");
    }

    #[test]
    fn records_become_documents() {
        let lines = "{\"title\": \"陇中提速\", \"text\": \"全市发展铜加工。\\r\\n完。\", \"date\": \"2026-01-05\"}\r\n\n\
                     {\"text\": \"来源：甲报\\n正文。\", \"publisher\": \"乙报\", \"views\": 3}\n";
        let documents = read("新闻.jsonl", lines).unwrap();
        assert_eq!(documents.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["新闻-1", "新闻-2"]);
        let first = &documents[0];
        assert_eq!(first.text, "陇中提速\n全市发展铜加工。\n完。");
        assert_eq!(first.metadata.title.as_deref(), Some("陇中提速"));
        assert_eq!(first.metadata.date, Some(jiff::civil::date(2026, 1, 5)));
        assert_eq!(
            first.blocks.iter().map(|b| b.kind).collect::<Vec<_>>()[..2],
            [BlockKind::Title, BlockKind::Paragraph]
        );
        assert_eq!(documents[1].metadata.publisher.as_deref(), Some("乙报"));
        assert_eq!(first.hash.len(), 64);
        assert_ne!(first.hash, documents[1].hash);
    }

    #[test]
    fn a_document_may_be_long_but_not_endless() {
        let endless = "金".repeat(LONGEST_DOCUMENT / 3 + 1);
        let bytes = endless.len();
        assert_eq!(
            parse("x.txt", endless.as_bytes(), &ParseOptions::default()).unwrap_err(),
            ReadError::TooLarge { bytes, limit: LONGEST_DOCUMENT, line: None }
        );
    }

    #[test]
    fn a_bad_record_leaves_the_others_and_their_names() {
        let lines = "{\"text\": \"甲。\"}\n{oops}\n\n{\"text\": \"乙。\"}\n";
        let records = parse_each("x.jsonl", lines.as_bytes(), &ParseOptions::default()).unwrap();
        let names: Vec<_> =
            records.iter().map(|record| record.as_ref().map(|document| document.name.as_str())).collect();
        assert_eq!((names[0].as_ref(), names[2].as_ref(), names.len()), (Ok(&"x-1"), Ok(&"x-3"), 3));
        assert_eq!(records[1].as_ref().unwrap_err().position(), Some(Position { line: 2, column: 2 }));
    }

    #[test]
    fn bad_records_are_errors_with_their_place() {
        let error = |text| read("x.jsonl", text).unwrap_err();
        assert_eq!(error("{\"text\": \"甲\"}\n{\"title\": \"乙\"}"), ReadError::NoText { line: 2 });
        assert_eq!(error("{\"text\": \" \"}"), ReadError::NoText { line: 1 });
        let json = error("{\"text\": \"甲\"}\n{\"text\": \"甲\" oops}");
        assert_eq!(json.position(), Some(Position { line: 2, column: 14 }));
        assert_eq!(json.to_string().lines().count(), 1);
        assert!(matches!(error("{\"text\": \"甲\", \"date\": \"昨天\"}"), ReadError::BadDate { .. }));
        assert!(matches!(error("[1]\n"), ReadError::Json { .. }));
    }
}
