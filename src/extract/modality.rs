//! Goal or result: whether the words around an amount or an aim speak of what is to be or of what is.
//!
//! The words are in the lexicon under `cue.goal` and `cue.result` (`.strong` counts three times,
//! `.decisive` twelve times); a cue weighs more
//! the nearer it stands: in the clause, the sentence, the block; the heading above decides when the text is silent.

use super::tokens::{Sentence, Token};
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
    decisive_goal: ClassId,
    decisive_result: ClassId,
    amount: ClassId,
    plan: ClassId,
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
            decisive_goal: class("cue.goal.decisive")?,
            decisive_result: class("cue.result.decisive")?,
            amount: class("Amount")?,
            plan: class("kind.plan")?,
            clause_end: class("clause.end")?,
        })
    }

    /// Weighs a word or token.
    fn weight(&self, classes: &ClassSet) -> Leaning {
        let weigh = |class, strong, decisive| {
            if classes.contains(decisive) {
                12
            } else if classes.contains(strong) {
                3
            } else {
                Leaning::from(classes.contains(class))
            }
        };
        weigh(self.goal, self.strong_goal, self.decisive_goal)
            - weigh(self.result, self.strong_result, self.decisive_result)
    }

    /// Sums the cues among tokens.
    fn sum(&self, sentence: &Sentence, tokens: Range<usize>) -> Leaning {
        sentence.tokens[tokens].iter().map(|t| self.token(sentence, t)).sum()
    }

    /// Weighs a token: inside an amount only strong words count (增至), inside a name none.
    fn token(&self, sentence: &Sentence, token: &Token) -> Leaning {
        if !token.classes.contains(self.amount) {
            return self.weight(&token.classes);
        }
        let words = &sentence.words[token.words.clone()];
        words.iter().map(|w| self.weight(&w.classes)).filter(|w| w.abs() >= 3).sum()
    }

    /// Says what a headline promises: a plan or report looks ahead where it says nothing else, other texts report.
    pub fn headline(&self, sentences: &[&Sentence]) -> Leaning {
        if sentences.iter().any(|s| s.words.iter().any(|w| w.classes.contains(self.plan))) { 1 } else { -2 }
    }

    /// Weighs a whole sentence.
    pub fn sentence(&self, sentence: &Sentence) -> Leaning {
        self.sum(sentence, 0..sentence.tokens.len())
    }

    /// Weighs the clause around a token, and the sentence up to it.
    pub fn around(&self, sentence: &Sentence, token: usize) -> Leaning {
        let ends = |w: &Token| w.classes.contains(self.clause_end);
        let start = sentence.tokens[..token].iter().rposition(ends).map_or(0, |i| i + 1);
        let end = sentence.tokens[token..].iter().position(ends).map_or(sentence.tokens.len(), |i| token + i);
        6 * self.sum(sentence, start..end) + 2 * self.sum(sentence, 0..start)
    }
}
