//! Rules that are tried together: the classes of two neighbouring tokens tell at once which of them can match there.

use super::RuleId;
use super::alphabet::{Alphabet, Letter, WordId};
use super::pattern::Test;
use super::program::{Guard, Match, Scratch, Tokens, letter};
use super::rules::{Rule, Rules};

/// A set of the rules of a batch, by their places in it.
type Members = u64;

/// Some rules of a phase, no more than [`Members`] has bits.
#[derive(Debug)]
pub struct Batch {
    /// In the order of the phase.
    rules: Vec<RuleId>,
    /// Those that a token can be the first of.
    first: Admission,
    /// Those that a token can stand before.
    before: Admission,
}

impl Batch {
    /// Puts rules into as few batches as hold them.
    pub fn all<'r>(rules: impl Iterator<Item = &'r Rule>, alphabet: &mut Alphabet) -> Vec<Self> {
        let rules: Vec<&Rule> = rules.collect();
        let batch = |rules: &[&Rule]| Self {
            rules: rules.iter().map(|rule| rule.id).collect(),
            first: Admission::new(rules.iter().map(|rule| rule.program.first), alphabet),
            before: Admission::new(rules.iter().map(|rule| rule.program.before), alphabet),
        };
        rules.chunks(Members::BITS as usize).map(batch).collect()
    }

    /// Says whether a rule is among them.
    pub fn contains(&self, rule: RuleId) -> bool {
        self.rules.contains(&rule)
    }

    /// Finds the matches of those rules that are wanted, in order of the tokens they start at, then of the rules.
    pub fn matches<'r>(
        &self,
        rules: &'r Rules,
        wanted: impl Fn(&Rule) -> bool,
        tokens: &impl Tokens,
        scratch: &mut Scratch,
        mut found: impl FnMut(&'r Rule, Match),
    ) {
        let fitting = self.rules.iter().enumerate().filter(|rule| wanted(rules.get(*rule.1)));
        let fitting = fitting.fold(0, |all, (place, _)| all | 1 << place);
        if fitting == 0 {
            return;
        }
        for start in 0..=tokens.count() {
            let mut left = fitting & self.first.admitted(letter(tokens, start));
            if left != 0 {
                left &= self.before.admitted(letter(tokens, start.wrapping_sub(1)));
            }
            while left != 0 {
                let rule = rules.get(self.rules[left.trailing_zeros() as usize]);
                left &= left - 1;
                if let Some(hit) = rule.program.match_at(tokens, start, scratch) {
                    found(rule, hit);
                }
            }
        }
    }
}

/// Which rules of a batch a token lets through, as their guards do.
#[derive(Debug)]
struct Admission {
    /// The answers of their guards to a token.
    token: WordId,
    /// Those that the edge of the sentence lets through.
    edge: Members,
}

impl Admission {
    fn new(guards: impl Iterator<Item = Option<Guard>>, alphabet: &mut Alphabet) -> Self {
        let open = Guard { test: alphabet.test(&[Test::default()]), edge: true };
        let guards: Vec<Guard> = guards.map(|guard| guard.unwrap_or(open)).collect();
        let edges = guards.iter().zip(0..).map(|(guard, place)| u64::from(guard.edge) << place);
        Self { edge: edges.sum(), token: alphabet.word(guards.iter().map(|guard| guard.test)) }
    }

    /// Gives the rules that a token lets through, or the edge of the sentence.
    fn admitted(&self, token: Option<&Letter>) -> Members {
        token.map_or(self.edge, |letter| letter.answers(self.token))
    }
}
