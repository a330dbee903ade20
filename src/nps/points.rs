//! Exact changes and contributions, in points.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rust_decimal::Decimal;

use super::fraction::Fraction;
use super::share::Share;
use super::value::Nps;

/// The most decimal places of a score in a text.
const MAX_PLACES: usize = 25;

/// Longer fractions are shown rounded when debugging.
const DEBUG_LIMBS: usize = 4;

/// An exact amount of NPS points: a change, a contribution, an effect.
///
/// An [`Nps`] lies from -100 to 100. What it changes by, or what a part of it adds, is an amount of
/// points: -200 to 200 where it is the difference of two scores. The amount is a ratio of whole
/// numbers of any size, so that parts add up to their whole with nothing left over. Two amounts are
/// compared by their exact value.
///
/// # Display
///
/// `{}` gives whole points, `{:.1}` one decimal place, `{:+}` a sign; halves go away from zero, and
/// what rounds to zero has no minus sign.
///
/// # Serialised form
///
/// The nearest float, for people and dashboards; written only. The exact ratio is
/// [`to_ratio_string`](Self::to_ratio_string).
///
/// # Example
///
/// ```
/// use npscore::Nps;
///
/// let [before, after] = [Nps::new(0, 3)?, Nps::new(4, 7)?];
/// let change = after - before;
/// assert_eq!(format!("{change:+.1}"), "+57.1");
/// assert_eq!(change.to_ratio_string(), "400/7");
/// assert_eq!((change * 7).to_f64(), 400.0);
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(Fraction);

impl Points {
    pub(crate) const fn new(points: Fraction) -> Self {
        Self(points)
    }

    pub(crate) const fn fraction(&self) -> &Fraction {
        &self.0
    }

    /// No points.
    #[must_use]
    pub fn zero() -> Self {
        Self(Fraction::zero())
    }

    /// A share, in percentage points.
    pub(crate) fn from_share(share: Share) -> Self {
        Self(Fraction::ratio(100, 1)).part(share)
    }

    /// This share of the amount.
    pub(crate) fn part(&self, share: Share) -> Self {
        let (part, whole) = share.as_ratio();
        Self(self.0.times(&Fraction::ratio(part.cast_signed(), whole)))
    }

    /// Whether the amount is exactly zero.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        !self.is_negative() && !self.is_zero()
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.clone().abs())
    }

    /// The nearest float, for plots and statistics: finite, never NaN or -0.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64()
    }

    /// Points rounded once, from the exact ratio, to `dp` decimal places, halves away from zero.
    ///
    /// `None` where a [`Decimal`] cannot hold the digits, which are at most 28: the difference of two
    /// scores fits with up to 25 places.
    ///
    /// ```
    /// use npscore::Nps;
    ///
    /// let points = Nps::new(1, 8)? - Nps::ZERO;
    /// assert_eq!(points.round_dp(0).map(|rounded| rounded.to_string()), Some("13".into()));
    /// assert_eq!((points * 1_000_000).round_dp(25), None);
    /// # Ok::<(), npscore::Error>(())
    /// ```
    #[must_use]
    pub fn round_dp(&self, dp: u32) -> Option<Decimal> {
        self.0.round_dp(dp)
    }

    /// The exact number of points as a ratio in lowest terms, such as `"-50/3"`; whole numbers have
    /// no denominator.
    #[must_use]
    pub fn to_ratio_string(&self) -> String {
        self.0.to_ratio_string()
    }
}

/// The distance from a score of 0.
impl From<Nps> for Points {
    fn from(nps: Nps) -> Self {
        let (net, responses) = nps.as_ratio();
        // A ratio keeps a hundred times its numerator within 128 bits.
        Self(Fraction::ratio(100 * net, responses))
    }
}

impl Nps {
    /// How many decimal places it takes to show two different scores as different, at least `fewest`.
    pub(crate) fn places_apart(self, other: Self, fewest: usize) -> usize {
        let apart = |places: &usize| {
            let places = *places;
            self == other || alloc::format!("{self:.places$}") != alloc::format!("{other:.places$}")
        };
        (fewest..MAX_PLACES).find(apart).unwrap_or(MAX_PLACES)
    }
}

/// How many points a score is above another.
impl core::ops::Sub for Nps {
    type Output = Points;

    fn sub(self, other: Self) -> Points {
        Points::from(self) - Points::from(other)
    }
}

impl core::ops::Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.negated())
    }
}

impl core::ops::Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.plus(&other.0))
    }
}

impl core::ops::Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.minus(&other.0))
    }
}

impl core::ops::Mul<i128> for Points {
    type Output = Self;

    fn mul(self, factor: i128) -> Self {
        Self(self.0.times(&Fraction::ratio(factor, 1)))
    }
}

impl core::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        let amounts: Vec<_> = amounts.map(|amount| amount.0).collect();
        Self(Fraction::sum(&amounts, Fraction::plus))
    }
}

impl<'a> core::iter::Sum<&'a Self> for Points {
    fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
        amounts.cloned().sum()
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.denominator().limbs() <= DEBUG_LIMBS {
            write!(f, "Points({})", self.to_ratio_string())
        } else {
            write!(f, "Points({self:.6}..)")
        }
    }
}

/// Points: whole, or to the precision asked for; halves away from zero, never "-0".
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}
