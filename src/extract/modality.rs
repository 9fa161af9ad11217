//! Goal or result: whether the words around an amount or an aim speak of what is to be or of what is.
//!
//! The words are in the lexicon under `cue.goal` and `cue.result` (`.strong` counts three times, `.decisive` twelve
//! times). A cue weighs more the nearer it stands: in the clause, the sentence, the block; the heading above and the
//! headline decide when the text is silent.

use super::mentions::fits;
use super::page::{Line, Page};
use super::tokens::{Sentence, Token};
use crate::knowledge::classes::ClassSet;
use crate::knowledge::marks::Marks;
use crate::knowledge::rules::Place;
use crate::text::BlockKind;
use std::ops::Range;

/// Leaning towards goals (positive) or results (negative).
pub type Leaning = i32;

/// What a plain, a strong and a decisive cue count.
const WEIGHTS: [Leaning; 3] = [1, 3, 12];

/// Gives for every sentence what its block, its section and the headline lean to.
pub fn leanings(page: &Page) -> Vec<Leaning> {
    let marks = &page.knowledge.marks;
    let own: Vec<Leaning> = page.lines.iter().map(|line| whole(&line.sentence, marks)).collect();
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

/// Weighs the clause around a token, and the sentence up to it.
pub fn around(sentence: &Sentence, token: usize, marks: &Marks) -> Leaning {
    let ends = |t: &Token| t.letter.classes.contains(marks.clause_end);
    let start = sentence.tokens[..token].iter().rposition(ends).map_or(0, |i| i + 1);
    let end = sentence.tokens[token..].iter().position(ends).map_or(sentence.tokens.len(), |i| token + i);
    6 * sum(sentence, start..end, marks) + 2 * sum(sentence, 0..start, marks)
}

/// Says what a headline promises: a plan or report looks ahead where it says nothing else, other texts report.
fn headline(lines: &[Line], marks: &Marks) -> Leaning {
    let mut head = lines.iter().filter(|line| fits(Place::Head, line.kind)).flat_map(|line| &line.sentence.words);
    if head.any(|word| word.letter.classes.contains(marks.plan)) { 1 } else { -4 }
}

fn whole(sentence: &Sentence, marks: &Marks) -> Leaning {
    sum(sentence, 0..sentence.tokens.len(), marks)
}

/// Sums the cues among tokens.
fn sum(sentence: &Sentence, tokens: Range<usize>, marks: &Marks) -> Leaning {
    sentence.tokens[tokens].iter().map(|token| weigh(sentence, token, marks)).sum()
}

/// Weighs a token: inside an amount or a time only strong words count (增至, 过去), inside a name none.
fn weigh(sentence: &Sentence, token: &Token, marks: &Marks) -> Leaning {
    if !token.letter.classes.contains(marks.amount) && !token.letter.classes.contains(marks.time) {
        return weight(&token.letter.classes, marks);
    }
    let words = &sentence.words[token.words()];
    words.iter().map(|w| weight(&w.letter.classes, marks)).filter(|w| w.abs() >= WEIGHTS[1]).sum()
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
