//! What the tests of all patterns say of a set of classes, worked out once for each set.
//!
//! Texts have many tokens but few different sets of classes: ten reports have 190 000 and 2500. A set that has been met
//! is a letter, and its bits answer every test that a pattern can ask of a token.

use super::classes::{CAPACITY, ClassSet};
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
    /// Made with the first letter.
    planes: OnceLock<Planes>,
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

    /// Gives the letter of a set of classes. Its answers are to the tests that there are when the first letter is met.
    pub fn letter(&self, classes: &ClassSet) -> &Letter {
        self.letters.get(classes, || {
            let planes = self.planes.get_or_init(|| Planes::new(&self.tests, &self.words));
            planes.letter(classes)
        })
    }
}

/// The tests taken apart and turned round: for each class a bit for every test that names it, so that the classes of a
/// set answer all tests together. A document has a thousand new sets, and to ask test by test took longer than to read
/// it.
#[derive(Debug)]
struct Planes {
    /// For the first, second, … set of [`Test::any`], which tests it lets through.
    any: Vec<Plane>,
    /// Which tests [`Test::none`] fails.
    none: Plane,
    /// For every test, the numbers of the answers that it makes true, and of those in the words that were asked for.
    answers: Vec<[Vec<usize>; 2]>,
    /// How many words all answers take, and those that were asked for.
    sizes: [usize; 2],
}

impl Planes {
    fn new(tests: &[Vec<Test>], words: &[Vec<TestId>]) -> Self {
        let mut numbers: FxHashMap<&Test, usize> = FxHashMap::default();
        let (mut each, mut answers): (Vec<&Test>, Vec<[Vec<usize>; 2]>) = Default::default();
        let mut note = |either, list: usize, answer| {
            for test in either {
                let number = *numbers.entry(test).or_insert(each.len());
                if number == each.len() {
                    each.push(test);
                    answers.push(Default::default());
                }
                answers[number][list].push(answer);
            }
        };
        tests.iter().zip(0..).for_each(|(either, answer)| note(either, 0, answer));
        for (word, first) in words.iter().zip((0..).step_by(64)) {
            word.iter().zip(first..).for_each(|(id, answer)| note(&tests[usize::from(id.0)], 1, answer));
        }
        let most = each.iter().map(|test| test.any.len()).max().unwrap_or(0);
        let any = |n| Plane::new(each.iter().map(|test| test.any.get(n)));
        let none = Plane::new(each.iter().map(|test| Some(&test.none)));
        Self { any: (0..most).map(any).collect(), none, answers, sizes: [tests.len().div_ceil(64), words.len()] }
    }

    fn letter(&self, classes: &ClassSet) -> Letter {
        let [answers, words] = self.sizes.map(|size| vec![0; size].into());
        let mut letter = Letter { classes: *classes, answers, words };
        let mut accepted = self.none.meeting(classes);
        accepted.iter_mut().for_each(|word| *word = !*word);
        for plane in &self.any {
            accepted.iter_mut().zip(plane.meeting(classes)).for_each(|(word, met)| *word &= met);
        }
        for (mut left, first) in accepted.into_iter().zip((0..).step_by(64)) {
            while left != 0 {
                // A last word that no test fills ends with bits of none.
                if let Some([answers, words]) = self.answers.get(first + left.trailing_zeros() as usize) {
                    answers.iter().for_each(|&answer| set(&mut letter.answers, answer));
                    words.iter().for_each(|&answer| set(&mut letter.words, answer));
                }
                left &= left - 1;
            }
        }
        letter
    }
}

/// One set of classes of every test.
#[derive(Debug)]
struct Plane {
    /// A bit for each test that has no such set and yet meets it.
    open: Vec<u64>,
    /// By class, a bit for each test whose set has it.
    rows: Vec<Vec<u64>>,
}

impl Plane {
    fn new<'t>(sets: impl ExactSizeIterator<Item = Option<&'t ClassSet>>) -> Self {
        let none = vec![0; sets.len().div_ceil(64)];
        let mut plane = Self { rows: vec![none.clone(); CAPACITY], open: none };
        for (number, classes) in sets.enumerate() {
            match classes {
                Some(classes) => classes.iter().for_each(|class| set(&mut plane.rows[usize::from(class.0)], number)),
                None => set(&mut plane.open, number),
            }
        }
        plane
    }

    /// Gives a bit for each test whose set shares a class with this one.
    fn meeting(&self, classes: &ClassSet) -> Vec<u64> {
        let mut met = self.open.clone();
        for class in classes.iter() {
            met.iter_mut().zip(&self.rows[usize::from(class.0)]).for_each(|(met, row)| *met |= row);
        }
        met
    }
}

fn set(bits: &mut [u64], number: usize) {
    bits[number / 64] |= 1 << (number % 64);
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
