//! Extraction measured against annotation: precision, recall and F1 with confidence intervals, errors, comparisons.
//!
//! | step | module |
//! |---|---|
//! | gold texts and annotations are read (brat standoff, doccano JSON Lines) | [`gold`], [`brat`], [`doccano`] |
//! | an extraction becomes an annotation of the same form | [`predicted`] |
//! | surfaces are normalised, mentions of one entity put together | [`entities`] |
//! | what is predicted is matched with what is annotated | [`matching`] |
//! | documents are drawn again and again for intervals and comparisons | [`resample`] |
//! | figures, intervals and errors of all documents | [`report`], [`compare`] |
//! | the finds of each rule and each family of rules | [`rules`] |
//!
//! All but the reading of files is pure: a score is a function of (gold, predicted), the same on every run.

pub mod annotation;
pub mod brat;
pub mod compare;
pub mod doccano;
pub mod entities;
pub mod gold;
pub mod matching;
pub mod predicted;
pub mod report;
pub mod resample;
pub mod rules;

pub use annotation::{Annotation, AnnotationError};
pub use compare::{Comparison, compare};
pub use gold::{GoldDocument, Schema};
pub use matching::score;
pub use report::Report;
pub use rules::RuleReport;

use serde::{Deserialize, Serialize};

/// What is measured. The scorer of the annotation guide has the same figures under the same names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    /// Mentions with exact span and type.
    Mention,
    /// Mentions of the same type that overlap, each used once.
    Overlap,
    /// (type, normalised surface) of a document, each once.
    Entity,
    /// (relation, from, to), ends compared as entities.
    Relation,
    /// Goals and results of the same kind with overlapping triggers.
    Frame,
    /// (frame, role, filler), fillers compared as entities.
    Role,
    /// Relations and roles together: the headline.
    Graph,
}

impl Figure {
    /// All figures, in the order they are shown.
    pub const ALL: [Self; 7] =
        [Self::Mention, Self::Overlap, Self::Entity, Self::Relation, Self::Frame, Self::Role, Self::Graph];

    /// The figures that keep their errors and are told type by type.
    pub const LISTED: [Self; 5] = [Self::Mention, Self::Entity, Self::Relation, Self::Frame, Self::Role];

    /// The figures whose errors tell all that goes wrong: those of entities are among those of mentions.
    pub const ERRORS: [Self; 4] = [Self::Mention, Self::Relation, Self::Frame, Self::Role];

    /// The figures that count what a rule found, each find once.
    pub const RULES: [Self; 3] = [Self::Mention, Self::Relation, Self::Role];

    /// Gives the figures that keep the errors of this one.
    pub fn listed(self) -> Vec<Self> {
        match self {
            Self::Overlap => vec![Self::Mention],
            Self::Graph => vec![Self::Relation, Self::Role],
            figure => vec![figure],
        }
    }

    /// Gives the name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Overlap => "overlap",
            Self::Entity => "entity",
            Self::Relation => "relation",
            Self::Frame => "frame",
            Self::Role => "role",
            Self::Graph => "graph",
        }
    }

    /// Finds the figure of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }
}

/// How much of what is annotated was found, and how much was predicted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// What is both.
    pub hits: u32,
    /// What is annotated.
    pub gold: u32,
    /// What is predicted.
    pub predicted: u32,
}

impl Counts {
    /// Gives the share of what is predicted that is right; 0 where nothing is predicted.
    pub fn precision(self) -> f64 {
        share(self.hits, self.predicted)
    }

    /// Gives the share of what is annotated that was found; 0 where nothing is annotated.
    pub fn recall(self) -> f64 {
        share(self.hits, self.gold)
    }

    /// Gives the harmonic mean of precision and recall; 0 where both are.
    ///
    /// ```
    /// let counts = mailuo::eval::Counts { hits: 2, gold: 4, predicted: 2 };
    /// assert_eq!((counts.precision(), counts.recall()), (1.0, 0.5));
    /// assert!((counts.f1() - 2.0 / 3.0).abs() < 1e-12);
    /// ```
    pub fn f1(self) -> f64 {
        // 2PR / (P + R) with the counts put in: no zero but where nothing is right.
        share(2 * self.hits, self.gold + self.predicted)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.gold += other.gold;
        self.predicted += other.predicted;
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, counts| {
            sum += counts;
            sum
        })
    }
}
