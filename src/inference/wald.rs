//! Estimates and their standard errors, for comparison with other tools.

use libm::sqrt;

use super::confidence::Confidence;
use super::interval::{IntervalMethod, IntervalOptions};
use super::pseudo_counts::PseudoCounts;
use super::score::Trinomial;
use super::test::{Alternative, Test, TestMethod};
use super::two_sample::TwoSample;
use crate::nps::NpsResult;
use crate::response::Category;

impl Confidence {
    /// At this confidence, the [Wald](IntervalMethod::Wald) interval: estimate ± z standard
    /// errors, cut at the ends of the range.
    ///
    /// What most tools print. At 95 % it holds the truth in far fewer surveys than that when
    /// responses are few or nearly all alike, and is a single point when they are all alike.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let interval = result.interval(Confidence::P95.wald());
    /// assert_eq!(interval.to_string(), "12.0 [-1.4, 25.4] (95 %, Wald)");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn wald(self) -> IntervalOptions {
        self.by(IntervalMethod::Wald)
    }

    /// At this confidence, the [adjusted Wald](IntervalMethod::AdjustedWald) interval: the Wald
    /// interval after adding 3/4 detractors, 3/2 passives and 3/4 promoters
    /// ([`PseudoCounts::ROCKS`]).
    ///
    /// Its estimate is the score of the added-to counts, a little nearer to 0 than the observed.
    #[must_use]
    pub const fn adjusted_wald(self) -> IntervalOptions {
        self.adjusted_wald_by(PseudoCounts::ROCKS)
    }

    /// As [`adjusted_wald`](Confidence::adjusted_wald), adding other imagined responses.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Confidence, PseudoCounts};
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let options = Confidence::P95.adjusted_wald_by(PseudoCounts::BONETT_PRICE);
    /// assert_eq!(result.interval(options).to_string(), "11.8 [-1.6, 25.2] (95 %, adjusted Wald)");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn adjusted_wald_by(self, added: PseudoCounts) -> IntervalOptions {
        self.by(IntervalMethod::AdjustedWald(added))
    }
}

/// Low and high, not cut; may lie beyond -1 to 1.
pub(super) fn wald_limits(counts: Trinomial, z: f64) -> (f64, f64) {
    let reach = z * sqrt(counts.variance() / counts.n);
    (counts.theta() - reach, counts.theta() + reach)
}

/// The counts with the imagined ones.
pub(super) fn adjusted([b, a, c]: [f64; 3], added: PseudoCounts) -> Trinomial {
    Trinomial::new(
        b + added.detractors(),
        a + added.passives(),
        c + added.promoters(),
    )
}

pub use encapsulate::WaldEstimate;

mod encapsulate {
    /// An estimate with its standard error: all that a Wald method knows.
    ///
    /// Of a score or of a difference of scores, with or without [`PseudoCounts`]. The figures are
    /// those other tools print, uncut; [`IntervalMethod::Wald`] cuts its bounds at the ends of the
    /// range.
    ///
    /// # Invariants
    ///
    /// An estimate from -200 to 200 points and a standard error from 0 to 200, not NaN or -0.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Alternative, Confidence, PseudoCounts};
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 3, promoters: 16 }).result().ok_or("no responses")?;
    /// let wald = result.wald_estimate(PseudoCounts::NONE);
    /// assert_eq!(format!("{:.1} ± {:.1}", wald.estimate(), wald.standard_error()), "75.0 ± 12.0");
    /// // An upper bound that no score can reach.
    /// let (low, high) = wald.bounds(Confidence::P99);
    /// assert_eq!(format!("{low:.1} to {high:.1}"), "44.1 to 105.9");
    /// assert!(wald.test(Alternative::TwoSided).is_some_and(|test| test.p_value() < 1e-9));
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// [`PseudoCounts`]: super::PseudoCounts
    /// [`IntervalMethod::Wald`]: super::IntervalMethod::Wald
    #[derive(Debug, Clone, Copy, PartialEq)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize))]
    pub struct WaldEstimate {
        estimate: f64,
        standard_error: f64,
    }

    impl WaldEstimate {
        /// Of figures on the scale of -1 to 1.
        pub(in super::super) fn of(estimate: f64, variance: f64) -> Self {
            // Adding 0 turns -0 into 0.
            Self {
                estimate: 100.0 * estimate + 0.0,
                standard_error: 100.0 * libm::sqrt(variance) + 0.0,
            }
        }

        /// The estimate in points.
        #[must_use]
        pub const fn estimate(&self) -> f64 {
            self.estimate
        }

        /// The standard error in points; 0 where all answers are alike.
        #[must_use]
        pub const fn standard_error(&self) -> f64 {
            self.standard_error
        }
    }
}

impl WaldEstimate {
    /// Estimate ± z standard errors in points, low and high, not cut at the ends of the range.
    #[must_use]
    pub fn bounds(&self, confidence: Confidence) -> (f64, f64) {
        let reach = confidence.z() * self.standard_error();
        // Adding 0 turns -0 into 0.
        (self.estimate() - reach + 0.0, self.estimate() + reach + 0.0)
    }

    /// Could the true value be 0? The estimate by its standard error as a normal statistic.
    ///
    /// `None` where the standard error is 0: answers that are all alike do not tell how far off
    /// they may be. Tools that print a p-value there mean 1 for an estimate of 0 and 0 for any
    /// other. Relative error of the p-value below 1e-12, as far as floats reach (2e-308).
    #[must_use]
    pub fn test(&self, alternative: Alternative) -> Option<Test> {
        let statistic = self.estimate() / self.standard_error();
        (self.standard_error() > 0.0 && statistic.is_finite()).then(|| {
            Test::of(
                self.estimate(),
                0.0,
                Some(statistic),
                alternative.p_value(Some(statistic), self.estimate() > 0.0),
                alternative,
                TestMethod::Wald,
            )
        })
    }
}

/// The counts as floats: detractors, passives and promoters.
fn floats(result: &NpsResult) -> [f64; 3] {
    Category::ALL.map(|category| result.count(category) as f64)
}

impl NpsResult {
    /// The most likely score, in points, of this group and another if both have the same.
    ///
    /// What the [score test](NpsResult::difference_test) of no difference compares with. It lies
    /// between both scores and need not be that of all responses together: a group whose answers
    /// differ little tells more.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    ///
    /// let [sure, mixed] = [Tally::from(Counts { detractors: 0, passives: 95, promoters: 5 }), Tally::from(Counts { detractors: 40, passives: 0, promoters: 60 })];
    /// let (sure, mixed) = sure.result().zip(mixed.result()).ok_or("no responses")?;
    /// assert_eq!(format!("{:.1}", sure.common_score_with(&mixed)), "5.8");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn common_score_with(&self, other: &Self) -> f64 {
        // Adding 0 turns -0 into 0.
        100.0 * TwoSample::of(self, other).common_theta() + 0.0
    }

    /// The score and its standard error after adding imagined responses, uncut.
    ///
    /// `result.wald_estimate(PseudoCounts::NONE)` is the score itself.
    #[must_use]
    pub fn wald_estimate(&self, added: PseudoCounts) -> WaldEstimate {
        let counts = adjusted(floats(self), added);
        let theta = if added == PseudoCounts::NONE {
            // From the exact ratio, which has no cancellation.
            self.nps().to_f64() / 100.0
        } else {
            counts.theta()
        };
        WaldEstimate::of(theta, counts.variance() / counts.n)
    }

    /// By how much this score exceeds that of another, independent group, with its standard error:
    /// each group's own variance, after adding imagined responses to each; uncut.
    ///
    /// [`difference_from`](NpsResult::difference_from) with
    /// [`DifferenceMethod::Wald`](super::DifferenceMethod::Wald) has the same figures, cut.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::PseudoCounts;
    ///
    /// let [new, old] = [Tally::from(Counts { detractors: 15, passives: 30, promoters: 55 }), Tally::from(Counts { detractors: 25, passives: 35, promoters: 40 })];
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let wald = new.wald_difference_from(&old, PseudoCounts::ROCKS.halved());
    /// assert_eq!(format!("{:.1} ± {:.1}", wald.estimate(), wald.standard_error()), "24.6 ± 10.7");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn wald_difference_from(&self, other: &Self, added: PseudoCounts) -> WaldEstimate {
        let groups = added_groups(self, other, added);
        WaldEstimate::of(groups.gap, groups.variance())
    }
}

/// Two groups with imagined responses added to each.
pub(super) fn added_groups(one: &NpsResult, other: &NpsResult, added: PseudoCounts) -> TwoSample {
    if added == PseudoCounts::NONE {
        TwoSample::of(one, other)
    } else {
        TwoSample::new(adjusted(floats(one), added), adjusted(floats(other), added))
    }
}
