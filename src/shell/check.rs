//! `mailuo check`: ontology, lexicon, rules and saved queries.

use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use super::terminal::Terminal;
use crate::extract;
use crate::knowledge::{Knowledge, lint};
use std::io::Write;

/// Loads everything that is data, tries every rule on its examples and rejects, and tells all that is wrong.
pub(super) fn check(session: &Session, terminal: Terminal, out: &mut impl Write) -> Outcome {
    let mut wrong = 0;
    let mut tell = |failure: Failure| {
        wrong += 1;
        terminal.report(&Failure { hint: None, ..failure });
    };
    let mut problems = Vec::new();
    match session.ontology() {
        Ok(sources) => {
            problems.extend(lint::lint(&sources));
            match Knowledge::load(&sources) {
                Ok(knowledge) => problems.extend(extract::check::check(&knowledge)),
                Err(error) => problems.push(error),
            }
            if problems.is_empty() {
                writeln!(out, "ontology, lexicon and rules: in order")?;
            }
        }
        Err(failure) => tell(failure),
    }
    for problem in problems {
        tell(session.locate(problem).into());
    }
    match session.saved() {
        Ok(saved) => writeln!(out, "{} saved queries: in order", saved.len())?,
        Err(failure) => tell(failure),
    }
    match wrong {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Data, "1 problem found")),
        count => Err(Failure::new(Kind::Data, format!("{count} problems found"))),
    }
}
