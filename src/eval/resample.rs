//! The bootstrap over documents (Efron and Tibshirani 1993): how far a figure depends on which documents were drawn.
//!
//! Documents, not sentences or facts, are drawn with replacement, for what stands in one document is not independent.
//! The draws come from a fixed seed, so the same scores give the same intervals.

/// How often documents are drawn.
pub const RESAMPLES: usize = 10_000;

/// The seed of the draws.
pub const SEED: u64 = 0x6D61_696C_756F;

/// The generator SplitMix64 (Steele, Lea and Flood 2014): small, fast, good enough to draw documents.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Gives a number below `end`; the bias of the product is far below what the draws can show.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// Calls `each` with as many document numbers as there are documents, [`RESAMPLES`] times.
pub fn draw(documents: usize, mut each: impl FnMut(&[usize])) {
    let mut random = SplitMix64(SEED);
    let mut drawn = vec![0; documents];
    for _ in 0..RESAMPLES {
        drawn.iter_mut().for_each(|number| *number = random.below(documents));
        each(&drawn);
    }
}

/// Gives the bounds that the middle 95 % of the values lie within (percentile interval); sorts the values.
pub fn interval(values: &mut [f64]) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    [at(0.025), at(0.975)]
}

/// Gives the two-sided p-value of differences drawn in pairs: how often they do not point the way of the whole.
pub fn p_value(differences: &[f64]) -> f64 {
    let share = |wrong: fn(f64) -> bool| {
        // One is added to both, lest a p-value be 0 for want of draws.
        (differences.iter().filter(|&&d| wrong(d)).count() + 1) as f64 / (differences.len() + 1) as f64
    };
    (2.0 * share(|d| d <= 0.0).min(share(|d| d >= 0.0))).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_same_each_time_and_reach_every_document() {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        draw(5, |drawn| first.extend_from_slice(drawn));
        draw(5, |drawn| second.extend_from_slice(drawn));
        assert_eq!(first, second);
        for document in 0..5 {
            let share = first.iter().filter(|&&d| d == document).count() as f64 / first.len() as f64;
            assert!((share - 0.2).abs() < 0.01, "{document}: {share}");
        }
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn an_interval_holds_the_middle_and_p_tells_the_direction() {
        let mut values: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
        assert_eq!(interval(&mut values), [25.0, 975.0]);
        assert!(p_value(&[1.0; 999]) < 0.01 && p_value(&[-1.0; 999]) < 0.01);
        assert_eq!(p_value(&[0.0; 10]), 1.0);
        assert_eq!(p_value(&[]), 1.0);
    }
}
