//! How far a pattern gets in a sentence that it does not match, and which test stops it.
//!
//! The machine of [`super::program`] is built to fail early and keeps no account of it. This one walks the parsed
//! pattern itself, tries the same ways in the same order and remembers every failure; only explanations run it.

use super::classes::{ClassSet, Classes};
use super::pattern::{MOST, Node, Test};
use super::program::Tokens;
use std::collections::HashSet;

/// Where a pattern stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Furthest<'n> {
    /// The token that the attempt started at.
    pub start: usize,
    /// The token before which it stopped.
    pub at: usize,
    /// What it had bound by then: (slot, first token, one past the last).
    pub captures: Vec<(u8, usize, usize)>,
    /// What would have let it go on there, that nearest to the pattern's end first.
    pub expected: Vec<&'n Node>,
    /// Where the pattern ends if it is spared what was expected: the rest of it matches.
    pub otherwise: Option<usize>,
    /// No token passes even its first test.
    pub nowhere: bool,
}

/// The most steps from one token; as for the machine, time is bounded.
const FUEL: u32 = 20_000;

/// Finds how far a pattern gets, from whichever token it gets furthest; none if it matches somewhere.
///
/// A pattern that fails by a single look-around or sentence edge only is shown there, for that is what keeps a rule
/// from firing most often; else the attempt counts that got furthest in the pattern, then in the sentence.
pub fn furthest<'n>(pattern: &'n Node, tokens: &impl Tokens) -> Option<Furthest<'n>> {
    let (mut spared, mut stopped): (Option<Furthest>, Option<(usize, Furthest)>) = (None, None);
    for start in 0..=tokens.count() {
        let mut strict = Run::new(tokens, start, false);
        if strict.whole(pattern).is_some() {
            return None;
        }
        if let Some((rank, at)) = strict.failures.iter().map(|f| (f.rank, f.at)).max() {
            let reach = at.abs_diff(start);
            if stopped.as_ref().is_none_or(|(best, s)| (rank, reach) > (*best, s.at.abs_diff(s.start))) {
                stopped = Some((rank, strict.stop(rank, at)));
            }
        }
        let mut sparing = Run::new(tokens, start, true);
        if let Some(end) = sparing.whole(pattern)
            && let [(look, at)] = sparing.spared[..]
            && end.abs_diff(start) > spared.as_ref().map_or(0, |s| s.otherwise.unwrap_or(s.at).abs_diff(s.start))
        {
            let captures = sparing.captures;
            spared = Some(Furthest { start, at, captures, expected: vec![look], otherwise: Some(end), nowhere: false });
        }
    }
    spared.or(stopped.map(|stopped| stopped.1))
}

/// Gives the end of the match that starts at a token, as the machine does.
pub fn match_from(pattern: &Node, tokens: &impl Tokens, start: usize) -> Option<usize> {
    Run::new(tokens, start, false).whole(pattern)
}

/// A test that failed.
struct Failure<'n> {
    node: &'n Node,
    at: usize,
    /// How many tests stand before it in the pattern, the longest way.
    rank: usize,
    captures: Vec<(u8, usize, usize)>,
}

/// What is still to be matched.
enum Next<'c, 'n> {
    Done,
    Nodes { nodes: &'n [Node], rank: usize, then: &'c Next<'c, 'n> },
    Repeat { repeat: &'n Node, done: u8, rank: usize, then: &'c Next<'c, 'n> },
    Close { slot: u8, from: usize, then: &'c Next<'c, 'n> },
}

/// An attempt from one token.
struct Run<'t, 'n, T> {
    tokens: &'t T,
    start: usize,
    fuel: u32,
    /// Passes over looks and edges that fail, and remembers them.
    sparing: bool,
    /// Inside a look: what fails there is the look's matter.
    inside: bool,
    spared: Vec<(&'n Node, usize)>,
    failures: Vec<Failure<'n>>,
    seen: HashSet<(*const Node, usize)>,
    captures: Vec<(u8, usize, usize)>,
}

impl<'t, 'n, T: Tokens> Run<'t, 'n, T> {
    fn new(tokens: &'t T, start: usize, sparing: bool) -> Self {
        let (spared, failures, seen, captures) = Default::default();
        Self { tokens, start, fuel: FUEL, sparing, inside: false, spared, failures, seen, captures }
    }

    fn whole(&mut self, pattern: &'n Node) -> Option<usize> {
        let nodes = std::slice::from_ref(pattern);
        self.run(&Next::Nodes { nodes, rank: 0, then: &Next::Done }, self.start, false)
    }

    /// Gathers what was expected at the place of the failure that got furthest.
    fn stop(self, rank: usize, at: usize) -> Furthest<'n> {
        let mut here: Vec<&Failure> = self.failures.iter().filter(|f| f.at == at).collect();
        here.sort_by_key(|f| std::cmp::Reverse(f.rank));
        let captures = here.iter().find(|f| f.rank == rank).map_or_else(Vec::new, |f| f.captures.clone());
        let expected = here.into_iter().map(|f| f.node).collect();
        let nowhere = rank == 0 && at == self.start;
        Furthest { start: self.start, at, captures, expected, otherwise: None, nowhere }
    }

    fn fail(&mut self, node: &'n Node, at: usize, rank: usize) -> Option<usize> {
        if !self.inside && self.seen.insert((node, at)) {
            self.failures.push(Failure { node, at, rank, captures: self.captures.clone() });
        }
        None
    }

    /// Matches what is next from a place; gives the place where all of it ends.
    fn run(&mut self, next: &Next<'_, 'n>, at: usize, backward: bool) -> Option<usize> {
        self.fuel = self.fuel.checked_sub(1)?;
        let mark = (self.captures.len(), self.spared.len());
        let end = match *next {
            Next::Done => Some(at),
            Next::Nodes { nodes: [], then, .. } => self.run(then, at, backward),
            Next::Nodes { nodes, rank, then } => {
                let (node, rest, own, later) = if backward {
                    let (last, before) = nodes.split_last()?;
                    (last, before, rank, rank)
                } else {
                    let (first, behind) = nodes.split_first()?;
                    (first, behind, rank, rank + length(first))
                };
                self.node(node, own, &Next::Nodes { nodes: rest, rank: later, then }, at, backward)
            }
            Next::Repeat { repeat, done, rank, then } => self.repeat(repeat, done, rank, then, at, backward),
            Next::Close { slot, from, then } => {
                self.captures.push((slot, from.min(at), from.max(at)));
                self.run(then, at, backward)
            }
        };
        if end.is_none() {
            self.captures.truncate(mark.0);
            self.spared.truncate(mark.1);
        }
        end
    }

    fn node(&mut self, node: &'n Node, rank: usize, then: &Next<'_, 'n>, at: usize, backward: bool) -> Option<usize> {
        match node {
            Node::Test(test) => {
                let token = if backward { at.checked_sub(1) } else { Some(at).filter(|&at| at < self.tokens.count()) };
                match token.filter(|&token| test.accepts(&self.tokens.letter(token).classes)) {
                    Some(token) => self.run(then, if backward { token } else { token + 1 }, backward),
                    None => self.fail(node, at, rank),
                }
            }
            Node::Literal(text, class) => match self.spell(text, class, at, backward) {
                Some(end) => self.run(then, end, backward),
                None => self.fail(node, at, rank),
            },
            Node::Seq(nodes) => self.run(&Next::Nodes { nodes, rank, then }, at, backward),
            Node::Alt(branches) => branches.iter().find_map(|branch| {
                let nodes = std::slice::from_ref(branch);
                self.run(&Next::Nodes { nodes, rank, then }, at, backward)
            }),
            Node::Repeat { .. } => self.repeat(node, 0, rank, then, at, backward),
            Node::Capture(slot, inner) => {
                let nodes = std::slice::from_ref(inner.as_ref());
                let close = Next::Close { slot: *slot, from: at, then };
                self.run(&Next::Nodes { nodes, rank, then: &close }, at, backward)
            }
            Node::Look { node: inner, behind, negate } => {
                let (outside, mark) = (std::mem::replace(&mut self.inside, true), self.captures.len());
                let nodes = std::slice::from_ref(inner.as_ref());
                let found = self.run(&Next::Nodes { nodes, rank: 0, then: &Next::Done }, at, *behind).is_some();
                self.inside = outside;
                if *negate {
                    self.captures.truncate(mark);
                }
                self.edge(found != *negate, node, rank, then, at, backward)
            }
            Node::Start => self.edge(at == 0, node, rank, then, at, backward),
            Node::End => self.edge(at == self.tokens.count(), node, rank, then, at, backward),
        }
    }

    /// Goes on behind something that takes no token, if it holds or is spared.
    fn edge(
        &mut self,
        holds: bool,
        node: &'n Node,
        rank: usize,
        then: &Next<'_, 'n>,
        at: usize,
        backward: bool,
    ) -> Option<usize> {
        if !holds {
            if self.inside || !self.sparing {
                return self.fail(node, at, rank);
            }
            self.spared.push((node, at));
        }
        self.run(then, at, backward)
    }

    fn repeat(
        &mut self,
        repeat: &'n Node,
        done: u8,
        rank: usize,
        then: &Next<'_, 'n>,
        at: usize,
        backward: bool,
    ) -> Option<usize> {
        let Node::Repeat { node, min, max, greedy } = repeat else { return None };
        let again = |run: &mut Self| {
            let nodes = std::slice::from_ref(node.as_ref());
            let more = Next::Repeat { repeat, done: done + 1, rank, then };
            run.run(&Next::Nodes { nodes, rank, then: &more }, at, backward)
        };
        match done {
            done if done < *min => again(self),
            done if done >= *max => self.run(then, at, backward),
            _ if *greedy => again(self).or_else(|| self.run(then, at, backward)),
            _ => self.run(then, at, backward).or_else(|| again(self)),
        }
    }

    /// Gives where a spelling ends that starts at a place, or starts that ends there.
    fn spell(&self, text: &str, class: &ClassSet, at: usize, backward: bool) -> Option<usize> {
        let tokens = self.tokens;
        let stands =
            |start: usize| tokens.letter(start).classes.meets(class) && tokens.text_from(start).starts_with(text);
        if backward {
            let nearest = (at.saturating_sub(text.chars().count())..at).rev();
            return nearest.into_iter().find(|&s| stands(s) && tokens.token_after(s, text.len()) == Some(at));
        }
        (at < tokens.count() && stands(at)).then(|| tokens.token_after(at, text.len())).flatten()
    }
}

/// Counts the tests of a pattern, of alternatives those of the longest.
fn length(node: &Node) -> usize {
    match node {
        Node::Seq(nodes) => nodes.iter().map(length).sum(),
        Node::Alt(branches) => branches.iter().map(length).max().unwrap_or_default(),
        Node::Repeat { node, .. } | Node::Capture(_, node) => length(node),
        Node::Test(_) | Node::Literal(..) | Node::Look { .. } | Node::Start | Node::End => 1,
    }
}

/// Writes a pattern as rules have it; what a `let` named stands there in full.
pub fn show(node: &Node, classes: &Classes, captures: &[String]) -> String {
    let inner = |node: &Node| show(node, classes, captures);
    match node {
        Node::Test(test) => show_test(test, classes),
        Node::Literal(text, _) => format!("\"{text}\""),
        Node::Seq(nodes) => nodes.iter().map(inner).collect::<Vec<_>>().join(" "),
        Node::Alt(branches) => format!("({})", branches.iter().map(inner).collect::<Vec<_>>().join(" | ")),
        Node::Repeat { node, min, max, greedy } => {
            let body = match node.as_ref() {
                Node::Seq(_) => format!("({})", inner(node)),
                node => inner(node),
            };
            let often = match (*min, *max) {
                (0, 1) => "?".to_owned(),
                (0, MOST) => "*".to_owned(),
                (1, MOST) => "+".to_owned(),
                (min, MOST) => format!("{{{min},}}"),
                (min, max) if min == max => format!("{{{min}}}"),
                (min, max) => format!("{{{min},{max}}}"),
            };
            format!("{body}{often}{}", if *greedy { "" } else { "?" })
        }
        Node::Capture(0, node) => format!("{{{{{}}}}}", inner(node)),
        Node::Capture(slot, node) => {
            let name = captures.get(usize::from(*slot)).map_or("", String::as_str);
            match node.as_ref() {
                Node::Seq(_) => format!("{name}:({})", inner(node)),
                node => format!("{name}:{}", inner(node)),
            }
        }
        Node::Look { node, behind, negate } => {
            let mark = match (behind, negate) {
                (false, false) => "?=",
                (false, true) => "?!",
                (true, false) => "?<=",
                (true, true) => "?<!",
            };
            let body = inner(node);
            let body = match node.as_ref() {
                Node::Alt(_) => body[1..body.len() - 1].to_owned(),
                _ => body,
            };
            format!("({mark} {body})")
        }
        Node::Start => "^".to_owned(),
        Node::End => "$".to_owned(),
    }
}

fn show_test(test: &Test, classes: &Classes) -> String {
    let names = |set: &ClassSet| -> String {
        let names = classes.names_in(set).into_iter().map(class_name);
        names.collect::<Vec<_>>().join("|")
    };
    let mut parts: Vec<String> = test.any.iter().map(names).collect();
    if !test.none.is_empty() {
        parts.push(format!("!{}", names(&test.none)));
    }
    match parts.as_slice() {
        [] => ".".to_owned(),
        [one] if !one.contains(['|', '!']) => one.clone(),
        _ => format!("[{}]", parts.join(" & ")),
    }
}

/// Writes a class as patterns name it: tags with `#`.
pub fn class_name(name: &str) -> String {
    name.strip_prefix("tag.").map_or_else(|| name.to_owned(), |tag| format!("#{tag}"))
}

#[cfg(test)]
mod tests {
    use super::super::alphabet::{Alphabet, Letter};
    use super::super::pattern;
    use super::*;
    use std::collections::HashMap;

    struct Words<'a>(Vec<&'a Letter>);

    impl Tokens for Words<'_> {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn letter(&self, token: usize) -> &Letter {
            self.0[token]
        }
        fn text_from(&self, _: usize) -> &str {
            ""
        }
        fn token_after(&self, _: usize, _: usize) -> Option<usize> {
            None
        }
    }

    /// Tries a pattern on tokens of these classes; gives start, place and what was expected there.
    fn stopped(pattern: &str, words: &str) -> Option<(usize, usize, Vec<String>)> {
        let mut classes = Classes::default();
        for class in ["a", "b", "c", "d", "e"] {
            classes.intern(class);
        }
        let alphabet = Alphabet::default();
        let letter = |word: &str| alphabet.letter(classes.closure(classes.get(word).expect("a class")));
        let tokens = Words(words.split_whitespace().map(letter).collect());
        let (node, captures) = pattern::parse(pattern, &classes, &HashMap::new()).expect("valid pattern");
        let furthest = furthest(&node, &tokens)?;
        let expected = furthest.expected.iter().map(|node| show(node, &classes, &captures)).collect();
        Some((furthest.start, furthest.at, expected))
    }

    #[test]
    fn the_furthest_attempt_is_the_one_deepest_in_the_pattern() {
        let found = |start, at, expected: &[&str]| Some((start, at, expected.iter().map(|e| e.to_string()).collect()));
        for (pattern, words, expected) in [
            ("a b c", "a b c", None),
            ("a b c", "a a b d", found(1, 3, &["c"])),
            ("a (b c | d) e", "a b a", found(0, 2, &["c"])),
            ("a b? c", "a d", found(0, 1, &["c", "b"])),
            ("a [!b] c", "a b c", found(0, 1, &["[!b]"])),
            ("a b", "", found(0, 0, &["a"])),
            // All matches but for the look.
            ("(?<= d) a b", "e a b", found(1, 1, &["(?<= d)"])),
            ("a b (?! c | d)", "a b c", found(0, 2, &["(?! c | d)"])),
            ("^ a b", "c a b", found(1, 1, &["^"])),
        ] {
            assert_eq!(stopped(pattern, words), expected, "{pattern} on {words}");
        }
    }

    #[test]
    fn patterns_are_written_as_they_are_read() {
        let mut classes = Classes::default();
        for class in ["a", "b.c", "tag.n", "=段"] {
            classes.intern(class);
        }
        classes.intern(&pattern::literal_class("段"));
        for text in
            ["(?<= ^ | a) x:a {{[#n|a & !b.c]{1,3}?}} \"段\"", "a* b.c+ (a b.c)? .{2} $", "(a | b.c a) y:(a b.c)"]
        {
            let (node, captures) = pattern::parse(text, &classes, &HashMap::new()).expect("valid");
            let written = show(&node, &classes, &captures);
            let (again, _) = pattern::parse(&written, &classes, &HashMap::new()).expect(&written);
            assert_eq!(again, node, "{written}");
        }
    }
}
