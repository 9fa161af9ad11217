//! Lines and half-lines that say who wrote, spoke or published, where and when.

use super::calendar::{self, DateParts};
use super::words::{prefix, suffix, words};

/// Longest credit, caption or post in code points.
const LONGEST: usize = 80;

/// Says whether `c` is a Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Says whether `text` has at most `most` code points, without counting more.
pub(super) fn at_most(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

/// Reads a personal name, spaced (孟 凡利) or with a dot (甲·乙), and gives it without spaces.
pub(super) fn name(text: &str) -> Option<String> {
    if !at_most(text, 20) {
        return None;
    }
    let name: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let length = name.chars().count();
    let shape = name.chars().all(|c| is_han(c) || c == '·');
    let dotted = name.contains('·') && !name.starts_with('·') && !name.ends_with('·');
    (shape && ((2..=4).contains(&length) && !name.contains('·') || dotted && length <= 15)).then_some(name)
}

/// Reads a line that is nothing but a name with a known surname.
pub(super) fn bare_name(line: &str) -> Option<String> {
    name(line).filter(|name| prefix("surname", name).is_some_and(|surname| surname.len() < name.len()))
}

/// Reads 甲省省长 某某: a post, white space, a name; gives both with one space between.
pub(super) fn speaker(line: &str) -> Option<String> {
    if !at_most(line, LONGEST) {
        return None;
    }
    line.char_indices().filter(|(_, c)| c.is_whitespace()).find_map(|(at, _)| {
        let post = line[..at].trim();
        // 主持人、各位: a salutation holds a list.
        suffix("post", post).filter(|_| !post.contains(['，', '。', '：', ',']))?;
        Some(format!("{} {}", post.split_whitespace().collect::<String>(), name(&line[at..])?))
    })
}

/// Reads who is interviewed: ——访甲市委书记某某.
pub(super) fn interviewee(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['—', '-', '─', '－'])?.trim_start_matches(['—', '-', '─', '－', ' ']);
    let rest = rest.strip_prefix(prefix("interview", rest)?)?.trim();
    let person = rest.trim_start_matches(['：', ':', ' ']);
    (!person.is_empty() && at_most(person, 40) && !person.starts_with('谈')).then_some(person)
}

/// Who is named in a credit line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Credit {
    /// The names, joined by 、; none under a photograph.
    pub author: Option<String>,
    /// The paper before 记者, unless it is 本报.
    pub publisher: Option<String>,
}

/// Reads 甲日报记者 某某, 本报记者 某某 某某 摄, or the caption of the photograph above a report.
pub(super) fn credit(line: &str) -> Option<Credit> {
    let ends = line.trim_end_matches(['）', ')', ' ']);
    let photograph = ["摄", "摄影", "供图"].into_iter().find_map(|end| ends.strip_suffix(end));
    if !at_most(line, LONGEST) {
        return None;
    }
    if suffix("caption", line).is_some() {
        return Some(Credit::default());
    }
    let (at, word) = words("reporter").iter().filter_map(|word| Some((line.rfind(word)?, *word))).max()?;
    let names = photograph.unwrap_or(ends).get(at + word.len()..)?;
    let names = names.trim_matches(['：', ':', '/', ' ', '　', '\u{a0}']);
    let names = ["报道", "文", "通讯员"].into_iter().fold(names, |names, tail| names.trim_end_matches(tail));
    let author = people(names)?;
    let before = &line[..at];
    // A caption in front tells a photographer, with or without 摄 behind the name.
    let photographed = photograph.is_some() || words("caption").iter().any(|caption| before.contains(caption));
    Some(Credit { author: (!photographed).then_some(author), publisher: press(before) })
}

/// Reads names parted by 、 or white space and joins them by 、.
fn people(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split(['、', '，', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut people = Vec::new();
    for part in parts {
        let words: Vec<_> = part.split_whitespace().collect();
        // 孟 凡利 is one person, 王小甲 李小乙 are two.
        if words.iter().any(|word| word.chars().count() == 1) || words.len() == 1 {
            people.push(name(part)?);
        } else {
            for word in words {
                people.push(name(word)?);
            }
        }
    }
    (!people.is_empty()).then(|| people.join("、"))
}

/// Gives the paper that the text before 记者 ends with: 新甲·甲日报全媒体 has 甲日报.
fn press(before: &str) -> Option<String> {
    let start = before.rfind(|c: char| c.is_whitespace() || "·。，：（(/、".contains(c));
    let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let own = &before[start..];
    if own.starts_with('本') {
        return None;
    }
    let end = words("press").iter().filter_map(|word| Some(own.find(word)? + word.len())).min()?;
    Some(own[..end].to_owned())
}

/// What the dateline of an agency report says: 新华社甲地1月31日电　（记者某某、某某）.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    pub publisher: Option<&'static str>,
    pub date: DateParts,
    pub author: Option<String>,
}

/// Reads the dateline at the start of a paragraph, or a closing one in brackets.
pub(super) fn dateline(line: &str) -> Option<Dateline> {
    let line = line.trim_start_matches(['（', '(']);
    let line = line.strip_prefix('据').unwrap_or(line);
    let agency = prefix("agency", line)?;
    let rest = &line[agency.len()..];
    let limit = rest.char_indices().nth(24).map_or(rest.len(), |(at, _)| at);
    let wire = rest[..limit].find('电')?;
    let place = rest[..wire].find(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))?;
    let (length, date) = calendar::find(&rest[place..wire])?;
    (place + length == wire).then_some(())?;
    let rest = rest[wire + '电'.len_utf8()..].trim_start().trim_start_matches(['（', '(']);
    let author = rest.strip_prefix("记者").and_then(|names| {
        let limit = names.char_indices().nth(60).map_or(names.len(), |(at, _)| at);
        people(names[..limit].split(['）', ')']).next()?.trim())
    });
    Some(Dateline { publisher: (!agency.starts_with('本')).then_some(agency), date, author })
}

/// Reads a line that is nothing but a date, perhaps with a time or in brackets.
pub(super) fn date_line(line: &str) -> Option<DateParts> {
    if !at_most(line, 30) {
        return None;
    }
    let line = line.trim_matches(['（', '）', '(', ')', ' ']);
    let (length, parts) = calendar::find(line)?;
    let time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | ' ');
    parts.date()?;
    line[length..].chars().all(time).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_posts() {
        assert_eq!(name("任 小甲").as_deref(), Some("任小甲"));
        assert_eq!(name("甲·乙丙").as_deref(), Some("甲·乙丙"));
        assert_eq!(name("发展的甲产业"), None);
        assert_eq!(bare_name("王小甲").as_deref(), Some("王小甲"));
        assert_eq!(bare_name("产业"), None);
        assert_eq!(speaker("陇中省省长 王小甲").as_deref(), Some("陇中省省长 王小甲"));
        assert_eq!(speaker("陇中区人民政府代区长　　杜 小甲").as_deref(), Some("陇中区人民政府代区长 杜小甲"));
        assert_eq!(speaker("全省新增就业 三十万"), None);
        assert_eq!(interviewee("——访陇中市委书记王小甲"), Some("陇中市委书记王小甲"));
        assert_eq!(interviewee("——专访市长李小乙"), Some("市长李小乙"));
        assert_eq!(interviewee("——要访民情"), None);
    }

    #[test]
    fn credits_name_author_and_paper() {
        let credit = |line| credit(line).map(|credit| (credit.author, credit.publisher));
        let some = |text: &str| Some(text.to_owned());
        for (line, expected) in [
            ("新陇中·陇中日报记者 王小甲", Some((some("王小甲"), some("陇中日报")))),
            ("本报记者 王小甲 李小乙", Some((some("王小甲、李小乙"), None))),
            ("本报记者 孟 小丙", Some((some("孟小丙"), None))),
            ("王小甲作政府工作报告。陇中日报天眼新闻记者 李小乙 摄", Some((None, some("陇中日报")))),
            ("王小甲作政府工作报告。陇中日报记者 李小乙", Some((None, some("陇中日报")))),
            ("王小甲作政府工作报告。本报全媒体记者 林 丁摄", Some((None, None))),
            ("省长王小甲作政府工作报告", Some((None, None))),
            ("记者从市发展改革委获悉，产业加快发展", None),
            ("陇中加快发展", None),
        ] {
            assert_eq!(credit(line), expected, "{line}");
        }
    }

    #[test]
    fn datelines_and_dates() {
        let found = dateline("新华社北京12月31日电  （记者王小甲、李小乙）正文").unwrap();
        assert_eq!((found.publisher, found.author.as_deref()), (Some("新华社"), Some("王小甲、李小乙")));
        assert_eq!((found.date.month, found.date.day), (Some(12), Some(31)));
        assert_eq!(dateline("本报兰州1月8日电 正文").unwrap().publisher, None);
        assert!(dateline("（新华社北京1月31日电）").is_some());
        assert!(dateline("新华社记者来到陇中").is_none());
        assert!(date_line("2026-02-02 09:20").is_some() && date_line("二〇二六年一月二日").is_some());
        assert!(date_line("2026年").is_none() && date_line("2026年1月2日召开会议").is_none());
    }
}
