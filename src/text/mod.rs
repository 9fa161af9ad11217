//! Bytes become documents: decoding, the document's head, blocks, sentences, numerals.
//!
//! No I/O here: callers hand over bytes.

mod body;
mod byline;
pub mod calendar;
mod decode;
mod document;
pub mod error;
mod front;
mod furniture;
mod head;
mod markdown;
pub mod numeral;
pub mod sentence;
mod source;
pub mod span;
mod words;

pub use error::{Position, ReadError};
pub use source::{Format, LARGEST_FILE, LONGEST_DOCUMENT, ParseOptions, parse, parse_each, stem};
pub use span::{CharIndex, CharSpan, Span};

use jiff::civil::Date;

/// A decoded source document, cut into blocks and sentences.
#[derive(Clone, Debug)]
pub struct Document {
    /// Local name of the document's IRI: the file's stem, with `-N` for the Nth record of a JSON Lines file.
    pub name: String,
    /// The decoded text that all spans point into: without byte order mark, every line ended by `\n`, else unchanged.
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
    /// Path of its source, from the directory that the store is in; `build` says it, for it tells files of one name
    /// apart by it. Nothing in the text can.
    pub path: Option<String>,
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
