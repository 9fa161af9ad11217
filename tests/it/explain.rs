//! `mailuo explain`: sentences by place, rules that did not fire, wrong calls.

use crate::program::{mailuo, mailuo_with};
use std::fs;

const TEXT: &str = "金昌市政府工作报告\n金昌市发展文旅产业。把永昌县的事办好。\n";

#[test]
fn a_sentence_is_found_by_offset_and_by_line_and_column() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("报告.txt"), TEXT).unwrap();
    for place in ["报告.txt:20", "报告.txt:2:11"] {
        let run = mailuo_with(home.path(), &["explain", place], b"");
        assert!(run.code == 0 && run.out.starts_with("20–29  paragraph\n把永昌县的事办好。\nwords\n"), "{run:?}");
        assert!(run.out.contains("→ 620321 永昌县: "), "{run:?}");
    }
    let run = mailuo_with(home.path(), &["explain", "报告.txt"], b"");
    assert_eq!((run.code, run.out.matches("\nwords\n").count()), (0, 3), "{run:?}");
    let run = mailuo_with(home.path(), &["explain", "-"], TEXT.as_bytes());
    assert_eq!((run.code, run.out.matches("\nwords\n").count()), (0, 3), "{run:?}");
}

#[test]
fn a_rule_that_stopped_shows_where_and_why() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("报告.txt"), TEXT).unwrap();
    let run = mailuo_with(home.path(), &["explain", "报告.txt:20", "--rule", "holder.disposal"], b"");
    assert_eq!(run.code, 0, "{run:?}");
    for part in ["it got as far as 把永昌县  h=永昌县", "there   的 (", "wanted  verb.become"] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
    let run = mailuo(&["explain", "--text", "金昌市发展文旅产业。", "--rule", "develops.industry"]);
    assert!(run.code == 0 && run.out.contains("develops.industry: matched and gave"), "{run:?}");
}

#[test]
fn json_is_an_array_of_sentences() {
    let run = mailuo(&["explain", "--text", TEXT, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 3);
    assert_eq!(json[1]["document"], "text");
    assert_eq!(json[1]["facts"][0]["relation"], "develops");
    assert!(json[1]["tokens"][0]["classes"].as_array().is_some_and(|classes| !classes.is_empty()));
}

#[test]
fn wrong_calls_are_told_with_a_hint() {
    let run = mailuo(&["explain", "--text", "金昌市。", "--rule", "holder.reprot"]);
    assert!(run.code == 2 && run.err.contains("no rule is called holder.reprot") && run.err.contains("holder.report"));
    let run = mailuo(&["explain"]);
    assert_eq!(run.code, 2, "{run:?}");
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("a.txt"), TEXT).unwrap();
    let run = mailuo_with(home.path(), &["explain", "a.txt:500"], b"");
    assert!(run.code == 3 && run.err.contains("error: a.txt: no sentence is read at code point 500"), "{run:?}");
    let run = mailuo_with(home.path(), &["explain", "none.txt"], b"");
    assert!(run.code == 3 && run.err.contains("none.txt: there is no such file"), "{run:?}");
    fs::write(home.path().join("b.jsonl"), "{\"text\": \"甲。\"}\n{\"text\": \"乙。\"}\n").unwrap();
    let run = mailuo_with(home.path(), &["explain", "b.jsonl:0"], b"");
    assert!(run.code == 2 && run.err.contains("2 documents"), "{run:?}");
}
