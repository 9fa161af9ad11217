//! The lexicon: names of things and classes of words, found in text by one automaton.

use super::classes::{ClassSet, Classes};
use super::gazetteer::Gazetteer;
use super::pattern;
use super::units::Units;
use super::{LoadError, Source};
use crate::extract::MentionKind;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A table of names. Its first two columns are name and aliases.
struct Table {
    file: &'static str,
    kind: MentionKind,
    /// The column of the subclass.
    class: Option<usize>,
    /// The column of the place.
    place: Option<usize>,
    /// The column of the parts.
    parts: Option<usize>,
    /// The column of the broader thing.
    broader: Option<usize>,
}

const fn table(file: &'static str, kind: MentionKind, class: Option<usize>, place: Option<usize>) -> Table {
    Table { file, kind, class, place, parts: None, broader: None }
}

const TABLES: &[Table] = &[
    table("events.tsv", MentionKind::Event, None, None),
    table("indicators.tsv", MentionKind::Indicator, None, None),
    Table { broader: Some(2), ..table("industries.tsv", MentionKind::Industry, None, None) },
    table("initiatives.tsv", MentionKind::Initiative, Some(2), None),
    table("organizations.tsv", MentionKind::Organization, Some(2), Some(3)),
    table("projects.tsv", MentionKind::Project, Some(2), None),
    Table { parts: Some(3), ..table("regions.tsv", MentionKind::Place, Some(2), None) },
    table("zones.tsv", MentionKind::Zone, None, Some(2)),
];

/// A thing that the lexicon names.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its type.
    pub kind: MentionKind,
    /// What identifies it: an administrative division's code, else its name.
    pub key: String,
    /// Its preferred name.
    pub label: String,
    /// Local name of its class below the type's, when the table tells one.
    pub class: Option<String>,
    /// Its code, for an administrative division.
    pub division: Option<u32>,
    /// Where it is, as the table tells.
    pub place: Option<String>,
    /// Codes of the divisions that it is made of, for a region.
    pub parts: Vec<u32>,
    /// Name of the thing of its type that it is one of, as the table tells: the industry above.
    pub broader: Option<String>,
}

/// Number of a name in the lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameId(pub u32);

/// A surface form while the lexicon is read.
#[derive(Default)]
struct Form {
    classes: ClassSet,
    literals: ClassSet,
    names: Vec<NameId>,
}

/// Number of a form in the lexicon.
#[derive(Clone, Copy, Debug)]
struct FormId(u32);

/// Number of a set of classes that forms have; few sets serve all forms, so those that are asked for stay near at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetId(u16);

impl SetId {
    /// The set with nothing in it.
    const EMPTY: Self = Self(0);
}

/// An occurrence of a form in a text.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What the lexicon knows of it but for its names.
    pub gist: Gist,
}

/// What the lexicon knows of a surface form but for its names.
#[derive(Clone, Copy, Debug)]
pub struct Gist {
    /// How many characters the form has.
    pub chars: u16,
    /// The classes of a token of this form; none for a form that only patterns spell.
    pub classes: SetId,
    /// The classes of tokens that the form's spelling starts at; none for a form that no pattern spells.
    pub literals: SetId,
    /// It is several names that the segmenter takes for one.
    pub is_split: bool,
}

impl Gist {
    /// Says whether the form is a name or a word.
    pub fn is_word(self) -> bool {
        self.classes != SetId::EMPTY
    }

    /// Says whether patterns spell the form.
    pub fn is_literal(self) -> bool {
        self.literals != SetId::EMPTY
    }
}

/// Names and words.
#[derive(Default)]
pub struct Lexicon {
    names: Vec<Name>,
    /// By [`SetId`].
    sets: Vec<ClassSet>,
    /// Of every form.
    gists: Vec<Gist>,
    /// What every form may name, in order of loading.
    named: Vec<Vec<NameId>>,
    index: FxHashMap<String, FormId>,
    /// None for an empty lexicon.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<Gist>>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("names", &self.names.len()).field("forms", &self.gists.len()).finish()
    }
}

impl Lexicon {
    /// Reads the gazetteer, the tables of names and the word lists (`*.txt`, sections of words under `[class]`).
    ///
    /// # Errors
    /// A row without a name, words before the first section, too many classes: with file and line.
    pub fn load(
        gazetteer: &Gazetteer,
        units: &Units,
        sources: &[Source],
        classes: &mut Classes,
    ) -> Result<Self, LoadError> {
        let mut draft = Draft::default();
        draft.add_divisions(gazetteer, classes)?;
        let unit = class(classes, "unit", "units.tsv", 0)?;
        for row in units.all() {
            draft.add(&row.name, unit, None);
            row.aliases.iter().for_each(|alias| draft.add(alias, unit, None));
        }
        for table in TABLES {
            if let Some(source) = sources.iter().find(|s| s.name == format!("lexicon/{}", table.file)) {
                draft.add_table(source, table, classes)?;
            }
        }
        for source in sources.iter().filter(|s| s.name.contains("lexicon/") && s.name.ends_with(".txt")) {
            draft.add_words(source, classes)?;
        }
        for source in sources.iter().filter(|s| s.name.ends_with(".rules")) {
            for (_, line) in source.rows() {
                for literal in pattern::literals(line) {
                    let set = class(classes, &pattern::literal_class(literal), &source.name, 0)?;
                    let form = draft.forms.entry(literal.to_owned()).or_default();
                    form.literals.extend(&set);
                }
            }
        }
        let split = classes.get("split");
        draft.finish(|set| split.is_some_and(|split| set.contains(split)))
    }

    /// Finds all forms in a text, overlapping ones too, by end.
    pub fn find(&self, text: &str) -> impl Iterator<Item = Hit> {
        let hits = self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text));
        hits.map(|hit| Hit { start: hit.start(), end: hit.end(), gist: hit.value() })
    }

    /// Gives a set of classes.
    pub fn set(&self, id: SetId) -> &ClassSet {
        &self.sets[usize::from(id.0)]
    }

    /// Looks up the classes of a form by its spelling.
    pub fn look_up(&self, surface: &str) -> Option<&ClassSet> {
        self.index.get(surface).map(|id| self.set(self.gists[id.0 as usize].classes))
    }

    /// Gives a name.
    pub fn name(&self, id: NameId) -> &Name {
        &self.names[id.0 as usize]
    }

    /// Gives what a form may name among a kind.
    pub fn names_of(&self, surface: &str, kind: MentionKind) -> impl Iterator<Item = &Name> {
        let ids = self.index.get(surface).map_or(&[][..], |id| &self.named[id.0 as usize]);
        ids.iter().map(|&id| self.name(id)).filter(move |name| name.kind == kind)
    }
}

/// The lexicon while it is read.
#[derive(Default)]
struct Draft {
    names: Vec<Name>,
    forms: BTreeMap<String, Form>,
}

impl Draft {
    fn add_divisions(&mut self, gazetteer: &Gazetteer, classes: &mut Classes) -> Result<(), LoadError> {
        let full = class(classes, "known.Place.full", "divisions.tsv", 0)?;
        let short = class(classes, "known.Place.short", "divisions.tsv", 0)?;
        let initial = class(classes, "initial.Place", "divisions.tsv", 0)?;
        for division in gazetteer.divisions() {
            let id = NameId(self.names.len() as u32);
            self.names.push(Name {
                kind: MentionKind::Place,
                key: division.code.to_string(),
                label: division.name.clone(),
                class: Some(division.level.class().to_owned()),
                division: Some(division.code),
                place: None,
                parts: Vec::new(),
                broader: None,
            });
            self.add(&division.name, full, Some(id));
            for name in &division.short_names {
                self.add(name, short, Some(id));
            }
            for name in &division.former_names {
                self.add(name, full, Some(id));
            }
            for name in &division.aliases {
                self.add(name, if name.chars().count() == 1 { initial } else { short }, Some(id));
            }
        }
        Ok(())
    }

    fn add_table(&mut self, source: &Source, table: &Table, classes: &mut Classes) -> Result<(), LoadError> {
        let kind = table.kind;
        let set = class(classes, &format!("known.{}", kind.name()), &source.name, 0)?;
        let initial = class(classes, "initial.Place", &source.name, 0)?;
        for (number, line) in source.rows() {
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let cell = |column: Option<usize>| column.and_then(|i| columns.get(i)).filter(|c| !c.is_empty()).copied();
            let list = |column| cell(column).into_iter().flat_map(|c| c.split(';')).map(str::trim);
            let Some(label) = cell(Some(0)) else { return Err(source.error(number, 1, "a row without a name")) };
            let parts = list(table.parts).map(str::parse).collect::<Result<_, _>>();
            let parts = parts.map_err(|_| source.error(number, 1, "parts are codes of six digits"))?;
            let id = NameId(self.names.len() as u32);
            self.names.push(Name {
                kind,
                key: label.to_owned(),
                label: label.to_owned(),
                class: cell(table.class).map(str::to_owned),
                division: None,
                place: cell(table.place).map(str::to_owned),
                parts,
                broader: cell(table.broader).map(str::to_owned),
            });
            self.add(label, set, Some(id));
            for alias in list(Some(1)).filter(|a| !a.is_empty()) {
                let short = kind == MentionKind::Place && alias.chars().count() == 1;
                self.add(alias, if short { initial } else { set }, Some(id));
            }
        }
        Ok(())
    }

    fn add_words(&mut self, source: &Source, classes: &mut Classes) -> Result<(), LoadError> {
        let mut section = None;
        for (number, line) in source.rows() {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = Some(class(classes, name.trim(), &source.name, number)?);
                continue;
            }
            let Some(set) = section else {
                return Err(source.error(number, 1, "words before the first [class]"));
            };
            for word in line.split_whitespace() {
                self.add(word, set, None);
            }
        }
        Ok(())
    }

    fn add(&mut self, surface: &str, classes: ClassSet, name: Option<NameId>) {
        let form = self.forms.entry(surface.to_owned()).or_default();
        form.classes.extend(&classes);
        form.names.extend(name);
    }

    fn finish(self, is_split: impl Fn(&ClassSet) -> bool) -> Result<Lexicon, LoadError> {
        let fail = |message: String| LoadError { file: "lexicon".into(), line: 0, column: 0, message };
        let mut sets = vec![ClassSet::EMPTY];
        let mut ids = FxHashMap::from_iter([(ClassSet::EMPTY, SetId::EMPTY)]);
        let mut id = |set: ClassSet| {
            let next = u16::try_from(sets.len()).map_err(|_| fail("too many sets of classes".into()))?;
            Ok(*ids.entry(set).or_insert_with(|| {
                sets.push(set);
                SetId(next)
            }))
        };
        let mut gists = Vec::with_capacity(self.forms.len());
        for (surface, form) in &self.forms {
            gists.push(Gist {
                chars: u16::try_from(surface.chars().count()).unwrap_or(u16::MAX),
                classes: id(form.classes)?,
                literals: id(form.literals)?,
                is_split: is_split(&form.classes),
            });
        }
        // The automaton gives the gists themselves: to look them up by number would be one more place in memory.
        let patterns = self.forms.keys().map(String::as_str).zip(gists.iter().copied());
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(patterns)
            .map_err(|error| fail(error.to_string()))?;
        let (surfaces, forms): (Vec<String>, Vec<Form>) = self.forms.into_iter().unzip();
        Ok(Lexicon {
            names: self.names,
            sets,
            gists,
            named: forms.into_iter().map(|form| form.names).collect(),
            index: surfaces.into_iter().zip((0..).map(FormId)).collect(),
            automaton: Some(automaton),
        })
    }
}

/// Interns a class and gives it with all above it.
fn class(classes: &mut Classes, name: &str, file: &str, line: usize) -> Result<ClassSet, LoadError> {
    match classes.intern(name) {
        Some(id) => Ok(*classes.closure(id)),
        None => Err(LoadError { file: file.to_owned(), line, column: 1, message: "too many classes".into() }),
    }
}
