//! What the extractor saw and did in sentences, as text in aligned columns or as JSON.

use super::table::printable;
use crate::extract::explain::{Bound, Explanation, Piece, TokenView, Verdict};
use serde::Serialize;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Writes explanations as a JSON array, an object a sentence with the name of its document.
///
/// # Errors
/// Fails when `out` does.
pub fn write_explanations_json(explained: &[(String, Vec<Explanation>)], out: &mut impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Named<'a> {
        document: &'a str,
        #[serde(flatten)]
        explanation: &'a Explanation,
    }
    let mut all = Vec::new();
    for (document, list) in explained {
        all.extend(list.iter().map(|explanation| Named { document, explanation }));
    }
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

/// Writes the explanation of a sentence for people.
///
/// # Errors
/// Fails when `out` does.
pub fn write_explanation(explained: &Explanation, out: &mut impl Write) -> io::Result<()> {
    let Piece { start, end, text } = &explained.sentence;
    writeln!(out, "{start}–{end}  {}\n{}", explained.block, one_line(text))?;
    if let Some(verdict) = &explained.rule {
        return write_verdict(verdict, out);
    }
    let words = explained.tokens.iter().map(|token| vec![place(&token.piece), said(&token.piece), classes(token)]);
    section("words", words.collect(), out)?;
    section("mentions", mention_rows(explained), out)?;
    section("matches of reading rules", match_rows(explained), out)?;
    let facts = explained.facts.iter().flat_map(|fact| {
        let (subject, object) = (&fact.subject, &fact.object);
        let head = vec![subject.label.clone(), fact.relation.clone(), object.label.clone(), format!("[{}]", fact.rule)];
        [
            head,
            vec![format!("  {}: {}", subject.label, subject.from)],
            vec![format!("  {}: {}", object.label, object.from)],
        ]
    });
    section("facts", facts.collect(), out)?;
    let frames = explained.frames.iter().flat_map(|frame| {
        let head = vec![format!("{} {}  {}  [{}]", frame.kind, said(&frame.piece), place(&frame.piece), frame.rule)];
        let roles = frame
            .roles
            .iter()
            .map(|(role, filler)| vec![format!("  {role}"), one_line(&filler.label), one_line(&filler.from)]);
        [head].into_iter().chain(roles).collect::<Vec<_>>()
    });
    section("goals and results", frames.collect(), out)
}

fn mention_rows(explained: &Explanation) -> Vec<Vec<String>> {
    let rows = explained.mentions.iter().flat_map(|mention| {
        let rule = format!("[{}]", mention.rule);
        let head = vec![place(&mention.piece), mention.kind.clone(), said(&mention.piece), rule];
        let link = mention.entity.as_ref().map(|entity| {
            let name = if entity.key == entity.label { String::new() } else { format!(" {}", entity.label) };
            vec![format!("  → {}{name}: {}", one_line(&entity.key), entity.reason)]
        });
        [Some(head), link].into_iter().flatten()
    });
    rows.collect()
}

fn match_rows(explained: &Explanation) -> Vec<Vec<String>> {
    let rows = explained.matches.iter().flat_map(|found| {
        let head = vec![place(&found.piece), format!("[{}]", found.rule), found.gives.join(", ")];
        let text = vec![format!("  {}{}", said(&found.piece), bindings(&found.bound))];
        [head, text]
    });
    rows.collect()
}

fn write_verdict(verdict: &Verdict, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  {}: {}", verdict.rule, one_line(&verdict.verdict))?;
    let Some(stop) = &verdict.stop else { return Ok(()) };
    match &stop.matched {
        Some(matched) if stop.rest_matches => {
            writeln!(out, "    all else matches {}{}", said(matched), bindings(&stop.bound))?;
        }
        Some(matched) => writeln!(out, "    it got as far as {}{}", said(matched), bindings(&stop.bound))?,
        None if stop.nowhere => writeln!(out, "    no token passes its first test")?,
        None => writeln!(out, "    its first test for a token fails")?,
    }
    if !stop.nowhere {
        let token = |token: &TokenView| format!("{} ({})", said(&token.piece), classes(token));
        if let Some(before) = &stop.before {
            writeln!(out, "    before  {}", token(before))?;
        }
        let there = stop.token.as_ref().map_or("the end of the sentence".to_owned(), token);
        writeln!(out, "    there   {there}")?;
    }
    for (number, test) in stop.expected.iter().enumerate() {
        writeln!(out, "    {:<6}  {test}", if number == 0 { "wanted" } else { "or" })?;
    }
    Ok(())
}

/// Writes the rows of a section, if there are any, in columns that fit their widest cell; the last is left open, and so
/// are rows of a single cell.
fn section(title: &str, rows: Vec<Vec<String>>, out: &mut impl Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    let mut widths = Vec::new();
    for row in rows.iter().filter(|row| row.len() > 1) {
        widths.resize(widths.len().max(row.len()), 0);
        widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.width()));
    }
    for row in rows {
        let mut line = String::from("  ");
        let last = row.len() - 1;
        for (column, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if column < last {
                line.extend(std::iter::repeat_n(' ', widths[column] - cell.width() + 2));
            }
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn place(piece: &Piece) -> String {
    format!("{}–{}", piece.start, piece.end)
}

fn said(piece: &Piece) -> String {
    one_line(&piece.text)
}

fn classes(token: &TokenView) -> String {
    token.classes.join(" ")
}

fn bindings(bound: &[Bound]) -> String {
    bound.iter().map(|bound| format!("  {}={}", bound.name, said(&bound.piece))).collect()
}

fn one_line(text: &str) -> String {
    printable(&text.replace(['\n', '\r'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::explain::explain;
    use crate::knowledge::Knowledge;
    use crate::text::{ParseOptions, parse};

    fn explained(text: &str, rule: Option<&str>) -> Vec<Explanation> {
        let knowledge = Knowledge::embedded().expect("the embedded ontology loads");
        let document = parse("样例.txt", text.as_bytes(), &ParseOptions::default()).expect("text").remove(0);
        let rule = rule.and_then(|name| knowledge.rules.iter().find(|rule| rule.name == name));
        explain(&document, &knowledge, None, rule)
    }

    fn written(explained: &Explanation) -> String {
        let mut out = Vec::new();
        write_explanation(explained, &mut out).expect("a Vec takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn columns_line_up_by_display_width() {
        let text = written(&explained("金昌市政府工作报告\n力争到2030年，永昌县经济总量达到50亿元。\n", None)[1]);
        let columns = |line: &&str| {
            let head = line.split('#').next().unwrap_or_default();
            head.width()
        };
        let words: Vec<_> = text.lines().skip_while(|line| *line != "words").skip(1).collect();
        let words: Vec<_> = words.into_iter().take_while(|line| line.starts_with("  ")).collect();
        let tagged: Vec<_> = words.iter().filter(|line| line.contains('#')).map(columns).collect();
        assert!(tagged.len() > 3, "{text}");
        for section in ["mentions\n", "goals and results\n", "Holder", "→ 620321 永昌县: "] {
            assert!(text.contains(section), "{section}\n{text}");
        }
        // Each word starts in the column of the first.
        let starts =
            |line: &&str| line.split_whitespace().nth(1).map(|word| line[..line.find(word).unwrap_or(0)].width());
        let starts: std::collections::BTreeSet<_> = words.iter().map(starts).collect();
        assert_eq!(starts.len(), 1, "{text}");
    }

    #[test]
    fn json_has_an_object_a_sentence() {
        let explained = explained("金昌市发展文旅产业。永昌县也是。\n", None);
        let mut out = Vec::new();
        write_explanations_json(&[("样例".into(), explained)], &mut out).expect("a Vec takes all");
        let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(json[0]["document"], "样例");
        assert_eq!(json[1]["sentence"]["start"], 10);
        assert_eq!(json[0]["mentions"][0]["entity"]["key"], "620300");
    }
}
