//! Where the REPL's history lives.

use std::env;
use std::path::PathBuf;

/// Gives `$XDG_STATE_HOME/mailuo/history`, else `~/.local/state/mailuo/history`; none without a home.
pub(super) fn path() -> Option<PathBuf> {
    // The base directory specification says to ignore relative paths.
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(env::home_dir()?.join(".local/state")))?;
    Some(state.join("mailuo/history"))
}
