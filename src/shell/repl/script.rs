//! A script from a pipe: statements one after the other, up to the first error; but a query that an empty line cuts short
//! is told of and left behind.

use super::execute::{Executor, Flow};
use super::judge::{Judgement, judge};
use crate::shell::errors::{Failure, Kind, Outcome};
use crate::shell::session::Session;
use crate::shell::terminal::Terminal;
use std::io::{self, BufWriter, Read};
use std::path::Path;
use std::rc::Rc;

/// Carries out standard input.
pub(super) fn run(session: Session, terminal: Terminal) -> Outcome {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| Failure::file(Path::new("stdin"), &error))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut executor = Executor::new(Rc::new(session), terminal);
    let mut unfinished = 0;
    let mut statements = statements(&text).into_iter().peekable();
    while let Some(statement) = statements.next() {
        let place = format!("stdin:{}", statement.line);
        // Blank lines in front let errors count from the start of the script.
        let padded = "\n".repeat(statement.line - 1) + &statement.text;
        let located = |failure: Failure| match failure.place {
            Some(_) => failure,
            None => failure.at(place),
        };
        match executor.execute("stdin", &padded, &mut out).map_err(located) {
            Ok(Flow::On) => {}
            Ok(Flow::Quit) => break,
            Err(failure) if statements.peek().is_some() && judge(&statement.text) == Judgement::Incomplete => {
                terminal.report(&failure);
                unfinished += 1;
            }
            Err(failure) => return Err(failure),
        }
    }
    match unfinished {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Data, "1 query was not finished")),
        count => Err(Failure::new(Kind::Data, format!("{count} queries were not finished"))),
    }
}

/// A statement of a script.
#[derive(Debug, PartialEq, Eq)]
struct Statement {
    /// Its first line, from 1.
    line: usize,
    text: String,
}

/// Cuts a script into statements.
///
/// A dot-command is a line. A query ends before a blank line, complete or not, as at the prompt; a complete one before a
/// dot-command and before a line that cannot continue it too.
fn statements(text: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut open: Option<Statement> = None;
    for (index, line) in text.lines().enumerate() {
        let state = open.as_ref().map_or(Judgement::Blank, |open| judge(&open.text));
        let ends = match state {
            Judgement::Blank => true,
            Judgement::Complete => line.trim().is_empty() || line.starts_with('.') || !continues(open.as_ref(), line),
            Judgement::Incomplete => line.trim().is_empty(),
            Judgement::Wrong => true,
        };
        if ends {
            statements.extend(open.take().filter(|_| state != Judgement::Blank));
        }
        match &mut open {
            Some(open) => {
                open.text.push('\n');
                open.text.push_str(line);
            }
            None => open = Some(Statement { line: index + 1, text: line.to_owned() }),
        }
    }
    statements.extend(open.filter(|open| judge(&open.text) != Judgement::Blank));
    statements
}

/// Says whether `line` can go on with a complete query, as LIMIT can.
fn continues(open: Option<&Statement>, line: &str) -> bool {
    let Some(open) = open.filter(|open| !open.text.starts_with('.') || open.text.starts_with(".explain")) else {
        return false;
    };
    judge(&format!("{}\n{line}", open.text)) != Judgement::Wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_where_the_grammar_lets_them() {
        let script = "# 脚本\n.format csv\nSELECT *\nWHERE {\n  ?s ?p ?o }\nLIMIT 2\nASK {\n\nASK { ?s ?p ?o }\n\n\n\
                      .run targets\n.explain SELECT * {\n}\nSELEC\nASK {}";
        let found: Vec<_> = statements(script).into_iter().map(|s| (s.line, s.text)).collect();
        let expected = [
            (2, ".format csv"),
            (3, "SELECT *\nWHERE {\n  ?s ?p ?o }\nLIMIT 2"),
            (7, "ASK {"),
            (9, "ASK { ?s ?p ?o }"),
            (12, ".run targets"),
            (13, ".explain SELECT * {\n}"),
            (15, "SELEC"),
            (16, "ASK {}"),
        ];
        assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn an_unfinished_query_is_a_statement_too() {
        assert_eq!(statements("ASK {\n").len(), 1);
        assert!(statements("\n# 无\n\n").is_empty());
    }
}
