//! A decoded text becomes a document: lines, what part each plays, their sentences.

use super::body::{self, is_phrase, is_salutation, ordinal_level};
use super::error::ReadError;
use super::head::Head;
use super::markdown::{self, Mark};
use super::span::{CharIndex, Span};
use super::{Block, BlockKind, Document, Metadata, byline, front, furniture, sentence};

/// Most lines of furniture, titles and bylines before the body of a document.
const LONGEST_HEAD: usize = 80;

/// A decoded text and what is known about it beforehand.
pub(super) struct Source {
    pub name: String,
    pub text: String,
    pub encoding: &'static str,
    pub hash: String,
    pub markdown: bool,
    /// Up to where the text is known to be a title, in bytes.
    pub title_end: usize,
    /// Metadata that overrides what the text says.
    pub given: Metadata,
}

/// Cuts a text into blocks and sentences and reads its head.
pub(super) fn read(source: Source) -> Result<Document, ReadError> {
    let Source { name, text, encoding, hash, markdown, title_end, given } = source;
    let lines = lines(&text);
    let (front, stated) = front::read(&text, &lines)?;
    let stated = front::override_with(stated, given);
    let mut blocks: Vec<_> = lines[..front].iter().map(|&span| (span, BlockKind::FrontMatter)).collect();
    let known = stated.date.map(|date| date.year()).or(stated.year);
    let mark = |&span: &Span| if markdown { unmark(&text, span) } else { (Mark::None, span) };
    let head = Reader::new(&text, lines[front..].iter().map(mark).collect(), title_end).read(&mut blocks);
    let metadata = front::override_with(head.into_metadata(known), stated);
    let cut = |(span, kind)| {
        let sentences = match kind {
            BlockKind::FrontMatter | BlockKind::Furniture => Vec::new(),
            _ => sentence::split(&text, span),
        };
        Block { span, kind, sentences }
    };
    let blocks = blocks.into_iter().map(cut).collect();
    let index = CharIndex::new(&text);
    Ok(Document { name, index, encoding, hash, metadata, blocks, text })
}

/// Gives the lines of a text without surrounding white space, blank ones left out.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let trimmed = line.trim_matches(is_blank);
        if !trimmed.is_empty() {
            let lead = line.len() - line.trim_start_matches(is_blank).len();
            lines.push(Span::new(start + lead, start + lead + trimmed.len()));
        }
        // The marks that part lines differ in length: ask where the rest of the text begins.
        start += line.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    lines
}

/// Says whether `c` shows nothing at the edge of a line.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

/// Leaves Markdown's marks out of a line's span.
fn unmark(text: &str, span: Span) -> (Mark, Span) {
    let start = text[..span.start as usize].trim_end_matches([' ', '\t', '　']).len();
    let line = &text[start..span.end as usize];
    let (mark, rest) = markdown::strip(line);
    // What is stripped stands in front, and for a heading maybe behind.
    let from = rest.as_ptr() as usize - line.as_ptr() as usize + start;
    (mark, Span::new(from, from + rest.len()))
}

/// Where in the document the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
    /// Links to other pages, up to the end.
    Tail,
}

struct Reader<'a> {
    text: &'a str,
    lines: Vec<(Mark, Span)>,
    title_end: usize,
    part: Part,
    head: Head,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, lines: Vec<(Mark, Span)>, title_end: usize) -> Self {
        let title = (title_end > 0).then(|| text[..title_end].trim().to_owned());
        Self { text, lines, title_end, part: Part::Head, head: Head::with_title(title) }
    }

    fn read(mut self, blocks: &mut Vec<(Span, BlockKind)>) -> Head {
        let mut signed = false;
        for index in 0..self.lines.len() {
            let (mark, span) = self.lines[index];
            if span.is_empty() {
                continue;
            }
            let kind = match self.known(index, mark, span) {
                Some(kind) => kind,
                // Behind the signature of a covering letter comes the title of what it covers.
                None if signed && self.is_inner_title(index) => BlockKind::Title,
                None => self.classify(index, mark),
            };
            if kind != BlockKind::Furniture {
                signed = self.part == Part::Body && byline::date_line(self.line(index)).is_some();
            }
            // A bullet is no part of its item, as Markdown's marks are none.
            let bullet = if matches!(kind, BlockKind::ListItem(_)) { body::bullet(self.line(index)) } else { 0 };
            blocks.push((Span { start: span.start + bullet as u32, ..span }, kind));
        }
        self.head
    }

    fn line(&self, index: usize) -> &'a str {
        &self.text[self.lines[index].1.range()]
    }

    /// Gives the kind of a line that needs no look at the document's parts.
    fn known(&mut self, index: usize, mark: Mark, span: Span) -> Option<BlockKind> {
        let line = self.line(index);
        if (span.end as usize) <= self.title_end {
            return Some(BlockKind::Title);
        }
        if mark == Mark::Rule {
            return Some(BlockKind::Furniture);
        }
        if self.part == Part::Tail && furniture::is_link(line) {
            return Some(BlockKind::Furniture);
        }
        if furniture::starts_tail(line) {
            self.part = if self.part == Part::Head { Part::Head } else { Part::Tail };
            return Some(BlockKind::Furniture);
        }
        if furniture::is_furniture(line) || self.part == Part::Head && self.is_crumb(index) {
            self.head.note_furniture(line);
            return Some(BlockKind::Furniture);
        }
        None
    }

    /// Says whether a line is a step of a path through the site, with a `>` on the next line or the one before.
    fn is_crumb(&self, index: usize) -> bool {
        let mark = |index: usize| index < self.lines.len() && furniture::is_crumb_mark(self.line(index));
        furniture::is_link(self.line(index)) && (mark(index + 1) || index > 0 && mark(index - 1))
    }

    /// Says whether the line could be a title: a phrase without ordinal.
    fn is_inner_title(&self, index: usize) -> bool {
        let line = self.line(index);
        is_phrase(line, 120) && ordinal_level(line).is_none() && body::classify(line) != BlockKind::Byline
    }

    fn classify(&mut self, index: usize, mark: Mark) -> BlockKind {
        let line = self.line(index);
        if self.part == Part::Head {
            if let Some(kind) = self.marked_head(line, mark) {
                return kind;
            }
            let (text, next) = (self.text, &self.lines[index + 1..]);
            // Only a line that could be furniture is looked at twice, and only three of them.
            let next = next.iter().map(|(_, span)| &text[span.range()]).filter(|line| !furniture::is_furniture(line));
            let kind = if index < LONGEST_HEAD { self.head.read(line, next) } else { None };
            if let Some(kind) = kind {
                return kind;
            }
            self.part = Part::Body;
        }
        let kind = match mark {
            Mark::Heading(hashes) => BlockKind::Heading(ordinal_level(line).unwrap_or(hashes.saturating_sub(1).max(1))),
            Mark::Item(level) => BlockKind::ListItem(level),
            // A document of one line is text and heads nothing.
            Mark::None | Mark::Rule if self.lines.len() == 1 => BlockKind::Paragraph,
            Mark::None | Mark::Rule => body::classify(line),
        };
        let kind = if self.signs(index, kind) { BlockKind::Byline } else { kind };
        self.head.note(line, kind);
        kind
    }

    /// Takes the first Markdown heading for the title; a second one, or a list, begins the body.
    fn marked_head(&mut self, line: &str, mark: Mark) -> Option<BlockKind> {
        match mark {
            Mark::Heading(1) => {
                self.head.set_title(line);
                return Some(BlockKind::Title);
            }
            Mark::Heading(_) | Mark::Item(_) => self.part = Part::Body,
            Mark::None | Mark::Rule => {}
        }
        None
    }

    /// Says whether the line names the body that signs above a date.
    fn signs(&mut self, index: usize, kind: BlockKind) -> bool {
        let line = self.line(index);
        let signature = matches!(kind, BlockKind::Heading(_) | BlockKind::Paragraph)
            && is_phrase(line, 60)
            && ordinal_level(line).is_none()
            && !is_salutation(line)
            && index + 1 < self.lines.len()
            && byline::date_line(self.line(index + 1)).is_some();
        if signature {
            self.head.sign(line);
        }
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ParseOptions, parse};
    use super::*;
    use BlockKind::{Byline, FrontMatter, Furniture, Heading, ListItem, Paragraph, Subtitle, Title};

    fn read(name: &str, text: &str) -> Document {
        parse(name, text.as_bytes(), &ParseOptions::default()).unwrap().remove(0)
    }

    #[track_caller]
    fn check(name: &str, lines: &[(&str, BlockKind)]) -> Metadata {
        let text: String = lines.iter().map(|(line, _)| format!("{line}\n\n")).collect();
        let document = read(name, &text);
        assert_eq!(document.text, text);
        let kinds: Vec<_> = document.blocks.iter().map(|block| (document.slice(block.span), block.kind)).collect();
        let expected = lines.iter().map(|&(line, kind)| {
            let bullets: &[char] = if matches!(kind, ListItem(_)) { &['—', '•'] } else { &[] };
            (line.trim().trim_start_matches(bullets), kind)
        });
        let expected: Vec<_> = expected.collect();
        assert_eq!(kinds, expected);
        document.metadata
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_scraped_report() {
        let metadata = check(
            "a.txt",
            &[
                ("首页", Furniture),
                (">", Furniture),
                ("公开目录", Furniture),
                ("【字号：", Furniture),
                ("】", Furniture),
                ("2026年陇中省政府工作报告", Title),
                ("——二〇二六年一月五日在陇中省人民代表大会会议上", Subtitle),
                ("来源：陇中日报", Byline),
                ("时间：", Byline),
                ("2026-01-10 09:20", Byline),
                ("陇中省省长 孟 小甲", Byline),
                ("孟小甲作政府工作报告。新陇中·陇中日报记者 李小乙", Byline),
                ("各位代表：", Paragraph),
                ("现在报告工作。", Paragraph),
                ("“十四五”时期工作回顾", Heading(1)),
                ("——经济增长。产值增长6%。", ListItem(1)),
                ("（一）产业。发展铜加工。", ListItem(2)),
                ("相关报道：", Furniture),
                ("陇中提速发展", Furniture),
            ],
        );
        assert_eq!(metadata.title, some("2026年陇中省政府工作报告"));
        assert_eq!(metadata.date, Some(jiff::civil::date(2026, 1, 10)));
        assert_eq!(metadata.year, Some(2026));
        assert_eq!(metadata.publisher, some("陇中日报"));
        assert_eq!(metadata.author, None);
        assert_eq!(metadata.speaker, some("陇中省省长 孟小甲"));
    }

    #[test]
    fn an_interview() {
        let metadata = check(
            "a.txt",
            &[
                ("原标题:【新征程 新作为】", Subtitle),
                ("奋力走出陇中转型之路", Title),
                ("——访陇中市委书记王小甲", Subtitle),
                ("新陇中·陇中日报记者 谢小乙", Byline),
                ("“会议召开在重要时刻。”王小甲说。", Paragraph),
                ("一是产业上高标定位。发展铜加工。", ListItem(4)),
            ],
        );
        assert_eq!(metadata.title, some("奋力走出陇中转型之路"));
        assert_eq!(metadata.speaker, some("陇中市委书记王小甲"));
        assert_eq!((metadata.author, metadata.publisher), (some("谢小乙"), some("陇中日报")));
    }

    #[test]
    fn a_plain_report_set_wide() {
        let metadata = check(
            "a.txt",
            &[
                ("政 府 工 作 报 告", Title),
                ("----2013年2月28日在陇中区人民代表大会会议上", Subtitle),
                ("陇中区人民政府区长　　杜小甲", Byline),
                ("　　各位代表：", Paragraph),
                ("　　一、过去一年", Heading(1)),
            ],
        );
        assert_eq!(metadata.title, some("政府工作报告"));
        assert_eq!((metadata.year, metadata.date), (Some(2013), Some(jiff::civil::date(2013, 2, 28))));
    }

    #[test]
    fn a_notice_and_what_it_covers() {
        let metadata = check(
            "a.txt",
            &[
                ("原文链接：https://example.org/1.html", Furniture),
                ("陇中市关于印发《铜加工办法》的通知", Title),
                ("陇中市关于印发《铜加工办法》的通知", Title),
                ("陇府发〔2022〕4号", Subtitle),
                ("各区县人民政府，市直有关部门：", Paragraph),
                ("现印发给你们，请执行。", Paragraph),
                ("陇中市人民政府办公室", Byline),
                ("2022年4月14日", Byline),
                ("陇中市铜加工办法", Title),
                ("一、目标", Heading(1)),
            ],
        );
        assert_eq!(metadata.url, some("https://example.org/1.html"));
        assert_eq!(metadata.publisher, some("陇中市人民政府办公室"));
        assert_eq!(metadata.date, Some(jiff::civil::date(2022, 4, 14)));
    }

    #[test]
    fn front_matter_overrides_and_its_bad_date_is_an_error() {
        let metadata = check(
            "a.txt",
            &[
                ("---", FrontMatter),
                ("title: \"陇中提速\"", FrontMatter),
                ("date: 2025-06-01", FrontMatter),
                ("---", FrontMatter),
                ("陇中提速发展", Title),
                ("新华社兰州1月31日电 （记者王小甲、李小乙）陇中发展铜加工。", Paragraph),
            ],
        );
        assert_eq!(metadata.title, some("陇中提速"));
        assert_eq!(metadata.date, Some(jiff::civil::date(2025, 6, 1)));
        assert_eq!((metadata.publisher, metadata.author), (some("新华社"), some("王小甲、李小乙")));
        let error =
            parse("a", "---\ntitle: 甲\ndate: 去年\n---\n乙。".as_bytes(), &ParseOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), "bad date \"去年\" at line 3, column 7");
    }

    #[test]
    fn markdown_marks_stay_outside_the_blocks() {
        let document = read("a.md", "# 陇中提速\n\n## 一、目标\n\n- 发展**铜加工**。\n> 引文。\n\n---\n");
        let blocks: Vec<_> = document.blocks.iter().map(|block| (document.slice(block.span), block.kind)).collect();
        let expected = [
            ("陇中提速", Title),
            ("一、目标", Heading(1)),
            ("发展**铜加工**。", ListItem(1)),
            ("引文。", Paragraph),
            ("---", Furniture),
        ];
        assert_eq!(blocks, expected);
    }

    #[test]
    fn one_line_is_text() {
        check("a.txt", &[("陇中市发展铜加工", Paragraph)]);
    }
}
