//! How sure an estimate is to be, and what is asked for with it.

use core::fmt;

use super::numeric;
use crate::error::{OutOfRange, Quantity};

/// The confidence of an estimate: the share of surveys whose limits are to contain the true value.
///
/// A share, strictly between 0 and 1: 0.95, not 95. Ordered by the level; more confidence gives
/// wider limits. Shown in percent: `95 %`, `99.9 %`.
///
/// # Errors
///
/// [`Confidence::new`] refuses 0, 1, 95 and NaN.
///
/// # Example
///
/// ```
/// use npscore::inference::{Confidence, IntervalMethod};
///
/// assert_eq!(Confidence::new(0.95)?, Confidence::P95);
/// assert_eq!(Confidence::P95.to_string(), "95 %");
/// assert!((Confidence::P95.z() - 1.959_963_984_540_054).abs() < 1e-15);
/// assert!(Confidence::new(95.0).is_err());
/// let options = Confidence::P95.by(IntervalMethod::Wald);
/// assert_eq!(options.method(), IntervalMethod::Wald);
/// # Ok::<(), npscore::error::OutOfRange>(())
/// ```
#[doc(alias = "significance")]
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

    /// A confidence as a share.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] unless the level is strictly between 0 and 1.
    pub const fn new(level: f64) -> Result<Self, OutOfRange> {
        // False for NaN.
        if level > 0.0 && level < 1.0 {
            Ok(Self { level })
        } else {
            Err(OutOfRange::of_float(Quantity::Confidence, level))
        }
    }

    /// The level as a share, strictly between 0 and 1.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.level
    }

    /// The share of surveys whose limits may miss the true value: 1 - level.
    #[must_use]
    pub const fn alpha(self) -> f64 {
        1.0 - self.level
    }

    /// How many standard errors a normal interval of this confidence extends to each side: 1.96 for
    /// 95 %.
    #[must_use]
    pub fn z(self) -> f64 {
        // The usual ones are asked for all the time.
        match self.level.to_bits() {
            bits if bits == Self::P90.level.to_bits() => 1.644_853_626_951_472_6,
            bits if bits == Self::P95.level.to_bits() => 1.959_963_984_540_054_3,
            bits if bits == Self::P99.level.to_bits() => 2.575_829_303_548_901,
            _ => numeric::normal_two_sided_z(self.level),
        }
    }

    /// This confidence with a method other than the default: `Confidence::P95.by(method)`.
    #[must_use]
    pub const fn by<M>(self, method: M) -> Options<M> {
        Options {
            confidence: self,
            method,
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
    type Error = OutOfRange;

    fn try_from(level: f64) -> Result<Self, OutOfRange> {
        Self::new(level)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> Self {
        confidence.level
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() {
            return crate::text::padded(f, self);
        }
        // To ten digits, so that 100 x 0.999 is 99.9 and not 99.90000000000001.
        let percent = libm::round(self.level * 1e12) / 1e10;
        if percent < 100.0 && percent > 0.0 {
            write!(f, "{percent} %")
        } else {
            write!(f, "{} %", self.level * 100.0)
        }
    }
}

/// What estimate is wanted: a confidence and a method.
///
/// A [`Confidence`] alone converts into it and asks for the default method; others are named by
/// [`Confidence::by`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options<M> {
    confidence: Confidence,
    method: M,
}

impl<M: Copy> Options<M> {
    /// The confidence.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> M {
        self.method
    }
}

impl<M: Default> From<Confidence> for Options<M> {
    fn from(confidence: Confidence) -> Self {
        confidence.by(M::default())
    }
}
