//! Bytes become documents: decoding, the document's head, blocks, sentences, numerals.
//!
//! No I/O here: callers hand over bytes.

pub mod span;

pub use span::{CharIndex, CharSpan, Span};

use jiff::civil::Date;

/// A decoded source document, cut into blocks and sentences.
#[derive(Clone, Debug)]
pub struct Document {
    /// Local name of the document's IRI: the file's stem, with `-N` for the Nth record of a JSON Lines file.
    pub name: String,
    /// The decoded text that all spans point into, unchanged but for the byte order mark.
    pub text: String,
    /// Translates byte spans of `text` into code points.
    pub index: CharIndex,
    /// WHATWG name of the encoding the bytes were decoded from.
    pub encoding: &'static str,
    /// SHA-256 of the source bytes (of the record, for JSON Lines), as 64 hexadecimal digits.
    pub hash: String,
    /// What the head of the document or its front matter says about it.
    pub metadata: Metadata,
    /// Blocks in text order; they do not overlap. Blank lines belong to none.
    pub blocks: Vec<Block>,
}

impl Document {
    /// Gives the text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Translates a byte span into code points.
    pub fn char_span(&self, span: Span) -> CharSpan {
        self.index.char_span(&self.text, span)
    }
}

/// What a document says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Headline, without its subtitle.
    pub title: Option<String>,
    /// Day of publication, or the day the speech was held.
    pub date: Option<Date>,
    /// Year the document reports or plans for, as its title says (2026年甘肃省政府工作报告).
    pub year: Option<i16>,
    /// Newspaper, agency or body that published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who speaks in it: the person interviewed or the leader who gave the report, with the post before the name
    /// as the text has it.
    pub speaker: Option<String>,
    /// Where it came from.
    pub url: Option<String>,
}

/// A line of the document: a paragraph, a heading, a byline.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// What part it plays.
    pub kind: BlockKind,
    /// Its sentences in order; empty for furniture and front matter.
    pub sentences: Vec<Span>,
}

/// The part a block plays in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Front matter lines between `---` marks; not extracted from.
    FrontMatter,
    /// Controls and link lists of a scraped page; not extracted from.
    Furniture,
    /// The headline.
    Title,
    /// A second headline, a place-and-date line under the title.
    Subtitle,
    /// Who wrote or published it, and when.
    Byline,
    /// A section heading; level 1 is the highest (一、), then （一）, then 1.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A member of a list (—— or an ordinal in front); level as for headings.
    ListItem(u8),
}

// STUB, to be replaced by the branch `text` on merging.

/// How bytes are to be read.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// Label of the encoding, if it is not to be guessed.
    pub encoding: Option<String>,
}

/// Why bytes are no text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes hold no text.
    #[error("the file is empty")]
    Empty,
}

/// Reads the documents that `bytes` hold; `name` is the file's stem.
pub fn parse(name: &str, bytes: &[u8], _options: &ParseOptions) -> Result<Vec<Document>, ReadError> {
    use sha2::{Digest, Sha256};
    let text = String::from_utf8_lossy(bytes).into_owned();
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let hash = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let span = Span::new(0, text.len());
    let block = Block { span, kind: BlockKind::Paragraph, sentences: vec![span] };
    let title = text.lines().next().map(str::to_owned);
    Ok(vec![Document {
        name: name.to_owned(),
        index: CharIndex::new(&text),
        text,
        encoding: "UTF-8",
        hash,
        metadata: Metadata { title, ..Metadata::default() },
        blocks: vec![block],
    }])
}
