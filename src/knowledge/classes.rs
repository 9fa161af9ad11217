//! Token classes: what rules test for. Word classes, part-of-speech tags and mention types are all classes.

use std::collections::HashMap;

/// Number of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// How many classes there can be, in whole words of 64. Every token is given a set once: more room is slower.
pub const CAPACITY: usize = 384;

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassSet([u64; CAPACITY / 64]);

impl ClassSet {
    /// The set with nothing in it.
    pub const EMPTY: Self = Self([0; CAPACITY / 64]);

    /// Adds a class.
    pub fn insert(&mut self, class: ClassId) {
        self.0[class.0 as usize / 64] |= 1 << (class.0 % 64);
    }

    /// Takes a class out.
    pub fn remove(&mut self, class: ClassId) {
        self.0[class.0 as usize / 64] &= !(1 << (class.0 % 64));
    }

    /// Says whether the class is in the set.
    pub fn contains(&self, class: ClassId) -> bool {
        self.0[class.0 as usize / 64] & (1 << (class.0 % 64)) != 0
    }

    /// Gives the classes that are in both sets.
    pub fn common(&self, other: &Self) -> Self {
        let mut both = *self;
        both.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
        both
    }

    /// Gives the classes in the set, in order of their numbers.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = ClassId> {
        self.0.iter().zip(0..).flat_map(|(&word, number)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as u16)?;
                left &= left - 1;
                Some(ClassId(number * 64 + bit))
            })
        })
    }

    /// Says whether the sets share a class.
    #[inline]
    pub fn meets(&self, other: &Self) -> bool {
        // Without branches, for the vector unit.
        self.0.iter().zip(&other.0).fold(0, |all, (a, b)| all | a & b) != 0
    }

    /// Adds all classes of `other`.
    pub fn extend(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }

    /// Says whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }
}

/// The names of the classes. A dotted name stands below its prefix: `verb.build` is a `verb`.
#[derive(Debug, Default)]
pub struct Classes {
    names: Vec<String>,
    ids: HashMap<String, ClassId>,
    /// For every class, itself and all above it.
    closures: Vec<ClassSet>,
}

impl Classes {
    /// Gives the class of that name, made if it is new; `None` when there are already [`CAPACITY`] classes.
    pub fn intern(&mut self, name: &str) -> Option<ClassId> {
        if let Some(&id) = self.ids.get(name) {
            return Some(id);
        }
        let mut closure = match name.rsplit_once('.') {
            Some((parent, _)) => {
                let parent = self.intern(parent)?;
                self.closures[parent.0 as usize]
            }
            None => ClassSet::EMPTY,
        };
        if self.names.len() == CAPACITY {
            return None;
        }
        let id = ClassId(self.names.len() as u16);
        closure.insert(id);
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        self.closures.push(closure);
        Some(id)
    }

    /// Finds the class of that name.
    pub fn get(&self, name: &str) -> Option<ClassId> {
        self.ids.get(name).copied()
    }

    /// Gives the class itself and all above it.
    pub fn closure(&self, class: ClassId) -> &ClassSet {
        &self.closures[class.0 as usize]
    }

    /// Gives the classes whose names start with a character.
    pub fn starting_with(&self, start: char) -> ClassSet {
        let mut set = ClassSet::EMPTY;
        let named = self.names.iter().zip(0..).filter(|n| n.0.starts_with(start));
        named.for_each(|(_, id)| set.insert(ClassId(id)));
        set
    }

    /// Gives the names of the classes in a set, in order of id.
    pub fn names_in(&self, set: &ClassSet) -> Vec<&str> {
        set.iter().map(|class| self.names[usize::from(class.0)].as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_class_implies_those_above_it() {
        let mut classes = Classes::default();
        let build = classes.intern("verb.build").expect("room");
        let verb = classes.get("verb").expect("made with its child");
        assert!(classes.closure(build).contains(verb));
        assert!(!classes.closure(verb).contains(build));
        assert_eq!(classes.names_in(classes.closure(build)), ["verb", "verb.build"]);
    }
}
