//! Tokens become mentions, phase by phase: each phase's rules match, the best matches are kept and joined to tokens.

use super::MentionKind;
use super::tokens::{Sentence, Token};
use crate::knowledge::batch::Batch;
use crate::knowledge::classes::{ClassId, ClassSet};
use crate::knowledge::program::{Match, Scratch};
use crate::knowledge::rules::{Argument, Output, Place, Rule};
use crate::knowledge::{Knowledge, RelationId, RuleId};
use crate::text::{BlockKind, Span};
use std::ops::Range;

/// A mention or an annotation before linking.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it stands.
    pub span: Span,
    /// Its class.
    pub class: ClassId,
    /// Its type; none for annotations that only rules see.
    pub kind: Option<MentionKind>,
    /// The rule that found it.
    pub rule: RuleId,
    /// The words it covers.
    pub words: Range<usize>,
    /// Relations of this mention to names inside it: (relation, the mention is the subject, words of the name).
    pub inner: Vec<(RelationId, bool, Range<usize>)>,
}

/// A match that competes with others for its tokens.
pub struct Candidate {
    /// What it would cover.
    pub tokens: Range<usize>,
    /// The class of its mention.
    pub class: ClassId,
    /// The rule that found it.
    pub rule: RuleId,
    /// The higher wins, then the longer.
    pub priority: i16,
    /// See [`Draft::inner`].
    pub inner: Vec<(RelationId, bool, Range<usize>)>,
}

/// Runs all phases over a sentence.
pub fn find_mentions<'d>(
    sentence: &mut Sentence<'d>,
    block: BlockKind,
    knowledge: &'d Knowledge,
    scratch: &mut Scratch,
) {
    run_phases(sentence, block, knowledge, &knowledge.rules.phases, scratch);
}

/// Runs some phases over a sentence, which those before them have been over.
pub fn run_phases<'d>(
    sentence: &mut Sentence<'d>,
    block: BlockKind,
    knowledge: &'d Knowledge,
    phases: &[Vec<Batch>],
    scratch: &mut Scratch,
) {
    let mut candidates = Vec::new();
    for phase in phases {
        for batch in phase {
            batch.matches(
                &knowledge.rules,
                |place| fits(place, block),
                sentence,
                scratch,
                |rule, hit| {
                    collect(rule, &hit, sentence, &mut candidates);
                },
            );
        }
        if !candidates.is_empty() {
            join(sentence, &mut candidates, knowledge);
        }
    }
}

/// Says whether a rule is tried in a block.
pub fn fits(place: Place, block: BlockKind) -> bool {
    let head = matches!(block, BlockKind::Title | BlockKind::Subtitle | BlockKind::Byline);
    match place {
        Place::Anywhere => true,
        Place::Head => head,
        Place::Heading => matches!(block, BlockKind::Heading(_)),
        Place::Body => matches!(block, BlockKind::Paragraph | BlockKind::ListItem(_)),
    }
}

/// Gives the spans of tokens that a match emits: the marked parts, or all of it.
pub fn emitted(found: &Match) -> impl Iterator<Item = Range<usize>> {
    let whole = (!found.captures.iter().any(|c| c.0 == 0)).then_some((0, found.start, found.end));
    let marked = found.captures.iter().copied().filter(|c| c.0 == 0).chain(whole);
    marked.filter(|c| c.1 < c.2).map(|(_, start, end)| start..end)
}

/// Adds what a match emits to the candidates.
fn collect(rule: &Rule, found: &Match, sentence: &Sentence, out: &mut Vec<Candidate>) {
    let Some(class) = rule.mention else { return };
    for tokens in emitted(found) {
        let inner = rule
            .outputs
            .iter()
            .filter_map(|output| match *output {
                Output::Relation(relation, Argument::Emitted, Argument::Capture(slot)) => Some((relation, true, slot)),
                Output::Relation(relation, Argument::Capture(slot), Argument::Emitted) => Some((relation, false, slot)),
                _ => None,
            })
            .flat_map(|(relation, subject, slot)| {
                found
                    .captures
                    .iter()
                    .filter(move |c| c.0 == slot && c.1 < c.2)
                    .map(move |&(_, a, b)| (relation, subject, sentence.words_of(a..b)))
            })
            .collect();
        out.push(Candidate { tokens, class, rule: rule.id, priority: rule.priority, inner });
    }
}

/// Keeps of candidates in order of preference those that share no token with one kept before, in text order.
pub fn keep_apart<T>(candidates: &mut Vec<T>, tokens: usize, place: impl Fn(&T) -> Range<usize>) {
    let mut taken = vec![false; tokens];
    candidates.retain(|candidate| {
        let own = &mut taken[place(candidate)];
        let free = !own.contains(&true);
        if free {
            own.fill(true);
        }
        free
    });
    candidates.sort_by_key(|candidate| place(candidate).start);
}

/// Keeps the best candidates that do not overlap and joins their tokens.
pub fn join<'d>(sentence: &mut Sentence<'d>, candidates: &mut Vec<Candidate>, knowledge: &'d Knowledge) {
    candidates.sort_by(|a, b| {
        b.priority
            .cmp(&a.priority)
            .then_with(|| sentence.span_of(b.tokens.clone()).len().cmp(&sentence.span_of(a.tokens.clone()).len()))
            .then(a.tokens.start.cmp(&b.tokens.start))
            .then(a.rule.cmp(&b.rule))
    });
    keep_apart(candidates, sentence.tokens.len(), |c| c.tokens.clone());
    let mut absorbed = vec![false; sentence.tokens.len()];
    for candidate in candidates.drain(..) {
        let Candidate { tokens: Range { start, end }, class, rule, inner, .. } = candidate;
        let words = sentence.words_of(start..end);
        let span = sentence.span_of(start..end);
        let kind = MentionKind::ALL.into_iter().find(|&k| knowledge.token_classes.kind(k) == class);
        let mut classes = ClassSet::EMPTY;
        if end - start == 1 {
            classes = sentence.tokens[start].letter.classes;
            if kind.is_some() {
                knowledge.token_classes.kinds().for_each(|k| classes.remove(k));
            }
        }
        classes.extend(knowledge.classes.closure(class));
        // What patterns spell may start with a name.
        classes.extend(&sentence.words[words.start].letter.classes.common(&knowledge.literals));
        let mention = Some(sentence.mentions.len());
        sentence.tokens[start] = Token::new(span, knowledge.rules.alphabet.letter(&classes), words.start, mention);
        absorbed[start + 1..end].fill(true);
        sentence.mentions.push(Draft { span, class, kind, rule, words, inner });
    }
    let mut absorbed = absorbed.into_iter();
    sentence.tokens.retain(|_| !absorbed.next().unwrap_or_default());
}
