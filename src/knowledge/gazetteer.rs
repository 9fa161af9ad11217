//! The administrative divisions of China from province to county, with codes, parents and the names texts use.

use super::table::{TableError, rows};
use std::collections::HashMap;

/// The table that is built into the program.
pub const DIVISIONS: &str = include_str!("../../ontology/lexicon/divisions.tsv");

/// How high a division stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 地级市, 地区, 自治州, 盟.
    Prefecture,
    /// 县, 区, 县级市, 旗, 自治县.
    County,
}

impl Level {
    /// Gives the local name of the ontology class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Province => "Province",
            Self::Prefecture => "Prefecture",
            Self::County => "County",
        }
    }
}

/// One administrative division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Six-digit code: 620000 for 甘肃省, 620300 for 金昌市, 620321 for 永昌县.
    pub code: u32,
    /// Official name.
    pub name: String,
    /// What running text may say instead (金昌), at least two characters.
    pub short_names: Vec<String>,
    /// Traditional one-character names (甘, 陇), which mean the division only in special contexts.
    pub aliases: Vec<String>,
    /// How high it stands.
    pub level: Level,
    /// Code of the division above; none for provinces.
    pub parent: Option<u32>,
    /// Official names of earlier years, of this division or of one that became a part of it.
    pub former_names: Vec<String>,
}

/// All divisions, found by code and by name.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// In the order of their codes.
    divisions: Vec<Division>,
    /// Indexes into `divisions` by official, short and former name, the highest level first.
    by_name: HashMap<String, Vec<u32>>,
}

impl Gazetteer {
    /// Reads a table such as [`DIVISIONS`].
    ///
    /// ```
    /// use mailuo::knowledge::gazetteer::{DIVISIONS, Gazetteer};
    /// let gazetteer = Gazetteer::parse(DIVISIONS)?;
    /// let codes: Vec<u32> = gazetteer.named("金昌").map(|division| division.code).collect();
    /// assert_eq!(codes, [620300]);
    /// # Ok::<(), mailuo::knowledge::table::TableError>(())
    /// ```
    ///
    /// # Errors
    /// A line without code, name or level, a code given twice, a parent that the table does not have or that stands
    /// no higher.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut read = Vec::new();
        for row in rows(text) {
            let level = match row.required(4, "level")? {
                "province" => Level::Province,
                "prefecture" => Level::Prefecture,
                "county" => Level::County,
                other => return Err(row.error(format!("{other:?} is no level (province, prefecture, county)"))),
            };
            let division = Division {
                code: row.parse(0, "code")?,
                name: row.required(1, "name")?.to_owned(),
                short_names: row.list(2),
                aliases: row.list(3),
                level,
                parent: if row.cell(5).is_empty() { None } else { Some(row.parse(5, "parent code")?) },
                former_names: row.list(6),
            };
            read.push((division, row));
        }
        read.sort_by_key(|(division, _)| division.code);
        for pair in read.windows(2) {
            if pair[0].0.code == pair[1].0.code {
                return Err(pair[1].1.error(format!("the code {} is given twice", pair[1].0.code)));
            }
        }
        let levels: HashMap<u32, Level> = read.iter().map(|(division, _)| (division.code, division.level)).collect();
        for (division, row) in &read {
            if let Some(parent) = division.parent
                && levels.get(&parent).is_none_or(|&above| above >= division.level)
            {
                return Err(row.error(format!("no higher division has the parent code {parent}")));
            }
        }
        Ok(Self::index(read.into_iter().map(|(division, _)| division).collect()))
    }

    fn index(divisions: Vec<Division>) -> Self {
        let mut by_name: HashMap<String, Vec<u32>> = HashMap::new();
        for (i, division) in divisions.iter().enumerate() {
            let names = std::iter::once(&division.name).chain(&division.short_names).chain(&division.former_names);
            for name in names {
                by_name.entry(name.clone()).or_default().push(i as u32);
            }
        }
        for found in by_name.values_mut() {
            found.sort_by_key(|&i| (divisions[i as usize].level, i));
        }
        Self { divisions, by_name }
    }

    /// Gives all divisions in the order of their codes.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// Gives the division that has a code.
    pub fn get(&self, code: u32) -> Option<&Division> {
        let at = self.divisions.binary_search_by_key(&code, |division| division.code).ok()?;
        Some(&self.divisions[at])
    }

    /// Gives the divisions that a name may mean, by official, short or former name: the highest first, then by code.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Division> {
        self.by_name.get(name).into_iter().flatten().map(|&i| &self.divisions[i as usize])
    }

    /// Gives the division above, if there is one.
    pub fn parent(&self, code: u32) -> Option<&Division> {
        self.get(self.get(code)?.parent?)
    }

    /// Says whether the division `code` is `ancestor` or lies inside it.
    pub fn is_within(&self, code: u32, ancestor: u32) -> bool {
        self.lineage(code).any(|division| division.code == ancestor)
    }

    /// Gives the division that has a code and those around it, the smallest first.
    pub fn lineage(&self, code: u32) -> impl Iterator<Item = &Division> {
        std::iter::successors(self.get(code), |division| self.get(division.parent?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded() -> Gazetteer {
        Gazetteer::parse(DIVISIONS).unwrap()
    }

    #[test]
    fn names_lead_to_codes() {
        let gazetteer = embedded();
        for (name, codes) in [
            ("甘肃", &[620000][..]),
            ("金昌市", &[620300]),
            ("永昌", &[620321]),
            ("内蒙古", &[150000]),
            ("延边", &[222400]),
            ("延边州", &[222400]),
            ("海南", &[460000]),
            ("海南州", &[632500]),
            ("吉林", &[220000]),
            ("临夏", &[622900, 622901, 622921]),
            ("济源", &[419001]),
            ("香港", &[810000]),
            ("天祝县", &[620623]),
            ("襄樊市", &[420600]),
            ("莱芜市", &[370116]),
            ("甘", &[]),
            ("资源", &[]),
            ("城区", &[140302, 140502, 441502]),
            ("市辖区", &[]),
        ] {
            let found: Vec<u32> = gazetteer.named(name).map(|division| division.code).collect();
            assert_eq!(found, codes, "{name}");
        }
    }

    #[test]
    fn divisions_lie_within_their_ancestors() {
        let gazetteer = embedded();
        assert!(gazetteer.is_within(620321, 620300));
        assert!(gazetteer.is_within(620321, 620000));
        assert!(gazetteer.is_within(620300, 620300));
        assert!(!gazetteer.is_within(620300, 620321));
        assert!(!gazetteer.is_within(1, 620000));
        assert_eq!(gazetteer.parent(310115).map(|division| division.code), Some(310000), "placeholders are skipped");
    }

    #[test]
    fn short_names_have_two_characters_and_aliases_one() {
        for division in embedded().divisions() {
            assert!(division.short_names.iter().all(|name| name.chars().count() >= 2), "{}", division.name);
            assert!(division.aliases.iter().all(|name| name.chars().count() == 1), "{}", division.name);
        }
    }

    #[test]
    fn former_names_are_nothing_elses() {
        let gazetteer = embedded();
        let mut count = 0;
        for division in gazetteer.divisions() {
            for name in &division.former_names {
                assert!(gazetteer.named(name).eq([division]), "{name}");
                count += 1;
            }
        }
        assert!(count > 300, "{count}");
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (table, message) in [
            ("# x\n\n620000\t甘肃省\t\t\tland", "line 3: \"land\" is no level (province, prefecture, county)"),
            ("甘\t甘肃省\t\t\tprovince", "line 1: \"甘\" is no code"),
            ("620000\t\t\t\tprovince", "line 1: the name is missing"),
            ("1\t甲\t\t\tprovince\n1\t乙\t\t\tcounty", "line 2: the code 1 is given twice"),
            ("2\t乙\t\t\tcounty\t7", "line 1: no higher division has the parent code 7"),
        ] {
            assert_eq!(Gazetteer::parse(table).unwrap_err().to_string(), message);
        }
    }
}
