//! Exact fractions of any size, with a sign.

use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;

use rust_decimal::Decimal;

use super::natural::Natural;

/// Up to how many limbs a fraction is kept in lowest terms. Beyond, a common divisor would cost
/// more than the shorter numbers save.
const REDUCED_LIMBS: usize = 8;

/// An exact fraction. Equal ones may differ in their terms, so they are compared by value.
#[derive(Clone)]
pub(crate) struct Fraction {
    /// Never for 0.
    negative: bool,
    numerator: Natural,
    /// Above 0.
    denominator: Natural,
}

impl Fraction {
    /// The fraction; 0 if the denominator is.
    pub(crate) fn new(negative: bool, numerator: Natural, denominator: Natural) -> Self {
        if numerator.is_zero() || denominator.is_zero() {
            return Self {
                negative: false,
                numerator: Natural::ZERO,
                denominator: Natural::one(),
            };
        }
        let fraction = Self {
            negative,
            numerator,
            denominator,
        };
        fraction.shortened()
    }

    /// Without looking for a common divisor; the denominator is above 0.
    pub(crate) fn unreduced(numerator: Self, denominator: u128) -> Self {
        Self {
            denominator: numerator.denominator.times(&denominator.into()),
            ..numerator
        }
    }

    /// In lowest terms, unless the terms are long.
    fn shortened(self) -> Self {
        let limbs = self.numerator.limbs().max(self.denominator.limbs());
        if limbs <= REDUCED_LIMBS && !self.denominator.is_one() {
            self.reduced()
        } else {
            self
        }
    }

    fn reduced(self) -> Self {
        let divisor = self.numerator.common_divisor(&self.denominator);
        if divisor.is_one() {
            return self;
        }
        Self {
            numerator: self.numerator.divided(&divisor).0,
            denominator: self.denominator.divided(&divisor).0,
            ..self
        }
    }

    pub(crate) fn zero() -> Self {
        Self::ratio(0, 1)
    }

    pub(crate) fn ratio(numerator: i128, denominator: u128) -> Self {
        let magnitude = numerator.unsigned_abs().into();
        Self::new(numerator < 0, magnitude, denominator.into())
    }

    /// One unit of the last of so many decimal places.
    pub(crate) fn unit(places: u32) -> Self {
        Self::new(false, Natural::one(), Natural::power_of_ten(places))
    }

    pub(crate) const fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    pub(crate) const fn is_negative(&self) -> bool {
        self.negative
    }

    pub(crate) fn negated(mut self) -> Self {
        self.negative = !self.negative && !self.is_zero();
        self
    }

    pub(crate) fn abs(mut self) -> Self {
        self.negative = false;
        self
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self::new(
            self.negative != other.negative,
            self.numerator.times(&other.numerator),
            self.denominator.times(&other.denominator),
        )
    }

    /// The quotient; 0 if `other` is.
    pub(crate) fn over(&self, other: &Self) -> Self {
        Self::new(
            self.negative != other.negative,
            self.numerator.times(&other.denominator),
            self.denominator.times(&other.numerator),
        )
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        self.plus_unreduced(other).shortened()
    }

    /// The sum on the product of the denominators, for sums of so many terms that looking for common
    /// divisors takes longer than adding.
    pub(crate) fn plus_unreduced(&self, other: &Self) -> Self {
        let (a, b, denominator) = self.on_common_terms(other);
        let (negative, numerator) = match (self.negative == other.negative, a.cmp(&b)) {
            (true, _) => (self.negative, a.plus(&b)),
            (false, Ordering::Equal) => return Self::zero(),
            (false, Ordering::Less) => (other.negative, a.distance(&b)),
            (false, Ordering::Greater) => (self.negative, a.distance(&b)),
        };
        Self {
            negative: negative && !numerator.is_zero(),
            numerator,
            denominator,
        }
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        self.plus(&other.clone().negated())
    }

    /// Both numerators for one denominator, and that.
    fn on_common_terms(&self, other: &Self) -> (Natural, Natural, Natural) {
        if self.denominator == other.denominator {
            let numerators = (self.numerator.clone(), other.numerator.clone());
            return (numerators.0, numerators.1, self.denominator.clone());
        }
        (
            self.numerator.times(&other.denominator),
            other.numerator.times(&self.denominator),
            self.denominator.times(&other.denominator),
        )
    }

    /// The exact sum, by halves, so that the numbers stay as short as they can.
    pub(crate) fn sum(fractions: &[Self], plus: fn(&Self, &Self) -> Self) -> Self {
        match fractions {
            [] => Self::zero(),
            [fraction] => fraction.clone(),
            _ => {
                let (left, right) = fractions.split_at(fractions.len() / 2);
                plus(&Self::sum(left, plus), &Self::sum(right, plus))
            }
        }
    }

    pub(crate) const fn denominator(&self) -> &Natural {
        &self.denominator
    }

    /// The nearest float: finite, never -0.
    pub(crate) fn to_f64(&self) -> f64 {
        let magnitude = self.numerator.ratio(&self.denominator);
        if self.negative { -magnitude } else { magnitude }
    }

    /// The magnitude in units of the last of `places` decimal places, rounded once, halves up, and
    /// whether that is exact.
    fn units(&self, places: u32) -> (Natural, bool) {
        let scaled = self.numerator.times(&Natural::power_of_ten(places));
        let (units, rest) = scaled.divided(&self.denominator);
        let up = rest.plus(&rest) >= self.denominator;
        let units = if up {
            units.plus(&Natural::one())
        } else {
            units
        };
        (units, rest.is_zero())
    }

    /// Rounded to decimal places, halves away from zero.
    pub(crate) fn rounded(&self, places: u32) -> Self {
        let (units, _) = self.units(places);
        Self::new(self.negative, units, Natural::power_of_ten(places))
    }

    fn decimal(&self, units: &Natural, places: u32) -> Option<Decimal> {
        let magnitude = i128::try_from(units.to_u128()?).ok()?;
        let signed = if self.negative { -magnitude } else { magnitude };
        Decimal::try_from_i128_with_scale(signed, places).ok()
    }

    /// Rounded to decimal places, halves away from zero; `None` where a [`Decimal`] cannot hold it.
    pub(crate) fn round_dp(&self, places: u32) -> Option<Decimal> {
        if places > Decimal::MAX_SCALE {
            return None;
        }
        self.decimal(&self.units(places).0, places)
    }

    /// The decimal that is exactly this number; `None` if there is none.
    pub(crate) fn to_decimal(&self) -> Option<Decimal> {
        // A number with zeros at the end may only fit without them.
        let places = (0..=Decimal::MAX_SCALE).rev();
        let mut exact = places.filter_map(|places| {
            let (units, exact) = self.units(places);
            exact.then(|| self.decimal(&units, places)).flatten()
        });
        exact.next().map(|decimal| decimal.normalize())
    }

    /// Rounded once to all the digits that a [`Decimal`] holds; `None` beyond its range.
    pub(crate) fn nearest_decimal(&self) -> Option<Decimal> {
        (0..=Decimal::MAX_SCALE)
            .rev()
            .find_map(|places| self.round_dp(places))
            .map(|decimal| decimal.normalize())
    }

    /// The terms in lowest terms, such as `"-50/3"`; whole numbers have no denominator.
    pub(crate) fn to_ratio_string(&self) -> String {
        let Self {
            negative,
            numerator,
            denominator,
        } = self.clone().reduced();
        let sign = if negative { "-" } else { "" };
        if denominator.is_one() {
            format!("{sign}{numerator}")
        } else {
            format!("{sign}{numerator}/{denominator}")
        }
    }
}

/// The exact number: a mantissa over a power of ten.
impl From<Decimal> for Fraction {
    fn from(decimal: Decimal) -> Self {
        let magnitude = Natural::from(decimal.mantissa().unsigned_abs());
        let denominator = Natural::power_of_ten(decimal.scale());
        Self::new(decimal.is_sign_negative(), magnitude, denominator)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let (a, b, _) = self.on_common_terms(other);
        if self.negative { b.cmp(&a) } else { a.cmp(&b) }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// With the decimal places asked for (none unless told), halves away from zero, never "-0".
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f.precision().unwrap_or(0);
        let (units, _) = self.units(u32::try_from(places).unwrap_or(u32::MAX));
        let mut digits = format!("{units}");
        if places > 0 {
            digits = format!("{digits:0>width$}", width = places + 1);
            digits.insert(digits.len() - places, '.');
        }
        f.pad_integral(!self.negative || units.is_zero(), "", &digits)
    }
}
