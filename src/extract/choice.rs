//! What a name may mean and which of it is meant: the one place where linking chooses, and says why.

use super::MentionKind;
use super::tokens::Sentence;
use crate::knowledge::Knowledge;
use crate::knowledge::gazetteer::{Gazetteer, Level};
use crate::knowledge::lexicon::Name;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cmp::Reverse;

/// What is said first counts for more than what is said further down.
const HEAD: usize = 4;
/// How much more.
const WEIGHT: usize = 5;
/// How often a document must name a division to be about it.
const THEME: usize = 3;

/// Something that a name may mean.
#[derive(Clone, Debug)]
pub struct Candidate<'k> {
    /// What identifies it among its kind.
    pub key: Cow<'k, str>,
    /// Its preferred name.
    pub label: Cow<'k, str>,
    /// Local name of its class below its kind's, when the lexicon tells one.
    pub class: Option<&'k str>,
    /// What the lexicon tells of it; nothing for the body of a division, which is made up of two names.
    pub name: Option<&'k Name>,
    /// The division that it is or that it is a body of.
    pub division: Option<u32>,
}

/// What a name may mean, which of it is meant, and why.
#[derive(Clone, Debug)]
pub struct Choice<'k> {
    /// All that has the name, in the order of the lexicon.
    pub candidates: Vec<Candidate<'k>>,
    pub(super) chosen: Option<usize>,
    pub(super) why: Why,
    /// What the name is short for in this document.
    pub(super) full: Option<String>,
}

/// Why one candidate, or none, was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// There are no others.
    Only,
    /// It lies in the division that stands right in front of the name, here or elsewhere in the document.
    Behind(u32),
    /// It alone lies in a division, this one, that the document names.
    Within(u32),
    /// It is nearest to this division, which the document is about.
    Near(u32),
    /// It stands highest: a habit of language and no evidence.
    Highest,
    /// Several are left.
    Equal,
    /// It is the body of the division that its name begins with.
    Written(u32),
    /// It is the body of this division, for the document is about the other.
    Own(u32, u32),
    /// It is the body of this division, the only one of its level that the document names.
    Level(u32),
    /// The body of a division that the document does not tell.
    Nobody,
    /// An office that is another in every document: 记者, 董事长.
    Office,
}

impl<'k> Choice<'k> {
    /// Gives what was chosen.
    pub fn chosen(&self) -> Option<&Candidate<'k>> {
        self.chosen.map(|i| &self.candidates[i])
    }

    /// Gives what the name may mean as far as the document tells; nothing if it tells enough.
    pub fn open(&self) -> &[Candidate<'k>] {
        match self.why {
            Why::Highest | Why::Equal => &self.candidates,
            _ => &[],
        }
    }

    /// Gives the key of what a name means. One that could mean several things, and none was chosen, means something of
    /// its document alone: neither one of them nor what the same name means elsewhere.
    pub fn key(&self, surface: &str, document: &str) -> String {
        match (self.chosen(), self.why) {
            (Some(chosen), _) => chosen.key.clone().into_owned(),
            (None, Why::Equal | Why::Nobody | Why::Office) => format!("{surface}@{document}"),
            (None, _) => surface.to_owned(),
        }
    }

    /// Says in words how it was chosen.
    pub fn reason(&self, gazetteer: &Gazetteer) -> String {
        let division = |code: u32| gazetteer.get(code).map_or_else(|| code.to_string(), |d| d.name.clone());
        let count = self.candidates.len();
        let others = || {
            let names = self.candidates.iter().map(|c| match c.key == c.label {
                true => c.label.clone().into_owned(),
                false => format!("{} {}", c.key, c.label),
            });
            names.collect::<Vec<_>>().join(", ")
        };
        let why = match self.why {
            Why::Only if count == 0 => "not in the lexicon, so named by its surface".to_owned(),
            Why::Only => "the only one of that name in the lexicon".to_owned(),
            Why::Behind(outer) => {
                format!("of {count} of that name the one in {}, which stands in front of it", division(outer))
            }
            Why::Within(outer) => {
                format!("of {count} of that name the only one in {}, which the document names", division(outer))
            }
            Why::Near(home) => {
                format!("of {count} of that name the one near {}, which the document is about", division(home))
            }
            Why::Highest => format!("of {count} of that name the highest, for want of evidence; could be {}", others()),
            Why::Equal => format!("{count} of that name and none to be preferred; could be {}", others()),
            Why::Written(code) => format!("the body of {}, which its name begins with", division(code)),
            Why::Own(code, home) => {
                format!("the body of {}: the document is about {}", division(code), division(home))
            }
            Why::Level(code) => {
                format!("the body of {}, the only one of its level that the document names", division(code))
            }
            Why::Nobody => "the body of a division that the document does not tell".to_owned(),
            Why::Office => "an office whose name does not tell whose it is".to_owned(),
        };
        self.full.as_ref().map_or(why.clone(), |full| format!("short for {full} in this document; {why}"))
    }
}

/// What a document tells about the names in it.
#[derive(Debug)]
pub struct Context<'k> {
    pub(super) knowledge: &'k Knowledge,
    /// The division that the document is about, when it names one.
    pub(super) home: Option<u32>,
    /// The division that it names most, where most of the places that it names are this one or lie in it: what is
    /// said is said of it.
    pub(super) theme: Option<u32>,
    /// The divisions that the document names by names of theirs alone, and those around its home.
    pub(super) named: FxHashSet<u32>,
    /// For names right behind a division what they mean there, and the division.
    behind: FxHashMap<String, Vec<(u32, u32)>>,
    /// Short names that only this document explains: 平山 after 平山县.
    short: FxHashMap<String, String>,
}

impl<'k> Context<'k> {
    /// Reads off the sentences what they tell.
    pub fn read<'s, 'd: 's>(knowledge: &'k Knowledge, sentences: impl Iterator<Item = &'s Sentence<'d>>) -> Self {
        let mut context = Self {
            knowledge,
            home: None,
            theme: None,
            named: FxHashSet::default(),
            behind: FxHashMap::default(),
            short: FxHashMap::default(),
        };
        let (mut counts, mut mentions) = (FxHashMap::<u32, usize>::default(), FxHashMap::<u32, usize>::default());
        let mut places = 0;
        for (number, sentence) in sentences.enumerate() {
            let weight = if number < HEAD { WEIGHT } else { 1 };
            for word in sentence.words.iter().filter(|w| w.letter.classes.contains(knowledge.marks.known_place)) {
                let surface = sentence.slice(word.span);
                if let Some(code) = context.only(surface) {
                    *counts.entry(code).or_default() += weight;
                }
                places += 1;
                if let Some(code) = context.outermost(surface) {
                    *mentions.entry(code).or_default() += 1;
                }
            }
            context.note_pairs(sentence);
        }
        // Of several named as often it is about the one around the others, or about none.
        let most = counts.values().max();
        let tops = counts.iter().filter(|count| Some(count.1) == most).map(|count| *count.0);
        let around = |&home: &u32| tops.clone().all(|code| knowledge.gazetteer.is_within(code, home));
        context.home = tops.clone().find(around);
        let most = mentions.iter().max_by_key(|&(&code, &count)| (count, Reverse(code))).map(|most| *most.0);
        context.theme = most.filter(|&theme| {
            let inside = mentions.iter().filter(|mention| knowledge.gazetteer.is_within(*mention.0, theme));
            mentions[&theme] >= THEME && 2 * inside.map(|mention| *mention.1).sum::<usize>() >= places
        });
        context.named.extend(counts.keys());
        let around = context.home.into_iter().flat_map(|home| knowledge.gazetteer.lineage(home));
        context.named.extend(around.map(|division| division.code));
        context
    }

    /// Notes what names mean that stand right behind a division: 鼓楼区 in 南京市鼓楼区.
    fn note_pairs(&mut self, sentence: &Sentence) {
        let place = |token: usize| {
            let draft = &sentence.mentions[sentence.tokens[token].mention()?];
            (draft.kind == Some(MentionKind::Place)).then(|| sentence.slice(draft.span))
        };
        for token in 1..sentence.tokens.len() {
            let Some(surface) = place(token) else { continue };
            let Some(outer) = place(token - 1).and_then(|surface| self.only(surface)) else { continue };
            let divisions = self.divisions(surface);
            if let (true, Some((_, code))) = (divisions.len() > 1, self.within(&divisions, outer)) {
                self.behind.entry(surface.to_owned()).or_default().push((code, outer));
            }
        }
    }

    /// Notes that in this document a short name stands for a full one.
    pub fn shorten(&mut self, short: &str, full: &str) {
        self.short.insert(short.to_owned(), full.to_owned());
    }

    /// Chooses what a name means, where it stands right behind a division or not.
    pub fn choose(&self, kind: MentionKind, surface: &str, behind: Option<u32>) -> Choice<'k> {
        if kind == MentionKind::Organization
            && let Some(choice) = self.choose_body(surface)
        {
            return choice;
        }
        if kind == MentionKind::Post && self.is_office(surface) {
            return self.choose_office(surface);
        }
        let full = self.short.get(surface).filter(|_| kind == MentionKind::Place);
        let surface = full.map_or(surface, String::as_str);
        let named = self.knowledge.lexicon.names_of(surface, kind).map(|name| Candidate {
            key: name.key.as_str().into(),
            label: name.label.as_str().into(),
            class: name.class.as_deref(),
            name: Some(name),
            division: name.division,
        });
        let candidates: Vec<_> = named.collect();
        let (chosen, why) = match candidates.len() {
            0 => (None, Why::Only),
            1 => (Some(0), Why::Only),
            _ => {
                // A river beside divisions of that name: the divisions are meant more often.
                let divisions = candidates.iter().enumerate().filter_map(|(i, c)| Some((i, c.division?)));
                self.settle(&divisions.collect::<Vec<_>>(), surface, behind)
            }
        };
        Choice { candidates, chosen, why, full: full.cloned() }
    }

    /// Gives the industry that another is one of: the one that the lexicon tells, or for one that it does not list the
    /// listed one with the longest name that its name ends with (动力电池回收产业链 is one of 电池回收).
    pub fn broader(&self, chosen: Option<&Candidate<'k>>, surface: &str) -> Option<String> {
        if let Some(chosen) = chosen {
            return chosen.name?.broader.clone();
        }
        let lexicon = &self.knowledge.lexicon;
        let generic = |word: &str| {
            lexicon.look_up(word).is_some_and(|classes| classes.contains(self.knowledge.marks.generic_industry))
        };
        let starts = surface.char_indices().map(|(i, _)| i).skip(1);
        let tail = starts.clone().find(|&i| generic(&surface[i..])).map_or("", |i| &surface[i..]);
        let stem = surface.strip_suffix(tail).unwrap_or(surface);
        let listed = |name: &str| lexicon.names_of(name, MentionKind::Industry).next().map(|name| name.key.clone());
        let mut ends = starts.flat_map(|i| [Some(&surface[i..]), stem.get(i..)]).flatten();
        listed(stem).or_else(|| ends.find_map(listed))
    }

    /// Chooses among divisions of one name.
    fn settle(&self, divisions: &[(usize, u32)], surface: &str, behind: Option<u32>) -> (Option<usize>, Why) {
        let gazetteer = &self.knowledge.gazetteer;
        if let Some(outer) = behind
            && let Some((i, _)) = self.within(divisions, outer)
        {
            return (Some(i), Why::Behind(outer));
        }
        if let Some([(code, outer), more @ ..]) = self.behind.get(surface).map(Vec::as_slice)
            && more.iter().all(|other| other.0 == *code)
        {
            return (divisions.iter().find(|d| d.1 == *code).map(|d| d.0), Why::Behind(*outer));
        }
        // Everything lies in some province that a document may name in passing; what has a province's name is one.
        let named = |code: &u32| self.named.contains(code) && divisions.iter().all(|d| d.1 != *code);
        let levels = || divisions.iter().map(|d| level(gazetteer, d.1));
        if levels().all(|level| level > Some(Level::Province)) {
            let parent = |&(i, code): &(usize, u32)| Some((i, gazetteer.parent(code)?.code)).filter(|p| named(&p.1));
            let around = |&(i, code): &(usize, u32)| {
                let mut outer = gazetteer.lineage(code).skip(1).map(|division| division.code);
                outer.find(named).map(|outer| (i, outer))
            };
            let parents: Vec<_> = divisions.iter().filter_map(parent).collect();
            // 吉林 in passing does not make 朝阳 a district of 长春 where it may be a prefecture elsewhere.
            let alike = levels().min() == levels().max();
            let ancestors: Vec<_> = divisions.iter().filter(|_| alike).filter_map(around).collect();
            for found in [parents, ancestors] {
                if let [(i, outer)] = found[..] {
                    return (Some(i), Why::Within(outer));
                }
            }
        }
        // Those around the document's home, the nearer first: its prefecture, its province.
        let around = self.home.into_iter().flat_map(|home| gazetteer.lineage(home)).map(|division| division.code);
        for outer in around {
            let near: Vec<_> = divisions.iter().copied().filter(|d| gazetteer.is_within(d.1, outer)).collect();
            if let (Some((i, _)), Some(home)) = (self.highest(&near), self.home) {
                return (Some(i), Why::Near(home));
            }
        }
        match self.highest(divisions) {
            Some((i, _)) => (Some(i), Why::Highest),
            None => (None, Why::Equal),
        }
    }

    /// Gives the highest of the divisions that lie in another.
    fn within(&self, divisions: &[(usize, u32)], outer: u32) -> Option<(usize, u32)> {
        let lies = |code: u32| code != outer && self.knowledge.gazetteer.is_within(code, outer);
        self.highest(&divisions.iter().copied().filter(|d| lies(d.1)).collect::<Vec<_>>())
    }

    /// Gives the division that stands above the others.
    fn highest(&self, divisions: &[(usize, u32)]) -> Option<(usize, u32)> {
        let level = |code: u32| level(&self.knowledge.gazetteer, code);
        let top = divisions.iter().map(|d| level(d.1)).min()?;
        let mut top = divisions.iter().filter(|d| level(d.1) == top);
        top.next().copied().filter(|_| top.next().is_none())
    }

    /// Gives the divisions of a name, numbered.
    fn divisions(&self, surface: &str) -> Vec<(usize, u32)> {
        let names = self.knowledge.lexicon.names_of(surface, MentionKind::Place);
        names.enumerate().filter_map(|(i, name)| Some((i, name.division?))).collect()
    }

    /// Gives the division that a name means, or the one of several that the others lie in: 阿克苏.
    fn outermost(&self, surface: &str) -> Option<u32> {
        let codes = self.divisions(surface);
        let around = |outer: u32| codes.iter().all(|&(_, code)| self.knowledge.gazetteer.is_within(code, outer));
        codes.iter().map(|&(_, code)| code).find(|&code| around(code))
    }

    /// Gives the division that a name means wherever it stands.
    fn only(&self, surface: &str) -> Option<u32> {
        let mut codes = self.knowledge.lexicon.names_of(surface, MentionKind::Place).filter_map(|n| n.division);
        codes.next().filter(|_| codes.next().is_none())
    }
}

/// Gives how high a division stands.
fn level(gazetteer: &Gazetteer, code: u32) -> Option<Level> {
    gazetteer.get(code).map(|division| division.level)
}
