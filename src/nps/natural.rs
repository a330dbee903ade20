//! Whole numbers of any size, for sums that must be exact.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt::{self, Write};

/// From how many limbs on a product is split in three smaller ones: below, long multiplication is
/// faster.
const KARATSUBA: usize = 40;

/// The largest power of ten in a limb, and its number of zeros.
const CHUNK: (u64, usize) = (10_000_000_000_000_000_000, 19);

/// A whole number from 0, in limbs of 64 bits, the lowest first; the highest is not 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Natural(Vec<u64>);

impl Natural {
    pub(crate) const ZERO: Self = Self(Vec::new());

    pub(crate) fn one() -> Self {
        Self::from(1)
    }

    fn trimmed(mut limbs: Vec<u64>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Self(limbs)
    }

    pub(crate) const fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_one(&self) -> bool {
        self.0 == [1]
    }

    /// The number of limbs: how long arithmetic takes.
    pub(crate) const fn limbs(&self) -> usize {
        self.0.len()
    }

    /// The number of binary digits; 0 for 0.
    pub(crate) fn bits(&self) -> usize {
        self.0
            .last()
            .map_or(0, |top| 64 * self.0.len() - top.leading_zeros() as usize)
    }

    pub(crate) fn power_of_ten(exponent: u32) -> Self {
        let (mut power, mut square) = (Self::one(), Self::from(10));
        let mut left = exponent;
        while left > 0 {
            if left % 2 == 1 {
                power = power.times(&square);
            }
            square = square.times(&square);
            left /= 2;
        }
        power
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self::trimmed(sum(&self.0, &other.0))
    }

    /// The distance between two numbers.
    pub(crate) fn distance(&self, other: &Self) -> Self {
        let (large, small) = if self < other {
            (other, self)
        } else {
            (self, other)
        };
        let mut difference = large.0.clone();
        subtract(&mut difference, &small.0);
        Self::trimmed(difference)
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self::trimmed(product(&self.0, &other.0))
    }

    /// The number times 2 to the power of `bits`.
    pub(crate) fn shifted_up(&self, bits: usize) -> Self {
        let mut limbs = alloc::vec![0; bits / 64];
        limbs.extend(&self.0);
        let (bits, mut carry) = (bits % 64, 0);
        for limb in &mut limbs {
            let word = (u128::from(*limb) << bits) | carry;
            *limb = low(word);
            carry = word >> 64;
        }
        limbs.push(low(carry));
        Self::trimmed(limbs)
    }

    /// The number times 2 to the power of 64 times `limbs`.
    pub(crate) fn raised(&self, limbs: usize) -> Self {
        self.shifted_up(64 * limbs)
    }

    /// The whole part of the number divided by 2 to the power of 64 times `limbs`.
    pub(crate) fn lowered(&self, limbs: usize) -> Self {
        Self(self.0.get(limbs..).unwrap_or(&[]).to_vec())
    }

    /// The number divided by 2 to the power of `bits`, below 64, without what is left over.
    fn shifted_down(mut self, bits: u32) -> Self {
        let mut carry = 0;
        for limb in self.0.iter_mut().rev() {
            let word = join(carry, *limb);
            carry = *limb & ((1 << bits) - 1);
            *limb = low(word >> bits);
        }
        Self::trimmed(self.0)
    }

    fn divided_by_limb(&self, divisor: u64) -> (Self, Self) {
        let mut rest = 0;
        let mut quotient = alloc::vec![0; self.0.len()];
        for (place, limb) in self.0.iter().enumerate().rev() {
            let word = join(rest, *limb);
            quotient[place] = low(word / u128::from(divisor));
            rest = low(word % u128::from(divisor));
        }
        (Self::trimmed(quotient), Self::from(u128::from(rest)))
    }

    /// The whole quotient and the rest. Dividing by 0 gives 0 and the number itself.
    ///
    /// Long division by estimated digits: Knuth, *The Art of Computer Programming*, volume 2 (3rd
    /// ed., 1997), section 4.3.1, algorithm D.
    pub(crate) fn divided(&self, divisor: &Self) -> (Self, Self) {
        if divisor.is_zero() || self < divisor {
            return (Self::ZERO, self.clone());
        }
        if let Some((number, by)) = self.to_u128().zip(divisor.to_u128()) {
            return (Self::from(number / by), Self::from(number % by));
        }
        let width = divisor.0.len();
        let top = divisor.0[width - 1];
        if width == 1 {
            return self.divided_by_limb(top);
        }
        // Digits are estimated from the top limbs, so the divisor's first bit has to be a 1.
        let shift = top.leading_zeros();
        let by = divisor.shifted_up(shift as usize).0;
        let mut rest = self.shifted_up(shift as usize).0;
        rest.resize(self.0.len() + 1, 0);
        let mut quotient = alloc::vec![0; rest.len() - width];
        for (place, digit) in quotient.iter_mut().enumerate().rev() {
            let window = &mut rest[place..=place + width];
            *digit = estimated_digit(window, &by);
            if subtract_multiple(window, &by, *digit) {
                *digit -= 1;
                add_at(window, 0, &by);
            }
        }
        let rest = Self::trimmed(rest).shifted_down(shift);
        (Self::trimmed(quotient), rest)
    }

    /// The greatest common divisor, by Euclid's algorithm.
    pub(crate) fn common_divisor(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.is_zero() {
            if let Some((a, b)) = a.to_u128().zip(b.to_u128()) {
                return Self::from(common_divisor(a, b));
            }
            let (_, rest) = a.divided(&b);
            (a, b) = (b, rest);
        }
        a
    }

    /// The number if it fits in 128 bits.
    pub(crate) fn to_u128(&self) -> Option<u128> {
        match self.0[..] {
            [] => Some(0),
            [limb] => Some(limb.into()),
            [limb, top] => Some(join(top, limb)),
            _ => None,
        }
    }

    /// The float nearest to `self / divisor`; the largest float for whatever is beyond it.
    pub(crate) fn ratio(&self, divisor: &Self) -> f64 {
        if self.is_zero() || divisor.is_zero() {
            return 0.0;
        }
        // A quotient of 66 or 67 binary digits, the last of which says whether more would follow.
        let (ours, theirs) = (self.bits(), divisor.bits() + 66);
        let (quotient, rest) = self
            .shifted_up(theirs.saturating_sub(ours))
            .divided(&divisor.shifted_up(ours.saturating_sub(theirs)));
        let digits = quotient.to_u128().unwrap_or(0) | u128::from(!rest.is_zero());
        let signed = |bits: usize| i32::try_from(bits).unwrap_or(i32::MAX);
        let exponent = signed(ours).saturating_sub(signed(theirs));
        libm::ldexp(digits as f64, exponent).min(f64::MAX)
    }
}

/// A wide number as two limbs.
const fn join(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

/// The lower limb of a wide number.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a wide number is split into its limbs"
)]
const fn low(word: u128) -> u64 {
    word as u64
}

/// `limbs += other`, from a place on. Returns what is carried beyond.
fn add_at(limbs: &mut [u64], place: usize, other: &[u64]) -> bool {
    let (target, above) = limbs[place..].split_at_mut(other.len());
    let mut carry = false;
    for (limb, more) in target.iter_mut().zip(other) {
        (*limb, carry) = limb.carrying(*more, carry);
    }
    for limb in above {
        if !carry {
            break;
        }
        (*limb, carry) = limb.overflowing_add(1);
    }
    carry
}

/// Addition and subtraction with what the limb before has left.
trait Limb: Sized {
    fn carrying(self, other: Self, carry: bool) -> (Self, bool);
    fn borrowing(self, other: Self, borrow: bool) -> (Self, bool);
}

impl Limb for u64 {
    fn carrying(self, other: Self, carry: bool) -> (Self, bool) {
        let (sum, first) = self.overflowing_add(other);
        let (sum, second) = sum.overflowing_add(carry.into());
        (sum, first || second)
    }

    fn borrowing(self, other: Self, borrow: bool) -> (Self, bool) {
        let (difference, first) = self.overflowing_sub(other);
        let (difference, second) = difference.overflowing_sub(borrow.into());
        (difference, first || second)
    }
}

fn sum(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut sum = Vec::with_capacity(long.len() + 1);
    sum.extend(long);
    sum.push(0);
    add_at(&mut sum, 0, short);
    sum
}

/// `limbs -= other`, which is no larger.
fn subtract(limbs: &mut [u64], other: &[u64]) {
    let mut borrow = false;
    for (place, limb) in limbs.iter_mut().enumerate() {
        if place >= other.len() && !borrow {
            break;
        }
        (*limb, borrow) = limb.borrowing(other.get(place).copied().unwrap_or(0), borrow);
    }
}

/// The product, with as many limbs as both factors together.
///
/// Karatsuba's method: (a₁ + a₂)(b₁ + b₂) - a₁b₁ - a₂b₂ gives both mixed products at the price of
/// one. Karatsuba and Ofman, Soviet Physics Doklady 7 (1963) 595-596.
fn product(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut product = alloc::vec![0; a.len() + b.len()];
    if b.len() < KARATSUBA {
        multiply(&mut product, a, b);
        return product;
    }
    let half = a.len().div_ceil(2);
    let (a_low, a_high) = a.split_at(half);
    if b.len() <= half {
        add_at(&mut product, 0, &self::product(a_low, b));
        add_at(&mut product, half, &self::product(a_high, b));
        return product;
    }
    let (b_low, b_high) = b.split_at(half);
    let [low, high] = [(a_low, b_low), (a_high, b_high)].map(|(a, b)| self::product(a, b));
    let mut mixed = self::product(&sum(a_low, a_high), &sum(b_low, b_high));
    subtract(&mut mixed, &low);
    subtract(&mut mixed, &high);
    add_at(&mut product, 0, &low);
    add_at(&mut product, 2 * half, &high);
    add_at(&mut product, half, &Natural::trimmed(mixed).0);
    product
}

/// Long multiplication, into limbs that are 0.
fn multiply(product: &mut [u64], a: &[u64], b: &[u64]) {
    for (place, b) in b.iter().enumerate() {
        let mut carry = 0;
        for (limb, a) in product[place..].iter_mut().zip(a) {
            let word = u128::from(*a) * u128::from(*b) + u128::from(*limb) + u128::from(carry);
            *limb = low(word);
            carry = low(word >> 64);
        }
        product[place + a.len()] = carry;
    }
}

/// How many times `by` goes into `rest`, which has one limb more, or one too many.
fn estimated_digit(rest: &[u64], by: &[u64]) -> u64 {
    let width = by.len();
    let [top, second] = [by[width - 1], by[width - 2]].map(u128::from);
    let word = join(rest[width], rest[width - 1]);
    let mut digit = (word / top).min(u64::MAX.into());
    let mut left = word - digit * top;
    while left >> 64 == 0 && digit * second > join(low(left), rest[width - 2]) {
        digit -= 1;
        left += top;
    }
    low(digit)
}

/// `rest -= digit * by`. Returns whether that was more than there is.
fn subtract_multiple(rest: &mut [u64], by: &[u64], digit: u64) -> bool {
    let (mut carry, mut borrow) = (0, false);
    for (place, limb) in rest.iter_mut().enumerate() {
        let factor = by.get(place).copied().unwrap_or(0);
        let word = u128::from(digit) * u128::from(factor) + u128::from(carry);
        carry = low(word >> 64);
        (*limb, borrow) = limb.borrowing(low(word), borrow);
    }
    borrow
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Division of 64 bits is several times faster.
        (a, b) = match (u64::try_from(a), u64::try_from(b)) {
            (Ok(narrow), Ok(by)) => (b, (narrow % by).into()),
            _ => (b, a % b),
        };
    }
    a
}

impl From<u128> for Natural {
    fn from(number: u128) -> Self {
        Self::trimmed(alloc::vec![low(number), low(number >> 64)])
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

/// Decimal digits.
impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut number, mut chunks) = (self.clone(), Vec::new());
        while number.limbs() > 1 || number.0.first().is_some_and(|limb| *limb >= CHUNK.0) {
            let (quotient, rest) = number.divided_by_limb(CHUNK.0);
            chunks.push(rest.0.first().copied().unwrap_or(0));
            number = quotient;
        }
        let mut text: String = number.0.first().copied().unwrap_or(0).to_string();
        for chunk in chunks.iter().rev() {
            write!(text, "{chunk:0width$}", width = CHUNK.1)?;
        }
        f.write_str(&text)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact values")]
mod tests {
    use alloc::string::ToString;

    use super::{KARATSUBA, Natural, multiply};

    /// A deterministic stream of awkward numbers: many limbs of all ones and of zeros.
    fn numbers(count: usize, longest: usize) -> impl Iterator<Item = Natural> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        (0..count).map(move |step| {
            let limbs = (0..step % (longest + 1))
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    match state % 4 {
                        0 => 0,
                        1 => u64::MAX,
                        2 => 1 << 63,
                        _ => state.rotate_left(7),
                    }
                })
                .collect();
            Natural::trimmed(limbs)
        })
    }

    #[test]
    fn division_undoes_multiplication() {
        let numbers: alloc::vec::Vec<_> = numbers(400, 6).collect();
        for triple in numbers.windows(3) {
            let [a, b, c] = triple else { unreachable!() };
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
    fn long_products_are_those_of_long_multiplication() {
        let numbers: alloc::vec::Vec<_> = numbers(300, 5 * KARATSUBA).collect();
        for pair in numbers.windows(2) {
            let [a, b] = pair else { unreachable!() };
            let mut long = alloc::vec![0; a.limbs() + b.limbs()];
            multiply(&mut long, &a.0, &b.0);
            assert_eq!(a.times(b), Natural::trimmed(long));
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
        assert_eq!(n(5).shifted_up(67).to_string(), "737869762948382064640");
        for number in [
            0,
            1,
            9_999_999_999_999_999_999,
            u128::from(u64::MAX),
            u128::MAX,
        ] {
            assert_eq!(n(number).to_string(), number.to_string());
            assert_eq!(n(number).bits(), 128 - number.leading_zeros() as usize);
        }
        assert_eq!(Natural::power_of_ten(38).to_u128(), Some(10_u128.pow(38)));
    }

    #[test]
    fn a_ratio_is_the_nearest_float() {
        let n = |number: u128| Natural::from(number);
        for (a, b) in [
            (1_u64, 3_u64),
            (2, 3),
            (617, 1500),
            (1, 10),
            (7, 49),
            (u64::MAX >> 11, 1),
        ] {
            let nearest = a as f64 / b as f64;
            assert_eq!(n(a.into()).ratio(&n(b.into())).to_bits(), nearest.to_bits());
        }
        // 2^53 + 1 lies half way: the even neighbour; a trace above, the upper one.
        let half_way = n((1 << 53) + 1);
        assert_eq!(half_way.ratio(&n(1)), 9_007_199_254_740_992.0);
        let above = half_way.shifted_up(200).plus(&n(1));
        assert_eq!(above.ratio(&n(1).shifted_up(200)), 9_007_199_254_740_994.0);
        assert_eq!(n(1).shifted_up(2000).ratio(&n(3)), f64::MAX);
        assert_eq!(n(3).ratio(&n(1).shifted_up(2000)), 0.0);
        assert_eq!(n(3).shifted_up(2000).ratio(&n(1).shifted_up(2000)), 3.0);
    }
}
