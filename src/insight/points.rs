//! Exact changes and contributions, in points.

use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;

use rust_decimal::Decimal;

use super::natural::Natural;
use crate::nps::{Nps, Share};

/// The most decimal places points are rounded to: with up to four digits before the point, what a
/// [`Decimal`] surely holds.
const MOST_PLACES: u32 = 24;

pub use encapsulate::Points;

mod encapsulate {
    use super::Natural;

    /// An exact amount of NPS points: a change, a contribution, an effect.
    ///
    /// A score is an [`Nps`](crate::Nps), from -100 to 100. What a score changes by, or what a part
    /// of it adds, is an amount of points: -200 to 200 where it is the difference of two scores.
    /// It is a ratio of whole numbers of any size, so that parts add up to the whole with nothing
    /// left over.
    ///
    /// # Ordering
    ///
    /// By the exact number.
    ///
    /// # Display
    ///
    /// `{}` gives whole points, `{:.1}` one decimal place, `{:+}` a sign; halves go away from zero,
    /// and what rounds to zero has no minus sign.
    ///
    /// # Serialised form
    ///
    /// The nearest float, for people and dashboards; written only. The exact ratio is
    /// [`to_ratio_string`](Self::to_ratio_string).
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Counts, Tally};
    /// use npscore::insight::Points;
    ///
    /// let [before, after] = [Tally::from(Counts { detractors: 1, passives: 1, promoters: 1 }), Tally::from(Counts { detractors: 1, passives: 1, promoters: 5 })];
    /// let (before, after) = before.result().zip(after.result()).ok_or("no responses")?;
    /// let change = Points::from(after.nps()) - Points::from(before.nps());
    /// assert_eq!(format!("{change:+.1}"), "+57.1");
    /// assert_eq!(change.to_ratio_string(), "400/7");
    /// # Ok::<(), &str>(())
    /// ```
    #[derive(Clone, PartialEq, Eq, Hash)]
    pub struct Points {
        negative: bool,
        /// `numerator / denominator` in lowest terms, as parts of a whole: 1 is 100 points.
        numerator: Natural,
        denominator: Natural,
    }

    impl Points {
        /// The fraction, where 1 is 100 points; nothing if the denominator is 0.
        pub(in super::super) fn fraction(
            negative: bool,
            numerator: &Natural,
            denominator: &Natural,
        ) -> Self {
            let divisor = numerator.common_divisor(denominator);
            if numerator.is_zero() || denominator.is_zero() {
                return Self {
                    negative: false,
                    numerator: Natural::ZERO,
                    denominator: Natural::one(),
                };
            }
            let reduced = |number: &Natural| {
                if divisor.is_one() {
                    number.clone()
                } else {
                    number.divided(&divisor).0
                }
            };
            Self {
                negative,
                numerator: reduced(numerator),
                denominator: reduced(denominator),
            }
        }

        /// Whether the amount is below zero.
        #[must_use]
        pub const fn is_negative(&self) -> bool {
            self.negative
        }

        pub(super) const fn numerator(&self) -> &Natural {
            &self.numerator
        }

        pub(super) const fn denominator(&self) -> &Natural {
            &self.denominator
        }
    }
}

impl Points {
    /// No points.
    #[must_use]
    pub fn zero() -> Self {
        Self::fraction(false, &Natural::ZERO, &Natural::one())
    }

    /// `net` of `base`, where 1 is 100 points.
    pub(super) fn of(net: i128, base: u128) -> Self {
        Self::fraction(net < 0, &net.unsigned_abs().into(), &base.into())
    }

    /// A share as a weight, to multiply with.
    pub(super) fn from_share(share: Share) -> Self {
        let (part, whole) = share.as_ratio();
        Self::fraction(false, &part.into(), &whole.into())
    }

    /// Whether the amount is exactly zero.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.numerator().is_zero()
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        !self.is_negative() && !self.is_zero()
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self::fraction(false, self.numerator(), self.denominator())
    }

    /// Half the amount, exact.
    pub(super) fn half(&self) -> Self {
        let double = self.denominator().plus(self.denominator());
        Self::fraction(self.is_negative(), self.numerator(), &double)
    }

    /// The product of two fractions: a share of an amount.
    pub(super) fn times(&self, other: &Self) -> Self {
        Self::fraction(
            self.is_negative() != other.is_negative(),
            &self.numerator().times(other.numerator()),
            &self.denominator().times(other.denominator()),
        )
    }

    fn plus(&self, other: &Self) -> Self {
        let (a, b) = (
            self.numerator().times(other.denominator()),
            other.numerator().times(self.denominator()),
        );
        let denominator = self.denominator().times(other.denominator());
        if self.is_negative() == other.is_negative() {
            Self::fraction(self.is_negative(), &a.plus(&b), &denominator)
        } else {
            let negative = if a < b {
                other.is_negative()
            } else {
                self.is_negative()
            };
            Self::fraction(negative, &a.distance(&b), &denominator)
        }
    }

    /// Points as a float, for plots and statistics: within a few units in the last place; never NaN
    /// or -0.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let magnitude = self
            .numerator()
            .times(&Natural::from(100))
            .ratio(self.denominator());
        if self.is_negative() {
            -magnitude
        } else {
            magnitude
        }
    }

    /// Points rounded once, from the exact ratio, to `dp` decimal places (at most 24), halves away
    /// from zero.
    ///
    /// ```
    /// use npscore::Nps;
    /// use npscore::insight::Points;
    /// assert_eq!(Points::from(Nps::new(1, 8)?).round_dp(0).to_string(), "13");
    /// # Ok::<(), npscore::NpsError>(())
    /// ```
    #[must_use]
    pub fn round_dp(&self, dp: u32) -> Decimal {
        let dp = dp.min(MOST_PLACES);
        let scale = Natural::from(100 * 10_u128.pow(dp));
        let (digits, rest) = self.numerator().times(&scale).divided(self.denominator());
        let up = rest.plus(&rest) >= *self.denominator();
        let digits = if up {
            digits.plus(&Natural::one())
        } else {
            digits
        };
        // Sums of many parts can pass 200 points in no way that a Decimal could not hold.
        let digits = digits
            .to_u128()
            .and_then(|digits| i128::try_from(digits).ok())
            .and_then(|digits| Decimal::try_from_i128_with_scale(digits, dp).ok())
            .unwrap_or(Decimal::MAX);
        if self.is_negative() && !digits.is_zero() {
            -digits
        } else {
            digits
        }
    }

    /// The exact number of points as a ratio in lowest terms, such as `"-50/3"`; whole numbers have
    /// no denominator.
    #[must_use]
    pub fn to_ratio_string(&self) -> String {
        let points = self.numerator().times(&Natural::from(100));
        let divisor = points.common_divisor(self.denominator());
        let (numerator, _) = points.divided(&divisor);
        let (denominator, _) = self.denominator().divided(&divisor);
        let sign = if self.is_negative() { "-" } else { "" };
        let mut text = format!("{sign}{}", digits(&numerator));
        if !denominator.is_one() {
            text.push('/');
            text.push_str(&digits(&denominator));
        }
        text
    }

    /// The exact sum of many amounts, by halves, so that the numbers stay as short as they can.
    pub(super) fn sum(amounts: &[Self]) -> Self {
        match amounts {
            [] => Self::zero(),
            [amount] => amount.clone(),
            _ => {
                let (left, right) = amounts.split_at(amounts.len() / 2);
                Self::sum(left).plus(&Self::sum(right))
            }
        }
    }
}

/// The decimal digits of a number.
fn digits(number: &Natural) -> String {
    let chunk = Natural::from(1_000_000_000);
    let mut number = number.clone();
    let mut chunks = alloc::vec::Vec::new();
    loop {
        let (quotient, rest) = number.divided(&chunk);
        chunks.push(rest.to_u128().unwrap_or(0));
        if quotient.is_zero() {
            break;
        }
        number = quotient;
    }
    let mut chunks = chunks.into_iter().rev();
    let mut text = format!("{}", chunks.next().unwrap_or(0));
    for chunk in chunks {
        let nine = format!("{chunk:09}");
        text.push_str(&nine);
    }
    text
}

/// A score, counted from 0.
impl From<Nps> for Points {
    fn from(nps: Nps) -> Self {
        let (net, responses) = nps.as_ratio();
        Self::of(net, responses)
    }
}

impl core::ops::Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self::fraction(!self.is_negative(), self.numerator(), self.denominator())
    }
}

impl core::ops::Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.plus(&other)
    }
}

impl core::ops::Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.plus(&-other)
    }
}

impl core::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        let amounts: alloc::vec::Vec<_> = amounts.collect();
        Self::sum(&amounts)
    }
}

impl Ord for Points {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let a = self.numerator().times(other.denominator());
        let b = other.numerator().times(self.denominator());
        if self.is_negative() {
            b.cmp(&a)
        } else {
            a.cmp(&b)
        }
    }
}

impl PartialOrd for Points {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Points({})", self.to_ratio_string())
    }
}

/// Points: whole, or to the precision asked for; halves away from zero, never "-0".
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dp = f
            .precision()
            .map_or(0, |dp| u32::try_from(dp).unwrap_or(MOST_PLACES));
        let rounded = self.round_dp(dp);
        let nonnegative = rounded.is_zero() || rounded.is_sign_positive();
        f.pad_integral(nonnegative, "", &format!("{}", rounded.abs()))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}
