//! The Net Promoter Score itself, exact.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::ratio::Ratio;
use crate::error::NpsError;
use crate::text::excerpt;

/// A Net Promoter Score in points, from -100 to 100, held as an exact ratio.
///
/// NPS = 100 (promoters - detractors) / responses. It is rounded once, when it is shown:
/// [`whole`](Nps::whole), [`round_dp`](Nps::round_dp) and `Display` round the ratio itself, never
/// a share before the subtraction.
///
/// # Invariants
///
/// A number from -100 to 100: never NaN, never "-0", never the stand-in for a missing score. No
/// responses, no `Nps`: see [`Tally::result`](crate::Tally::result).
///
/// # Ordering
///
/// By the exact number; 1/3 and 2/6 are equal.
///
/// # Display
///
/// `{}` gives whole points, `{:.1}` one decimal place, `{:+}` a sign. Halves go away from zero:
/// 12.5 is shown as 13 and -12.5 as -13.
///
/// # Errors
///
/// An [`NpsError`] for a value outside the range, such as [`Nps::from_points`]`(101)`, for a
/// ratio without a base, or for a text that is no number.
///
/// # Example
///
/// ```
/// use npscore::{Counts, Nps, Tally};
///
/// let nps = Tally::from(Counts { detractors: 1, passives: 1, promoters: 4 }).result().ok_or("no responses")?.nps();
/// assert_eq!(nps, Nps::from_points(50)?);
/// assert_eq!(format!("{nps} {nps:.1} {nps:+}"), "50 50.0 +50");
///
/// let third = Nps::new(-1, 3)?;
/// assert_eq!(third.whole(), -33);
/// assert_eq!(format!("{third:.2}"), "-33.33");
/// assert!(third < nps);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
///
/// Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nps(Ratio);

impl Nps {
    pub(super) const fn from_ratio(ratio: Ratio) -> Self {
        Self(ratio)
    }

    /// Promoters minus detractors of so many units, at most 2^120; `None` beyond -100 to 100.
    pub(crate) fn of_units(net: i128, units: u128) -> Option<Self> {
        Ratio::new(net, units).map(Self)
    }

    const fn ratio(self) -> Ratio {
        self.0
    }
}

impl Nps {
    /// How far this score is above another, on the scale of -2 to 2.
    ///
    /// Rounded once where 128 bits hold the fraction, so that close scores lose no digits.
    pub(crate) fn above(self, other: Self) -> f64 {
        let (one, two) = (self.ratio(), other.ratio());
        let exact = || {
            let [base, other_base] = [one, two].map(|ratio| i128::try_from(ratio.base()).ok());
            let (base, other_base) = (base?, other_base?);
            let left = one.net().checked_mul(other_base)?;
            let right = two.net().checked_mul(base)?;
            let gap = left.checked_sub(right)?;
            Some(gap as f64 / base.checked_mul(other_base)? as f64)
        };
        exact().unwrap_or_else(|| (self.to_f64() - other.to_f64()) / 100.0)
    }

    /// The lowest score, -100: every response a detractor.
    pub const MIN: Self = Self::constant(-100);

    /// A score of 0: as many promoters as detractors.
    pub const ZERO: Self = Self::constant(0);

    /// The highest score, 100: every response a promoter.
    pub const MAX: Self = Self::constant(100);

    /// The score of `net` promoters more than detractors (or fewer, if negative) among `responses`.
    ///
    /// # Errors
    ///
    /// [`NpsError::NoResponses`] for none, [`NpsError::NetOutOfRange`] for a net count of more
    /// than there are responses, such as 3 of 2.
    pub const fn new(net: i64, responses: u64) -> Result<Self, NpsError> {
        if responses == 0 {
            return Err(NpsError::NoResponses);
        }
        match Ratio::new(net as i128, responses as u128) {
            Some(ratio) => Ok(Self::from_ratio(ratio)),
            None => Err(NpsError::NetOutOfRange {
                net: net as i128,
                responses: responses as u128,
            }),
        }
    }

    /// A score of whole points.
    ///
    /// # Errors
    ///
    /// [`NpsError::OutOfRange`] outside -100 to 100.
    pub const fn from_points(points: i32) -> Result<Self, NpsError> {
        match Ratio::new(points as i128, 100) {
            Some(ratio) => Ok(Self::from_ratio(ratio)),
            None => Err(NpsError::OutOfRange {
                points: Decimal::from_parts(points.unsigned_abs(), 0, 0, points < 0, 0),
            }),
        }
    }

    /// A score of whole points from a literal, checked when the program is compiled if used in a
    /// `const`.
    ///
    /// # Panics
    ///
    /// Outside -100 to 100.
    #[must_use]
    #[track_caller]
    #[allow(clippy::panic, reason = "for literals; documented")]
    pub const fn constant(points: i32) -> Self {
        match Ratio::new(points as i128, 100) {
            Some(ratio) => Self::from_ratio(ratio),
            None => panic!("a Net Promoter Score is from -100 to 100 points"),
        }
    }

    /// The exact ratio in lowest terms: net promoters and responses.
    ///
    /// ```
    /// use npscore::Nps;
    /// assert_eq!(Nps::new(12, 100)?.as_ratio(), (3, 25));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub const fn as_ratio(self) -> (i128, u128) {
        (self.ratio().net(), self.ratio().base())
    }

    /// The exact number of points as a ratio, such as `"12"` or `"-100/3"`; it can be parsed.
    ///
    /// ```
    /// use npscore::Nps;
    /// assert_eq!(Nps::new(1, 8)?.to_exact_string(), "25/2");
    /// assert_eq!("25/2".parse(), Nps::new(1, 8));
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub fn to_exact_string(self) -> String {
        match self.ratio().as_percent() {
            (points, 1) => points.to_string(),
            (points, parts) => format!("{points}/{parts}"),
        }
    }

    /// Points as a float, for statistics and plots; never NaN or -0.
    ///
    /// The nearest float where the counts are below 9e13, within two units in the last place
    /// beyond.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.ratio().percent()
    }

    /// Points to 25 decimal places, half to even: exact wherever a decimal can be.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        self.round_dp(
            super::ratio::MOST_PLACES,
            RoundingStrategy::MidpointNearestEven,
        )
        .normalize()
    }

    /// Points rounded once, from the exact ratio, to `dp` decimal places.
    ///
    /// A decimal holds 25 places of a score; asking for more gives 25.
    ///
    /// ```
    /// use npscore::{Nps, RoundingStrategy};
    ///
    /// let nps = Nps::new(1, 8)?; // 12.5 points
    /// assert_eq!(nps.round_dp(0, RoundingStrategy::MidpointNearestEven).to_string(), "12");
    /// assert_eq!(nps.round_dp(0, RoundingStrategy::MidpointAwayFromZero).to_string(), "13");
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub fn round_dp(self, dp: u32, strategy: RoundingStrategy) -> Decimal {
        self.ratio().percent_dp(dp, strategy)
    }

    /// Whole points, half away from zero: what a headline shows.
    #[must_use]
    pub fn whole(self) -> i32 {
        let rounded = self.round_dp(0, RoundingStrategy::MidpointAwayFromZero);
        // Within -100..=100.
        i32::try_from(rounded.mantissa()).unwrap_or_default()
    }
}

/// An exact decimal number of points, such as 28.4.
impl TryFrom<Decimal> for Nps {
    type Error = NpsError;

    fn try_from(points: Decimal) -> Result<Self, NpsError> {
        if points.abs() > Decimal::ONE_HUNDRED {
            return Err(NpsError::OutOfRange { points });
        }
        let shortest = points.normalize();
        10_u128
            .checked_pow(shortest.scale())
            .and_then(|power| power.checked_mul(100))
            .and_then(|base| Ratio::new(shortest.mantissa(), base))
            .map(Self::from_ratio)
            .ok_or_else(|| NpsError::TooPrecise {
                value: points.to_string(),
            })
    }
}

/// The score of the shortest decimal that reads back as this float, such as 28.4.
///
/// # Errors
///
/// [`NpsError::OutOfRange`] outside -100 to 100, [`NpsError::NotANumber`] for NaN,
/// [`NpsError::TooPrecise`] for more than 25 decimal places, such as 1e-30.
impl TryFrom<f64> for Nps {
    type Error = NpsError;

    fn try_from(points: f64) -> Result<Self, NpsError> {
        let text = format!("{points}");
        match Decimal::from_str_exact(&text) {
            Ok(points) => Self::try_from(points),
            Err(_) if points.abs() > 100.0 => Err(NpsError::OutOfRange {
                points: if points > 0.0 {
                    Decimal::MAX
                } else {
                    Decimal::MIN
                },
            }),
            Err(_) if points.is_nan() => Err(NpsError::NotANumber { value: text }),
            Err(_) => Err(NpsError::TooPrecise { value: text }),
        }
    }
}

/// A number of points: a decimal such as `"28.4"` or `"-7"`, or a ratio such as `"100/3"`.
impl FromStr for Nps {
    type Err = NpsError;

    fn from_str(text: &str) -> Result<Self, NpsError> {
        let number = text.trim_ascii();
        let no_number = || NpsError::NotANumber {
            value: format!("{:?}", excerpt(text)),
        };
        // `Decimal` and integers read more than plain numbers, such as "1_000" and "+7".
        let plain = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '.'))
                && !part.contains('_')
        };
        if let Some((points, parts)) = number.split_once('/') {
            let ratio = (plain(points) && plain(parts))
                .then_some((points.parse::<i128>().ok(), parts.parse::<u128>().ok()));
            let Some((Some(points), Some(parts))) = ratio else {
                return Err(no_number());
            };
            return Ratio::of_percent(points, parts)
                .map(Self::from_ratio)
                .ok_or_else(no_number);
        }
        match Decimal::from_str_exact(number) {
            Ok(points) if plain(number) => Self::try_from(points),
            _ => Err(no_number()),
        }
    }
}

impl From<Nps> for f64 {
    fn from(nps: Nps) -> Self {
        nps.to_f64()
    }
}

/// The exact number of points: `Nps(12)`, `Nps(100/3)`.
impl fmt::Debug for Nps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nps({})", self.to_exact_string())
    }
}

/// Points: whole, or to the precision asked for; halves away from zero, never "-0".
impl fmt::Display for Nps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ratio().write(f, "")
    }
}

#[cfg(feature = "serde")]
mod wire {
    //! One text in every format, such as `"12"`, `"28.4"` or `"100/3"`: a decimal number would lose
    //! thirds, and few formats hold integers of 128 bits. Formats that describe themselves may give
    //! a plain number instead, as people write it in a configuration file.

    use alloc::string::ToString;
    use core::fmt;

    use rust_decimal::Decimal;
    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Nps;

    impl Serialize for Nps {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let decimal = self.to_decimal();
            if Self::try_from(decimal).is_ok_and(|exact| exact == *self) {
                serializer.serialize_str(&decimal.to_string())
            } else {
                serializer.serialize_str(&self.to_exact_string())
            }
        }
    }

    impl<'de> Deserialize<'de> for Nps {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if deserializer.is_human_readable() {
                deserializer.deserialize_any(NpsVisitor)
            } else {
                deserializer.deserialize_str(NpsVisitor)
            }
        }
    }

    struct NpsVisitor;

    impl Visitor<'_> for NpsVisitor {
        type Value = Nps;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an NPS from -100 to 100, a number or a text such as \"100/3\"")
        }

        fn visit_i64<E: Error>(self, points: i64) -> Result<Nps, E> {
            Nps::try_from(Decimal::from(points)).map_err(E::custom)
        }

        fn visit_u64<E: Error>(self, points: u64) -> Result<Nps, E> {
            Nps::try_from(Decimal::from(points)).map_err(E::custom)
        }

        fn visit_f64<E: Error>(self, points: f64) -> Result<Nps, E> {
            Nps::try_from(points).map_err(E::custom)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Nps, E> {
            text.parse()
                .map_err(|error: super::NpsError| E::custom(error.to_string()))
        }
    }
}
