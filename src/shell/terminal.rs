//! What the program writes to: a terminal or not, how wide, coloured or not.

use super::errors::{Failure, Kind};
use indicatif::{ProgressBar, ProgressStyle};
use std::env;
use std::io::{self, IsTerminal, Write};

/// The standard streams as they were when the program started.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Columns of standard output, if it is a terminal.
    pub(super) width: Option<u16>,
    /// Whether somebody types at standard input and reads standard output.
    pub(super) interactive: bool,
    /// Whether standard error is a terminal.
    pub(super) progress: bool,
    /// Whether colours are wanted.
    pub(super) colour: bool,
}

impl Terminal {
    /// Looks at the standard streams and at NO_COLOR (<https://no-color.org>).
    pub(super) fn detect() -> Self {
        let output = io::stdout().is_terminal();
        let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            width: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.max(20)),
            interactive: output && io::stdin().is_terminal(),
            progress: io::stderr().is_terminal(),
            colour: !plain,
        }
    }

    /// Tells of a failure on standard error.
    pub(super) fn report(self, failure: &Failure) {
        if failure.kind == Kind::BrokenPipe {
            return;
        }
        let (red, bold, off) =
            if self.colour && self.progress { ("\x1b[31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error:{off} {bold}{failure}{off}\n");
        if let Some(caret) = failure.caret().filter(|_| self.progress) {
            text.push_str(&format!("{caret}\n"));
        }
        if let Some(hint) = &failure.hint {
            text.push_str(&format!("hint: {hint}\n"));
        }
        // Nobody is left to be told when standard error fails.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    /// Tells something on standard error that is no failure.
    pub(super) fn note(self, text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Makes a progress bar on standard error, hidden if that is no terminal.
    pub(super) fn progress_bar(self, total: usize) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}  {elapsed}");
        let bar = ProgressBar::new(total as u64);
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }
}
