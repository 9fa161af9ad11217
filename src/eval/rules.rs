//! How sure each rule is, and each family of rules: what it found in annotated documents, and how much of it is right.
//!
//! A find is a mention (triggers among them), a relation or a role, and belongs to the rule that gave it. A role whose
//! holder or deadline comes from the surroundings belongs to the rule of its frame.

use super::report::{DocumentReport, Estimate, estimate};
use super::{Counts, Figure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The finds of all rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleReport {
    /// Each family, followed by its rules, in order of the names; without those that found nothing.
    pub lines: Vec<RuleLine>,
    /// The rules that could have found something here and did not: `FAMILY.*` for all of a family.
    pub idle: Vec<String>,
}

/// The finds of a rule or a family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleLine {
    /// The family: what the rule's name begins with, to the first dot.
    pub family: String,
    /// The rule; none for all of the family together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What was found and what of it is right.
    pub counts: Counts,
    /// The same by figure.
    pub figures: BTreeMap<Figure, Counts>,
    /// Share of what was found that is right; intervals for families only, rules find too little.
    pub precision: Estimate,
    /// Share of all that is right, whichever rule found it.
    pub share: f64,
}

/// Gives the family of a rule.
///
/// ```
/// assert_eq!(mailuo::eval::rules::family("amount.growth.between"), "amount");
/// ```
pub fn family(rule: &str) -> &str {
    rule.split_once('.').map_or(rule, |(family, _)| family)
}

impl RuleReport {
    /// Sums up what the rules found; `known` are those that may find something.
    pub fn new(documents: &[DocumentReport], known: &[&str]) -> Self {
        let found = documents.iter().flat_map(|d| d.rules.values()).flat_map(|rules| rules.keys().map(String::as_str));
        let mut families: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for rule in found {
            families.entry(family(rule)).or_default().insert(rule);
        }
        let row = |document: &DocumentReport| {
            families.values().map(|own| finds(document, own).map(|(_, counts)| counts).sum()).collect()
        };
        let estimates = estimate(&documents.iter().map(row).collect::<Vec<_>>(), families.len());
        let right: u32 = estimates.iter().map(|(counts, _)| counts.hits).sum();
        let mut lines = Vec::new();
        for ((&family, own), (_, [precision, ..])) in families.iter().zip(estimates) {
            let whole = RuleLine::new(family, None, documents, own, right);
            lines.push(RuleLine { precision, ..whole });
            let each = own.iter().map(|&rule| RuleLine::new(family, Some(rule), documents, &[rule].into(), right));
            lines.extend(each);
        }
        let name = |&rule: &&str| match families.get(family(rule)) {
            None => Some(format!("{}.*", family(rule))),
            Some(found) => (!found.contains(rule)).then(|| rule.to_owned()),
        };
        let idle: BTreeSet<String> = known.iter().filter_map(name).collect();
        Self { lines, idle: idle.into_iter().collect() }
    }
}

impl RuleLine {
    /// Gives the name people use: the rule's, or `FAMILY.*`.
    pub fn name(&self) -> String {
        self.rule.clone().unwrap_or_else(|| format!("{}.*", self.family))
    }

    /// Sums up what some rules found, as a share of all that is `right`.
    fn new(family: &str, rule: Option<&str>, documents: &[DocumentReport], rules: &BTreeSet<&str>, right: u32) -> Self {
        let mut figures: BTreeMap<Figure, Counts> = BTreeMap::new();
        for (figure, counts) in documents.iter().flat_map(|document| finds(document, rules)) {
            *figures.entry(figure).or_default() += counts;
        }
        let counts: Counts = figures.values().copied().sum();
        let precision = Estimate { value: counts.precision(), interval: None };
        // Recall of a kind: what is right, of all that is right.
        let share = Counts { gold: right, ..counts }.recall();
        Self { family: family.to_owned(), rule: rule.map(str::to_owned), counts, figures, precision, share }
    }
}

/// Gives what some rules found in a document, figure by figure.
fn finds<'a>(document: &'a DocumentReport, rules: &'a BTreeSet<&str>) -> impl Iterator<Item = (Figure, Counts)> + 'a {
    let each = document.rules.iter();
    each.flat_map(|(&figure, own)| rules.iter().filter_map(move |&rule| Some((figure, *own.get(rule)?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(finds: &[(Figure, &str, [u32; 2])]) -> DocumentReport {
        let mut document = DocumentReport::default();
        for &(figure, rule, [hits, predicted]) in finds {
            let counts = Counts { hits, gold: 0, predicted };
            document.rules.entry(figure).or_default().insert(rule.into(), counts);
        }
        document
    }

    #[test]
    fn families_sum_their_rules_and_name_those_without_finds() {
        use Figure::{Mention, Relation, Role};
        let documents = [
            document(&[(Mention, "zone.head", [2, 2]), (Relation, "zone.head", [1, 2]), (Role, "goal.rank", [0, 1])]),
            document(&[(Mention, "zone.placed", [1, 1]), (Mention, "zone.head", [0, 1])]),
        ];
        let known = ["event.head", "event.session", "goal.rank", "goal.given", "zone.head", "zone.placed"];
        let report = RuleReport::new(&documents, &known);
        let lines: Vec<_> = report.lines.iter().map(|l| (l.name(), l.counts.hits, l.counts.predicted)).collect();
        let expected =
            [("goal.*", 0, 1), ("goal.rank", 0, 1), ("zone.*", 4, 6), ("zone.head", 3, 5), ("zone.placed", 1, 1)];
        assert_eq!(lines, expected.map(|(name, right, found)| (name.to_owned(), right, found)));
        assert_eq!(report.idle, ["event.*", "goal.given"]);
        let [goal, _, zone, head, _] = report.lines.as_slice() else { panic!("{report:?}") };
        assert_eq!((zone.precision.interval, head.precision.interval), (Some([0.5, 0.75]), None));
        // Draws without a find of the family tell nothing of how sure it is.
        assert_eq!(goal.precision.interval, Some([0.0, 0.0]));
        assert_eq!((zone.share, head.share), (1.0, 0.75));
        assert_eq!(head.figures[&Relation], Counts { hits: 1, gold: 0, predicted: 2 });
    }
}
