//! Questions to the graph, as the command line and the REPL share them.

use super::cli::{Answering, Form, Question};
use super::errors::{Failure, Kind, Outcome, one_line};
use super::links;
use super::session::Session;
use super::terminal::Terminal;
use crate::explore;
use crate::query::{self, CancellationToken, Limits, Query, QueryError, SavedQuery, saved};
use crate::render::{self, Format, Layout, Row};
use crate::store::Store;
use oxrdf::{GraphNameRef, NamedNode, Variable};
use std::io::{Read, Write};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// How much memory a query may take where nobody says it, in MiB: far more than the saved queries need on a large store.
const MEMORY: u64 = 2048;

/// How answers look where the question says nothing, what they may use, and what cancels them.
#[derive(Clone)]
pub(super) struct View {
    /// Where notes go.
    terminal: Terminal,
    /// Form of answers.
    pub(super) format: Format,
    /// Columns that tables are wrapped to.
    pub(super) width: Option<u16>,
    /// How much memory a query may take, in MiB; 0 is no limit.
    pub(super) memory: u64,
    /// Cancels the query.
    pub(super) cancel: CancellationToken,
}

impl View {
    /// Makes a view for that terminal.
    pub(super) fn new(terminal: Terminal) -> Self {
        Self {
            terminal,
            format: Format::default(),
            width: terminal.width,
            memory: MEMORY,
            cancel: CancellationToken::new(),
        }
    }

    /// Tells something about an answer, after it.
    pub(super) fn note(&self, out: &mut impl Write, text: &str) -> Outcome {
        out.flush()?;
        self.terminal.note(&format!("note: {}", one_line(text)));
        Ok(())
    }

    fn limits(&self, answering: &Answering) -> Limits {
        let memory = answering.max_memory.unwrap_or(self.memory);
        Limits {
            timeout: answering.timeout,
            memory: (memory > 0).then(|| memory.saturating_mul(1 << 20)),
            rows: answering.limit_rows,
            cancel: self.cancel.clone(),
        }
    }

    fn layout(&self, form: &Form) -> Layout {
        Layout { format: form.format.unwrap_or(self.format), width: self.width }
    }
}

/// Answers a question on `out`.
pub(super) fn ask(session: &Session, question: &Question, view: &View, out: &mut impl Write) -> Outcome {
    match question {
        Question::Query { sparql, file, answering } => {
            let (name, text) = query_text(sparql.as_deref(), file.as_deref())?;
            ask_sparql(session, &name, &text, answering, view, out)
        }
        Question::Run { name, settings, answering } => {
            let saved = saved::find(session.saved()?, name)?;
            // A store may have to be made of the samples first, which no wrong call should wait for.
            query::check(saved, settings)?;
            let store = session.store()?;
            let query = query::bind(store, saved, settings)?;
            let count = answer(store, &query, answering, view, out)?;
            if let (0, Some(other)) = (count, &saved.otherwise) {
                let settings: Vec<_> = settings.iter().map(|(name, value)| format!(" --set {name}={value}")).collect();
                view.note(out, &format!("nothing found; try `mailuo run {other}{}`", settings.concat()))?;
            }
            found(count, answering.form.fail_empty, "the answer is empty")
        }
        Question::Queries => list_queries(session.saved()?, out),
        Question::Describe { name, form } => describe(session.store()?, name, form, view, out),
        Question::Why { subject, predicate, object, form } => {
            let parts = [subject, predicate, object].map(String::as_str);
            why(session.store()?, parts, form, view, out)
        }
        Question::Path { from, to, choice, form } => links::path(session, [from, to], choice, form, view, out),
        Question::Neighbors { name, limit, form } => links::neighbors(session, name, *limit, form, view, out),
        Question::Common { one, other, limit, form } => links::common(session, [one, other], *limit, form, view, out),
    }
}

/// Answers SPARQL text that comes from `source` (a file, `query`). The text is parsed before any store is opened.
pub(super) fn ask_sparql(
    session: &Session,
    source: &str,
    text: &str,
    answering: &Answering,
    view: &View,
    out: &mut impl Write,
) -> Outcome {
    let query = query::parse(text).map_err(|error| Failure::query(error, source, text))?;
    let count = answer(session.store()?, &query, answering, view, out)?;
    found(count, answering.form.fail_empty, "the answer is empty")
}

fn query_text(sparql: Option<&str>, file: Option<&Path>) -> Outcome<(String, String)> {
    let refuse = |path: &Path, error| Failure::file(path, &error);
    match (sparql, file) {
        (Some("-"), _) => {
            let (path, mut bytes) = (Path::new("stdin"), Vec::new());
            std::io::stdin().read_to_end(&mut bytes).map_err(|error| refuse(path, error))?;
            Ok(("stdin".to_owned(), utf8(bytes, path)?))
        }
        (Some(text), _) => Ok(("query".to_owned(), text.to_owned())),
        (None, Some(path)) => {
            let bytes = std::fs::read(path).map_err(|error| refuse(path, error))?;
            Ok((path.display().to_string(), utf8(bytes, path)?))
        }
        (None, None) => Err(Failure::new(Kind::Usage, "no query given")),
    }
}

/// Takes the bytes of a query for text; some editors put a mark in front.
fn utf8(bytes: Vec<u8>, path: &Path) -> Outcome<String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let before = String::from_utf8_lossy(before);
        let (line, column) =
            (before.matches('\n').count() + 1, before.chars().rev().take_while(|c| *c != '\n').count() + 1);
        Failure::new(Kind::Data, "not valid UTF-8")
            .at(format!("{}:{line}:{column}", path.display()))
            .hint("save it as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Prints an answer and gives the number of its rows.
fn answer(store: &Store, query: &Query, answering: &Answering, view: &View, out: &mut impl Write) -> Outcome<usize> {
    let answer = query::answer(store, query, &view.limits(answering))?;
    Ok(render::write_answer(answer, view.layout(&answering.form), out)?)
}

/// Makes an empty answer a failure where that is wanted.
pub(super) fn found(count: usize, fail_empty: bool, message: &str) -> Outcome {
    if count == 0 && fail_empty { Err(Failure::new(Kind::Empty, message)) } else { Ok(()) }
}

fn describe(store: &Store, name: &str, form: &Form, view: &View, out: &mut impl Write) -> Outcome {
    let thing = query::resolve_one(store, name)?.iri;
    let layout = view.layout(form);
    if layout.format.rdf().is_some() {
        let text = format!("DESCRIBE {thing}");
        let query = query::parse(&text).map_err(|error| Failure::query(error, "describe", &text))?;
        let answer = query::answer(store, &query, &view.limits(&Answering::default()))?;
        let count = render::write_answer(answer, layout, out)?;
        return found(count, form.fail_empty, "nothing is known of it");
    }
    let card = explore::describe(store, thing.as_ref())?;
    let (columns, rows) = render::card_rows(&card);
    let count = rows.len();
    if layout.format == Format::Table {
        render::write_card(thing.as_ref(), &card, out)?;
    } else {
        write(&columns, rows, layout, out)?;
    }
    found(count, form.fail_empty, "nothing is known of it")
}

fn why(store: &Store, parts: [&str; 3], form: &Form, view: &View, out: &mut impl Write) -> Outcome {
    let [subject, predicate, object] = parts;
    let subject = open_or(subject, |name| query::resolve_one(store, name))?;
    let predicate = open_or(predicate, |name| relation(store, name))?;
    let object = open_or(object, |name| query::resolve_one(store, name))?;
    let object = object.as_ref().map(|object| object.as_ref().into());
    let evidence = explore::why(
        store,
        subject.as_ref().map(NamedNode::as_ref),
        predicate.as_ref().map(NamedNode::as_ref),
        object,
    )?;
    let layout = view.layout(form);
    if layout.format == Format::Table {
        render::write_evidence(&evidence, out)?;
    } else {
        let (columns, rows) = render::evidence_rows(&evidence);
        write(&columns, rows, layout, out)?;
    }
    if evidence.is_empty() && !form.fail_empty {
        let graph = Some(GraphNameRef::DefaultGraph);
        let mut known = store.quads(
            subject.as_ref().map(|subject| subject.as_ref().into()),
            predicate.as_ref().map(NamedNode::as_ref),
            object,
            graph,
        );
        view.note(
            out,
            match known.next() {
                Some(_) => "no sentence states it: it comes with the ontology or the gazetteer",
                None => "no sentence states it; hint: _ leaves a part open, as in `mailuo why 金昌市 _ 新能源`",
            },
        )?;
    }
    found(evidence.len(), form.fail_empty, "no sentence states it")
}

/// Resolves a name, or leaves `_` and `?` open.
fn open_or(name: &str, resolve: impl Fn(&str) -> Result<query::Candidate, QueryError>) -> Outcome<Option<NamedNode>> {
    match name {
        "_" | "?" => Ok(None),
        name => Ok(Some(resolve(name)?.iri)),
    }
}

/// Finds a relation; a bare `locatedIn` is one of Mailuo's own.
pub(super) fn relation(store: &Store, name: &str) -> Result<query::Candidate, QueryError> {
    let bare = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(':');
    if bare { query::resolve_one(store, &format!("ml:{name}")) } else { query::resolve_one(store, name) }
}

pub(super) fn write(columns: &[Variable], rows: Vec<Row>, layout: Layout, out: &mut impl Write) -> Outcome {
    render::write_rows(columns, rows.into_iter().map(Ok), layout, out)?;
    Ok(())
}

/// Lists saved queries: name, summary, then parameters with their types.
pub(super) fn list_queries(saved: &[SavedQuery], out: &mut impl Write) -> Outcome {
    let margin = saved.iter().map(|query| query.name.width()).max().unwrap_or_default();
    for query in saved {
        let space = " ".repeat(margin - query.name.width());
        writeln!(out, "{}{space}  {}", query.name, query.summary)?;
        for parameter in &query.parameters {
            let default = query.defaults.iter().find(|(name, _)| *name == parameter.name);
            let need = match default {
                Some((_, value)) => format!(", default {value}"),
                None if parameter.required => String::new(),
                None => ", optional".to_owned(),
            };
            let kind = &parameter.kind;
            writeln!(
                out,
                "{}    {}={} ({}{need})",
                " ".repeat(margin),
                parameter.name,
                parameter.example,
                kind.name()
            )?;
        }
    }
    Ok(())
}
