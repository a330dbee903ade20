//! Numbers as sums of two floats: some 32 digits, for differences of large counts.
//!
//! Source: Dekker, "A floating-point technique for extending the available precision", Numerische
//! Mathematik 18 (1971) 224-242.

use libm::fma;

/// `high + low`, with `low` at most half a unit in the last place of `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Twofold {
    pub(super) high: f64,
    low: f64,
}

impl Twofold {
    pub(super) const fn new(value: f64) -> Self {
        Self {
            high: value,
            low: 0.0,
        }
    }

    /// A count, exactly.
    pub(super) fn count(count: u64) -> Self {
        let high = count as f64;
        #[allow(clippy::cast_possible_truncation, reason = "whole, and at most 2^64")]
        let rest = i128::from(count) - high as i128;
        Self {
            high,
            low: rest as f64,
        }
    }

    /// `net / base`, where `base` is below 2^127 and at least as large as `net`.
    pub(super) fn ratio(net: i128, base: u128) -> Self {
        let (top, bottom) = (Self::whole(net.unsigned_abs()), Self::whole(base));
        let quotient = top.high / bottom.high;
        let rest = top.minus(bottom.times(Self::new(quotient)));
        let size = Self::sum(quotient, rest.value() / bottom.high);
        if net < 0 { size.negated() } else { size }
    }

    /// A whole number below 2^127.
    fn whole(number: u128) -> Self {
        let high = number as f64;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative, and below 2^127"
        )]
        let rest = number.cast_signed() - (high as u128).cast_signed();
        Self {
            high,
            low: rest as f64,
        }
    }

    /// The nearest float.
    pub(super) const fn value(self) -> f64 {
        self.high + self.low
    }

    /// The sum of two floats, exactly.
    const fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let part = high - a;
        Self {
            high,
            low: (a - (high - part)) + (b - part),
        }
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        let high = Self::sum(self.high, other.high);
        let low = Self::sum(self.low, other.low);
        let sum = Self::sum(high.high, high.low + low.high);
        Self::sum(sum.high, sum.low + low.low)
    }

    pub(super) fn times(self, other: Self) -> Self {
        let high = self.high * other.high;
        let low = fma(self.high, other.high, -high);
        Self::sum(high, low + (self.high * other.low + self.low * other.high))
    }

    pub(super) const fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    pub(super) const fn negated(self) -> Self {
        Self {
            high: -self.high,
            low: -self.low,
        }
    }
}
