//! Counting scores, and what is none of them, into many states at once: without a branch for each row,
//! which a processor would guess wrong as often as a value is missing.

use alloc::vec;
use alloc::vec::Vec;

use super::narrow::{Packed, count_at, count_packed_at};
use crate::error::CountError;
use crate::kit::{Observe, Outcomes};
use crate::response::{Category, Score};

/// Bins of scores come before those of reasons.
const SCORES: usize = Score::ALL.len();

/// In sixteen counters for each place.
pub(super) fn by_score<S: Observe<Score>>(
    states: &mut [S],
    outcomes: impl Iterator<Item = (usize, Result<Score, usize>)>,
) -> Result<Vec<Outcomes>, CountError> {
    let mut sums = vec![[0; 16]; states.len()];
    let bins = outcomes.map(|(place, outcome)| match outcome {
        Ok(score) => (place, usize::from(score.get())),
        Err(reason) => (place, SCORES + reason),
    });
    count_at(&mut sums, bins, |sums, counts: &[u32; 16]| {
        add(sums, counts);
        Ok(())
    })?;
    let settle = |(state, sums): (&mut S, [u64; 16])| {
        let (scores, reasons) = sums.split_at(SCORES);
        for (score, count) in Score::ALL.into_iter().zip(scores) {
            state.try_observe_n(score, *count)?;
        }
        let mut without = [0; 5];
        without.copy_from_slice(reasons);
        Ok((scores.iter().sum(), without))
    };
    states.iter_mut().zip(sums).map(settle).collect()
}

/// In one number for each place: three categories and the first reason. Others are few.
pub(super) fn by_category<S: Observe<Category>>(
    states: &mut [S],
    outcomes: impl Iterator<Item = (usize, Result<Score, usize>)>,
) -> Result<Vec<Outcomes>, CountError> {
    /// What each score counts, then the first reason, then any other.
    const ONES: [Packed<4>; 16] = {
        let mut ones = [Packed::NONE; 16];
        let mut score = 0;
        while score < SCORES {
            ones[score] = Packed::one(Category::of(Score::ALL[score]).index());
            score += 1;
        }
        ones[FIRST as usize] = Packed::one(3);
        ones
    };

    /// Where in these the first reason is.
    const FIRST: u8 = Score::MAX.get() + 1;

    let mut without = vec![[0; 5]; states.len()];
    let rows = outcomes.map(|(place, outcome)| {
        let bin = match outcome {
            Ok(score) => score.get(),
            Err(0) => FIRST,
            Err(reason) => {
                without[place][reason] += 1;
                FIRST + 1
            }
        };
        (place, ONES[usize::from(bin)])
    });
    let mut sums = vec![[0; 4]; states.len()];
    count_packed_at(&mut sums, rows, |sums, counts| {
        add(sums, &counts);
        Ok(())
    })?;
    let settle = |((state, sums), mut without): ((&mut S, [u64; 4]), [u64; 5])| {
        let [categories @ .., first] = sums;
        for (category, count) in Category::ALL.into_iter().zip(categories) {
            state.try_observe_n(category, count)?;
        }
        without[0] = first;
        Ok((categories.iter().sum(), without))
    };
    let states = states.iter_mut().zip(sums);
    states.zip(without).map(settle).collect()
}

fn add<const N: usize>(sums: &mut [u64; N], counts: &[u32; N]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum += u64::from(*count);
    }
}
