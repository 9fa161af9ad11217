//! Rules are tried on their own examples and rejects.

use super::{Extraction, MentionKind, extract, mentions, tokens};
use crate::knowledge::program::Scratch;
use crate::knowledge::rules::{Output, Place, Rule, Trial};
use crate::knowledge::{Knowledge, LoadError};
use crate::text::{Block, BlockKind, CharIndex, Document, Metadata, Span};

/// Tries every rule on its examples and rejects; gives what went wrong, in order of file and line.
///
/// An example holds when the rule emits just what stands in braces, and the facts behind `=>`; where an example marks
/// nothing the rule must have matched. A reject holds when the rule gives nothing.
pub fn check(knowledge: &Knowledge) -> Vec<LoadError> {
    let mut problems = Vec::new();
    for rule in knowledge.rules.iter() {
        let trials = rule.examples.iter().map(|t| (t, true)).chain(rule.rejects.iter().map(|t| (t, false)));
        for (trial, wanted) in trials {
            if let Some(message) = fails(rule, trial, wanted, knowledge) {
                let message = format!("rule {}: {message}", rule.name);
                problems.push(LoadError { file: rule.file.clone(), line: trial.line, column: 1, message });
            }
        }
    }
    problems
}

/// Says how a trial fails, if it does.
fn fails(rule: &Rule, trial: &Trial, wanted: bool, knowledge: &Knowledge) -> Option<String> {
    let (text, marked) = unmark(&trial.text);
    let document = document(&text, rule.place, knowledge);
    let given = if is_annotation(rule, knowledge) {
        annotations(rule, &document, knowledge)
    } else {
        emitted(rule, &document, &extract(&document, knowledge))
    };
    let facts = facts(rule, &extract(&document, knowledge), knowledge);
    let sets = || rule.outputs.iter().all(|o| matches!(o, Output::Setting(..))) && sets(rule, &document, knowledge);
    if !wanted {
        let fired = given.first().or(facts.first()).cloned().or_else(|| sets().then(|| "a setting".to_owned()));
        return fired.map(|what| format!("must give nothing here, but gives {what}"));
    }
    if !marked.is_empty() && marked != given {
        return Some(format!("must find {}, but finds {}", list(&marked), list(&given)));
    }
    if let Some(missing) = trial.facts.iter().find(|fact| !facts.contains(fact)) {
        return Some(format!("must give {missing}, but gives {}", list(&facts)));
    }
    (given.is_empty() && facts.is_empty() && !sets()).then(|| "finds nothing here".to_owned())
}

/// Says whether a rule's mentions are only for other rules.
fn is_annotation(rule: &Rule, knowledge: &Knowledge) -> bool {
    let named = |class| MentionKind::ALL.iter().any(|&k| knowledge.token_classes.kind(k) == class);
    rule.outputs.iter().any(|o| matches!(o, Output::Mention(class) if !named(*class)))
}

/// Takes the braces out of an example and gives what stood in them.
fn unmark(text: &str) -> (String, Vec<String>) {
    let marked = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
    (text.replace(['{', '}'], ""), marked)
}

/// Makes a document of a sentence: under the title of the rules' trials, or as that title.
fn document(sentence: &str, place: Place, knowledge: &Knowledge) -> Document {
    let title = if place == Place::Head { "" } else { knowledge.rules.title.as_str() };
    let text = format!("{title}\n{sentence}");
    let kind = match place {
        Place::Head => BlockKind::Title,
        Place::Heading => BlockKind::Heading(1),
        Place::Anywhere | Place::Body => BlockKind::Paragraph,
    };
    let block = |start: usize, end: usize, kind| {
        let span = Span::new(start, end);
        Block { span, kind, sentences: if start < end { vec![span] } else { Vec::new() } }
    };
    let blocks = vec![block(0, title.len(), BlockKind::Title), block(title.len() + 1, text.len(), kind)];
    Document {
        name: "trial".into(),
        index: CharIndex::new(&text),
        text,
        encoding: "UTF-8",
        hash: String::new(),
        metadata: Metadata::default(),
        blocks,
    }
}

/// Gives the texts of the mentions that a rule found in the trial sentence.
fn emitted(rule: &Rule, document: &Document, found: &Extraction) -> Vec<String> {
    let own = |sentence: u32| document.blocks[1].span.contains(found.sentences[sentence as usize]);
    let mentions = found.mentions.iter().filter(|m| m.rule == rule.id && own(m.sentence));
    mentions.map(|m| document.slice(m.span).to_owned()).collect()
}

/// Gives the facts that a rule read, as `subject relation object` by the names that stand in the text.
fn facts(rule: &Rule, found: &Extraction, knowledge: &Knowledge) -> Vec<String> {
    let name = |id: super::EntityId| found.entities[id.0 as usize].label.as_str();
    let facts = found.facts.iter().filter(|f| f.rule == rule.id && f.sentence as usize + 1 == found.sentences.len());
    facts.map(|f| format!("{} {} {}", name(f.subject), knowledge.relation_name(f.relation), name(f.object))).collect()
}

/// Gives the texts of the annotations that a rule makes for other rules in the trial sentence.
fn annotations(rule: &Rule, document: &Document, knowledge: &Knowledge) -> Vec<String> {
    let sentence = read(document, knowledge);
    let own = sentence.mentions.iter().filter(|m| m.rule == rule.id);
    own.map(|m| document.slice(m.span).to_owned()).collect()
}

/// Says whether a rule matches in the trial sentence once all mentions are found.
fn sets(rule: &Rule, document: &Document, knowledge: &Knowledge) -> bool {
    let sentence = read(document, knowledge);
    let mut set = false;
    rule.program.matches(&sentence, &mut Scratch::default(), |_| set = true);
    set
}

fn read<'d>(document: &'d Document, knowledge: &'d Knowledge) -> tokens::Sentence<'d> {
    let block = &document.blocks[1];
    let mut sentence = tokens::tokenize(&document.text, block.span, knowledge);
    mentions::find_mentions(&mut sentence, block.kind, knowledge, &mut Scratch::default());
    sentence
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "nothing".into() } else { items.join(", ") }
}
