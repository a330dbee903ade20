//! The difference of two independent samples.

use core::f64::consts::LN_2;

use libm::{exp, log};

use super::mover;
use super::score::TwoSample;
use crate::error::{OutOfRange, Quantity};
use crate::inference::confidence::{Confidence, Options};
use crate::inference::estimate::{Estimate, Unit};
use crate::inference::interval::points;
use crate::inference::limits::anytime::Bettor;
use crate::inference::limits::wald;
use crate::inference::method::{DifferenceMethod, Method, TestMethod};
use crate::inference::test::{Alternative, Test, TestOptions, wald_statistic};
use crate::nps::NpsResult;
use crate::tally::Sample;

impl<S: Sample> NpsResult<S> {
    /// By how much this NPS exceeds that of another, independent sample: this minus `other`.
    ///
    /// `later.difference_from(&earlier, Confidence::P95)` is the change from earlier to later,
    /// negative where the NPS fell. The two must share no respondents: for the same people asked
    /// twice see [`PairedTally`](crate::PairedTally), for a segment compare it with the
    /// [rest](crate::inference::Groups), not with a whole that contains it. For a figure that is
    /// looked at again and again see
    /// [`anytime_valid_difference`](NpsResult::anytime_valid_difference).
    ///
    /// ```
    /// use npscore::inference::{Confidence, DifferenceMethod, Verdict};
    /// use npscore::{Counts, Tally};
    ///
    /// let old = Tally::from(Counts { detractors: 8, passives: 30, promoters: 49 });
    /// let new = Tally::from(Counts { detractors: 9, passives: 32, promoters: 93 });
    /// let (old, new) = old.result().zip(new.result()).ok_or("no responses")?;
    /// let difference = new.difference_from(&old, Confidence::P95.by(DifferenceMethod::Wald));
    /// assert_eq!(
    ///     difference.to_string(),
    ///     "+15.6 points, 95 % between -1.7 and +32.8, p = 0.077 (Wald)"
    /// );
    /// assert_eq!(difference.verdict(), Verdict::Unclear); // could be chance
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn difference_from<R: Sample>(
        &self,
        other: &NpsResult<R>,
        options: impl Into<Options<DifferenceMethod>>,
    ) -> Estimate {
        let options = options.into();
        let (confidence, z) = (options.confidence(), options.confidence().z());
        let groups = TwoSample::of(self, other);
        // The exact difference, rounded once.
        let estimate = (self.nps() - other.nps()).to_f64();
        match options.method() {
            DifferenceMethod::Mover => {
                let limits = points(mover::limits(&groups, z));
                Estimate::new(Unit::Points, estimate, limits, confidence, Method::Mover)
                    .with_score_test(groups)
            }
            DifferenceMethod::Score => {
                let limits = points(groups.limits(z));
                Estimate::new(Unit::Points, estimate, limits, confidence, Method::Score)
                    .with_score_test(groups)
            }
            DifferenceMethod::Wald => {
                let squared_error = self.tally().squared_error() + other.tally().squared_error();
                wald_difference(estimate, squared_error, confidence, Method::Wald)
            }
            DifferenceMethod::AdjustedWald(added) => {
                let groups = groups.with_prior(added);
                let (estimate, squared_error) = (100.0 * groups.gap, groups.squared_error());
                wald_difference(estimate, squared_error, confidence, Method::AdjustedWald)
            }
        }
    }

    /// Could this NPS truly exceed that of another, independent sample by no more or no less than
    /// `null` points?
    ///
    /// The two-sample score test: the difference by its standard error, with the variances of the
    /// most likely pair of distributions that differ by `null`.
    /// [`Greater`](Alternative::Greater) asks for evidence that this NPS exceeds the other by more.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless `null` is from -200 to 200 points.
    ///
    /// ```
    /// use npscore::inference::Alternative;
    /// use npscore::{Counts, Tally};
    ///
    /// let old = Tally::from(Counts { detractors: 25, passives: 35, promoters: 40 });
    /// let new = Tally::from(Counts { detractors: 15, passives: 30, promoters: 55 });
    /// let (old, new) = old.result().zip(new.result()).ok_or("no responses")?;
    /// let test = new.difference_test(&old, 0.0, Alternative::Greater)?;
    /// assert_eq!(format!("{:.3}", test.p_value()), "0.011");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Source: Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226, for trinomials.
    #[doc(alias = "significance")]
    pub fn difference_test<R: Sample>(
        &self,
        other: &NpsResult<R>,
        null: f64,
        options: impl Into<TestOptions>,
    ) -> Result<Test, OutOfRange> {
        let null = a_difference(null)?;
        let options = options.into();
        let groups = TwoSample::of(self, other);
        Ok(match options.method() {
            TestMethod::Score => groups.test(null, options.alternative()),
            TestMethod::Wald => {
                let squared_error = self.tally().squared_error() + other.tally().squared_error();
                let distance = groups.gap - null / 100.0;
                Test::wald(null, options.alternative(), distance, squared_error)
            }
        })
    }
}

impl NpsResult {
    /// By how much this NPS truly exceeds another, with limits and a p-value that may be looked at
    /// after every response to either.
    ///
    /// Each NPS gets an anytime-valid interval of half the error allowed, and the limits are the
    /// least and the largest difference of the two. The p-value is the smallest error at which they
    /// exclude 0, so that both always agree; the statistic is the natural logarithm of its inverse.
    /// Conditions: see [`anytime_valid_interval`](NpsResult::anytime_valid_interval).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::{Confidence, Verdict};
    /// use npscore::{Counts, Tally};
    ///
    /// let new = Tally::from(Counts { detractors: 100, passives: 200, promoters: 700 });
    /// let old = Tally::from(Counts { detractors: 300, passives: 300, promoters: 400 });
    /// let (new, old) = new.result().zip(old.result()).ok_or("no responses")?;
    /// let difference = new.anytime_valid_difference(&old, Confidence::P95);
    /// assert_eq!(difference.estimate(), 50.0);
    /// assert!(difference.low() > 30.0);
    /// assert_eq!(difference.verdict(), Verdict::Higher);
    /// # Ok::<(), &str>(())
    /// ```
    #[doc(alias = "always valid")]
    #[doc(alias = "peeking")]
    #[doc(alias = "sequential")]
    #[must_use]
    pub fn anytime_valid_difference(&self, other: &Self, confidence: Confidence) -> Estimate {
        let (one, two) = (Bettor::new(self), Bettor::new(other));
        let log_fortune = log(4.0 / confidence.alpha());
        let (low, high) = one.limits(log_fortune);
        let (other_low, other_high) = two.limits(log_fortune);
        let gap = (self.nps() - other.nps()).to_f64();
        let limits = points((low - other_high, high - other_low));
        let estimate = Estimate::new(Unit::Points, gap, limits, confidence, Method::AnytimeValid);
        // Each of four bets gets a quarter of the error.
        let fortune = if gap < 0.0 {
            two.log_fortune_against_no_more_than(&one)
        } else {
            one.log_fortune_against_no_more_than(&two)
        };
        let mut log_e = fortune - 2.0 * LN_2;
        // Limits are found to some digits, and must not contradict.
        let (least, excluded) = (-log(confidence.alpha()), !estimate.contains(0.0));
        if excluded && exp(-log_e) >= confidence.alpha() {
            log_e = least * (1.0 + 4.0 * f64::EPSILON);
        } else if !excluded && exp(-log_e) < confidence.alpha() {
            log_e = least * (1.0 - 4.0 * f64::EPSILON);
        }
        estimate.with_test(Some(log_e), Some(exp(-log_e)))
    }
}

impl Estimate {
    /// With the two-sample score test of no difference.
    fn with_score_test(self, groups: TwoSample) -> Self {
        let statistic = groups.statistic(0.0);
        let p_value = Alternative::TwoSided.p_value(statistic, groups.gap > 0.0);
        self.with_test(statistic, Some(p_value))
    }
}

/// A difference in points ± z standard errors, and the p-value of their quotient; the squared error
/// is on the scale of -2 to 2.
pub(in crate::inference) fn wald_difference(
    estimate: f64,
    squared_error: f64,
    confidence: Confidence,
    method: Method,
) -> Estimate {
    let limits = wald::limits(estimate / 100.0, squared_error, confidence.z());
    let statistic = wald_statistic(estimate / 100.0, squared_error);
    let p_value = statistic.map(|z| Alternative::TwoSided.p_value(Some(z), z > 0.0));
    Estimate::new(Unit::Points, estimate, points(limits), confidence, method)
        .with_test(statistic, p_value)
}

/// Points that a difference may have.
pub(in crate::inference) fn a_difference(points: f64) -> Result<f64, OutOfRange> {
    // False for NaN.
    if (-200.0..=200.0).contains(&points) {
        Ok(points)
    } else {
        Err(OutOfRange::new(Quantity::Difference, points))
    }
}

impl TwoSample {
    /// The score test of a difference of `null` points.
    pub(super) fn test(self, null: f64, alternative: Alternative) -> Test {
        let statistic = self.statistic(null / 100.0);
        let p_value = alternative.p_value(statistic, 100.0 * self.gap > null);
        Test::against(null, alternative, statistic, p_value, Method::Score)
    }
}
