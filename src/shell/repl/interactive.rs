//! The prompt on a terminal.

use super::editor::Assistant;
use super::execute::{Executor, Flow};
use super::history;
use crate::shell::errors::{Failure, Kind, Outcome};
use crate::shell::session::Session;
use crate::shell::terminal::Terminal;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};
use std::fs;
use std::io::{self, BufWriter};
use std::rc::Rc;

const PROMPT: &str = "mailuo> ";

/// Answers what is typed, until Ctrl-D or `.quit`; failures are told and forgotten.
pub(super) fn run(session: Session, terminal: Terminal) -> Outcome {
    let session = Rc::new(session);
    terminal.note(&format!(
        "Mailuo {}: {}. SPARQL or a dot-command; .help lists them, Ctrl-D leaves.",
        env!("CARGO_PKG_VERSION"),
        session.origin()?
    ));
    let mut executor = Executor::new(Rc::clone(&session), terminal);
    // Ctrl-C reaches the line editor as a key; while a query runs it comes as a signal.
    let brake = executor.brake.clone();
    ctrlc::set_handler(move || brake.pull()).map_err(|error| Failure::new(Kind::Internal, error))?;
    let mut editor = editor(session, terminal)?;
    let history = history::path().filter(|path| path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()));
    if let Some(path) = &history {
        // The first run has no history.
        let _ = editor.load_history(path);
    }
    loop {
        let statement = match editor.readline(PROMPT) {
            Ok(statement) => statement,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(Failure::new(Kind::Internal, error)),
        };
        let statement = statement.trim();
        if statement.is_empty() {
            continue;
        }
        let remembered = editor.add_history_entry(statement);
        if let (Ok(true), Some(path)) = (remembered, &history) {
            // A full disk must not end the session.
            let _ = editor.append_history(path);
        }
        let mut out = BufWriter::new(io::stdout().lock());
        match executor.execute("query", statement, &mut out) {
            Ok(Flow::On) => {}
            Ok(Flow::Quit) => return Ok(()),
            Err(failure) => terminal.report(&failure),
        }
    }
}

fn editor(session: Rc<Session>, terminal: Terminal) -> Outcome<Editor<Assistant, FileHistory>> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .color_mode(if terminal.colour { ColorMode::Enabled } else { ColorMode::Disabled })
        .max_history_size(10_000)
        .map_err(|error| Failure::new(Kind::Internal, error))?
        .build();
    let mut editor = Editor::with_config(config).map_err(|error| Failure::new(Kind::Internal, error))?;
    editor.set_helper(Some(Assistant::new(session, terminal.colour)));
    Ok(editor)
}
