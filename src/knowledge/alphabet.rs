//! What the tests of all patterns say of a set of classes, worked out once for each set.
//!
//! Texts have many tokens but few different sets of classes: ten reports have 190 000 and 2500. A set that has been met
//! is a letter, and its row of bits answers every test that a pattern can ask of a token.

use super::classes::ClassSet;
use super::pattern::Test;
use rustc_hash::FxHashMap;

/// Number of a test that patterns ask of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestId(u16);

/// Number of 64 tests whose answers are one word.
#[derive(Clone, Copy, Debug)]
pub struct WordId(u16);

/// A set of classes that has been met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Where its row starts.
    row: u32,
}

/// The tests and the letters.
#[derive(Debug, Default)]
pub struct Alphabet {
    /// Tests by number; a token passes that one of these accepts.
    tests: Vec<Vec<Test>>,
    ids: FxHashMap<Vec<Test>, TestId>,
    letters: FxHashMap<ClassSet, Letter>,
    /// The answers of all tests for each letter, in whole words.
    rows: Vec<u64>,
}

impl Alphabet {
    /// Gives the number of the test that a token passes which one of these accepts.
    pub fn test(&mut self, either: &[Test]) -> TestId {
        let either = simplest(either);
        *self.ids.entry(either).or_insert_with_key(|either| {
            self.tests.push(either.clone());
            TestId((self.tests.len() - 1) as u16)
        })
    }

    /// Gives the tests of which a token must pass one.
    pub fn either(&self, test: TestId) -> &[Test] {
        &self.tests[usize::from(test.0)]
    }

    /// Gives the number of a word of answers to these tests, at most 64.
    pub fn word(&mut self, tests: impl Iterator<Item = TestId>) -> WordId {
        self.tests.resize(self.tests.len().next_multiple_of(64), Vec::new());
        let word = WordId((self.tests.len() / 64) as u16);
        let tests: Vec<_> = tests.map(|test| self.either(test).to_vec()).collect();
        self.tests.extend(tests);
        word
    }

    /// Gives the letter of a set of classes, if it has been met.
    pub fn get(&self, classes: &ClassSet) -> Option<Letter> {
        self.letters.get(classes).copied()
    }

    /// Gives the letter of a set of classes; no test may be numbered any more.
    pub fn meet(&mut self, classes: &ClassSet) -> Letter {
        let (tests, rows) = (&self.tests, &mut self.rows);
        *self.letters.entry(*classes).or_insert_with(|| {
            let row = rows.len() as u32;
            rows.extend(tests.chunks(64).map(|chunk| {
                let answers = chunk.iter().map(|either| either.iter().any(|test| test.accepts(classes)));
                answers.zip(0..).fold(0, |word, (answer, place)| word | u64::from(answer) << place)
            }));
            Letter { row }
        })
    }

    /// Says whether a token of this letter passes a test.
    #[inline(always)]
    pub fn passes(&self, letter: Letter, test: TestId) -> bool {
        let TestId(test) = test;
        self.rows[letter.row as usize + usize::from(test / 64)] >> (test % 64) & 1 != 0
    }

    /// Gives the answers to the tests of a word.
    #[inline(always)]
    pub fn answers(&self, letter: Letter, word: WordId) -> u64 {
        self.rows[letter.row as usize + usize::from(word.0)]
    }
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
