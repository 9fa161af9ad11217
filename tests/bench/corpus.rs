//! The texts that are measured: the directory named by MAILUO_CORPUS, else the sample documents.

use std::path::PathBuf;

/// Gives the directory; cargo starts a benchmark in the package's own.
pub fn directory() -> PathBuf {
    std::env::var_os("MAILUO_CORPUS").map_or_else(|| "data/documents".into(), PathBuf::from)
}
