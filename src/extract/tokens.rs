//! A sentence becomes tokens: jieba's words, cut and joined where the lexicon and numerals know better.

use crate::knowledge::Knowledge;
use crate::knowledge::alphabet::Letter;
use crate::knowledge::classes::ClassSet;
use crate::knowledge::lexicon::{Hit, SetId};
use crate::knowledge::marks::Marks;
use crate::knowledge::program::Tokens;
use crate::text::{Span, numeral};
use std::cmp::Reverse;
use std::num::NonZeroU32;
use std::ops::Range;

/// A word as it was first cut: also a numeral or a punctuation mark.
#[derive(Clone, Copy, Debug)]
pub struct Word<'d> {
    /// Where it stands in the document.
    pub span: Span,
    /// What rules can test for.
    pub letter: &'d Letter,
}

/// A token: a word, or a mention that covers several. Small, for all tokens of a document are gone through several times
/// and should stay in the processor's cache.
#[derive(Clone, Copy, Debug)]
pub struct Token<'d> {
    /// Where it stands in the document.
    pub span: Span,
    /// What rules can test for.
    pub letter: &'d Letter,
    /// The first of the words it covers, as a position in [`Sentence::words`]; they reach to the next token's.
    first_word: u32,
    /// One more than [`Token::mention`].
    mention: Option<NonZeroU32>,
}

impl<'d> Token<'d> {
    /// Makes a token that starts at a word of a sentence and may stand for a mention.
    pub fn new(span: Span, letter: &'d Letter, first_word: usize, mention: Option<usize>) -> Self {
        let mention = mention.and_then(|mention| NonZeroU32::new(mention as u32 + 1));
        Self { span, letter, first_word: first_word as u32, mention }
    }

    /// Gives the mention it stands for, as a position in [`Sentence::mentions`].
    pub fn mention(&self) -> Option<usize> {
        self.mention.map(|next| next.get() as usize - 1)
    }
}

/// A sentence while it is read.
#[derive(Clone, Debug)]
pub struct Sentence<'d> {
    /// The whole document's text.
    pub text: &'d str,
    /// Where the sentence stands.
    pub span: Span,
    /// What it was first cut into.
    pub words: Vec<Word<'d>>,
    /// The tokens as the phases have joined them.
    pub tokens: Vec<Token<'d>>,
    /// The mentions and annotations found so far.
    pub mentions: Vec<super::mentions::Draft>,
}

impl<'d> Sentence<'d> {
    /// Gives the text of a span of the document.
    pub fn slice(&self, span: Span) -> &'d str {
        &self.text[span.range()]
    }

    /// Gives the span of a range of tokens.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        Span { start: self.tokens[tokens.start].span.start, end: self.tokens[tokens.end - 1].span.end }
    }

    /// Gives the positions of the words of a range of tokens.
    pub fn words_of(&self, tokens: Range<usize>) -> Range<usize> {
        let first_word = |token: &Token| token.first_word as usize;
        first_word(&self.tokens[tokens.start])..self.tokens.get(tokens.end).map_or(self.words.len(), first_word)
    }
}

impl Tokens for Sentence<'_> {
    fn count(&self) -> usize {
        self.tokens.len()
    }

    fn letter(&self, token: usize) -> &Letter {
        self.tokens[token].letter
    }

    fn text_from(&self, token: usize) -> &str {
        &self.text[self.tokens[token].span.start as usize..self.span.end as usize]
    }

    fn token_after(&self, token: usize, bytes: usize) -> Option<usize> {
        let end = self.tokens[token].span.start + bytes as u32;
        if end == self.span.end {
            return Some(self.tokens.len());
        }
        (token + 1..self.tokens.len()).find(|&i| self.tokens[i].span.start >= end).filter(|&i| {
            // White space may stand between tokens.
            self.tokens[i].span.start == end || self.tokens[i - 1].span.end <= end
        })
    }
}

/// One of jieba's words, in bytes from the sentence's start. Short, for they are kept for a whole document.
struct Piece<'k> {
    start: u32,
    end: u32,
    tags: &'k ClassSet,
}

impl Piece<'_> {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A stretch of the sentence that the lexicon or the numerals claim, in bytes from its start.
struct Claim {
    start: usize,
    end: usize,
    /// The form's classes, none for a numeral that is no word of the lexicon.
    classes: Option<SetId>,
    number: bool,
    weight: usize,
}

/// The segmenter's words of a document, sentence after sentence.
#[derive(Default)]
struct Pieces<'k> {
    list: Vec<Piece<'k>>,
    /// For every sentence, where its words end.
    ends: Vec<usize>,
}

impl Pieces<'_> {
    fn of_sentence(&self, number: usize) -> &[Piece<'_>] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.list[start..self.ends[number]]
    }
}

/// Cuts sentences of a document into tokens.
///
/// All of them are segmented before the first is cut, so that the segmenter's tables are not pushed out of the
/// processor's cache by the lexicon's; each is cut when it is asked for, so that its tokens are still there when they
/// are read.
pub fn tokenize_all<'d>(text: &'d str, spans: &[Span], knowledge: &'d Knowledge) -> impl Iterator<Item = Sentence<'d>> {
    let pieces = segment(text, spans, knowledge);
    let mut hits = Vec::new();
    let mut cutter =
        Cutter { knowledge, edges: Vec::new(), claims: Vec::new(), spelled: Vec::new(), words: Vec::new() };
    spans.iter().enumerate().map(move |(number, &span)| {
        hits.clear();
        hits.extend(knowledge.lexicon.find(&text[span.range()]));
        cutter.cut(text, span, pieces.of_sentence(number), &hits)
    })
}

/// Cuts a sentence of a document into tokens.
pub fn tokenize<'d>(text: &'d str, span: Span, knowledge: &'d Knowledge) -> Sentence<'d> {
    tokenize_all(text, &[span], knowledge).next().expect("there is one sentence for each span")
}

/// Segments and tags sentences.
fn segment<'k>(text: &str, spans: &[Span], knowledge: &'k Knowledge) -> Pieces<'k> {
    let jieba = knowledge.jieba();
    let mut pieces = Pieces::default();
    for span in spans {
        for tag in jieba.tag(&text[span.range()], true) {
            let tags = knowledge.token_classes.tag(tag.tag);
            pieces.list.push(Piece { start: tag.byte_start as u32, end: tag.byte_end as u32, tags });
        }
        pieces.ends.push(pieces.list.len());
    }
    pieces
}

/// What is known of the places between the bytes of a sentence.
mod edge {
    /// A word starts here, or the sentence ends.
    pub const WORD: u8 = 1;
    /// A word that the dictionary does not know may be cut here.
    pub const GUESSED: u8 = 2;
    /// A short form from a word's start ends here, inside a word.
    pub const CLOSES: u8 = 4;
    /// A short form to a word's end starts here, inside a word.
    pub const OPENS: u8 = 8;
    /// The byte behind belongs to a chosen claim.
    pub const TAKEN: u8 = 16;
    /// A form of several characters starts or ends here.
    pub const FORM: u8 = 32;
}

/// Joins what the segmenter, the numerals and the lexicon say of one sentence after the other.
struct Cutter<'k> {
    knowledge: &'k Knowledge,
    /// For every byte of the sentence and its end, bits of [`edge`].
    edges: Vec<u8>,
    /// What the numerals claim, then the lexicon.
    claims: Vec<Claim>,
    /// Where literals of patterns are spelled, in order.
    spelled: Vec<(usize, SetId)>,
    /// The words of the sentence; what is kept of them is cut to size, for there are many.
    words: Vec<Word<'k>>,
}

impl<'k> Cutter<'k> {
    fn cut(&mut self, text: &'k str, span: Span, pieces: &[Piece], hits: &[Hit]) -> Sentence<'k> {
        let sentence = &text[span.range()];
        self.mark(sentence, pieces, hits);
        self.claims.clear();
        self.claim_numerals(sentence);
        self.claim_forms(sentence, hits);
        self.choose();
        self.spelled.clear();
        self.spelled.extend(hits.iter().filter(|hit| hit.gist.is_literal()).map(|hit| (hit.start, hit.gist.literals)));
        self.spelled.sort_unstable();
        self.lay(sentence, span, pieces);
        let words = self.words.clone();
        let token = |(word, at): (&Word<'k>, usize)| Token::new(word.span, word.letter, at, None);
        let tokens = words.iter().zip(0..).map(token).collect();
        Sentence { text, span, words, tokens, mentions: Vec::new() }
    }

    /// Marks where words start and where they may be cut.
    fn mark(&mut self, sentence: &str, pieces: &[Piece], hits: &[Hit]) {
        self.edges.clear();
        self.edges.resize(sentence.len() + 1, 0);
        for hit in hits.iter().filter(|hit| hit.gist.is_word() && hit.gist.chars > 1) {
            self.edges[hit.start] |= edge::FORM;
            self.edges[hit.end] |= edge::FORM;
        }
        for piece in pieces {
            let Range { start, end } = piece.range();
            self.edges[start] |= edge::WORD;
            // The dictionary is asked of words only that a form may cut.
            let inside = &self.edges[start + 1..end];
            if inside.iter().any(|bits| bits & edge::FORM != 0) && is_guessed(&sentence[start..end], self.knowledge) {
                sentence[start..end].char_indices().for_each(|(i, _)| self.edges[start + i] |= edge::GUESSED);
            }
        }
        self.edges[sentence.len()] |= edge::WORD;
    }

    fn has(&self, at: usize, bits: u8) -> bool {
        self.edges[at] & bits != 0
    }

    /// Claims the numerals; a Chinese one must be a word or several, so that 一带一路 holds none. Marks the edges of
    /// Arabic ones as starts of words.
    fn claim_numerals(&mut self, sentence: &str) {
        let mut after = 0;
        for (start, c) in sentence.char_indices() {
            let digit = numeral::arabic_digit(c).is_some();
            let may_start =
                digit || numeral::chinese_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿');
            if start < after || !may_start || !digit && !self.has(start, edge::WORD) {
                continue;
            }
            let Some((length, _)) = numeral::find_at(sentence, start) else { continue };
            after = start + length;
            let weight = if digit { 1000 } else { sentence[start..after].chars().count() * 4 + 7 };
            if digit {
                self.edges[start] |= edge::WORD;
                self.edges[after] |= edge::WORD;
            }
            self.claims.push(Claim { start, end: after, classes: None, number: true, weight });
        }
    }

    /// Claims the forms of the lexicon that do not cut words apart without reason.
    fn claim_forms(&mut self, sentence: &str, hits: &[Hit]) {
        // Some of jieba's words are several names: 粤港澳.
        for &Hit { start, end, .. } in hits.iter().filter(|hit| hit.gist.is_split) {
            sentence[start..end].char_indices().for_each(|(i, _)| self.edges[start + i] |= edge::WORD);
        }
        let numbers = self.claims.len();
        // Two short forms may meet inside jieba's words and end at their edges: 文旅名|县 is 文旅 and 名县.
        let mut halves: Vec<&Hit> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.gist.is_word() && !hit.gist.is_split) {
            let &Hit { start, end, gist } = hit;
            let classes = Some(gist.classes);
            let several = gist.chars > 1;
            let fitting = if several { edge::WORD | edge::GUESSED } else { edge::WORD };
            let aligned = self.has(start, fitting) && self.has(end, fitting);
            let number = self.claims[..numbers].iter().position(|n| (n.start, n.end) == (start, end));
            if let Some(number) = number {
                // A numeral may be a word too.
                self.claims[number].classes = classes;
                continue;
            }
            let beside = || self.claims[..numbers].iter().any(|n| n.end == start || n.start == end && several);
            if !aligned && gist.chars < 3 && !beside() {
                if several {
                    self.edges[end] |= if self.has(start, edge::WORD) { edge::CLOSES } else { 0 };
                    self.edges[start] |= if self.has(end, edge::WORD) { edge::OPENS } else { 0 };
                    halves.push(hit);
                }
                continue;
            }
            // Whole words first: two characters more outweigh an edge inside one of jieba's words.
            let weight = usize::from(gist.chars) * 4 + if aligned { 6 } else { 0 };
            self.claims.push(Claim { start, end, classes, number: false, weight });
        }
        for &Hit { start, end, gist } in halves {
            let closes = self.has(start, edge::WORD) && self.has(end, edge::OPENS);
            let opens = self.has(end, edge::WORD) && self.has(start, edge::CLOSES);
            if closes || opens {
                let weight = usize::from(gist.chars) * 4 + 5;
                self.claims.push(Claim { start, end, classes: Some(gist.classes), number: false, weight });
            }
        }
    }

    /// Keeps of the claims those that do not overlap, the weightiest first; leaves them in text order.
    fn choose(&mut self) {
        let Self { claims, edges, .. } = self;
        claims.sort_unstable_by_key(|claim| (Reverse(claim.weight), claim.start, Reverse(claim.end)));
        claims.retain(|claim| {
            let own = &mut edges[claim.start..claim.end];
            let free = own.iter().all(|bits| bits & edge::TAKEN == 0);
            if free {
                own.iter_mut().for_each(|bits| *bits |= edge::TAKEN);
            }
            free
        });
        claims.sort_unstable_by_key(|claim| claim.start);
    }

    /// Lays the claims over jieba's words.
    fn lay(&mut self, sentence: &str, span: Span, pieces: &[Piece]) {
        let Self { knowledge, claims, spelled, words, .. } = self;
        words.clear();
        let mut words = Words { sentence, span, words, spelled, knowledge };
        let mut claims = claims.iter().peekable();
        for piece in pieces {
            let Range { start: mut from, end } = piece.range();
            while let Some(claim) = claims.next_if(|claim| claim.end <= end) {
                if claim.start > from {
                    words.push_rest(piece, from, claim.start);
                }
                let mut classes = claim.classes.map_or(ClassSet::EMPTY, |id| *knowledge.lexicon.set(id));
                if claim.number {
                    classes.insert(knowledge.marks.number);
                }
                if (claim.start..claim.end) == piece.range() {
                    classes.extend(piece.tags);
                }
                words.push(claim.start, claim.end, classes);
                from = claim.end;
            }
            // A claim may reach into the next word; the rest of this word is inside it.
            let rest = claims.peek().map_or(end, |claim| claim.start.min(end));
            if from < rest {
                words.push_rest(piece, from, rest);
            }
        }
    }
}

/// The words of a sentence while they are laid, from left to right.
struct Words<'a, 'k> {
    sentence: &'a str,
    span: Span,
    words: &'a mut Vec<Word<'k>>,
    /// The literals that are spelled from here on.
    spelled: &'a [(usize, SetId)],
    knowledge: &'k Knowledge,
}

impl Words<'_, '_> {
    /// Adds what a claim leaves of one of jieba's words, with what the lexicon knows of it. Of one that jieba guessed
    /// that is no word either: 赵 leaves 刚 and 作 of 赵刚作.
    fn push_rest(&mut self, piece: &Piece, from: usize, to: usize) {
        if (from..to) == piece.range() {
            self.push(from, to, *piece.tags);
        } else if is_guessed(&self.sentence[piece.range()], self.knowledge) {
            for (i, c) in self.sentence[from..to].char_indices() {
                self.push_part(from + i, from + i + c.len_utf8(), piece);
            }
        } else {
            self.push_part(from, to, piece);
        }
    }

    fn push_part(&mut self, from: usize, to: usize, piece: &Piece) {
        let mut classes = *piece.tags;
        if let Some(known) = self.knowledge.lexicon.look_up(&self.sentence[from..to]) {
            classes.extend(known);
        }
        self.push(from, to, classes);
    }

    /// Adds a word, unless it is white space.
    fn push(&mut self, start: usize, end: usize, mut classes: ClassSet) {
        let text = &self.sentence[start..end];
        let shape = Shape::of(text);
        if shape.blank {
            return;
        }
        shape.mark(text, &mut classes, &self.knowledge.marks);
        while let Some((&(at, literals), rest)) = self.spelled.split_first().filter(|s| s.0.0 <= start) {
            if at == start {
                classes.extend(self.knowledge.lexicon.set(literals));
            }
            self.spelled = rest;
        }
        let span = Span::new(self.span.start as usize + start, self.span.start as usize + end);
        self.words.push(Word { span, letter: self.knowledge.rules.alphabet.letter(&classes) });
    }
}

/// What a word looks like.
struct Shape {
    chars: usize,
    /// Only white space.
    blank: bool,
    /// Only ASCII letters and digits.
    ascii: bool,
    /// An ASCII letter is among them.
    letter: bool,
    /// Neither letter nor digit of any script.
    marks: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self { chars: 0, blank: true, ascii: true, letter: false, marks: true };
        for c in text.chars() {
            shape.chars += 1;
            match c {
                '0'..='9' => (shape.blank, shape.marks) = (false, false),
                'a'..='z' | 'A'..='Z' => (shape.blank, shape.marks, shape.letter) = (false, false, true),
                // Nearly all: the common Chinese characters.
                '\u{4E00}'..='\u{9FFF}' => (shape.blank, shape.marks, shape.ascii) = (false, false, false),
                _ => {
                    shape.ascii = false;
                    shape.blank &= c.is_whitespace();
                    shape.marks &= !c.is_alphanumeric();
                }
            }
        }
        shape
    }

    /// Adds the classes that a form has of itself.
    fn mark(&self, text: &str, classes: &mut ClassSet, marks: &Marks) {
        let number = classes.contains(marks.number);
        if number && is_year(text) {
            classes.insert(marks.year);
        }
        match self.chars {
            1 => classes.insert(marks.single),
            2 => {}
            _ => classes.insert(marks.long),
        }
        if self.ascii && (!number || self.letter) {
            classes.insert(marks.latin);
        } else if self.marks {
            classes.insert(marks.punctuation);
        }
    }
}

/// Says whether one of jieba's words stands in no dictionary.
fn is_guessed(word: &str, knowledge: &Knowledge) -> bool {
    !word.is_ascii() && word.chars().nth(1).is_some() && !knowledge.jieba().has_word(word)
}

/// Says whether a numeral has the four digits of a year.
fn is_year(text: &str) -> bool {
    let mut digits = 0;
    text.chars().all(|c| {
        digits += 1;
        numeral::arabic_digit(c).or(numeral::chinese_digit(c)).is_some()
    }) && digits == 4
}
