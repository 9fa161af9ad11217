//! Ontology, lexicon and rules: all that the extractor knows of the domain, read from `ontology/`.

pub mod alphabet;
pub mod batch;
pub mod classes;
pub mod gazetteer;
pub mod lexicon;
pub mod lint;
pub mod marks;
pub mod ontology;
pub mod pattern;
pub mod program;
pub mod rules;
pub mod table;
pub mod trace;
pub mod units;

use crate::extract::MentionKind;
use classes::{ClassId, ClassSet, Classes};
use gazetteer::Gazetteer;
use include_dir::{Dir, include_dir};
use jieba_rs::Jieba;
use lexicon::Lexicon;
use marks::Marks;
use ontology::Ontology;
use rules::Rules;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
use table::TableError;
use units::Units;

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/ontology");

/// Number of a rule, in order of loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// Number of a relation of the ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u16);

/// A file of `ontology/`, read into memory.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path below `ontology/`, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Gives the lines that say something with their numbers from 1: not blank, and no `# comment`.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().zip(1..).map(|(line, number)| (number, line.trim_end())).filter(|(_, line)| {
            let body = line.trim_start();
            !body.is_empty() && body != "#" && !body.starts_with("# ")
        })
    }

    /// Makes an error in this file.
    pub fn error(&self, line: usize, column: usize, message: impl Into<String>) -> LoadError {
        LoadError { file: self.name.clone(), line, column, message: message.into() }
    }
}

/// Why a file of `ontology/` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct LoadError {
    /// Path below `ontology/`.
    pub file: String,
    /// Line from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

/// Everything read from `ontology/`, and the segmenter.
pub struct Knowledge {
    /// Names the content of all files; changes when one of them does.
    pub version: String,
    /// Classes and relations.
    pub ontology: Ontology,
    /// Administrative divisions.
    pub gazetteer: Gazetteer,
    /// Units of amounts.
    pub units: Units,
    /// Token classes.
    pub classes: Classes,
    /// Names and words.
    pub lexicon: Lexicon,
    /// Extraction rules.
    pub rules: Rules,
    /// Classes of tags and mention types.
    pub token_classes: TokenClasses,
    /// Classes that code asks for.
    pub marks: Marks,
    /// Classes of tokens that a literal of some pattern starts at.
    pub literals: ClassSet,
    /// Names of the relations by id (`locatedIn`), as the ontology has them.
    pub relations: Vec<String>,
    /// Names of the rules by id.
    pub rule_names: Vec<String>,
    /// Loaded when the first sentence is cut: a sixth of a second that commands without extraction save.
    jieba: OnceLock<Jieba>,
}

impl Default for Knowledge {
    /// Knows nothing.
    fn default() -> Self {
        let mut classes = Classes::default();
        let token_classes = TokenClasses::intern(&mut classes);
        let marks = Marks::intern(&mut classes);
        Self {
            version: String::new(),
            ontology: Ontology::default(),
            gazetteer: Gazetteer::default(),
            units: Units::default(),
            classes,
            lexicon: Lexicon::default(),
            rules: Rules::default(),
            token_classes,
            marks,
            literals: ClassSet::EMPTY,
            relations: Vec::new(),
            rule_names: Vec::new(),
            jieba: OnceLock::new(),
        }
    }
}

impl std::fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Knowledge").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Knowledge {
    /// Loads what is built into the program.
    ///
    /// # Errors
    /// None for a program whose tests pass: `mailuo check` loads the same files.
    pub fn embedded() -> Result<Self, LoadError> {
        Self::load(&embedded_sources())
    }

    /// Loads from files in memory.
    ///
    /// # Errors
    /// The first error of any file, with line and column.
    pub fn load(sources: &[Source]) -> Result<Self, LoadError> {
        let find = |name: &str| {
            sources.iter().find(|s| s.name == name).ok_or_else(|| LoadError {
                file: name.to_owned(),
                line: 0,
                column: 0,
                message: "the file is missing".into(),
            })
        };
        // Parts that nothing below would miss.
        ["shapes.ttl", "document.txt", "lexicon/words.txt"].into_iter().try_for_each(|name| find(name).map(drop))?;
        if !sources.iter().any(|source| source.name.ends_with(".rules")) {
            find("rules/*.rules")?;
        }
        let ontology = Ontology::load(find("mailuo.ttl")?)?;
        let divisions = find("lexicon/divisions.tsv")?;
        let gazetteer = Gazetteer::parse(&divisions.text).map_err(|e| table_error(divisions, e))?;
        let unit_table = find("lexicon/units.tsv")?;
        let units = Units::parse(&unit_table.text).map_err(|e| table_error(unit_table, e))?;
        let mut classes = Classes::default();
        let token_classes = TokenClasses::intern(&mut classes);
        let marks = Marks::intern(&mut classes);
        let lexicon = Lexicon::load(&gazetteer, &units, sources, &mut classes)?;
        let rules = Rules::load(sources, &mut classes, &ontology.relations)?;
        let literals = classes.starting_with('=');
        // In order of their ids, which follow the names' order.
        let relations = ontology.relations.keys().cloned().collect();
        Ok(Self {
            version: version(sources),
            rule_names: rules.iter().map(|r| r.name.clone()).collect(),
            relations,
            ontology,
            gazetteer,
            units,
            classes,
            lexicon,
            rules,
            token_classes,
            marks,
            literals,
            jieba: OnceLock::new(),
        })
    }

    /// Gives a relation's local name.
    pub fn relation_name(&self, id: RelationId) -> &str {
        &self.relations[id.0 as usize]
    }

    /// Gives a rule's name.
    pub fn rule_name(&self, id: RuleId) -> &str {
        &self.rule_names[id.0 as usize]
    }

    /// Gives the segmenter.
    pub fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(Jieba::new)
    }
}

fn table_error(source: &Source, error: TableError) -> LoadError {
    source.error(error.line, 1, error.message)
}

/// Gives the files built into the program, by path.
pub fn embedded_sources() -> Vec<Source> {
    let mut sources = Vec::new();
    embedded_files(&EMBEDDED, &mut sources);
    sources
}

fn embedded_files(dir: &Dir<'_>, out: &mut Vec<Source>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        if let Some(text) = file.contents_utf8() {
            out.push(Source { name, text: text.to_owned() });
        }
    }
    for child in dir.dirs() {
        embedded_files(child, out);
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Hashes names and texts of all files into 16 hexadecimal digits.
fn version(sources: &[Source]) -> String {
    let mut sorted: Vec<&Source> = sources.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hasher = Sha256::new();
    for source in sorted {
        hasher.update(source.name.as_bytes());
        hasher.update([0]);
        hasher.update(source.text.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The part-of-speech tags of jieba's dictionary that rules can test for.
const TAGS: &[&str] = &[
    "a", "ad", "an", "b", "c", "d", "e", "eng", "f", "g", "h", "i", "j", "k", "l", "m", "n", "nr", "ns", "nt", "nz",
    "o", "p", "q", "r", "s", "t", "u", "uj", "ul", "ug", "uv", "ud", "uz", "v", "vd", "vn", "x", "y", "z",
];

/// Classes of part-of-speech tags and of mention types.
#[derive(Debug)]
pub struct TokenClasses {
    /// By first letter; the tag that is that letter alone comes first.
    tags: [Vec<(&'static str, ClassSet)>; 26],
    kinds: [ClassId; MentionKind::ALL.len()],
}

impl TokenClasses {
    fn intern(classes: &mut Classes) -> Self {
        let mut intern = |name: &str| classes.intern(name).expect("the fixed classes are few");
        let kinds = MentionKind::ALL.map(|kind| intern(kind.name()));
        let mut tags = [const { Vec::new() }; 26];
        for &tag in TAGS {
            let mut set = ClassSet::EMPTY;
            set.insert(intern(&format!("tag.{tag}")));
            set.insert(intern(&format!("tag.{}", &tag[..1])));
            tags[usize::from(tag.as_bytes()[0] - b'a')].push((tag, set));
        }
        Self { tags, kinds }
    }

    /// Gives the classes of a tag, those of its first letter where rules cannot name it.
    pub fn tag(&self, tag: &str) -> &ClassSet {
        let first = tag.bytes().next().map_or(0, |letter| letter.wrapping_sub(b'a'));
        let alike = self.tags.get(usize::from(first)).map_or(&[][..], Vec::as_slice);
        let same = alike.iter().find(|known| known.0 == tag).or(alike.first());
        same.map_or(&ClassSet::EMPTY, |known| &known.1)
    }

    /// Gives the classes of all mention types.
    pub fn kinds(&self) -> impl Iterator<Item = ClassId> {
        self.kinds.into_iter()
    }

    /// Gives the class of a mention type.
    pub fn kind(&self, kind: MentionKind) -> ClassId {
        self.kinds[kind as usize]
    }
}

impl Knowledge {
    /// Loads the files of a directory laid out like `ontology/`.
    ///
    /// # Errors
    /// A directory or file that cannot be read, and what [`Knowledge::load`] gives.
    pub fn from_dir(directory: &std::path::Path) -> Result<Self, LoadError> {
        Self::load(&read_sources(directory)?)
    }
}

/// Reads the files of a directory laid out like `ontology/`.
///
/// # Errors
/// A directory or file that cannot be read.
pub fn read_sources(directory: &std::path::Path) -> Result<Vec<Source>, LoadError> {
    let mut sources = Vec::new();
    read_directory(directory, directory, &mut sources)?;
    Ok(sources)
}

fn read_directory(root: &std::path::Path, directory: &std::path::Path, out: &mut Vec<Source>) -> Result<(), LoadError> {
    let refuse = |path: &std::path::Path, error: std::io::Error| LoadError {
        file: path.display().to_string(),
        line: 0,
        column: 0,
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(directory).map_err(|error| refuse(directory, error))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_directory(root, &path, out)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            out.push(Source { name, text: std::fs::read_to_string(&path).map_err(|error| refuse(&path, error))? });
        }
    }
    Ok(())
}
