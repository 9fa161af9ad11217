//! The head of a document: its titles, bylines and what they say about it.

use jiff::civil::Date;

use super::body::{is_phrase, is_prose, is_salutation, ordinal_level};
use super::byline::{self, at_most, date_line, is_han};
use super::calendar::{self, DateParts};
use super::words::{labelled, prefix, suffix};
use super::{BlockKind, Metadata};

/// Longest title in code points.
const LONGEST_TITLE: usize = 120;

/// What the lines read so far say about the document.
#[derive(Default)]
pub(super) struct Head {
    /// As it stands in the text.
    title: Option<String>,
    published: Option<Date>,
    held: Option<Date>,
    signed: Option<Date>,
    /// A dateline without its year.
    wired: Option<DateParts>,
    publisher: Option<String>,
    /// The paper that a photographer works for, if nothing better is said.
    press: Option<String>,
    author: Option<String>,
    speaker: Option<String>,
    url: Option<String>,
    /// A label whose value is on the next line: 来源：.
    open_label: Option<&'static str>,
    /// The last kind given.
    last: Option<BlockKind>,
}

impl Head {
    /// Starts with a title that is known beforehand (a JSON record's).
    pub fn with_title(title: Option<String>) -> Self {
        Self { title, ..Self::default() }
    }

    /// Tells what a line of the head is and remembers what it says; none where the body begins. `next` are the lines
    /// behind it.
    pub fn read<'a>(&mut self, line: &str, next: impl Iterator<Item = &'a str>) -> Option<BlockKind> {
        let kind = self.byline(line).or_else(|| self.subtitle(line)).or_else(|| self.headline(line, next));
        self.last = kind.or(self.last);
        kind
    }

    /// Takes a line as the title, whatever it looks like.
    pub fn set_title(&mut self, line: &str) {
        self.title.get_or_insert_with(|| unspaced(line));
    }

    fn byline(&mut self, line: &str) -> Option<BlockKind> {
        let label = self.open_label.take();
        if !at_most(line, 100) {
            return None;
        }
        if let Some(label) = label.filter(|_| is_phrase(line, 40)) {
            self.take_label(label, line);
            return Some(BlockKind::Byline);
        }
        for label in ["label.publisher", "label.date", "label.author", "label.url"] {
            if let Some(value) = labelled(label, line) {
                self.take_label(label, value);
                return Some(BlockKind::Byline);
            }
        }
        if let Some(parts) = date_line(line) {
            self.published = self.published.or(parts.date());
        } else if let Some(speaker) = byline::speaker(line).filter(|_| !starts_with_date(line)) {
            self.speaker.get_or_insert(speaker);
        } else if let Some(credit) = byline::credit(line) {
            let press = if credit.author.is_some() { &mut self.publisher } else { &mut self.press };
            *press = press.take().or(credit.publisher);
            self.author = self.author.take().or(credit.author);
        } else if self.title.is_some()
            && let Some(name) = byline::bare_name(line)
        {
            self.speaker.get_or_insert(name);
        } else {
            return None;
        }
        Some(BlockKind::Byline)
    }

    fn take_label(&mut self, label: &'static str, value: &str) {
        // 来源：甲日报 2026-02-10: several values on a line.
        let words = value.split([' ', '　', '|']).find(|word| !word.is_empty());
        match (label, words) {
            (_, None) => self.open_label = Some(label),
            ("label.date", _) => self.published = self.published.or_else(|| calendar::first_date(value)),
            ("label.author", _) => self.author = self.author.take().or_else(|| Some(value.to_owned())),
            ("label.publisher", Some(word)) => self.publisher = self.publisher.take().or_else(|| Some(word.to_owned())),
            (_, Some(word)) => self.url = self.url.take().or_else(|| Some(word.to_owned())),
        }
        if label == "label.publisher" {
            self.published = self.published.or_else(|| calendar::first_date(value));
        }
    }

    fn subtitle(&mut self, line: &str) -> Option<BlockKind> {
        if !at_most(line, LONGEST_TITLE) {
            return None;
        }
        let prefixed =
            prefix("subtitle", line).is_some_and(|word| line[word.len()..].trim_start().starts_with(['：', ':']));
        let dashed = line.starts_with(['—', '─', '－', '–']) || line.starts_with("--") || line.starts_with("-2");
        let bracketed = line.starts_with(['（', '(']) && line.ends_with(['）', ')']) && ordinal_level(line).is_none();
        let number = line.trim_end_matches(['）', ')']);
        let numbered = number.ends_with('号') && number.contains(['〔', '［', '[']);
        let is = prefixed || numbered || (dashed || bracketed || starts_with_date(line)) && !is_prose(line);
        // A dash in front of running text is a list, and its first line ends the head.
        if !is || (dashed && self.title.is_none() && !line.contains('年')) {
            return None;
        }
        self.held = self.held.or_else(|| calendar::first_date(line));
        if let Some(person) = byline::interviewee(line) {
            self.speaker.get_or_insert_with(|| person.to_owned());
        } else if starts_with_date(line)
            && let Some((_, person)) = line.split_once(char::is_whitespace)
            && let Some(speaker) = byline::speaker(person.trim())
        {
            self.speaker.get_or_insert(speaker);
        }
        Some(BlockKind::Subtitle)
    }

    fn headline<'a>(&mut self, line: &str, next: impl Iterator<Item = &'a str>) -> Option<BlockKind> {
        let mut next = next.take(3).peekable();
        let exclaimed = at_most(line, 40) && line.ends_with(['！', '？']) && !line.contains('。');
        let phrase = is_phrase(line, LONGEST_TITLE) || exclaimed && next.peek().is_some_and(|next| is_prose(next));
        if !phrase || ordinal_level(line).is_some() || !line.chars().any(is_han) {
            return None;
        }
        match &self.title {
            None => {
                // A document of one line is text, not a title.
                next.peek()?;
                self.title = Some(unspaced(line));
                Some(BlockKind::Title)
            }
            Some(title) if *title == unspaced(line) => Some(BlockKind::Title),
            Some(_) => {
                let mut probe = Self { title: self.title.clone(), ..Self::default() };
                let goes_on = next
                    .any(|next| is_salutation(next) || probe.byline(next).is_some() || probe.subtitle(next).is_some());
                (goes_on && self.last == Some(BlockKind::Title)).then_some(BlockKind::Subtitle)
            }
        }
    }

    /// Takes in a line of the body, of which only a signature, a dateline or a date says something.
    pub fn note(&mut self, line: &str, kind: BlockKind) {
        if let Some(found) = byline::dateline(line) {
            self.publisher = self.publisher.take().or_else(|| found.publisher.map(str::to_owned));
            self.author = self.author.take().or(found.author);
            self.wired = self.wired.or(Some(found.date));
        } else if kind == BlockKind::Byline {
            self.signed = self.signed.or_else(|| date_line(line)?.date());
            self.speaker = self.speaker.take().or_else(|| byline::speaker(line));
        }
    }

    /// Takes an address from a line of page furniture (原文链接：https://…).
    pub fn note_furniture(&mut self, line: &str) {
        if let Some(url) = labelled("label.url", line).filter(|url| url.contains("://")) {
            self.url.get_or_insert_with(|| url.to_owned());
        }
    }

    /// Names the body that signed a document, above its date.
    pub fn sign(&mut self, line: &str) {
        self.publisher.get_or_insert_with(|| line.to_owned());
    }

    /// Gives what was found. A dateline's year is that of the title, or one that is `known` otherwise.
    pub fn into_metadata(self, known: Option<i16>) -> Metadata {
        let title_year = self.title.as_deref().and_then(calendar::first_year);
        let said = self.published.or(self.held).or(self.signed);
        let year = known.or(title_year).or_else(|| said.map(Date::year));
        let wired = self.wired.and_then(|parts| parts.in_year(year?).date());
        // A report without a year in its title, or without a title, is that of the year it was given in.
        let report = self.title.as_deref().is_none_or(|title| suffix("report", title).is_some());
        let held_year = self.held.or(self.published).filter(|_| report).map(Date::year);
        Metadata {
            title: self.title,
            date: said.or(wired),
            year: title_year.or(held_year),
            publisher: self.publisher.or(self.press),
            author: self.author,
            speaker: self.speaker,
            url: self.url,
            path: None,
        }
    }
}

fn starts_with_date(line: &str) -> bool {
    calendar::find(line).is_some_and(|(length, parts)| parts.day.is_some() && line[length..].starts_with('在'))
}

/// Takes the spaces out of a title set wide: 政 府 工 作 报 告.
fn unspaced(title: &str) -> String {
    let wide = title.split_whitespace().all(|word| word.chars().count() == 1);
    if wide { title.split_whitespace().collect() } else { title.to_owned() }
}
