//! Rules that are tried together: the letters of a sentence tell at once which of them can match from which token.

use super::RuleId;
use super::alphabet::{Alphabet, Letter, TestId, WordId};
use super::classes::ClassSet;
use super::pattern::Test;
use super::program::{Guard, Match, Scratch, Tokens, collect_taken, letter};
use super::rules::{Place, Rule, Rules};

/// A set of the rules of a batch, by their places in it.
type Members = u64;

/// Some rules of a phase, no more than [`Members`] has bits.
#[derive(Debug)]
pub struct Batch {
    /// In the order of the phase.
    rules: Vec<RuleId>,
    /// Those that are tried in the blocks of each place.
    places: Vec<(Place, Members)>,
    /// Those that a token can be the first of.
    first: Admission,
    /// Those that a token can stand before.
    before: Admission,
    /// Those that need a token at their start or behind it.
    ahead: [Need; NEEDS],
    /// The answers of a token to what takes it: those that cannot need a token behind it if none does.
    taken: WordId,
    /// Those that need a token before their start.
    behind: Need,
}

/// How many tokens at its start or behind it are looked for before a rule is tried.
const NEEDS: usize = 4;

impl Batch {
    /// Puts rules into as few batches as hold them; `punctuation` is the class of its tokens.
    pub fn all<'r>(
        rules: impl Iterator<Item = &'r Rule>,
        punctuation: &ClassSet,
        alphabet: &mut Alphabet,
    ) -> Vec<Self> {
        let rules: Vec<&Rule> = rules.collect();
        rules.chunks(Members::BITS as usize).map(|rules| Self::new(rules, punctuation, alphabet)).collect()
    }

    fn new(rules: &[&Rule], punctuation: &ClassSet, alphabet: &mut Alphabet) -> Self {
        let programs = || rules.iter().map(|rule| &rule.program);
        let mut places: Vec<(Place, Members)> = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            match places.iter_mut().find(|known| known.0 == rule.place) {
                Some(known) => known.1 |= 1 << number,
                None => places.push((rule.place, 1 << number)),
            }
        }
        let taken = rules.iter().map(|rule| {
            let mut tests = Vec::new();
            collect_taken(&rule.pattern, punctuation, &mut tests);
            alphabet.test(&tests)
        });
        let taken: Vec<TestId> = taken.collect();
        Self {
            rules: rules.iter().map(|rule| rule.id).collect(),
            places,
            first: Admission::new(programs().map(|program| program.first), alphabet),
            before: Admission::new(programs().map(|program| program.before), alphabet),
            // The last first, for names are told by their ends.
            ahead: std::array::from_fn(|n| {
                Need::new(programs().map(|program| program.ahead.iter().rev().nth(n).copied()), alphabet)
            }),
            taken: alphabet.word(taken.into_iter()),
            behind: Need::new(programs().map(|program| program.behind), alphabet),
        }
    }

    /// Says whether a rule is among them.
    pub fn contains(&self, rule: RuleId) -> bool {
        self.rules.contains(&rule)
    }

    /// Finds the matches of the rules that are tried in the places wanted, in order of the tokens they start at, then of
    /// the rules.
    pub fn matches<'r>(
        &self,
        rules: &'r Rules,
        wanted: impl Fn(Place) -> bool,
        tokens: &impl Tokens,
        scratch: &mut Scratch,
        mut found: impl FnMut(&'r Rule, Match),
    ) {
        self.find_starts(wanted, tokens, &mut scratch.starts);
        for start in 0..=tokens.count() {
            let mut left = scratch.starts[start];
            while left != 0 {
                let rule = rules.get(self.rules[left.trailing_zeros() as usize]);
                left &= left - 1;
                if let Some(hit) = rule.program.match_at(tokens, start, scratch) {
                    found(rule, hit);
                }
            }
        }
    }

    /// Finds for every token and the sentence's end which rules may match from there, without trying them.
    fn find_starts(&self, wanted: impl Fn(Place) -> bool, tokens: &impl Tokens, starts: &mut Vec<Members>) {
        let fitting = self.places.iter().filter(|place| wanted(place.0)).fold(0, |all, place| all | place.1);
        starts.clear();
        let mut behind = self.behind.none;
        starts.extend((0..=tokens.count()).map(|start| {
            let before = start.checked_sub(1).map(|before| tokens.letter(before));
            behind |= before.map_or(0, |letter| letter.answers(self.behind.token));
            fitting & behind & self.before.admitted(before)
        }));
        let mut ahead = self.ahead.each_ref().map(|need| need.none);
        for (start, open) in starts.iter_mut().enumerate().rev() {
            let own = letter(tokens, start);
            if let Some(letter) = own {
                let taken = letter.answers(self.taken);
                for (met, need) in ahead.iter_mut().zip(&self.ahead) {
                    *met = *met & taken | need.none | letter.answers(need.token);
                }
            }
            *open &= ahead.iter().fold(self.first.admitted(own), |all, met| all & met);
        }
    }
}

/// Which rules of a batch find a token that they need.
#[derive(Debug)]
struct Need {
    /// The answers of a token to what they need.
    token: WordId,
    /// Those that need none.
    none: Members,
}

impl Need {
    fn new(tests: impl Iterator<Item = Option<TestId>>, alphabet: &mut Alphabet) -> Self {
        let never = alphabet.test(&[]);
        let tests: Vec<_> = tests.collect();
        let none = tests.iter().zip(0..).map(|(test, place)| u64::from(test.is_none()) << place).sum();
        Self { token: alphabet.word(tests.into_iter().map(|test| test.unwrap_or(never))), none }
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
