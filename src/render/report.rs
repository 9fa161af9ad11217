//! An evaluation as tables, CSV, Markdown and JSON.
//!
//! People get a table for each part and the errors as text; CSV holds one table of all figures, a row a figure, and
//! further tables behind an empty line; JSON holds everything and is what a later run can be compared with.

use super::rows::{Row, write_rows};
use super::table::printable;
use super::{Format, Layout, RenderError};
use crate::eval::compare::{Change, Comparison, Difference};
use crate::eval::matching::Item;
use crate::eval::report::{DocumentReport, Estimate, Finding, Line, Report};
use crate::eval::rules::RuleLine;
use crate::eval::{Counts, Figure, RuleReport};
use oxrdf::{Literal, Term, Variable};
use serde::Serialize;
use std::io::{self, Write};

/// Which parts of a report are wanted beside the figures over all.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Figures type by type.
    pub types: bool,
    /// Figures document by document.
    pub documents: bool,
    /// Every miss and false find.
    pub errors: bool,
    /// The figures whose errors and changes are listed.
    pub listed: Vec<Figure>,
}

/// Writes a report, with its comparison to an earlier one if there is one.
///
/// # Errors
/// Fails when `out` does.
pub fn write_report(
    report: &Report,
    comparison: Option<&Comparison>,
    parts: &Parts,
    layout: Layout,
    out: &mut impl Write,
) -> Result<(), RenderError> {
    if layout.format == Format::Json {
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(flatten)]
            report: &'a Report,
            #[serde(skip_serializing_if = "Option::is_none")]
            comparison: Option<&'a Comparison>,
        }
        serde_json::to_writer_pretty(&mut *out, &Whole { report, comparison }).map_err(io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let mut writer = Writer { layout, out, first: true };
    writer.figures(report, parts)?;
    if let Some(rules) = &report.rules {
        writer.rules(rules)?;
    }
    if parts.errors {
        writer.errors(report, &parts.listed)?;
    }
    if let Some(comparison) = comparison {
        writer.comparison(comparison, &parts.listed)?;
    }
    Ok(())
}

struct Writer<'a, W> {
    layout: Layout,
    out: &'a mut W,
    first: bool,
}

impl<W: Write> Writer<'_, W> {
    /// Writes a table, behind an empty line and its title unless it is the first.
    fn table(&mut self, title: &str, columns: &[&str], rows: Vec<Row>) -> Result<(), RenderError> {
        self.open(title)?;
        let columns: Vec<_> = columns.iter().map(|name| Variable::new_unchecked(*name)).collect();
        write_rows(&columns, rows.into_iter().map(Ok), self.layout, self.out)?;
        Ok(())
    }

    /// Starts a part.
    fn open(&mut self, title: &str) -> io::Result<()> {
        if !std::mem::take(&mut self.first) {
            writeln!(self.out)?;
        }
        match self.layout.format {
            Format::Table => writeln!(self.out, "{title}"),
            Format::Markdown => writeln!(self.out, "**{title}**\n"),
            _ => Ok(()),
        }
    }

    fn figures(&mut self, report: &Report, parts: &Parts) -> Result<(), RenderError> {
        if self.layout.format == Format::Csv {
            return self.tidy(report, parts);
        }
        let count = report.documents.len();
        let documents = if count == 1 { "document" } else { "documents" };
        let rows = report.overall.iter().map(|line| shown(line, false)).collect();
        self.table(&format!("{count} {documents}, with 95 % intervals"), &HEADS, rows)?;
        if parts.types {
            let heads: Vec<&str> = [HEADS[0], "type"].into_iter().chain(HEADS[1..].iter().copied()).collect();
            let rows = report.types.iter().map(|line| shown(line, true)).collect();
            self.table("type by type", &heads, rows)?;
        }
        if parts.documents {
            let heads: Vec<&str> = Figure::ALL.iter().map(|figure| figure.name()).chain(["document"]).collect();
            let f1 = |d: &DocumentReport, figure| number(&format!("{:.3}", d.total(figure, None).f1()));
            let row = |d: &DocumentReport| Figure::ALL.map(|figure| f1(d, figure)).into_iter().chain([text(&d.name)]);
            let rows = report.documents.iter().map(|d| row(d).collect()).collect();
            self.table("F1 document by document", &heads, rows)?;
        }
        Ok(())
    }

    /// Writes every figure as a row of one table.
    fn tidy(&mut self, report: &Report, parts: &Parts) -> Result<(), RenderError> {
        let mut rows: Vec<Row> = report.overall.iter().map(|line| tidy(None, line)).collect();
        if parts.types {
            rows.extend(report.types.iter().map(|line| tidy(None, line)));
        }
        for document in report.documents.iter().filter(|_| parts.documents) {
            let lines = Figure::ALL.map(|figure| Line::plain(figure, document.total(figure, None)));
            rows.extend(lines.iter().map(|line| tidy(Some(&document.name), line)));
        }
        self.table("", &TIDY, rows)
    }

    /// Writes the finds of rules, and in one line which rules found nothing.
    fn rules(&mut self, rules: &RuleReport) -> Result<(), RenderError> {
        if self.layout.format == Format::Csv {
            return self.table("", &RULES_TIDY, rules.lines.iter().map(tidy_rule).collect());
        }
        self.table("right of found, rule by rule", &RULES, rules.lines.iter().map(shown_rule).collect())?;
        if !rules.idle.is_empty() {
            let gap = if self.layout.format == Format::Markdown { "\n" } else { "" };
            writeln!(self.out, "{gap}not exercised: {}", rules.idle.join(", "))?;
        }
        Ok(())
    }

    fn errors(&mut self, report: &Report, listed: &[Figure]) -> Result<(), RenderError> {
        let mut rows = Vec::new();
        for document in &report.documents {
            let misses = document.misses.iter().map(|finding| ("missed", finding));
            let extras = document.extras.iter().map(|finding| ("false", finding));
            let mut own: Vec<_> = misses.chain(extras).filter(|(_, f)| listed.contains(&f.item.figure)).collect();
            own.sort_by_key(|(what, f)| (f.item.figure, f.item.start, *what));
            rows.extend(own.into_iter().map(|(what, finding)| (what, document.name.as_str(), finding)));
        }
        self.findings("errors", &rows)
    }

    fn comparison(&mut self, comparison: &Comparison, listed: &[Figure]) -> Result<(), RenderError> {
        let row = |d: &Difference| {
            let three = |value: f64| number(&format!("{value:.3}"));
            let [low, high] = d.interval.map_or([None, None], |bounds| bounds.map(|b| text(format!("{b:+.3}"))));
            let p = d.p.and_then(|p| number(&format!("{p:.4}")));
            let mark = if d.significant { "yes" } else { "no" };
            let difference = text(format!("{:+.3}", d.difference));
            vec![text(d.figure.name()), three(d.before), three(d.after), difference, low, high, p, text(mark)]
        };
        let heads = ["figure", "before", "after", "difference", "low", "high", "p", "significant"];
        let title = format!("F1 beside {}", comparison.baseline);
        self.table(&title, &heads, comparison.figures.iter().map(row).collect())?;
        let changes = comparison.changes.iter().filter(|change| listed.contains(&change.finding.item.figure));
        let rows: Vec<_> =
            changes.map(|Change { change, document, finding }| (change.name(), document.as_str(), finding)).collect();
        self.findings("won and lost; false finds gone and new", &rows)
    }

    /// Writes findings: for people two or three lines each, else a table.
    fn findings(&mut self, title: &str, rows: &[(&str, &str, &Finding)]) -> Result<(), RenderError> {
        if self.layout.format != Format::Table {
            let heads = ["what", "figure", "type", "text", "rule", "instead", "place", "sentence", "document"];
            let row = |(what, document, finding): &(&str, &str, &Finding)| {
                let Finding { item, place, sentence } = finding;
                let Item { figure, kind, text: said, rule, instead, .. } = item;
                let rule = rule.as_deref().and_then(text);
                let instead = text(instead.join("; "));
                vec![
                    text(*what),
                    text(figure.name()),
                    text(kind),
                    text(said),
                    rule,
                    instead,
                    text(place),
                    text(sentence),
                    text(*document),
                ]
            };
            return self.table(title, &heads, rows.iter().map(row).collect());
        }
        self.open(title)?;
        for (what, _, Finding { item, place, sentence }) in rows {
            let Item { figure, kind, text, rule, instead, .. } = item;
            let rule = rule.as_ref().map_or(String::new(), |rule| format!("  [{rule}]"));
            writeln!(self.out, "{what:<6}  {:<8}  {kind}  {}{rule}", figure.name(), one_line(text))?;
            if !instead.is_empty() {
                writeln!(self.out, "        instead: {}", one_line(&instead.join("; ")))?;
            }
            writeln!(self.out, "        {place}  {}", one_line(sentence))?;
        }
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for (what, ..) in rows {
            match counts.iter_mut().find(|(known, _)| known == what) {
                Some((_, count)) => *count += 1,
                None => counts.push((what, 1)),
            }
        }
        let counts: Vec<_> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let all = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        Ok(writeln!(self.out, "{all}")?)
    }
}

fn one_line(text: &str) -> String {
    printable(&text.replace(['\n', '\r'], " "))
}

const HEADS: [&str; 7] = ["figure", "precision", "recall", "F1", "hits", "gold", "predicted"];

/// Lays a line out for people, each share with its interval.
fn shown(line: &Line, with_type: bool) -> Row {
    let Counts { hits, gold, predicted } = line.counts;
    let kind = with_type.then(|| line.kind.as_deref().and_then(text));
    let shares = [line.precision, line.recall, line.f1].map(with_interval);
    let counts = [hits, gold, predicted].map(integer);
    [text(line.figure.name())].into_iter().chain(kind).chain(shares).chain(counts).collect()
}

fn with_interval(Estimate { value, interval }: Estimate) -> Option<Term> {
    let interval = interval.map_or(String::new(), |[low, high]| format!(" ({low:.3}–{high:.3})"));
    text(format!("{value:.3}{interval}"))
}

const RULES: [&str; 8] = ["rule", "precision", "share", "right", "found", "mentions", "relations", "roles"];

/// Lays the finds of a rule out for people.
fn shown_rule(line: &RuleLine) -> Row {
    let share = number(&format!("{:.3}", line.share));
    let counts = [line.counts.hits, line.counts.predicted].map(integer);
    let figures = Figure::RULES.map(|figure| {
        let counts = line.figures.get(&figure)?;
        text(format!("{}/{}", counts.hits, counts.predicted))
    });
    [text(line.name()), with_interval(line.precision), share].into_iter().chain(counts).chain(figures).collect()
}

const TIDY: [&str; 15] = [
    "document",
    "figure",
    "type",
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
    "f1",
    "f1_low",
    "f1_high",
    "hits",
    "gold",
    "predicted",
];

/// Lays a line out for programs, every number in a column of its own.
fn tidy(document: Option<&str>, line: &Line) -> Row {
    let Counts { hits, gold, predicted } = line.counts;
    let names = [document.and_then(text), text(line.figure.name()), line.kind.as_deref().and_then(text)];
    let shares = [line.precision, line.recall, line.f1].map(bounded);
    let counts = [hits, gold, predicted].map(integer);
    names.into_iter().chain(shares.into_iter().flatten()).chain(counts).collect()
}

const RULES_TIDY: [&str; 14] = [
    "family",
    "rule",
    "precision",
    "precision_low",
    "precision_high",
    "share",
    "right",
    "found",
    "mentions_right",
    "mentions_found",
    "relations_right",
    "relations_found",
    "roles_right",
    "roles_found",
];

/// Lays the finds of a rule out for programs.
fn tidy_rule(line: &RuleLine) -> Row {
    let figures = Figure::RULES.map(|figure| line.figures.get(&figure).copied().unwrap_or_default());
    let counts = [line.counts].into_iter().chain(figures);
    let counts = counts.flat_map(|counts| [counts.hits, counts.predicted]).map(integer);
    let names = [text(&line.family), line.rule.as_deref().and_then(text)];
    let shares = bounded(line.precision).into_iter().chain([six(line.share)]);
    names.into_iter().chain(shares).chain(counts).collect()
}

/// Gives a share and its bounds.
fn bounded(Estimate { value, interval }: Estimate) -> [Option<Term>; 3] {
    let [low, high] = interval.map_or([None, None], |bounds| bounds.map(six));
    [six(value), low, high]
}

fn six(value: f64) -> Option<Term> {
    number(&format!("{value:.6}"))
}

fn text(text: impl Into<String>) -> Option<Term> {
    Some(Literal::from(text.into()).into())
}

fn integer(number: u32) -> Option<Term> {
    Some(Literal::from(number).into())
}

fn number(digits: &str) -> Option<Term> {
    Some(Literal::new_typed_literal(digits, oxrdf::vocab::xsd::DECIMAL).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::matching::score;
    use crate::eval::{Schema, brat, compare};

    fn report(predicted: &str) -> Report {
        let read = |text| brat::parse(text, &Schema::default()).expect("well formed");
        let score = score(&read("T1\tPlace 0 2\t金昌\nT2\tIndustry 4 6\t文旅\n"), &read(predicted));
        let found = |item: Item| Finding { place: "a.txt:1:5".into(), sentence: "金昌发展文旅。".into(), item };
        let all = |items: Vec<Item>| items.into_iter().map(found).collect();
        let document = |name: &str| DocumentReport {
            name: name.into(),
            counts: score.counts.clone(),
            rules: score.rules.clone(),
            misses: all(score.misses.clone()),
            extras: all(score.extras.clone()),
        };
        Report::new("gold".into(), "run".into(), vec![document("a"), document("b")])
    }

    fn written(format: Format, parts: &Parts) -> String {
        let (before, after) = (report("T1\tPlace 0 2\t金昌\nT3\tZone 2 4\t发展\n"), report("T1\tPlace 0 2\t金昌\n"));
        let comparison = compare(&before, &after).expect("the same gold");
        let mut out = Vec::new();
        let layout = Layout { format, width: None };
        write_report(&after, Some(&comparison), parts, layout, &mut out).expect("a Vec takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    const ALL: Parts = Parts { types: true, documents: true, errors: true, listed: Vec::new() };

    #[test]
    fn people_get_tables_and_errors_with_sentence_and_place() {
        let text = written(Format::Table, &Parts { listed: vec![Figure::Mention], ..ALL });
        for part in [
            "2 documents, with 95 % intervals",
            "1.000 (1.000–1.000)",
            "type by type",
            "F1 document by document",
            "missed  mention   Industry  文旅\n        a.txt:1:5  金昌发展文旅。\n",
            "F1 beside run",
            "gone    mention   Zone  发展",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn rules_stand_below_their_families_and_the_idle_in_one_line() {
        let mut own = report("T1\tPlace 0 2\t金昌\nT3\tZone 2 4\t发展\n");
        for document in &mut own.documents {
            let rule = |name: &str, hits| (name.to_owned(), Counts { hits, gold: 0, predicted: 1 });
            document.rules.insert(Figure::Mention, [rule("place.known", 1), rule("place.tag", 0)].into());
        }
        own.rules = Some(RuleReport::new(&own.documents, &["place.tag", "place.title", "zone.head"]));
        let written = |format| {
            let mut out = Vec::new();
            let layout = Layout { format, width: None };
            write_report(&own, None, &Parts::default(), layout, &mut out).expect("a Vec takes all");
            String::from_utf8(out).expect("UTF-8")
        };
        let rows = "| place.* | 0.500 (0.500–0.500) | 1.000 | 2 | 4 | 2/4 |  |  |\n\
                    | place.known | 1.000 | 1.000 | 2 | 2 | 2/2 |  |  |\n\
                    | place.tag | 0.000 | 0.000 | 0 | 2 | 0/2 |  |  |\n\n\
                    not exercised: place.title, zone.*\n";
        assert!(written(Format::Markdown).ends_with(rows), "{}", written(Format::Markdown));
        let csv = written(Format::Csv);
        assert!(csv.ends_with("place,place.tag,0.000000,,,0.000000,0,2,0,2,0,0,0,0\r\n"), "{csv}");
        assert!(csv.contains(&RULES_TIDY.join(",")), "{csv}");
    }

    #[test]
    fn programs_get_one_number_a_cell() {
        let text = written(Format::Csv, &Parts::default());
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(TIDY.join(",").as_str()));
        assert_eq!(lines.next().map(|l| l.split(',').count()), Some(TIDY.len()));
        assert!(text.contains(",entity,,1.000000,1.000000,1.000000,0.500000,"), "{text}");
    }

    #[test]
    fn json_is_a_baseline_for_later() {
        let text = written(Format::Json, &Parts::default());
        let again: Report = serde_json::from_str(&text).expect("its own form");
        assert_eq!(again.documents, report("T1\tPlace 0 2\t金昌\n").documents);
    }

    #[test]
    fn markdown_has_titles_and_tables() {
        let text = written(Format::Markdown, &Parts { listed: vec![Figure::Entity], ..ALL });
        assert!(text.starts_with("**2 documents, with 95 % intervals**\n\n| figure | precision |"), "{text}");
    }
}
