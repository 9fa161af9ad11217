//! Extraction: rules on their own examples, annotated documents with a floor, properties over random text.

use mailuo::extract::{Extraction, MentionKind, check, extract};
use mailuo::knowledge::Knowledge;
use mailuo::text::{self, Document, ParseOptions};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::embedded().unwrap());

fn read(name: &str, text: &str) -> (Document, Extraction) {
    let document = text::parse(name, text.as_bytes(), &ParseOptions::default()).unwrap().remove(0);
    let found = extract(&document, &KNOWLEDGE);
    (document, found)
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn every_rule_keeps_its_examples_and_rejects() {
    let problems: Vec<String> = check::check(&KNOWLEDGE).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_person_named_once_is_known_again() {
    let (document, found) =
        read("news", "农家故事\n脱贫户李庆阳种了十亩苹果。\n后来，李庆阳开了网店，把苹果卖到庆阳。\n");
    let names: Vec<_> = surfaces_of(&document, &found, MentionKind::Person);
    assert_eq!(names, ["李庆阳", "李庆阳"]);
    assert_eq!(surfaces_of(&document, &found, MentionKind::Place), ["庆阳"]);
}

/// Surfaces of the mentions of a kind, in text order.
fn surfaces_of(document: &Document, found: &Extraction, kind: MentionKind) -> Vec<String> {
    let own = found.mentions.iter().filter(|mention| mention.kind == kind);
    own.map(|mention| document.slice(mention.span).to_owned()).collect()
}

/// Share of what was found that is right, and of what is right that was found, as one figure.
fn f1(gold: &BTreeSet<(String, String)>, found: &BTreeSet<(String, String)>) -> f64 {
    2.0 * gold.intersection(found).count() as f64 / (gold.len() + found.len()) as f64
}

/// Names of a document as (type, surface), from the T lines of its annotation.
fn annotated(path: &Path) -> BTreeSet<(String, String)> {
    let lines = std::fs::read_to_string(path).unwrap();
    let fields = lines.lines().filter(|line| line.starts_with('T')).map(|line| line.split('\t').collect::<Vec<_>>());
    fields.map(|f| (f[1].split(' ').next().unwrap().to_owned(), f[2].to_owned())).collect()
}

fn surfaces(document: &Document, found: &Extraction) -> BTreeSet<(String, String)> {
    found.mentions.iter().map(|m| (m.kind.name().to_owned(), document.slice(m.span).to_owned())).collect()
}

#[test]
fn annotated_documents_are_read_well_enough() {
    let (mut gold, mut found) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder("tests/gold")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            let name = path.file_name().unwrap().to_str().unwrap();
            let (document, extraction) = read(name, &std::fs::read_to_string(&path).unwrap());
            let tagged =
                |set: BTreeSet<(String, String)>| set.into_iter().map(move |(k, s)| (format!("{name} {k}"), s));
            gold.extend(tagged(annotated(&path.with_extension("ann"))));
            found.extend(tagged(surfaces(&document, &extraction)));
        }
    }
    assert!(gold.len() > 400);
    let score = f1(&gold, &found);
    assert!(score >= 0.75, "entity F1 {score:.3}");
}

#[test]
fn sentences_of_hard_cases_are_read_well_enough() {
    let table = std::fs::read_to_string(folder("tests/cases/mentions.tsv")).unwrap();
    let (mut gold, mut found) = (BTreeSet::new(), BTreeSet::new());
    for (number, row) in table.lines().enumerate().skip(1) {
        let (sentence, expected) = row.split_once('\t').unwrap();
        let (document, extraction) = read("case.txt", &format!("{sentence}\n"));
        let pairs = expected.split('|').filter_map(|pair| pair.trim().split_once(':'));
        gold.extend(pairs.map(|(kind, surface)| (format!("{number} {kind}"), surface.to_owned())));
        found.extend(surfaces(&document, &extraction).into_iter().map(|(k, s)| (format!("{number} {k}"), s)));
    }
    let score = f1(&gold, &found);
    assert!(score >= 0.70, "entity F1 {score:.3}");
}

#[test]
fn a_goal_has_value_unit_bound_deadline_and_holder() {
    let text = "金昌市政府工作报告\n力争到“十四五”末，金昌市规上工业企业产值达到2300亿元以上。\n";
    let (document, found) = read("goal.txt", text);
    let frame = &found.frames[0];
    let name = |id: mailuo::extract::EntityId| found.entities[id.0 as usize].label.as_str();
    let trigger = &found.mentions[frame.trigger.0 as usize];
    assert_eq!((trigger.kind, document.slice(trigger.span)), (MentionKind::Goal, "2300亿元以上"));
    let amount = frame.amount.as_ref().unwrap();
    assert_eq!(amount.value.unwrap().to_string(), "230000000000");
    assert_eq!(amount.unit.as_deref(), Some("元"));
    assert_eq!(amount.bound, mailuo::extract::Bound::AtLeast);
    assert_eq!(frame.holders.iter().map(|&h| name(h)).collect::<Vec<_>>(), ["金昌市"]);
    let deadline = &found.entities[frame.deadline.unwrap().0 as usize];
    assert_eq!(deadline.date.unwrap().to_string(), "2025-12-31");
}

#[test]
fn last_years_figure_stays_a_result_beside_this_years_goal() {
    let text =
        "2026年甘肃省政府工作报告\n过去一年，粮食产量达到1310万吨。今年主要预期目标是：粮食产量稳定在1300万吨以上。\n";
    let (document, found) = read("report.txt", text);
    let triggers: Vec<_> = found.frames.iter().map(|f| &found.mentions[f.trigger.0 as usize]).collect();
    let read: Vec<_> = triggers.iter().map(|m| (m.kind, document.slice(m.span))).collect();
    assert_eq!(read, [(MentionKind::Result, "1310万吨"), (MentionKind::Goal, "1300万吨以上")]);
}

/// Text of the words that rules look for, in any order.
fn policy_text() -> impl Strategy<Value = String> {
    let words = "金昌 甘肃省 市委书记 “ ” 、 ， 。 增长 5% 2300亿元 以上 左右 到 十四五 末 新能源 产业 打造 示范区 把 \
                 建设成为 一核三带 项目 铁路 工程 支持 集团 访 记者 2026年 翻一番 前 十 位 （ ） 和 分别 目标 是 ： 千 万 亿";
    proptest::collection::vec(proptest::sample::select(words.split_whitespace().collect::<Vec<_>>()), 1..60)
        .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_without_panic_and_twice_alike(text in prop_oneof![policy_text(), "\\PC{1,80}"]) {
        let Ok(mut documents) = text::parse("any.txt", text.as_bytes(), &ParseOptions::default()) else { return Ok(()) };
        let document = documents.remove(0);
        let (one, two) = (extract(&document, &KNOWLEDGE), extract(&document, &KNOWLEDGE));
        prop_assert_eq!(format!("{one:?}"), format!("{two:?}"));
        for mention in &one.mentions {
            prop_assert!(!document.slice(mention.span).is_empty());
            prop_assert!(one.sentences[mention.sentence as usize].contains(mention.span));
        }
        for (a, b) in one.mentions.iter().zip(one.mentions.iter().skip(1)) {
            let names = a.entity.is_some() && b.entity.is_some();
            prop_assert!(!names || !a.span.overlaps(b.span), "names never overlap");
        }
    }
}
