//! Goal or result: whether the words around an amount or an aim speak of what is to be or of what is.
//!
//! The words are in the lexicon under `cue.goal` and `cue.result` (`.strong` counts three times, `.decisive` twelve
//! times). A year to come is a decisive cue, a year gone by a strong one, an exact number (7912) a cue of results. A cue
//! weighs more the nearer it stands: in the clause, the sentence, the block; the heading above and the headline decide
//! when the text is silent.

use super::EntityId;
use super::mentions::fits;
use super::page::{Line, Page};
use super::tokens::Token;
use crate::knowledge::classes::ClassSet;
use crate::knowledge::marks::Marks;
use crate::knowledge::rules::Place;
use crate::text::{BlockKind, numeral};
use jiff::civil::Date;
use std::cmp::Ordering;
use std::ops::Range;

/// Leaning towards goals (positive) or results (negative).
pub type Leaning = i32;

/// What a plain, a strong and a decisive cue count.
const WEIGHTS: [Leaning; 3] = [1, 3, 12];

/// What a number counts that nobody would set as a goal.
const EXACT: Leaning = 2;

/// Gives for every sentence what its block, its section and the headline lean to.
pub fn leanings(page: &Page) -> Vec<Leaning> {
    let marks = &page.knowledge.marks;
    let own: Vec<Leaning> = page.lines.iter().map(|line| sum(page, line, 0..line.sentence.tokens.len())).collect();
    let mut blocks = vec![0; page.lines.last().map_or(0, |line| line.block + 1)];
    for (line, leaning) in page.lines.iter().zip(&own) {
        blocks[line.block] += leaning;
    }
    let headline = headline(&page.lines, marks);
    let mut section = headline;
    let mut out = Vec::with_capacity(page.lines.len());
    for (line, own) in page.lines.iter().zip(own) {
        if matches!(line.kind, BlockKind::Heading(_)) {
            section = if own == 0 { headline } else { 3 * own.signum() };
        }
        out.push(blocks[line.block].clamp(-6, 6) + section);
    }
    out
}

/// Weighs the clause around a token of a line, and the sentence up to it.
pub fn around(page: &Page, line: &Line, token: usize) -> Leaning {
    let tokens = &line.sentence.tokens;
    let ends = |t: &Token| t.letter.classes.contains(page.knowledge.marks.clause_end);
    let start = tokens[..token].iter().rposition(ends).map_or(0, |i| i + 1);
    let end = tokens[token..].iter().position(ends).map_or(tokens.len(), |i| token + i);
    6 * sum(page, line, start..end) + 2 * sum(page, line, 0..start)
}

/// Says what a headline promises: a plan or report looks ahead where it says nothing else, other texts report.
fn headline(lines: &[Line], marks: &Marks) -> Leaning {
    let mut head = lines.iter().filter(|line| fits(Place::Head, line.kind)).flat_map(|line| &line.sentence.words);
    if head.any(|word| word.letter.classes.contains(marks.plan)) { 1 } else { -4 }
}

/// Sums the cues among tokens.
fn sum(page: &Page, line: &Line, tokens: Range<usize>) -> Leaning {
    tokens.map(|token| weigh(page, line, token)).sum()
}

/// Weighs a token: inside an amount or a time only strong words count (增至, 过去), inside a name none.
fn weigh(page: &Page, line: &Line, token: usize) -> Leaning {
    let (sentence, marks) = (&line.sentence, &page.knowledge.marks);
    let classes = &sentence.tokens[token].letter.classes;
    let time = classes.contains(marks.time);
    if !time && !classes.contains(marks.amount) {
        return weight(classes, marks);
    }
    let words = &sentence.words[sentence.words_of(token..token + 1)];
    let cues: Leaning = words.iter().map(|w| weight(&w.letter.classes, marks)).filter(|w| w.abs() >= WEIGHTS[1]).sum();
    let exact =
        !time && words.iter().any(|w| w.letter.classes.contains(marks.number) && is_exact(sentence.slice(w.span)));
    cues - EXACT * Leaning::from(exact) + line.entity(token).filter(|_| time).map_or(0, |id| year(page, id))
}

/// Says whether a number is one that was counted, not set: 7912 and 515.6, not 8000.
fn is_exact(number: &str) -> bool {
    let digits: Vec<u8> = number.chars().filter_map(numeral::arabic_digit).collect();
    let whole = !number.contains('.');
    let round = digits.iter().rev().take_while(|&&digit| whole && digit == 0).count();
    digits.len() - round >= 3
}

/// Weighs the year of an entity that is a period: one to come is a decisive cue, one gone by a strong one.
pub fn year(page: &Page, period: EntityId) -> Leaning {
    let year = page.linker.entity(period).date.map(Date::year);
    match year.zip(page.this_year).map(|(year, this)| year.cmp(&this)) {
        Some(Ordering::Greater) => WEIGHTS[2],
        Some(Ordering::Less) => -WEIGHTS[1],
        _ => 0,
    }
}

fn weight(classes: &ClassSet, marks: &Marks) -> Leaning {
    // Strong and decisive cues are cues: most words are none, and are asked once.
    let level = |[plain, strong, decisive]: [_; 3]| match [strong, decisive].map(|class| classes.contains(class)) {
        _ if !classes.contains(plain) => 0,
        [_, true] => WEIGHTS[2],
        [true, false] => WEIGHTS[1],
        [false, false] => WEIGHTS[0],
    };
    level([marks.goal, marks.goal_strong, marks.goal_decisive])
        - level([marks.result, marks.result_strong, marks.result_decisive])
}
