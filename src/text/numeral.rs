//! Numerals and their values: Arabic, Chinese and mixed, in half or full width.
//!
//! On the hot path of extraction: one pass over a bounded number of characters, no allocation.
//! Values are exact decimals, the magnitude multiplied in: 2300亿 is 230000000000, 3.68万亿 is 3680000000000.
//!
//! What is vague is no number: 几十亿, 数百家 and 三四十 give nothing; but 2000多亿 gives 200000000000, since
//! the bound is for the caller to read from the text. 千瓦, 千克, 千米 and their kin keep their 千.

mod written;

use oxsdatatypes::Decimal;

/// Longest numeral in characters; what is longer is a serial number or noise.
const LONGEST: usize = 32;

/// Reads the longest numeral at the start of `text`: how many bytes it takes, and its value.
///
/// A fraction in words has its value (百分之五 is 0.05, 三分之一 is 0.333…); a percent sign is not part of the
/// numeral. For percentages however written see [`percent`].
///
/// ```
/// use mailuo::text::numeral;
///
/// let (length, value) = numeral::find("2300亿元以上").unwrap();
/// assert_eq!((length, value.to_string().as_str()), ("2300亿".len(), "230000000000"));
/// assert!(numeral::find("几千亿元").is_none());
/// ```
pub fn find(text: &str) -> Option<(usize, Decimal)> {
    let whole = cardinal(text)?;
    let Some(parts) = text[whole.0..].strip_prefix("分之") else {
        // 百分点, 百分比: the 百 is no hundred.
        return (!text.starts_with("百分")).then_some(whole);
    };
    match cardinal(parts) {
        Some((length, above)) => Some((whole.0 + "分之".len() + length, above.checked_div(whole.1)?)),
        None => (!text.starts_with("百分")).then_some(whole),
    }
}

/// Reads the numeral that starts at byte `at` of `text`, unless it is the tail of something longer there: of another
/// numeral (the 百 of 三百), of a vague one (几百, 数千) or of an ordinal (第三).
pub fn find_at(text: &str, at: usize) -> Option<(usize, Decimal)> {
    let before = text[..at].chars().next_back();
    let tail = before.is_some_and(|c| {
        matches!(c, '几' | '数' | '第' | '点' | '.' | '．') || arabic_digit(c).is_some() || is_chinese(c)
    });
    // 点 and the stop part numbers too (10点三家 does not occur; 1.5 does), so they need a digit before them.
    let joint = matches!(before, Some('点' | '.' | '．'));
    let digit = |c: char| arabic_digit(c).is_some() || is_chinese(c);
    if tail && (!joint || text[..at].chars().nth_back(1).is_some_and(digit)) { None } else { find(&text[at..]) }
}

/// Reads a percentage at the start of `text` (5%, ６.５％, 百分之五, 百分之3.2) and gives the number of percent.
pub fn percent(text: &str) -> Option<(usize, Decimal)> {
    if let Some(rest) = text.strip_prefix("百分之") {
        let (length, value) = cardinal(rest)?;
        return Some((text.len() - rest.len() + length, value));
    }
    let (length, value) = cardinal(text)?;
    let sign = text[length..].chars().next().filter(|c| matches!(c, '%' | '％'))?;
    Some((length + sign.len_utf8(), value))
}

/// Reads an ordinal at the start of `text` (第十四, 第3) and gives its number.
pub fn ordinal(text: &str) -> Option<(usize, u32)> {
    let rest = text.strip_prefix('第')?;
    let (length, value) = cardinal(rest)?;
    Some((text.len() - rest.len() + length, value.to_string().parse().ok()?))
}

/// Gives the value of an Arabic digit in half or full width.
pub fn arabic_digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

/// Gives the value of a Chinese digit, 〇 and 两 among them.
pub fn chinese_digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn is_chinese(c: char) -> bool {
    chinese_digit(c).is_some() || power(c).is_some()
}

/// Gives the power of ten that a magnitude stands for.
fn power(c: char) -> Option<u32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

fn cardinal(text: &str) -> Option<(usize, Decimal)> {
    let first = text.chars().next()?;
    if arabic_digit(first).is_some() {
        return arabic(text);
    }
    if is_chinese(first) { written::find(text) } else { None }
}

/// Reads 2,300.5, then magnitudes, then smaller parts: 1亿2000万.
fn arabic(text: &str) -> Option<(usize, Decimal)> {
    let (mut end, number) = digits(text)?;
    let (length, mut last) = magnitudes(&text[end..]);
    end += length;
    let mut total = number.times_ten_to(last)?;
    while last > 0 {
        let Some((more, number)) = digits(&text[end..]) else { break };
        let (length, power) = magnitudes(&text[end + more..]);
        if power == 0 || power >= last {
            break;
        }
        total = total.checked_add(number.times_ten_to(power)?)?;
        end += more + length;
        last = power;
    }
    Some((end, total))
}

/// Digits with a decimal point before the last `scale` of them.
struct Digits {
    value: i128,
    scale: u32,
}

impl Digits {
    /// Gives their value times a power of ten. (Decimals multiply ten times as slowly.)
    fn times_ten_to(&self, power: u32) -> Option<Decimal> {
        let Self { value, scale } = *self;
        let value = value.checked_mul(10i128.checked_pow(power.saturating_sub(scale))?)?;
        Decimal::new(value, scale.saturating_sub(power)).ok()
    }
}

/// Reads digits with a decimal point and, between groups of three, commas.
fn digits(text: &str) -> Option<(usize, Digits)> {
    let (mut value, mut scale, mut end, mut count, mut grouped) = (0i128, 0, 0, 0usize, false);
    let mut chars = text.char_indices().peekable();
    let mut point = false;
    while let Some((at, c)) = chars.next() {
        if let Some(digit) = arabic_digit(c) {
            count += 1;
            if count > LONGEST {
                return None;
            }
            value = value.checked_mul(10)?.checked_add(i128::from(digit))?;
            scale += u32::from(point);
            end = at + c.len_utf8();
            continue;
        }
        let next = chars.peek().and_then(|&(_, c)| arabic_digit(c));
        match c {
            '.' | '．' if !point && count > 0 && next.is_some() => point = true,
            ',' if !point && (1..=3).contains(&count) | grouped && is_group(&text[at + 1..]) => grouped = true,
            _ => break,
        }
    }
    // The decimals beyond what the type holds are noise.
    while scale > 18 {
        value /= 10;
        scale -= 1;
    }
    (count > 0).then_some((end, Digits { value, scale }))
}

/// Says whether exactly three digits stand at the start.
fn is_group(text: &str) -> bool {
    text.chars().take(4).take_while(|&c| arabic_digit(c).is_some()).count() == 3
}

/// Reads the magnitudes behind Arabic digits: 亿, 万亿, 千万, also behind 多 or 余. Gives bytes and power of ten.
fn magnitudes(text: &str) -> (usize, u32) {
    let vague = text.chars().next().filter(|&c| is_vague(c)).map_or(0, char::len_utf8);
    let (mut end, mut total) = (vague, 0);
    let mut chars = text[vague..].chars().peekable();
    while let Some(c) = chars.next() {
        match power(c) {
            Some(power) if !(is_prefix(c, chars.peek().copied()) || total + power > 16) => {
                total += power;
                end += c.len_utf8();
            }
            _ => break,
        }
    }
    if total == 0 { (0, 0) } else { (end, total) }
}

/// Says whether `c` belongs to the unit behind it: 千 in 千瓦, 百 in 百帕 and 百分点.
fn is_prefix(c: char, next: Option<char>) -> bool {
    match (c, next) {
        ('千', Some(next)) => "瓦克米伏卡帕赫安焦字乏比".contains(next),
        ('百', Some(next)) => "帕分".contains(next),
        _ => false,
    }
}

/// Says whether `c` between a numeral and its magnitude makes it vague and keeps its size: 2000多亿, 十余万.
fn is_vague(c: char) -> bool {
    matches!(c, '多' | '余' | '来')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_values() {
        let cases: &[(&str, &str, &str)] = &[
            ("2300亿元", "2300亿", "230000000000"),
            ("2300.5", "2300.5", "2300.5"),
            ("1,234,567人", "1,234,567", "1234567"),
            ("12,34", "12", "12"),
            ("2025,100", "2025", "2025"),
            ("２３００吨", "２３００", "2300"),
            ("5％", "5", "5"),
            ("5.", "5", "5"),
            ("1.4万套", "1.4万", "14000"),
            ("3.68万亿元", "3.68万亿", "3680000000000"),
            ("2千亿元", "2千亿", "200000000000"),
            ("2000多亿元", "2000多亿", "200000000000"),
            ("300余人", "300", "300"),
            ("1亿2000万人", "1亿2000万", "120000000"),
            ("2万5", "2万", "20000"),
            ("100千瓦", "100", "100"),
            ("1400万千瓦", "1400万", "14000000"),
            ("5个百分点", "5", "5"),
            ("二十五家", "二十五", "25"),
            ("十", "十", "10"),
            ("十四", "十四", "14"),
            ("两千三百", "两千三百", "2300"),
            ("两千三", "两千三", "2300"),
            ("一千零五", "一千零五", "1005"),
            ("一万零三百", "一万零三百", "10300"),
            ("三百二十万", "三百二十万", "3200000"),
            ("千亿级", "千亿", "100000000000"),
            ("万亿元", "万亿", "1000000000000"),
            ("三万亿元", "三万亿", "3000000000000"),
            ("一亿二千万", "一亿二千万", "120000000"),
            ("十二亿三千万零五", "十二亿三千万零五", "1230000005"),
            ("一万二千亿", "一万二千亿", "1200000000000"),
            ("五万亿零三百万", "五万亿零三百万", "5000003000000"),
            ("一百零五万", "一百零五万", "1050000"),
            ("百万亩", "百万", "1000000"),
            ("百亿", "百亿", "10000000000"),
            ("十多万", "十多万", "100000"),
            ("二十余年", "二十", "20"),
            ("三点五亿", "三点五亿", "350000000"),
            ("十三点五", "十三点五", "13.5"),
            ("两点建议", "两", "2"),
            ("二〇二六年", "二〇二六", "2026"),
            ("一九九八年", "一九九八", "1998"),
            ("零", "零", "0"),
            ("百分之五", "百分之五", "0.05"),
            ("百分之二点五", "百分之二点五", "0.025"),
            ("四分之三", "四分之三", "0.75"),
            ("万分之3", "万分之3", "0.0003"),
            ("三分天下", "三", "3"),
        ];
        for (text, consumed, value) in cases {
            let found = find(text).map(|(length, value)| (&text[..length], value.to_string()));
            assert_eq!(found, Some((*consumed, (*value).to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_left() {
        for text in [
            "",
            "几千亿",
            "数百家",
            "十几亿",
            "二十几",
            "三四十",
            "三四线",
            "十四五",
            "一二三产业",
            "百分点",
            "百分比",
            "分之一",
            "第三",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find(&"9".repeat(1000)), None);
        assert_eq!(find(&"千".repeat(1000)).map(|(length, _)| length), Some(3));
    }

    #[test]
    fn a_tail_is_not_found_again() {
        let text = "增长1.5亿、几百家、第三、三百";
        let at = |needle: &str| text.find(needle).unwrap();
        assert_eq!(find_at(text, at("1.5")), Some(("1.5亿".len(), Decimal::from(150_000_000))));
        for tail in ["5亿", "亿", "百家", "三、", "百"] {
            assert_eq!(find_at(text, at(tail)), None, "{tail}");
        }
        assert_eq!(find_at(text, text.rfind("三百").unwrap()), Some((6, Decimal::from(300))));
        assert_eq!(find_at("重点3项", "重点".len()), Some((1, Decimal::from(3))));
    }

    #[test]
    fn percentages_and_ordinals() {
        let percent = |text| percent(text).map(|(length, value)| (length, value.to_string()));
        assert_eq!(percent("6.5%左右"), Some((4, "6.5".into())));
        assert_eq!(percent("５％"), Some((6, "5".into())));
        assert_eq!(percent("百分之六点五以上"), Some((18, "6.5".into())));
        assert_eq!(percent("6.5亿"), None);
        assert_eq!(ordinal("第十四届"), Some(("第十四".len(), 14)));
        assert_eq!(ordinal("第3位"), Some(("第3".len(), 3)));
        assert_eq!(ordinal("第一百零二"), Some(("第一百零二".len(), 102)));
        assert_eq!(ordinal("十四"), None);
    }
}
