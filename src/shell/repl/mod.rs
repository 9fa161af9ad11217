//! The REPL: SPARQL and dot-commands at a prompt, or as a script from a pipe.

mod complete;
mod dot;
mod editor;
mod execute;
mod highlight;
mod history;
mod interactive;
mod judge;
mod scan;
mod script;
mod vocabulary;
mod words;

use super::errors::Outcome;
use super::session::Session;
use super::terminal::Terminal;

/// Answers what is typed until the end of input; a script stops at its first error.
pub(super) fn run(session: Session, terminal: Terminal) -> Outcome {
    if terminal.interactive { interactive::run(session, terminal) } else { script::run(session, terminal) }
}
