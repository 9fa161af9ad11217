//! Rules that are tried together: the classes of two neighbouring tokens tell at once which of them can match there.

use super::RuleId;
use super::classes::{CAPACITY, ClassSet};
use super::program::{Guard, Match, Scratch, Tokens};
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
    pub fn all<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<Self> {
        let rules: Vec<&Rule> = rules.collect();
        let batch = |rules: &[&Rule]| Self {
            rules: rules.iter().map(|rule| rule.id).collect(),
            first: Admission::new(rules.iter().map(|rule| rule.program.first.as_ref())),
            before: Admission::new(rules.iter().map(|rule| rule.program.before.as_ref())),
        };
        rules.chunks(Members::BITS as usize).map(batch).collect()
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
        let classes = |token| (token < tokens.count()).then(|| tokens.classes(token));
        for start in 0..=tokens.count() {
            let mut left = fitting & self.first.admitted(classes(start));
            if left != 0 {
                left &= self.before.admitted(start.checked_sub(1).and_then(classes));
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

/// Which rules of a batch a token lets through, as their guards would, or a few more.
#[derive(Debug)]
struct Admission {
    /// Those that a class lets through, the classes like the bits of a [`ClassSet`].
    by_class: Box<[[Members; 64]; CAPACITY / 64]>,
    /// The classes that let any through.
    classes: ClassSet,
    /// Those that ask for no class.
    always: Members,
    /// Those that the edge of the sentence lets through.
    edge: Members,
}

impl Admission {
    fn new<'g>(guards: impl Iterator<Item = Option<&'g Guard>>) -> Self {
        let mut new =
            Self { by_class: Box::new([[0; 64]; CAPACITY / 64]), classes: ClassSet::EMPTY, always: 0, edge: 0 };
        for (place, guard) in guards.enumerate() {
            let member = 1 << place;
            new.edge |= if guard.is_none_or(|guard| guard.edge) { member } else { 0 };
            match guard.and_then(Guard::classes) {
                Some(classes) => {
                    classes.iter().map(|class| usize::from(class.0)).for_each(|class| {
                        new.by_class[class / 64][class % 64] |= member;
                    });
                    new.classes.extend(&classes);
                }
                None => new.always |= member,
            }
        }
        new
    }

    /// Gives the rules that a token of these classes lets through, or the edge of the sentence.
    fn admitted(&self, token: Option<&ClassSet>) -> Members {
        let Some(classes) = token else { return self.edge };
        let mut all = self.always;
        for ((&own, &asked), of_word) in classes.words().iter().zip(self.classes.words()).zip(self.by_class.iter()) {
            let mut left = own & asked;
            while left != 0 {
                all |= of_word[left.trailing_zeros() as usize % of_word.len()];
                left &= left - 1;
            }
        }
        all
    }
}
