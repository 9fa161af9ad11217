//! What the line editor asks while somebody types: is it complete, what may follow, which colours.

use super::complete::complete;
use super::highlight::colour;
use super::judge::{Judgement, judge};
use super::scan::word_start;
use super::vocabulary::Vocabulary;
use crate::shell::session::Session;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Changeset, Context, Helper, Result};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

/// Helps the line editor.
pub(super) struct Assistant {
    session: Rc<Session>,
    /// Read at the first Tab, for it takes a moment.
    names: OnceCell<Vocabulary>,
    colour: bool,
}

impl Assistant {
    pub(super) fn new(session: Rc<Session>, colour: bool) -> Self {
        Self { session, names: OnceCell::new(), colour }
    }

    /// Gives the names of the store; none if they cannot be read, for typing goes on without them.
    fn names(&self) -> &Vocabulary {
        self.names.get_or_init(|| {
            let read = self.session.store().ok().and_then(|store| Vocabulary::read(store).ok());
            read.unwrap_or_default()
        })
    }
}

impl Helper for Assistant {}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        let text = context.input();
        // An empty last line says: take it as it is.
        let ended = text.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty());
        Ok(match judge(text) {
            Judgement::Incomplete if !ended => ValidationResult::Incomplete,
            _ => ValidationResult::Valid(None),
        })
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let saved = self.session.saved().unwrap_or_default();
        Ok(complete(line, pos, self.names(), saved))
    }

    /// Leaves a name alone while several things have it: what their IRIs begin with says nothing.
    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let end = line.pos();
        let typed = &line.as_str()[start..end];
        let several = complete(line.as_str(), end, self.names(), self.session.saved().unwrap_or_default()).1.len() > 1;
        if several && !elected.to_lowercase().starts_with(&typed.to_lowercase()) {
            return;
        }
        line.replace(start..end, elected, changes);
    }
}

/// The name of the IRI in front of the cursor, shown behind it.
pub(super) struct NameHint(String);

impl Hint for NameHint {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Assistant {
    type Hint = NameHint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<NameHint> {
        let word = &line[word_start(line, pos)..pos];
        let name = self.names.get().filter(|_| pos == line.len())?.label(word)?;
        Some(NameHint(format!("  {name}")))
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { colour(line) } else { Cow::Borrowed(line) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour { Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colour
    }
}
