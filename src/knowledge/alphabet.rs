//! What the tests of all patterns say of a set of classes, worked out once for each set.
//!
//! Texts have many tokens but few different sets of classes: ten reports have 190 000 and 2500. A set that has been met
//! is a letter, and its bits answer every test that a pattern can ask of a token.

use super::classes::ClassSet;
use super::pattern::Test;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// Number of a test that patterns ask of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestId(u16);

/// Number of 64 tests whose answers are one word.
#[derive(Clone, Copy, Debug)]
pub struct WordId(u16);

/// A set of classes with the answers to all tests.
#[derive(Debug)]
pub struct Letter {
    /// The set.
    pub classes: ClassSet,
    /// In whole words, by [`TestId`].
    answers: Box<[u64]>,
    /// The same answers in the words that were asked for, by [`WordId`].
    words: Box<[u64]>,
}

impl Letter {
    /// Says whether a token of these classes passes a test.
    #[inline(always)]
    pub fn passes(&self, TestId(test): TestId) -> bool {
        self.answers[usize::from(test / 64)] >> (test % 64) & 1 != 0
    }

    /// Gives the answers to the tests of a word.
    #[inline(always)]
    pub fn answers(&self, word: WordId) -> u64 {
        self.words[usize::from(word.0)]
    }
}

/// The tests, and the letters that have been met.
#[derive(Debug, Default)]
pub struct Alphabet {
    /// By number; a token passes that one of these accepts.
    tests: Vec<Vec<Test>>,
    ids: FxHashMap<Vec<Test>, TestId>,
    words: Vec<Vec<TestId>>,
    letters: Table,
}

impl Alphabet {
    /// Gives the number of the test that a token passes which one of these accepts.
    pub fn test(&mut self, either: &[Test]) -> TestId {
        let next = TestId(self.tests.len() as u16);
        let either = simplest(either);
        let id = *self.ids.entry(either.clone()).or_insert(next);
        if id == next {
            self.tests.push(either);
        }
        id
    }

    /// Gives the tests of which a token must pass one.
    pub fn either(&self, test: TestId) -> &[Test] {
        &self.tests[usize::from(test.0)]
    }

    /// Gives the number of a word of answers to these tests, at most 64.
    pub fn word(&mut self, tests: impl Iterator<Item = TestId>) -> WordId {
        self.words.push(tests.collect());
        WordId((self.words.len() - 1) as u16)
    }

    /// Gives the letter of a set of classes. Its answers are to the tests that there are when it is first met.
    pub fn letter(&self, classes: &ClassSet) -> &Letter {
        self.letters.get(classes, || {
            let accepts = |either: &Vec<Test>| either.iter().any(|test| test.accepts(classes));
            let answers = self.tests.chunks(64).map(|chunk| bits(chunk.iter().map(accepts))).collect();
            let mut letter = Letter { classes: *classes, answers, words: Box::default() };
            letter.words = self.words.iter().map(|word| bits(word.iter().map(|&test| letter.passes(test)))).collect();
            letter
        })
    }
}

/// Puts up to 64 answers into a word.
fn bits(answers: impl Iterator<Item = bool>) -> u64 {
    answers.zip(0..).fold(0, |word, (answer, place)| word | u64::from(answer) << place)
}

/// Gives fewer tests of which a token passes one where it passes one of these.
fn simplest(either: &[Test]) -> Vec<Test> {
    if either.contains(&Test::default()) {
        return vec![Test::default()];
    }
    // Sets that stand alone are one.
    let alone = |test: &Test| test.any.len() == 1 && test.none.is_empty();
    let mut simple: Vec<Test> = Vec::new();
    for test in either.iter().filter(|test| !alone(test)) {
        if !simple.contains(test) {
            simple.push(test.clone());
        }
    }
    let union = either.iter().filter(|test| alone(test)).map(|test| test.any[0]).reduce(|mut union, set| {
        union.extend(&set);
        union
    });
    simple.extend(union.map(|set| Test { any: vec![set], none: ClassSet::EMPTY }));
    simple
}

/// Letters by the hash of their classes. Threads that read documents add to it at the same time and hold what it
/// gives, so a slot is filled once and stays.
#[derive(Debug)]
struct Table {
    slots: Box<[OnceLock<Box<Letter>>]>,
    /// Takes what finds no room here.
    next: OnceLock<Box<Table>>,
}

/// How many slots a letter may be in.
const TRIES: usize = 8;

impl Default for Table {
    fn default() -> Self {
        Self::of_size(1 << 12)
    }
}

impl Table {
    /// Makes a table of a power of two of slots.
    fn of_size(slots: usize) -> Self {
        Self { slots: (0..slots).map(|_| OnceLock::new()).collect(), next: OnceLock::new() }
    }

    /// Gives the letter of a set of classes, made if it is new.
    fn get(&self, classes: &ClassSet, new: impl Fn() -> Letter) -> &Letter {
        let first = FxBuildHasher.hash_one(classes) as usize;
        let mut table = self;
        loop {
            for slot in first..first + TRIES {
                let letter = table.slots[slot & (table.slots.len() - 1)].get_or_init(|| Box::new(new()));
                if letter.classes == *classes {
                    return letter;
                }
            }
            table = table.next.get_or_init(|| Box::new(Self::of_size(table.slots.len() * 2)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::ClassId;
    use super::*;

    fn set(classes: &[u16]) -> ClassSet {
        let mut set = ClassSet::EMPTY;
        classes.iter().for_each(|&class| set.insert(ClassId(class)));
        set
    }

    fn test(any: &[&[u16]], none: &[u16]) -> Test {
        Test { any: any.iter().map(|classes| set(classes)).collect(), none: set(none) }
    }

    #[test]
    fn letters_answer_as_the_tests_do() {
        let either = [
            vec![],
            vec![Test::default()],
            vec![test(&[&[1]], &[]), test(&[&[2]], &[])],
            vec![test(&[&[1, 2], &[3]], &[]), test(&[], &[300])],
        ];
        let mut alphabet = Alphabet::default();
        let ids: Vec<_> = either.iter().map(|either| alphabet.test(either)).collect();
        let word = alphabet.word(ids.iter().copied());
        for classes in [set(&[]), set(&[1]), set(&[2, 300]), set(&[1, 3, 300]), set(&[3, 300])] {
            let letter = alphabet.letter(&classes);
            for (place, (either, &id)) in either.iter().zip(&ids).enumerate() {
                let accepted = either.iter().any(|test| test.accepts(&classes));
                assert_eq!(letter.passes(id), accepted, "{either:?} on {classes:?}");
                assert_eq!(letter.answers(word) >> place & 1 != 0, accepted);
            }
        }
    }

    #[test]
    fn a_crowded_table_finds_room() {
        let table = Table::of_size(2);
        for _ in 0..2 {
            for class in 0..200 {
                let classes = set(&[class]);
                let letter = table.get(&classes, || Letter { classes, answers: Box::default(), words: Box::default() });
                assert_eq!(letter.classes, classes);
            }
        }
    }
}
