//! The one place where errors are put into words for people and given their exit codes.

use crate::build;
use crate::eval::AnnotationError;
use crate::knowledge::LoadError;
use crate::query::QueryError;
use crate::render::RenderError;
use crate::store::StoreError;
use crate::text::ReadError;
use std::fmt;
use std::io;
use std::path::Path;

/// What sort of failure it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The reader of the output went away: no failure, no message.
    BrokenPipe,
    /// A fault of the program.
    Internal,
    /// A command that cannot be understood.
    Usage,
    /// Input or data that cannot be used.
    Data,
    /// A store that is missing, locked or damaged.
    Store,
    /// A limit was reached: what was printed is not all.
    Stopped,
    /// Nothing was found, or not enough, and that was to count as a failure.
    Empty,
}

impl Kind {
    /// Gives the exit code of DESIGN.md.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Data => 3,
            Self::Store => 4,
            Self::Stopped => 5,
            Self::Empty => 6,
        }
    }
}

/// A failure as people are told of it: one line, perhaps the line of text it is about, perhaps a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its sort.
    pub kind: Kind,
    /// Where: `FILE:LINE:COLUMN`, a file, or nothing.
    pub place: Option<String>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line of the query it is about and the column of the fault, from 1.
    pub excerpt: Option<(String, usize)>,
}

/// What commands give.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Makes a failure without place and hint.
    pub fn new(kind: Kind, message: impl fmt::Display) -> Self {
        let message = one_line(&message.to_string().replace(['\n', '\r'], " "));
        Self { kind, place: None, message, hint: None, excerpt: None }
    }

    /// Says where it is.
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(one_line(&place.to_string()));
        self
    }

    /// Says what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(one_line(&hint.into()));
        self
    }

    /// Tells of a file or directory that the system refuses.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::new(Kind::Data, reason(error.kind(), &error.to_string())).at(path.display())
    }

    /// Tells of a document that cannot be read.
    pub fn document(name: impl fmt::Display, error: &ReadError) -> Self {
        let place = match error.position() {
            Some(position) => format!("{name}:{}:{}", position.line, position.column),
            None => name.to_string(),
        };
        Self::new(Kind::Data, error).at(place).hint(error.hint())
    }

    /// Tells of an input of a build that gave no document.
    pub fn input(failure: &build::Failure) -> Self {
        let path = failure.path.display();
        match &failure.reason {
            build::Reason::Read(error) => Self::document(path, error),
            build::Reason::NotAFile => {
                Self::new(Kind::Data, &failure.reason).at(path).hint("pipe it in and give - as path")
            }
            build::Reason::Io { kind, message } => Self::new(Kind::Data, reason(*kind, message)).at(path),
            other => Self::new(Kind::Data, other).at(path),
        }
    }

    /// Tells what is wrong with a query whose `text` comes from `source` (a file's name, `query`).
    pub fn query(error: QueryError, source: &str, text: &str) -> Self {
        let QueryError::Syntax { line, column, message, hint, .. } = error else { return error.into() };
        let excerpt = text.lines().nth(line.saturating_sub(1)).map(|excerpt| (excerpt.to_owned(), column));
        let failure = Self::new(Kind::Data, message).at(format!("{source}:{line}:{column}"));
        Self { hint, excerpt, ..failure }
    }

    /// Shows the text at fault with a caret under the column; two lines.
    pub fn caret(&self) -> Option<String> {
        use unicode_width::UnicodeWidthStr;
        let (line, column) = self.excerpt.as_ref()?;
        let line = line.replace('\t', " ");
        let before: String = line.chars().take(column - 1).collect();
        Some(format!("  {line}\n  {}^", " ".repeat(before.width())))
    }
}

/// Writes a path on one line: what would break or hide the line is written as Rust writes it, `\n` or `\u{200e}`.
pub(super) fn shown(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

/// Escapes control characters, line separators and what turns the direction of writing.
pub(super) fn one_line(text: &str) -> String {
    let hides = |c: char| match c {
        '\u{2028}'..='\u{202e}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match hides(c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// Puts a command line that clap refuses into one line; its tip, else how the command is written, is the hint.
pub(super) fn usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let said = |start: &str| text.lines().find_map(|line| Some(line.trim().strip_prefix(start)?.trim().to_owned()));
    let message: Vec<_> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let message = message.join(" ");
    let failure = Failure::new(Kind::Usage, message.trim_start_matches("error: "));
    match said("tip:").or_else(|| said("Usage:")) {
        Some(hint) => failure.hint(hint),
        None => failure.hint("mailuo --help"),
    }
}

impl fmt::Display for Failure {
    /// Writes the one-line message: place, what is wrong.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl From<io::Error> for Failure {
    /// Tells that standard output failed: all other files have failures with their names.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::BrokenPipe, "the reader went away"),
            kind => Self::new(Kind::Internal, reason(kind, &error.to_string())).at("standard output"),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Io(error) => error.into(),
            RenderError::Query(error) => error.into(),
            RenderError::NotAGraph(_) => {
                Self::new(Kind::Usage, error).hint("use CONSTRUCT or DESCRIBE, or --format table, csv, json …")
            }
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        let place = match error.line {
            0 => error.file,
            line => format!("{}:{line}:{}", error.file, error.column),
        };
        let message = error.message.split(" (os error").next().unwrap_or_default();
        Self::new(Kind::Data, message).at(place).hint("run `mailuo check` for all that is wrong")
    }
}

impl From<AnnotationError> for Failure {
    fn from(error: AnnotationError) -> Self {
        let AnnotationError { file, position, message, hint } = error;
        let place = position.map_or(file.clone(), |p| format!("{file}:{}:{}", p.line, p.column));
        Self { hint, ..Self::new(Kind::Data, message).at(place) }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let hint = error.hint().map(str::to_owned);
        match error {
            StoreError::Write(error) => error.into(),
            StoreError::Exists { .. } => Self { hint, ..Self::new(Kind::Usage, error) },
            StoreError::Io { path, source } => {
                let message = reason(source.kind(), &source.to_string());
                Self { hint, ..Self::new(Kind::Store, message).at(path.display()) }
            }
            error => Self { hint, ..Self::new(Kind::Store, error) },
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Store(error) => error.into(),
            QueryError::Timeout(_) => Self::new(Kind::Stopped, error).hint("give more time with --timeout SECONDS"),
            QueryError::Memory(_) => Self::new(Kind::Stopped, error)
                .hint("tie the patterns together or add LIMIT; --max-memory MIB (.memory at the prompt) gives more"),
            QueryError::RowLimit(_) => Self::new(Kind::Stopped, error).hint("ask for more with --limit-rows ROWS"),
            QueryError::Cancelled => Self::new(Kind::Stopped, error),
            QueryError::Saved { path, line, column, message } => {
                Self::new(Kind::Data, message).at(format!("{path}:{line}:{column}"))
            }
            QueryError::Directory { path, message } => Self::new(Kind::Data, message).at(path),
            QueryError::UnknownQuery { ref nearest, .. } => {
                let hint = match nearest.as_slice() {
                    [] => "`mailuo queries` lists them".to_owned(),
                    names => format!("did you mean {}?", names.join(" or ")),
                };
                Self::new(Kind::Usage, error).hint(hint)
            }
            QueryError::MissingParameter { .. } => {
                Self::new(Kind::Usage, error).hint("`mailuo queries` lists the parameters")
            }
            QueryError::UnknownParameter { .. } | QueryError::WrongType { .. } | QueryError::Misplaced { .. } => {
                Self::new(Kind::Usage, error)
            }
            QueryError::Ambiguous { .. } => Self::new(Kind::Data, error).hint("give the IRI or the full name"),
            QueryError::UnknownName { .. } => {
                Self::new(Kind::Data, error).hint("`mailuo run search --set words=…` finds names by their parts")
            }
            error => Self::new(Kind::Data, error),
        }
    }
}

/// Gives the system's reason without its error number.
fn reason(kind: io::ErrorKind, message: &str) -> String {
    match kind {
        io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "this is no directory".to_owned(),
        io::ErrorKind::AlreadyExists => "there is a file of this name".to_owned(),
        io::ErrorKind::IsADirectory => "this is a directory".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => message.split(" (os error").next().unwrap_or(message).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_points_at_its_column_by_display_width() {
        let text = "SELECT *\nWHERE { 金昌 }";
        let error =
            QueryError::Syntax { line: 2, column: 12, message: "not SPARQL".into(), hint: None, incomplete: false };
        let failure = Failure::query(error, "a.rq", text);
        assert_eq!(failure.to_string(), "a.rq:2:12: not SPARQL");
        assert_eq!(failure.caret().as_deref(), Some("  WHERE { 金昌 }\n               ^"));
        assert_eq!(failure.kind.exit_code(), 3);
    }

    #[test]
    fn what_would_break_the_line_is_escaped() {
        let failure = Failure::new(Kind::Data, "甲\n乙\u{1b}[2J").at("a\nerror: b\u{202e}.txt");
        assert_eq!(failure.to_string(), "a\\nerror: b\\u{202e}.txt: 甲 乙\\u{1b}[2J");
    }

    #[test]
    fn an_unknown_query_is_a_usage_error_with_the_nearest_names() {
        let error = QueryError::UnknownQuery { name: "target".into(), nearest: vec!["targets".into()] };
        let failure = Failure::from(error);
        assert_eq!((failure.kind, failure.hint.as_deref()), (Kind::Usage, Some("did you mean targets?")));
    }
}
