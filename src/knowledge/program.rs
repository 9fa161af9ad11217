//! Patterns compiled to a small backtracking machine, and its run over tokens.
//!
//! Time is bounded: a run gives up after a fixed number of steps, so a careless rule costs recall, never a hang.

use super::classes::ClassSet;
use super::pattern::{Node, Test};

/// What the machine sees of a token.
pub trait Tokens {
    /// How many tokens there are.
    fn count(&self) -> usize;
    /// The classes of a token.
    fn classes(&self, token: usize) -> &ClassSet;
    /// The text that starts at a token, to the end of the sentence.
    fn text_from(&self, token: usize) -> &str;
    /// The token that starts `bytes` bytes behind the start of `token`, or the end of the sentence.
    fn token_after(&self, token: usize, bytes: usize) -> Option<usize>;
}

/// A test in the form that is quickest to ask. Classes are numbered by use, so most tests need one word of a set.
#[derive(Clone, Debug)]
enum Compact {
    /// Looks at one word: a class of `any`, if it has some, and none of `none`.
    Word {
        word: u8,
        any: u64,
        none: u64,
    },
    /// Looks at several words: a class of one `any` at least, if it asks for some, and none of any `none`.
    Words {
        parts: Box<[Part]>,
        asks: bool,
    },
    Full(Box<Test>),
    /// Accepts what one of these accepts.
    OneOf(Box<[Compact]>),
}

/// What a test asks of one word of a set.
#[derive(Clone, Copy, Debug)]
struct Part {
    word: u8,
    any: u64,
    none: u64,
}

impl Compact {
    fn new(test: &Test) -> Self {
        let any = match test.any[..] {
            [] => ClassSet::EMPTY,
            [any] => any,
            _ => return Self::Full(Box::new(test.clone())),
        };
        let asks = !test.any.is_empty();
        let words = any.words().iter().zip(test.none.words()).zip(0u8..);
        let parts = words.map(|((&any, &none), word)| Part { word, any, none });
        let parts: Box<[Part]> = parts.filter(|part| part.any | part.none != 0).collect();
        match parts[..] {
            [] if !asks => Self::Word { word: 0, any: 0, none: 0 },
            // A set of which nothing is in the word can never be met.
            [Part { word, any, none }] if !asks || any != 0 => Self::Word { word, any, none },
            _ => Self::Words { parts, asks },
        }
    }

    /// Asks for one of the classes of a set.
    fn one_of(set: &ClassSet) -> Self {
        Self::new(&Test { any: vec![*set], none: ClassSet::EMPTY })
    }

    fn test(&self) -> Test {
        match self {
            Self::Word { word, any, none } => {
                let any = (*any != 0).then(|| ClassSet::of_word(*word, *any));
                Test { any: any.into_iter().collect(), none: ClassSet::of_word(*word, *none) }
            }
            Self::Words { parts, asks } => {
                let [mut any, mut none] = [ClassSet::EMPTY; 2];
                for part in parts {
                    any.extend(&ClassSet::of_word(part.word, part.any));
                    none.extend(&ClassSet::of_word(part.word, part.none));
                }
                Test { any: asks.then_some(any).into_iter().collect(), none }
            }
            Self::Full(test) => Test::clone(test),
            Self::OneOf(tests) => tests.iter().cloned().reduce(|a, b| a.or(&b)).expect("there are several").test(),
        }
    }

    /// Accepts what one of the two accepts.
    fn also(&self, test: &Test) -> Self {
        let both = |set: &Test| set.any.len() == 1 && set.none.is_empty();
        match self {
            // Two plain sets are one.
            Self::Word { .. } | Self::Words { .. } | Self::Full(_) if both(test) && both(&self.test()) => {
                self.or(&Self::new(test))
            }
            Self::OneOf(tests) => Self::OneOf(tests.iter().cloned().chain([Self::new(test)]).collect()),
            _ => Self::OneOf([self.clone(), Self::new(test)].into()),
        }
    }

    /// Accepts at least what one of the two accepts.
    fn or(&self, other: &Self) -> Self {
        let (a, b) = (self.test(), other.test());
        let any = a.any.first().zip(b.any.first()).map(|(a, b)| {
            let mut union = *a;
            union.extend(b);
            union
        });
        Self::new(&Test { any: any.into_iter().collect(), none: a.none.common(&b.none) })
    }

    /// Says whether a token with these classes passes.
    #[inline(always)]
    fn accepts(&self, classes: &ClassSet) -> bool {
        match self {
            Self::Word { word, any, none } => {
                let own = classes.words()[usize::from(*word)];
                (*any == 0 || own & any != 0) && own & none == 0
            }
            _ => self.accepts_at_length(classes),
        }
    }

    /// Says the same for the tests that are not quick, apart so that the quick one is short enough to be inlined.
    #[inline(never)]
    fn accepts_at_length(&self, classes: &ClassSet) -> bool {
        match self {
            Self::Word { .. } => self.accepts(classes),
            Self::Words { parts, asks } => {
                let (mut met, mut barred) = (0, 0);
                for part in parts {
                    let own = classes.words()[usize::from(part.word)];
                    met |= own & part.any;
                    barred |= own & part.none;
                }
                (met != 0 || !asks) && barred == 0
            }
            Self::Full(test) => test.accepts(classes),
            Self::OneOf(tests) => tests.iter().any(|test| test.accepts(classes)),
        }
    }
}

/// What runs leave to be used again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Where to go on after a failure: (step, position, length of the capture log then).
    alternatives: Vec<(u32, usize, usize)>,
    /// Opened and closed captures: (slot, opening, position).
    log: Vec<(u8, bool, usize)>,
}

#[derive(Clone, Debug)]
enum Step {
    Test(Compact),
    /// The spelling, and the class of tokens that it starts at.
    Literal(Box<str>, Compact),
    /// Try the first, then the second, each where its guard allows.
    Split(Way, Way),
    Jump(u32),
    Open(u8),
    Close(u8),
    Start,
    End,
    Look {
        program: Box<Program>,
        negate: bool,
    },
    Match,
}

impl Step {
    fn split(first: u32, second: u32) -> Self {
        let way = |to| Way { to, guard: Guard::open(), takes: false };
        Self::Split(way(first), way(second))
    }
}

/// Where a run may go on.
#[derive(Clone, Debug)]
struct Way {
    to: u32,
    guard: Guard,
    /// The guard is all that the next token is asked: taking the way takes the token.
    takes: bool,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    /// Reads tokens from right to left, as a look behind does.
    backward: bool,
    /// A match needs a token of each of these sets in its sentence.
    required: Vec<Compact>,
    /// What the first token read must pass, when that can be told.
    pub(super) first: Option<Guard>,
    /// What the token before the first must pass, for a pattern that begins with a look behind.
    pub(super) before: Option<Guard>,
}

/// One match: token positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Captures in text order as (slot, start, end); slot 0 is what the rule emits.
    pub captures: Vec<(u8, usize, usize)>,
}

/// The most steps of one run.
const FUEL: u32 = 20_000;

impl Program {
    /// Compiles a pattern.
    pub fn new(node: &Node) -> Self {
        Self::compile(node, false)
    }

    fn compile(node: &Node, backward: bool) -> Self {
        let mut required = Vec::new();
        collect_required(node, &mut required);
        let required = required.iter().map(Compact::one_of).collect();
        let mut program = Self { steps: Vec::new(), backward, required, first: None, before: None };
        program.emit(node);
        program.steps.push(Step::Match);
        program.guard();
        program
    }

    /// Works out, from the last step to the first, what the next token must pass wherever ways part; none where there
    /// need be no token, or nothing can be told of it.
    fn guard(&mut self) {
        let mut guards: Vec<Option<Guard>> = vec![None; self.steps.len()];
        for at in (0..self.steps.len()).rev() {
            // Ways only lead forward.
            let from = |to: u32| guards[to as usize].clone();
            guards[at] = match &self.steps[at] {
                Step::Test(test) => Some(Guard::token(test)),
                // A spelling that is read from its end may begin several tokens before, but for a single character.
                Step::Literal(text, class) => {
                    (!self.backward || text.chars().nth(1).is_none()).then(|| Guard::token(class))
                }
                Step::Match => None,
                Step::Split(first, second) => from(first.to).zip(from(second.to)).map(|(a, b)| a.or(b)),
                Step::Jump(to) => from(*to),
                Step::Start if self.backward => Some(Guard::only_edge()),
                Step::End if !self.backward => Some(Guard::only_edge()),
                // What must stand here must also pass what comes next; to ask for one of the two is enough.
                Step::Look { program, negate: false }
                    if program.backward == self.backward && program.first.is_some() =>
                {
                    program.first.clone()
                }
                Step::Open(_) | Step::Close(_) | Step::Look { .. } | Step::Start | Step::End => from(at as u32 + 1),
            };
        }
        for at in 0..self.steps.len() {
            let Step::Split(mut first, mut second) = self.steps[at].clone() else { continue };
            for way in [&mut first, &mut second] {
                way.guard = guards[way.to as usize].clone().unwrap_or(Guard::open());
                way.to = self.landing(way.to);
                way.takes = matches!(self.steps[way.to as usize], Step::Test(_));
                if way.takes {
                    way.to = self.landing(way.to + 1);
                }
            }
            self.steps[at] = Step::Split(first, second);
        }
        self.first = guards.swap_remove(0).map(Guard::rough);
        self.before = match &self.steps[0] {
            Step::Look { program, negate: false } if program.backward && !self.backward => program.first.clone(),
            _ => None,
        };
    }

    /// Follows jumps.
    fn landing(&self, mut to: u32) -> u32 {
        while let Step::Jump(next) = self.steps[to as usize] {
            to = next;
        }
        to
    }

    fn here(&self) -> u32 {
        self.steps.len() as u32
    }

    fn emit(&mut self, node: &Node) {
        match node {
            Node::Test(test) => self.steps.push(Step::Test(Compact::new(test))),
            Node::Literal(text, class) => self.steps.push(Step::Literal(text.as_str().into(), Compact::one_of(class))),
            Node::Seq(nodes) if self.backward => nodes.iter().rev().for_each(|n| self.emit(n)),
            Node::Seq(nodes) => nodes.iter().for_each(|n| self.emit(n)),
            Node::Alt(branches) => {
                let mut ways = Vec::new();
                gather(branches, &mut ways);
                let mut exits = Vec::new();
                for (i, way) in ways.iter().enumerate() {
                    let split = self.steps.len();
                    if i + 1 < ways.len() {
                        self.steps.push(Step::Jump(0));
                    }
                    match way {
                        Branch::Token(test) => self.steps.push(Step::Test(test.clone())),
                        Branch::Other(node) => self.emit(node),
                    }
                    if i + 1 < ways.len() {
                        exits.push(self.steps.len());
                        self.steps.push(Step::Jump(0));
                        self.steps[split] = Step::split(split as u32 + 1, self.here());
                    }
                }
                for exit in exits {
                    self.steps[exit] = Step::Jump(self.here());
                }
            }
            Node::Repeat { node, min, max, greedy } => {
                for _ in 0..*min {
                    self.emit(node);
                }
                let mut splits = Vec::new();
                for _ in *min..*max {
                    splits.push(self.steps.len());
                    self.steps.push(Step::Jump(0));
                    self.emit(node);
                }
                let end = self.here();
                for split in splits {
                    let body = split as u32 + 1;
                    self.steps[split] = if *greedy { Step::split(body, end) } else { Step::split(end, body) };
                }
            }
            Node::Capture(slot, node) => {
                self.steps.push(Step::Open(*slot));
                self.emit(node);
                self.steps.push(Step::Close(*slot));
            }
            Node::Look { node, behind, negate } => {
                self.steps.push(Step::Look { program: Box::new(Self::compile(node, *behind)), negate: *negate });
            }
            Node::Start => self.steps.push(Step::Start),
            Node::End => self.steps.push(Step::End),
        }
    }

    /// Says whether a sentence whose tokens have these classes among them can hold a match.
    pub fn possible(&self, present: &ClassSet) -> bool {
        self.required.iter().all(|test| test.accepts(present))
    }

    /// Finds the match that starts at each token, or at the end, where there is one.
    pub fn matches(&self, tokens: &impl Tokens, scratch: &mut Scratch, mut found: impl FnMut(Match)) {
        (0..=tokens.count()).filter_map(|start| self.match_at(tokens, start, scratch)).for_each(&mut found);
    }

    /// Finds the match that starts at a token, or at the end.
    pub fn match_at(&self, tokens: &impl Tokens, start: usize, scratch: &mut Scratch) -> Option<Match> {
        let classes = |token| (token < tokens.count()).then(|| tokens.classes(token));
        let passes = |guard: &Option<Guard>, token| guard.as_ref().is_none_or(|guard| guard.passes(token));
        if !passes(&self.first, classes(start)) || !passes(&self.before, start.checked_sub(1).and_then(classes)) {
            return None;
        }
        let mut fuel = FUEL;
        scratch.alternatives.clear();
        scratch.log.clear();
        let end = self.run(tokens, start, scratch, &mut fuel)?;
        Some(Match { start, end, captures: spans(&scratch.log) })
    }

    /// Gives the classes of the token that is read next from here.
    #[inline(always)]
    fn next<'t>(&self, tokens: &'t impl Tokens, at: usize) -> Option<&'t ClassSet> {
        let token = if self.backward { at.wrapping_sub(1) } else { at };
        (token < tokens.count()).then(|| tokens.classes(token))
    }

    /// Gives the position at the start of a way that is open.
    #[inline]
    fn after(&self, way: &Way, at: usize) -> usize {
        match (way.takes, self.backward) {
            (false, _) => at,
            (true, false) => at + 1,
            (true, true) => at - 1,
        }
    }

    /// Runs the machine from a position; gives the position where it accepts.
    fn run(&self, tokens: &impl Tokens, start: usize, scratch: &mut Scratch, fuel: &mut u32) -> Option<usize> {
        let (base, floor) = (scratch.log.len(), scratch.alternatives.len());
        let (mut step, mut at) = (0u32, start);
        loop {
            *fuel = fuel.checked_sub(1)?;
            let ok = match &self.steps[step as usize] {
                Step::Test(test) => self.advance(tokens, test, &mut at),
                Step::Literal(text, class) => self.spell(tokens, text, class, &mut at),
                Step::Split(first, second) => {
                    let next = self.next(tokens, at);
                    let (one, two) = (first.guard.passes(next), second.guard.passes(next));
                    if one && two {
                        scratch.alternatives.push((second.to, self.after(second, at), scratch.log.len()));
                    }
                    if one || two {
                        let way = if one { first } else { second };
                        (step, at) = (way.to, self.after(way, at));
                        continue;
                    }
                    false
                }
                Step::Jump(to) => {
                    step = *to;
                    continue;
                }
                Step::Open(slot) => {
                    scratch.log.push((*slot, !self.backward, at));
                    true
                }
                Step::Close(slot) => {
                    scratch.log.push((*slot, self.backward, at));
                    true
                }
                Step::Start => at == 0,
                Step::End => at == tokens.count(),
                Step::Look { program, negate } => {
                    let mark = scratch.log.len();
                    let next = program.next(tokens, at);
                    let found = match &program.steps[..] {
                        [Step::Test(test), Step::Match] => next.is_some_and(|token| test.accepts(token)),
                        _ => {
                            program.first.as_ref().is_none_or(|guard| guard.passes(next))
                                && program.run(tokens, at, scratch, fuel).is_some()
                        }
                    };
                    if *negate {
                        scratch.log.truncate(mark);
                    }
                    found != *negate
                }
                Step::Match => {
                    scratch.alternatives.truncate(floor);
                    return Some(at);
                }
            };
            if ok {
                step += 1;
            } else if scratch.alternatives.len() > floor
                && let Some((next, position, mark)) = scratch.alternatives.pop()
            {
                (step, at) = (next, position);
                scratch.log.truncate(mark);
            } else {
                scratch.log.truncate(base);
                return None;
            }
        }
    }

    #[inline]
    fn advance(&self, tokens: &impl Tokens, test: &Compact, at: &mut usize) -> bool {
        let ok = self.next(tokens, *at).is_some_and(|token| test.accepts(token));
        if self.backward {
            *at -= usize::from(ok);
        } else {
            *at += usize::from(ok);
        }
        ok
    }

    fn spell(&self, tokens: &impl Tokens, text: &str, class: &Compact, at: &mut usize) -> bool {
        if self.backward {
            // A literal covers few tokens: try the nearest starts.
            for start in (at.saturating_sub(text.chars().count())..*at).rev() {
                if class.accepts(tokens.classes(start))
                    && tokens.text_from(start).starts_with(text)
                    && tokens.token_after(start, text.len()) == Some(*at)
                {
                    *at = start;
                    return true;
                }
            }
            return false;
        }
        if *at >= tokens.count() || !class.accepts(tokens.classes(*at)) || !tokens.text_from(*at).starts_with(text) {
            return false;
        }
        match tokens.token_after(*at, text.len()) {
            Some(next) => {
                *at = next;
                true
            }
            None => false,
        }
    }
}

/// Pairs the opening and closing marks of the log.
fn spans(log: &[(u8, bool, usize)]) -> Vec<(u8, usize, usize)> {
    const OPEN: usize = usize::MAX;
    let mut out: Vec<(u8, usize, usize)> = Vec::with_capacity(log.len() / 2);
    for &(slot, opening, at) in log {
        if opening {
            out.push((slot, at, OPEN));
        } else if let Some(capture) = out.iter_mut().rev().find(|c| c.0 == slot && c.2 == OPEN) {
            capture.2 = at;
        }
    }
    out.retain(|capture| capture.2 != OPEN);
    out.sort_by_key(|&(slot, start, _)| (start, slot));
    out
}

/// Collects the sets of which a matching sentence must hold a token.
fn collect_required(node: &Node, out: &mut Vec<ClassSet>) {
    match node {
        Node::Test(test) => out.extend(&test.any),
        Node::Literal(_, class) => out.push(*class),
        Node::Seq(nodes) => nodes.iter().for_each(|n| collect_required(n, out)),
        Node::Alt(branches) => {
            // Each branch needs one of its own sets: together they need one of the union.
            let mut union = ClassSet::EMPTY;
            for branch in branches {
                let mut own = Vec::new();
                collect_required(branch, &mut own);
                match own.first() {
                    Some(set) => union.extend(set),
                    None => return,
                }
            }
            out.push(union);
        }
        Node::Repeat { node, min, .. } if *min > 0 => collect_required(node, out),
        Node::Capture(_, node) | Node::Look { node, negate: false, .. } => collect_required(node, out),
        _ => {}
    }
}

/// One of several ways on.
enum Branch<'a> {
    /// Takes one token.
    Token(Compact),
    Other(&'a Node),
}

/// Gathers the branches of an alternative, and of those inside it; neighbours that take one token become one.
fn gather<'a>(branches: &'a [Node], out: &mut Vec<Branch<'a>>) {
    for branch in branches {
        match (branch, out.last_mut()) {
            (Node::Alt(inner), _) => gather(inner, out),
            (Node::Test(test), Some(Branch::Token(before))) => *before = before.also(test),
            (Node::Test(test), _) => out.push(Branch::Token(Compact::new(test))),
            _ => out.push(Branch::Other(branch)),
        }
    }
}

/// What the next token must pass for a match to be possible.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    test: Compact,
    /// At the sentence's edge, where there is no token, a match is possible too.
    pub(super) edge: bool,
}

impl Guard {
    /// Lets everything pass.
    const fn open() -> Self {
        Self { test: Compact::Word { word: 0, any: 0, none: 0 }, edge: true }
    }

    /// Lets tokens pass that a test accepts.
    fn token(test: &Compact) -> Self {
        Self { test: test.clone(), edge: false }
    }

    /// Lets only the sentence's edge pass.
    fn only_edge() -> Self {
        // No token has a class of an empty set.
        Self { test: Compact::one_of(&ClassSet::EMPTY), edge: true }
    }

    /// Lets pass what one of the two does.
    fn or(self, other: Self) -> Self {
        Self { test: self.test.or(&other.test), edge: self.edge || other.edge }
    }

    /// Says whether a token of these classes passes, or the sentence's edge.
    #[inline(always)]
    fn passes(&self, token: Option<&ClassSet>) -> bool {
        token.map_or(self.edge, |classes| self.test.accepts(classes))
    }

    /// Gives the classes of which a token that passes has one at least; none where it asks for no class.
    pub(super) fn classes(&self) -> Option<ClassSet> {
        self.test.test().any.first().copied()
    }

    /// Gives a guard that is quicker to ask and lets at least as much pass.
    fn rough(self) -> Self {
        Self { test: Compact::new(&self.test.test()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::Classes;
    use super::super::pattern;
    use super::*;
    use std::collections::HashMap;

    type Found = (usize, usize, Vec<(u8, usize, usize)>);

    struct Words(Vec<(&'static str, ClassSet)>, String);

    impl Tokens for Words {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn classes(&self, token: usize) -> &ClassSet {
            &self.0[token].1
        }
        fn text_from(&self, token: usize) -> &str {
            &self.1[self.0[..token].iter().map(|w| w.0.len()).sum()..]
        }
        fn token_after(&self, token: usize, bytes: usize) -> Option<usize> {
            let length = |end: usize| self.0[token..end].iter().map(|w| w.0.len()).sum::<usize>();
            (token..=self.0.len()).find(|&end| length(end) == bytes)
        }
    }

    /// Words written `word/class`, blank between them.
    fn matches(pattern: &str, words: &'static str) -> Vec<Found> {
        let mut classes = Classes::default();
        let mut list = Vec::new();
        for word in words.split(' ') {
            let (text, class) = word.split_once('/').expect("word/class");
            let id = classes.intern(class).expect("room");
            list.push((text, *classes.closure(id)));
        }
        for class in ["a", "b", "c"] {
            classes.intern(class);
        }
        let text: String = list.iter().map(|w| w.0).collect();
        for literal in pattern::literals(pattern) {
            let class = classes.intern(&pattern::literal_class(literal)).expect("room");
            let mut at = 0;
            for (word, set) in &mut list {
                if text[at..].starts_with(literal) {
                    set.insert(class);
                }
                at += word.len();
            }
        }
        let tokens = Words(list, text);
        let (node, _) = pattern::parse(pattern, &classes, &HashMap::new()).expect("valid pattern");
        let program = Program::new(&node);
        let mut found = Vec::new();
        program.matches(&tokens, &mut Scratch::default(), |m| found.push((m.start, m.end, m.captures)));
        found
    }

    #[test]
    fn the_machine_matches_as_regular_expressions_do() {
        assert_eq!(matches("a b+", "甲/a 乙/b 丙/b"), [(0, 3, vec![])]);
        assert_eq!(matches("a b+?", "甲/a 乙/b 丙/b"), [(0, 2, vec![])]);
        assert_eq!(matches("a (b | c){2}", "甲/a 乙/b 丙/c 丁/c"), [(0, 3, vec![])]);
        assert_eq!(matches("[!a]{2,3} $", "甲/a 乙/b 丙/c"), [(1, 3, vec![])]);
        assert_eq!(matches("a.x", "甲/a.x 乙/a"), [(0, 1, vec![])]);
    }

    #[test]
    fn looks_consume_nothing() {
        assert_eq!(matches("(?<= a) b", "甲/a 乙/b 丙/b"), [(1, 2, vec![])]);
        assert_eq!(matches("(?<! a | ^) b", "乙/b 甲/a 乙/b 丙/b"), [(3, 4, vec![])]);
        assert_eq!(matches("b (?! c)", "甲/b 丙/c 乙/b"), [(2, 3, vec![])]);
        assert_eq!(matches("(?<= a b) c", "甲/a 乙/b 丙/c"), [(2, 3, vec![])]);
    }

    #[test]
    fn a_repeated_capture_is_kept_each_time() {
        assert_eq!(
            matches("{{a}} (b {{a}})*", "甲/a 顿/b 丙/a"),
            [(0, 3, vec![(0, 0, 1), (0, 2, 3)]), (2, 3, vec![(0, 2, 3)])]
        );
    }

    #[test]
    fn literals_span_tokens_and_end_on_a_boundary() {
        assert_eq!(matches("\"建设成为\" a", "建设/b 成为/b 强市/a"), [(0, 3, vec![])]);
        assert_eq!(matches("\"建设成\" .", "建设/b 成为/b 强市/a"), []);
        assert_eq!(matches("(?<= \"建设成为\") a", "建设/b 成为/b 强市/a"), [(2, 3, vec![])]);
    }
}
