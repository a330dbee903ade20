//! Intervals of an estimate and its standard error, for comparison with other tools.

use libm::sqrt;

use super::confidence::Confidence;
use super::interval::{IntervalMethod, IntervalOptions};
use super::score::Trinomial;

/// What Rocks adds to the counts of detractors, passives and promoters.
const ADDED: [f64; 3] = [0.75, 1.5, 0.75];

impl Confidence {
    /// At this confidence, the [Wald](IntervalMethod::Wald) interval: estimate ± z standard
    /// errors, cut at the ends of the range.
    ///
    /// What most tools print. At 95 % it holds the truth in far fewer surveys than that when
    /// responses are few or nearly all alike, and is a single point when they are all alike.
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([18, 52, 30]).result().ok_or("no responses")?;
    /// let interval = result.interval(Confidence::P95.wald());
    /// assert_eq!(interval.to_string(), "12.0 [-1.4, 25.4] (95 %, Wald)");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn wald(self) -> IntervalOptions {
        self.by(IntervalMethod::Wald)
    }

    /// At this confidence, the [adjusted Wald](IntervalMethod::AdjustedWald) interval: the Wald
    /// interval after adding 3/4 detractors, 3/2 passives and 3/4 promoters.
    ///
    /// Its estimate is the score of the added-to counts, a little nearer to 0 than the observed.
    ///
    /// Source: Rocks, "Interval estimation for the 'net promoter score'", The American Statistician
    /// 70 (2016) 365-372.
    #[must_use]
    pub const fn adjusted_wald(self) -> IntervalOptions {
        self.by(IntervalMethod::AdjustedWald)
    }
}

/// Low and high, not cut; may lie beyond -1 to 1.
pub(super) fn wald_limits(counts: Trinomial, z: f64) -> (f64, f64) {
    let reach = z * sqrt(counts.variance() / counts.n);
    (counts.theta() - reach, counts.theta() + reach)
}

/// The counts with Rocks' added.
pub(super) fn adjusted([b, a, c]: [f64; 3]) -> Trinomial {
    Trinomial::new(b + ADDED[0], a + ADDED[1], c + ADDED[2])
}
