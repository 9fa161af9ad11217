//! The token classes that the extractor's code asks for by name; all others only rules know.

use super::classes::{ClassId, Classes};

macro_rules! marks {
    ($($(#[$doc:meta])* $field:ident = $name:literal),+ $(,)?) => {
        /// Classes that code asks for. A class that no data file fills is there and marks nothing.
        #[derive(Clone, Debug)]
        pub struct Marks {
            $($(#[$doc])* pub $field: ClassId,)+
        }

        impl Marks {
            /// Looks the classes up, making those that are new.
            pub fn intern(classes: &mut Classes) -> Self {
                Self { $($field: classes.intern($name).expect("the marks fit into an empty table"),)+ }
            }
        }
    };
}

marks! {
    /// A numeral.
    number = "number",
    /// A numeral that can be a year.
    year = "number.year",
    /// Latin letters and digits.
    latin = "latin",
    /// Neither letter nor digit.
    punctuation = "punctuation",
    /// One character.
    single = "single",
    /// Three characters or more.
    long = "long",
    /// A word of the segmenter that is several names.
    split = "split",
    /// The end of a clause.
    clause_end = "clause.end",
    /// Ends an industry's name and says nothing of it: 产业链.
    generic_industry = "generic.industry",
    /// A place of the lexicon.
    known_place = "known.Place",
    /// First character of a body of the province (省委).
    own_province = "own.province",
    /// First character of a body of the prefecture.
    own_prefecture = "own.prefecture",
    /// First character of a body of the county.
    own_county = "own.county",
    /// An amount that an earlier phase found.
    amount = "Amount",
    /// One that says a place in an order.
    amount_rank = "Amount.rank",
    /// A calendar expression.
    time = "Time",
    /// A headline's word that says the text looks ahead.
    plan = "kind.plan",
    /// Speaks of what is to be.
    goal = "cue.goal",
    /// Speaks strongly of what is to be.
    goal_strong = "cue.goal.strong",
    /// Settles that goals follow.
    goal_decisive = "cue.goal.decisive",
    /// Speaks of what is.
    result = "cue.result",
    /// Speaks strongly of what is.
    result_strong = "cue.result.strong",
    /// Settles that results follow.
    result_decisive = "cue.result.decisive",
    /// A five-year plan.
    time_plan = "time.plan",
    /// The end of a period.
    time_end = "time.end",
    /// 今年.
    time_this = "time.this",
    /// 明年.
    time_next = "time.next",
    /// 去年.
    time_last = "time.last",
    /// 前年.
    time_before_last = "time.before-last",
    /// 上半年.
    time_half = "time.half",
    /// 今后.
    time_ahead = "time.ahead",
    /// A unit of measurement or a classifier.
    unit = "unit",
    /// Between the ends of a range.
    range = "range",
    /// A change.
    change = "change",
    /// A change with what it leads to: 增至 8%, not by so much.
    change_to = "change.to",
    /// A change to less.
    change_down = "change.down",
    /// A fixed multiple: 翻一番.
    multiple = "amount.multiple",
    /// A unit that counts multiples: 倍.
    unit_multiple = "unit.multiple",
    /// A place in an order.
    rank = "rank",
    /// An office.
    head_post = "head.post",
    /// 前 in 前十位.
    rank_front = "rank.front",
    /// 以上.
    after_least = "bound.after.least",
    /// 以内.
    after_most = "bound.after.most",
    /// 左右.
    after_about = "bound.after.about",
    /// 余.
    inside_about = "bound.inside.about",
    /// 突破.
    before_least = "bound.before.least",
    /// 不超过.
    before_most = "bound.before.most",
    /// 约.
    before_about = "bound.before.about",
}
