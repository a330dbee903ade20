//! How much one response counts, exact.

use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use rust_decimal::Decimal;

use crate::error::WeightError;
use crate::text::excerpt;

/// Decimal places of a weight.
pub(super) const PLACES: u32 = 12;

/// One, in units of a weight.
pub(super) const UNITS_PER_ONE: u64 = 10_u64.pow(PLACES);

/// How much one answer counts: an exact number from 0 to 18 446 744, with up to twelve decimal
/// places.
///
/// Weights are fixed-point, never floats, so that sums do not depend on their order. A weight
/// of 0 is an answer outside the population: a response that adds nothing to the score.
///
/// # Errors
///
/// A [`WeightError`] for a negative number, one above the maximum, one with more than twelve
/// decimal places, such as `0.1234567890123` ([`Weight::rounded`] rounds on request), or a
/// text that is no decimal number, such as `"NaN"` or `"1,5"`.
///
/// # Example
///
/// ```
/// use npscore::Weight;
///
/// let weight: Weight = "0.2847177143".parse()?;
/// assert_eq!(weight.to_string(), "0.2847177143");
/// assert!(weight < Weight::ONE);
/// assert!("NaN".parse::<Weight>().is_err());
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight {
    units: u64,
}

impl Weight {
    /// The weight of an answer that counts once.
    pub const ONE: Self = Self {
        units: UNITS_PER_ONE,
    };

    /// The largest weight, 18 446 744.073709551615.
    pub const MAX: Self = Self { units: u64::MAX };

    /// A weight of that many millionths of millionths.
    pub(super) const fn from_units(units: u64) -> Self {
        Self { units }
    }

    /// The weight in millionths of millionths.
    pub(super) const fn units(self) -> u64 {
        self.units
    }
}

impl Weight {
    /// The weight of an exact decimal.
    ///
    /// # Errors
    ///
    /// [`WeightError::OutOfRange`] for a negative number or one above [`Weight::MAX`],
    /// [`WeightError::TooPrecise`] for more than twelve decimal places.
    pub fn new(value: Decimal) -> Result<Self, WeightError> {
        let exact = Self::rounded(value)?;
        if exact.to_decimal() == value {
            Ok(exact)
        } else {
            Err(WeightError::TooPrecise { value })
        }
    }

    /// The weight nearest to a decimal, rounded half to even at the twelfth place.
    ///
    /// # Errors
    ///
    /// [`WeightError::OutOfRange`] for a negative number or one above [`Weight::MAX`].
    pub fn rounded(value: Decimal) -> Result<Self, WeightError> {
        let mut rounded = value.round_dp(PLACES);
        rounded.rescale(PLACES);
        // A number too large for twelve places keeps fewer; it is out of range as well.
        if rounded.scale() != PLACES || (value.is_sign_negative() && !value.is_zero()) {
            return Err(WeightError::OutOfRange { value });
        }
        u64::try_from(rounded.mantissa())
            .map(Self::from_units)
            .map_err(|_| WeightError::OutOfRange { value })
    }

    /// The weight times a float, rounded half to even at the twelfth place: how a factor of a
    /// [`Weighting`](crate::inference::Weighting) becomes a weight to be written down.
    ///
    /// # Errors
    ///
    /// [`WeightError::OutOfRange`] for a negative product or one above [`Weight::MAX`],
    /// [`WeightError::NotANumber`] for a factor that is NaN or infinite.
    ///
    /// ```
    /// use npscore::Weight;
    ///
    /// assert_eq!(Weight::from(2).times(1.0 / 3.0)?.to_string(), "0.666666666667");
    /// assert!(Weight::ONE.times(f64::NAN).is_err());
    /// # Ok::<(), npscore::error::WeightError>(())
    /// ```
    pub fn times(self, factor: f64) -> Result<Self, WeightError> {
        if !factor.is_finite() {
            return Err(WeightError::NotANumber {
                text: factor.to_string(),
            });
        }
        let units = libm::rint(self.units as f64 * factor);
        // 2^64, the first number that is too large.
        if (0.0..18_446_744_073_709_551_616.0).contains(&units) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number in the range of u64"
            )]
            return Ok(Self::from_units(units as u64));
        }
        let value = Decimal::from_f64_retain(units / UNITS_PER_ONE as f64);
        let most = if units < 0.0 {
            Decimal::MIN
        } else {
            Decimal::MAX
        };
        Err(WeightError::OutOfRange {
            value: value.unwrap_or(most),
        })
    }

    /// The exact decimal.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(self.units().into(), PLACES).normalize()
    }
}

/// The weight of an answer that counts once.
impl Default for Weight {
    fn default() -> Self {
        Self::ONE
    }
}

impl From<u16> for Weight {
    fn from(whole: u16) -> Self {
        Self::from_units(u64::from(whole) * UNITS_PER_ONE)
    }
}

impl TryFrom<Decimal> for Weight {
    type Error = WeightError;

    fn try_from(value: Decimal) -> Result<Self, WeightError> {
        Self::new(value)
    }
}

impl From<Weight> for Decimal {
    fn from(weight: Weight) -> Self {
        weight.to_decimal()
    }
}

/// A decimal number such as `"0.2847177143"`, `"1"` or `"2.5e-3"`, surrounding ASCII space allowed.
impl FromStr for Weight {
    type Err = WeightError;

    fn from_str(text: &str) -> Result<Self, WeightError> {
        let number = text.trim_ascii();
        let numeric = number.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && !number.contains('_');
        let value = Decimal::from_str_exact(number).or_else(|_| Decimal::from_scientific(number));
        match value {
            Ok(value) if numeric => Self::new(value),
            _ => Err(WeightError::NotANumber {
                text: excerpt(text),
            }),
        }
    }
}

impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Weight({})", self.to_decimal())
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_decimal(), f)
    }
}

#[cfg(feature = "serde")]
mod wire {
    //! A weight travels as a decimal text: no reader rounds it on the way.

    use alloc::string::ToString;
    use core::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Weight;

    impl Serialize for Weight {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.to_string())
        }
    }

    /// A decimal text such as `"0.2847177143"`; floats are refused, as they are not exact.
    impl<'de> Deserialize<'de> for Weight {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(WeightVisitor)
        }
    }

    struct WeightVisitor;

    impl Visitor<'_> for WeightVisitor {
        type Value = Weight;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a weight, a decimal number in quotes")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Weight, E> {
            text.parse().map_err(E::custom)
        }
    }
}
