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
    rows: impl Iterator<Item = (usize, usize)>,
    mut add: impl FnMut(&mut S, &[u32; N]),
) -> Vec<bool> {
    let mut met = vec![false; states.len()];
    let mut counts = vec![[0; N]; states.len()];
    let mut settle = |counts: &mut [[u32; N]]| {
        for ((state, counts), met) in states.iter_mut().zip(counts).zip(&mut met) {
            if counts.iter().any(|count| *count > 0) {
                add(state, counts);
                *counts = [0; N];
                *met = true;
            }
        }
        u32::MAX
    };
    let count = |counts: &mut [[u32; N]], (place, bin): (usize, usize)| counts[place][bin] += 1;
    count_rows(rows, &mut counts, u32::MAX, count, &mut settle);
    settle(&mut counts);
    met
}

/// Three counts in one number of 64 bits, 21 for each: a third of the room, and one place to write.
#[derive(Clone, Copy)]
pub(super) struct Three(u64);

impl Three {
    const NONE: Self = Self(0);
    const BITS: u32 = 21;
    const MOST: u32 = (1 << Self::BITS) - 1;

    /// How many more rows fit, wherever they fall.
    fn room(counts: &[Self]) -> u32 {
        // No count is above the bits of all of them together.
        let all = counts.iter().fold(0, |all, counts| all | counts.0);
        Self::MOST - Self(all).counts().into_iter().fold(0, u32::max)
    }

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
/// For a place beyond `states`, and for more rows than their `size_hint` says.
pub(super) fn count_three_at<S>(
    states: &mut [S],
    rows: impl Iterator<Item = (usize, Three)>,
    mut add: impl FnMut(&mut S, [u32; 3]),
) -> Vec<bool> {
    let mut met = vec![false; states.len()];
    let mut counts = vec![Three::NONE; states.len()];
    let mut settle = |counts: &mut [Three]| {
        for ((state, counts), met) in states.iter_mut().zip(counts).zip(&mut met) {
            if counts.0 > 0 {
                add(state, counts.counts());
                *counts = Three::NONE;
                *met = true;
            }
        }
        Three::MOST
    };
    let count = |counts: &mut [Three], (place, one): (usize, Three)| counts[place].0 += one.0;
    count_rows(rows, &mut counts, Three::MOST, count, |counts| {
        match Three::room(counts) {
            // Where there are many places, counts stay small, and are seldom worth adding up.
            room if room >= Three::MOST / 2 => room,
            _ => settle(counts),
        }
    });
    settle(&mut counts);
    met
}

/// Counts every row, in counters that have room for `most` rows and, made so, for more.
///
/// # Panics
///
/// For more rows than their `size_hint` says, if they do not fit.
// A function of its own, with rows by value: what its loops need stays in registers.
#[inline(never)]
fn count_rows<I: Iterator, C>(
    rows: I,
    counts: &mut [C],
    most: u32,
    count: impl Fn(&mut [C], I::Item),
    mut make_room: impl FnMut(&mut [C]) -> u32,
) {
    let fits = |rows: usize| u32::try_from(rows).is_ok_and(|rows| rows <= most);
    if rows.size_hint().1.is_some_and(fits) {
        // No look at the room with each row, which would be a sixth of the work.
        let counted = rows.fold(0, |counted, row| {
            count(counts, row);
            counted + 1
        });
        assert!(
            fits(counted),
            "{counted} rows of an iterator that said they were at most {most}"
        );
    } else {
        let mut room = most;
        rows.for_each(|row| {
            count(counts, row);
            room -= 1;
            if room == 0 {
                room = seldom(|| make_room(counts));
            }
        });
    }
}

/// What is done once in millions of rows, out of their way.
#[cold]
#[inline(never)]
fn seldom<T>(work: impl FnOnce() -> T) -> T {
    work()
}
