//! Runs the real binary, far from the caller's store, history and colours.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Gives a command that starts `mailuo` in `home`, which stands in for all that it could find outside.
pub fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailuo"));
    command.current_dir(home).env_remove("MAILUO_STORE").env("XDG_STATE_HOME", home).env("NO_COLOR", "1");
    command.env("TERM", "xterm");
    command
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `mailuo` with `input` on standard input.
pub fn mailuo_with(home: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut command = command(home);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that fails early does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

/// Runs `mailuo` without input in an empty directory.
pub fn mailuo(arguments: &[&str]) -> Run {
    let home = tempfile::tempdir().unwrap();
    mailuo_with(home.path(), arguments, b"")
}
