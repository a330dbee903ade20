//! Sums of squared weights, wider than 128 bits.

/// An unsigned integer of 256 bits that can be added to and taken from.
///
/// A squared weight takes up to 128 bits, and up to `u64::MAX` of them are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    /// The number of these halves.
    pub(super) const fn new(high: u128, low: u128) -> Self {
        Self { high, low }
    }

    #[cfg(feature = "serde")]
    pub(super) const fn high(self) -> u128 {
        self.high
    }

    #[cfg(feature = "serde")]
    pub(super) const fn low(self) -> u128 {
        self.low
    }

    pub(super) const fn checked_add(self, other: Self) -> Option<Self> {
        let (low, carry) = self.low.overflowing_add(other.low);
        match self.high.checked_add(other.high) {
            Some(high) => match high.checked_add(carry as u128) {
                Some(high) => Some(Self { high, low }),
                None => None,
            },
            None => None,
        }
    }

    pub(super) const fn checked_sub(self, other: Self) -> Option<Self> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        match self.high.checked_sub(other.high) {
            Some(high) => match high.checked_sub(borrow as u128) {
                Some(high) => Some(Self { high, low }),
                None => None,
            },
            None => None,
        }
    }

    /// `value` times `n`.
    pub(super) const fn product(value: u128, n: u64) -> Self {
        let n = n as u128;
        let (top, bottom) = (value >> 64, value & u64::MAX as u128);
        // Both products are below 2^128: a factor of 64 bits each.
        let low = Self {
            high: 0,
            low: bottom * n,
        };
        let shifted = top * n;
        let high = Self {
            high: shifted >> 64,
            low: shifted << 64,
        };
        match low.checked_add(high) {
            Some(product) => product,
            // 128 by 64 bits is at most 192 bits.
            None => unreachable!(),
        }
    }

    /// The nearest float, to within one unit in the last place.
    pub(super) fn to_f64(self) -> f64 {
        const TWO_POW_128: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;
        self.high as f64 * TWO_POW_128 + self.low as f64
    }
}

impl Wide {
    /// The product of two numbers of 128 bits.
    pub(super) const fn times(a: u128, b: u128) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
        let (top, bottom) = ((b >> 64) as u64, b as u64);
        let (high, low) = (Self::product(a, top), Self::product(a, bottom));
        // The high product moves up by 64 bits, the low one stays.
        let shifted = Self::new(high.high << 64 | high.low >> 64, high.low << 64);
        match shifted.checked_add(low) {
            Some(product) => product,
            None => unreachable!(),
        }
    }

    /// This number times `n`; `None` beyond 256 bits.
    pub(super) const fn checked_times(self, n: u64) -> Option<Self> {
        match self.high.checked_mul(n as u128) {
            Some(high) => Self::new(high, 0).checked_add(Self::product(self.low, n)),
            None => None,
        }
    }
}
