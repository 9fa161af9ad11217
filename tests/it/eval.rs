//! `mailuo eval`: figures that agree with the annotation guide's own scorer, floors, comparisons, bad annotation.

use crate::program::{Run, mailuo, mailuo_with};
use mailuo::eval::predicted::predict;
use mailuo::eval::report::DocumentReport;
use mailuo::eval::{Counts, Figure, Report, Schema, gold};
use mailuo::knowledge::Knowledge;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Runs `mailuo eval --gold tests/gold` with more arguments.
fn evaluate(arguments: &[&str]) -> Run {
    let gold = folder("tests/gold");
    mailuo(&[&["eval", "--gold", gold.to_str().unwrap()], arguments].concat())
}

fn report(run: &Run) -> Report {
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    serde_json::from_str(&run.out).unwrap()
}

/// Gives the figures of the annotation guide's scorer as lines `name hits gold predicted F1`.
fn guide_figures(scorer: &Path, gold: &Path, predicted: &Path) -> Vec<String> {
    let output = Command::new("python3").arg(scorer).args([gold, predicted]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| line.contains(" F1 ")).map(|line| {
        let digits = |c: char| !c.is_ascii_digit() && c != '.';
        let counts = line.split_once('(').unwrap().1.split(digits).filter(|word| !word.is_empty());
        let f1 = line.split_once(" F1 ").unwrap().1.split_whitespace().next().unwrap();
        let name = line.split_whitespace().next().unwrap();
        format!("{name} {} {f1}", counts.collect::<Vec<_>>().join(" "))
    });
    lines.collect()
}

fn own_figures(report: &Report) -> Vec<String> {
    let line = |figure: Figure| {
        let Counts { hits, gold, predicted } = report.line(figure).counts;
        format!("{} {hits} {gold} {predicted} {:.3}", figure.name(), report.line(figure).f1.value)
    };
    Figure::ALL.into_iter().map(line).collect()
}

#[test]
fn the_figures_are_those_of_the_guides_scorer() {
    let shared = folder("../shared");
    let (scorer, dev) = (shared.join("tools/score.py"), shared.join("gold/dev"));
    if !scorer.exists() || !dev.exists() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    for gold in [&dev, &folder("tests/gold")] {
        let texts: Vec<_> = fs::read_dir(gold).unwrap().map(|entry| entry.unwrap().path()).collect();
        let texts: Vec<_> = texts.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
        let found = home.path().join("found");
        let mut extract = vec!["extract", "--format", "brat", "--output", found.to_str().unwrap()];
        extract.extend(texts.iter().map(|path| path.to_str().unwrap()));
        assert_eq!(mailuo(&extract).code, 0);
        let expected = guide_figures(&scorer, gold, &found);
        let gold = gold.to_str().unwrap();
        // Run by itself, and given the predictions.
        for more in [&[][..], &[found.to_str().unwrap()]] {
            let run = mailuo(&[&["eval", "--format", "json", "--gold", gold], more].concat());
            assert_eq!(own_figures(&serde_json::from_str(&run.out).unwrap()), expected, "{gold} {more:?}");
        }
    }
}

#[test]
fn the_gold_of_the_tests_is_read_well_enough() {
    let knowledge = Knowledge::embedded().unwrap();
    let documents = gold::read(&folder("tests/gold"), &Schema::of(&knowledge)).unwrap();
    let reports = documents.iter().map(|d| DocumentReport::new(d, &predict(d, &knowledge))).collect();
    let report = Report::new("tests/gold".into(), "the extractor".into(), reports);
    for (figure, floor) in [(Figure::Entity, 0.75), (Figure::Graph, 0.60)] {
        let line = report.line(figure);
        assert!(line.f1.value >= floor, "{} F1 {:.3}", figure.name(), line.f1.value);
        let [low, high] = line.f1.interval.unwrap();
        assert!(low <= line.f1.value && line.f1.value <= high);
    }
    // Every false find of the extractor names its rule, every error its sentence.
    for finding in reports_of(&report) {
        assert!(!finding.sentence.is_empty() && finding.place.contains(".txt:"), "{finding:?}");
    }
    assert!(report.documents.iter().flat_map(|d| &d.extras).all(|extra| extra.item.rule.is_some()));
}

fn reports_of(report: &Report) -> impl Iterator<Item = &mailuo::eval::report::Finding> {
    report.documents.iter().flat_map(|d| d.misses.iter().chain(&d.extras))
}

#[test]
fn the_gold_itself_is_without_fault() {
    let gold = folder("tests/gold");
    let report = report(&evaluate(&[gold.to_str().unwrap(), "--format", "json"]));
    for figure in Figure::ALL {
        assert_eq!(report.line(figure).f1.value, 1.0, "{}", figure.name());
    }
    assert_eq!(reports_of(&report).count(), 0);
}

#[test]
fn the_same_run_prints_the_same_report() {
    let forms = ["table", "json", "csv", "markdown"];
    for form in forms {
        let arguments = ["--per-type", "--per-document", "--per-rule", "--errors", "--format", form];
        let (one, two) = (evaluate(&arguments), evaluate(&arguments));
        assert_eq!((one.code, &one.out), (0, &two.out));
        assert!(one.out.contains("graph") && one.out.contains("金昌"), "{form}");
    }
}

#[test]
fn every_find_belongs_to_one_rule_of_one_family() {
    let run = evaluate(&["--per-rule", "--format", "json"]);
    let report = report(&run);
    let rules = report.rules.as_ref().unwrap();
    let (families, own): (Vec<_>, Vec<_>) = rules.lines.iter().partition(|line| line.rule.is_none());
    for (lines, what) in [(&families, "families"), (&own, "rules")] {
        for figure in Figure::RULES {
            let found: Counts = lines.iter().filter_map(|line| line.figures.get(&figure).copied()).sum();
            let Counts { hits, predicted, .. } = report.line(figure).counts;
            assert_eq!(found, Counts { hits, gold: 0, predicted }, "{what} {}", figure.name());
        }
        let shares: f64 = lines.iter().map(|line| line.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{what}");
    }
    // What the annotation cannot judge is neither found nor idle.
    let named = |name: &str| rules.lines.iter().any(|line| line.name() == name) || rules.idle.iter().any(|n| n == name);
    assert!(named("time.*") && !named("holder.*") && !named("amount.*"), "{:?}", rules.idle);
    // The rules of others' predictions are not known.
    let run = evaluate(&["--per-rule", folder("tests/gold").to_str().unwrap()]);
    assert!(run.code == 2 && run.err.contains("--per-rule"), "{run:?}");
}

#[test]
fn a_figure_below_its_floor_has_an_exit_code_of_its_own() {
    assert_eq!(evaluate(&["--min", "entity=0.5,graph=0.3"]).code, 0);
    let run = evaluate(&["--min", "graph=0.99"]);
    assert!(run.code == 6 && run.err.contains("graph F1 is 0.") && run.out.contains("graph"), "{run:?}");
    let run = evaluate(&["--min", "graf=0.99"]);
    assert!(run.code == 2 && run.err.contains("graph=0.65"), "{run:?}");
}

#[test]
fn a_worse_run_loses_what_it_lost() {
    let home = tempfile::tempdir().unwrap();
    let baseline = home.path().join("before.json");
    fs::write(&baseline, evaluate(&["--format", "json"]).out).unwrap();
    let baseline = baseline.to_str().unwrap();
    let nothing = home.path().join("nothing");
    fs::create_dir(&nothing).unwrap();
    let run = evaluate(&[nothing.to_str().unwrap(), "--baseline", baseline]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("7 of 7 documents have no .ann"), "{run:?}");
    let graph = run.out.lines().rev().find(|line| line.starts_with("│ graph")).unwrap();
    assert!(graph.contains(" 0.000 ") && graph.ends_with("yes         │"), "{graph}");
    assert!(run.out.contains("lost    mention   Place  金昌") && run.out.contains("gone    "), "{run:?}");
    // The other way round, with the predictions as a directory.
    let run = evaluate(&["--baseline", nothing.to_str().unwrap()]);
    assert!(run.out.contains("won     mention   Place  金昌") && run.out.contains("new     "), "{run:?}");
    // And what is no baseline.
    fs::write(home.path().join("broken.json"), "{\n oops").unwrap();
    let run = evaluate(&["--baseline", home.path().join("broken.json").to_str().unwrap()]);
    assert!(run.code == 3 && run.err.contains("broken.json:2:2: "), "{run:?}");
}

#[test]
fn bad_annotation_is_told_with_its_place() {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    write("a.txt", "金昌市发展文旅产业。\n");
    for (annotation, place) in [
        ("T1\tPlcae 0 3\t金昌市\n", "a.ann:1:4: unknown type `Plcae`"),
        ("T1\tPlace 0 3\t金昌市\nR1\tgrows Arg1:T1 Arg2:T1\n", "a.ann:2:4: unknown relation `grows`"),
        ("T1\tPlace 1 4\t金昌市\n", "a.ann:1:10: 1 to 4 is"),
        ("T1\tPlace 0 3\t金昌市\nE1\tGoal:T2\n", "a.ann:2:9: no T line is named T2"),
    ] {
        write("a.ann", annotation);
        let run = mailuo_with(home.path(), &["eval", "--gold", "."], b"");
        assert!(run.code == 3 && run.err.contains(place) && run.out.is_empty(), "{run:?}");
    }
    write("b.jsonl", "{\"text\": \"金昌\", \"label\": [[0, 9, \"Place\"]]}\n");
    let run = mailuo_with(home.path(), &["eval", "--gold", "b.jsonl"], b"");
    assert!(run.code == 3 && run.err.contains("b.jsonl:1:33: 0 to 9 is no span"), "{run:?}");
    let run = mailuo_with(home.path(), &["eval", "--gold", "none"], b"");
    assert!(run.code == 3 && run.err.contains("error: none: there is no such file or directory"), "{run:?}");
}

#[test]
fn doccano_annotations_are_scored_like_others() {
    let home = tempfile::tempdir().unwrap();
    let line = "{\"text\": \"永昌县位于金昌市。\", \"entities\": [\
                {\"id\": 1, \"label\": \"Place\", \"start_offset\": 0, \"end_offset\": 3},\
                {\"id\": 2, \"label\": \"Place\", \"start_offset\": 5, \"end_offset\": 8}],\
                \"relations\": [{\"id\": 3, \"from_id\": 1, \"to_id\": 2, \"type\": \"locatedIn\"}]}\n";
    fs::write(home.path().join("a.jsonl"), line).unwrap();
    let report = report(&mailuo_with(home.path(), &["eval", "--gold", "a.jsonl", "--format", "json"], b""));
    assert_eq!(report.line(Figure::Relation).counts, Counts { hits: 1, gold: 1, predicted: 1 });
    assert_eq!(report.line(Figure::Mention).f1.value, 1.0);
}
