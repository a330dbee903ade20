//! Whole numbers of any size, for sums that must be exact.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// A whole number from 0, in limbs of 32 bits, the lowest first; the highest is not 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Natural(Vec<u32>);

#[allow(
    clippy::cast_possible_truncation,
    reason = "a wide word is split into its limbs"
)]
impl Natural {
    pub(super) const ZERO: Self = Self(Vec::new());

    pub(super) fn one() -> Self {
        Self::from(1)
    }

    fn trimmed(mut limbs: Vec<u32>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Self(limbs)
    }

    pub(super) const fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_one(&self) -> bool {
        self.0 == [1]
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() < other.0.len() {
            (&other.0, &self.0)
        } else {
            (&self.0, &other.0)
        };
        let mut sum = Vec::with_capacity(long.len() + 1);
        let mut carry = 0;
        for (place, limb) in long.iter().enumerate() {
            let word = u64::from(*limb) + u64::from(short.get(place).copied().unwrap_or(0)) + carry;
            sum.push(word as u32);
            carry = word >> 32;
        }
        sum.push(carry as u32);
        Self::trimmed(sum)
    }

    /// The distance between two numbers.
    pub(super) fn distance(&self, other: &Self) -> Self {
        let (large, small) = if self < other {
            (other, self)
        } else {
            (self, other)
        };
        let mut difference = Vec::with_capacity(large.0.len());
        let mut borrow = false;
        for (place, limb) in large.0.iter().enumerate() {
            let (limb, first) = limb.overflowing_sub(small.0.get(place).copied().unwrap_or(0));
            let (limb, second) = limb.overflowing_sub(u32::from(borrow));
            difference.push(limb);
            borrow = first || second;
        }
        Self::trimmed(difference)
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = alloc::vec![0_u32; self.0.len() + other.0.len()];
        for (place, a) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (step, b) in other.0.iter().enumerate() {
                let limb = &mut product[place + step];
                let word = u64::from(*a) * u64::from(*b) + u64::from(*limb) + carry;
                *limb = word as u32;
                carry = word >> 32;
            }
            product[place + other.0.len()] = carry as u32;
        }
        Self::trimmed(product)
    }

    /// The number times 2 to the power of 32 times `limbs`.
    pub(super) fn raised(&self, limbs: usize) -> Self {
        let mut raised = alloc::vec![0; limbs];
        raised.extend_from_slice(&self.0);
        Self::trimmed(raised)
    }

    /// The whole part of the number divided by 2 to the power of 32 times `limbs`.
    pub(super) fn lowered(&self, limbs: usize) -> Self {
        Self(self.0.get(limbs..).unwrap_or(&[]).to_vec())
    }

    /// The number times 2 to the power of `bits`, below 32.
    fn shifted_up(&self, bits: u32) -> Vec<u32> {
        let mut carry = 0;
        let mut limbs: Vec<u32> = self
            .0
            .iter()
            .map(|limb| {
                let word = (u64::from(*limb) << bits) | carry;
                carry = word >> 32;
                word as u32
            })
            .collect();
        limbs.push(carry as u32);
        limbs
    }

    fn divided_by_limb(&self, divisor: u32) -> (Self, Self) {
        let mut rest = 0;
        let mut quotient = alloc::vec![0; self.0.len()];
        for (place, limb) in self.0.iter().enumerate().rev() {
            let word = (rest << 32) | u64::from(*limb);
            quotient[place] = (word / u64::from(divisor)) as u32;
            rest = word % u64::from(divisor);
        }
        (Self::trimmed(quotient), Self::from(u128::from(rest)))
    }

    /// The whole quotient and the rest. Dividing by 0 gives 0 and the number itself.
    ///
    /// Long division by estimated digits: Knuth, *The Art of Computer Programming*, volume 2 (3rd
    /// ed., 1997), section 4.3.1, algorithm D.
    pub(super) fn divided(&self, divisor: &Self) -> (Self, Self) {
        if divisor.is_zero() || self < divisor {
            return (Self::ZERO, self.clone());
        }
        if let [limb] = divisor.0[..] {
            return self.divided_by_limb(limb);
        }
        let width = divisor.0.len();
        let shift = divisor.0[width - 1].leading_zeros();
        let mut rest = self.shifted_up(shift);
        let mut by = divisor.shifted_up(shift);
        by.truncate(width);
        let (top, second) = (u64::from(by[width - 1]), u64::from(by[width - 2]));
        let mut quotient = alloc::vec![0_u32; rest.len() - width];
        for place in (0..quotient.len()).rev() {
            let word = (u64::from(rest[place + width]) << 32) | u64::from(rest[place + width - 1]);
            let (mut digit, mut left) = (word / top, word % top);
            let next = u64::from(rest[place + width - 2]);
            while digit >> 32 != 0 || digit * second > ((left << 32) | next) {
                digit -= 1;
                left += top;
                if left >> 32 != 0 {
                    break;
                }
            }
            // rest -= digit * by, at this place.
            let (mut carry, mut borrow) = (0, false);
            for step in 0..=width {
                let limb = by.get(step).copied().unwrap_or(0);
                let word = digit * u64::from(limb) + carry;
                carry = word >> 32;
                let (limb, first) = rest[place + step].overflowing_sub(word as u32);
                let (limb, again) = limb.overflowing_sub(u32::from(borrow));
                rest[place + step] = limb;
                borrow = first || again;
            }
            if borrow {
                // The digit was one too large.
                digit -= 1;
                let mut carry = 0;
                for step in 0..=width {
                    let limb = by.get(step).copied().unwrap_or(0);
                    let word = u64::from(rest[place + step]) + u64::from(limb) + carry;
                    rest[place + step] = word as u32;
                    carry = word >> 32;
                }
            }
            quotient[place] = digit as u32;
        }
        let mut carry = 0;
        for limb in rest.iter_mut().rev() {
            let word = (carry << 32) | u64::from(*limb);
            *limb = (word >> shift) as u32;
            carry = word & ((1 << shift) - 1);
        }
        (Self::trimmed(quotient), Self::trimmed(rest))
    }

    /// The greatest common divisor, by Euclid's algorithm.
    pub(super) fn common_divisor(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.is_zero() {
            let (_, rest) = a.divided(&b);
            (a, b) = (b, rest);
        }
        a
    }

    /// The number if it fits in 128 bits.
    pub(super) fn to_u128(&self) -> Option<u128> {
        (self.0.len() <= 4).then(|| {
            self.0
                .iter()
                .rev()
                .fold(0, |number, limb| (number << 32) | u128::from(*limb))
        })
    }

    /// The highest limbs as a float, and how many limbs it leaves out.
    fn leading(&self) -> (f64, usize) {
        let left_out = self.0.len().saturating_sub(3);
        let lead = self.0[left_out..]
            .iter()
            .rev()
            .fold(0_u128, |number, limb| (number << 32) | u128::from(*limb));
        (lead as f64, left_out)
    }

    /// The nearest float to `self / other` up to a few units in the last place; `other` above 0.
    pub(super) fn ratio(&self, other: &Self) -> f64 {
        let ((a, a_left), (b, b_left)) = (self.leading(), other.leading());
        let limbs = i32::try_from(a_left).unwrap_or(i32::MAX) - i32::try_from(b_left).unwrap_or(0);
        libm::ldexp(a / b, limbs.clamp(-64, 64) * 32)
    }
}

impl From<u128> for Natural {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a wide word is split into its limbs"
    )]
    fn from(number: u128) -> Self {
        Self::trimmed((0..4).map(|limb| (number >> (32 * limb)) as u32).collect())
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Natural;

    /// A deterministic stream of awkward numbers: many limbs of all ones and of zeros.
    fn numbers() -> impl Iterator<Item = Natural> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        (0..400).map(move |step| {
            let limbs = (0..step % 7)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    match state % 4 {
                        0 => 0,
                        1 => u32::MAX,
                        2 => 1 << 31,
                        _ => u32::try_from(state >> 32).unwrap(),
                    }
                })
                .collect();
            Natural::trimmed(limbs)
        })
    }

    #[test]
    fn division_undoes_multiplication() {
        let numbers: alloc::vec::Vec<_> = numbers().collect();
        for pair in numbers.windows(3) {
            let [a, b, c] = pair else { unreachable!() };
            if b.is_zero() {
                continue;
            }
            let (quotient, rest) = a.divided(b);
            assert!(&rest < b);
            assert_eq!(&quotient.times(b).plus(&rest), a);
            let (whole, rest) = a.times(b).plus(&c.divided(b).1).divided(b);
            assert_eq!((&whole, rest), (a, c.divided(b).1));
            assert_eq!(a.plus(b).distance(b), *a);
            assert_eq!(a.times(b), b.times(a));
            let divisor = a.times(c).common_divisor(&b.times(c));
            assert!(divisor.divided(c).1.is_zero() || c.is_zero());
        }
    }

    #[test]
    fn small_numbers_are_as_usual() {
        let n = |number: u128| Natural::from(number);
        assert_eq!(n(84).common_divisor(&n(36)), n(12));
        assert_eq!(n(u128::MAX).to_u128(), Some(u128::MAX));
        assert_eq!(n(u128::MAX).plus(&n(1)).to_u128(), None);
        assert_eq!(n(7).divided(&n(0)), (n(0), n(7)));
        assert!(n(3) < n(1 << 64));
        assert!((n(1).ratio(&n(3)) - 1.0 / 3.0).abs() < 1e-16);
        let huge = n(u128::MAX).times(&n(u128::MAX));
        assert!((huge.times(&n(2)).ratio(&huge.times(&n(3))) - 2.0 / 3.0).abs() < 1e-15);
    }
}
