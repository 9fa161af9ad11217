//! Carries out one statement, whether typed or read from a script.

use super::dot::{self, DotCommand, HELP, Switch};
use crate::query::{self, CancellationToken};
use crate::rdf::PREFIXES;
use crate::render;
use crate::shell::ask::{View, ask, ask_sparql};
use crate::shell::cli::Answering;
use crate::shell::errors::{Failure, Outcome};
use crate::shell::session::Session;
use crate::shell::terminal::Terminal;
use std::io::Write;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Cancels the query that is running, from any thread.
#[derive(Clone, Default)]
pub(super) struct Brake(Arc<Mutex<Option<CancellationToken>>>);

impl Brake {
    /// Cancels the running query, if there is one.
    pub(super) fn pull(&self) {
        if let Some(token) = self.set(None) {
            token.cancel();
        }
    }

    fn set(&self, token: Option<CancellationToken>) -> Option<CancellationToken> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut slot, token)
    }
}

/// Whether there is more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Go on.
    On,
    /// Leave.
    Quit,
}

/// What a prompt or a script keeps between statements.
pub(super) struct Executor {
    pub(super) session: Rc<Session>,
    pub(super) brake: Brake,
    terminal: Terminal,
    view: View,
    timing: bool,
}

impl Executor {
    pub(super) fn new(session: Rc<Session>, terminal: Terminal) -> Self {
        Self { session, brake: Brake::default(), terminal, view: View::new(terminal), timing: false }
    }

    /// Carries out a statement; `source` names the input in errors.
    pub(super) fn execute(&mut self, source: &str, statement: &str, out: &mut impl Write) -> Outcome<Flow> {
        let start = Instant::now();
        self.view.cancel = CancellationToken::new();
        self.brake.set(Some(self.view.cancel.clone()));
        let outcome = self.dispatch(source, statement, out);
        self.brake.set(None);
        // Rows before a failure belong before its message.
        out.flush()?;
        if self.timing && outcome != Ok(Flow::Quit) {
            self.terminal.note(&format!("{:.3} s", start.elapsed().as_secs_f64()));
        }
        outcome
    }

    fn dispatch(&mut self, source: &str, statement: &str, out: &mut impl Write) -> Outcome<Flow> {
        if !statement.trim_start().starts_with('.') {
            ask_sparql(&self.session, source, statement, &Answering::default(), &self.view, out)?;
            return Ok(Flow::On);
        }
        match dot::parse(statement)? {
            DotCommand::Help => help(out)?,
            DotCommand::Format { format: None } => writeln!(out, "{}", self.view.format.name())?,
            DotCommand::Format { format: Some(format) } => self.view.format = format,
            DotCommand::Memory { mib: None } => writeln!(out, "{} MiB", self.view.memory)?,
            DotCommand::Memory { mib: Some(mib) } => self.view.memory = mib,
            DotCommand::Timing { state } => self.timing = state.map_or(!self.timing, |state| state == Switch::On),
            DotCommand::Prefixes => {
                for (prefix, iri) in PREFIXES {
                    writeln!(out, "PREFIX {prefix}: <{iri}>")?;
                }
            }
            DotCommand::Explain { sparql } => {
                let query = query::parse(&sparql).map_err(|error| Failure::query(error, source, &sparql))?;
                out.write_all(render::algebra_tree(&query.algebra().to_sse()).as_bytes())?;
            }
            DotCommand::Ask(question) => ask(&self.session, &question, &self.view, out)?,
            DotCommand::Quit => return Ok(Flow::Quit),
        }
        Ok(Flow::On)
    }
}

fn help(out: &mut impl Write) -> Outcome {
    for (name, arguments, what) in HELP {
        writeln!(out, "{:32}{what}", format!("{name} {arguments}"))?;
    }
    writeln!(out, "Anything else is SPARQL: it runs when it is complete; an empty line ends it early.")?;
    writeln!(out, "Tab completes keywords, classes, relations and names: 金昌 becomes its IRI.")?;
    Ok(())
}
