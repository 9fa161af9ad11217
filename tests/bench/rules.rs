//! The rules that cost the most time, to find patterns that are tried too often or too far.
//!
//! `MAILUO_CORPUS=DIR cargo bench --bench rules`. Each rule is matched at every token as the last phase left them, so the
//! figures rank rules and do not add up to the time of an extraction.

mod corpus;

use mailuo::extract::mentions::find_mentions;
use mailuo::extract::tokens::tokenize;
use mailuo::knowledge::Knowledge;
use mailuo::knowledge::program::Scratch;
use mailuo::text::{BlockKind, ParseOptions, parse};
use std::time::{Duration, Instant};

/// What a rule took and gave.
#[derive(Default)]
struct Cost {
    time: Duration,
    matches: usize,
}

fn main() {
    let knowledge = Knowledge::embedded().expect("the embedded data is checked by the tests");
    let mut costs: Vec<Cost> = knowledge.rules.iter().map(|_| Cost::default()).collect();
    for file in mailuo::build::collect(&[corpus::directory()]).0 {
        let bytes = std::fs::read(file.path()).expect("the corpus is readable");
        let name = file.path().to_string_lossy();
        for document in parse(&name, &bytes, &ParseOptions::default()).expect("the corpus is text") {
            for block in &document.blocks {
                if matches!(block.kind, BlockKind::FrontMatter | BlockKind::Furniture) {
                    continue;
                }
                for &span in &block.sentences {
                    let mut scratch = Scratch::default();
                    let mut sentence = tokenize(&document.text, span, &knowledge);
                    find_mentions(&mut sentence, block.kind, &knowledge, &mut scratch);
                    for (rule, cost) in knowledge.rules.iter().zip(&mut costs) {
                        let start = Instant::now();
                        rule.program.matches(&sentence, &mut scratch, |_| cost.matches += 1);
                        cost.time += start.elapsed();
                    }
                }
            }
        }
    }
    let total: Duration = costs.iter().map(|cost| cost.time).sum();
    let mut ranking: Vec<_> = knowledge.rules.iter().zip(&costs).collect();
    ranking.sort_by_key(|(_, cost)| std::cmp::Reverse(cost.time));
    println!("{} rules, {:.1} ms in all", ranking.len(), total.as_secs_f64() * 1e3);
    println!("   ms  matches  rule");
    for (rule, cost) in ranking.iter().take(25) {
        let millis = cost.time.as_secs_f64() * 1e3;
        println!("{millis:5.1}  {:7}  {}", cost.matches, rule.name);
    }
}
