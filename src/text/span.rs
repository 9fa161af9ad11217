//! Positions in a document's text: byte spans inside the pipeline, code point spans for people and RDF.

use std::ops::Range;

/// A half-open range of byte offsets into [`super::Document::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start: start as u32, end: end as u32 }
    }

    /// Gives the span as a range for slicing a `str`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Says whether the two spans share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Says whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Gives the length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Says whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A half-open range of Unicode code point offsets into a document's decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharSpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Translates byte spans of one text into code point spans, in constant time for each.
#[derive(Clone, Debug)]
pub struct CharIndex {
    /// For every [`STEP`] bytes, how many code points start before it.
    checkpoints: Vec<u32>,
}

/// Short, for most of the time goes into the bytes behind a checkpoint.
const STEP: usize = 16;

impl CharIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            checkpoints.push(count);
            count += starts(chunk);
        }
        checkpoints.push(count);
        Self { checkpoints }
    }

    /// Counts the code points before the byte offset `at`, which must be a character boundary of `text`.
    pub fn chars_before(&self, text: &str, at: u32) -> u32 {
        let at = at as usize;
        let block = at / STEP;
        self.checkpoints[block] + starts(&text.as_bytes()[block * STEP..at])
    }

    /// Translates `span` of `text`.
    pub fn char_span(&self, text: &str, span: Span) -> CharSpan {
        CharSpan { start: self.chars_before(text, span.start), end: self.chars_before(text, span.end) }
    }
}

/// Counts the bytes that start a code point.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_across_checkpoints() {
        let text = "金a昌".repeat(50);
        let index = CharIndex::new(&text);
        for (i, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(index.chars_before(&text, at as u32), i as u32);
        }
        assert_eq!(index.chars_before(&text, text.len() as u32), 150);
    }
}
