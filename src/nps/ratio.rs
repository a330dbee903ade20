//! An exact ratio of whole numbers, read in percent.

use core::cmp::Ordering;
use core::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// The most decimal places a percentage is rounded to: with three digits before the point, all
/// that a [`Decimal`] holds.
pub(super) const MOST_PLACES: u32 = 25;

/// The largest base: ten times a remainder and a hundred times the numerator stay below 2^127.
const MOST_BASE: u128 = 1 << 120;

/// `net / base` in lowest terms, from -1 to 1.
///
/// Lowest terms make equality and hashing those of the number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ratio {
    net: i128,
    base: u128,
}

impl Ratio {
    /// The ratio, if there is a base and `net` is no larger.
    pub(super) const fn new(net: i128, base: u128) -> Option<Self> {
        if base == 0 || base > MOST_BASE || net.unsigned_abs() > base {
            return None;
        }
        let divisor = gcd(net.unsigned_abs(), base);
        let net_magnitude = quotient(net.unsigned_abs(), divisor).cast_signed();
        let net = if net < 0 {
            -net_magnitude
        } else {
            net_magnitude
        };
        Some(Self {
            net,
            base: quotient(base, divisor),
        })
    }

    /// The ratio that is `percent / parts` percent.
    pub(super) const fn of_percent(percent: i128, parts: u128) -> Option<Self> {
        let divisor = gcd(percent.unsigned_abs(), 100);
        if divisor == 0 || parts > MOST_BASE {
            return None;
        }
        // Lowest terms first: 2^120 times a hundred fits in 128 bits, and may be too large a base.
        let (net, base) = (percent / divisor.cast_signed(), parts * (100 / divisor));
        let common = gcd(net.unsigned_abs(), base);
        if common == 0 {
            return None;
        }
        Self::new(net / common.cast_signed(), base / common)
    }

    /// The percentage in lowest terms: percent and parts.
    pub(super) const fn as_percent(self) -> (i128, u128) {
        let divisor = gcd(100, self.base);
        // At most a hundred times 2^120.
        (
            self.net * (100 / divisor).cast_signed(),
            self.base / divisor,
        )
    }

    pub(super) const fn net(self) -> i128 {
        self.net
    }

    pub(super) const fn base(self) -> u128 {
        self.base
    }
}

/// Euclid's algorithm; counts mostly fit in 64 bits, where division is much faster.
const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let Some((mut c, mut d)) = narrow(a, b) {
            while d != 0 {
                (c, d) = (d, c % d);
            }
            return c as u128;
        }
        (a, b) = (b, a % b);
    }
    a
}

const fn quotient(a: u128, b: u128) -> u128 {
    match narrow(a, b) {
        Some((a, b)) => (a / b) as u128,
        None => a / b,
    }
}

/// Both numbers, if they fit in 64 bits.
#[allow(clippy::cast_possible_truncation, reason = "just checked")]
const fn narrow(a: u128, b: u128) -> Option<(u64, u64)> {
    if (a | b) >> 64 == 0 {
        Some((a as u64, b as u64))
    } else {
        None
    }
}

impl Ratio {
    /// The nearest float to the percentage, within two units in the last place.
    pub(super) fn percent(self) -> f64 {
        // The same floats either way; from 64 bits in a fraction of the time.
        let (net, base) = match (i64::try_from(self.net()), u64::try_from(self.base())) {
            (Ok(net), Ok(base)) => (net as f64, base as f64),
            _ => (self.net() as f64, self.base() as f64),
        };
        net * 100.0 / base
    }

    /// The percentage rounded to at most [`MOST_PLACES`] decimal places, once, from the exact ratio.
    pub(super) fn percent_dp(self, dp: u32, strategy: RoundingStrategy) -> Decimal {
        let dp = dp.min(MOST_PLACES);
        let magnitude = self.net().unsigned_abs();
        let (digits, rest) = long_division(magnitude * 100, self.base(), dp);
        let negative = self.net() < 0;
        let half = (rest * 2).cmp(&self.base());
        let up = rest != 0
            && match strategy {
                RoundingStrategy::MidpointAwayFromZero => half != Ordering::Less,
                RoundingStrategy::MidpointTowardZero => half == Ordering::Greater,
                RoundingStrategy::ToZero => false,
                RoundingStrategy::AwayFromZero => true,
                RoundingStrategy::ToNegativeInfinity => negative,
                RoundingStrategy::ToPositiveInfinity => !negative,
                // MidpointNearestEven, and the deprecated name of the same.
                _ => half == Ordering::Greater || (half == Ordering::Equal && digits % 2 == 1),
            };
        // At most 100 * 10^25, which a Decimal holds.
        let digits = (digits + u128::from(up)).cast_signed();
        Decimal::from_i128_with_scale(if negative { -digits } else { digits }, dp)
    }

    /// The percentage, half away from zero, to the precision asked for (0 unless told).
    ///
    /// A value that rounds to zero has no sign.
    pub(super) fn write(self, f: &mut fmt::Formatter<'_>, suffix: &str) -> fmt::Result {
        let dp = f
            .precision()
            .map_or(0, |dp| u32::try_from(dp).unwrap_or(MOST_PLACES));
        let rounded = self.percent_dp(dp, RoundingStrategy::MidpointAwayFromZero);
        let nonnegative = rounded.is_zero() || rounded.is_sign_positive();
        let magnitude = alloc::format!("{}{suffix}", rounded.abs());
        f.pad_integral(nonnegative, "", &magnitude)
    }
}

/// The whole digits of `number / base` with `dp` places, as one number, and what is left over
/// (below `base`, in units of the last place).
pub(super) const fn long_division(number: u128, base: u128, dp: u32) -> (u128, u128) {
    let (mut digits, mut rest) = (number / base, number % base);
    let mut place = 0;
    while place < dp {
        digits = digits * 10 + rest * 10 / base;
        rest = rest * 10 % base;
        place += 1;
    }
    (digits, rest)
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.net() < 0, other.net() < 0) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => compare(
                (self.net().unsigned_abs(), self.base()),
                (other.net().unsigned_abs(), other.base()),
            ),
            (true, true) => compare(
                (other.net().unsigned_abs(), other.base()),
                (self.net().unsigned_abs(), self.base()),
            ),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `a.0 / a.1` against `b.0 / b.1`: by cross-multiplication where the products fit, else term by
/// term of the continued fractions, which needs no wider numbers.
fn compare(mut a: (u128, u128), mut b: (u128, u128)) -> Ordering {
    loop {
        if let (Some(left), Some(right)) = (a.0.checked_mul(b.1), b.0.checked_mul(a.1)) {
            return left.cmp(&right);
        }
        match (a.0 / a.1).cmp(&(b.0 / b.1)) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        // Equal whole parts: compare the fractions, that is, their reciprocals the other way.
        match (a.0 % a.1, b.0 % b.1) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            (rest_a, rest_b) => (a, b) = ((b.1, rest_b), (a.1, rest_a)),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::cmp::Ordering;

    use super::{Ratio, compare};

    #[test]
    fn comparison_of_wide_ratios_is_exact() {
        let most = 1_i128 << 120;
        let base = most.unsigned_abs();
        let neighbours: Vec<_> = (0..4)
            .map(|step| Ratio::new(most - step, base).unwrap())
            .collect();
        assert!(neighbours.windows(2).all(|pair| pair[0] > pair[1]));
        // 1/3 against the nearest below and above with the largest base.
        let third = Ratio::new(1, 3).unwrap();
        assert!(Ratio::new(most / 3, base).unwrap() < third);
        assert!(Ratio::new(most / 3 + 1, base).unwrap() > third);
        assert_eq!(compare((5, 7), (10, 14)), Ordering::Equal);
        assert_eq!(
            compare((u128::MAX - 1, u128::MAX), (u128::MAX - 2, u128::MAX - 1)),
            Ordering::Greater
        );
    }

    #[test]
    fn a_ratio_has_a_base_and_stays_within_one() {
        assert!(Ratio::new(0, 0).is_none());
        assert!(Ratio::new(2, 1).is_none());
        assert!(Ratio::new(-2, 1).is_none());
        assert!(Ratio::new(0, (1 << 120) + 1).is_none());
        assert!(Ratio::new(i128::MIN, 1 << 120).is_none());
    }
}
