//! The score interval corrected for skewness.
//!
//! Source: Gart and Nam, "Approximate interval estimation of the difference in binomial
//! parameters: correction for skewness and extension to multiple tables", Biometrics 46 (1990)
//! 637-643; Laud, "Equal-tailed confidence intervals for comparison of rates", Pharmaceutical
//! Statistics 16 (2017) 334-348, also for the factor n / (n - 1).

use libm::sqrt;

use super::confidence::Confidence;
use super::interval::{IntervalMethod, IntervalOptions};
use super::math::bracketed_root;
use super::score::Trinomial;

impl Confidence {
    /// At this confidence, the [skewness-corrected score](IntervalMethod::SkewCorrected)
    /// interval.
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
        self.by(IntervalMethod::SkewCorrected)
    }
}

/// The corrected statistic Z of the hypothesis `theta`.
///
/// With s the score statistic and g = m3 / (6 V^1.5 sqrt n), where the variance V is restricted to
/// theta and widened by n / (n - 1) and m3 is the third central moment under the same distribution:
/// g Z² + Z - (g + s) = 0. Where that has no root, Z = s.
fn statistic(counts: Trinomial, theta: f64) -> f64 {
    let [detractors, passives, promoters] = counts.restricted_shares(theta);
    let variance = counts.restricted(theta).variance * counts.n / (counts.n - 1.0);
    let s = (counts.theta() - theta) / sqrt(variance / counts.n);
    let cube = |x: f64| x * x * x;
    let third =
        promoters * cube(1.0 - theta) + passives * cube(-theta) + detractors * cube(-1.0 - theta);
    let g = third / (6.0 * variance * sqrt(variance * counts.n));
    let discriminant = 1.0 + 4.0 * g * (g + s);
    if discriminant < 0.0 {
        s
    } else {
        2.0 * (g + s) / (1.0 + sqrt(discriminant))
    }
}

/// The largest score whose corrected statistic is not below -z.
fn upper_limit(counts: Trinomial, z: f64) -> f64 {
    let theta = counts.theta();
    let room = counts.passives + 2.0 * counts.detractors;
    // The statistic may stay above -z up to the end of the range.
    let last = 1.0 - (1e-9 * room).max(f64::EPSILON);
    let beyond = |at| {
        // At an end of the range there is no variance; the statistic's limit there is above 0.
        if at <= theta && counts.variance() <= 0.0 {
            z
        } else {
            statistic(counts, at) + z
        }
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
pub(super) fn skew_corrected_limits(counts: Trinomial, z: f64) -> (f64, f64) {
    if counts.n <= 1.0 {
        return (-1.0, 1.0);
    }
    (-upper_limit(counts.mirrored(), z), upper_limit(counts, z))
}
