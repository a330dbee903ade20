//! Counting into many states at once, in narrow counters.
//!
//! A state of 64-bit counts checks that their sum fits each time it observes. Counters that cannot
//! overflow within a run of rows need no check, take less room in the cache, and are added to the
//! states at the end.

use alloc::vec;
use alloc::vec::Vec;

/// Counts rows of `(place, bin)` in `N` bins of 32 bits for each place, then adds each place's
/// counts to its state. Returns which places have any.
///
/// # Panics
///
/// For a place beyond `states`, or a bin beyond `N`.
pub(super) fn count_at<S, const N: usize>(
    states: &mut [S],
    mut rows: impl Iterator<Item = (usize, usize)>,
    mut add: impl FnMut(&mut S, &[u32; N]),
) -> Vec<bool> {
    let mut met = vec![false; states.len()];
    let mut counts = vec![[0; N]; states.len()];
    loop {
        let rows_counted = count(&mut rows, u32::MAX, |(place, bin)| counts[place][bin] += 1);
        for ((state, counts), met) in states.iter_mut().zip(&mut counts).zip(&mut met) {
            if counts.iter().any(|count| *count > 0) {
                add(state, counts);
                *counts = [0; N];
                *met = true;
            }
        }
        if rows_counted < u32::MAX {
            return met;
        }
    }
}

/// Three counts in one number of 64 bits, 21 for each: a third of the room, and one place to write.
#[derive(Clone, Copy)]
pub(super) struct Three(u64);

impl Three {
    const NONE: Self = Self(0);
    const BITS: u32 = 21;
    const MOST: u32 = (1 << Self::BITS) - 1;

    /// One response in a category, by its index.
    pub(super) const fn one(category: usize) -> Self {
        Self(1 << (Self::BITS as usize * category))
    }

    #[allow(clippy::cast_possible_truncation, reason = "21 bits")]
    const fn counts(self) -> [u32; 3] {
        [
            self.0 as u32 & Self::MOST,
            (self.0 >> Self::BITS) as u32 & Self::MOST,
            (self.0 >> (2 * Self::BITS)) as u32 & Self::MOST,
        ]
    }
}

/// Counts rows of `(place, category)` in one number for each place, then adds each place's counts
/// to its state. Returns which places have any.
///
/// # Panics
///
/// For a place beyond `states`.
pub(super) fn count_three_at<S>(
    states: &mut [S],
    mut rows: impl Iterator<Item = (usize, Three)>,
    mut add: impl FnMut(&mut S, [u32; 3]),
) -> Vec<bool> {
    let mut met = vec![false; states.len()];
    let mut counts = vec![Three::NONE; states.len()];
    let mut room = Three::MOST;
    loop {
        let rows_counted = count(&mut rows, room, |(place, one)| counts[place].0 += one.0);
        let last = rows_counted < room;
        // No count is above the bits of all of them together. Where there are many places, counts
        // stay small, and are seldom worth adding up.
        let all = counts.iter().fold(0, |all, counts| all | counts.0);
        let highest = Three(all).counts().into_iter().fold(0, u32::max);
        room = Three::MOST - highest;
        if last || room < Three::MOST / 2 {
            for ((state, counts), met) in states.iter_mut().zip(&mut counts).zip(&mut met) {
                if counts.0 > 0 {
                    add(state, counts.counts());
                    *counts = Three::NONE;
                    *met = true;
                }
            }
            room = Three::MOST;
        }
        if last {
            return met;
        }
    }
}

/// Counts up to `most` rows, and returns how many there were.
#[inline]
fn count<R>(rows: &mut impl Iterator<Item = R>, most: u32, mut count: impl FnMut(R)) -> u32 {
    let mut left = most;
    while left > 0 {
        let Some(row) = rows.next() else { break };
        count(row);
        left -= 1;
    }
    most - left
}
