//! A sentence becomes tokens: jieba's words, cut and joined where the lexicon and numerals know better.

use crate::knowledge::Knowledge;
use crate::knowledge::classes::ClassSet;
use crate::knowledge::lexicon::Form;
use crate::knowledge::program::Tokens;
use crate::text::{Span, numeral};
use jieba_rs::Jieba;
use std::ops::Range;

/// A token: a word, a numeral, a punctuation mark, or a mention that covers several of these.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands in the document.
    pub span: Span,
    /// What rules can test for.
    pub classes: ClassSet,
    /// The words it covers, as positions in [`Sentence::words`].
    pub words: Range<usize>,
    /// The mention it stands for, as a position in [`Sentence::mentions`].
    pub mention: Option<usize>,
}

/// A sentence while it is read.
#[derive(Clone, Debug)]
pub struct Sentence<'d> {
    /// The whole document's text.
    pub text: &'d str,
    /// Where the sentence stands.
    pub span: Span,
    /// The tokens as first cut.
    pub words: Vec<Token>,
    /// The tokens as the phases have joined them.
    pub tokens: Vec<Token>,
    /// The mentions and annotations found so far.
    pub mentions: Vec<super::mentions::Draft>,
    /// All classes of the tokens together.
    pub present: ClassSet,
}

impl Sentence<'_> {
    /// Gives the text of a span of the document.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Gives the span of a range of tokens.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        Span { start: self.tokens[tokens.start].span.start, end: self.tokens[tokens.end - 1].span.end }
    }

    /// Collects anew which classes there are.
    pub fn refresh(&mut self) {
        self.present = ClassSet::EMPTY;
        for token in &self.tokens {
            self.present.extend(&token.classes);
        }
    }
}

impl Tokens for Sentence<'_> {
    fn count(&self) -> usize {
        self.tokens.len()
    }

    fn classes(&self, token: usize) -> &ClassSet {
        &self.tokens[token].classes
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

/// One of jieba's words, in bytes from the sentence's start.
struct Piece {
    start: usize,
    end: usize,
    tags: ClassSet,
    /// It stands in no dictionary.
    guessed: bool,
}

/// A stretch of the sentence that the lexicon or the numerals claim, in bytes from its start.
struct Claim<'k> {
    start: usize,
    end: usize,
    /// The form, none for a numeral.
    form: Option<&'k Form>,
    number: bool,
    weight: usize,
}

/// Cuts sentences of a document into tokens.
///
/// In passes over all of them, so that the segmenter's tables and the lexicon's are not pushed out of the processor's
/// cache by each other: that is worth a third of the time.
pub fn tokenize_all<'d>(text: &'d str, spans: &[Span], knowledge: &Knowledge) -> Vec<Sentence<'d>> {
    let jieba = knowledge.jieba();
    let tags: Vec<Pieces> = spans.iter().map(|span| pieces(&text[span.range()], jieba, knowledge)).collect();
    let forms: Vec<Vec<Found>> = spans.iter().map(|span| knowledge.lexicon.find(&text[span.range()])).collect();
    let parts = spans.iter().zip(tags).zip(forms);
    parts.map(|((&span, pieces), forms)| join(text, span, pieces, &forms, knowledge)).collect()
}

/// Cuts a sentence of a document into tokens.
pub fn tokenize<'d>(text: &'d str, span: Span, knowledge: &Knowledge) -> Sentence<'d> {
    tokenize_all(text, &[span], knowledge).remove(0)
}

/// The segmenter's words of a sentence.
struct Pieces {
    list: Vec<Piece>,
    /// For every byte, whether a word that the dictionary does not know may be cut there.
    inner: Vec<bool>,
}

/// Segments and tags a sentence.
fn pieces(sentence: &str, jieba: &Jieba, knowledge: &Knowledge) -> Pieces {
    let tags = jieba.tag(sentence, true);
    let mut list = Vec::with_capacity(tags.len());
    let mut inner = vec![false; sentence.len() + 1];
    let mut at = 0;
    for tag in &tags {
        let guessed = !tag.word.is_ascii() && tag.word.chars().nth(1).is_some() && !jieba.has_word(tag.word);
        if guessed {
            tag.word.char_indices().for_each(|(i, _)| inner[at + i] = true);
        }
        list.push(Piece { start: at, end: at + tag.word.len(), tags: knowledge.token_classes.tag(tag.tag), guessed });
        at += tag.word.len();
    }
    Pieces { list, inner }
}

/// Joins what the segmenter, the numerals and the lexicon say of a sentence.
fn join<'d>(text: &'d str, span: Span, pieces: Pieces, forms: &[Found], knowledge: &Knowledge) -> Sentence<'d> {
    let sentence = &text[span.range()];
    // For every byte, whether a word starts there.
    let mut starts = vec![false; sentence.len() + 1];
    pieces.list.iter().for_each(|piece| starts[piece.start] = true);
    starts[sentence.len()] = true;
    let claims = choose(claims(sentence, forms, &mut starts, &pieces.inner, knowledge), sentence.len());
    let words = cut(sentence, span, pieces.list, claims, &spelled(forms), knowledge);
    let tokens = words.clone();
    let mut sentence = Sentence { text, span, words, tokens, mentions: Vec::new(), present: ClassSet::EMPTY };
    sentence.refresh();
    sentence
}

/// A form of the lexicon in the sentence: its first byte, one past its last, and what the lexicon knows.
type Found<'k> = (usize, usize, &'k Form);

/// Gives the classes for the literals of patterns by the byte they start at, in order.
fn spelled(forms: &[Found]) -> Vec<(usize, ClassSet)> {
    let mut out: Vec<(usize, ClassSet)> = Vec::new();
    for &(start, _, form) in forms.iter().filter(|f| !f.2.literals.is_empty()) {
        out.push((start, form.literals));
    }
    out.sort_by_key(|s| s.0);
    out.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1.extend(&next.1);
        }
        same
    });
    out
}

/// Finds what numerals and lexicon claim. Marks the edges of numerals as starts of words.
fn claims<'k>(
    sentence: &str,
    forms: &[Found<'k>],
    starts: &mut [bool],
    inner: &[bool],
    knowledge: &Knowledge,
) -> Vec<Claim<'k>> {
    let mut claims = numerals(sentence, starts);
    let numbers: Vec<(usize, usize)> = claims.iter().map(|c| (c.start, c.end)).collect();
    // Some of jieba's words are several names: 粤港澳.
    let split = knowledge.marks.split;
    for &(start, end, _) in forms.iter().filter(|f| f.2.classes.contains(split)) {
        sentence[start..end].char_indices().for_each(|(i, _)| starts[start + i] = true);
    }
    // Two short forms may meet inside jieba's words and end at their edges: 文旅名|县 is 文旅 and 名县.
    let mut halves: Vec<Found> = Vec::new();
    let (mut opens, mut closes) = (vec![false; sentence.len() + 1], vec![false; sentence.len() + 1]);
    for &(start, end, form) in forms {
        if form.classes.is_empty() || form.classes.contains(split) {
            continue;
        }
        let edge = |at: usize| starts[at] || form.chars > 1 && inner[at];
        let aligned = edge(start) && edge(end);
        let beside = || numbers.iter().any(|n| n.1 == start || n.0 == end && form.chars > 1 || *n == (start, end));
        if !aligned && form.chars < 3 && !beside() {
            if form.chars > 1 {
                closes[end] |= starts[start];
                opens[start] |= starts[end];
                halves.push((start, end, form));
            }
            continue;
        }
        // Whole words first: two characters more outweigh an edge inside one of jieba's words.
        let weight = form.chars * 4 + if aligned { 6 } else { 0 };
        claims.push(Claim { start, end, form: Some(form), number: false, weight });
    }
    for (start, end, form) in halves {
        if starts[start] && opens[end] || starts[end] && closes[start] {
            claims.push(Claim { start, end, form: Some(form), number: false, weight: form.chars * 4 + 5 });
        }
    }
    claims
}

/// Finds the numerals; a Chinese one must be a word or several, so that 一带一路 holds none.
fn numerals<'k>(sentence: &str, starts: &mut [bool]) -> Vec<Claim<'k>> {
    let mut claims = Vec::new();
    let mut after = 0;
    for (start, c) in sentence.char_indices() {
        let digit = numeral::arabic_digit(c).is_some();
        let may_start = digit || numeral::chinese_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿');
        if start < after || !may_start || !digit && !starts[start] {
            continue;
        }
        let Some((length, _)) = numeral::find_at(sentence, start) else { continue };
        after = start + length;
        let weight = if digit { 1000 } else { sentence[start..after].chars().count() * 4 + 7 };
        if digit {
            starts[start] = true;
            starts[after] = true;
        }
        claims.push(Claim { start, end: after, form: None, number: true, weight });
    }
    claims
}

/// Chooses claims that do not overlap, the weightiest first; gives them in text order.
fn choose(mut claims: Vec<Claim<'_>>, len: usize) -> Vec<Claim<'_>> {
    claims.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.start.cmp(&b.start)).then(b.end.cmp(&a.end)));
    let mut taken = vec![false; len];
    let mut chosen: Vec<Claim> = Vec::new();
    for claim in claims {
        if taken[claim.start..claim.end].iter().any(|&t| t) {
            // A numeral may be a word too.
            if let Some(same) = chosen.iter_mut().find(|c| c.start == claim.start && c.end == claim.end) {
                same.form = same.form.or(claim.form);
                same.number |= claim.number;
            }
            continue;
        }
        taken[claim.start..claim.end].fill(true);
        chosen.push(claim);
    }
    chosen.sort_by_key(|c| c.start);
    chosen
}

/// Lays the claims over jieba's words.
fn cut(
    sentence: &str,
    span: Span,
    pieces: Vec<Piece>,
    claims: Vec<Claim>,
    spelled: &[(usize, ClassSet)],
    knowledge: &Knowledge,
) -> Vec<Token> {
    let mut words: Vec<Token> = Vec::with_capacity(pieces.len());
    let mut push = |start: usize, end: usize, mut classes: ClassSet| {
        let text = &sentence[start..end];
        if text.chars().all(char::is_whitespace) {
            return;
        }
        classify(text, &mut classes, knowledge);
        let at = words.len();
        let place = Span::new(span.start as usize + start, span.start as usize + end);
        if let Ok(i) = spelled.binary_search_by_key(&start, |s| s.0) {
            classes.extend(&spelled[i].1);
        }
        words.push(Token { span: place, classes, words: at..at + 1, mention: None });
    };
    let mut claims = claims.into_iter().peekable();
    for Piece { start, end, tags, guessed } in pieces {
        // What a claim leaves of a word that jieba guessed is no word either: 赵 leaves 刚 and 作 of 赵刚作.
        let push_rest = |from: usize, to: usize, push: &mut dyn FnMut(usize, usize, ClassSet)| {
            if guessed && (from, to) != (start, end) {
                sentence[from..to].char_indices().for_each(|(i, c)| push(from + i, from + i + c.len_utf8(), tags));
            } else if from < to {
                push(from, to, tags);
            }
        };
        let mut from = start;
        while let Some(claim) = claims.next_if(|claim| claim.end <= end) {
            if claim.start > from {
                push_rest(from, claim.start, &mut push);
            }
            let mut classes = claim.form.map_or(ClassSet::EMPTY, |form| form.classes);
            if claim.number {
                classes.insert(knowledge.marks.number);
            }
            if (claim.start, claim.end) == (start, end) {
                classes.extend(&tags);
            }
            push(claim.start, claim.end, classes);
            from = claim.end;
        }
        // A claim may reach into the next word; the rest of this word is inside it.
        let rest = claims.peek().map_or(end, |claim| claim.start.min(end));
        if from < rest {
            push_rest(from, rest, &mut push);
        }
    }
    words
}

/// Adds the classes that a form has of itself.
fn classify(text: &str, classes: &mut ClassSet, knowledge: &Knowledge) {
    let marks = &knowledge.marks;
    if classes.contains(marks.number) && is_year(text) {
        classes.insert(marks.year);
    }
    match text.chars().take(3).count() {
        1 => classes.insert(marks.single),
        2 => {}
        _ => classes.insert(marks.long),
    }
    if text.chars().all(|c| c.is_ascii_alphanumeric()) {
        if !classes.contains(marks.number) || text.chars().any(|c| c.is_ascii_alphabetic()) {
            classes.insert(marks.latin);
        }
    } else if text.chars().all(|c| !c.is_alphanumeric()) {
        classes.insert(marks.punctuation);
    }
}

/// Says whether a numeral has the four digits of a year.
fn is_year(text: &str) -> bool {
    let mut digits = 0;
    text.chars().all(|c| {
        digits += 1;
        numeral::arabic_digit(c).or(numeral::chinese_digit(c)).is_some()
    }) && digits == 4
}
