//! The difference of two scores.

use core::fmt;

use super::confidence::Confidence;
use super::interval::write_points;
use super::pseudo_counts::PseudoCounts;
use super::test::{Alternative, Test, TestMethod};
use super::two_sample::TwoSample;
use super::wald::added_groups;
use crate::nps::NpsResult;

/// How a [`Difference`] was made.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DifferenceMethod {
    /// The score intervals of both groups put together (method of variance estimates recovery:
    /// Zou and Donner 2008), with the p-value of the two-sample score test. The default for
    /// independent groups.
    #[default]
    Mover,
    /// All differences the two-sample score test does not reject, and its p-value: interval and
    /// p-value always agree.
    Score,
    /// Difference ± z standard errors, cut at the ends of the range, and the p-value of their
    /// quotient. For comparison with other tools.
    Wald,
    /// Wald after adding imagined responses to each group, such as Rocks' (2016) 3/4 detractors,
    /// 3/2 passives and 3/4 promoters. The estimate is that of the added-to counts.
    AdjustedWald(PseudoCounts),
    /// The same respondents twice: all differences the paired score test does not reject.
    PairedScore,
    /// The same respondents twice: difference ± z standard errors, cut at the ends of the range.
    PairedWald,
    /// The same respondents twice: Wald after adding 1/3 to each of the nine cells.
    PairedAdjustedWald,
}

impl DifferenceMethod {
    /// The method in words, such as `"adjusted Wald"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mover => "MOVER",
            Self::Score => "score",
            Self::Wald => "Wald",
            Self::AdjustedWald(_) => "adjusted Wald",
            Self::PairedScore => "paired score",
            Self::PairedWald => "paired Wald",
            Self::PairedAdjustedWald => "paired adjusted Wald",
        }
    }
}

impl fmt::Display for DifferenceMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How two independent scores are to be compared: a confidence and a method.
///
/// A [`Confidence`] alone converts into it and asks for [`DifferenceMethod::Mover`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DifferenceOptions {
    confidence: Confidence,
    method: DifferenceMethod,
}

impl DifferenceOptions {
    /// By the two-sample score test, [`DifferenceMethod::Score`].
    #[must_use]
    pub const fn score(confidence: Confidence) -> Self {
        Self {
            confidence,
            method: DifferenceMethod::Score,
        }
    }

    /// By [`DifferenceMethod::Wald`].
    #[must_use]
    pub const fn wald(confidence: Confidence) -> Self {
        Self {
            confidence,
            method: DifferenceMethod::Wald,
        }
    }

    /// By [`DifferenceMethod::AdjustedWald`] with [`PseudoCounts::ROCKS`] for each group, as in
    /// most tools.
    #[must_use]
    pub const fn adjusted_wald(confidence: Confidence) -> Self {
        Self::adjusted_wald_by(confidence, PseudoCounts::ROCKS)
    }

    /// By [`DifferenceMethod::AdjustedWald`] with other imagined responses for each group, such as
    /// [half of Rocks'](PseudoCounts::halved).
    #[must_use]
    pub const fn adjusted_wald_by(confidence: Confidence, added: PseudoCounts) -> Self {
        Self {
            confidence,
            method: DifferenceMethod::AdjustedWald(added),
        }
    }

    /// The confidence.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> DifferenceMethod {
        self.method
    }
}

impl From<Confidence> for DifferenceOptions {
    fn from(confidence: Confidence) -> Self {
        Self {
            confidence,
            method: DifferenceMethod::Mover,
        }
    }
}

pub use encapsulate::Difference;

mod encapsulate {
    use super::{Confidence, DifferenceError, DifferenceMethod};

    /// By how much one score exceeds another: an estimate with its sign, a range, and a p-value.
    ///
    /// Made by [`NpsResult::difference_from`](crate::NpsResult::difference_from) for independent
    /// groups and by [`PairedResult::difference`](super::super::PairedResult::difference) for the
    /// same respondents twice.
    ///
    /// # Invariants
    ///
    /// `-200 <= low <= estimate <= high <= 200`, in points; the p-value is from 0 to 1; no figure
    /// is NaN or -0. A Wald method has neither statistic nor p-value where no group varies: a
    /// standard error of 0 says nothing.
    ///
    /// # Ordering
    ///
    /// None: ranges overlap.
    ///
    /// # Display
    ///
    /// Points with their sign, to one decimal place or to the precision asked for:
    /// `-15.6 points, 95 % between -33.2 and +1.5, p = 0.073 (MOVER)`.
    ///
    /// # Errors
    ///
    /// [`Difference::new`] refuses figures outside their ranges, such as an estimate of 250, and
    /// bounds that are reversed or do not hold the estimate.
    ///
    /// # Serialised form
    ///
    /// `{"estimate", "low", "high", "statistic", "p_value", "method", "confidence"}`: points as
    /// floats, the method by name, the confidence as a share. Deserialising goes through
    /// [`Difference::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let (earlier, later) = (Tally::from(Counts { detractors: 25, passives: 35, promoters: 40 }), Tally::from(Counts { detractors: 15, passives: 30, promoters: 55 }));
    /// let (earlier, later) = earlier.result().zip(later.result()).ok_or("no responses")?;
    /// let change = later.difference_from(&earlier, Confidence::P95);
    /// assert_eq!(change.estimate(), 25.0);
    /// assert_eq!(
    ///     change.to_string(),
    ///     "+25.0 points, 95 % between +3.5 and +45.6, p = 0.023 (MOVER)"
    /// );
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Difference {
        estimate: f64,
        low: f64,
        high: f64,
        statistic: Option<f64>,
        p_value: Option<f64>,
        method: DifferenceMethod,
        confidence: Confidence,
    }

    impl Difference {
        /// A difference of figures that are already known, in points.
        ///
        /// # Errors
        ///
        /// [`DifferenceError::OutOfRange`] for points outside -200 to 200 or NaN,
        /// [`DifferenceError::NotOrdered`] unless `low <= estimate <= high`,
        /// [`DifferenceError::NotFinite`] for a statistic that is infinite or NaN,
        /// [`DifferenceError::PValueOutOfRange`] for a p-value outside 0 to 1.
        pub fn new(
            estimate: f64,
            low: f64,
            high: f64,
            statistic: Option<f64>,
            p_value: Option<f64>,
            method: DifferenceMethod,
            confidence: Confidence,
        ) -> Result<Self, DifferenceError> {
            for points in [estimate, low, high] {
                // False for NaN.
                if !(-200.0..=200.0).contains(&points) {
                    return Err(DifferenceError::OutOfRange { points });
                }
            }
            if !(low <= estimate && estimate <= high) {
                return Err(DifferenceError::NotOrdered {
                    low,
                    estimate,
                    high,
                });
            }
            if let Some(value) = statistic.filter(|statistic| !statistic.is_finite()) {
                return Err(DifferenceError::NotFinite { value });
            }
            if let Some(p_value) = p_value.filter(|p_value| !(0.0..=1.0).contains(p_value)) {
                return Err(DifferenceError::PValueOutOfRange { p_value });
            }
            // Adding 0 turns -0 into 0.
            Ok(Self {
                estimate: estimate + 0.0,
                low: low + 0.0,
                high: high + 0.0,
                statistic: statistic.map(|statistic| statistic + 0.0),
                p_value: p_value.map(|p_value| p_value + 0.0),
                method,
                confidence,
            })
        }

        /// The smallest range that holds the estimate and both bounds, within -200 to 200.
        ///
        /// On the scale of -2 to 2; none of the figures NaN.
        pub(in super::super) fn around(
            estimate: f64,
            (low, high): (f64, f64),
            statistic: Option<f64>,
            p_value: Option<f64>,
            method: DifferenceMethod,
            confidence: Confidence,
        ) -> Self {
            let estimate = (100.0 * estimate).clamp(-200.0, 200.0) + 0.0;
            Self {
                estimate,
                low: (100.0 * low).clamp(-200.0, estimate) + 0.0,
                high: (100.0 * high).clamp(estimate, 200.0) + 0.0,
                statistic: statistic.map(|statistic| statistic + 0.0),
                p_value: p_value.map(|p_value| p_value.clamp(0.0, 1.0) + 0.0),
                method,
                confidence,
            }
        }

        /// The difference in points, positive where the score is higher than the one it is compared
        /// with.
        #[must_use]
        pub const fn estimate(&self) -> f64 {
            self.estimate
        }

        /// The lower bound in points.
        #[must_use]
        pub const fn low(&self) -> f64 {
            self.low
        }

        /// The upper bound in points.
        #[must_use]
        pub const fn high(&self) -> f64 {
            self.high
        }

        /// The test statistic against no difference, in standard errors, with the sign of the
        /// difference; `None` where a Wald method has no standard error.
        #[must_use]
        pub const fn statistic(&self) -> Option<f64> {
            self.statistic
        }

        /// The two-sided p-value against no difference: 0 to 1; `None` where a Wald method has no
        /// standard error.
        #[must_use]
        pub const fn p_value(&self) -> Option<f64> {
            self.p_value
        }

        /// How the range was made.
        #[must_use]
        pub const fn method(&self) -> DifferenceMethod {
            self.method
        }

        /// How sure the range is.
        #[must_use]
        pub const fn confidence(&self) -> Confidence {
            self.confidence
        }
    }
}

impl Difference {
    /// Whether a difference in points lies within the bounds, both included.
    #[must_use]
    pub fn contains(&self, points: f64) -> bool {
        (self.low()..=self.high()).contains(&points)
    }

    /// From the lower to the upper bound, in points: 0 to 400.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.high() - self.low()
    }

    /// The Wald figures of an estimate and its variance on the scale of -2 to 2.
    pub(super) fn wald(
        estimate: f64,
        variance: f64,
        method: DifferenceMethod,
        confidence: Confidence,
    ) -> Self {
        let se = libm::sqrt(variance);
        let statistic = (se > 0.0).then(|| estimate / se);
        let reach = confidence.z() * se;
        Self::around(
            estimate,
            (estimate - reach, estimate + reach),
            statistic,
            statistic.map(|_| Alternative::TwoSided.p_value(statistic, estimate > 0.0)),
            method,
            confidence,
        )
    }
}

/// What a manager asks: how much, how sure, and could it be chance.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        write_signed(f, self.estimate(), places)?;
        write!(f, " points, {} between ", self.confidence())?;
        write_signed(f, self.low(), places)?;
        f.write_str(" and ")?;
        write_signed(f, self.high(), places)?;
        if let Some(p_value) = self.p_value() {
            f.write_str(",")?;
            write_p_value(f, p_value)?;
        }
        write!(f, " ({})", self.method())
    }
}

/// Points with a sign, to so many decimal places.
pub(super) fn write_signed(f: &mut fmt::Formatter<'_>, points: f64, places: usize) -> fmt::Result {
    struct Points(f64);
    impl fmt::Display for Points {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_points(f, self.0)
        }
    }
    write!(f, "{:+.places$}", Points(points))
}

/// A p-value with a space before it: ` p = 0.080`.
pub(super) fn write_p_value(f: &mut fmt::Formatter<'_>, p_value: f64) -> fmt::Result {
    if p_value < 0.001 {
        f.write_str(" p < 0.001")
    } else {
        write!(f, " p = {p_value:.3}")
    }
}

impl NpsResult {
    /// By how much this score exceeds that of another, independent group: this minus `other`.
    ///
    /// `later.difference_from(&earlier, Confidence::P95)` is the change from earlier to later,
    /// negative where the score fell. The two must share no respondents: for the same people asked
    /// twice see [`PairedTally`](crate::PairedTally), for a segment compare it with
    /// [the rest](super::Groups::against_rest), not with a whole that contains it. For a figure
    /// that is looked at again and again see
    /// [`anytime_valid_difference`](NpsResult::anytime_valid_difference).
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Confidence, DifferenceOptions};
    ///
    /// let (old, new) = (Tally::from(Counts { detractors: 8, passives: 30, promoters: 49 }), Tally::from(Counts { detractors: 9, passives: 32, promoters: 93 }));
    /// let (old, new) = old.result().zip(new.result()).ok_or("no responses")?;
    /// let difference = new.difference_from(&old, DifferenceOptions::wald(Confidence::P95));
    /// assert_eq!(
    ///     difference.to_string(),
    ///     "+15.6 points, 95 % between -1.7 and +32.8, p = 0.077 (Wald)"
    /// );
    /// assert!(difference.contains(0.0)); // could be chance
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn difference_from(
        &self,
        other: &Self,
        options: impl Into<DifferenceOptions>,
    ) -> Difference {
        let options = options.into();
        let (method, confidence) = (options.method(), options.confidence());
        let groups = TwoSample::of(self, other);
        let limits = match method {
            DifferenceMethod::Wald => {
                return Difference::wald(groups.gap, groups.variance(), method, confidence);
            }
            DifferenceMethod::AdjustedWald(added) => {
                let groups = added_groups(self, other, added);
                return Difference::wald(groups.gap, groups.variance(), method, confidence);
            }
            DifferenceMethod::Score => groups.score_limits(confidence.z()),
            // The options name no other.
            _ => groups.mover_limits(confidence.z()),
        };
        let statistic = groups.statistic(0.0);
        let p_value = Alternative::TwoSided.p_value(statistic, groups.gap > 0.0);
        Difference::around(
            groups.gap,
            limits,
            statistic,
            Some(p_value),
            method,
            confidence,
        )
    }

    /// Could this score and that of another, independent group truly be the same?
    ///
    /// The two-sample score test: the difference by its standard error, with the variances of the
    /// most likely pair of distributions whose scores are equal.
    /// [`Greater`](Alternative::Greater) asks for evidence that this score is the higher one.
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Alternative;
    ///
    /// let (old, new) = (Tally::from(Counts { detractors: 25, passives: 35, promoters: 40 }), Tally::from(Counts { detractors: 15, passives: 30, promoters: 55 }));
    /// let (old, new) = old.result().zip(new.result()).ok_or("no responses")?;
    /// let test = new.difference_test(&old, Alternative::Greater);
    /// assert_eq!(format!("{:.3}", test.p_value()), "0.011");
    /// # Ok::<(), &str>(())
    /// ```
    ///
    /// Source: Miettinen and Nurminen, Statistics in Medicine 4 (1985) 213-226, for trinomials.
    #[must_use]
    pub fn difference_test(&self, other: &Self, alternative: Alternative) -> Test {
        TwoSample::of(self, other).test(0.0, alternative)
    }

    /// Could this score exceed that of another, independent group by `null` points?
    ///
    /// As [`difference_test`](NpsResult::difference_test), against a difference other than 0.
    ///
    /// # Errors
    ///
    /// [`DifferenceError::OutOfRange`] unless `null` is from -200 to 200.
    pub fn difference_test_at(
        &self,
        other: &Self,
        null: f64,
        alternative: Alternative,
    ) -> Result<Test, DifferenceError> {
        // False for NaN.
        if !(-200.0..=200.0).contains(&null) {
            return Err(DifferenceError::OutOfRange { points: null });
        }
        Ok(TwoSample::of(self, other).test(null, alternative))
    }
}

impl TwoSample {
    /// The score test of a difference of `null` points.
    pub(super) fn test(self, null: f64, alternative: Alternative) -> Test {
        let statistic = self.statistic(null / 100.0);
        Test::of(
            100.0 * self.gap,
            null,
            statistic,
            alternative.p_value(statistic, 100.0 * self.gap > null),
            alternative,
            TestMethod::Score,
        )
    }
}

/// Why figures make no [`Difference`], or a difference cannot be tested.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DifferenceError {
    /// A figure outside the range, or NaN.
    #[error("{points} points are out of range, expected -200 to 200")]
    OutOfRange {
        /// The figure in points.
        points: f64,
    },
    /// Bounds that are reversed or do not hold the estimate.
    #[error("bounds {low} to {high} do not hold the estimate {estimate}")]
    NotOrdered {
        /// The lower bound in points.
        low: f64,
        /// The estimate in points.
        estimate: f64,
        /// The upper bound in points.
        high: f64,
    },
    /// A statistic that is infinite or NaN.
    #[error("statistic {value} is out of range, expected a finite number")]
    NotFinite {
        /// The statistic.
        value: f64,
    },
    /// A p-value that is no probability.
    #[error("p-value {p_value} is out of range, expected 0 to 1")]
    PValueOutOfRange {
        /// The p-value.
        p_value: f64,
    },
}

crate::wire::row!(Difference {
    estimate: f64,
    low: f64,
    high: f64,
    statistic: Option<f64>,
    p_value: Option<f64>,
    method: DifferenceMethod,
    confidence: Confidence
} => new);
