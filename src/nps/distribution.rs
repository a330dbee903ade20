//! How the scores of a histogram are spread.

use super::share::Share;
use crate::response::Score;
use crate::tally::Histogram;

impl Histogram {
    /// The least score that at least this share of the responses do not exceed; `None` without a
    /// response.
    ///
    /// The inverse of the empirical distribution function, type 1 of Hyndman and Fan, "Sample
    /// quantiles in statistical packages", The American Statistician 50 (1996) 361-365: always a
    /// score that was given. The share is exact, so a third of six responses is two of them. The
    /// share 0 gives the lowest score.
    ///
    /// ```
    /// use npscore::{Histogram, Score, Share};
    ///
    /// let scores: Histogram = [3, 7, 8, 9, 9, 10].map(Score::constant).into_iter().collect();
    /// let third = Share::new(1, 3).ok_or("no share")?;
    /// assert_eq!(scores.quantile(third), Some(Score::constant(7)));
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "percentile")]
    #[must_use]
    pub fn quantile(&self, share: Share) -> Option<Score> {
        let (part, whole) = share.as_ratio();
        // A part of 2^64 responses; the whole of a share may be larger, and is then scaled down no
        // more than the part.
        let reached = |seen: u64| {
            let (seen, n) = (u128::from(seen), u128::from(self.responses()));
            match (seen.checked_mul(whole), part.checked_mul(n)) {
                (Some(seen), Some(needed)) => seen >= needed,
                _ => Share::of_units(seen, n).is_some_and(|seen| seen >= share),
            }
        };
        let mut seen = 0;
        self.iter().find_map(|(score, count)| {
            seen += count;
            (count > 0 && reached(seen)).then_some(score)
        })
    }

    /// The standard deviation of the scores in the population they are drawn from, estimated with
    /// n - 1; `None` with fewer than two responses. A float from 0 to about 7.1.
    ///
    /// sqrt(Σ (x - mean)² / (n - 1)), summed as Σ (x - y)² over all pairs, where nothing cancels.
    ///
    /// ```
    /// use npscore::{Histogram, Score};
    ///
    /// let scores: Histogram = [8, 9, 10].map(Score::constant).into_iter().collect();
    /// assert_eq!(scores.standard_deviation(), Some(1.0));
    /// ```
    #[doc(alias = "variance")]
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let n = self.responses();
        let less = n.checked_sub(1).filter(|less| *less > 0)?;
        let pairs = self.iter().flat_map(|(x, of_x)| {
            self.iter()
                .take_while(move |(y, _)| *y < x)
                .map(move |(y, of_y)| {
                    let distance = f64::from(x.get() - y.get());
                    distance * distance * of_x as f64 * of_y as f64
                })
        });
        Some(libm::sqrt(pairs.sum::<f64>() / (n as f64 * less as f64)))
    }
}
