//! Ontology, lexicon and rules: all that the extractor knows of the domain, read from `ontology/`.

pub mod gazetteer;
pub mod table;
pub mod units;

/// Number of a rule, in order of loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// Number of a relation of the ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u16);

/// Everything read from `ontology/`.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Names of the relations by id (`locatedIn`), as the ontology has them.
    pub relations: Vec<String>,
    /// Names of the rules by id.
    pub rule_names: Vec<String>,
    /// Changes whenever anything in `ontology/` changes that may change what is extracted.
    pub version: String,
    /// Administrative divisions.
    pub gazetteer: gazetteer::Gazetteer,
    /// Units of amounts.
    pub units: units::Units,
}

impl Knowledge {
    /// Gives a relation's local name.
    pub fn relation_name(&self, id: RelationId) -> &str {
        &self.relations[id.0 as usize]
    }

    /// Gives a rule's name.
    pub fn rule_name(&self, id: RuleId) -> &str {
        &self.rule_names[id.0 as usize]
    }
}
