//! Ranges of shares and means.

use core::fmt;

use crate::inference::{Confidence, student_two_sided_quantile};

/// How [`Bounds`] were made.
///
/// # Ordering
///
/// None.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum BoundsMethod {
    /// Wilson's score interval for a share (1927).
    Wilson,
    /// Student's t interval for a mean, cut at the ends of the scale.
    StudentT,
}

impl fmt::Display for BoundsMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Wilson => "Wilson",
            Self::StudentT => "Student's t",
        })
    }
}

/// A share or a mean, and the range of what it may truly be.
///
/// # Invariants
///
/// `low <= estimate <= high`, never NaN, never -0; in percent for a share, in the units of the scale
/// for a mean.
///
/// # Ordering
///
/// None: ranges overlap.
///
/// # Display
///
/// `80.0 [49.0, 94.3] (95 %, Wilson)`.
///
/// # Serialised form
///
/// `{"estimate", "low", "high", "method", "confidence"}`; written only.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Bounds {
    estimate: f64,
    low: f64,
    high: f64,
    method: BoundsMethod,
    confidence: Confidence,
}

impl Bounds {
    /// Around a share of `n` answers, given as a part of 1; the result is in percent.
    ///
    /// Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
    pub(super) fn of_share(share: f64, n: f64, confidence: Confidence) -> Self {
        let (low, high) = super::wilson::limits(share, n, confidence.z());
        Self {
            estimate: 100.0 * share,
            low: 100.0 * low,
            high: 100.0 * high,
            method: BoundsMethod::Wilson,
            confidence,
        }
    }

    /// Around a mean of values, each with how often it was given, within the ends of the scale.
    ///
    /// `None` for a single answer, and where all are alike: their spread is not known.
    ///
    /// Source: Student, Biometrika 6 (1908) 1-25.
    pub(super) fn of_mean(
        values: impl Iterator<Item = (f64, u64)> + Clone,
        mean: f64,
        n: u64,
        (min, max): (f64, f64),
        confidence: Confidence,
    ) -> Option<Self> {
        let mut marks = values.clone().map(|(value, _)| value.to_bits());
        let first = marks.next();
        if marks.all(|mark| Some(mark) == first) {
            return None;
        }
        let squares: f64 = values
            .map(|(value, n)| n as f64 * (value - mean) * (value - mean))
            .sum();
        let freedom = n.checked_sub(1).filter(|freedom| *freedom > 0)? as f64;
        let error = libm::sqrt(squares / freedom / n as f64);
        let half = error * student_two_sided_quantile(confidence.level(), freedom);
        // Adding 0 turns -0 into 0.
        let estimate = mean + 0.0;
        Some(Self {
            estimate,
            low: (mean - half).max(min).min(estimate) + 0.0,
            high: (mean + half).min(max).max(estimate) + 0.0,
            method: BoundsMethod::StudentT,
            confidence,
        })
    }

    /// The share in percent, or the mean.
    #[must_use]
    pub const fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The lower bound.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper bound.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// How the range was made.
    #[must_use]
    pub const fn method(&self) -> BoundsMethod {
        self.method
    }

    /// How sure it is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }
}

/// The estimate, the bounds, the confidence and the method.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dp = f.precision().unwrap_or(1);
        let (estimate, low, high) = (self.estimate, self.low, self.high);
        let (confidence, method) = (self.confidence, self.method);
        write!(
            f,
            "{estimate:.dp$} [{low:.dp$}, {high:.dp$}] ({confidence}, {method})"
        )
    }
}
