//! Mentions of one entity put together by their normalised surfaces.

use super::annotation::Annotation;
use crate::extract::MentionKind;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization;

/// Generic heads that annotators may or may not take into an industry's span; the guide leaves them out.
const HEADS: [&str; 6] = ["产业链条", "产业集群", "产业链", "产业", "行业", "领域"];

/// Normalises a surface: Unicode NFKC, no white space, no quotation marks; an industry without its generic head.
///
/// ```
/// use mailuo::eval::entities::normalize;
/// use mailuo::extract::MentionKind;
///
/// assert_eq!(normalize(MentionKind::Industry, "“新能源 电池”产业链"), "新能源电池");
/// assert_eq!(normalize(MentionKind::Time, "２０２５年"), "2025年");
/// ```
pub fn normalize(kind: MentionKind, surface: &str) -> String {
    // Four separators that Unicode counts as controls are white space to the scorer of the guide.
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}');
    let quote = |c: char| "“”\"'‘’《》〈〉「」".contains(c);
    let surface: String = surface.nfkc().filter(|&c| !blank(c) && !quote(c)).collect();
    let head = HEADS.iter().find(|head| kind == MentionKind::Industry && surface.ends_with(**head));
    match head.map(|head| &surface[..surface.len() - head.len()]) {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => surface,
    }
}

/// The normalised surfaces that name one entity in a document.
pub type Names = Rc<BTreeSet<String>>;

/// Type and normalised surface.
pub type Key = (MentionKind, String);

/// Says whether two entities share a name.
pub fn same(a: &Names, b: &Names) -> bool {
    a.iter().any(|name| b.contains(name))
}

/// Puts the names of an entity on one line.
pub fn label(names: &Names) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join("/")
}

/// The entities of an annotation: mentions with the same type and normalised surface, or tied by Equiv.
#[derive(Clone, Debug)]
pub struct Entities {
    /// Of every mention.
    pub keys: Vec<Key>,
    /// Of every mention: all names of its entity.
    pub names: Vec<Names>,
}

impl Entities {
    /// Puts the mentions of an annotation together.
    pub fn of(annotation: &Annotation) -> Self {
        let keys: Vec<Key> = annotation.mentions.iter().map(|m| (m.kind, normalize(m.kind, &m.text))).collect();
        let mut groups = Groups::default();
        for tied in &annotation.equivalents {
            for pair in tied.windows(2) {
                groups.join(&keys[pair[0]], &keys[pair[1]]);
            }
        }
        let mut names: BTreeMap<&Key, BTreeSet<String>> = BTreeMap::new();
        for key in &keys {
            names.entry(groups.root(key)).or_default().insert(key.1.clone());
        }
        let names: BTreeMap<&Key, Names> = names.into_iter().map(|(root, names)| (root, Rc::new(names))).collect();
        let of_each = keys.iter().map(|key| Rc::clone(&names[groups.root(key)])).collect();
        Self { names: of_each, keys }
    }
}

/// A union-find structure over keys.
#[derive(Default)]
struct Groups<'a> {
    above: BTreeMap<&'a Key, &'a Key>,
}

impl<'a> Groups<'a> {
    fn root(&self, mut key: &'a Key) -> &'a Key {
        while let Some(&above) = self.above.get(key) {
            key = above;
        }
        key
    }

    fn join(&mut self, a: &'a Key, b: &'a Key) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.above.insert(b, a);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::annotation::Mention;
    use crate::text::CharSpan;

    #[test]
    fn surfaces_are_compared_without_marks_widths_and_generic_heads() {
        use MentionKind::{Industry, Place, Time};
        for (kind, surface, expected) in [
            (Industry, "新能源电池产业链条", "新能源电池"),
            (Industry, "产业", "产业"),
            (Place, "示范产业", "示范产业"),
            (Time, "“十四五”　末", "十四五末"),
            (Place, "《金 昌》", "金昌"),
            (Industry, "ＡＩ领域", "AI"),
        ] {
            assert_eq!(normalize(kind, surface), expected, "{surface}");
        }
    }

    #[test]
    fn equivalents_share_their_names_however_they_are_tied() {
        let mention =
            |kind, text: &str| Mention { kind, span: CharSpan { start: 0, end: 1 }, text: text.into(), rule: None };
        use MentionKind::{Organization, Place};
        let mentions = ["金昌市", "金昌", "我市", "金昌", "永昌县"]
            .map(|text| mention(Place, text))
            .into_iter()
            .chain([mention(Organization, "金昌")]);
        let annotation = Annotation {
            mentions: mentions.collect(),
            equivalents: vec![vec![0, 1], vec![2, 3]],
            ..Annotation::default()
        };
        let names: Vec<String> = Entities::of(&annotation).names.iter().map(label).collect();
        assert_eq!(
            names,
            ["我市/金昌/金昌市", "我市/金昌/金昌市", "我市/金昌/金昌市", "我市/金昌/金昌市", "永昌县", "金昌"]
        );
    }
}
