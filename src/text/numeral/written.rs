//! Numerals in Chinese characters: 二十五, 两千三百, 一千零五, 三点五亿, 二〇二六, 百万, 十多万.

use oxsdatatypes::Decimal;

use super::{Digits, LONGEST, chinese_digit, is_prefix, is_vague, magnitudes, power};

/// Reads the longest Chinese numeral at the start of `text`.
pub(super) fn find(text: &str) -> Option<(usize, Decimal)> {
    if let Some(found) = positional(text) {
        return Some(found);
    }
    let mut reading = Reading::default();
    let mut end = 0;
    let mut chars = text.chars().take(LONGEST + 1).peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if let Some(digit) = chinese_digit(c) {
            match reading.digit {
                // 三四十: an estimate; 十四五: a name.
                Some(1..) if digit > 0 => return None,
                Some(_) if digit == 0 => break,
                _ => reading.push_digit(digit, end == 0),
            }
            let behind = end + c.len_utf8();
            if next == Some('点') && reading.digit.is_some() {
                return match decimals(&text[behind..]) {
                    Some(decimals) => reading.with_decimals(text, behind, decimals),
                    None => Some((behind, reading.value()?)),
                };
            }
        } else if let Some(power) = power(c) {
            if is_prefix(c, next) && end > 0 || reading.push_power(power).is_none() {
                break;
            }
        } else if c == '几' && end > 0 {
            return None;
        } else if !(is_vague(c) && reading.digit.is_none() && next.and_then(power).is_some_and(|power| power >= 4)) {
            break;
        }
        end += c.len_utf8();
    }
    (end > 0).then_some((end, reading.value()?))
}

/// A numeral as far as it has been read.
#[derive(Clone, Copy, Default)]
struct Reading {
    /// The parts of 亿 and 万.
    total: i128,
    /// The part below 万.
    section: i128,
    /// A digit whose magnitude has not come yet.
    digit: Option<i128>,
    /// Whether a zero stands before the digit: 一千零五.
    zero: bool,
    /// Power of ten of the last magnitude.
    last: Option<u32>,
    /// Power of ten of the last 万 or 亿.
    great: Option<u32>,
}

impl Reading {
    fn push_digit(&mut self, digit: u8, first: bool) {
        self.zero |= digit == 0;
        // A zero in the middle only tells that a magnitude is skipped.
        self.digit = (digit > 0 || first).then_some(i128::from(digit));
    }

    /// Takes in a magnitude; none where it cannot follow (三百百).
    fn push_power(&mut self, power: u32) -> Option<()> {
        let unit = 10i128.pow(power);
        if power < 4 {
            if self.last.is_some_and(|last| last <= power && last < 4) {
                return None;
            }
            self.section = self.section.checked_add(self.digit.unwrap_or(1).checked_mul(unit)?)?;
        } else {
            let section = self.section + self.digit.unwrap_or(0);
            self.total = match self.great {
                // 一万亿 and 一万二千亿: all that stands before counts 亿.
                Some(great) if great < power => self.total.checked_add(section)?.checked_mul(unit)?,
                // 一亿二千万: a part of its own.
                Some(great) if great > power && section > 0 => self.total.checked_add(section.checked_mul(unit)?)?,
                Some(_) => return None,
                None => section.max(1).checked_mul(unit)?,
            };
            self.section = 0;
            self.great = Some(power);
        }
        self.digit = None;
        self.zero = false;
        self.last = Some(power);
        Some(())
    }

    fn value(&self) -> Option<Decimal> {
        // 两千三 is 2300; after a zero (一千零五) or 十 the digit counts itself.
        let step = match self.last {
            Some(power) if power > 1 && !self.zero => ten_power(power - 1),
            _ => 1,
        };
        let rest = self.digit.unwrap_or(0).checked_mul(step)?;
        Decimal::new(self.total.checked_add(self.section)?.checked_add(rest)?, 0).ok()
    }

    /// Ends a numeral with decimals that stand at byte `from` of `text`, and a magnitude behind them.
    fn with_decimals(&self, text: &str, from: usize, decimals: (usize, i128, u32)) -> Option<(usize, Decimal)> {
        let (length, fraction, scale) = decimals;
        let end = from + length;
        let (more, power) = magnitudes(&text[end..]);
        let whole = self.total.checked_add(self.section)?.checked_add(self.digit?)?;
        let value = whole.checked_mul(ten_power(scale))?.checked_add(fraction)?;
        Some((end + more, Digits { value, scale }.times_ten_to(power)?))
    }
}

/// Gives a power of ten; the powers here are small.
fn ten_power(power: u32) -> i128 {
    10i128.pow(power)
}

/// Reads digits in positions: 二〇二六, 一九九八; four of them, or with a 〇 among them. 三四 is an estimate.
fn positional(text: &str) -> Option<(usize, Decimal)> {
    let (mut value, mut count, mut round, mut end) = (0i128, 0, false, 0);
    for (at, c) in text.char_indices() {
        let Some(digit) = chinese_digit(c).filter(|_| c != '两') else {
            if power(c).is_some() {
                return None;
            }
            break;
        };
        count += 1;
        if count > 18 {
            return None;
        }
        round |= digit == 0;
        value = value * 10 + i128::from(digit);
        end = at + c.len_utf8();
    }
    (count == 4 || (count > 1 && round)).then_some((end, Decimal::new(value, 0).ok()?))
}

/// Reads 点五六: its bytes, the digits and how many.
fn decimals(text: &str) -> Option<(usize, i128, u32)> {
    let rest = text.strip_prefix('点')?;
    let (mut length, mut value, mut scale) = ('点'.len_utf8(), 0, 0);
    for c in rest.chars().take(12) {
        let Some(digit) = chinese_digit(c) else { break };
        value = value * 10 + i128::from(digit);
        scale += 1;
        length += c.len_utf8();
    }
    (scale > 0).then_some((length, value, scale))
}
