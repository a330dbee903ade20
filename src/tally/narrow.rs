//! Counting into many states at once, in narrow counters.
//!
//! A state of 64-bit counts checks that their sum fits each time it observes. Counters that cannot
//! overflow within a run of rows need no check, take less room in the cache, and are added to the
//! states at the end.

use alloc::vec;
use alloc::vec::Vec;

use crate::error::CountError;

/// Counts rows of `(place, bin)` in `N` bins of 32 bits for each place, then adds each place's
/// counts to its state. Returns how many rows each place has.
///
/// # Panics
///
/// For a place beyond `states`, or a bin beyond `N`.
pub(super) fn count_at<S, const N: usize>(
    states: &mut [S],
    rows: impl Iterator<Item = (usize, usize)>,
    mut add: impl FnMut(&mut S, &[u32; N]) -> Result<(), CountError>,
) -> Result<Vec<u64>, CountError> {
    let (mut observed, mut outcome) = (vec![0; states.len()], Ok(()));
    let mut counts = vec![[0; N]; states.len()];
    let mut settle = |counts: &mut [[u32; N]]| {
        for ((state, counts), observed) in states.iter_mut().zip(counts).zip(&mut observed) {
            let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
            if all > 0 {
                outcome = outcome.and(add(state, counts));
                *counts = [0; N];
                *observed += all;
            }
        }
        u32::MAX
    };
    let count = |counts: &mut [[u32; N]], (place, bin): (usize, usize)| counts[place][bin] += 1;
    count_rows(rows, &mut counts, u32::MAX, count, &mut settle);
    settle(&mut counts);
    outcome.map(|()| observed)
}

/// Three counts of 21 bits in one number of 64, or four of 16: less room, and one place to write.
#[derive(Clone, Copy)]
pub(super) struct Packed<const N: usize>(u64);

impl<const N: usize> Packed<N> {
    pub(super) const NONE: Self = Self(0);
    const BITS: usize = 64 / N;
    const MOST: u32 = (1 << Self::BITS) - 1;

    /// How many more rows fit, wherever they fall.
    fn room(counts: &[Self]) -> u32 {
        // No count is above the bits of all of them together.
        let all = counts.iter().fold(0, |all, counts| all | counts.0);
        Self::MOST - Self(all).counts().into_iter().fold(0, u32::max)
    }

    /// One of the counts is 1.
    pub(super) const fn one(index: usize) -> Self {
        Self(1 << (Self::BITS * index))
    }

    #[allow(clippy::cast_possible_truncation, reason = "at most 21 bits")]
    fn counts(self) -> [u32; N] {
        core::array::from_fn(|index| (self.0 >> (Self::BITS * index)) as u32 & Self::MOST)
    }
}

/// Counts rows of `(place, one of the counts)` in one number for each place, then adds each place's counts
/// to its state. Returns how many rows each place has.
///
/// # Panics
///
/// For a place beyond `states`, and for more rows than their `size_hint` says.
pub(super) fn count_packed_at<S, const N: usize>(
    states: &mut [S],
    rows: impl Iterator<Item = (usize, Packed<N>)>,
    mut add: impl FnMut(&mut S, [u32; N]) -> Result<(), CountError>,
) -> Result<Vec<u64>, CountError> {
    let (mut observed, mut outcome) = (vec![0; states.len()], Ok(()));
    let mut counts = vec![Packed::<N>::NONE; states.len()];
    let mut settle = |counts: &mut [Packed<N>]| {
        for ((state, counts), observed) in states.iter_mut().zip(counts).zip(&mut observed) {
            if counts.0 > 0 {
                outcome = outcome.and(add(state, counts.counts()));
                *observed += counts.counts().map(u64::from).iter().sum::<u64>();
                *counts = Packed::NONE;
            }
        }
        Packed::<N>::MOST
    };
    let count =
        |counts: &mut [Packed<N>], (place, one): (usize, Packed<N>)| counts[place].0 += one.0;
    count_rows(rows, &mut counts, Packed::<N>::MOST, count, |counts| {
        match Packed::<N>::room(counts) {
            // Where there are many places, counts stay small, and are seldom worth adding up.
            room if room >= Packed::<N>::MOST / 2 => room,
            _ => settle(counts),
        }
    });
    settle(&mut counts);
    outcome.map(|()| observed)
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
