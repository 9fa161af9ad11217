//! The words of a trigger become a normalised amount.

use super::tokens::{Sentence, Token};
use super::{Amount, Bound, Measure};
use crate::knowledge::Knowledge;
use crate::knowledge::classes::ClassId;
use crate::text::numeral;
use oxsdatatypes::Decimal;
use std::ops::Range;
use std::str::FromStr;

/// Reads the amount that a trigger's words state; `None` when they state no number.
///
/// A bound may also stand in the words just before the trigger (突破, 不低于).
pub fn read(sentence: &Sentence, words: Range<usize>, knowledge: &Knowledge) -> Option<Amount> {
    let class = |name: &str| knowledge.classes.get(name);
    let all = &sentence.words[words.clone()];
    let has = |name: &str| class(name).is_some_and(|c| all.iter().any(|w| w.classes.contains(c)));
    let numbers = numbers(sentence, all, knowledge.token_classes.number);
    let before = sentence.words[..words.start].iter().rev().take(2);
    let nearby = |name: &str| class(name).is_some_and(|c| before.clone().any(|w| w.classes.contains(c)));
    let bound = if has("bound.after.least") || nearby("bound.before.least") {
        Bound::AtLeast
    } else if has("bound.after.most") || nearby("bound.before.most") {
        Bound::AtMost
    } else if has("bound.after.about") || has("bound.inside.about") || nearby("bound.before.about") {
        Bound::About
    } else {
        Bound::Exactly
    };
    let unit = class("unit").and_then(|c| all.iter().rev().find(|w| w.classes.contains(c)));
    let unit = unit.map(|w| super::link::normalize(sentence.slice(w.span)));
    let known = unit.as_deref().and_then(|name| knowledge.units.get(name));
    let factor = known.map_or(Decimal::from(1), |u| u.factor);
    let unit = known.map(|u| u.base.clone()).or(unit);
    let fixed = class("amount.multiple")
        .and_then(|c| all.iter().find(|w| w.classes.contains(c)))
        .and_then(|w| multiple(sentence.slice(w.span)));
    let measure = if fixed.is_some() || has("unit.multiple") {
        Measure::Multiple
    } else if has("rank") {
        Measure::Rank
    } else if has("change") {
        Measure::Growth
    } else {
        Measure::Level
    };
    let unit = unit.filter(|_| !matches!(measure, Measure::Rank | Measure::Multiple));
    let falls = measure == Measure::Growth && has("change.down");
    let scale = |value: Decimal| {
        let value = value.checked_mul(factor).unwrap_or(value);
        if falls { Decimal::from(0).checked_sub(value).unwrap_or(value) } else { value }
    };
    let (value, low, high) = match numbers[..] {
        [] => (Some(fixed?), None, None),
        [low, high] if measure != Measure::Rank && has("range") => (None, Some(scale(low)), Some(scale(high))),
        [.., last] => (Some(scale(last)), None, None),
    };
    let bound = if measure == Measure::Rank && bound == Bound::Exactly && has("rank.front") {
        Bound::AtMost
    } else {
        bound
    };
    Some(Amount { value, low, high, unit, bound, measure })
}

/// Gives the values of the number words. A magnitude that stands apart multiplies the number before it (750余万).
fn numbers(sentence: &Sentence, words: &[Token], number: ClassId) -> Vec<Decimal> {
    let mut values: Vec<Decimal> = Vec::new();
    for word in words.iter().filter(|w| w.classes.contains(number)) {
        let text = sentence.slice(word.span);
        let Some((_, value)) = numeral::find(text) else { continue };
        match values.last_mut() {
            Some(last) if matches!(text, "万" | "亿" | "千" | "百" | "万亿") => {
                *last = last.checked_mul(value).unwrap_or(*last);
            }
            _ => values.push(value),
        }
    }
    values
}

/// Gives the factor of a word such as 翻一番 (2) or 翻两番 (4).
fn multiple(word: &str) -> Option<Decimal> {
    let times = word.char_indices().find_map(|(i, _)| numeral::find(&word[i..])).map_or(Decimal::from(1), |n| n.1);
    let power = times.to_string().parse::<u32>().ok().filter(|&n| n < 30)?;
    Decimal::from_str(&2u64.pow(power).to_string()).ok()
}
