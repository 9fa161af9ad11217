//! Calendar expressions become periods: what identifies them across documents, and their last day.

use super::tokens::Word;
use crate::knowledge::Knowledge;
use crate::text::{Document, calendar, numeral};
use jiff::civil::Date;

/// A period that an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// ISO 8601 year, month or day, or an interval of years; with the document's name in front when only that
    /// document can say which period is meant.
    pub key: String,
    /// Its name, the same in every document.
    pub label: String,
    /// Its last day, when it can be told.
    pub last_day: Option<Date>,
}

/// The year that 今年 means in a document: the year of its date, else the one its title reports for.
pub fn this_year(document: &Document) -> Option<i16> {
    document.metadata.date.map(Date::year).or(document.metadata.year)
}

/// Reads the period that a Time mention names from its surface and its words.
pub fn read(surface: &str, words: &[Word], document: &Document, knowledge: &Knowledge) -> Period {
    let marks = &knowledge.marks;
    let has = |class| words.iter().any(|w| w.letter.classes.contains(class));
    let at_end = has(marks.time_end);
    let this_year = this_year(document);
    if let Some(period) = plan(surface, at_end).filter(|_| has(marks.time_plan)) {
        return period;
    }
    let relative = if has(marks.time_this) {
        Some(0)
    } else if has(marks.time_next) {
        Some(1)
    } else if has(marks.time_last) {
        Some(-1)
    } else if has(marks.time_before_last) {
        Some(-2)
    } else {
        None
    };
    if let (Some(offset), Some(year)) = (relative, this_year) {
        return if has(marks.time_half) { months(year + offset, 6) } else { years(year + offset, at_end) };
    }
    if let Some((_, parts)) = calendar::find(surface).filter(|_| relative.is_none()) {
        let parts = this_year.map_or(parts, |year| parts.in_year(year));
        match (parts.year, parts.month, parts.day) {
            (Some(year), None, None) => return years(year, at_end),
            (Some(year), Some(month), None) => return months(year, month),
            (Some(_), Some(_), Some(_)) => {
                if let Some(day) = parts.date() {
                    let label = format!("{}年{}月{}日", day.year(), day.month(), day.day());
                    return Period { key: day.to_string(), label, last_day: Some(day) };
                }
            }
            _ => {}
        }
    }
    let last_day = has(marks.time_ahead).then(|| ahead(surface, this_year)).flatten();
    Period { key: format!("{}:{surface}", document.name), label: surface.to_owned(), last_day }
}

/// Gives a year, or its end.
fn years(year: i16, at_end: bool) -> Period {
    let last_day = Date::new(year, 12, 31).ok();
    if at_end {
        return Period { key: format!("{year}-12-31"), label: format!("{year}年底"), last_day };
    }
    Period { key: year.to_string(), label: format!("{year}年"), last_day }
}

/// Gives a month.
fn months(year: i16, month: i8) -> Period {
    let last_day = Date::new(year, month, 1).ok().map(Date::last_of_month);
    Period { key: format!("{year}-{month:02}"), label: format!("{year}年{month}月"), last_day }
}

/// Gives the period of a five-year plan, or its end: the Nth plan ends with the year 1955 + 5N.
fn plan(surface: &str, at_end: bool) -> Option<Period> {
    // 十四五 is the fourteenth plan of five years.
    let name: String = surface.chars().take_while(|&c| c == '十' || numeral::chinese_digit(c).is_some()).collect();
    let ordinal = name.strip_suffix('五')?;
    let (length, number) = numeral::find(ordinal)?;
    let number: i16 = number.to_string().parse().ok().filter(|n| (1..100).contains(n) && length == ordinal.len())?;
    let last = 1955 + 5 * number;
    let last_day = Date::new(last, 12, 31).ok();
    Some(if at_end {
        Period { key: format!("{last}-12-31"), label: format!("{last}年底"), last_day }
    } else {
        Period { key: format!("{}--{last}", last - 4), label: name, last_day }
    })
}

/// Gives the last day of 今后五年, counted from the document's year.
fn ahead(surface: &str, this_year: Option<i16>) -> Option<Date> {
    let (_, number) = surface.char_indices().find_map(|(at, _)| numeral::find_at(surface, at))?;
    let number: i16 = number.to_string().parse().ok().filter(|n| (1..100).contains(n))?;
    Date::new(this_year?.checked_add(number)?, 12, 31).ok()
}
