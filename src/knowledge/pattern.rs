//! Patterns over tokens: a regular expression language whose letters are tokens.
//!
//! | written | matches |
//! |---|---|
//! | `verb.build` | a token of that class (word class, mention type, `num`, …) |
//! | `#nr` | a token with that part-of-speech tag, or one below it (`#n` takes `nr`, `ns`, …) |
//! | `"建成"` | tokens that together spell these characters |
//! | `[a\|b & !c]` | one token that is a or b, and not c |
//! | `.` | any token |
//! | `A B`, `A \| B`, `( )` | sequence, alternative, group |
//! | `?` `*` `+` `{m,n}` | repetition, as often as possible; with `?` behind it, as seldom as possible |
//! | `{{ }}` | what the rule emits (all of the match without it); repeated, each time a mention |
//! | `x:( )`, `x:class` | a capture |
//! | `(?= )` `(?! )` `(?<= )` `(?<! )` | what must, or must not, follow or precede |
//! | `^` `$` | start and end of the sentence |
//! | `@name` | a pattern that a `let` line named |

use super::classes::{ClassSet, Classes};
use std::collections::HashMap;

/// A test of one token: in each of `any` one class at least, in `none` no class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Test {
    /// Of each of these sets the token has a class.
    pub any: Vec<ClassSet>,
    /// Of this set it has none.
    pub none: ClassSet,
}

impl Test {
    /// Says whether a token with these classes passes.
    pub fn accepts(&self, classes: &ClassSet) -> bool {
        self.any.iter().all(|set| classes.meets(set)) && !classes.meets(&self.none)
    }
}

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// One token.
    Test(Test),
    /// Tokens that spell this; the class marks tokens that its spelling starts at.
    Literal(String, ClassSet),
    /// One after the other.
    Seq(Vec<Node>),
    /// One of these, the first that lets the rest match.
    Alt(Vec<Node>),
    /// Again and again.
    Repeat {
        /// What.
        node: Box<Node>,
        /// At least so often.
        min: u8,
        /// At most so often.
        max: u8,
        /// As often as possible first.
        greedy: bool,
    },
    /// A capture; slot 0 is what the rule emits.
    Capture(u8, Box<Node>),
    /// A look around.
    Look {
        /// What to look for.
        node: Box<Node>,
        /// Before the place rather than behind it.
        behind: bool,
        /// It must not be there.
        negate: bool,
    },
    /// Start of the sentence.
    Start,
    /// End of the sentence.
    End,
}

impl Node {
    /// Gives about how many steps it is compiled to, repetitions written out.
    fn steps(&self) -> usize {
        let sum = |nodes: &[Self]| nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.steps()));
        match self {
            Self::Seq(nodes) => sum(nodes),
            Self::Alt(nodes) => sum(nodes).saturating_add(2 * nodes.len()),
            Self::Repeat { node, max, .. } => node.steps().saturating_add(1).saturating_mul(usize::from(*max)),
            Self::Capture(_, node) => node.steps().saturating_add(2),
            Self::Look { node, .. } => node.steps().saturating_add(1),
            _ => 1,
        }
    }
}

/// Gives the name of the class that marks the tokens where a literal's spelling may start.
///
/// All literals share few classes: a class only spares the comparison of most spellings.
pub fn literal_class(literal: &str) -> String {
    let hash = literal.bytes().fold(0u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    format!("={}", hash % LITERAL_CLASSES)
}

/// How many classes the literals share.
const LITERAL_CLASSES: u32 = 64;

/// Gives the literals of a text of patterns.
pub fn literals(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').skip(1).step_by(2).filter(|literal| !literal.is_empty())
}

/// The most that an open repetition takes.
pub const MOST: u8 = 40;

/// How many steps a pattern may be compiled to: more than anybody writes, less than would fill the memory.
const LARGEST: usize = 1_000_000;

/// How deep brackets may nest.
const DEEPEST: usize = 100;

/// Why a pattern cannot be read; `at` is a byte offset into it.
#[derive(Debug, PartialEq)]
pub struct PatternError {
    /// Where.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads patterns.
pub struct Parser<'a> {
    source: &'a str,
    at: usize,
    classes: &'a Classes,
    macros: &'a HashMap<String, Node>,
    /// Names of the captures, by slot; slot 0 is the emitted part.
    captures: Vec<String>,
    /// How many brackets are open.
    depth: usize,
}

type Parsed<T> = Result<T, PatternError>;

/// Reads a pattern; gives it with the names of its captures by slot (slot 0 is the emitted part).
pub fn parse(source: &str, classes: &Classes, macros: &HashMap<String, Node>) -> Parsed<(Node, Vec<String>)> {
    let mut parser = Parser { source, at: 0, classes, macros, captures: vec![String::new()], depth: 0 };
    let node = parser.alternatives()?;
    if node.steps() > LARGEST {
        return Err(PatternError { at: 0, message: format!("the pattern takes more than {LARGEST} steps") });
    }
    if parser.at < source.len() {
        return Err(parser.error("expected the end of the pattern"));
    }
    Ok((node, parser.captures))
}

impl Parser<'_> {
    fn error(&self, message: impl Into<String>) -> PatternError {
        PatternError { at: self.at, message: message.into() }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.source.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Parsed<()> {
        if self.eat(token) { Ok(()) } else { Err(self.error(format!("expected `{token}`"))) }
    }

    fn alternatives(&mut self) -> Parsed<Node> {
        if self.depth > DEEPEST {
            return Err(self.error(format!("nested deeper than {DEEPEST} levels")));
        }
        self.depth += 1;
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alt(branches) })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip_space();
            if self.rest().is_empty() || self.rest().starts_with([')', '|', '}']) {
                break;
            }
            nodes.push(self.repeated()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Seq(nodes) })
    }

    fn repeated(&mut self) -> Parsed<Node> {
        let node = self.atom()?;
        let (min, max) = if self.rest().starts_with("{{") {
            return Ok(node);
        } else if self.rest().starts_with('{') {
            self.at += 1;
            self.bounds()?
        } else {
            match self.rest().chars().next() {
                Some('?') => (0, 1),
                Some('*') => (0, MOST),
                Some('+') => (1, MOST),
                _ => return Ok(node),
            }
        };
        self.at += 1;
        let lazy = self.rest().starts_with('?');
        self.at += usize::from(lazy);
        Ok(Node::Repeat { node: Box::new(node), min, max, greedy: !lazy })
    }

    /// Reads `m,n` or `m` or `m,` up to the closing brace.
    fn bounds(&mut self) -> Parsed<(u8, u8)> {
        let Some(end) = self.rest().find('}') else { return Err(self.error("expected `}`")) };
        let body = &self.source[self.at..self.at + end];
        let number = |s: &str| s.trim().parse::<u8>().ok().filter(|&n| n <= MOST);
        let bounds = match body.split_once(',') {
            None => number(body).map(|n| (n, n)),
            Some((min, "")) => number(min).map(|n| (n, MOST)),
            Some((min, max)) => number(min).zip(number(max)),
        };
        match bounds {
            Some((min, max)) if min <= max && max > 0 => {
                self.at += end;
                Ok((min, max))
            }
            _ => Err(self.error(format!("expected a repetition such as {{1,3}}, at most {MOST}"))),
        }
    }

    fn atom(&mut self) -> Parsed<Node> {
        self.skip_space();
        if self.eat("{{") {
            let node = self.alternatives()?;
            self.expect("}}")?;
            return Ok(Node::Capture(0, Box::new(node)));
        }
        if self.eat("(") {
            return self.group();
        }
        let start = self.at;
        match self.rest().chars().next() {
            Some('"') => {
                self.at += 1;
                let Some(end) = self.rest().find('"') else { return Err(self.error("expected a closing `\"`")) };
                let literal = self.rest()[..end].to_owned();
                self.at += end + 1;
                let mut class = ClassSet::EMPTY;
                match self.classes.get(&literal_class(&literal)) {
                    Some(id) => class.insert(id),
                    None => return Err(self.error("an empty literal, or one that was not collected before")),
                }
                Ok(Node::Literal(literal, class))
            }
            Some('.') => {
                self.at += 1;
                Ok(Node::Test(Test::default()))
            }
            Some('^') => {
                self.at += 1;
                Ok(Node::Start)
            }
            Some('$') => {
                self.at += 1;
                Ok(Node::End)
            }
            Some('[') => {
                self.at += 1;
                self.brackets()
            }
            Some('@') => {
                self.at += 1;
                let name = self.name();
                match self.macros.get(&name) {
                    Some(node) => Ok(node.clone()),
                    None => {
                        self.at = start;
                        Err(self.error(format!("no `let {name}` above")))
                    }
                }
            }
            _ => {
                let mark = self.at;
                let name = self.name();
                if !name.is_empty() && self.rest().starts_with(':') {
                    self.at += 1;
                    let slot = self.slot(name);
                    let node = self.atom()?;
                    return Ok(Node::Capture(slot, Box::new(node)));
                }
                self.at = mark;
                Ok(Node::Test(Test { any: vec![self.class()?], none: ClassSet::EMPTY }))
            }
        }
    }

    fn group(&mut self) -> Parsed<Node> {
        let look = [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)]
            .into_iter()
            .find(|(mark, ..)| self.eat(mark));
        let node = self.alternatives()?;
        self.expect(")")?;
        Ok(match look {
            Some((_, behind, negate)) => Node::Look { node: Box::new(node), behind, negate },
            None => node,
        })
    }

    /// Reads `a|b & !c]`.
    fn brackets(&mut self) -> Parsed<Node> {
        let mut test = Test::default();
        loop {
            let negate = self.eat("!");
            let mut set = ClassSet::EMPTY;
            loop {
                self.skip_space();
                set.extend(&self.class()?);
                if !self.eat("|") {
                    break;
                }
            }
            if negate {
                test.none.extend(&set);
            } else {
                test.any.push(set);
            }
            if self.eat("]") {
                return Ok(Node::Test(test));
            }
            self.expect("&")?;
        }
    }

    fn class(&mut self) -> Parsed<ClassSet> {
        let start = self.at;
        let tag = self.rest().starts_with('#');
        self.at += usize::from(tag);
        let name = self.name();
        let full = if tag { format!("tag.{name}") } else { name.clone() };
        match self.classes.get(&full) {
            Some(class) => {
                let mut set = ClassSet::EMPTY;
                set.insert(class);
                Ok(set)
            }
            None => {
                self.at = start;
                let what = self.rest().chars().next().map_or("the end".to_owned(), |c| format!("`{c}`"));
                Err(self.error(if name.is_empty() {
                    format!("expected a class, not {what}")
                } else {
                    format!("unknown class `{full}`")
                }))
            }
        }
    }

    fn name(&mut self) -> String {
        let end = self
            .rest()
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
            .unwrap_or(self.rest().len());
        let name = self.rest()[..end].trim_end_matches('.').to_owned();
        self.at += name.len();
        name
    }

    fn slot(&mut self, name: String) -> u8 {
        let slot = self.captures.iter().position(|n| *n == name).unwrap_or_else(|| {
            self.captures.push(name);
            self.captures.len() - 1
        });
        slot as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Classes {
        let mut classes = Classes::default();
        for name in ["Place", "verb.build", "tag.n", "stop", &literal_class("段")] {
            classes.intern(name);
        }
        classes
    }

    #[test]
    fn patterns_parse_to_trees() {
        let classes = classes();
        let (node, captures) =
            parse(r#"(?<= ^ | stop) p:Place {{ [#n & !stop]{1,3} }}+? "段""#, &classes, &HashMap::new())
                .expect("valid");
        assert_eq!(captures, ["", "p"]);
        let Node::Seq(parts) = node else { panic!("{node:?}") };
        assert!(matches!(parts[0], Node::Look { behind: true, negate: false, .. }));
        assert!(matches!(parts[1], Node::Capture(1, _)));
        assert!(matches!(parts[2], Node::Repeat { min: 1, max: MOST, greedy: false, .. }));
        assert!(matches!(&parts[3], Node::Literal(text, _) if text == "段"));
    }

    #[test]
    fn errors_carry_the_place() {
        let classes = classes();
        for (source, at, message) in [
            ("Place Plaice", 6, "unknown class `Plaice`"),
            ("(Place", 6, "expected `)`"),
            ("Place{3,1}", 6, "expected a repetition such as {1,3}, at most 40"),
            ("@np", 0, "no `let np` above"),
            ("\"段", 1, "expected a closing `\"`"),
            ("Place )", 6, "expected the end of the pattern"),
            ("((((Place*)*)*)*)*", 0, "the pattern takes more than 1000000 steps"),
            (&"(".repeat(200), 101, "nested deeper than 100 levels"),
        ] {
            let error = parse(source, &classes, &HashMap::new()).expect_err(source);
            assert_eq!((error.at, error.message.as_str()), (at, message), "{source}");
        }
    }
}
