//! The body of a document, line by line: headings, list items, paragraphs, signatures.

use super::BlockKind;
use super::byline::{at_most, bare_name, date_line, dateline, is_han, speaker};
use super::numeral::{arabic_digit, chinese_digit};
use super::sentence::{is_closing, is_final};

/// Longest heading in code points, without and with an ordinal in front.
const LONGEST_HEADING: usize = 40;
const LONGEST_NUMBERED: usize = 60;

/// Tells what a line of the body is, looking at it alone.
pub(super) fn classify(line: &str) -> BlockKind {
    if is_closing_line(line) || date_line(line).is_some() || is_signed(line) {
        return BlockKind::Byline;
    }
    if bullet(line) > 0 {
        return BlockKind::ListItem(1);
    }
    match ordinal_level(line) {
        Some(level) if is_phrase(line, LONGEST_NUMBERED) => BlockKind::Heading(level),
        Some(level) => BlockKind::ListItem(level),
        None if is_phrase(line, LONGEST_HEADING) && line.chars().any(is_han) => BlockKind::Heading(1),
        None => BlockKind::Paragraph,
    }
}

/// Says whether a line could be a title or heading: short, and neither ended nor left open by punctuation.
pub(super) fn is_phrase(line: &str, longest: usize) -> bool {
    let last = line.trim_end_matches(is_closing).chars().next_back();
    at_most(line, longest)
        && !line.contains(['。', '=', '＝'])
        && last.is_some_and(|c| !is_final(c) && !matches!(c, '，' | '、' | '：' | ':' | '；' | ';' | ',' | '—' | '-'))
}

/// Says whether a line is running text: ended as a sentence, or long.
pub(super) fn is_prose(line: &str) -> bool {
    !at_most(line, 120) || line.contains('。') || ends_sentence(line)
}

/// Says whether a line ends with a sentence's last mark, closing marks aside.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closing).ends_with(|c| is_final(c) || c == '；')
}

/// Says whether the line calls on the audience: 各位代表：, 省有关单位：.
pub(super) fn is_salutation(line: &str) -> bool {
    at_most(line, 60) && line.ends_with(['：', ':', '！']) && !line.contains('。')
}

/// Gives the level of the ordinal in front of a line: 一、 and 第一章 are 1, （一） 2, 1. 3, （1） and 一是 4.
pub(super) fn ordinal_level(line: &str) -> Option<u8> {
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let (count, chinese) = number(rest)?;
        let closed = rest.chars().nth(count).is_some_and(|c| matches!(c, '）' | ')'));
        return closed.then_some(if chinese { 2 } else { 4 });
    }
    if let Some(rest) = line.strip_prefix('第') {
        let (count, chinese) = number(rest)?;
        return match rest.chars().nth(count)? {
            '章' | '编' | '篇' => Some(1),
            '节' => Some(2),
            '条' => Some(3),
            '，' | '、' if chinese => Some(4),
            '部' if rest.chars().nth(count + 1) == Some('分') => Some(1),
            _ => None,
        };
    }
    let first = line.chars().next()?;
    if matches!(first, '①'..='⑳' | '⑴'..='⒇') {
        return Some(4);
    }
    let (count, chinese) = number(line)?;
    let mut rest = line.chars().skip(count);
    let mark = rest.next()?;
    match mark {
        '、' if chinese => is_text(rest.next()).then_some(1),
        '是' | '要' if chinese => Some(4),
        '.' | '．' | '、' if !chinese => is_text(rest.next()).then_some(3),
        _ => None,
    }
}

/// Counts the digits at the start, and says whether they are Chinese ones; more than three number nothing.
fn number(line: &str) -> Option<(usize, bool)> {
    let count = |is: fn(char) -> bool| line.chars().take(4).take_while(|&c| is(c)).count();
    let chinese = count(|c| c == '十' || c == '百' || chinese_digit(c).is_some_and(|_| c != '两'));
    let arabic = count(|c| arabic_digit(c).is_some());
    match (chinese, arabic) {
        (1..=3, _) => Some((chinese, true)),
        (0, 1..=3) => Some((arabic, false)),
        _ => None,
    }
}

/// Says whether the text goes on with something other than a digit (1.5 is no ordinal; 一、二、三产业 neither).
fn is_text(next: Option<char>) -> bool {
    next.is_some_and(|c| arabic_digit(c).is_none() && chinese_digit(c).is_none())
}

/// Gives how many bytes the bullet in front of a line takes, with the white space behind it; 0 without one.
pub(super) fn bullet(line: &str) -> usize {
    let dash = |c: char| matches!(c, '—' | '─' | '－' | '-' | '–');
    let dashes = line.chars().take_while(|&c| dash(c)).count();
    let text = line.trim_start_matches(dash);
    // -5% is a number.
    let text = match dashes {
        0 => line.strip_prefix(['•', '·', '●', '◆', '■', '★', '▪', '○', '◎', '※', '▲', '►', '√']),
        1 => Some(text).filter(|text| !text.starts_with(|c| arabic_digit(c).is_some())),
        _ => Some(text),
    };
    text.map(str::trim_start).filter(|text| !text.is_empty()).map_or(0, |text| line.len() - text.len())
}

/// Says whether a line is a post and a name with a known surname: 第一书记 选派 is no signature.
fn is_signed(line: &str) -> bool {
    speaker(line).is_some_and(|speaker| speaker.rsplit(' ').next().is_some_and(|name| bare_name(name).is_some()))
}

/// Says whether a line is a closing dateline: （新华社北京1月31日电　记者某某）.
fn is_closing_line(line: &str) -> bool {
    line.starts_with(['（', '(']) && at_most(line, 100) && line.ends_with(['）', ')']) && dateline(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use BlockKind::{Byline, Heading, ListItem, Paragraph};

    #[test]
    fn lines_are_told_apart() {
        for (line, expected) in [
            ("一、“十四五”时期工作回顾", Heading(1)),
            ("（一）加快发展", Heading(2)),
            ("(十二)加快发展", Heading(2)),
            ("1.扩大出口", Heading(3)),
            ("86．成立机构", Heading(3)),
            ("（3）加快发展", Heading(4)),
            ("第三章 产业体系", Heading(1)),
            ("第二条 统计督察坚持实事求是。", ListItem(3)),
            ("（一）经济稳步增长。全市产值增长6%。", ListItem(2)),
            ("一是产业向好。全市产值增长6%。", ListItem(4)),
            ("——综合实力增强。产值增长6%。", ListItem(1)),
            ("--综合实力增强。", ListItem(1)),
            ("•发展甲产业", ListItem(1)),
            ("“十四五”时期工作回顾", Heading(1)),
            ("坐上旅游“快车”", Heading(1)),
            ("半年分值=日常分值×60%", Paragraph),
            ("各位代表：", Paragraph),
            ("各位代表！", Paragraph),
            ("1.5亿元投资落地，产业加快发展。", Paragraph),
            ("2026年产业加快发展。", Paragraph),
            ("一、二、三产业加快发展。", Paragraph),
            ("一二三产业加快融合发展，。", Paragraph),
            ("铺下的是路，连接的是心，通达的是富——", Paragraph),
            ("-5%的增速不能接受。", Paragraph),
            ("2026年3月2日", Byline),
            ("（新华社北京1月31日电  记者王小甲）", Byline),
            ("陇中国主席 王小甲", Byline),
        ] {
            assert_eq!(classify(line), expected, "{line}");
        }
    }
}
