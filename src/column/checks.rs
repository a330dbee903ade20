//! What is asked of a whole column when it is made.
//!
//! Plain loops without a branch for each row, which the compiler turns into vector code; compiled
//! for each kind of machine, as comparisons of 64 bits are not among what every machine has.

#![allow(
    clippy::inline_always,
    reason = "vector code must be compiled into the caller that has the instructions"
)]

use fearless_simd::{Simd, dispatch};

use crate::tally::kernel::level;

/// The least and the greatest number; `i64::MAX` and `i64::MIN` of none.
pub(super) fn bounds<N: Copy + Into<i64>>(numbers: &[N]) -> (i64, i64) {
    dispatch!(level(), simd => bounds_at(simd, numbers))
}

#[inline(always)]
fn bounds_at<S: Simd, N: Copy + Into<i64>>(_: S, numbers: &[N]) -> (i64, i64) {
    let wider = |(least, most): (i64, i64), number: &N| {
        let number = (*number).into();
        (least.min(number), most.max(number))
    };
    numbers.iter().fold((i64::MAX, i64::MIN), wider)
}

/// The same of the numbers that are valid.
///
/// Of each word, the least significant bit says whether the first of 64 numbers is valid.
pub(super) fn valid_bounds<N: Copy + Into<i64>>(
    numbers: &[N],
    words: impl Iterator<Item = u64> + Clone,
) -> (i64, i64) {
    dispatch!(level(), simd => valid_bounds_at(simd, numbers, words))
}

#[inline(always)]
fn valid_bounds_at<S: Simd, N: Copy + Into<i64>>(
    _: S,
    numbers: &[N],
    words: impl Iterator<Item = u64> + Clone,
) -> (i64, i64) {
    let mut blocks = numbers.chunks(64).zip(words.clone());
    let first = blocks.find_map(|(block, word)| block.get(word.trailing_zeros() as usize));
    let Some(first) = first.map(|number| (*number).into()) else {
        return (i64::MAX, i64::MIN);
    };
    let mut all = (first, first);
    for (block, word) in numbers.chunks(64).zip(words) {
        // A number that is not valid is taken for the first one that is.
        let mut values = [first; 64];
        for ((value, number), bit) in values.iter_mut().zip(block).zip(0_u32..) {
            let keep = (word >> bit & 1).cast_signed().wrapping_neg();
            *value = ((*number).into() & keep) | (first & !keep);
        }
        let wider = |(least, most): (i64, i64), value: &i64| (least.min(*value), most.max(*value));
        all = values.iter().fold(all, wider);
    }
    all
}

/// For each bit, from the least significant of the first byte on, whether it is set.
pub(super) fn bits_of(bytes: &[u8], flags: &mut [[bool; 8]]) {
    dispatch!(level(), simd => bits_of_at(simd, bytes, flags));
}

#[inline(always)]
fn bits_of_at<S: Simd>(_: S, bytes: &[u8], flags: &mut [[bool; 8]]) {
    for (eight, byte) in flags.iter_mut().zip(bytes) {
        for (bit, flag) in eight.iter_mut().enumerate() {
            *flag = byte & (1 << bit) != 0;
        }
    }
}

/// Of numbers that should never fall: where they begin, and how they rise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Steps {
    /// The least number, `i64::MAX` of none.
    pub(super) least: i64,
    /// The least and the greatest step from one to the next, wrapped around: right if no number is
    /// negative. `i64::MAX` and `i64::MIN` of fewer than two.
    pub(super) shortest: i64,
    pub(super) longest: i64,
}

/// What there is to know of offsets before they are used.
pub(super) fn steps<N: Copy + Into<i64>>(numbers: &[N]) -> Steps {
    dispatch!(level(), simd => steps_at(simd, numbers))
}

#[inline(always)]
fn steps_at<S: Simd, N: Copy + Into<i64>>(_: S, numbers: &[N]) -> Steps {
    let pairs = numbers.iter().zip(numbers.get(1..).unwrap_or_default());
    // Of the pairs, the last number is never the first.
    let end = numbers.last().map_or(i64::MAX, |number| (*number).into());
    let none = (end, i64::MAX, i64::MIN);
    let (least, shortest, longest) =
        pairs.fold(none, |(least, shortest, longest), (number, next)| {
            let number = (*number).into();
            let step = (*next).into().wrapping_sub(number);
            (least.min(number), shortest.min(step), longest.max(step))
        });
    Steps {
        least,
        shortest,
        longest,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bounds_are_those_of_the_numbers(numbers in prop::collection::vec(any::<i64>(), 0..100)) {
            let least = numbers.iter().copied().min().unwrap_or(i64::MAX);
            let most = numbers.iter().copied().max().unwrap_or(i64::MIN);
            prop_assert_eq!(bounds(&numbers), (least, most));
        }

        #[test]
        fn valid_bounds_are_those_of_the_valid_numbers(
            rows in prop::collection::vec((any::<i64>(), any::<bool>()), 0..200),
        ) {
            let (numbers, valid): (Vec<i64>, Vec<bool>) = rows.iter().copied().unzip();
            let kept: Vec<i64> = rows.iter().filter(|row| row.1).map(|row| row.0).collect();
            let word = |valid: &[bool]| {
                let bits = valid.iter().zip(0..);
                bits.fold(0, |word, (valid, bit)| word | u64::from(*valid) << bit)
            };
            let words = valid.chunks(64).map(word);
            prop_assert_eq!(valid_bounds(&numbers, words), bounds(&kept));
        }

        #[test]
        fn steps_are_those_of_the_numbers(numbers in prop::collection::vec(0_i64.., 0..100)) {
            let steps_between: Vec<i64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let found = Steps {
                least: numbers.iter().copied().min().unwrap_or(i64::MAX),
                shortest: steps_between.iter().copied().min().unwrap_or(i64::MAX),
                longest: steps_between.iter().copied().max().unwrap_or(i64::MIN),
            };
            prop_assert_eq!(steps(&numbers), found);
        }
    }
}
