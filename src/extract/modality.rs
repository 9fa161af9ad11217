//! Goal or result: whether the words around an amount or an aim speak of what is to be or of what is.
//!
//! The words are in the lexicon under `cue.goal` and `cue.result` (`.strong` counts three times); a cue weighs more
//! the nearer it stands: in the clause, the sentence, the block; the heading above decides when the text is silent.

use super::tokens::Sentence;
use crate::knowledge::Knowledge;
use crate::knowledge::classes::{ClassId, ClassSet};
use std::ops::Range;

/// Leaning towards goals (positive) or results (negative).
pub type Leaning = i32;

/// Weighs cues.
#[derive(Debug)]
pub struct Cues {
    goal: ClassId,
    result: ClassId,
    strong_goal: ClassId,
    strong_result: ClassId,
    clause_end: ClassId,
}

impl Cues {
    /// Looks the classes up; `None` when the lexicon has no cues.
    pub fn new(knowledge: &Knowledge) -> Option<Self> {
        let class = |name| knowledge.classes.get(name);
        Some(Self {
            goal: class("cue.goal")?,
            result: class("cue.result")?,
            strong_goal: class("cue.goal.strong")?,
            strong_result: class("cue.result.strong")?,
            clause_end: class("clause.end")?,
        })
    }

    fn weight(&self, classes: &ClassSet) -> Leaning {
        let weigh = |class, strong, sign| match (classes.contains(class), classes.contains(strong)) {
            (_, true) => 3 * sign,
            (true, false) => sign,
            _ => 0,
        };
        weigh(self.goal, self.strong_goal, 1) + weigh(self.result, self.strong_result, -1)
    }

    /// Sums the cues among words.
    fn sum(&self, sentence: &Sentence, words: Range<usize>) -> Leaning {
        sentence.words[words].iter().map(|w| self.weight(&w.classes)).sum()
    }

    /// Weighs a whole sentence.
    pub fn sentence(&self, sentence: &Sentence) -> Leaning {
        self.sum(sentence, 0..sentence.words.len())
    }

    /// Weighs the clause around a word, and the sentence up to it.
    pub fn around(&self, sentence: &Sentence, word: usize) -> Leaning {
        let ends = |w: &super::tokens::Token| w.classes.contains(self.clause_end);
        let start = sentence.words[..word].iter().rposition(ends).map_or(0, |i| i + 1);
        let end = sentence.words[word..].iter().position(ends).map_or(sentence.words.len(), |i| word + i);
        6 * self.sum(sentence, start..end) + 2 * self.sum(sentence, 0..start)
    }
}
