//! Controls, labels and link lists of a scraped page, which nothing is extracted from.

use super::words::{prefix, words};

/// Longest line in code points that can be furniture by how it starts.
const LONGEST: usize = 60;

/// Says whether a line is furniture by itself.
pub(super) fn is_furniture(line: &str) -> bool {
    if !is_short(line) {
        // A web address may be long; it never has spaces or ends a sentence.
        return prefix("furniture.prefix", line).is_some() && line.contains("://") && line.len() < 1000;
    }
    has_no_letters(line) || prefix("furniture.prefix", line).is_some() && !line.ends_with('。') || all_controls(line)
}

/// Says whether short lines from here to the end are links to other pages.
pub(super) fn starts_tail(line: &str) -> bool {
    let line = line.trim_end_matches([':', '：']);
    words("furniture.tail").contains(&line)
}

/// Says whether a line behind [`starts_tail`] is a link.
pub(super) fn is_link(line: &str) -> bool {
    is_short(line) && !line.ends_with(['。', '；'])
}

/// Says whether a line is the `>` between the steps of a path through a site (首页 > 公开).
pub(super) fn is_crumb_mark(line: &str) -> bool {
    matches!(line, ">" | ">>" | "＞" | "»" | "›" | "/")
}

fn is_short(line: &str) -> bool {
    line.len() <= 4 * LONGEST && line.chars().count() <= LONGEST
}

fn has_no_letters(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric)
}

/// Says whether a line is made of controls alone: 【字号：大 中 小】 打印.
fn all_controls(line: &str) -> bool {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '【' | '】' | '[' | ']' | '：' | ':' | '>' | '/');
    line.split(marks).filter(|word| !word.is_empty()).all(|word| words("furniture.line").contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_furniture_and_text_is_not() {
        for line in [
            "下载",
            "【字号：",
            "】",
            ">",
            "【字号：大 中 小】 打印 收藏",
            "【字体：大 中 小】",
            "扫一扫在手机打开当前页",
            "责任编辑：某某",
            "分享:",
            "相关报道：",
            "    【法宝引证码】 CLI.1.1".trim(),
            "原文链接：https://example.org/a/very/long/address/that/goes/on/and/on/and/on/and/on/and/on.html",
            "首页 > 返回",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in ["大力发展新能源", "版权保护持续加强", "首页改版完成", "编辑部设在永昌", "2026", "来源：甲报"]
        {
            assert!(!is_furniture(line), "{line}");
        }
        assert!(starts_tail("相关报道：") && !starts_tail("相关报道见第二版"));
        assert!(is_link("陇中提速") && !is_link("陇中提速。"));
    }
}
