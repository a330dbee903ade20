//! What a pass over a column of answers finds, and what every way of counting needs: the scalar loop,
//! and the highest byte of a vector.

use fearless_simd::{Simd, prelude::*};

/// What one pass over a column of answers finds.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::tally) struct Pass<const N: usize> {
    /// Meaningless unless `highest` is a score.
    pub(in crate::tally) counts: [u64; N],
    /// The highest answer, 0 without any.
    pub(in crate::tally) highest: u8,
}

/// Fewer answers than this are counted one by one.
pub(super) const SHORT: usize = 64;

/// The most bytes a vector has.
pub(super) const MOST_LANES: usize = 64;

/// One answer at a time.
pub(super) fn scalar(answers: &[u8]) -> Pass<11> {
    let mut counts = [0; 11];
    let mut highest = 0;
    for answer in answers {
        highest = highest.max(*answer);
        counts[usize::from(*answer).min(10)] += 1;
    }
    Pass { counts, highest }
}

/// Three counts, one answer at a time.
pub(super) fn scalar_categories(answers: &[u8]) -> Pass<3> {
    let above = |cut| answers.iter().filter(|answer| **answer > cut).count() as u64;
    let (above_six, above_eight) = (above(6), above(8));
    Pass {
        counts: [
            answers.len() as u64 - above_six,
            above_six - above_eight,
            above_eight,
        ],
        highest: answers.iter().copied().fold(0, u8::max),
    }
}

/// The counts of full rows, the tens among them by subtraction, and those of what is left.
pub(super) fn with_rest(rows: &[u8], below: [u64; 10], highest: u8, rest: &[u8]) -> Pass<11> {
    // Bytes that are no scores may have been counted anyhow.
    let tens = (rows.len() as u64).wrapping_sub(below.iter().sum());
    let mut pass = scalar(rest);
    pass.highest = pass.highest.max(highest);
    for (count, more) in pass.counts.iter_mut().zip(below.into_iter().chain([tens])) {
        *count = count.wrapping_add(more);
    }
    pass
}

/// The highest byte of a row.
#[inline(always)]
pub(super) fn highest_lane<S: Simd>(row: S::u8s) -> u8 {
    let mut lanes = [0; MOST_LANES];
    row.store_slice(&mut lanes[..S::u8s::LEN]);
    lanes.into_iter().fold(0, u8::max)
}
