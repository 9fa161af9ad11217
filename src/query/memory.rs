//! How much memory the process has, as Linux tells it; other systems are not asked.

use std::fs;

/// Gives the bytes that the process holds for itself, whether in memory or swapped out; none where that cannot be known.
pub(super) fn held() -> Option<u64> {
    if cfg!(target_os = "linux") { parse(&fs::read_to_string("/proc/self/status").ok()?) } else { None }
}

/// Reads `RssAnon` and `VmSwap` of proc_pid_status(5). File pages are left out: the system takes them back as it needs.
fn parse(status: &str) -> Option<u64> {
    let kilobytes = |key: &str| -> Option<u64> {
        let value = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        value.trim().strip_suffix("kB")?.trim().parse().ok()
    };
    Some((kilobytes("RssAnon")? + kilobytes("VmSwap").unwrap_or_default()) * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_system_are_read() {
        assert_eq!(parse("VmRSS:\t   900 kB\nRssAnon:\t     512 kB\nVmSwap:\t  8 kB\n"), Some(520 * 1024));
        assert_eq!(parse("VmRSS:\t   900 kB\n"), None);
        assert_eq!(held().is_some(), cfg!(target_os = "linux"));
    }
}
