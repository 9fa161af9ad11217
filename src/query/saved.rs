//! Saved queries: SPARQL files with a grlc header whose BASIL variables are parameters.
//!
//! The header is `#+ key: value` lines: `summary`, `description`, `tags` and `defaults`, `examples` (values that
//! fit) and `otherwise` (the saved query to try when this one finds nothing); tags, defaults and examples take `- item`
//! lines under them. A variable `?_NAME_TYPE` is a required parameter, `?__NAME_TYPE` an optional one; types are `iri`,
//! `integer`, `decimal`, `date`, `boolean`; `?_NAME` takes text, `?_NAME_zh` and `?_NAME_en` text in a language.

use super::{QueryError, sparql};
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// A query of `queries/NAME.rq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// The file's stem.
    pub name: String,
    /// One line: what it answers.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// Values of parameters that are not set.
    pub defaults: Vec<(String, String)>,
    /// The saved query that may find what this one does not.
    pub otherwise: Option<String>,
    /// Its parameters, in order of their first use.
    pub parameters: Vec<Parameter>,
    /// The SPARQL text.
    pub text: String,
}

/// A variable of a saved query that takes a value from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// What people call it (`place`).
    pub name: String,
    /// The variable in the query (`_place_iri`).
    pub variable: String,
    /// What values it takes.
    pub kind: ParamKind,
    /// Whether it must have a value, from outside or from the defaults.
    pub required: bool,
    /// A value that fits.
    pub example: String,
}

/// The type of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// An IRI, a prefixed name or the name of a thing.
    Iri,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day as 2025-12-31.
    Date,
    /// `true` or `false`.
    Boolean,
    /// Text.
    Text,
    /// Text in a language.
    LangText(String),
}

impl ParamKind {
    /// Names the type in words.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Iri => "a name or an IRI",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Date => "a date",
            Self::Boolean => "true or false",
            Self::Text | Self::LangText(_) => "text",
        }
    }

    /// Gives a value of the type.
    pub fn example(&self) -> &'static str {
        match self {
            Self::Iri => "金昌市",
            Self::Integer => "2025",
            Self::Decimal => "0.5",
            Self::Date => "2025-12-31",
            Self::Boolean => "true",
            Self::Text | Self::LangText(_) => "新能源",
        }
    }
}

/// Gives the embedded saved queries, with those of `directory` added or put in their place, by name.
///
/// ```
/// let queries = mailuo::query::saved::load(None)?;
/// let targets = mailuo::query::saved::find(&queries, "targets")?;
/// assert!(targets.parameters.iter().any(|parameter| parameter.name == "place" && !parameter.required));
/// # Ok::<(), mailuo::query::QueryError>(())
/// ```
///
/// # Errors
///
/// A file that cannot be read or is written wrongly, with its path, line and column.
pub fn load(directory: Option<&Path>) -> Result<Vec<SavedQuery>, QueryError> {
    let mut queries = BTreeMap::new();
    for file in EMBEDDED.files() {
        let path = Path::new("queries").join(file.path());
        enter(&mut queries, &path, file.contents_utf8().unwrap_or_default())?;
    }
    if let Some(directory) = directory {
        let failed = |path: &Path, error: std::io::Error| QueryError::Directory {
            path: path.display().to_string(),
            message: error.to_string(),
        };
        let entries = fs::read_dir(directory).map_err(|error| failed(directory, error))?;
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort_unstable();
        for path in paths {
            if path.extension().is_some_and(|ending| ending == "rq") {
                let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
                enter(&mut queries, &path, &text)?;
            }
        }
    }
    Ok(queries.into_values().collect())
}

/// Finds a saved query by name.
///
/// # Errors
///
/// [`QueryError::UnknownQuery`] with the nearest names.
pub fn find<'a>(queries: &'a [SavedQuery], name: &str) -> Result<&'a SavedQuery, QueryError> {
    queries.iter().find(|query| query.name == name).ok_or_else(|| {
        let mut nearest: Vec<_> =
            queries.iter().filter_map(|query| Some((likeness(query, name)?, query.name.clone()))).collect();
        nearest.sort_unstable();
        let nearest = nearest.into_iter().take(3).map(|(_, known)| known).collect();
        QueryError::UnknownQuery { name: name.to_owned(), nearest }
    })
}

/// Says how near a query is to the name that somebody gave it, the least being nearest: by spelling, by the first word of
/// what it answers, by a part of the name, by a tag or a relation it asks for. None if it is not near at all.
fn likeness(query: &SavedQuery, name: &str) -> Option<(usize, usize)> {
    let name = name.to_lowercase();
    let slips = |word: &str| distance(&word.to_lowercase(), &name);
    let few = |word: &str| slips(word) <= name.chars().count().min(word.chars().count()) / 4;
    let spelling = slips(&query.name);
    let relations = query.text.split("ml:").skip(1);
    let relations = relations.map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    let rank = match () {
        () if spelling <= 1.max(name.chars().count() / 3) => 0,
        () if query.summary.split_whitespace().next().is_some_and(few) => 1,
        () if query.name.contains(&name) || name.contains(&query.name) => 2,
        () if query.tags.iter().any(|tag| few(tag)) || relations.into_iter().any(few) => 3,
        () => return None,
    };
    Some((rank, spelling))
}

fn enter(queries: &mut BTreeMap<String, SavedQuery>, path: &Path, text: &str) -> Result<(), QueryError> {
    if path.extension().is_some_and(|ending| ending == "rq") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let query = read(&name, &path.display().to_string(), text)?;
        queries.insert(name, query);
    }
    Ok(())
}

/// Reads the text of a saved query; `path` is for messages.
///
/// # Errors
///
/// [`QueryError::Saved`] when the header or the SPARQL is wrong, with line and column.
pub fn read(name: &str, path: &str, text: &str) -> Result<SavedQuery, QueryError> {
    let wrong = |line, column, message: String| QueryError::Saved { path: path.to_owned(), line, column, message };
    let header = Header::read(text).map_err(|(line, message)| wrong(line, 1, message))?;
    match sparql::parse(text) {
        Ok(_) => {}
        Err(QueryError::Syntax { line, column, message, .. }) => return Err(wrong(line, column, message)),
        Err(error) => return Err(error),
    }
    let mut parameters = parameters(text);
    for (what, entries) in [("a default", &header.defaults), ("an example", &header.examples)] {
        if let Some((line, name, _)) = entries.iter().find(|(_, name, _)| !parameters.iter().any(|p| p.name == *name)) {
            return Err(wrong(*line, 1, format!("{what} for {name}, which is no parameter")));
        }
    }
    for parameter in &mut parameters {
        let given = header.examples.iter().find(|(_, name, _)| *name == parameter.name);
        parameter.example = given.map_or(parameter.kind.example(), |(_, _, value)| value).to_owned();
    }
    Ok(SavedQuery {
        name: name.to_owned(),
        summary: header.summary.ok_or_else(|| wrong(1, 1, "no `#+ summary:`".to_owned()))?,
        description: header.description,
        tags: header.tags,
        defaults: header.defaults.into_iter().map(|(_, name, value)| (name, value)).collect(),
        otherwise: header.otherwise,
        parameters,
        text: text.to_owned(),
    })
}

#[derive(Default)]
struct Header {
    summary: Option<String>,
    description: String,
    tags: Vec<String>,
    /// Line, parameter and value.
    defaults: Vec<(usize, String, String)>,
    /// Likewise.
    examples: Vec<(usize, String, String)>,
    otherwise: Option<String>,
}

impl Header {
    /// Reads the `#+` lines; an error has its line.
    fn read(text: &str) -> Result<Self, (usize, String)> {
        let mut header = Self::default();
        let mut section = "";
        for (at, line) in text.lines().enumerate() {
            let Some(line) = line.strip_prefix("#+") else { continue };
            let (line, number) = (line.trim(), at + 1);
            if let Some(item) = line.strip_prefix("- ") {
                match section {
                    "tags" => header.tags.push(item.trim().to_owned()),
                    "defaults" | "examples" => match item.split_once(':') {
                        Some((name, value)) => {
                            let entries =
                                if section == "defaults" { &mut header.defaults } else { &mut header.examples };
                            entries.push((number, name.trim().to_owned(), unquote(value.trim()).to_owned()));
                        }
                        None => return Err((number, "a default or example is written `- name: value`".to_owned())),
                    },
                    _ => return Err((number, "an item under neither tags nor defaults nor examples".to_owned())),
                }
                continue;
            }
            let Some((key, value)) = line.split_once(':') else {
                // A line without a key goes on with the description.
                if section != "description" {
                    return Err((number, "neither `key: value` nor `- item`".to_owned()));
                }
                header.description.push(' ');
                header.description.push_str(line);
                continue;
            };
            section = key.trim();
            match section {
                "summary" => header.summary = Some(unquote(value.trim()).to_owned()),
                "description" => header.description = value.trim().trim_start_matches(['|', '>']).to_owned(),
                "otherwise" => header.otherwise = Some(value.trim().to_owned()),
                "tags" | "defaults" | "examples" if value.trim().is_empty() => {}
                other => {
                    return Err((
                        number,
                        format!("unknown key {other}: summary, description, tags, defaults, examples, otherwise"),
                    ));
                }
            }
        }
        header.description = header.description.trim().to_owned();
        Ok(header)
    }
}

fn unquote(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

/// Lists the BASIL variables of a query in order of their first use, comments left out.
fn parameters(text: &str) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        for part in line.split(['?', '$']).skip(1) {
            let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
            let variable = &part[..end];
            if variable.starts_with('_') && !found.iter().any(|known| known.variable == variable) {
                found.push(parameter(variable));
            }
        }
    }
    found
}

fn parameter(variable: &str) -> Parameter {
    let required = !variable.starts_with("__");
    let rest = variable.trim_start_matches('_');
    let typed = rest.rsplit_once('_').and_then(|(name, kind)| {
        let kind = match kind {
            "iri" => ParamKind::Iri,
            "integer" => ParamKind::Integer,
            "decimal" => ParamKind::Decimal,
            "date" => ParamKind::Date,
            "boolean" => ParamKind::Boolean,
            "zh" | "en" => ParamKind::LangText(kind.to_owned()),
            _ => return None,
        };
        Some((name, kind))
    });
    let (name, kind) = typed.unwrap_or((rest, ParamKind::Text));
    let example = kind.example().to_owned();
    Parameter { name: name.to_owned(), variable: variable.to_owned(), kind, required, example }
}

/// Counts the edits between two names (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (corner + usize::from(x != *y)).min(above + 1).min(row[j] + 1);
            corner = above;
        }
    }
    row[b.len()]
}
