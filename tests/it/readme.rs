//! The sessions of README and CONTRIBUTING, replayed: each command of their `console` blocks must print what
//! stands there.
//!
//! A command stands behind `$ `; a here-document belongs to it. All run in one directory, in order, with the real binary.
//! `MAILUO_UPDATE_README=1 cargo test readme` writes what they print now into the files, to be read before they are
//! committed; and the table of rule families into CONTRIBUTING, where the passages that it is measured on are at hand.

use crate::program::{command, mailuo};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// A piece of the README.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Lines that are no part of the session.
    Prose(&'a str),
    /// A command, with its here-document, and what it prints.
    Command { text: String, output: String },
}

/// Takes the README apart.
fn pieces(readme: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut inside = false;
    let mut lines = readme.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let fence = line.starts_with("```");
        if fence || !inside {
            inside = fence && line.trim_end() == "```console";
            pieces.push(Piece::Prose(line));
        } else if let Some(first) = line.strip_prefix("$ ") {
            let mut text = first.to_owned();
            if let Some((_, end)) = first.trim_end().split_once("<<'") {
                let end = end.trim_end_matches('\'');
                for line in lines.by_ref() {
                    text.push_str(line);
                    if line.trim_end() == end {
                        break;
                    }
                }
            }
            pieces.push(Piece::Command { text, output: String::new() });
        } else if let Some(Piece::Command { output, .. }) = pieces.last_mut() {
            output.push_str(line);
        } else {
            panic!("a console block of the README starts with output: {line}");
        }
    }
    pieces
}

/// Runs `text` in a shell in `home` and gives what it printed, errors included.
fn run(home: &Path, text: &str) -> String {
    let mailuo = command(home);
    let programs = Path::new(mailuo.get_program()).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("exec 2>&1\n{text}")]).env("PATH", format!("{}:{path}", programs.display()));
    for (name, value) in mailuo.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.current_dir(home).output().expect("bash is there, as for .ci/prepare");
    let text = String::from_utf8(output.stdout).unwrap();
    // The one thing that a build without RocksDB says and the README does not.
    let lines =
        text.split_inclusive('\n').filter(|line| !line.starts_with("note: this mailuo was built without RocksDB"));
    lines.collect()
}

/// Replays the session of a file in `home`.
fn replay(name: &str, home: &Path) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut replayed = String::new();
    let mut commands = 0;
    for piece in pieces(&text) {
        match piece {
            Piece::Prose(line) => replayed.push_str(line),
            Piece::Command { text, output } => {
                let printed = run(home, &text);
                commands += 1;
                write!(replayed, "$ {text}{printed}").unwrap();
                if !updates() {
                    assert_eq!(printed, output, "{name}: $ {text}now prints\n{printed}\n{}", hint());
                }
            }
        }
    }
    assert!(commands >= 5, "{name} has a session");
    if replayed != text {
        std::fs::write(path, replayed).unwrap();
    }
}

#[test]
fn the_session_prints_what_the_readme_says() {
    let home = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    std::os::unix::fs::symlink(data, home.path().join("data")).unwrap();
    replay("README.md", home.path());
}

/// Held while CONTRIBUTING is read and written: two tests do.
static CONTRIBUTING: Mutex<()> = Mutex::new(());

#[test]
fn the_readmes_companion_adds_an_industry_a_word_and_a_relation() {
    let _alone = CONTRIBUTING.lock().unwrap_or_else(PoisonError::into_inner);
    let home = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What the session changes is a copy.
    let copied = Command::new("cp").arg("-r").arg(root.join("ontology")).arg(home.path()).status().unwrap();
    assert!(copied.success());
    std::fs::create_dir(home.path().join("tests")).unwrap();
    std::os::unix::fs::symlink(root.join("tests/gold"), home.path().join("tests/gold")).unwrap();
    replay("CONTRIBUTING.md", home.path());
}

#[test]
fn the_table_of_rule_families_is_what_is_measured() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dev = root.join("../shared/gold/dev");
    if !dev.is_dir() {
        return;
    }
    let run = mailuo(&["eval", "--per-rule", "--format", "markdown", "--gold", dev.to_str().unwrap()]);
    let rules = run.out.split_once("| rule |").unwrap().1;
    let family = |line: &&str| line.starts_with("| ---") || line.contains(".* |");
    let families: Vec<&str> = rules.lines().filter(family).collect();
    assert!(run.code == 0 && families.len() > 15, "{run:?}");
    let head = rules.lines().next().unwrap();
    let table = format!("| rule |{head}\n{}\n", families.join("\n"));

    let _alone = CONTRIBUTING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = root.join("CONTRIBUTING.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- rule families -->\n").unwrap();
    let (written, after) = rest.split_once("<!-- end -->\n").unwrap();
    if updates() && written != table {
        std::fs::write(path, format!("{before}<!-- rule families -->\n{table}<!-- end -->\n{after}")).unwrap();
    } else {
        assert_eq!(written, table, "CONTRIBUTING.md: the table of rule families is another now; {}", hint());
    }
}

fn updates() -> bool {
    std::env::var_os("MAILUO_UPDATE_README").is_some()
}

fn hint() -> &'static str {
    "if that is right: MAILUO_UPDATE_README=1 cargo test readme"
}

#[test]
fn commands_end_where_their_output_begins() {
    let readme = "# M\n```console\n$ a\nx\n$ b <<'END'\none\nEND\ny\n```\n$ no\n";
    let command = |text: &str, output: &str| Piece::Command { text: text.into(), output: output.into() };
    let expected = [
        Piece::Prose("# M\n"),
        Piece::Prose("```console\n"),
        command("a\n", "x\n"),
        command("b <<'END'\none\nEND\n", "y\n"),
        Piece::Prose("```\n"),
        Piece::Prose("$ no\n"),
    ];
    assert_eq!(pieces(readme), expected);
}
