//! Rules: name, what they emit, pattern, examples and rejects, read from `ontology/rules/*.rules`.
//!
//! A file is a phase; phases run in the order of their names, each over the tokens that the phases before it left.
//! Lines of a rule start with a keyword; a pattern goes on over the lines that start with none.

use super::alphabet::Alphabet;
use super::batch::Batch;
use super::classes::{ClassId, ClassSet, Classes};
use super::pattern::{self, Node};
use super::program::Program;
use super::{LoadError, RelationId, RuleId, Source};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Who fills an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The mentions inside a capture.
    Capture(u8),
    /// The mention that this rule emits.
    Emitted,
    /// Whoever holds goals, projects and industries at this place of the text.
    Holder,
    /// The division that most of the document is about.
    Theme,
    /// The place that the other argument lies in: the division above it that the document names, the place in its
    /// own name, else the holder.
    Within,
    /// The regions in a capture that reach beyond the other argument and hold it: 京津冀 for 河北.
    Around(u8),
    /// Nobody: ends a setting.
    Nobody,
}

/// A role of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // roles of the annotation guide
pub enum Role {
    Holder,
    Indicator,
    Deadline,
    Baseline,
    Concerns,
}

/// What the surroundings tell the sentences that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Whose goals, projects and industries these are.
    Holder,
    /// By when.
    Deadline,
}

/// How far a setting reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// To the next comma or semicolon.
    Clause,
    /// To the end of the sentence.
    Sentence,
    /// To the end of the block.
    Block,
    /// To the next heading of the same or a higher level.
    Section,
    /// To the end of the document.
    Document,
}

/// Whether a frame is a goal or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Aimed at.
    Goal,
    /// Reached.
    Result,
    /// As the words around it say.
    Either,
    /// A goal where the words around it look ahead, else nothing.
    Outlook,
}

/// What a match gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A mention, or an annotation that later phases test for, of this class.
    Mention(ClassId),
    /// A relation between two arguments.
    Relation(RelationId, Argument, Argument),
    /// A frame whose trigger is the emitted part.
    Frame(FrameKind, Vec<(Role, Argument)>),
    /// A setting.
    Setting(Setting, Argument, Scope),
}

/// Blocks a rule is tried in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Anywhere,
    /// Titles, subtitles and bylines.
    Head,
    /// Section headings.
    Heading,
    /// Paragraphs and list items.
    Body,
}

/// A line that a rule is held to.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The sentence; in an example what must be emitted stands in braces.
    pub text: String,
    /// Relations and roles that must be found, each `subject relation object`.
    pub facts: Vec<String>,
    /// Line in the file, from 1.
    pub line: usize,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// Its name, unique.
    pub name: String,
    /// File it stands in.
    pub file: String,
    /// Line it starts at, from 1.
    pub line: usize,
    /// What it gives.
    pub outputs: Vec<Output>,
    /// The class of its mentions or annotations; none for a rule that reads facts from the mentions.
    pub mention: Option<ClassId>,
    /// Where it is tried.
    pub place: Place,
    /// Among overlapping matches of a phase the higher priority wins, then the longer match.
    pub priority: i16,
    /// Local name of the subclass that its mentions get.
    pub subclass: Option<String>,
    /// The pattern as it was read, for explanations.
    pub pattern: Node,
    /// Names of its captures by slot.
    pub captures: Vec<String>,
    /// The pattern as it runs.
    pub program: Program,
    /// What it must find.
    pub examples: Vec<Trial>,
    /// Where it must find nothing.
    pub rejects: Vec<Trial>,
}

/// The rules and how they are tried.
#[derive(Debug, Default)]
pub struct Rules {
    /// By id.
    list: Vec<Rule>,
    /// Phases in order, each with the rules that emit mentions.
    pub phases: Vec<Vec<Batch>>,
    /// The rules that read facts from the mentions, of all phases.
    pub reading: Vec<Batch>,
    /// Title of the document that examples and rejects are tried in.
    pub title: String,
    /// What their patterns ask of tokens, and the classes of tokens that have been met.
    pub alphabet: Alphabet,
}

impl Rules {
    /// Gives a rule by its id.
    pub fn get(&self, id: RuleId) -> &Rule {
        &self.list[usize::from(id.0)]
    }

    /// Gives all rules in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.list.iter()
    }

    /// Reads the rule files.
    ///
    /// # Errors
    /// With file, line and column: an unknown keyword, class, relation, capture or role, a bad pattern, a duplicate
    /// name, a rule without pattern, output, example or reject.
    pub fn load(
        sources: &[Source],
        classes: &mut Classes,
        relations: &BTreeMap<String, RelationId>,
    ) -> Result<Self, LoadError> {
        let mut files: Vec<&Source> = sources.iter().filter(|s| s.name.ends_with(".rules")).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        // What rules emit are classes too; later patterns may name them.
        for file in &files {
            for (_, line) in file.rows() {
                if let Some(("mention", class)) = line.trim().split_once(char::is_whitespace) {
                    classes.intern(class.trim());
                }
            }
        }
        let mut reader = Reader {
            classes,
            relations,
            macros: HashMap::new(),
            names: HashSet::new(),
            next: 0,
            title: String::new(),
            alphabet: Alphabet::default(),
        };
        let files: Vec<Vec<Rule>> = files.into_iter().map(|file| reader.file(file)).collect::<Result<_, _>>()?;
        let emits = |rule: &&Rule| rule.mention.is_some();
        let mut alphabet = reader.alphabet;
        let punctuation = classes.get("punctuation").map_or(ClassSet::EMPTY, |class| *classes.closure(class));
        Ok(Self {
            phases: files
                .iter()
                .map(|rules| Batch::all(rules.iter().filter(emits), &punctuation, &mut alphabet))
                .collect(),
            reading: Batch::all(files.iter().flatten().filter(|rule| !emits(rule)), &punctuation, &mut alphabet),
            list: files.into_iter().flatten().collect(),
            title: reader.title,
            alphabet,
        })
    }
}

const KEYWORDS: &[&str] = &[
    "title", "rule", "let", "mention", "relation", "frame", "setting", "in", "priority", "class", "pattern", "example",
    "reject",
];

struct Reader<'a> {
    classes: &'a Classes,
    relations: &'a BTreeMap<String, RelationId>,
    macros: HashMap<String, Node>,
    names: HashSet<String>,
    next: u16,
    title: String,
    alphabet: Alphabet,
}

/// A keyword with the text behind it and where that text starts.
struct Entry<'a> {
    keyword: &'a str,
    text: String,
    line: usize,
    column: usize,
}

impl Reader<'_> {
    fn file(&mut self, source: &Source) -> Result<Vec<Rule>, LoadError> {
        let mut rules = Vec::new();
        let mut pending: Vec<Entry> = Vec::new();
        for entry in entries(source)? {
            match entry.keyword {
                "let" => {
                    self.rule(source, &mut pending, &mut rules)?;
                    let Some((name, body)) = entry.text.split_once('=') else {
                        return Err(source.error(entry.line, entry.column, "expected `let NAME = PATTERN`"));
                    };
                    let shift = entry.text.len() - body.len();
                    let (node, _) = pattern::parse(body, self.classes, &self.macros)
                        .map_err(|e| pattern_error(source, &entry, shift + e.at, e.message))?;
                    self.macros.insert(name.trim().to_owned(), node);
                }
                "title" => self.title = entry.text.trim().to_owned(),
                "rule" => {
                    self.rule(source, &mut pending, &mut rules)?;
                    pending.push(entry);
                }
                _ if pending.is_empty() => {
                    return Err(source.error(entry.line, 1, format!("`{}` outside a rule", entry.keyword)));
                }
                _ => pending.push(entry),
            }
        }
        self.rule(source, &mut pending, &mut rules)?;
        Ok(rules)
    }

    /// Makes a rule of the entries collected, if there are any.
    fn rule(&mut self, source: &Source, entries: &mut Vec<Entry>, rules: &mut Vec<Rule>) -> Result<(), LoadError> {
        let entries = std::mem::take(entries);
        let Some(head) = entries.first() else { return Ok(()) };
        let fail = |entry: &Entry, message: String| source.error(entry.line, entry.column, message);
        let name = head.text.trim().to_owned();
        if name.is_empty() || !self.names.insert(name.clone()) {
            return Err(fail(head, format!("a rule named `{name}` stands above already")));
        }
        let Some(pattern_entry) = entries.iter().find(|e| e.keyword == "pattern") else {
            return Err(fail(head, format!("rule {name} has no pattern")));
        };
        let (node, captures) = pattern::parse(&pattern_entry.text, self.classes, &self.macros)
            .map_err(|e| pattern_error(source, pattern_entry, e.at, e.message))?;
        let mut rule = Rule {
            id: RuleId(self.next),
            name,
            file: source.name.clone(),
            line: head.line,
            outputs: Vec::new(),
            mention: None,
            place: Place::Anywhere,
            priority: 0,
            subclass: None,
            program: Program::new(&node, &mut self.alphabet),
            pattern: node,
            captures: Vec::new(),
            examples: Vec::new(),
            rejects: Vec::new(),
        };
        self.next += 1;
        for entry in &entries[1..] {
            let text = entry.text.trim();
            match entry.keyword {
                "pattern" => {}
                "mention" => {
                    let class = self.classes.get(text).ok_or_else(|| fail(entry, format!("unknown class `{text}`")))?;
                    rule.outputs.push(Output::Mention(class));
                    rule.mention = rule.mention.or(Some(class));
                }
                "relation" => rule.outputs.push(self.relation(text, &captures).map_err(|m| fail(entry, m))?),
                "frame" => rule.outputs.push(frame(text, &captures).map_err(|m| fail(entry, m))?),
                "setting" => rule.outputs.push(setting(text, &captures).map_err(|m| fail(entry, m))?),
                "in" => {
                    rule.place = match text {
                        "head" => Place::Head,
                        "heading" => Place::Heading,
                        "body" => Place::Body,
                        _ => return Err(fail(entry, format!("expected head, heading or body, not `{text}`"))),
                    }
                }
                "priority" => {
                    rule.priority = text.parse().map_err(|_| fail(entry, format!("`{text}` is no priority")))?;
                }
                "class" => rule.subclass = Some(text.to_owned()),
                "example" | "reject" => {
                    let (text, facts) = text.split_once("=>").unwrap_or((text, ""));
                    let facts = facts.split(';').map(|f| f.trim().to_owned()).filter(|f| !f.is_empty()).collect();
                    let trial = Trial { text: text.trim().to_owned(), facts, line: entry.line };
                    let list = if entry.keyword == "example" { &mut rule.examples } else { &mut rule.rejects };
                    list.push(trial);
                }
                other => return Err(fail(entry, format!("`{other}` cannot stand in a rule"))),
            }
        }
        for (missing, what) in [
            (rule.outputs.is_empty(), "emits nothing"),
            (rule.examples.is_empty(), "has no example"),
            (rule.rejects.is_empty(), "has no reject"),
        ] {
            if missing {
                return Err(fail(head, format!("rule {} {what}", rule.name)));
            }
        }
        rules.push(Rule { captures, ..rule });
        Ok(())
    }

    /// Reads `locatedIn(a, b)`.
    fn relation(&self, text: &str, captures: &[String]) -> Result<Output, String> {
        let (name, arguments) = call(text)?;
        let id = self.relations.get(name).ok_or_else(|| format!("no relation `{name}` in the ontology"))?;
        match arguments[..] {
            [from, to] => Ok(Output::Relation(*id, argument(from, captures)?, argument(to, captures)?)),
            _ => Err(format!("a relation takes two arguments: {name}(a, b)")),
        }
    }
}

/// Reads `Goal(indicator: i, deadline: d)`; without brackets a frame with no roles.
fn frame(text: &str, captures: &[String]) -> Result<Output, String> {
    let (name, arguments) = if text.contains('(') { call(text)? } else { (text, Vec::new()) };
    let kind = match name {
        "Goal" => FrameKind::Goal,
        "Result" => FrameKind::Result,
        "Either" => FrameKind::Either,
        "Outlook" => FrameKind::Outlook,
        _ => return Err(format!("expected Goal, Result, Either or Outlook, not `{name}`")),
    };
    let mut roles = Vec::new();
    for pair in arguments {
        let (role, filler) = pair.split_once(':').ok_or_else(|| format!("expected `role: capture`, not `{pair}`"))?;
        let role = match role.trim() {
            "holder" => Role::Holder,
            "indicator" => Role::Indicator,
            "deadline" => Role::Deadline,
            "baseline" => Role::Baseline,
            "concerns" => Role::Concerns,
            other => return Err(format!("a frame has no role `{other}`")),
        };
        roles.push((role, argument(filler.trim(), captures)?));
    }
    Ok(Output::Frame(kind, roles))
}

/// Reads `holder(h) sentence`.
fn setting(text: &str, captures: &[String]) -> Result<Output, String> {
    let (head, scope) = text.rsplit_once(')').ok_or("expected `holder(x) sentence`")?;
    let (name, arguments) = call(&format!("{head})")).map(|(n, a)| (n.to_owned(), a.join(",")))?;
    let setting = match name.as_str() {
        "holder" => Setting::Holder,
        "deadline" => Setting::Deadline,
        other => return Err(format!("expected holder or deadline, not `{other}`")),
    };
    let scope = match scope.trim() {
        "clause" => Scope::Clause,
        "sentence" => Scope::Sentence,
        "block" => Scope::Block,
        "section" => Scope::Section,
        "document" => Scope::Document,
        other => return Err(format!("expected clause, sentence, block, section or document, not `{other}`")),
    };
    Ok(Output::Setting(setting, argument(&arguments, captures)?, scope))
}

/// Takes `name(a, b)` apart.
fn call(text: &str) -> Result<(&str, Vec<&str>), String> {
    let (name, rest) = text.split_once('(').ok_or_else(|| format!("expected `{text}(…)`"))?;
    let inner = rest.trim_end().strip_suffix(')').ok_or("expected `)`")?;
    Ok((name.trim(), inner.split(',').map(str::trim).collect()))
}

fn argument(name: &str, captures: &[String]) -> Result<Argument, String> {
    match name {
        "self" => Ok(Argument::Emitted),
        "holder" => Ok(Argument::Holder),
        "theme" => Ok(Argument::Theme),
        "within" => Ok(Argument::Within),
        "none" => Ok(Argument::Nobody),
        _ => {
            let (capture, around) = name.strip_prefix("around ").map_or((name, false), |rest| (rest.trim(), true));
            match captures.iter().position(|c| c == capture) {
                Some(slot) if slot > 0 && around => Ok(Argument::Around(slot as u8)),
                Some(slot) if slot > 0 => Ok(Argument::Capture(slot as u8)),
                _ => Err(format!("the pattern has no capture `{capture}`")),
            }
        }
    }
}

/// Splits a file into keywords with their text; a pattern's further lines are joined to it.
fn entries(source: &Source) -> Result<Vec<Entry<'_>>, LoadError> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in source.rows() {
        let body = line.trim_start();
        let (keyword, text) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
        if let Some(&keyword) = KEYWORDS.iter().find(|k| **k == keyword) {
            let column = line.chars().count() - text.chars().count() + 1;
            entries.push(Entry { keyword, text: text.to_owned(), line: number, column });
        } else if let Some(last) = entries.last_mut().filter(|e| matches!(e.keyword, "pattern" | "let")) {
            last.text.push('\n');
            last.text.push_str(line);
        } else {
            return Err(source.error(number, 1, format!("unknown keyword `{keyword}`")));
        }
    }
    Ok(entries)
}

/// Places an error inside an entry that may go over several lines.
fn pattern_error(source: &Source, entry: &Entry, at: usize, message: String) -> LoadError {
    let before = &entry.text[..at.min(entry.text.len())];
    match before.rsplit_once('\n') {
        Some((lines, last)) => {
            source.error(entry.line + lines.matches('\n').count() + 1, last.chars().count() + 1, message)
        }
        None => source.error(entry.line, entry.column + before.chars().count(), message),
    }
}
