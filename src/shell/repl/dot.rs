//! Dot-commands: the questions of the command line, and what only a prompt needs.

use super::words;
use crate::render::Format;
use crate::shell::cli::Question;
use crate::shell::errors::{Failure, Kind, Outcome};
use clap::{Parser, Subcommand, ValueEnum};

/// A line that starts with a dot.
#[derive(Debug, Parser)]
#[command(name = ".", no_binary_name = true, disable_help_subcommand = true, disable_version_flag = true)]
struct Line {
    #[command(subcommand)]
    command: DotCommand,
}

/// What a dot-command says.
#[derive(Debug, Subcommand)]
pub(super) enum DotCommand {
    /// List the dot-commands
    Help,
    /// Show or set the form of answers
    Format {
        /// The new form
        format: Option<Format>,
    },
    /// Show or set how much memory an answer may take
    Memory {
        /// The new limit in MiB; 0 is none
        mib: Option<u64>,
    },
    /// Tell how long each answer took
    Timing {
        /// On or off; the other one if nothing is said
        state: Option<Switch>,
    },
    /// List the prefixes that need no declaration
    Prefixes,
    /// Show the algebra of a query
    Explain {
        /// The query
        sparql: String,
    },
    /// A question that the command line knows too.
    #[command(flatten)]
    Ask(Question),
    /// Leave
    #[command(alias = "exit")]
    Quit,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Names of the dot-commands with their arguments and what they do.
pub(super) const HELP: &[(&str, &str, &str)] = &[
    (".common", "NAME NAME", "what two things are both linked to"),
    (".describe", "NAME", "all that is known of a thing"),
    (".explain", "SPARQL", "the algebra of a query"),
    (".format", "[FORM]", "show or set the form of answers: table, csv, tsv, json, xml, markdown, turtle, nquads"),
    (".help", "", "this list"),
    (".memory", "[MIB]", "show or set how much memory an answer may take; 0 is no limit"),
    (".neighbors", "NAME", "what a thing is linked to, by relation; --limit N, --format dot, graphml, mermaid"),
    (
        ".path",
        "NAME NAME [OPTION]…",
        "how two things are linked; --k N, --max-length N, --via, --avoid, --directed, --plain …",
    ),
    (".prefixes", "", "the prefixes that need no declaration"),
    (".queries", "", "the saved queries with their parameters"),
    (".quit", "", "leave; Ctrl-D does too"),
    (".run", "NAME [PARAM=VALUE]…", "answer a saved query"),
    (".timing", "[on|off]", "tell how long each answer took"),
    (".why", "S P O", "the sentences that state a fact; _ leaves a part open"),
];

/// Reads a line that starts with a dot.
pub(super) fn parse(line: &str) -> Outcome<DotCommand> {
    let body = line.trim().trim_start_matches('.');
    let (name, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    let mut arguments = match name {
        // A query is one argument, with all its quotes.
        "explain" | "query" => [rest.trim()].iter().filter(|rest| !rest.is_empty()).map(ToString::to_string).collect(),
        _ => words::split(rest).ok_or_else(|| Failure::new(Kind::Usage, "a quote is left open"))?,
    };
    if name == "run" {
        arguments = settings(arguments);
    }
    arguments.insert(0, name.to_owned());
    Line::try_parse_from(arguments).map(|line| line.command).map_err(|error| usage(name, &error))
}

/// Lets `place=金昌市` stand for `--set place=金昌市`.
fn settings(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (index, word) in words.into_iter().enumerate() {
        let bare = index > 0 && word.contains('=') && !word.starts_with('-');
        if bare && out.last().is_none_or(|last| last != "--set") {
            out.push("--set".to_owned());
        }
        out.push(word);
    }
    out
}

/// Keeps the first line of clap's message; the rest speaks of a command line.
fn usage(name: &str, error: &clap::Error) -> Failure {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let failure = Failure::new(Kind::Usage, first);
    match HELP.iter().find(|(known, ..)| known[1..] == *name) {
        Some((known, arguments, what)) => failure.hint(format!("{known} {arguments}: {what}")),
        None => Failure { message: format!("there is no command .{name}"), ..failure }.hint(".help lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed_and_all_in_the_help() {
        Line::command().debug_assert();
        for command in Line::command().get_subcommands() {
            let name = format!(".{}", command.get_name());
            assert!(name == ".query" || HELP.iter().any(|(known, ..)| *known == name), "{name}");
        }
    }

    #[test]
    fn a_saved_query_takes_bare_settings() {
        let DotCommand::Ask(Question::Run { name, settings, .. }) =
            parse(".run targets place=金昌市 --set year=2025").unwrap()
        else {
            panic!("it is a run")
        };
        assert_eq!(name, "targets");
        assert_eq!(settings, [("place".into(), "金昌市".into()), ("year".into(), "2025".into())]);
    }

    #[test]
    fn mistakes_are_told_in_one_line() {
        let message = |line| parse(line).unwrap_err();
        assert_eq!(message(".hepl").message, "there is no command .hepl");
        assert!(message(".format excel").message.contains("excel"));
        assert!(message(".why 金昌").hint.is_some_and(|hint| hint.starts_with(".why S P O")));
        assert_eq!(message(".describe '金昌").message, "a quote is left open");
    }
}
