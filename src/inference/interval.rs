//! The interval around one score.

use alloc::format;
use core::fmt;

use super::confidence::Confidence;
use super::contour;
use super::exact::ExactError;
use super::prior::Prior;
use super::pseudo_counts::PseudoCounts;
use super::score::{Trinomial, score_limits};
use super::wald::{adjusted, wald_limits};
use crate::nps::NpsResult;
use crate::response::Category;

/// How an interval was made.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IntervalMethod {
    /// All scores a score test does not reject (Tango 1998). The default: never leaves the range,
    /// never shrinks to a point, good from the first response on.
    #[default]
    Score,
    /// Estimate ± z standard errors, cut at the ends of the range. For comparison with other
    /// tools: far too narrow on few responses, and of no width where all answers are alike.
    Wald,
    /// Wald after adding imagined responses, such as Rocks' (2016) 3/4 detractors, 3/2 passives and
    /// 3/4 promoters; cut at the ends of the range. The estimate is that of the added-to counts.
    AdjustedWald(PseudoCounts),
    /// All scores an exact test does not reject: misses the truth at most as often as stated,
    /// whatever the truth.
    ExactUnconditional,
    /// Between the quantiles of the posterior that leave equal parts on both sides; the estimate
    /// is the posterior median.
    Bayes(Prior),
    /// The score interval of as many responses as the linearised standard error of a weighted survey
    /// is worth (Korn and Graubard 1998); of a plain result, of one response less.
    LinearisedScore,
    /// May be looked at after every response, for as long as one likes.
    AnytimeValid,
}

impl IntervalMethod {
    /// The method in words, such as `"adjusted Wald"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Wald => "Wald",
            Self::AdjustedWald(_) => "adjusted Wald",
            Self::ExactUnconditional => "exact",
            Self::Bayes(_) => "Bayes",
            Self::LinearisedScore => "linearised score",
            Self::AnytimeValid => "anytime-valid",
        }
    }
}

impl fmt::Display for IntervalMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What interval is wanted: a confidence, and a method that has an answer for any responses.
///
/// A [`Confidence`] alone converts into it and asks for the score interval; the others are named
/// on the confidence: `Confidence::P95.wald()`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct IntervalOptions {
    confidence: Confidence,
    method: IntervalMethod,
}

impl Confidence {
    pub(super) const fn by(self, method: IntervalMethod) -> IntervalOptions {
        IntervalOptions {
            confidence: self,
            method,
        }
    }

    /// At this confidence, the [score](IntervalMethod::Score) interval.
    #[must_use]
    pub const fn score(self) -> IntervalOptions {
        self.by(IntervalMethod::Score)
    }
}

impl IntervalOptions {
    /// The confidence.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> IntervalMethod {
        self.method
    }
}

impl From<Confidence> for IntervalOptions {
    fn from(confidence: Confidence) -> Self {
        confidence.score()
    }
}

pub use encapsulate::Interval;

mod encapsulate {
    use super::{Confidence, IntervalError, IntervalMethod};

    /// A range of scores that holds the true one with a stated confidence.
    ///
    /// # Invariants
    ///
    /// `-100 <= low <= estimate <= high <= 100`, in points; never NaN, never -0.
    ///
    /// # Ordering
    ///
    /// None: intervals overlap.
    ///
    /// # Display
    ///
    /// Points to one decimal place, or to the precision asked for:
    /// `12.0 [-1.4, 25.1] (95 %, score)`.
    ///
    /// # Errors
    ///
    /// [`Interval::new`] refuses bounds that are reversed, outside the range, or do not hold the
    /// estimate, such as an estimate of 30 in 10 to 20.
    ///
    /// # Serialised form
    ///
    /// `{"estimate", "low", "high", "method", "confidence"}`: points as floats, the method by name,
    /// the confidence as a share. Deserialising goes through [`Interval::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
    /// let interval = result.interval(Confidence::P95);
    /// assert_eq!(interval.to_string(), "12.0 [-1.6, 25.2] (95 %, score)");
    /// assert!(interval.contains(0.0));
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Interval {
        estimate: f64,
        low: f64,
        high: f64,
        method: IntervalMethod,
        confidence: Confidence,
    }

    impl Interval {
        /// An interval of figures that are already known, in points.
        ///
        /// # Errors
        ///
        /// [`IntervalError::OutOfRange`] for a figure outside -100 to 100 or NaN,
        /// [`IntervalError::NotOrdered`] unless `low <= estimate <= high`.
        pub fn new(
            estimate: f64,
            low: f64,
            high: f64,
            method: IntervalMethod,
            confidence: Confidence,
        ) -> Result<Self, IntervalError> {
            for points in [estimate, low, high] {
                // False for NaN.
                if !(-100.0..=100.0).contains(&points) {
                    return Err(IntervalError::OutOfRange { points });
                }
            }
            if !(low <= estimate && estimate <= high) {
                return Err(IntervalError::NotOrdered {
                    low,
                    estimate,
                    high,
                });
            }
            // Adding 0 turns -0 into 0.
            Ok(Self {
                estimate: estimate + 0.0,
                low: low + 0.0,
                high: high + 0.0,
                method,
                confidence,
            })
        }

        /// The smallest interval that holds the estimate and both bounds, within the range.
        ///
        /// All on the scale of -1 to 1; none of them NaN.
        pub(in super::super) fn around(
            estimate: f64,
            low: f64,
            high: f64,
            method: IntervalMethod,
            confidence: Confidence,
        ) -> Self {
            let estimate = (100.0 * estimate).clamp(-100.0, 100.0) + 0.0;
            Self {
                estimate,
                low: (100.0 * low).clamp(-100.0, estimate) + 0.0,
                high: (100.0 * high).clamp(estimate, 100.0) + 0.0,
                method,
                confidence,
            }
        }

        /// The figure the interval is about, in points.
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

        /// How the interval was made.
        #[must_use]
        pub const fn method(&self) -> IntervalMethod {
            self.method
        }

        /// How sure it is.
        #[must_use]
        pub const fn confidence(&self) -> Confidence {
            self.confidence
        }
    }
}

impl Interval {
    /// Whether a score in points lies within the bounds, both included.
    #[must_use]
    pub fn contains(&self, points: f64) -> bool {
        (self.low()..=self.high()).contains(&points)
    }

    /// From the lower to the upper bound, in points: 0 to 200.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.high() - self.low()
    }

    /// Half the width in points: the "plus or minus" of a report.
    ///
    /// The bounds need not lie evenly around the estimate; near the ends of the range they do not.
    #[must_use]
    pub const fn margin(&self) -> f64 {
        0.5 * self.width()
    }
}

impl NpsResult {
    /// The range of scores that agree with these responses.
    ///
    /// `result.interval(Confidence::P95)` is the score interval.
    ///
    /// For a figure that is looked at again and again while answers come in, it misses the truth
    /// far more often than stated.
    #[must_use]
    pub fn interval(&self, options: impl Into<IntervalOptions>) -> Interval {
        let options = options.into();
        let n = self.responses() as f64;
        // Of a plain result, linearisation costs one response.
        let factor = match options.method() {
            IntervalMethod::LinearisedScore if self.responses() > 1 => (n - 1.0) / n,
            _ => 1.0,
        };
        let counts = Category::ALL.map(|category| self.count(category) as f64 * factor);
        interval_of(counts, self.nps().to_f64() / 100.0, options)
    }
}

/// The interval of counts that need not be whole, around an estimate on the scale of -1 to 1.
pub(super) fn interval_of(
    [detractors, passives, promoters]: [f64; 3],
    estimate: f64,
    options: IntervalOptions,
) -> Interval {
    let (method, confidence) = (options.method(), options.confidence());
    let counts = Trinomial::new(detractors, passives, promoters);
    let z = confidence.z();
    let mut estimate = estimate;
    let (low, high) = match method {
        IntervalMethod::Wald => wald_limits(counts, z),
        IntervalMethod::AdjustedWald(added) => {
            let counts = adjusted([detractors, passives, promoters], added);
            estimate = counts.theta();
            wald_limits(counts, z)
        }
        IntervalMethod::Bayes(prior) => {
            let parameters = [
                detractors + prior.detractors(),
                passives + prior.passives(),
                promoters + prior.promoters(),
            ];
            let [b, a, c] = parameters;
            let tail = 0.5 * confidence.alpha();
            estimate = contour::lower_quantile(parameters, 0.5);
            (
                contour::lower_quantile(parameters, tail),
                -contour::lower_quantile([c, a, b], tail),
            )
        }
        // The options name no other.
        _ => score_limits(detractors, passives, promoters, z),
    };
    Interval::around(estimate, low, high, method, confidence)
}

impl NpsResult {
    /// As [`interval`](NpsResult::interval), for a method that is known at run time only; any that
    /// follows from counts.
    ///
    /// # Errors
    ///
    /// [`ExactError::TooManyResponses`] for the exact method and more than
    /// [`MOST_EXACT_RESPONSES`](super::MOST_EXACT_RESPONSES).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::inference::{Confidence, IntervalMethod};
    ///
    /// let result = Tally::from(Counts { detractors: 1, passives: 1, promoters: 3 }).result().ok_or("no responses")?;
    /// for method in [IntervalMethod::Score, IntervalMethod::ExactUnconditional] {
    ///     let interval = result.try_interval(Confidence::P95, method)?;
    ///     assert_eq!(interval.method(), method);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn try_interval(
        &self,
        confidence: Confidence,
        method: IntervalMethod,
    ) -> Result<Interval, ExactError> {
        match method {
            IntervalMethod::ExactUnconditional => self.exact_interval(confidence),
            IntervalMethod::AnytimeValid => Ok(self.anytime_valid_interval(confidence)),
            _ => Ok(self.interval(confidence.by(method))),
        }
    }
}

/// The estimate, the bounds, the confidence and the method.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_points(f, self.estimate())?;
        f.write_str(" [")?;
        write_points(f, self.low())?;
        f.write_str(", ")?;
        write_points(f, self.high())?;
        write!(f, "] ({}, {})", self.confidence(), self.method())
    }
}

/// Points to the precision asked for (one place if none), with a sign if asked for; never "-0".
pub(super) fn write_points(f: &mut fmt::Formatter<'_>, points: f64) -> fmt::Result {
    let places = f.precision().unwrap_or(1);
    let text = format!("{:.places$}", points.abs());
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if points < 0.0 && !zero {
        f.write_str("-")?;
    } else if f.sign_plus() {
        f.write_str("+")?;
    }
    f.write_str(&text)
}

/// Why figures make no [`Interval`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IntervalError {
    /// A figure outside the range, or NaN.
    #[error("{points} points are out of range, expected -100 to 100")]
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
}

crate::wire::row!(Interval {
    estimate: f64,
    low: f64,
    high: f64,
    method: IntervalMethod,
    confidence: Confidence
} => new);
