//! The units of amounts: their names in texts, their base and their IRI.

use super::table::{TableError, rows};
use oxsdatatypes::Decimal;
use std::collections::HashMap;

/// The table that is built into the program.
pub const UNITS: &str = include_str!("../../ontology/lexicon/units.tsv");

/// A unit of measure or a classifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The name that stands for it (`元`, `%`, `亩`).
    pub name: String,
    /// Other ways to write it (`℃`, `个百分点`).
    pub aliases: Vec<String>,
    /// What a value in this unit is multiplied with to be in the base (斤 is 0.5 公斤).
    pub factor: Decimal,
    /// Name of the base; the unit's own name for most, as values stay in the unit written.
    pub base: String,
    /// Prefixed name of the base's IRI, `unit:PERCENT` or `ml:unitMu`.
    pub iri: String,
}

/// All units, found by name.
#[derive(Clone, Debug, Default)]
pub struct Units {
    units: Vec<Unit>,
    /// Indexes into `units` by name and alias.
    by_name: HashMap<String, u32>,
}

impl Units {
    /// Reads a table such as [`UNITS`].
    ///
    /// ```
    /// use mailuo::knowledge::units::{UNITS, Units};
    /// let units = Units::parse(UNITS)?;
    /// assert_eq!(units.get("个百分点").map(|unit| unit.name.as_str()), Some("百分点"));
    /// # Ok::<(), mailuo::knowledge::table::TableError>(())
    /// ```
    ///
    /// # Errors
    /// A line with a missing cell, a factor that is no decimal number, a name given twice, an unknown base.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut found = Self::default();
        for row in rows(text) {
            let unit = Unit {
                name: row.required(0, "name")?.to_owned(),
                aliases: row.list(1),
                factor: row.parse(2, "factor")?,
                base: row.required(3, "base")?.to_owned(),
                iri: row.required(4, "IRI")?.to_owned(),
            };
            if !unit.iri.starts_with("unit:") && !unit.iri.starts_with("ml:") {
                return Err(row.error(format!("{:?} is no name in unit: or ml:", unit.iri)));
            }
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                if found.by_name.insert(name.clone(), found.units.len() as u32).is_some() {
                    return Err(row.error(format!("the unit {name} is given twice")));
                }
            }
            found.units.push(unit);
        }
        for row in rows(text) {
            if !found.by_name.contains_key(row.cell(3)) {
                return Err(row.error(format!("no unit has the name of the base {}", row.cell(3))));
            }
        }
        Ok(found)
    }

    /// Gives the unit that has a name or an alias.
    pub fn get(&self, name: &str) -> Option<&Unit> {
        self.by_name.get(name).map(|&i| &self.units[i as usize])
    }

    /// Gives all units in the order of the table.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_are_their_own_base_and_share_the_iri() {
        let units = Units::parse(UNITS).unwrap();
        for unit in units.all() {
            let base = units.get(&unit.base).unwrap();
            assert_eq!((&base.base, &base.iri), (&base.name, &unit.iri), "{}", unit.name);
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (table, message) in [
            ("元\t\tx\t元\tunit:CCY_CNY", "line 1: \"x\" is no factor"),
            ("元\t\t1\t元\tCNY", "line 1: \"CNY\" is no name in unit: or ml:"),
            ("元\t元\t1\t元\tunit:CCY_CNY", "line 1: the unit 元 is given twice"),
            ("#\n角\t\t0.1\t元\tunit:CCY_CNY", "line 2: no unit has the name of the base 元"),
        ] {
            assert_eq!(Units::parse(table).unwrap_err().to_string(), message);
        }
    }
}
