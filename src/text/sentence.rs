//! Blocks into sentences: spans that are exact, cover the block and stay short.
//!
//! A sentence ends at 。！？…… and their ASCII kin, with the closing marks behind them. A semicolon does not end one:
//! the clauses that it parts share their subject (全市要发展甲产业；建设乙项目。), and a fact needs its holder.
//! A mark inside quotation marks or brackets that close within some 80 characters ends nothing (“干得好！”的口号),
//! unless it stands just before the closing mark and what follows starts anew.

use super::span::Span;

/// Longest sentence in code points; a longer one is cut, at clause punctuation where there is any.
pub const LONGEST: usize = 2000;

/// How far a closing mark may be (in bytes) for its quotation or bracket to be one piece.
const SHORT: usize = 240;

/// The marks that open a quotation or bracket, and what closes them.
const PAIRS: [(char, char); 9] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('(', ')'),
    ('【', '】'),
];

/// Cuts a block of `text` into sentences, in linear time; together they cover the block but for white space.
///
/// ```
/// use mailuo::text::{Span, sentence};
///
/// let text = "金昌市发展镍钴新材料。产值达2300.5亿元；永昌县建设戈壁农业。";
/// let sentences = sentence::split(text, Span::new(0, text.len()));
/// assert_eq!(&text[sentences[1].range()], "产值达2300.5亿元；永昌县建设戈壁农业。");
/// ```
pub fn split(text: &str, block: Span) -> Vec<Span> {
    let (base, text) = (block.start as usize, &text[block.range()]);
    let mut sentences = Vec::new();
    let mut push = |start: usize, end: usize| {
        let piece = &text[start..end];
        let lead = piece.len() - piece.trim_start().len();
        let length = piece.trim().len();
        if length > 0 {
            sentences.push(Span::new(base + start + lead, base + start + lead + length));
        }
    };
    let mut closings = Closings::default();
    let mut start = 0;
    // Code points since `start`; where the last clause ended, and the count there.
    let (mut count, mut clause) = (0, (0, 0));
    // Up to where a short quotation protects its marks.
    let mut guarded = 0;
    // Whether a straight quotation mark is open.
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        count += 1;
        if at >= guarded
            && let Some(kind) = PAIRS.iter().position(|&(open, _)| open == c)
            && let Some(close) = closings.find(text, kind, end)
        {
            guarded = close;
        }
        let inside = at < guarded;
        quoted ^= c == '"';
        if is_final(c) {
            // Inside a quotation only its own closing mark counts, and never that of a name (《何以中国？》).
            let closes = |c, at| is_closing(c) && (!inside || (at >= guarded && !matches!(c, '》' | '〉' | '】')));
            while let Some(&(next, c)) = chars.peek()
                && (is_final(c) || closes(c, next) || (c == '"' && quoted))
            {
                quoted &= c != '"';
                chars.next();
                count += 1;
                end = next + c.len_utf8();
            }
            if !inside || (end > guarded && starts_anew(&text[end..])) {
                push(start, end);
                (start, count, clause) = (end, 0, (end, 0));
                continue;
            }
        }
        if is_clause_end(c) {
            clause = (end, count);
        }
        if count >= LONGEST {
            let cut = if clause.0 > start { clause } else { (end, count) };
            push(start, cut.0);
            (start, count) = (cut.0, count - cut.1);
            clause = (start, 0);
        }
    }
    push(start, text.len());
    sentences
}

/// Says whether `c` is one of the marks that end a sentence.
pub fn is_final(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '｡')
}

/// Says whether `c` closes a quotation or bracket.
pub fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '〉' | '】' | ']' | '］')
}

fn is_clause_end(c: char) -> bool {
    matches!(c, '，' | '；' | '、' | '：' | ';' | '　' | ' ' | '\t')
}

/// Says whether what follows a quoted sentence is a new one, and does not go on with the old (的口号, 等问题, ，他说).
fn starts_anew(rest: &str) -> bool {
    !rest.starts_with(['，', '、', '；', '：', ',', ';', ':', '的', '之', '等', '和', '与', '及', '是', '—'])
}

/// For each kind of pair, the next closing mark, looked for once: the search never goes back.
#[derive(Default)]
struct Closings {
    /// Up to where it is known that no closing mark stands, and whether one stands right there.
    known: [(usize, bool); PAIRS.len()],
}

impl Closings {
    /// Finds the closing mark of `kind` in the [`SHORT`] bytes behind `from`.
    fn find(&mut self, text: &str, kind: usize, from: usize) -> Option<usize> {
        let (known, found) = self.known[kind];
        if known >= from && found {
            return (known - from <= SHORT).then_some(known);
        }
        let start = known.max(from);
        let limit = text.floor_char_boundary(from + SHORT);
        if start >= limit {
            return None;
        }
        let close = text[start..limit].find(PAIRS[kind].1).map(|at| start + at);
        self.known[kind] = (close.unwrap_or(limit), close.is_some());
        close
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        split(text, Span::new(0, text.len())).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("　 ", &[]),
            ("无标点的一行", &["无标点的一行"]),
            ("产值增长6.5%。投资增长3.2%。", &["产值增长6.5%。", "投资增长3.2%。"]),
            ("各位代表！ 现在报告工作。", &["各位代表！", "现在报告工作。"]),
            ("真的吗？！是的……好", &["真的吗？！", "是的……", "好"]),
            ("一要快；二要稳。", &["一要快；二要稳。"]),
            ("Really? Yes! 好", &["Really?", "Yes!", "好"]),
            ("坚持“干就干好！争就争先！”的导向，再上台阶。完", &["坚持“干就干好！争就争先！”的导向，再上台阶。", "完"]),
            ("他说：“要加快发展。”会议要求抓好落实。", &["他说：“要加快发展。”", "会议要求抓好落实。"]),
            ("“要快！”，他说。", &["“要快！”，他说。"]),
            ("（详见附件。）下一句。", &["（详见附件。）", "下一句。"]),
            ("见《问路？问心？》一书。好。", &["见《问路？问心？》一书。", "好。"]),
            ("“没有闭合。下一句。", &["“没有闭合。", "下一句。"]),
            ("甲（乙（丙。）丁）戊。己", &["甲（乙（丙。）", "丁）戊。", "己"]),
            ("约翰《a。》。", &["约翰《a。》。"]),
            ("甲\"乙。\"丙。\"丁\"戊。", &["甲\"乙。\"", "丙。", "\"丁\"戊。"]),
        ];
        for (text, expected) in cases {
            assert_eq!(sentences(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_long_quotation_is_cut_inside() {
        let text = format!("他说：“{}。{}。”完。", "长".repeat(100), "长".repeat(100));
        assert_eq!(sentences(&text).len(), 3);
    }

    #[test]
    fn an_endless_sentence_is_cut_at_a_clause_or_anywhere() {
        let clauses = "金昌永昌，".repeat(1000);
        let cut = sentences(&clauses);
        assert!(cut.len() == 3 && cut.iter().all(|s| s.chars().count() <= LONGEST && s.ends_with('，')));
        let solid = "金".repeat(2 * LONGEST + 1);
        assert_eq!(sentences(&solid).iter().map(|s| s.chars().count()).collect::<Vec<_>>(), [LONGEST, LONGEST, 1]);
        assert_eq!(sentences(&clauses).concat(), clauses);
    }

    #[test]
    fn spans_are_those_of_the_whole_text() {
        let text = "题\n甲。 乙。\n";
        let spans = split(text, Span::new(4, 17));
        assert_eq!(spans, [Span::new(4, 10), Span::new(11, 17)]);
    }
}
