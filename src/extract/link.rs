//! Mentions become entities: administrative names find their codes, everything else its normalised name.

use super::time::Period;
use super::tokens::Sentence;
use super::{Entity, EntityId, MentionKind};
use crate::knowledge::Knowledge;
use crate::knowledge::lexicon::{Hit, Name};
use rustc_hash::FxHashMap;

/// The entities of a document while it is read.
#[derive(Debug)]
pub struct Linker<'k, 't> {
    knowledge: &'k Knowledge,
    /// The administrative division that the document is about, when its head tells.
    home: Option<u32>,
    entities: Vec<Entity>,
    by_key: FxHashMap<(MentionKind, String), EntityId>,
    /// The entities of the surfaces linked so far, as they stand in the text; those of times depend on more.
    by_surface: [FxHashMap<&'t str, EntityId>; MentionKind::ALL.len()],
    /// The entities of each kind.
    by_kind: [Vec<EntityId>; MentionKind::ALL.len()],
    /// The division of each entity that is one.
    divisions: FxHashMap<EntityId, u32>,
    /// What the lexicon tells of an entity.
    known: FxHashMap<EntityId, &'k Name>,
    /// Short names that only this document explains: 平山 after 平山县.
    short: FxHashMap<String, String>,
}

impl<'k, 't> Linker<'k, 't> {
    /// Starts with the division that the sentences name first, or the one they name most.
    pub fn new<'s, 'd: 's>(knowledge: &'k Knowledge, sentences: impl Iterator<Item = &'s Sentence<'d>>) -> Self {
        let home = home(knowledge, sentences);
        Self {
            knowledge,
            home,
            entities: Vec::new(),
            by_key: FxHashMap::default(),
            by_surface: Default::default(),
            by_kind: Default::default(),
            divisions: FxHashMap::default(),
            known: FxHashMap::default(),
            short: FxHashMap::default(),
        }
    }

    /// Gives the entity that a surface of a kind names, made if it is new.
    pub fn link(&mut self, kind: MentionKind, surface: &'t str, class: Option<&str>) -> EntityId {
        if let Some(&id) = self.by_surface[kind as usize].get(surface) {
            return id;
        }
        let id = self.link_new(kind, surface, class);
        self.by_surface[kind as usize].insert(surface, id);
        id
    }

    fn link_new(&mut self, kind: MentionKind, surface: &str, class: Option<&str>) -> EntityId {
        let surface = normalize(surface);
        let known = self.choose(kind, &surface);
        let (key, label) = match known {
            Some(name) => (name.key.clone(), name.label.clone()),
            None => self.expand(kind, &surface),
        };
        let class = known.and_then(|n| n.class.clone()).or(class.map(str::to_owned));
        let id = self.add(Entity { kind, key, class, label, alt_labels: Vec::new(), date: None }, surface);
        if let Some(name) = known {
            self.known.insert(id, name);
            self.divisions.extend(name.division.map(|code| (id, code)));
        }
        id
    }

    /// Notes that in this document a short name stands for a full one.
    pub fn shorten(&mut self, short: &str, full: &str) {
        self.short.insert(short.to_owned(), full.to_owned());
    }

    /// Gives what the lexicon tells of an entity.
    pub fn known(&self, id: EntityId) -> Option<&'k Name> {
        self.known.get(&id).copied()
    }

    /// Gives the division that an entity is.
    pub fn division(&self, id: EntityId) -> Option<u32> {
        self.divisions.get(&id).copied()
    }

    /// Gives the entity of a period that a surface names, made if it is new.
    pub fn link_period(&mut self, surface: &str, period: Period) -> EntityId {
        let Period { key, label, last_day } = period;
        let kind = MentionKind::Time;
        self.add(Entity { kind, key, class: None, label, alt_labels: Vec::new(), date: last_day }, normalize(surface))
    }

    /// Adds an entity, unless there is one of its kind and key; notes the surface among its names.
    fn add(&mut self, entity: Entity, surface: String) -> EntityId {
        let next = EntityId(self.entities.len() as u32);
        let id = *self.by_key.entry((entity.kind, entity.key.clone())).or_insert(next);
        if id == next {
            self.by_kind[entity.kind as usize].push(id);
            self.entities.push(entity);
        }
        let entity = &mut self.entities[id.0 as usize];
        if entity.label != surface && !entity.alt_labels.contains(&surface) {
            entity.alt_labels.push(surface);
            entity.alt_labels.sort();
        }
        id
    }

    /// Says how the entity of a surface was chosen, in words for people.
    pub fn reason(&self, kind: MentionKind, surface: &str) -> String {
        let surface = normalize(surface);
        let gazetteer = &self.knowledge.gazetteer;
        let division = |code: u32| gazetteer.get(code).map_or_else(|| code.to_string(), |d| d.name.clone());
        if kind == MentionKind::Organization
            && let Some(code) = self.owner_code(&surface)
        {
            let home = self.home.map(division).unwrap_or_default();
            return format!("the body of {}: the document is about {home}", division(code));
        }
        let full = self.short.get(&surface).filter(|_| kind == MentionKind::Place);
        let short = full.map_or(String::new(), |full| format!("short for {full} in this document; "));
        let names: Vec<&Name> = self.knowledge.lexicon.names_of(full.unwrap_or(&surface), kind).collect();
        let Some(chosen) = self.choose(kind, &surface) else {
            return match names.len() {
                0 => format!("{short}not in the lexicon, so named by its surface"),
                count => {
                    format!("{short}{count} names in the lexicon and none to be preferred, so named by its surface")
                }
            };
        };
        let near = |code: u32| self.home.is_some_and(|home| home / 10_000 == code / 10_000);
        let why = match (names.len(), chosen.division) {
            (1, _) => "the only one of that name in the lexicon".to_owned(),
            (count, Some(code)) if near(code) => {
                let home = self.home.map(division).unwrap_or_default();
                format!("of {count} of that name the one near {home}, which the document is about")
            }
            (count, Some(_)) => format!("of {count} of that name the highest division"),
            (count, None) => format!("the first of {count} of that name in the lexicon"),
        };
        format!("{short}{why}")
    }

    /// Finds the entity that a surface of a kind names, if the document mentions it.
    pub fn find(&self, kind: MentionKind, surface: &str) -> Option<EntityId> {
        let surface = normalize(surface);
        let key = match self.choose(kind, &surface) {
            Some(name) => name.key.clone(),
            None => self.expand(kind, &surface).0,
        };
        self.by_key.get(&(kind, key)).copied()
    }

    /// Finds the smallest division mentioned in the document that encloses what a surface names.
    pub fn enclosing(&self, surface: &str) -> Option<EntityId> {
        let code = self.choose(MentionKind::Place, &normalize(surface))?.division?;
        self.ancestor(code)
    }

    /// Finds the mentioned place or zone with the longest name that a longer name starts with: 海口经济圈 of
    /// 海口经济圈供水工程.
    pub fn place_before(&self, surface: &str) -> Option<EntityId> {
        let surface = normalize(surface);
        let places = self.of_kind(MentionKind::Place).iter().chain(self.of_kind(MentionKind::Zone));
        let named = places.flat_map(|&id| {
            let Entity { label, alt_labels, .. } = self.entity(id);
            [label].into_iter().chain(alt_labels).map(move |name| (name.as_str(), id))
        });
        let before = named.filter(|(name, _)| name.len() < surface.len() && surface.starts_with(name));
        before.max_by_key(|(name, id)| (name.len(), std::cmp::Reverse(*id))).map(|(_, id)| id)
    }

    /// Finds the mentioned division that a surface names.
    pub fn find_division(&self, surface: &str) -> Option<EntityId> {
        self.find(MentionKind::Place, surface).filter(|&id| self.division(id).is_some())
    }

    /// Says whether all these divisions, one at least, lie in the one that an entity is.
    pub fn holds_all(&self, id: EntityId, codes: &[u32]) -> bool {
        let outer = self.division(id);
        outer.is_some_and(|outer| {
            !codes.is_empty() && codes.iter().all(|&code| self.knowledge.gazetteer.is_within(code, outer))
        })
    }

    /// Finds the smallest mentioned division that encloses an entity that is a division.
    pub fn parent(&self, id: EntityId) -> Option<EntityId> {
        self.ancestor(*self.divisions.get(&id)?)
    }

    fn ancestor(&self, code: u32) -> Option<EntityId> {
        let above: Vec<u32> = self.knowledge.gazetteer.lineage(code).skip(1).map(|division| division.code).collect();
        self.divisions
            .iter()
            .filter(|&(_, outer)| above.contains(outer))
            .max_by_key(|&(id, &outer)| (outer, id.0))
            .map(|(&id, _)| id)
    }

    /// Finds the mentioned industry that an indicator's name starts with (新能源装机规模 is about 新能源).
    pub fn industry_in(&self, indicator: &str) -> Option<EntityId> {
        let mut best: Option<(usize, EntityId)> = None;
        for &id in self.of_kind(MentionKind::Industry) {
            let label = &self.entity(id).label;
            let longer = label.len() < indicator.len() && best.is_none_or(|best| best.0 < label.len());
            if longer && indicator.starts_with(label) {
                best = Some((label.len(), id));
            }
        }
        best.map(|best| best.1)
    }

    /// Gives the entities of a kind, in order of first mention.
    fn of_kind(&self, kind: MentionKind) -> &[EntityId] {
        &self.by_kind[kind as usize]
    }

    /// Gives an entity.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// Gives the entities.
    pub fn into_entities(self) -> Vec<Entity> {
        self.entities
    }

    /// Chooses among the names of a surface: the only one, else the one near home, else the highest.
    fn choose(&self, kind: MentionKind, surface: &str) -> Option<&'k Name> {
        if kind == MentionKind::Organization && self.owner_code(surface).is_some() {
            // 市政府 is another body in every document's city.
            return None;
        }
        let full = self.short.get(surface).filter(|_| kind == MentionKind::Place);
        let surface = full.map_or(surface, String::as_str);
        let mut names = self.knowledge.lexicon.names_of(surface, kind);
        let first = names.next()?;
        let Some(second) = names.next() else { return Some(first) };
        let all: Vec<&Name> = [first, second].into_iter().chain(names).collect();
        // A region beside divisions of that name: the divisions are meant more often.
        let divisions: Vec<(&Name, u32)> = all.iter().filter_map(|n| n.division.map(|d| (*n, d))).collect();
        if divisions.is_empty() {
            return Some(first);
        }
        let near = |code: u32| self.home.is_some_and(|home| home / 10_000 == code / 10_000);
        let pick = |wanted: &dyn Fn(u32) -> bool| {
            let mut best: Vec<&(&Name, u32)> = divisions.iter().filter(|d| wanted(d.1)).collect();
            best.sort_by_key(|d| rank(d.1));
            match best[..] {
                [one] => Some(one.0),
                [one, two, ..] if rank(one.1) < rank(two.1) => Some(one.0),
                _ => None,
            }
        };
        pick(&near).or_else(|| pick(&|_| true))
    }

    /// Gives key and label of a name that the lexicon does not know. 省委 is the province's.
    fn expand(&self, kind: MentionKind, surface: &str) -> (String, String) {
        let full = (kind == MentionKind::Organization).then(|| self.owner(surface)).flatten();
        let name = full.map_or_else(|| surface.to_owned(), |owner| format!("{owner}{surface}"));
        (name.clone(), name)
    }

    /// Gives the short name of the division that a body named without it (省委, 市政府) belongs to.
    fn owner(&self, surface: &str) -> Option<&'k str> {
        let division = self.knowledge.gazetteer.get(self.owner_code(surface)?)?;
        Some(division.short_names.first().unwrap_or(&division.name))
    }

    /// Finds the mentioned division that a body named without it (省委, 市政府) belongs to, or the one around it.
    pub fn owning(&self, surface: &str) -> Option<EntityId> {
        let code = self.owner_code(&normalize(surface))?;
        let exact = self.divisions.iter().filter(|d| *d.1 == code).map(|d| *d.0).min();
        exact.or_else(|| self.ancestor(code))
    }

    /// Gives the code of the division that a body named without it belongs to: the one of its level above home.
    fn owner_code(&self, surface: &str) -> Option<u32> {
        let home = self.home?;
        let first = surface.chars().next()?;
        let classes = self.knowledge.lexicon.look_up(&surface[..first.len_utf8()])?;
        let marks = &self.knowledge.marks;
        if classes.contains(marks.own_province) {
            Some(home / 10_000 * 10_000)
        } else if classes.contains(marks.own_prefecture) && home % 10_000 != 0 {
            Some(home / 100 * 100)
        } else if classes.contains(marks.own_county) && home % 100 != 0 {
            Some(home)
        } else {
            None
        }
    }
}

/// Orders divisions by level: provinces, prefectures, counties.
fn rank(code: u32) -> u8 {
    match code {
        c if c % 10_000 == 0 => 0,
        c if c % 100 == 0 => 1,
        _ => 2,
    }
}

/// Finds the division that the document is about: the first that the head names, else the one named most often.
fn home<'s, 'd: 's>(knowledge: &Knowledge, sentences: impl Iterator<Item = &'s Sentence<'d>>) -> Option<u32> {
    let place = knowledge.marks.known_place;
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for (i, sentence) in sentences.enumerate() {
        for word in sentence.words.iter().filter(|w| w.letter.classes.contains(place)) {
            let mut names =
                knowledge.lexicon.names_of(sentence.slice(word.span), MentionKind::Place).filter_map(|n| n.division);
            let (Some(code), None) = (names.next(), names.next()) else { continue };
            // The head counts more than the body.
            let weight = if i < 4 { 5 } else { 1 };
            match counts.iter_mut().find(|c| c.0 == code) {
                Some(entry) => entry.1 += weight,
                None => counts.push((code, weight)),
            }
        }
    }
    counts.iter().max_by_key(|&&(code, n)| (n, std::cmp::Reverse(code))).map(|c| c.0)
}

/// Drops white space and quotation marks and folds full-width ASCII.
pub fn normalize(surface: &str) -> String {
    let mut normal = String::with_capacity(surface.len());
    let kept = surface
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '‘' | '’' | '"' | '《' | '》' | '「' | '」'));
    normal.extend(kept.map(|c| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }));
    normal
}

/// Gives the first known place inside a name, the longest that starts there.
pub fn inner_place<'t>(name: &'t str, knowledge: &Knowledge) -> Option<&'t str> {
    let lexicon = &knowledge.lexicon;
    let place = |hit: &Hit| lexicon.set(hit.gist.classes).contains(knowledge.marks.known_place);
    let places = lexicon.find(name).filter(|hit| hit.end - hit.start < name.len() && place(hit));
    let Hit { start, end, .. } = places.min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)))?;
    Some(&name[start..end])
}
