//! Time and memory of the whole program: the build, then every saved query on what it built.
//!
//! `MAILUO_CORPUS=DIR cargo bench --bench process`

mod corpus;

use jieba_rs::Jieba;
use mailuo::query::saved::{self, Parameter, SavedQuery};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A saved query answers within this time.
const ANSWER: Duration = Duration::from_millis(60);
/// A build stays below this much memory, in KiB.
const MEMORY: u64 = 1024 * 1024;
const RUNS: usize = 9;

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
    println!("\n{:>6} {:>8}  saved query (median of {RUNS}, below {} ms or not)", "ms", "rows", ANSWER.as_millis());
    for query in saved::load(None).expect("the embedded queries are sound") {
        for settings in calls(&query) {
            let rows = rows(&store, &query.name, &settings);
            let median = median_time(&store, &query.name, &settings);
            let mark = if median < ANSWER { "" } else { "  NOT below" };
            println!("{:6.1} {rows:8}  {} {}{mark}", millis(median), query.name, settings.join(" "));
        }
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

/// Lists the ways to call a query: with what it requires alone, and with each of its optional parameters.
fn calls(query: &SavedQuery) -> Vec<Vec<String>> {
    let set = |parameter: &Parameter| format!("--set={}={}", parameter.name, parameter.example);
    let default = |name: &str| query.defaults.iter().any(|(known, _)| known == name);
    let (required, optional): (Vec<_>, Vec<_>) = query.parameters.iter().partition(|parameter| parameter.required);
    let required = required.into_iter().filter(|parameter| !default(&parameter.name));
    let required: Vec<_> = required.map(set).collect();
    let with = optional.into_iter().map(set);
    let with = with.map(|setting| required.iter().cloned().chain([setting]).collect());
    [required.clone()].into_iter().chain(with).collect()
}

fn run(store: &Path, query: &str, settings: &[String]) -> Command {
    let mut command = mailuo(store);
    // A note that nothing was found is no part of the table.
    command.arg("run").arg(query).args(settings).stderr(Stdio::null());
    command
}

fn rows(store: &Path, query: &str, settings: &[String]) -> usize {
    let mut command = run(store, query, settings);
    let answer = command.arg("--format=tsv").stdout(Stdio::piped()).output().expect("the program starts");
    // TSV has a line for the header, and no line breaks in values.
    answer.stdout.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1)
}

fn median_time(store: &Path, query: &str, settings: &[String]) -> Duration {
    let mut times: Vec<_> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let status = run(store, query, settings).status().expect("the program starts");
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
