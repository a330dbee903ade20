//! Counting into many states at once, in counters of 32 bits.
//!
//! A state of 64-bit counts checks that their sum fits each time it observes. Counters that cannot
//! overflow within a run of rows need no check, take less room in the cache, and are added to the
//! states at the end.

use alloc::vec;

/// Counts rows of `(place, bin)` in `N` bins for each place, then adds each place's counts to its
/// state.
///
/// # Panics
///
/// For a place beyond `states`, or a bin beyond `N`.
pub(super) fn count_at<S, const N: usize>(
    states: &mut [S],
    rows: impl Iterator<Item = (usize, usize)>,
    mut add: impl FnMut(&mut S, &[u32; N]),
) {
    let mut counts = vec![[0_u32; N]; states.len()];
    let mut flush = |counts: &mut [[u32; N]]| {
        for (state, counts) in states.iter_mut().zip(counts) {
            if counts.iter().any(|count| *count > 0) {
                add(state, counts);
                *counts = [0; N];
            }
        }
    };
    // No counter can pass what is left of its range.
    let mut left = u32::MAX;
    rows.for_each(|(place, bin)| {
        if left == 0 {
            flush(&mut counts);
            left = u32::MAX;
        }
        left -= 1;
        counts[place][bin] += 1;
    });
    flush(&mut counts);
}
