//! How far a score is from a benchmark.

use alloc::format;
use core::fmt;

use crate::inference::{Confidence, Estimate};

pub use encapsulate::Gap;

mod encapsulate {
    use super::{Confidence, Estimate};

    /// How far a score is above a benchmark, and the range of what it may truly be.
    ///
    /// # Invariants
    ///
    /// `-200 <= low <= estimate <= high <= 200`, in points; never NaN, never -0.
    ///
    /// # Ordering
    ///
    /// None: ranges overlap.
    ///
    /// # Display
    ///
    /// `+12.0 [-1.6, +25.2] points (95 %)`.
    ///
    /// # Serialised form
    ///
    /// `{"estimate", "low", "high", "confidence"}`: points as floats; written only.
    ///
    /// # Source
    ///
    /// The limits of the score and of the benchmark are combined by squares from the estimates (the method
    /// of variance estimates recovery, MOVER): Zou and Donner, Statistics in Medicine 27 (2008)
    /// 1693-1702, on score limits as Newcombe, Statistics in Medicine 17 (1998) 873-890.
    #[derive(Debug, Clone, Copy, PartialEq)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize))]
    pub struct Gap {
        estimate: f64,
        low: f64,
        high: f64,
        confidence: Confidence,
    }

    impl Gap {
        /// Between two independent estimates, each with its limits of the same confidence.
        pub(in super::super) fn between(
            [estimate, low, high]: [f64; 3],
            [other, other_low, other_high]: [f64; 3],
            confidence: Confidence,
        ) -> Self {
            // Adding 0 turns -0 into 0.
            let gap = estimate - other + 0.0;
            let below = libm::hypot(estimate - low, other_high - other);
            let above = libm::hypot(high - estimate, other - other_low);
            Self {
                estimate: gap,
                low: (gap - below).max(-200.0) + 0.0,
                high: (gap + above).min(200.0) + 0.0,
                confidence,
            }
        }

        /// Between an estimate and a figure taken to be exact.
        pub(in super::super) fn to_exact(interval: &Estimate, figure: f64) -> Self {
            let own = [interval.estimate(), interval.low(), interval.high()];
            Self::between(own, [figure; 3], interval.confidence())
        }

        /// The difference of the scores in points.
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

        /// How sure the range is.
        #[must_use]
        pub const fn confidence(&self) -> Confidence {
            self.confidence
        }
    }
}

impl Gap {
    /// Whether a difference in points lies within the bounds, both included.
    #[must_use]
    pub fn contains(&self, points: f64) -> bool {
        (self.low()..=self.high()).contains(&points)
    }

    /// Whether 0 lies outside the bounds: the scores are told apart.
    #[must_use]
    pub fn is_significant(&self) -> bool {
        !self.contains(0.0)
    }
}

/// Points with their sign, to the precision asked for (one place if none); never "-0".
pub(super) fn signed(points: f64, places: usize) -> alloc::string::String {
    let text = format!("{:.places$}", points.abs());
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if points < 0.0 && !zero { '-' } else { '+' };
    format!("{sign}{text}")
}

/// The estimate, the bounds and the confidence.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(1);
        let [estimate, low, high] =
            [self.estimate(), self.low(), self.high()].map(|points| signed(points, places));
        let confidence = self.confidence();
        write!(f, "{estimate} [{low}, {high}] points ({confidence})")
    }
}
