//! Mentions become entities: administrative names find their codes, everything else its normalised name.

use super::choice::{Choice, Context};
use super::time::Period;
use super::tokens::Sentence;
use super::{Entity, EntityId, MentionKind};
use crate::knowledge::Knowledge;
use crate::knowledge::lexicon::{Hit, Name};
use rustc_hash::FxHashMap;

/// Number of a choice that a linker made.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceId(u32);

/// The entities of a document while it is read.
#[derive(Debug)]
pub struct Linker<'k, 't> {
    knowledge: &'k Knowledge,
    /// Name of the document.
    document: &'t str,
    context: Context<'k>,
    entities: Vec<Entity>,
    choices: Vec<Choice<'k>>,
    by_key: FxHashMap<(MentionKind, String), EntityId>,
    /// The entities of the surfaces linked so far, as they stand in the text; those of times depend on more.
    by_surface: [FxHashMap<&'t str, (EntityId, ChoiceId)>; MentionKind::ALL.len()],
    /// By every name of theirs the places and zones, and by their labels the industries; of several the first.
    places: FxHashMap<String, EntityId>,
    industries: FxHashMap<String, EntityId>,
    /// The division of each entity that is one.
    divisions: FxHashMap<EntityId, u32>,
    /// What the lexicon tells of an entity.
    known: FxHashMap<EntityId, &'k Name>,
}

impl<'k, 't> Linker<'k, 't> {
    /// Starts with what the document's sentences tell of the names in them.
    pub fn new<'s, 'd: 's>(
        knowledge: &'k Knowledge,
        document: &'t str,
        sentences: impl Iterator<Item = &'s Sentence<'d>>,
    ) -> Self {
        Self {
            knowledge,
            document,
            context: Context::read(knowledge, sentences),
            entities: Vec::new(),
            choices: Vec::new(),
            by_key: FxHashMap::default(),
            by_surface: Default::default(),
            places: FxHashMap::default(),
            industries: FxHashMap::default(),
            divisions: FxHashMap::default(),
            known: FxHashMap::default(),
        }
    }

    /// Gives the entity that a surface of a kind names, made if it is new, and how it was chosen; a surface may stand
    /// right behind another entity.
    pub fn link(
        &mut self,
        kind: MentionKind,
        surface: &'t str,
        class: Option<&str>,
        behind: Option<EntityId>,
    ) -> (EntityId, ChoiceId) {
        let behind = behind.filter(|_| kind == MentionKind::Place).and_then(|id| self.division(id));
        if behind.is_none()
            && let Some(&linked) = self.by_surface[kind as usize].get(surface)
        {
            return linked;
        }
        let linked = self.link_new(kind, surface, class, behind);
        if behind.is_none() {
            self.by_surface[kind as usize].insert(surface, linked);
        }
        linked
    }

    fn link_new(
        &mut self,
        kind: MentionKind,
        surface: &str,
        class: Option<&str>,
        behind: Option<u32>,
    ) -> (EntityId, ChoiceId) {
        let surface = normalize(surface);
        let choice = self.context.choose(kind, &surface, behind);
        let chosen = choice.chosen();
        let entity = Entity {
            kind,
            key: choice.key(&surface, self.document),
            class: chosen.and_then(|c| c.class).or(class).map(str::to_owned),
            label: chosen.map_or_else(|| surface.clone(), |c| c.label.clone().into_owned()),
            alt_labels: Vec::new(),
            date: None,
            broader: (kind == MentionKind::Industry).then(|| self.context.broader(chosen, &surface)).flatten(),
        };
        let known = chosen.and_then(|c| c.name);
        let id = self.add(entity, surface);
        if let Some(name) = known {
            self.known.insert(id, name);
            self.divisions.extend(name.division.map(|code| (id, code)));
        }
        self.choices.push(choice);
        (id, ChoiceId(self.choices.len() as u32 - 1))
    }

    /// Gives a choice that was made.
    pub fn choice(&self, id: ChoiceId) -> &Choice<'k> {
        &self.choices[id.0 as usize]
    }

    /// Notes that in this document a short name stands for a full one.
    pub fn shorten(&mut self, short: &str, full: &str) {
        self.context.shorten(short, full);
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
        self.add(
            Entity { kind, key, class: None, label, alt_labels: Vec::new(), date: last_day, broader: None },
            normalize(surface),
        )
    }

    /// Adds an entity, unless there is one of its kind and key; notes the surface among its names.
    fn add(&mut self, entity: Entity, surface: String) -> EntityId {
        let next = EntityId(self.entities.len() as u32);
        let id = *self.by_key.entry((entity.kind, entity.key.clone())).or_insert(next);
        if id == next {
            match entity.kind {
                MentionKind::Place | MentionKind::Zone => note(&mut self.places, &entity.label, id),
                MentionKind::Industry => note(&mut self.industries, &entity.label, id),
                _ => {}
            }
            self.entities.push(entity);
        }
        let entity = &mut self.entities[id.0 as usize];
        if entity.label != surface && !entity.alt_labels.contains(&surface) {
            if matches!(entity.kind, MentionKind::Place | MentionKind::Zone) {
                note(&mut self.places, &surface, id);
            }
            entity.alt_labels.push(surface);
            entity.alt_labels.sort();
        }
        id
    }

    /// Finds the entity that a surface of a kind names, if the document mentions it.
    pub fn find(&self, kind: MentionKind, surface: &str) -> Option<EntityId> {
        let surface = normalize(surface);
        let key = self.context.choose(kind, &surface, None).key(&surface, self.document);
        self.by_key.get(&(kind, key)).copied()
    }

    /// Finds the smallest division mentioned in the document that encloses what a surface names.
    pub fn enclosing(&self, surface: &str) -> Option<EntityId> {
        let choice = self.context.choose(MentionKind::Place, &normalize(surface), None);
        self.ancestor(choice.chosen()?.division?)
    }

    /// Finds the mentioned place or zone with the longest name that a longer name starts with: 海口经济圈 of
    /// 海口经济圈供水工程.
    pub fn place_before(&self, surface: &str) -> Option<EntityId> {
        longest_before(&self.places, &normalize(surface))
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

    /// Gives the division that most of the document is about.
    pub fn theme(&self) -> Option<EntityId> {
        self.of_code(self.context.theme?)
    }

    fn of_code(&self, code: u32) -> Option<EntityId> {
        self.divisions.iter().filter(|division| *division.1 == code).map(|division| *division.0).min()
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
        longest_before(&self.industries, indicator)
    }

    /// Gives an entity.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// Gives the entities.
    pub fn into_entities(self) -> Vec<Entity> {
        self.entities
    }

    /// Finds the mentioned division that a body of one (省委, 市政府) belongs to, or the one around it.
    pub fn owning(&self, surface: &str) -> Option<EntityId> {
        let choice = self.context.choose(MentionKind::Organization, &normalize(surface), None);
        let code = choice.chosen()?.division?;
        self.of_code(code).or_else(|| self.ancestor(code))
    }
}

/// Notes a name of an entity; of several with that name the first is kept.
fn note(names: &mut FxHashMap<String, EntityId>, name: &str, id: EntityId) {
    let first = names.entry(name.to_owned()).or_insert(id);
    *first = id.min(*first);
}

/// Finds the entity with the longest name that a longer name starts with. Names are asked for by what they may be:
/// there are many more of them than characters in one.
fn longest_before(names: &FxHashMap<String, EntityId>, longer: &str) -> Option<EntityId> {
    longer.char_indices().rev().find_map(|(end, _)| names.get(&longer[..end])).copied()
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
