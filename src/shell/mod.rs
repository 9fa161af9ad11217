//! The command line and the REPL: words of people in, calls of the library, words for people out.
//!
//! No domain logic here. Only this module touches the terminal, the environment and the clock.

mod ask;
mod build;
mod check;
pub mod cli;
pub mod errors;
mod eval;
mod explain;
mod extract;
mod links;
mod repl;
mod session;
mod terminal;

use clap::Parser;
use cli::{Cli, Command, GraphFormat};
use errors::{Failure, Kind, Outcome};
use session::Session;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use terminal::Terminal;

/// Does what the arguments of the process say and gives its exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            Terminal::detect().report(&errors::usage(&error));
            return ExitCode::from(Kind::Usage.exit_code());
        }
        Err(help) => {
            // A reader that went away before the help is no failure.
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    let terminal = Terminal::detect();
    let outcome = catch_unwind(AssertUnwindSafe(|| run(cli, terminal)));
    let outcome = outcome.unwrap_or_else(|_| Err(Failure::new(Kind::Internal, "this is a fault of mailuo itself")));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.report(&failure);
            ExitCode::from(failure.kind.exit_code())
        }
    }
}

/// Carries out a command line.
fn run(cli: Cli, terminal: Terminal) -> Outcome {
    let mut out = BufWriter::new(io::stdout().lock());
    let session = Session::new(cli.sources);
    let outcome = match cli.command {
        None | Some(Command::Repl) => {
            drop(out);
            return repl::run(session, terminal);
        }
        Some(Command::Ask(question)) => {
            let view = ask::View::new(terminal);
            ask::ask(&session, &question, &view, &mut out)
        }
        Some(Command::Build { paths, reading }) => build::build(&session, &paths, reading, terminal, &mut out),
        Some(Command::Extract(arguments)) => extract::extract(&session, &arguments, terminal, &mut out),
        Some(Command::Eval(arguments)) => eval::eval(&session, &arguments, terminal, &mut out),
        Some(Command::Explain(arguments)) => explain::explain(&session, &arguments, &mut out),
        Some(Command::Check) => check::check(&session, terminal, &mut out),
        Some(Command::Export { format }) => export(&session, format, &mut out),
        Some(Command::Backup { target }) => {
            let store = session.store()?;
            Ok(store.backup(&target)?)
        }
    };
    // What was found before a failure is printed too, such as the rows before a timeout.
    out.flush()?;
    outcome
}

fn export(session: &Session, format: GraphFormat, out: &mut impl Write) -> Outcome {
    let format = match format {
        GraphFormat::Nquads => oxrdfio::RdfFormat::NQuads,
        GraphFormat::Turtle => oxrdfio::RdfFormat::Turtle,
    };
    Ok(session.store()?.dump(format, out)?)
}
