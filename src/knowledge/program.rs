//! Patterns compiled to a small backtracking machine, and its run over tokens.
//!
//! Time is bounded: a run gives up after a fixed number of steps, so a careless rule costs recall, never a hang.

use super::alphabet::{Alphabet, Letter, TestId};
use super::classes::ClassSet;
use super::pattern::{Node, Test};

/// What the machine sees of a token.
pub trait Tokens {
    /// How many tokens there are.
    fn count(&self) -> usize;
    /// The classes of a token.
    fn letter(&self, token: usize) -> &Letter;
    /// The text that starts at a token, to the end of the sentence.
    fn text_from(&self, token: usize) -> &str;
    /// The token that starts `bytes` bytes behind the start of `token`, or the end of the sentence.
    fn token_after(&self, token: usize, bytes: usize) -> Option<usize>;
}

/// What runs leave to be used again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Where to go on after a failure: (step, position, length of the capture log then).
    alternatives: Vec<(u32, usize, usize)>,
    /// For every token and the sentence's end, which rules of a batch may match from there.
    pub(super) starts: Vec<u64>,
    /// Opened and closed captures: (slot, opening, position).
    log: Vec<(u8, bool, usize)>,
}

#[derive(Clone, Debug)]
enum Step {
    Test(TestId),
    /// The spelling, and a test of the tokens that it starts at.
    Literal(Box<str>, TestId),
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
        let way = |to| Way { to, guard: None, takes: false };
        Self::Split(way(first), way(second))
    }
}

/// Where a run may go on.
#[derive(Clone, Debug)]
struct Way {
    to: u32,
    guard: Option<Guard>,
    /// The guard is all that the next token is asked: taking the way takes the token.
    takes: bool,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    /// Reads tokens from right to left, as a look behind does.
    backward: bool,
    /// A match needs a token that passes each of these, at its start or behind it.
    pub(super) ahead: Vec<TestId>,
    /// A match needs a token before its start that passes this.
    pub(super) behind: Option<TestId>,
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
    pub fn new(node: &Node, alphabet: &mut Alphabet) -> Self {
        Self::compile(node, false, alphabet)
    }

    fn compile(node: &Node, backward: bool, alphabet: &mut Alphabet) -> Self {
        let required = |node, alphabet: &mut Alphabet| -> Vec<TestId> {
            let mut tests = Vec::new();
            collect_required(node, &mut tests);
            tests.iter().map(|either| alphabet.test(either)).collect()
        };
        let ahead = required(node, alphabet);
        let behind = looked_behind(node).and_then(|node| required(node, alphabet).pop());
        let mut program = Self { steps: Vec::new(), backward, ahead, behind, first: None, before: None };
        program.emit(node, alphabet);
        program.steps.push(Step::Match);
        program.guard(alphabet);
        program
    }

    /// Works out, from the last step to the first, what the next token must pass wherever ways part; none where there
    /// need be no token, or nothing can be told of it.
    fn guard(&mut self, alphabet: &mut Alphabet) {
        let mut guards: Vec<Option<Guard>> = vec![None; self.steps.len()];
        for at in (0..self.steps.len()).rev() {
            // Ways only lead forward.
            let from = |to: u32| guards[to as usize];
            guards[at] = match &self.steps[at] {
                Step::Test(test) => Some(Guard::token(*test)),
                // A spelling that is read from its end may begin several tokens before, but for a single character.
                Step::Literal(text, test) => {
                    (!self.backward || text.chars().nth(1).is_none()).then(|| Guard::token(*test))
                }
                Step::Match => None,
                Step::Split(first, second) => from(first.to).zip(from(second.to)).map(|(a, b)| a.or(b, alphabet)),
                Step::Jump(to) => from(*to),
                Step::Start if self.backward => Some(Guard::only_edge(alphabet)),
                Step::End if !self.backward => Some(Guard::only_edge(alphabet)),
                // What must stand here must also pass what comes next; to ask for one of the two is enough.
                Step::Look { program, negate: false }
                    if program.backward == self.backward && program.first.is_some() =>
                {
                    program.first
                }
                Step::Open(_) | Step::Close(_) | Step::Look { .. } | Step::Start | Step::End => from(at as u32 + 1),
            };
        }
        for at in 0..self.steps.len() {
            let Step::Split(mut first, mut second) = self.steps[at].clone() else { continue };
            for way in [&mut first, &mut second] {
                way.guard = guards[way.to as usize];
                way.to = self.landing(way.to);
                way.takes = matches!(self.steps[way.to as usize], Step::Test(_));
                if way.takes {
                    way.to = self.landing(way.to + 1);
                }
            }
            self.steps[at] = Step::Split(first, second);
        }
        self.first = guards[0];
        self.before = match &self.steps[0] {
            Step::Look { program, negate: false } if program.backward && !self.backward => program.first,
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

    fn emit(&mut self, node: &Node, alphabet: &mut Alphabet) {
        match node {
            Node::Test(test) => self.steps.push(Step::Test(alphabet.test(std::slice::from_ref(test)))),
            Node::Literal(text, class) => {
                let test = alphabet.test(&[starts_literal(*class)]);
                self.steps.push(Step::Literal(text.as_str().into(), test));
            }
            Node::Seq(nodes) if self.backward => nodes.iter().rev().for_each(|n| self.emit(n, alphabet)),
            Node::Seq(nodes) => nodes.iter().for_each(|n| self.emit(n, alphabet)),
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
                        Branch::Token(either) => self.steps.push(Step::Test(alphabet.test(either))),
                        Branch::Other(node) => self.emit(node, alphabet),
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
                    self.emit(node, alphabet);
                }
                let mut splits = Vec::new();
                for _ in *min..*max {
                    splits.push(self.steps.len());
                    self.steps.push(Step::Jump(0));
                    self.emit(node, alphabet);
                }
                let end = self.here();
                for split in splits {
                    let body = split as u32 + 1;
                    self.steps[split] = if *greedy { Step::split(body, end) } else { Step::split(end, body) };
                }
            }
            Node::Capture(slot, node) => {
                self.steps.push(Step::Open(*slot));
                self.emit(node, alphabet);
                self.steps.push(Step::Close(*slot));
            }
            Node::Look { node, behind, negate } => {
                self.steps
                    .push(Step::Look { program: Box::new(Self::compile(node, *behind, alphabet)), negate: *negate });
            }
            Node::Start => self.steps.push(Step::Start),
            Node::End => self.steps.push(Step::End),
        }
    }

    /// Finds the match that starts at each token, or at the end, where there is one.
    pub fn matches(&self, tokens: &impl Tokens, scratch: &mut Scratch, mut found: impl FnMut(Match)) {
        (0..=tokens.count()).filter_map(|start| self.match_at(tokens, start, scratch)).for_each(&mut found);
    }

    /// Finds the match that starts at a token, or at the end.
    pub fn match_at(&self, tokens: &impl Tokens, start: usize, scratch: &mut Scratch) -> Option<Match> {
        let passes = |guard: &Option<Guard>, token| guard.is_none_or(|guard| guard.passes(letter(tokens, token)));
        if !passes(&self.first, start) || !passes(&self.before, start.wrapping_sub(1)) {
            return None;
        }
        let mut fuel = FUEL;
        scratch.alternatives.clear();
        scratch.log.clear();
        let end = self.run(tokens, start, scratch, &mut fuel)?;
        Some(Match { start, end, captures: spans(&scratch.log) })
    }

    /// Gives the letter of the token that is read next from here.
    #[inline(always)]
    fn next<'t>(&self, tokens: &'t impl Tokens, at: usize) -> Option<&'t Letter> {
        letter(tokens, if self.backward { at.wrapping_sub(1) } else { at })
    }

    /// Gives the position behind a token that is taken.
    #[inline(always)]
    fn behind(&self, at: usize) -> usize {
        if self.backward { at - 1 } else { at + 1 }
    }

    /// Runs the machine from a position; gives the position where it accepts.
    fn run(&self, tokens: &impl Tokens, start: usize, scratch: &mut Scratch, fuel: &mut u32) -> Option<usize> {
        let (base, floor) = (scratch.log.len(), scratch.alternatives.len());
        let (mut step, mut at) = (0u32, start);
        loop {
            *fuel = fuel.checked_sub(1)?;
            let ok = match &self.steps[step as usize] {
                Step::Test(test) => {
                    let ok = self.next(tokens, at).is_some_and(|token| token.passes(*test));
                    if ok {
                        at = self.behind(at);
                    }
                    ok
                }
                Step::Literal(text, test) => match self.spell(tokens, text, *test, at) {
                    Some(end) => {
                        at = end;
                        true
                    }
                    None => false,
                },
                Step::Split(first, second) => {
                    let next = self.next(tokens, at);
                    let open = |way: &Way| way.guard.is_none_or(|guard| guard.passes(next));
                    let goal = |way: &Way| (way.to, if way.takes { self.behind(at) } else { at });
                    let (one, two) = (open(first), open(second));
                    if one && two {
                        let (to, place) = goal(second);
                        scratch.alternatives.push((to, place, scratch.log.len()));
                    }
                    if one || two {
                        (step, at) = goal(if one { first } else { second });
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
                    let possible = program.first.is_none_or(|guard| guard.passes(next));
                    // One token is all that the guard has not asked for.
                    let enough = matches!(program.steps[..], [Step::Test(_), Step::Match]);
                    let found = possible && (enough || program.run(tokens, at, scratch, fuel).is_some());
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

    /// Reads a literal from a position; gives the position behind it.
    fn spell(&self, tokens: &impl Tokens, text: &str, test: TestId, at: usize) -> Option<usize> {
        let stands = |start: usize| tokens.letter(start).passes(test) && tokens.text_from(start).starts_with(text);
        if self.backward {
            // A literal covers few tokens: try the nearest starts.
            let mut nearest = (at.saturating_sub(text.chars().count())..at).rev();
            return nearest.find(|&start| stands(start) && tokens.token_after(start, text.len()) == Some(at));
        }
        if at < tokens.count() && stands(at) { tokens.token_after(at, text.len()) } else { None }
    }
}

/// Gives the letter of a token; none beyond the sentence's edge.
#[inline(always)]
pub(super) fn letter(tokens: &impl Tokens, token: usize) -> Option<&Letter> {
    (token < tokens.count()).then(|| tokens.letter(token))
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

/// Collects tests of each of which a match needs a token that passes it, none of them before its start.
fn collect_required(node: &Node, out: &mut Vec<Vec<Test>>) {
    match node {
        Node::Test(test) if !test.any.is_empty() => out.push(vec![test.clone()]),
        Node::Literal(_, class) => out.push(vec![starts_literal(*class)]),
        Node::Seq(nodes) => nodes.iter().for_each(|node| collect_required(node, out)),
        Node::Alt(branches) => {
            let last = |branch| {
                let mut own = Vec::new();
                collect_required(branch, &mut own);
                own.pop()
            };
            // Together they need one of what each needs; the last, for names are told by their ends.
            out.extend(branches.iter().map(last).collect::<Option<Vec<_>>>().map(|tests| tests.concat()));
        }
        Node::Repeat { node, min, .. } if *min > 0 => collect_required(node, out),
        Node::Capture(_, node) | Node::Look { node, behind: false, negate: false } => collect_required(node, out),
        _ => {}
    }
}

/// Collects what takes the tokens that a match reads from its start on: a token that passes none of these tests ends the
/// search for what it needs.
pub(super) fn collect_taken(node: &Node, punctuation: &ClassSet, out: &mut Vec<Test>) {
    match node {
        Node::Test(test) => out.push(test.clone()),
        // A spelling goes on over tokens that no test is asked of, but over no punctuation unless it has some.
        Node::Literal(text, _) if text.chars().all(char::is_alphanumeric) => {
            out.push(Test { any: Vec::new(), none: *punctuation });
        }
        Node::Literal(..) => out.push(Test::default()),
        Node::Seq(nodes) | Node::Alt(nodes) => nodes.iter().for_each(|node| collect_taken(node, punctuation, out)),
        Node::Repeat { node, .. } | Node::Capture(_, node) | Node::Look { node, behind: false, .. } => {
            collect_taken(node, punctuation, out);
        }
        Node::Look { behind: true, .. } | Node::Start | Node::End => {}
    }
}

/// Gives the node that a look behind at the start of a pattern looks for.
fn looked_behind(node: &Node) -> Option<&Node> {
    match node {
        Node::Seq(nodes) => looked_behind(nodes.first()?),
        Node::Look { node, behind: true, negate: false } => Some(node),
        _ => None,
    }
}

/// Tests for tokens that the spelling of a literal may start at.
fn starts_literal(class: ClassSet) -> Test {
    Test { any: vec![class], none: ClassSet::EMPTY }
}

/// One of several ways on.
enum Branch<'a> {
    /// Takes one token that passes one of these.
    Token(Vec<Test>),
    Other(&'a Node),
}

/// Gathers the branches of an alternative, and of those inside it; neighbours that take one token become one.
fn gather<'a>(branches: &'a [Node], out: &mut Vec<Branch<'a>>) {
    for branch in branches {
        match (branch, out.last_mut()) {
            (Node::Alt(inner), _) => gather(inner, out),
            (Node::Test(test), Some(Branch::Token(either))) => either.push(test.clone()),
            (Node::Test(test), _) => out.push(Branch::Token(vec![test.clone()])),
            _ => out.push(Branch::Other(branch)),
        }
    }
}

/// What the next token must pass for a match to be possible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard {
    pub test: TestId,
    /// At the sentence's edge, where there is no token, a match is possible too.
    pub edge: bool,
}

impl Guard {
    /// Lets tokens pass that a test accepts.
    fn token(test: TestId) -> Self {
        Self { test, edge: false }
    }

    /// Lets only the sentence's edge pass.
    fn only_edge(alphabet: &mut Alphabet) -> Self {
        Self { test: alphabet.test(&[]), edge: true }
    }

    /// Says whether a token passes, or the sentence's edge.
    #[inline(always)]
    fn passes(self, token: Option<&Letter>) -> bool {
        token.map_or(self.edge, |letter| letter.passes(self.test))
    }

    /// Lets pass what one of the two does.
    fn or(self, other: Self, alphabet: &mut Alphabet) -> Self {
        let either = [alphabet.either(self.test), alphabet.either(other.test)].concat();
        Self { test: alphabet.test(&either), edge: self.edge || other.edge }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::Classes;
    use super::super::pattern;
    use super::*;
    use std::collections::HashMap;

    type Found = (usize, usize, Vec<(u8, usize, usize)>);

    struct Words<'a>(Vec<(&'static str, &'a Letter)>, String);

    impl Tokens for Words<'_> {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn letter(&self, token: usize) -> &Letter {
            self.0[token].1
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
        let (node, _) = pattern::parse(pattern, &classes, &HashMap::new()).expect("valid pattern");
        let mut alphabet = Alphabet::default();
        let program = Program::new(&node, &mut alphabet);
        let tokens = Words(list.into_iter().map(|(word, set)| (word, alphabet.letter(&set))).collect(), text);
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
