//! Bodies of divisions: 金昌市人民政府 and, in a document about 金昌, 市政府 are one; 省委 is another in every province.

use super::MentionKind;
use super::choice::{Candidate, Choice, Context, Why};
use crate::knowledge::gazetteer::{Division, Level};

/// A mark of a level (市, 自治区) has no more characters.
const LONGEST_MARK: usize = 3;
/// A division's name has no more characters.
const LONGEST_NAME: usize = 16;

impl<'k> Context<'k> {
    /// Chooses the body of a division that a name means; none for a name that is no such body's.
    pub(super) fn choose_body(&self, surface: &str) -> Option<Choice<'k>> {
        let listed = self.knowledge.lexicon.names_of(surface, MentionKind::Organization).next();
        match self.first_mark(surface) {
            // 市场监管总局 is not the city's.
            Some(mark) if listed.is_some_and(|name| !name.label.starts_with(mark)) => None,
            Some(mark) => Some(self.own_body(surface, mark)),
            None if listed.is_some() => None,
            None => self.written_body(surface),
        }
    }

    /// Says whether a post's name leaves out whose it is.
    pub(super) fn is_office(&self, surface: &str) -> bool {
        let classes = self.knowledge.lexicon.look_up(surface);
        classes.is_some_and(|classes| classes.contains(self.knowledge.marks.head_post))
    }

    /// Chooses the office that such a name means: 省长 and 市委书记 are those of the document's divisions.
    pub(super) fn choose_office(&self, surface: &str) -> Choice<'k> {
        match self.first_mark(surface) {
            Some(mark) => self.own_body(surface, mark),
            None => Choice { candidates: Vec::new(), chosen: None, why: Why::Office, full: None },
        }
    }

    /// Chooses among the divisions that a body can belong to whose name leaves the division out: the one of its level
    /// around the document's home, else the only one of its level that the document names.
    fn own_body(&self, surface: &str, mark: &str) -> Choice<'k> {
        let gazetteer = &self.knowledge.gazetteer;
        let county = self.is_county_mark(mark);
        // An autonomous region is a 区 to its own documents alone.
        let fits = |d: &Division| !county || d.level == Level::County || self.home == Some(d.code);
        let owns = |d: &&Division| d.name.ends_with(mark) && fits(d);
        let own = self.home.and_then(|home| Some((gazetteer.lineage(home).find(owns)?, home)));
        let mut owners: Vec<&Division> = match own {
            Some((division, _)) => vec![division],
            None => self.named.iter().filter_map(|&code| gazetteer.get(code)).filter(owns).collect(),
        };
        owners.sort_by_key(|division| division.code);
        let (chosen, why) = match (own, &owners[..]) {
            (Some((division, home)), _) => (Some(0), Why::Own(division.code, home)),
            (None, [division]) => (Some(0), Why::Level(division.code)),
            (None, []) => (None, Why::Nobody),
            (None, _) => (None, Why::Equal),
        };
        let candidates = owners.into_iter().map(|division| self.body(division, mark, surface)).collect();
        Choice { candidates, chosen, why, full: None }
    }

    /// Chooses the division that a body's name begins with: 金昌市人民政府, 南京市鼓楼区政府.
    fn written_body(&self, surface: &str) -> Option<Choice<'k>> {
        let (mut end, mut mark) = self.owner(surface, None)?;
        let mut owner = self.choose(MentionKind::Place, &surface[..end], None);
        while let Some(outer) = owner.chosen().and_then(|candidate| candidate.division)
            && let Some((length, inner)) = self.owner(&surface[end..], Some(outer))
        {
            owner = self.choose(MentionKind::Place, &surface[end..end + length], Some(outer));
            (end, mark) = (end + length, inner);
        }
        let body = &surface[end - mark.len()..];
        let why = match (owner.why, owner.chosen().and_then(|candidate| candidate.division)) {
            (Why::Only, Some(code)) => Why::Written(code),
            (why, _) => why,
        };
        let divisions = owner.candidates.iter().map(|c| self.knowledge.gazetteer.get(c.division?));
        let bodies: Option<Vec<_>> = divisions.map(|division| Some(self.body(division?, mark, body))).collect();
        Some(Choice { candidates: bodies?, chosen: owner.chosen, why, full: None })
    }

    /// Finds the longest name of a division, in another if one is given, that a longer name begins with and that ends
    /// with a mark: its length and the mark.
    fn owner<'t>(&self, name: &'t str, outer: Option<u32>) -> Option<(usize, &'t str)> {
        let gazetteer = &self.knowledge.gazetteer;
        let fits = |code: u32| outer.is_none_or(|outer| code != outer && gazetteer.is_within(code, outer));
        let ends = name.char_indices().map(|(i, _)| i).skip(2).take(LONGEST_NAME);
        let owners = ends.filter_map(|end| {
            let owner = &name[..end];
            gazetteer.named(owner).find(|division| fits(division.code))?;
            Some((end, self.mark(owner.char_indices().rev().map(|(i, _)| &owner[i..]).take(LONGEST_MARK))?))
        });
        owners.last()
    }

    /// Gives the mark of a level that a name starts with.
    fn first_mark<'t>(&self, name: &'t str) -> Option<&'t str> {
        self.mark(name.char_indices().map(|(i, c)| &name[..i + c.len_utf8()]).take(LONGEST_MARK))
    }

    /// Gives the longest of some words that marks a level.
    fn mark<'t>(&self, words: impl Iterator<Item = &'t str>) -> Option<&'t str> {
        let marks = &self.knowledge.marks;
        let levels = [marks.own_province, marks.own_prefecture, marks.own_county];
        let is_mark = |word: &&str| {
            let classes = self.knowledge.lexicon.look_up(word);
            classes.is_some_and(|classes| levels.iter().any(|&level| classes.contains(level)))
        };
        words.filter(is_mark).last()
    }

    /// Says whether a mark is that of counties, which the greater 自治区 ends with too.
    fn is_county_mark(&self, mark: &str) -> bool {
        self.knowledge.lexicon.look_up(mark).is_some_and(|classes| classes.contains(self.knowledge.marks.own_county))
    }

    /// Gives the body of a division: 市人民政府 of 金昌市 is 金昌市政府.
    fn body(&self, division: &Division, mark: &str, surface: &str) -> Candidate<'k> {
        let listed = self.knowledge.lexicon.names_of(surface, MentionKind::Organization).next();
        let body = listed.map(|name| name.label.as_str()).filter(|label| label.starts_with(mark)).unwrap_or(surface);
        // 甘肃 and 省委, for 甘肃省 is a name; 浦东新 and 区政府, for 浦东区 is none.
        let names = || std::iter::once(&division.name).chain(&division.short_names);
        let stem = |short: &&String| names().any(|name| name.strip_suffix(mark) == Some(short));
        let short = division.short_names.iter().find(stem).map(String::as_str);
        let short = short.or_else(|| division.name.strip_suffix(mark)).unwrap_or(&division.name);
        // Of several 鼓楼区 each is told by what it lies in.
        let gazetteer = &self.knowledge.gazetteer;
        let alike = gazetteer.named(&division.name).filter(|other| other.name == division.name).count();
        let outer = gazetteer.parent(division.code).filter(|_| alike > 1).map_or("", |outer| &outer.name);
        let name = format!("{outer}{short}{body}");
        Candidate {
            key: name.clone().into(),
            label: name.into(),
            class: listed.and_then(|name| name.class.as_deref()),
            name: None,
            division: Some(division.code),
        }
    }
}
