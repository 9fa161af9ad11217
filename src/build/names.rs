//! What documents are called: each by its file's stem, and a file keeps its name for good.
//!
//! The name comes from the paths of this run and from what the store holds, never from the order in which threads
//! finish. `extract` has no store and names what it is given as `build` names it for an empty one.

use super::Input;
use crate::store::StoredDocument;
use crate::text::{self, ParseOptions};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Names of the documents of a run.
#[derive(Debug, Default)]
pub struct Names {
    /// By number of the input.
    given: Vec<Given>,
    /// Names that are spoken for, and the files that have them.
    taken: HashMap<String, String>,
    /// Names in the store by the path of the source.
    stored: HashMap<String, String>,
}

/// What an input is called.
#[derive(Debug)]
struct Given {
    stem: String,
    /// The name of its document; its records have `-N` behind it.
    base: String,
    /// Its path, as the store keeps it.
    path: String,
    /// The path that the store has for it, if it has moved since.
    moved_from: Option<String>,
}

/// Name and source of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Whether its name is not the one that the path gives.
    pub renamed: bool,
    /// The path of its source, with `#N` for the Nth record.
    pub path: String,
}

impl Names {
    /// Names `inputs` for an empty store: each by its stem, or `STEM~2` and on if inputs before it have it.
    pub fn fresh(inputs: &[Input]) -> Self {
        Self::assign(inputs, &BTreeMap::new(), None, &ParseOptions::default())
    }

    /// Names `inputs` for a store that holds `known`: what was built from the same path keeps its name, and so does what
    /// has moved; of the others each gets the first of STEM, `STEM~2` … that is free.
    pub(super) fn assign(
        inputs: &[Input],
        known: &BTreeMap<String, StoredDocument>,
        root: Option<&Path>,
        parse: &ParseOptions,
    ) -> Self {
        let root = root.and_then(|root| fs::canonicalize(root).ok()?.parent().map(Path::to_owned));
        let holders = Holders::new(known);
        let taken = holders.path_of.iter().map(|(name, path)| (name.clone(), (*path).to_owned())).collect();
        let mut names = Self { taken, ..Self::default() };
        names.stored = known.iter().filter_map(|(name, held)| Some((held.path.clone()?, name.clone()))).collect();
        let mut kept: HashSet<String> = HashSet::new();
        for input in inputs {
            let (stem, path) = (input.stem(), source_path(input, root.as_deref()));
            let own = holders.names_of.get(&path).into_iter().flatten().find(|name| !kept.contains(**name));
            let heir = || {
                let mut gone = holders.like(&stem, &kept, root.as_deref()).peekable();
                gone.peek()?;
                moved(input, &stem, gone, known, parse)
            };
            let (base, moved_from) = match own {
                Some(name) => ((*name).to_owned(), None),
                None => match heir() {
                    Some(name) => (name.clone(), holders.path_of.get(&name).map(|&path| path.to_owned())),
                    None => {
                        let free = |name: &str| !names.taken.contains_key(name);
                        (claim(stem.clone(), free), None)
                    }
                },
            };
            names.taken.insert(base.clone(), path.clone());
            kept.insert(base.clone());
            names.given.push(Given { stem, base, path, moved_from });
        }
        names
    }

    /// Gives name and source of a document of the input with that number, which is called `name` by its path.
    pub fn identify(&self, input: usize, name: &str) -> Identity {
        let Given { stem, base, path: file, moved_from } = &self.given[input];
        let record = name.strip_prefix(stem.as_str()).unwrap_or_default();
        let path = match record.strip_prefix('-') {
            Some(number) => format!("{file}#{number}"),
            None => file.clone(),
        };
        let own = format!("{base}{record}");
        let given = match self.stored.get(&path) {
            // A record of a JSON Lines file may be called like another file.
            _ if record.is_empty() => own,
            Some(known) => known.clone(),
            None => claim(own, |name| {
                self.taken.get(name).is_none_or(|holder| holder == file || Some(holder) == moved_from.as_ref())
            }),
        };
        Identity { renamed: given != name, name: given, path }
    }
}

/// Which source has which name in the store. What was built before sources were recorded has none: it belongs to
/// whoever comes first.
struct Holders<'a> {
    path_of: HashMap<String, &'a str>,
    names_of: HashMap<String, Vec<&'a str>>,
}

impl<'a> Holders<'a> {
    fn new(known: &'a BTreeMap<String, StoredDocument>) -> Self {
        let mut holders = Self { path_of: HashMap::new(), names_of: HashMap::new() };
        for (name, held) in known {
            let Some(path) = held.path.as_deref() else { continue };
            let record = path.rsplit_once('#').and_then(|(file, number)| Some((file, record_base(name, number)?)));
            let (path, base) = record.unwrap_or((path, name));
            holders.path_of.insert(name.clone(), path);
            holders.path_of.entry(base.to_owned()).or_insert(path);
            let names = holders.names_of.entry(path.to_owned()).or_default();
            if !names.contains(&base) {
                names.push(base);
            }
        }
        holders
    }

    /// Gives the names STEM, `STEM~2` … whose source is not there any more, but for those that an input has.
    fn like<'s>(
        &'s self,
        stem: &'s str,
        kept: &'s HashSet<String>,
        root: Option<&'s Path>,
    ) -> impl Iterator<Item = String> + 's {
        let all = candidates(stem).map_while(|name| Some((self.path_of.get(&name).copied()?, name)));
        let gone = move |path: &str| !root.unwrap_or(Path::new("")).join(path).exists();
        all.filter(move |(path, name)| !kept.contains(name) && gone(path)).map(|(_, name)| name)
    }
}

/// Gives the name of the file's documents without the number of the record: x of x-3.
fn record_base<'a>(name: &'a str, number: &str) -> Option<&'a str> {
    name.strip_suffix(number)?.strip_suffix('-')
}

/// Finds the name among `gone` whose document is the first one of `input`, to the byte: then the file has only moved.
fn moved(
    input: &Input,
    stem: &str,
    mut gone: impl Iterator<Item = String>,
    known: &BTreeMap<String, StoredDocument>,
    parse: &ParseOptions,
) -> Option<String> {
    let bytes = input.read().ok()?;
    let path = input.path().to_string_lossy();
    // What cannot be read is told of when its turn comes.
    let documents = super::pipeline::guarded(stem, || text::parse_each(&path, &bytes, parse)).ok()?.ok()?;
    let first = documents.into_iter().find_map(Result::ok)?;
    let record = first.name.strip_prefix(stem)?;
    gone.find(|base| known.get(&format!("{base}{record}")).is_some_and(|held| held.hash == first.hash))
}

/// Gives NAME, NAME~2, NAME~3 …
fn candidates(name: &str) -> impl Iterator<Item = String> + use<'_> {
    std::iter::once(name.to_owned()).chain((2..).map(move |n| format!("{name}~{n}")))
}

/// Finds the first of NAME, NAME~2, NAME~3 … that `free` takes.
fn claim(name: String, free: impl Fn(&str) -> bool) -> String {
    candidates(&name).find(|name| free(name)).expect("there is no end of numbers")
}

/// Gives the path that tells a source from all others: from the directory that the store is in, so that both may move
/// together and it does not matter where a command is called from; a path that is no file's as it is.
fn source_path(input: &Input, root: Option<&Path>) -> String {
    let path = match input {
        Input::File(path) => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        Input::Bytes(path, _) => return written(path),
    };
    let Some(root) = root else { return written(&path) };
    let shared = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(shared).map(|_| Component::ParentDir);
    written(&up.chain(path.components().skip(shared)).collect::<PathBuf>())
}

/// Writes a path as text, so that different ones stay different.
fn written(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_placed_from_where_the_store_is() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("data/x.txt");
        fs::create_dir_all(home.path().join("data")).unwrap();
        fs::create_dir_all(home.path().join("stores/s")).unwrap();
        fs::write(&file, "").unwrap();
        let root = fs::canonicalize(home.path()).unwrap();
        for (root, expected) in [(root.clone(), "data/x.txt"), (root.join("stores"), "../data/x.txt")] {
            for path in [file.clone(), home.path().join("stores/../data/./x.txt")] {
                assert_eq!(source_path(&Input::File(path), Some(&root)), expected);
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_that_are_no_text_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes: &[u8]| written(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!((path(b"a\xff.txt").as_str(), path(b"a\xfe.txt").as_str()), ("a%FF.txt", "a%FE.txt"));
    }

    #[test]
    fn a_run_names_by_the_order_of_its_inputs() {
        let inputs =
            ["a/x.txt", "b/x.txt", "x-1.txt", "c/x.jsonl"].map(|path| Input::Bytes(path.into(), Vec::new().into()));
        let names = Names::fresh(&inputs);
        let named: Vec<_> = [(0, "x"), (1, "x"), (2, "x-1"), (3, "x-1")]
            .into_iter()
            .map(|(input, name)| {
                let Identity { name, renamed, path } = names.identify(input, name);
                (name, renamed, path)
            })
            .collect();
        let expected = [
            ("x", false, "a/x.txt"),
            ("x~2", true, "b/x.txt"),
            ("x-1", false, "x-1.txt"),
            ("x~3-1", true, "c/x.jsonl#1"),
        ];
        assert_eq!(named, expected.map(|(name, renamed, path)| (name.to_owned(), renamed, path.to_owned())));
    }
}
