//! Calendar expressions that name a day, a month or a year: 2026年1月27日, 二〇二六年, 2026-02-10.
//!
//! Plan periods and words such as 今年 need knowledge or the document's date and are not read here.

use jiff::civil::Date;

use super::numeral::{arabic_digit, chinese_digit};

/// The parts of a date that a text states; at least the year or the month is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    /// Year with four digits.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month, 1 to 31; only with a month.
    pub day: Option<i8>,
}

impl DateParts {
    /// Gives the date when all three parts are there and such a day exists.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// Gives the first day of the year, month or day that the parts name; the year must be known.
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year?, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// Gives the last day of the year, month or day that the parts name; the year must be known.
    pub fn last_day(self) -> Option<Date> {
        let month = self.first_day()?;
        match (self.month, self.day) {
            (_, Some(_)) => Some(month),
            (Some(_), None) => Some(month.last_of_month()),
            (None, None) => Some(month.last_of_year()),
        }
    }

    /// Fills in a year that the text leaves out.
    pub fn in_year(self, year: i16) -> Self {
        Self { year: self.year.or(Some(year)), ..self }
    }
}

/// Reads the calendar expression at the start of `text`: how many bytes it takes, and its parts.
///
/// ```
/// use mailuo::text::calendar;
///
/// let (length, parts) = calendar::find("二〇二六年一月二十七日在兰州").unwrap();
/// assert_eq!(length, "二〇二六年一月二十七日".len());
/// assert_eq!(parts.date(), Some(jiff::civil::date(2026, 1, 27)));
/// ```
pub fn find(text: &str) -> Option<(usize, DateParts)> {
    marked(text).or_else(|| separated(text))
}

/// Finds the first full date anywhere in `text`.
pub fn first_date(text: &str) -> Option<Date> {
    scan(text).find_map(|(_, parts)| parts.date())
}

/// Finds the first year (2026年) anywhere in `text`.
pub fn first_year(text: &str) -> Option<i16> {
    scan(text).find_map(|(_, parts)| parts.year)
}

/// Gives every calendar expression of `text` with its byte offset; each starts where no digit stands before.
fn scan(text: &str) -> impl Iterator<Item = (usize, DateParts)> {
    let is_digit = |c: char| arabic_digit(c).is_some() || chinese_digit(c).is_some() || c == '十';
    let mut before = ' ';
    let mut end = 0;
    text.char_indices().filter_map(move |(at, c)| {
        let starts = at >= end && is_digit(c) && !is_digit(before);
        before = c;
        let (length, parts) = starts.then(|| find(&text[at..])).flatten()?;
        end = at + length;
        Some((at, parts))
    })
}

/// Reads 2026年1月27日, 2026年1月, 2026年, 1月27日 and 1月, in either kind of digits.
fn marked(text: &str) -> Option<(usize, DateParts)> {
    let mut parts = DateParts::default();
    let mut end = 0;
    if let Some((length, year)) = year(text)
        && text[length..].starts_with('年')
    {
        parts.year = Some(year);
        end = length + '年'.len_utf8();
    }
    let gap = |from: usize| from + text[from..].len() - text[from..].trim_start_matches(' ').len();
    if let Some((length, month)) = small(&text[gap(end)..], 12)
        && text[gap(end) + length..].starts_with('月')
    {
        parts.month = Some(month);
        end = gap(end) + length + '月'.len_utf8();
        if let Some((length, day)) = small(&text[gap(end)..], 31)
            && text[gap(end) + length..].starts_with(['日', '号'])
        {
            parts.day = Some(day);
            end = gap(end) + length + '日'.len_utf8();
        }
    }
    // 2026年2月30日 names no day; without a year any leap year will do as a test.
    let exists = parts.in_year(2024).first_day().is_some();
    (end > 0 && exists).then_some((end, parts))
}

/// Reads 2026-02-10, 2026/2/10 and 2026.2.10.
fn separated(text: &str) -> Option<(usize, DateParts)> {
    let (mut end, year) = year(text)?;
    let separator = text[end..].chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    end += 1;
    let (length, month) = small(&text[end..], 12)?;
    end += length;
    let rest = text[end..].strip_prefix(separator)?;
    let (length, day) = small(rest, 31)?;
    let parts = DateParts { year: Some(year), month: Some(month), day: Some(day) };
    parts.date()?;
    (!rest[length..].starts_with(|c| arabic_digit(c).is_some())).then_some((end + 1 + length, parts))
}

/// Reads exactly four digits as a year from 1000 on.
fn year(text: &str) -> Option<(usize, i16)> {
    let (mut value, mut end, mut count) = (0i16, 0, 0);
    for c in text.chars().take(5) {
        let Some(digit) = arabic_digit(c).or_else(|| chinese_digit(c).filter(|_| c != '两')) else { break };
        count += 1;
        if count > 4 {
            return None;
        }
        value = value * 10 + i16::from(digit);
        end += c.len_utf8();
    }
    (count == 4 && value >= 1000).then_some((end, value))
}

/// Reads a number from 1 to `most`: 7, 07, 七, 十, 二十七.
fn small(text: &str, most: i8) -> Option<(usize, i8)> {
    let (mut value, mut end, mut tens) = (0i8, 0, false);
    for (index, c) in text.chars().take(3).enumerate() {
        let digit = arabic_digit(c).or_else(|| chinese_digit(c)).map(|digit| digit as i8);
        match digit {
            Some(digit) if tens => value += digit,
            Some(digit) if index < 2 => value = value * 10 + digit,
            None if c == '十' && !tens && index < 2 => {
                value = value.max(1) * 10;
                tens = true;
            }
            _ => break,
        }
        end += c.len_utf8();
    }
    (1..=most).contains(&value).then_some((end, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(year: i16, month: i8, day: i8) -> DateParts {
        let known = |part| (part > 0).then_some(part);
        DateParts { year: (year > 0).then_some(year), month: known(month), day: known(day) }
    }

    #[test]
    fn calendar_expressions_have_parts() {
        let cases = [
            ("2026年1月27日在", "2026年1月27日", parts(2026, 1, 27)),
            ("２０２６年１月", "２０２６年１月", parts(2026, 1, 0)),
            ("2026年度", "2026年", parts(2026, 0, 0)),
            ("二〇二六年一月二十七日", "二〇二六年一月二十七日", parts(2026, 1, 27)),
            ("二零二六年十二月三十一日", "二零二六年十二月三十一日", parts(2026, 12, 31)),
            ("二○一八年十月十日", "二○一八年十月十日", parts(2018, 10, 10)),
            ("2月3日，", "2月3日", parts(0, 2, 3)),
            ("2月3号", "2月3号", parts(0, 2, 3)),
            ("2026-02-10", "2026-02-10", parts(2026, 2, 10)),
            ("2026-02-02 09:20", "2026-02-02", parts(2026, 2, 2)),
            ("2026/2/10", "2026/2/10", parts(2026, 2, 10)),
            ("2026.2.10", "2026.2.10", parts(2026, 2, 10)),
            ("2026年3个", "2026年", parts(2026, 0, 0)),
        ];
        for (text, consumed, expected) in cases {
            assert_eq!(find(text), Some((consumed.len(), expected)), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_is_left() {
        for text in
            ["", "5年", "13月", "2026", "2026-13-01", "2026年2月30日", "20261年", "三个月", "27日", "2026-02-101"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn periods_have_a_last_day() {
        let last = |text| find(text).unwrap().1.last_day().unwrap();
        assert_eq!(last("2025年"), jiff::civil::date(2025, 12, 31));
        assert_eq!(last("2024年2月"), jiff::civil::date(2024, 2, 29));
        assert_eq!(first_date("（2026年1月27日在会议上）"), Some(jiff::civil::date(2026, 1, 27)));
        assert_eq!(first_year("某省2026年政府工作报告"), Some(2026));
        assert_eq!(first_year("12026年"), None);
    }
}
