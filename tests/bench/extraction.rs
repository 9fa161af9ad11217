//! Speed of extraction on one core, as a share of what jieba's tagger alone does with the same text.
//!
//! `MAILUO_CORPUS=DIR cargo bench --bench extraction`

mod corpus;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use jieba_rs::Jieba;
use mailuo::build::collect;
use mailuo::extract::extract;
use mailuo::knowledge::Knowledge;
use mailuo::rdf::each_quad;
use mailuo::text::{Document, ParseOptions, parse};
use oxrdfio::{RdfFormat, RdfSerializer};
use std::io;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// No less than this share of jieba's speed.
const FLOOR: f64 = 0.25;
/// Rounds of the comparison; the best of each side counts, which other load on the machine disturbs least.
const ROUNDS: usize = 15;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let knowledge = Knowledge::embedded().expect("the embedded data is checked by the tests");
    knowledge.jieba();
    knowledge
});

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let (inputs, failed) = collect(&[corpus::directory()]);
    assert!(failed.is_empty(), "{failed:?}");
    let read = |path: &std::path::Path| {
        let bytes = std::fs::read(path).expect("the corpus is readable");
        parse(&path.to_string_lossy(), &bytes, &ParseOptions::default()).expect("the corpus is text")
    };
    inputs.iter().flat_map(|input| read(input.path())).collect()
});

fn main() {
    compare();
    divan::main();
}

/// Times both on the same text in turns, and prints the ratio.
fn compare() {
    let bytes = size();
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (slot, work) in [tag_all as fn() -> usize, extract_all].into_iter().enumerate() {
            let start = Instant::now();
            black_box(work());
            best[slot] = best[slot].min(start.elapsed());
        }
    }
    let [jieba, mailuo] = best.map(|time| bytes as f64 / time.as_secs_f64() / 1e6);
    let ratio = mailuo / jieba;
    let verdict = if ratio < FLOOR { "below" } else { "at or above" };
    println!("{} documents, {:.2} MB", DOCUMENTS.len(), bytes as f64 / 1e6);
    println!("jieba tag alone     {jieba:6.2} MB/s");
    println!("document to N-Quads {mailuo:6.2} MB/s");
    println!("ratio               {ratio:6.2}  ({verdict} {FLOOR})");
}

fn size() -> usize {
    DOCUMENTS.iter().map(|document| document.text.len()).sum()
}

/// Tags the text as jieba's users do, line by line.
fn tag_all() -> usize {
    DOCUMENTS.iter().flat_map(|document| document.text.lines()).map(|line| JIEBA.tag(line, true).len()).sum()
}

/// Goes from documents to bytes of N-Quads.
fn extract_all() -> usize {
    let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(io::sink());
    let mut count = 0;
    for document in &*DOCUMENTS {
        each_quad(document, &extract(document, &KNOWLEDGE), &KNOWLEDGE, |quad| {
            writer.serialize_quad(quad).expect("a sink takes all");
            count += 1;
        });
    }
    count
}

#[divan::bench(sample_count = 10)]
fn tagging(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(size())).bench(tag_all);
}

#[divan::bench(sample_count = 10)]
fn extraction(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::new(size()))
        .bench(|| DOCUMENTS.iter().map(|document| extract(document, &KNOWLEDGE).facts.len()).sum::<usize>());
}

#[divan::bench(sample_count = 10)]
fn extraction_and_quads(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(size())).bench(extract_all);
}

#[divan::bench(sample_count = 10)]
fn knowledge(bencher: Bencher<'_, '_>) {
    bencher.bench(Knowledge::embedded);
}
