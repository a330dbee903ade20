//! How sure an interval is to be.

use core::fmt;

use super::math;

pub use encapsulate::Confidence;

mod encapsulate {
    use super::ConfidenceError;

    /// A level of confidence: the share of surveys whose interval is to hold the true value.
    ///
    /// A share, strictly between 0 and 1: 0.95, not 95.
    ///
    /// # Ordering
    ///
    /// By the level; more confidence gives wider intervals.
    ///
    /// # Display
    ///
    /// In percent: `95 %`, `99.9 %`.
    ///
    /// # Errors
    ///
    /// [`Confidence::new`] refuses 0, 1, 95 and NaN.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::inference::Confidence;
    ///
    /// assert_eq!(Confidence::new(0.95)?, Confidence::P95);
    /// assert_eq!(Confidence::P95.to_string(), "95 %");
    /// assert!((Confidence::P95.z() - 1.959_963_984_540_054).abs() < 1e-15);
    /// assert!(Confidence::new(95.0).is_err());
    /// # Ok::<(), npscore::inference::ConfidenceError>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    #[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
    pub struct Confidence {
        level: f64,
    }

    impl Confidence {
        /// 90 %.
        pub const P90: Self = Self { level: 0.90 };

        /// 95 %, the usual choice.
        pub const P95: Self = Self { level: 0.95 };

        /// 99 %.
        pub const P99: Self = Self { level: 0.99 };

        /// A level of confidence as a share.
        ///
        /// # Errors
        ///
        /// [`ConfidenceError::OutOfRange`] unless the level is strictly between 0 and 1.
        pub const fn new(level: f64) -> Result<Self, ConfidenceError> {
            // False for NaN.
            if level > 0.0 && level < 1.0 {
                Ok(Self { level })
            } else {
                Err(ConfidenceError::OutOfRange { level })
            }
        }

        /// The level as a share, strictly between 0 and 1.
        #[must_use]
        pub const fn level(self) -> f64 {
            self.level
        }
    }
}

impl Confidence {
    /// The share of intervals that may miss the true value: 1 - level.
    #[must_use]
    pub const fn alpha(self) -> f64 {
        1.0 - self.level()
    }

    /// How many standard errors a normal interval of this confidence reaches to each side:
    /// 1.96 for 95 %.
    #[must_use]
    pub fn z(self) -> f64 {
        // The usual ones are asked for all the time.
        match self.level().to_bits() {
            bits if bits == Self::P90.level().to_bits() => 1.644_853_626_951_472_6,
            bits if bits == Self::P95.level().to_bits() => 1.959_963_984_540_054_3,
            bits if bits == Self::P99.level().to_bits() => 2.575_829_303_548_901,
            _ => math::normal_two_sided_z(self.level()),
        }
    }
}

impl Default for Confidence {
    /// 95 %.
    fn default() -> Self {
        Self::P95
    }
}

impl TryFrom<f64> for Confidence {
    type Error = ConfidenceError;

    fn try_from(level: f64) -> Result<Self, ConfidenceError> {
        Self::new(level)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.level()
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // To ten digits, so that 100 x 0.999 is 99.9 and not 99.90000000000001.
        let percent = libm::round(self.level() * 1e12) / 1e10;
        if percent < 100.0 && percent > 0.0 {
            write!(f, "{percent} %")
        } else {
            write!(f, "{} %", self.level() * 100.0)
        }
    }
}

/// Why a level is no [`Confidence`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfidenceError {
    /// A level outside the range, or NaN.
    #[error("confidence {level} is out of range, expected a share strictly between 0 and 1")]
    OutOfRange {
        /// The level.
        level: f64,
    },
}
