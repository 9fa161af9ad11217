//! The command line: exit codes, and bad input told in one line with its place.

use crate::program::{Run, command, mailuo, mailuo_with};
use mailuo::build::{BuildOptions, build, collect};
use mailuo::knowledge::Knowledge;
use mailuo::store::Store;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Expects exit code `code`, nothing on standard output, and a one-line error that contains `parts`.
fn refused(run: &Run, code: i32, parts: &[&str]) {
    assert_eq!((run.code, run.out.as_str()), (code, ""), "{run:?}");
    let errors: Vec<_> = run.err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(!errors.is_empty(), "{run:?}");
    for part in parts {
        assert!(run.err.contains(part), "{part} is not in {run:?}");
    }
}

#[test]
fn a_syntax_error_has_line_column_and_code_3() {
    refused(&mailuo(&["query", "SELECT *\nWHERE { ?s ?p }"]), 3, &["error: query:2:"]);
    refused(&mailuo(&["query", "SELECT * WHERE { ?s nope:p ?o }"]), 3, &["query:1:", "hint: "]);
    refused(&mailuo(&["query", "INSERT DATA { <a:a> <a:b> 1 }"]), 3, &["hint: queries only read"]);
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("坏.rq"), "SELECT * {").unwrap();
    refused(&mailuo_with(home.path(), &["query", "--file", "坏.rq"], b""), 3, &["error: 坏.rq:1:"]);
    refused(&mailuo(&["query", "--file", "none.rq"]), 3, &["error: none.rq: there is no such file"]);
}

#[test]
fn usage_errors_have_code_2() {
    for arguments in [&["query"][..], &["nope"], &["query", "ASK {}", "--format", "excel"], &["extract"], &["run"]] {
        let run = mailuo(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        let starts: Vec<_> = run.err.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
        assert_eq!(starts, ["error:", "hint:"], "{run:?}");
    }
    refused(&mailuo(&["build"]), 2, &["not provided: <PATH>...", "hint: mailuo build"]);
    refused(&mailuo(&["qury"]), 2, &["qury", "query"]);
    refused(&mailuo(&["query", "ASK {}", "--format", "turtle"]), 2, &["turtle is for graphs", "hint: use CONSTRUCT"]);
    assert_eq!(mailuo(&["--help"]).code, 0);
    assert!(mailuo(&["--version"]).out.starts_with("mailuo "));
}

#[test]
fn saved_queries_name_what_is_wrong_with_their_call() {
    refused(&mailuo(&["run", "targts"]), 2, &["targts", "hint: did you mean targets"]);
    refused(&mailuo(&["run", "targets", "--set", "plaec=金昌市"]), 2, &["plaec", "place"]);
    refused(&mailuo(&["run", "targets", "--set", "place"]), 2, &["PARAM=VALUE"]);
    for (name, near) in [("goals", "did you mean targets"), ("bilds", "projects"), ("projcts", "did you mean projects")]
    {
        refused(&mailuo(&["run", name]), 2, &[name, near]);
    }
    let run = mailuo(&["queries"]);
    assert_eq!(run.code, 0);
    assert!(run.out.lines().any(|line| line.starts_with("targets ")), "{run:?}");
}

#[test]
fn the_examples_of_parameters_fit() {
    let samples = collect(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents")]).0;
    let store = Store::in_memory().unwrap();
    build(&store, samples, &Knowledge::embedded().unwrap(), &BuildOptions::default(), &mut |_| {}).unwrap();
    let queries = mailuo::query::saved::load(None).unwrap();
    for query in &queries {
        let arguments: Vec<_> = query.parameters.iter().map(|p| (p.name.clone(), p.example.clone())).collect();
        let bound = mailuo::query::bind(&store, query, &arguments);
        assert!(bound.is_ok(), "{}: {:?}", query.name, bound.err());
        for parameter in &query.parameters {
            let place = parameter.example == "金昌市";
            assert!(!place || ["place", "subject", "one", "party"].contains(&parameter.name.as_str()), "{arguments:?}");
        }
        assert!(query.otherwise.iter().all(|other| queries.iter().any(|query| query.name == *other)));
    }
}

#[test]
fn a_parameter_must_be_there_and_of_its_type() {
    refused(&mailuo(&["run", "deadlines"]), 2, &["year", "--set year="]);
    refused(&mailuo(&["run", "deadlines", "--set", "year=明年"]), 2, &["明年", "2025"]);
}

#[test]
fn a_store_that_is_not_there_has_code_4() {
    let home = tempfile::tempdir().unwrap();
    let run = mailuo_with(home.path(), &["--store", "none", "query", "ASK {}"], b"");
    refused(&run, 4, &["hint: "]);
    assert!(!home.path().join("none").exists());
    let run = command(home.path()).env("MAILUO_STORE", "none").args(["queries"]).output().unwrap();
    assert!(run.status.success(), "a list of queries needs no store");
}

#[test]
fn answers_that_are_false_or_empty_fail_only_if_asked_to() {
    let no = "ASK { <a:nobody> ?p ?o }";
    assert_eq!(mailuo(&["query", no]).out, "false\n");
    assert_eq!(mailuo(&["query", no]).code, 0);
    assert_eq!(mailuo(&["query", no, "--fail-empty"]).code, 6);
    assert_eq!(mailuo(&["query", "SELECT * { <a:nobody> ?p ?o }", "--fail-empty"]).code, 6);
    assert_eq!(mailuo(&["query", "ASK { ?s ?p ?o }", "--fail-empty"]).code, 0);
}

#[test]
fn limits_stop_with_code_5_and_leave_what_was_found() {
    let all = "SELECT ?s { ?s ?p ?o }";
    let run = mailuo(&["query", all, "--limit-rows", "2", "--format", "csv"]);
    assert_eq!((run.code, run.out.lines().count()), (5, 3), "{run:?}");
    assert!(run.err.starts_with("error: ") && run.err.contains("hint: "), "{run:?}");
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?a)) > STRLEN(STR(?f))) }";
    let run = mailuo(&["query", long, "--timeout", "0.05"]);
    assert!(run.code == 5 && run.err.contains("hint: give more time with --timeout"), "{run:?}");
}

#[test]
fn a_product_stops_in_time_though_the_engine_does_not_look_up() {
    let product: String = ('a'..='j').map(|name| format!("VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 }} ")).collect();
    for query in [
        format!("SELECT (COUNT(*) AS ?n) {{ {product} }}"),
        format!("ASK {{ {product} FILTER(?a + ?j > 99) }}"),
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
    ] {
        let start = Instant::now();
        let run = mailuo(&["query", &query, "--timeout", "0.05", "--format", "csv"]);
        refused(&run, 5, &["stopped after 0.05 s"]);
        assert!(start.elapsed() < Duration::from_secs(60), "{query}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_query_that_sorts_a_product_stops_before_it_fills_the_memory() {
    let product = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g";
    let told = ["error: stopped at 64 MiB of memory", "hint: "];
    refused(&mailuo(&["query", product, "--max-memory", "64", "--format", "csv"]), 5, &told);
    let values: String = ('a'..='j').map(|name| format!("VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 }} ")).collect();
    let sorted = format!("SELECT * {{ {values} }} ORDER BY ?a");
    refused(&mailuo(&["query", &sorted, "--max-memory", "64", "--format", "csv"]), 5, &told);
    let home = tempfile::tempdir().unwrap();
    let script = format!(".memory\n.memory 64\n{product}\n");
    let run = mailuo_with(home.path(), &["repl"], script.as_bytes());
    assert_eq!((run.code, run.out.as_str()), (5, "2048 MiB\n"), "{run:?}");
    let small = "SELECT (COUNT(*) AS ?n) { ?s a ml:Place } ORDER BY ?n";
    assert_eq!(mailuo(&["query", small, "--max-memory", "0"]).code, 0);
    refused(&mailuo(&["query", small, "--max-memory", "-1"]), 2, &["--max-memory"]);
}

#[test]
fn times_that_are_none_are_refused() {
    for time in ["0", "-1", "NaN", "inf", "1e30", "soon"] {
        refused(&mailuo(&["query", "ASK {}", "--timeout", time]), 2, &["--timeout"]);
    }
    refused(&mailuo(&["query", "ASK {}", "--limit-rows", "-1"]), 2, &["--limit-rows"]);
    let run = mailuo(&["query", "SELECT ?x { VALUES ?x { 1 } }", "--limit-rows", "0", "--format", "csv"]);
    assert_eq!((run.code, run.out.as_str()), (5, "x\r\n"), "{run:?}");
}

#[test]
fn a_query_nested_without_end_is_refused_and_does_not_crash() {
    for (open, close) in [("{", "}"), ("{ FILTER(!", "")] {
        let query = format!("SELECT * {}{}", open.repeat(20_000), close.repeat(20_000));
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("深.rq"), query).unwrap();
        refused(&mailuo_with(home.path(), &["query", "--file", "深.rq"], b""), 3, &["error: 深.rq:1:", "nested"]);
    }
    let home = tempfile::tempdir().unwrap();
    for (parts, code) in [(4_000, 0), (40_000, 3)] {
        let union = vec!["{ ?s ?p ?o }"; parts].join(" UNION ");
        fs::write(home.path().join("长.rq"), format!("ASK {{ {union} }}")).unwrap();
        let run = mailuo_with(home.path(), &["query", "--file", "长.rq"], b"");
        assert_eq!(run.code, code, "{run:?}");
    }
    let sum = format!("SELECT (1{} AS ?x) {{}}", "+1".repeat(50_000));
    let not = format!("SELECT ({}true AS ?x) {{}}", "!".repeat(50_000));
    let path = format!("ASK {{ ?s {} ?o }}", vec!["<p:p>"; 20_000].join("/"));
    for chain in [sum, not, path] {
        fs::write(home.path().join("链.rq"), chain).unwrap();
        refused(&mailuo_with(home.path(), &["query", "--file", "链.rq"], b""), 3, &["error: 链.rq:1:"]);
    }
}

#[test]
fn a_query_file_that_is_no_utf8_has_its_place() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("a.rq"), b"ASK {\n  \xff }").unwrap();
    refused(&mailuo_with(home.path(), &["query", "--file", "a.rq"], b""), 3, &["error: a.rq:2:3: ", "hint: "]);
    fs::write(home.path().join("b.rq"), "\u{feff}ASK { VALUES ?x { 1 } }").unwrap();
    assert_eq!(mailuo_with(home.path(), &["query", "--file", "b.rq"], b"").out, "true\n");
}

#[test]
fn a_name_from_a_table_can_be_asked_for() {
    let run = mailuo(&["query", "SELECT ?name { id:place/620300 rdfs:label ?name }", "--format", "csv"]);
    assert!(run.code == 0 && run.out.contains("金昌市"), "{run:?}");
    refused(&mailuo(&["query", "SELECT * {\n id:place/1 ml:a/ml:b ) }"]), 3, &["error: query:2:23: unexpected “)”"]);
}

#[test]
fn a_bad_record_is_named_and_the_others_come_out() {
    let home = tempfile::tempdir().unwrap();
    let records = "{\"text\": \"金昌市发展新能源电池产业。\"}\n{\"title\": oops}\n{\"text\": \"武威市发展葡萄酒产业。\"}\n\
                   {\"text\": \" \"}\n{\"text\": \"甲。\", \"date\": \"昨天\"}\n";
    fs::write(home.path().join("新闻.jsonl"), records).unwrap();
    let run = mailuo_with(home.path(), &["build", "--store", "S", "."], b"");
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.out.starts_with("2 loaded, 0 replaced, 0 unchanged, 3 failed"), "{run:?}");
    let run = mailuo_with(home.path(), &["extract", "--output", "P", "新闻.jsonl"], b"");
    assert_eq!(fs::read_dir(home.path().join("P")).unwrap().count(), 2, "{run:?}");
    for place in ["新闻.jsonl:2:11: ", "新闻.jsonl:4:1: ", "新闻.jsonl:5:1: "] {
        assert!(run.err.contains(&format!("error: {place}")), "{place}: {run:?}");
    }
    assert_eq!(run.err.matches("hint: ").count(), 3, "{run:?}");
}

#[test]
fn a_line_without_end_is_refused_in_little_memory() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("长.txt"), "金昌市发展新能源".repeat(1 << 18)).unwrap();
    let run = mailuo_with(home.path(), &["build", "--store", "S", "长.txt"], b"");
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.err.contains("error: 长.txt: the document has 6291456 bytes") && run.err.contains("hint: split"),
        "{run:?}"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let mut command = command(home.path());
    command.args(["query", "SELECT * { ?s ?p ?o . ?a ?b ?o }", "--format", "csv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let run = child.wait_with_output().unwrap();
    assert_eq!((run.status.code(), run.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn documents_that_cannot_be_read_are_named_and_the_others_come_out() {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(home.path().join(name), bytes).unwrap();
    fs::create_dir(home.path().join("空")).unwrap();
    write("empty.txt", b"");
    write("binary.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0");
    write("good.txt", "金昌市加快发展新能源电池产业。".as_bytes());
    let inputs = ["empty.txt", "binary.txt", "空", "none.txt", "good.txt"];
    for verb in [&["build"][..], &["extract", "--format", "jsonl"]] {
        let run = mailuo_with(home.path(), &[verb, &inputs].concat(), b"");
        assert_eq!(run.code, 3, "{run:?}");
        for bad in &inputs[..4] {
            assert!(run.err.lines().any(|line| line.starts_with(&format!("error: {bad}: "))), "{bad}: {run:?}");
        }
        assert!(run.err.contains("4 inputs could not be read"), "{run:?}");
    }
    let run = mailuo_with(home.path(), &["build", "--store", "S", "good.txt"], b"");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.starts_with("1 loaded, 0 replaced, 0 unchanged, 0 failed"), "{run:?}");
    assert_eq!(run.err.contains("without RocksDB"), cfg!(not(feature = "rocksdb")));
}

#[test]
fn extract_reads_standard_input_and_writes_whole_files() {
    let home = tempfile::tempdir().unwrap();
    let text = "永昌县位于金昌市。";
    let run = mailuo_with(home.path(), &["extract", "--format", "nquads", "-"], text.as_bytes());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("https://w3id.org/mailuo/doc/stdin"), "{run:?}");
    fs::write(home.path().join("一.txt"), text).unwrap();
    for (format, extension) in [("nquads", "nq"), ("turtle", "ttl"), ("jsonl", "jsonl"), ("brat", "ann")] {
        let run = mailuo_with(home.path(), &["extract", "--format", format, "--output", "P", "一.txt"], b"");
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
        assert!(home.path().join("P").join(format!("一.{extension}")).is_file());
    }
    assert_eq!(fs::read_dir(home.path().join("P")).unwrap().count(), 4, "no drafts are left");
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_refused_and_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    assert!(std::process::Command::new("mkfifo").arg(home.path().join("管.txt")).status().unwrap().success());
    for verb in ["build", "extract"] {
        for path in ["管.txt", "/dev/zero"] {
            let place = format!("error: {path}: this is no regular file");
            refused(&mailuo_with(home.path(), &[verb, path], b""), 3, &[&place, "hint: "]);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_name_with_a_line_break_stays_on_its_line() {
    let home = tempfile::tempdir().unwrap();
    let run = mailuo_with(home.path(), &["build", "甲\nerror: 乙\u{1b}[31m.txt"], b"");
    let lines: Vec<_> = run.err.lines().collect();
    assert_eq!(lines[0], "error: 甲\\nerror: 乙\\u{1b}[31m.txt: there is no such file or directory", "{run:?}");
}

#[test]
fn a_directory_whose_documents_were_named_before_has_documents() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("n/a")).unwrap();
    fs::write(home.path().join("n/a/x.txt"), "永昌县位于金昌市。").unwrap();
    let run = mailuo_with(home.path(), &["extract", "n/a/x.txt", "n/a"], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_written() {
    let home = tempfile::tempdir().unwrap();
    for name in ["一", "二", "三"] {
        fs::write(home.path().join(format!("{name}.txt")), "永昌县位于金昌市。").unwrap();
    }
    // A directory that is not empty stands where the file should go.
    fs::create_dir_all(home.path().join("P/一.nq/x")).unwrap();
    let run = mailuo_with(home.path(), &["extract", "--output", "P", "一.txt", "二.txt", "三.txt"], b"");
    refused(&run, 3, &["error: P/一.nq: ", "error: 1 file could not be written"]);
    assert!(home.path().join("P/二.nq").is_file() && home.path().join("P/三.nq").is_file());
}

#[test]
fn files_of_one_name_are_extracted_side_by_side() {
    let home = tempfile::tempdir().unwrap();
    for folder in ["a", "b"] {
        fs::create_dir(home.path().join(folder)).unwrap();
        fs::write(home.path().join(folder).join("x.txt"), "永昌县位于金昌市。").unwrap();
    }
    let run = mailuo_with(home.path(), &["extract", "--output", "P", "a", "b"], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for (file, document) in [("x.nq", "doc/x>"), ("x~2.nq", "doc/x~2>")] {
        assert!(fs::read_to_string(home.path().join("P").join(file)).unwrap().contains(document));
    }
    let run = mailuo_with(home.path(), &["build", "--store", "S", "a", "b"], b"");
    assert!(run.err.contains("b/x.txt: loaded as x~2, for another file has its name"), "{run:?}");
}

#[test]
fn check_finds_the_embedded_data_in_order() {
    let run = mailuo(&["check"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let home = tempfile::tempdir().unwrap();
    let run = mailuo_with(home.path(), &["--ontology", "none", "check"], b"");
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn check_finds_what_loading_lets_pass() {
    let home = tempfile::tempdir().unwrap();
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    copy(&ontology, &home.path().join("o"));
    let spoil = |name: &str, text: &str| {
        let path = home.path().join("o").join(name);
        let lines = fs::read_to_string(&path).unwrap() + text;
        fs::write(&path, &lines).unwrap();
        lines.lines().count()
    };
    let places = [
        ("shapes.ttl", spoil("shapes.ttl", "ml:Shape a sh:NodeShape ] .\n"), "25"),
        ("lexicon/words.txt", spoil("lexicon/words.txt", "陇中 @@@@\n"), "4"),
        ("document.txt", spoil("document.txt", "来\u{fffd}源\n"), "2"),
    ];
    let run = mailuo_with(home.path(), &["--ontology", "o", "check"], b"");
    assert_eq!(run.code, 3, "{run:?}");
    for (file, line, column) in places {
        assert!(run.err.contains(&format!("error: o/{file}:{line}:{column}: ")), "{file}: {run:?}");
    }
    assert!(run.err.ends_with("error: 3 problems found\n"), "{run:?}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok()) }
    }
}

#[test]
fn things_are_described_and_facts_explained() {
    let run = mailuo(&["describe", "金昌"]);
    assert!(run.code == 0 && run.out.starts_with("金昌市") && run.out.contains("id:place/620300"), "{run:?}");
    let run = mailuo(&["describe", "金昌市", "--format", "turtle"]);
    assert!(run.code == 0 && run.out.contains("@prefix ml:"), "{run:?}");
    refused(&mailuo(&["describe", "无此物"]), 3, &["无此物"]);
    let run = mailuo(&["neighbors", "金昌市", "--format", "csv"]);
    assert!(run.code == 0 && run.out.starts_with("direction,relation,thing,label"), "{run:?}");
    let run = mailuo(&["why", "_", "locatedIn", "金昌市"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let run = mailuo(&["why", "金昌市", "builds", "新能源"]);
    assert_eq!((run.code, run.out.as_str(), run.err.lines().count()), (0, "", 1), "{run:?}");
    assert!(run.err.starts_with("note: no sentence states it; hint: "), "{run:?}");
    assert_eq!(mailuo(&["why", "金昌市", "builds", "新能源", "--fail-empty"]).code, 6);
    let run = mailuo(&["why", "金昌市", "partOf", "甘肃省"]);
    assert!(run.err.contains("gazetteer"), "{run:?}");
    let run = mailuo(&["run", "links", "--set", "one=金昌市", "--set", "other=天水市"]);
    assert!(run.err.contains("mailuo run links-by-way-of --set one=金昌市 --set other=天水市"), "{run:?}");
}
