//! The REPL: in a pseudo-terminal as people use it, and as a script from a pipe.

use crate::program::{command, mailuo_with};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use std::path::Path;
use std::time::{Duration, Instant};

const PROMPT: &str = "mailuo> ";
/// Longer than anything takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A query that takes minutes: every statement beside every other.
const LONG: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?a)) > STRLEN(STR(?f))) }";

/// Starts the REPL in a terminal and waits for its prompt.
fn start(home: &Path) -> PtySession {
    let options = Options::new().timeout_ms(Some(PATIENCE.as_millis() as u64)).strip_ansi_escape_codes(true);
    let mut session = spawn_with_options(command(home), options).unwrap();
    session.exp_string("embedded sample documents").unwrap();
    session.exp_string(PROMPT).unwrap();
    session
}

/// Types keys without Enter.
fn send(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

/// Gives text as rexpect reads it: a character for each byte.
fn bytes(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// Leaves with Ctrl-D and expects success.
fn leave(mut session: PtySession) {
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
    let status = session.process().wait().unwrap();
    assert!(matches!(status, rexpect::process::WaitStatus::Exited(_, 0)), "{status:?}");
}

#[test]
fn a_name_is_completed_to_its_iri() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    send(&mut session, "SELECT ?name { 金昌\t");
    session.exp_string("id:place\\/620300").unwrap();
    session.exp_string(&bytes("金昌市")).unwrap();
    session.send_line(" rdfs:label ?name }").unwrap();
    session.exp_string(&bytes("│ 金昌市 │")).unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn a_query_may_take_many_lines_and_an_empty_one_ends_it() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    session.send_line("ASK {").unwrap();
    session.send_line("?s ?p ?o").unwrap();
    session.send_line("}").unwrap();
    session.exp_string("true").unwrap();
    session.exp_string(PROMPT).unwrap();
    session.send_line("ASK { ?s").unwrap();
    session.send_line("").unwrap();
    session.exp_string("error: query:1:").unwrap();
    session.exp_string("^").unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn ctrl_c_stops_a_query_and_clears_a_line_but_does_not_leave() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    send(&mut session, "ASK { half");
    session.exp_string("half").unwrap();
    session.send_control('c').unwrap();
    session.exp_string(PROMPT).unwrap();
    session.send_line(LONG).unwrap();
    // Nothing shows when the query starts, and a key that comes before is a key at the prompt, so it is pressed again;
    // not at once, for with each the terminal drops what it has not shown yet.
    let start = Instant::now();
    let mut pressed = None::<Instant>;
    let mut seen = String::new();
    while !seen.contains("cancelled") {
        assert!(start.elapsed() < PATIENCE, "{seen}");
        if pressed.is_none_or(|at| at.elapsed() > Duration::from_secs(1)) {
            session.send_control('c').unwrap();
            pressed = Some(Instant::now());
        }
        seen.extend(session.try_read());
        std::thread::yield_now();
    }
    session.exp_string(PROMPT).unwrap();
    session.send_line("ASK { ?s ?p ?o }").unwrap();
    session.exp_string("true").unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn history_is_kept_between_sessions() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    session.send_line(".format csv").unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
    assert!(home.path().join("mailuo/history").is_file());
    let mut session = start(home.path());
    send(&mut session, "\x1b[A");
    session.exp_string(".format csv").unwrap();
    session.send_line("").unwrap();
    session.exp_string(PROMPT).unwrap();
    session.send_line("SELECT ?x { VALUES ?x { 1 } }").unwrap();
    session.exp_regex("x\r*\n1\r*\n").unwrap();
    leave(session);
}

#[test]
fn dot_commands_answer() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    for (line, answer) in [
        (".help", ".neighbors NAME"),
        (".prefixes", "PREFIX ml: <https://w3id.org/mailuo/ns#>"),
        (".queries", "targets"),
        (".explain SELECT ?x { ?x a ml:Place } LIMIT 3", "(slice"),
        (".describe 金昌", "id:place/620300"),
        (".path 金川集团 引大入秦延伸增效工程", "doc:jinchang-2022-interview#char="),
        (".path 金昌市 天水市 --avoid 金昌", "error: a path that avoids"),
        (".neighbors 金昌市 --limit 1", "ml:locatedIn"),
        (".common 金昌 天水", "ml:locatedIn"),
        (".format", "table"),
        (".hepl", "error: there is no command .hepl"),
        (".run targts", "did you mean targets"),
    ] {
        session.send_line(line).unwrap();
        session.exp_string(answer).unwrap();
        session.exp_string(PROMPT).unwrap();
    }
    session.send_line(".quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn a_script_runs_to_its_end() {
    let home = tempfile::tempdir().unwrap();
    let script = ".format csv\nSELECT ?x\n{ VALUES ?x { 1 2 } }\nLIMIT 1\nASK {}\n.quit\nnever read\n";
    for arguments in [&[][..], &["repl"]] {
        let run = mailuo_with(home.path(), arguments, script.as_bytes());
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "x\r\n1\r\ntrue\n", ""), "{run:?}");
    }
}

#[test]
fn links_are_asked_for_in_a_script() {
    let home = tempfile::tempdir().unwrap();
    let script = ".format csv\n.path 金川集团 引大入秦延伸增效工程 --plain\n.path 金川集团 金昌市 --format dot\n\
                  .neighbors 金川集团 --limit 1\n.path 新能源电池 金川集团 --directed\n.path 金昌市 无此物\n";
    let run = mailuo_with(home.path(), &["repl"], script.as_bytes());
    assert_eq!(run.code, 3, "{run:?}");
    for part in ["path,cost,hop,", "\r\n1,2,1,", "digraph mailuo {", "direction,relation,thing,label"] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
    assert!(run.err.starts_with("note: no path links 新能源电池 and 金川集团; hint: "), "{run:?}");
    assert!(run.err.contains("error: stdin:6: nothing is called 无此物"), "{run:?}");
}

#[test]
fn an_empty_line_ends_an_unfinished_query_and_the_script_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let run = mailuo_with(home.path(), &[], b"ASK {}\nSELECT * {\n  ?s ?p\n\nASK {}\n");
    assert_eq!((run.code, run.out.as_str()), (3, "true\ntrue\n"), "{run:?}");
    assert!(
        run.err.starts_with("error: stdin:3:") && run.err.ends_with("error: 1 query was not finished\n"),
        "{run:?}"
    );
}

#[test]
fn tab_completes_names_after_a_dot_command() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    send(&mut session, ".describe 兰张铁路\t");
    session.exp_string(&bytes("兰张铁路三四线金昌段")).unwrap();
    session.send_line("").unwrap();
    session.exp_string("id:project/").unwrap();
    session.exp_string(PROMPT).unwrap();
    send(&mut session, ".path 金昌市 兰张铁路三四线\t");
    session.exp_string(&bytes("兰张铁路三四线金昌段")).unwrap();
    session.send_line(" --format mermaid").unwrap();
    session.exp_string("flowchart LR").unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn a_script_stops_at_its_first_error_and_says_where() {
    let home = tempfile::tempdir().unwrap();
    let run = mailuo_with(home.path(), &[], b"ASK {}\n\nSELECT * {\n  ?s nope:p ?o\n}\nASK {}\n");
    assert_eq!((run.code, run.out.as_str()), (3, "true\n"), "{run:?}");
    assert!(run.err.starts_with("error: stdin:4:"), "{run:?}");
    let run = mailuo_with(home.path(), &[], b"ASK {}\n.run targts\nASK {}\n");
    assert_eq!((run.code, run.out.as_str()), (2, "true\n"), "{run:?}");
    assert!(run.err.starts_with("error: stdin:2: "), "{run:?}");
}
