//! The score interval with corrections: for skewness, for the degree of freedom the estimate costs,
//! for the steps in which a score moves.

use libm::{copysign, sqrt};

use super::confidence::Confidence;
use super::interval::{IntervalMethod, IntervalOptions};
use super::math::bracketed_root;
use super::score::Trinomial;

pub use encapsulate::ScoreCorrection;

mod encapsulate {
    use super::ScoreCorrectionError;

    /// What a score interval is corrected for.
    ///
    /// # Invariants
    ///
    /// A continuity correction is from 0 to 1 response.
    ///
    /// # Ordering
    ///
    /// None.
    ///
    /// # Serialised form
    ///
    /// `{"skewness", "variance", "continuity"}`: two booleans and a number.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::{Confidence, ScoreCorrection};
    ///
    /// let result = Tally::from([1, 3, 16]).result().ok_or("no responses")?;
    /// let corrected = |correction| result.interval(Confidence::P95.corrected_score(correction));
    /// let cautious = ScoreCorrection::SKEWNESS_AND_VARIANCE.with_continuity(0.5)?;
    /// assert!(corrected(cautious).width() > corrected(ScoreCorrection::VARIANCE).width());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct ScoreCorrection {
        skewness: bool,
        variance: bool,
        continuity: f64,
    }

    impl ScoreCorrection {
        /// For nothing: the score interval itself, to add a continuity correction to.
        pub const NONE: Self = Self {
            skewness: false,
            variance: false,
            continuity: 0.0,
        };

        /// For the degree of freedom the estimate costs: the variance times n / (n - 1).
        ///
        /// Source: Laud, "Equal-tailed confidence intervals for comparison of rates",
        /// Pharmaceutical Statistics 16 (2017) 334-348.
        pub const VARIANCE: Self = Self {
            skewness: false,
            variance: true,
            continuity: 0.0,
        };

        /// For skewness: both tails miss about as often.
        ///
        /// Source: Gart and Nam, "Approximate interval estimation of the difference in binomial
        /// parameters: correction for skewness and extension to multiple tables", Biometrics 46
        /// (1990) 637-643.
        pub const SKEWNESS: Self = Self {
            skewness: true,
            variance: false,
            continuity: 0.0,
        };

        /// For both: see [`SKEWNESS`](Self::SKEWNESS) and [`VARIANCE`](Self::VARIANCE).
        pub const SKEWNESS_AND_VARIANCE: Self = Self {
            skewness: true,
            variance: true,
            continuity: 0.0,
        };

        /// The same with a continuity correction: the distance of estimate and tested score is
        /// reduced by that many responses by n, not below 0.
        ///
        /// 0.5 is Yates' (Journal of the Royal Statistical Society Supplement 1 (1934) 217-235):
        /// nearly never too narrow, and often too wide.
        ///
        /// # Errors
        ///
        /// [`ScoreCorrectionError::ContinuityOutOfRange`] unless it is from 0 to 1.
        pub const fn with_continuity(self, responses: f64) -> Result<Self, ScoreCorrectionError> {
            Self::from_parts(self.skewness, self.variance, responses)
        }

        pub(super) const fn from_parts(
            skewness: bool,
            variance: bool,
            continuity: f64,
        ) -> Result<Self, ScoreCorrectionError> {
            // False for NaN.
            if continuity >= 0.0 && continuity <= 1.0 {
                Ok(Self {
                    skewness,
                    variance,
                    // Adding 0 turns -0 into 0.
                    continuity: continuity + 0.0,
                })
            } else {
                Err(ScoreCorrectionError::ContinuityOutOfRange {
                    responses: continuity,
                })
            }
        }

        /// Whether it corrects for skewness.
        #[must_use]
        pub const fn skewness(&self) -> bool {
            self.skewness
        }

        /// Whether it widens the variance by n / (n - 1).
        #[must_use]
        pub const fn variance(&self) -> bool {
            self.variance
        }

        /// The continuity correction in responses: 0 to 1.
        #[must_use]
        pub const fn continuity(&self) -> f64 {
            self.continuity
        }
    }
}

impl ScoreCorrection {
    /// In words, such as `"skewness-corrected score"`.
    pub(super) const fn as_str(self) -> &'static str {
        if self.skewness() {
            "skewness-corrected score"
        } else {
            "corrected score"
        }
    }
}

impl Default for ScoreCorrection {
    /// [`ScoreCorrection::SKEWNESS_AND_VARIANCE`].
    fn default() -> Self {
        Self::SKEWNESS_AND_VARIANCE
    }
}

impl Confidence {
    /// At this confidence, the score interval
    /// [corrected](IntervalMethod::CorrectedScore) for skewness and for the degree of freedom the
    /// estimate costs.
    ///
    /// It misses the truth about as often on either side, which matters where one bound alone is
    /// read. A single response leaves it the whole range.
    ///
    /// ```
    /// use npscore::Tally;
    /// use npscore::inference::Confidence;
    ///
    /// let result = Tally::from([1, 3, 16]).result().ok_or("no responses")?;
    /// let interval = result.interval(Confidence::P95.skew_corrected());
    /// assert!(interval.low() < 48.0 && interval.high() > 90.0);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn skew_corrected(self) -> IntervalOptions {
        self.corrected_score(ScoreCorrection::SKEWNESS_AND_VARIANCE)
    }

    /// At this confidence, the score interval with the corrections asked for.
    #[must_use]
    pub const fn corrected_score(self, correction: ScoreCorrection) -> IntervalOptions {
        self.by(IntervalMethod::CorrectedScore(correction))
    }
}

/// The corrected statistic Z of the hypothesis `theta`.
///
/// With s the score statistic and g = m3 / (6 V^1.5 sqrt n), where the variance V is restricted to
/// theta and m3 is the third central moment under the same distribution: g Z² + Z - (g + s) = 0.
/// Where that has no root, Z = s. V is widened by n / (n - 1) in both, if asked for.
fn statistic(counts: Trinomial, correction: ScoreCorrection, theta: f64) -> f64 {
    let n = counts.n;
    let widening = if correction.variance() {
        n / (n - 1.0)
    } else {
        1.0
    };
    let variance = counts.restricted(theta).variance * widening;
    let gap = counts.theta() - theta;
    let reduced = copysign((gap.abs() - correction.continuity() / n).max(0.0), gap);
    let s = reduced / sqrt(variance / n);
    if !correction.skewness() {
        return s;
    }
    let [detractors, passives, promoters] = counts.restricted_shares(theta);
    let cube = |x: f64| x * x * x;
    let third =
        promoters * cube(1.0 - theta) + passives * cube(-theta) + detractors * cube(-1.0 - theta);
    let g = third / (6.0 * variance * sqrt(variance * n));
    let discriminant = 1.0 + 4.0 * g * (g + s);
    if discriminant < 0.0 {
        s
    } else {
        2.0 * (g + s) / (1.0 + sqrt(discriminant))
    }
}

/// The largest score whose corrected statistic is not below -z.
fn upper_limit(counts: Trinomial, correction: ScoreCorrection, z: f64) -> f64 {
    let theta = counts.theta();
    let room = counts.passives + 2.0 * counts.detractors;
    // The statistic may stay above -z up to the end of the range.
    let last = 1.0 - (1e-9 * room).max(f64::EPSILON);
    let beyond = |at| {
        let value = statistic(counts, correction, at);
        // At an end of the range there is no variance; the statistic's limit there is above 0.
        if value.is_nan() { z } else { value + z }
    };
    if last <= theta || beyond(last) > 0.0 {
        return 1.0;
    }
    if beyond(theta) <= 0.0 {
        return theta;
    }
    bracketed_root(beyond, theta, last)
}

/// The scores whose corrected statistic is within `z`: low and high, -1 to 1.
pub(super) fn corrected_score_limits(
    counts: Trinomial,
    correction: ScoreCorrection,
    z: f64,
) -> (f64, f64) {
    if counts.n <= 1.0 && correction.variance() {
        return (-1.0, 1.0);
    }
    // Without the others it is the score interval of a wider z, which has a faster method.
    if correction == ScoreCorrection::NONE {
        return counts.score_limits(z);
    }
    if correction == ScoreCorrection::VARIANCE {
        return counts.score_limits(z * sqrt(counts.n / (counts.n - 1.0)));
    }
    (
        -upper_limit(counts.mirrored(), correction, z),
        upper_limit(counts, correction, z),
    )
}

/// Why a [`ScoreCorrection`] was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreCorrectionError {
    /// A continuity correction outside its range, or NaN.
    #[error("a continuity correction of {responses} responses is out of range, expected 0 to 1")]
    ContinuityOutOfRange {
        /// The responses.
        responses: f64,
    },
}

crate::wire::row!(ScoreCorrection { skewness: bool, variance: bool, continuity: f64 } => from_parts);
