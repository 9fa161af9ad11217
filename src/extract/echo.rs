//! Names that a document itself explains: after 平山县, 平山 is that county; a person named once behind a post is known
//! wherever the name stands again.

use super::MentionKind;
use super::link::Linker;
use super::mentions::{self, Candidate, Draft};
use super::page::Line;
use super::tokens::Token;
use crate::knowledge::program::Tokens;
use crate::knowledge::{Knowledge, RuleId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What has fewer characters is too common to be a name that a document explains.
const SHORTEST: usize = 2;

/// Gives the mentions of a kind with their surfaces, in text order.
fn named<'l>(lines: &'l [Line], kind: MentionKind) -> impl Iterator<Item = (&'l str, &'l Draft)> {
    let drafts = lines.iter().flat_map(|Line { sentence, .. }| {
        let drafts = sentence.tokens.iter().filter_map(|token| Some(&sentence.mentions[token.mention()?]));
        drafts.map(|draft| (sentence.slice(draft.span), draft))
    });
    drafts.filter(move |(_, draft)| draft.kind == Some(kind))
}

/// Marks the short names of divisions that stand in full somewhere in the document, and tells the linker.
pub fn find_short_names<'d>(lines: &mut [Line<'_, 'd>], linker: &mut Linker, knowledge: &'d Knowledge) {
    let place = knowledge.token_classes.kind(MentionKind::Place);
    let mut full_names: FxHashMap<String, Draft> = FxHashMap::default();
    for (surface, draft) in named(lines, MentionKind::Place) {
        let Some(stem) = surface.char_indices().next_back().map(|(i, _)| &surface[..i]) else { continue };
        let full = knowledge.gazetteer.named(surface).next().is_some_and(|division| division.name == surface);
        if full && stem.chars().count() >= SHORTEST && knowledge.lexicon.look_up(stem).is_none() {
            linker.shorten(stem, surface);
            full_names.entry(stem.to_owned()).or_insert_with(|| draft.clone());
        }
    }
    if full_names.is_empty() {
        return;
    }
    for line in lines {
        let sentence = &mut line.sentence;
        for at in 0..sentence.tokens.len() {
            let Token { span, letter, .. } = sentence.tokens[at];
            if let (None, Some(full)) = (sentence.tokens[at].mention(), full_names.get(sentence.slice(span))) {
                let words = sentence.words_of(at..at + 1);
                let mut classes = letter.classes;
                classes.insert(place);
                let (letter, mention) = (knowledge.rules.alphabet.letter(&classes), Some(sentence.mentions.len()));
                sentence.tokens[at] = Token::new(span, letter, words.start, mention);
                sentence.mentions.push(Draft { span, words, inner: Vec::new(), ..full.clone() });
            }
        }
    }
}

/// Marks persons wherever a name stands that some sentence shows to be a person's.
pub fn find_persons<'d>(lines: &mut [Line<'_, 'd>], knowledge: &'d Knowledge) {
    let class = knowledge.token_classes.kind(MentionKind::Person);
    let mut names = BTreeMap::new();
    for (name, draft) in named(lines, MentionKind::Person).filter(|(name, _)| name.chars().count() >= SHORTEST) {
        names.entry(name.to_owned()).or_insert(draft.rule);
    }
    if names.is_empty() {
        return;
    }
    let mut by_first: FxHashMap<char, Vec<(&str, RuleId)>> = FxHashMap::default();
    for (name, &rule) in &names {
        let first = name.chars().next().expect("names have characters");
        by_first.entry(first).or_default().push((name, rule));
    }
    for Line { sentence, .. } in lines {
        // A given name may be a place's: 庆阳 in 李庆阳.
        let free =
            |token: &Token| token.mention().is_none_or(|m| sentence.mentions[m].kind == Some(MentionKind::Place));
        let mut found = Vec::new();
        for start in 0..sentence.tokens.len() {
            let first = sentence.text_from(start).chars().next();
            for &(name, rule) in first.and_then(|first| by_first.get(&first)).into_iter().flatten() {
                if sentence.text_from(start).starts_with(name)
                    && let Some(end) = sentence.token_after(start, name.len())
                    && sentence.tokens[start..end].iter().all(free)
                {
                    found.push(Candidate { tokens: start..end, class, rule, priority: 0, inner: Vec::new() });
                }
            }
        }
        if !found.is_empty() {
            mentions::join(sentence, &mut found, knowledge);
        }
    }
}
