//! Time and memory of the whole program: a saved query on a built store, and the build itself.
//!
//! `MAILUO_CORPUS=DIR cargo bench --bench process`

mod corpus;

use jieba_rs::Jieba;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A saved query answers within this time.
const ANSWER: Duration = Duration::from_millis(60);
/// A build stays below this much memory, in KiB.
const MEMORY: u64 = 1024 * 1024;
const RUNS: usize = 20;

fn main() {
    if !cfg!(feature = "rocksdb") {
        println!("a build without RocksDB keeps no store: nothing to measure");
        return;
    }
    let home = tempfile::tempdir().expect("there is room for a store");
    let store = home.path().join("store");

    let corpus = corpus::directory();
    let start = Instant::now();
    let peak = peak_memory(mailuo(&store).arg("build").arg(&corpus).spawn().expect("the program starts"));
    println!("build of {}: {:.1} s", corpus.display(), start.elapsed().as_secs_f64());
    match peak {
        Some(kib) => println!("  peak memory {} MiB ({} 1024)", kib / 1024, verdict(kib < MEMORY)),
        None => println!("  peak memory unknown: no /proc here"),
    }

    let start = Instant::now();
    std::hint::black_box(Jieba::new());
    println!("jieba's dictionary: {:.1} ms to load", millis(start.elapsed()));
    for query in ["targets", "industries --set place=金昌", "statistics"] {
        let median = median_time(&store, query);
        println!("run {query}: median {:.1} ms of {RUNS} ({} 60)", millis(median), verdict(median < ANSWER));
    }
}

fn mailuo(store: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailuo"));
    command.arg("--store").arg(store).stdout(Stdio::null());
    command
}

/// Waits for `child` and gives its peak resident memory in KiB. The kernel keeps the peak itself, so that looking now
/// and then misses only what the last moments added.
fn peak_memory(mut child: Child) -> Option<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().expect("it is our child").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

fn median_time(store: &Path, query: &str) -> Duration {
    let mut times: Vec<_> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let status = mailuo(store).arg("run").args(query.split(' ')).status().expect("the program starts");
            assert!(status.success(), "{query}: {status}");
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn verdict(holds: bool) -> &'static str {
    if holds { "below" } else { "NOT below" }
}
