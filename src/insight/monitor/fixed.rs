//! Numbers with 640 binary places, for rules that must not depend on rounding.

use alloc::format;

use crate::nps::Natural;

/// Limbs of 64 bits after the point.
const LIMBS: usize = 10;

/// A signed number, held to 640 binary places and cut off beyond.
///
/// A float cannot tell a score at a limit from one beyond it. Roots and ratios of counts below 2^64
/// and decimals of up to 17 digits that differ at all differ well before place 576, and the errors
/// of cutting off stay far behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fixed {
    negative: bool,
    /// In units of 2^-640.
    units: Natural,
}

impl Fixed {
    /// So many units of 2^-640, or of anything else as long as it is the same.
    pub(super) fn of_units(negative: bool, units: Natural) -> Self {
        Self {
            negative: negative && !units.is_zero(),
            units,
        }
    }

    /// A ratio; 0 where the denominator is.
    pub(super) fn ratio(negative: bool, numerator: &Natural, denominator: &Natural) -> Self {
        if denominator.is_zero() {
            return Self::default();
        }
        let (units, _) = numerator.raised(LIMBS).divided(denominator);
        Self::of_units(negative, units)
    }

    /// The decimal that a float of 0 or more is written as: 0.2 is a fifth.
    pub(super) fn decimal(value: f64) -> Self {
        let (number, scale) = decimal(value);
        Self::ratio(false, &number, &scale)
    }

    /// The square root of a ratio, exact where it is a whole number or a decimal that ends.
    pub(super) fn root_of(numerator: &Natural, denominator: &Natural) -> Self {
        if numerator.is_zero() || denominator.is_zero() {
            return Self::default();
        }
        let (square, _) = numerator.raised(2 * LIMBS).divided(denominator);
        // Newton's steps from above, beginning with what a float knows.
        let guess = libm::sqrt(numerator.ratio(denominator)) * (1.0 + 1e-14);
        let mut root = from_float(guess);
        loop {
            let (other, _) = square.divided(&root);
            let (next, _) = root.plus(&other).divided(&Natural::from(2));
            if next >= root {
                return Self::of_units(false, root);
            }
            root = next;
        }
    }

    /// The square root of a number of 0 or more.
    pub(super) fn root(&self) -> Self {
        Self::root_of(&self.units, &Natural::one().raised(LIMBS))
    }

    pub(super) const fn units(&self) -> &Natural {
        &self.units
    }

    pub(super) const fn is_negative(&self) -> bool {
        self.negative
    }

    pub(super) fn negated(&self) -> Self {
        Self::of_units(!self.negative, self.units.clone())
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        if self.negative == other.negative {
            Self::of_units(self.negative, self.units.plus(&other.units))
        } else {
            let negative = if self.units < other.units {
                other.negative
            } else {
                self.negative
            };
            Self::of_units(negative, self.units.distance(&other.units))
        }
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let units = self.units.times(&other.units).lowered(LIMBS);
        Self::of_units(self.negative != other.negative, units)
    }

    /// The number, or 0 where it is below.
    pub(super) fn or_zero(self) -> Self {
        if self.negative { Self::default() } else { self }
    }

    /// Whether the number is above a limit, by more than the 2^-576 that cutting off could ever do.
    pub(super) fn is_above(&self, limit: &Self) -> bool {
        let distance = self.minus(limit);
        !distance.negative && !distance.units.lowered(1).is_zero()
    }

    /// The float nearest to the number, within a few units in the last place; never -0. What cutting
    /// off can do to 0 is 0.
    pub(super) fn to_f64(&self) -> f64 {
        let magnitude = self
            .units
            .lowered(2)
            .ratio(&Natural::one().raised(LIMBS - 2));
        if self.negative && magnitude > 0.0 {
            -magnitude
        } else {
            magnitude
        }
    }
}

/// The decimal that a float of 0 or more is written as, as a ratio.
pub(super) fn decimal(value: f64) -> (Natural, Natural) {
    let text = format!("{value}");
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    let ten = Natural::from(10);
    let digits = whole.bytes().chain(places.bytes());
    let number = digits.fold(Natural::ZERO, |number, digit| {
        let digit = Natural::from(u128::from(digit.saturating_sub(b'0')));
        number.times(&ten).plus(&digit)
    });
    let scale = places
        .bytes()
        .fold(Natural::one(), |scale, _| scale.times(&ten));
    (number, scale)
}

/// The units of a float above 2^-500.
fn from_float(value: f64) -> Natural {
    let (fraction, exponent) = libm::frexp(value);
    // As 64 to 127 binary digits and so many limbs.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "a few limbs"
    )]
    let bits = exponent - 64 + 64 * LIMBS as i32;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below 2^127, and at least 2^63"
    )]
    let digits = libm::ldexp(fraction, 64 + bits.rem_euclid(64)) as u128;
    Natural::from(digits).raised(usize::try_from(bits.div_euclid(64)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{Fixed, Natural};

    fn ratio(numerator: u128, denominator: u128) -> Fixed {
        Fixed::ratio(false, &numerator.into(), &denominator.into())
    }

    fn root(numerator: u128, denominator: u128) -> Fixed {
        Fixed::root_of(&numerator.into(), &denominator.into())
    }

    #[test]
    fn roots_of_squares_are_whole() {
        for whole in [1, 2, 3, 7, 1 << 31, u64::MAX.into()] {
            let (a, b) = (Natural::from(whole), Natural::from(9));
            let square = a.times(&a).times(&b);
            assert_eq!(Fixed::root_of(&square, &b), ratio(whole, 1));
        }
        assert_eq!(root(9, 16), Fixed::decimal(0.75));
        assert_eq!(root(0, 5), Fixed::default());
    }

    #[test]
    fn squares_of_roots_come_back() {
        for (a, b) in [(2, 1), (1, 3), (u128::MAX, 7), (1, u128::MAX), (10, 11)] {
            let back = root(a, b).times(&root(a, b));
            let off = back.minus(&ratio(a, b));
            assert!(off.to_f64().abs() < 1e-150, "{a}/{b}: {}", off.to_f64());
            assert!(!back.is_above(&ratio(a, b)) && !ratio(a, b).is_above(&back));
            let float = (a as f64 / b as f64).sqrt();
            assert!((root(a, b).to_f64() / float - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn decimals_are_read_as_written() {
        assert_eq!(Fixed::decimal(0.2), ratio(1, 5));
        assert_eq!(Fixed::decimal(2.5), ratio(5, 2));
        assert_eq!(Fixed::decimal(1000.0), ratio(1000, 1));
        assert_eq!(Fixed::decimal(0.0), Fixed::default());
        assert_eq!(Fixed::decimal(f64::MIN_POSITIVE), Fixed::default());
    }

    #[test]
    fn signs() {
        let (a, b) = (ratio(1, 2), ratio(3, 4));
        assert_eq!(a.minus(&b), ratio(1, 4).negated());
        assert_eq!(a.minus(&a), Fixed::default());
        assert!(!Fixed::default().negated().is_negative());
        assert_eq!(a.minus(&b).times(&b.negated()), ratio(3, 16));
        assert_eq!(a.minus(&b).or_zero(), Fixed::default());
        assert!(b.is_above(&a) && !a.is_above(&b) && !a.is_above(&a));
    }
}
