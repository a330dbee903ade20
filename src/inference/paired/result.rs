//! The same respondents twice: what changed within people.

use libm::sqrt;

use crate::error::{DataError, OutOfRange};
use crate::inference::confidence::Options;
use crate::inference::estimate::{Estimate, Unit};
use crate::inference::interval::points;
use crate::inference::method::{Method, PairedMethod, TestMethod};
use crate::inference::numeric::bracketed_root;
use crate::inference::test::{Alternative, Test, TestOptions};
use crate::inference::two_groups::{Equivalence, a_difference, wald_difference};
use crate::nps::NpsResult;
use crate::tally::PairedTally;

use super::sign_flip;

/// What follows from the same respondents asked twice.
///
/// There is at least one respondent, so everything on it has a value.
///
/// # Example
///
/// ```
/// use npscore::{Counts, PairedTally};
/// use npscore::inference::Confidence;
///
/// // Rows before, columns after: detractors, passives, promoters.
/// let pairs = PairedTally::try_from(Counts {
///     detractors: Counts { detractors: 10, passives: 8, promoters: 2 },
///     passives: Counts { detractors: 3, passives: 20, promoters: 12 },
///     promoters: Counts { detractors: 1, passives: 4, promoters: 40 },
/// })?;
/// let result = pairs.result().ok_or("nobody answered twice")?;
/// assert_eq!((result.before().nps().whole(), result.after().nps().whole()), (25, 40));
/// assert_eq!(
///     result.difference(Confidence::P95).to_string(),
///     "+15.0 points, 95 % between +2.4 and +27.7, p = 0.023 (paired score)"
/// );
/// // As if they were two groups of strangers, the change is lost:
/// let strangers = result.after().difference_from(&result.before(), Confidence::P95);
/// assert!(strangers.contains(0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PairedResult {
    tally: PairedTally,
    before: NpsResult,
    after: NpsResult,
}

impl PairedTally {
    /// What follows from the pairs; `None` without any.
    #[must_use]
    pub fn result(&self) -> Option<PairedResult> {
        Some(PairedResult {
            tally: *self,
            before: self.before().result()?,
            after: self.after().result()?,
        })
    }
}

impl PairedResult {
    /// The nine counts.
    #[must_use]
    pub const fn tally(&self) -> &PairedTally {
        &self.tally
    }

    /// What they answered the first time.
    #[must_use]
    pub const fn before(&self) -> NpsResult {
        self.before
    }

    /// What they answered the second time.
    #[must_use]
    pub const fn after(&self) -> NpsResult {
        self.after
    }
}

/// Steps by which an answer can change, from promoter to detractor to the reverse.
const STEPS: [f64; 5] = [-2.0, -1.0, 0.0, 1.0, 2.0];

/// Shares of respondents by the step they took.
#[derive(Debug, Clone, Copy)]
struct Steps {
    n: f64,
    shares: [f64; 5],
    mean: f64,
}

impl Steps {
    fn new(counts: [f64; 5]) -> Self {
        let n: f64 = counts.iter().sum();
        let [worse_2, worse_1, _, better_1, better_2] = counts;
        Self {
            n,
            shares: counts.map(|count| count / n),
            // One rounding, and 0 where it is 0.
            mean: ((better_1 - worse_1) + 2.0 * (better_2 - worse_2)) / n,
        }
    }

    /// Of whole counts, whose mean is exact before it is rounded.
    fn of(counts: [u64; 5]) -> Self {
        let [worse_2, worse_1, _, better_1, better_2] = counts.map(i128::from);
        let steps = (better_1 - worse_1) + 2 * (better_2 - worse_2);
        let all: i128 = counts.iter().map(|count| i128::from(*count)).sum();
        Self {
            mean: steps as f64 / all as f64,
            ..Self::new(counts.map(|count| count as f64))
        }
    }

    fn mirrored(self) -> Self {
        let mut shares = self.shares;
        shares.reverse();
        Self {
            n: self.n,
            shares,
            mean: -self.mean,
        }
    }

    /// Σ p f(step - centre) over the steps.
    fn sum(&self, centre: f64, f: impl Fn(f64) -> f64) -> f64 {
        self.shares
            .into_iter()
            .zip(STEPS)
            .filter(|(share, _)| *share > 0.0)
            .map(|(share, step)| share * f(step - centre))
            .sum()
    }

    /// The variance of one respondent's step.
    fn variance(&self) -> f64 {
        self.sum(self.mean, |x| x * x)
    }

    /// The score statistic of the hypothesis that the mean step is `delta`; `None` where that
    /// leaves no variance.
    ///
    /// Among all distributions over the five steps whose mean is delta the most likely has shares
    /// pₖ = fₖ / (1 + λ (k - delta)), f those observed, with λ the root of a decreasing function;
    /// a step nobody took gets a share only where no denominator may fall further. In both cases
    /// the restricted variance is (mean - delta) / λ, so that the statistic is
    /// sqrt(n λ (mean - delta)) with its sign.
    ///
    /// Source: the multinomial likelihood restricted by a moment, Owen, *Empirical Likelihood*
    /// (2001), section 2.
    fn statistic(&self, delta: f64) -> Option<f64> {
        let gap = self.mean - delta;
        if gap.abs() <= 0.0 {
            return Some(0.0);
        }
        if gap < 0.0 {
            return self.mirrored().statistic(-delta).map(|z| -z);
        }
        if delta <= -2.0 {
            return None;
        }
        // The restricted mean falls short by this at λ; it decreases from the gap at λ = 0. With
        // the gap apart, nothing cancels where it is small.
        let most = 1.0 / (2.0 + delta);
        let excess = |lambda: f64| gap - lambda * self.sum(delta, |x| x / (1.0 + lambda * x) * x);
        let unobserved = self.shares[0] <= 0.0;
        let lambda = if unobserved && excess(most) >= 0.0 {
            most
        } else {
            let near = if unobserved {
                most
            } else {
                most * (1.0 - f64::EPSILON)
            };
            bracketed_root(excess, 0.0, near)
        };
        Some(sqrt(self.n * lambda * gap))
    }

    /// The largest mean step whose statistic is not below -z.
    fn upper_limit(&self, z: f64) -> f64 {
        let beyond = |delta: f64| match self.statistic(delta) {
            Some(statistic) if delta < 2.0 => statistic + z,
            _ => f64::NEG_INFINITY,
        };
        let mut low = self.mean;
        let mut step = z * sqrt(self.variance().max(1.0 / self.n) / self.n);
        while low + step < 2.0 {
            let next = low + step;
            if beyond(next) <= 0.0 {
                return bracketed_root(beyond, low, next);
            }
            low = next;
            step *= 2.0;
        }
        if low >= 2.0 {
            2.0
        } else {
            bracketed_root(beyond, low, 2.0)
        }
    }
}

impl PairedResult {
    /// All respondents.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.tally().responses()
    }

    /// Respondents by the step they took: two categories down, one down, none, one up, two up.
    pub(super) fn step_counts(&self) -> [u64; 5] {
        let [[dd, dp, dm], [pd, pp, pm], [md, mp, mm]] = self.tally().cells();
        [md, pd + mp, dd + pp + mm, dp + pm, dm]
    }

    /// The change of the NPS in points, exact and rounded once.
    fn change(&self) -> f64 {
        (self.after.nps() - self.before.nps()).to_f64()
    }

    fn steps(&self) -> Steps {
        Steps::of(self.step_counts())
    }

    /// The variance of one respondent's change on the scale of -2 to 2: a float from 0 to 4.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.steps().variance()
    }

    /// The standard error of the difference in points: 100 sqrt(V / n), with
    /// [V](PairedResult::variance) the variance of one respondent's change.
    ///
    /// 0 where everybody changed alike.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        100.0 * sqrt(self.variance() / self.responses() as f64)
    }

    /// By how much the NPS rose from before to after, negative where it fell.
    ///
    /// `result.difference(Confidence::P95)` gives the differences that the paired score test does not
    /// reject, and its p-value; they never leave -200 to 200 and are of no width only for the largest
    /// counts. Others are named with the confidence: `Confidence::P95.by(PairedMethod::Wald)`.
    #[must_use]
    pub fn difference(&self, options: impl Into<Options<PairedMethod>>) -> Estimate {
        let options = options.into();
        let confidence = options.confidence();
        let steps = self.steps();
        match options.method() {
            PairedMethod::Score => {
                let (statistic, z) = (steps.statistic(0.0), confidence.z());
                let limits = (-steps.mirrored().upper_limit(z), steps.upper_limit(z));
                let p_value = Alternative::TwoSided.p_value(statistic, steps.mean > 0.0);
                let (estimate, method) = (self.change(), Method::PairedScore);
                Estimate::new(Unit::Points, estimate, points(limits), confidence, method)
                    .with_test(statistic, Some(p_value))
            }
            PairedMethod::Wald => {
                let squared_error = steps.variance() / steps.n;
                wald_difference(self.change(), squared_error, confidence, Method::PairedWald)
            }
            PairedMethod::AdjustedWald => {
                // A third for each cell: one cell goes two down, two go one down, three nowhere.
                let added = [1.0, 2.0, 3.0, 2.0, 1.0];
                let counts = self.step_counts();
                let steps = Steps::new(core::array::from_fn(|i| counts[i] as f64 + added[i] / 3.0));
                let squared_error = steps.variance() / steps.n;
                wald_difference(
                    100.0 * steps.mean,
                    squared_error,
                    confidence,
                    Method::PairedAdjustedWald,
                )
            }
        }
    }

    /// Could the NPS truly have risen by no more or no less than `null` points? The paired score
    /// test.
    ///
    /// z = (difference - null) / sqrt(V / n), where V is the variance of one respondent's change
    /// under the most likely distribution of changes whose mean is the tested one.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless `null` is from -200 to 200 points.
    #[doc(alias = "significance")]
    pub fn difference_test(
        &self,
        null: f64,
        options: impl Into<TestOptions>,
    ) -> Result<Test, OutOfRange> {
        let (null, options) = (a_difference(null)?, options.into());
        let steps = self.steps();
        Ok(match options.method() {
            TestMethod::Score => steps.test(null, options.alternative()),
            TestMethod::Wald => {
                let distance = steps.mean - null / 100.0;
                let squared_error = steps.variance() / steps.n;
                Test::wald(null, options.alternative(), distance, squared_error)
            }
        })
    }

    /// Is the NPS what it was, up to `margin` points?
    ///
    /// Whether it has fallen by less than the margin (non-inferiority) is one half of it,
    /// [`Equivalence::above`].
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the margin is above 0 and below 200 points.
    #[doc(alias = "non-inferiority")]
    pub fn equivalence_test(&self, margin: f64) -> Result<Equivalence, OutOfRange> {
        let steps = self.steps();
        let test = |null, alternative| steps.test(null, alternative);
        Equivalence::of(100.0 * steps.mean, margin, test)
    }

    /// The most respondents who changed that the exact test takes.
    pub const EXACT_LIMIT: u64 = 100_000;

    /// Could the NPS truly not have changed? The exact test for few respondents.
    ///
    /// If before and after were exchangeable, every change could as well have gone the other way.
    /// The p-value is the share of all ways to flip the signs of the changes that give a sum at
    /// least as far from 0. The statistic is that sum by the root of the sum of the squared changes.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, PairedTally};
    ///
    /// let pairs = PairedTally::try_from(Counts {
    ///     detractors: Counts { detractors: 2, passives: 1, promoters: 0 },
    ///     passives: Counts { detractors: 0, passives: 1, promoters: 2 },
    ///     promoters: Counts { detractors: 0, passives: 0, promoters: 4 },
    /// })?;
    /// let result = pairs.result().ok_or("nobody answered twice")?;
    /// // Three changed, all for the better: so do two of eight ways to toss three coins.
    /// assert_eq!(result.exact_test(Alternative::TwoSided)?.p_value(), 0.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DataError::TooMany`] where more than [`EXACT_LIMIT`](PairedResult::EXACT_LIMIT) respondents
    /// changed; the score test is as good there.
    ///
    /// # Source
    ///
    /// Fisher, *The Design of Experiments* (1935), section 21.
    #[doc(alias = "sign flip")]
    #[doc(alias = "permutation")]
    pub fn exact_test(&self, alternative: Alternative) -> Result<Test, DataError> {
        let counts = self.step_counts();
        let changes = self.responses() - counts[2];
        if changes > Self::EXACT_LIMIT {
            return Err(DataError::TooMany {
                what: "changes",
                method: "the exact method",
                found: changes,
                maximum: Self::EXACT_LIMIT,
            });
        }
        let (statistic, p_value) = sign_flip::test(counts, alternative);
        Ok(Test::against(
            0.0,
            alternative,
            Some(statistic),
            p_value,
            Method::SignFlip,
        ))
    }
}

impl Steps {
    fn test(&self, null: f64, alternative: Alternative) -> Test {
        let statistic = self.statistic(null / 100.0);
        let p_value = alternative.p_value(statistic, 100.0 * self.mean > null);
        Test::against(null, alternative, statistic, p_value, Method::Score)
    }
}

/// The change: `NPS 25 to 40 (n = 100)`.
impl core::fmt::Display for PairedResult {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        f.write_str("NPS ")?;
        self.before().nps().fmt(f)?;
        f.write_str(" to ")?;
        self.after().nps().fmt(f)?;
        write!(f, " (n = {})", self.responses())
    }
}

crate::wire::written!([] PairedResult as "PairedResult", |this| {
    responses: this.responses(),
    counts: this.tally(),
    before: this.before(),
    after: this.after(),
});
