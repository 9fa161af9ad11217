//! The words of a trigger become a normalised amount.

use super::tokens::{Sentence, Word};
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
pub fn read(sentence: &Sentence, tokens: Range<usize>, knowledge: &Knowledge) -> Option<Amount> {
    let marks = &knowledge.marks;
    let ranks = sentence.tokens[tokens.clone()].iter().any(|t| t.letter.classes.contains(marks.amount_rank));
    let words = sentence.words_of(tokens);
    let all = &sentence.words[words.clone()];
    let word = |class| all.iter().rev().find(|w: &&Word| w.letter.classes.contains(class));
    let has = |class| word(class).is_some();
    let numbers = numbers(sentence, all, marks.number);
    let before = sentence.words[..words.start].iter().rev().take(2);
    let nearby = |class| before.clone().any(|w| w.letter.classes.contains(class));
    // What stands behind the number is said of it, what stands before of the whole: 控制在5.5%左右 is about 5.5%.
    let bound = if has(marks.after_least) {
        Bound::AtLeast
    } else if has(marks.after_most) {
        Bound::AtMost
    } else if has(marks.after_about) {
        Bound::About
    } else if nearby(marks.before_least) {
        Bound::AtLeast
    } else if nearby(marks.before_most) {
        Bound::AtMost
    } else if has(marks.inside_about) || nearby(marks.before_about) {
        Bound::About
    } else {
        Bound::Exactly
    };
    let unit = word(marks.unit).map(|w| super::link::normalize(sentence.slice(w.span)));
    let known = unit.as_deref().and_then(|name| knowledge.units.get(name));
    let one = Decimal::from(1);
    let factor = known.map_or(one, |u| u.factor);
    let unit = known.map(|u| u.base.clone()).or(unit);
    let fixed = word(marks.multiple).and_then(|w| multiple(sentence.slice(w.span)));
    // 增至8% and 提高到8% are what it is then, not by how much it grew.
    let to = has(marks.change_to) || has(marks.change) && has(marks.range) && numbers.len() == 1;
    let measure = if fixed.is_some() || has(marks.unit_multiple) {
        Measure::Multiple
    } else if ranks {
        Measure::Rank
    } else if has(marks.change) && !to {
        Measure::Growth
    } else {
        Measure::Level
    };
    let unit = unit.filter(|_| !matches!(measure, Measure::Rank | Measure::Multiple));
    // A level of nothing is no amount: the 5 of 5A级景区.
    if measure == Measure::Level && unit.is_none() && !to {
        return None;
    }
    let falls = measure == Measure::Growth && has(marks.change_down);
    let scale = |value: Decimal| {
        let value = if factor == one { value } else { value.checked_mul(factor).unwrap_or(value) };
        if falls { negative(value) } else { value }
    };
    let words = || all.iter().map(|w| sentence.slice(w.span)).collect::<String>();
    let ordinal = if ranks { place(&words()) } else { None };
    let (value, low, high) = match numbers[..] {
        [] if ranks => (Some(ordinal?.1), None, None),
        [] => (Some(fixed?), None, None),
        [one, other] if measure != Measure::Rank && has(marks.range) => {
            let (one, other) = (scale(one), scale(other));
            (None, Some(one.min(other)), Some(one.max(other)))
        }
        [.., last] => (Some(scale(last)), None, None),
    };
    let bound = if measure == Measure::Rank
        && bound == Bound::Exactly
        && (has(marks.rank_front) || ordinal.is_some_and(|o| o.0 == '前'))
    {
        Bound::AtMost
    } else {
        bound
    };
    Some(Amount { value, low, high, unit, bound, measure })
}

impl Amount {
    /// Reads a bare amount as what the first of its row is: 分别增长5%、6% are two growths, 下降5%、6% two falls.
    pub fn like(self, first: &Amount) -> Self {
        if self.measure != Measure::Level || first.measure != Measure::Growth || self.unit != first.unit {
            return self;
        }
        let falls = first.value.or(first.low).is_some_and(|value| value < Decimal::from(0));
        let sign = |value: Option<Decimal>| value.map(|value| if falls { negative(value) } else { value });
        let Self { value, low, high, .. } = self;
        Self { value: sign(value), low: sign(low), high: sign(high), measure: Measure::Growth, ..self }
    }
}

/// Gives the number that a fall by `value` is.
fn negative(value: Decimal) -> Decimal {
    Decimal::from(0).checked_sub(value).unwrap_or(value)
}

/// Gives the values of the number words. A magnitude that stands apart multiplies the number before it (750余万).
fn numbers(sentence: &Sentence, words: &[Word], number: ClassId) -> Vec<Decimal> {
    let mut values: Vec<Decimal> = Vec::new();
    for word in words.iter().filter(|w| w.letter.classes.contains(number)) {
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

/// Gives the place in an order that a rank ends with, and what stands before its number: 9 of 居全国第9位, 10 of
/// 全国前十; none of 第一方阵.
fn place(rank: &str) -> Option<(char, Decimal)> {
    rank.char_indices().filter(|&(_, c)| matches!(c, '第' | '前')).find_map(|(i, c)| {
        let rest = &rank[i + c.len_utf8()..];
        let (length, value) = numeral::find(rest)?;
        (rest[length..].chars().count() <= 1).then_some((c, value))
    })
}

/// Gives the factor of a word such as 翻一番 (2) or 翻两番 (4).
fn multiple(word: &str) -> Option<Decimal> {
    let times = word.char_indices().find_map(|(i, _)| numeral::find(&word[i..])).map_or(Decimal::from(1), |n| n.1);
    let power = times.to_string().parse::<u32>().ok().filter(|&n| n < 30)?;
    Decimal::from_str(&2u64.pow(power).to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_says_which_place() {
        for (rank, expected) in [
            ("居全国第9位", Some(('第', 9))),
            ("全国前十", Some(('前', 10))),
            ("前十位", Some(('前', 10))),
            ("居全国第三", Some(('第', 3))),
            ("稳居全国第一方阵", None),
            ("居全国前列", None),
        ] {
            assert_eq!(place(rank), expected.map(|(c, n)| (c, Decimal::from(n))), "{rank}");
        }
    }
}
