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
    mut rows: impl Iterator<Item = (usize, usize)>,
    mut add: impl FnMut(&mut S, &[u32; N]),
) {
    let mut counts = vec![[0; N]; states.len()];
    loop {
        let left = count(&mut counts, &mut rows);
        for (state, counts) in states.iter_mut().zip(&mut counts) {
            if counts.iter().any(|count| *count > 0) {
                add(state, counts);
                *counts = [0; N];
            }
        }
        if left > 0 {
            return;
        }
    }
}

/// Counts rows until a counter might overflow, and returns how many more it could have counted.
#[inline]
fn count<const N: usize>(
    counts: &mut [[u32; N]],
    rows: &mut impl Iterator<Item = (usize, usize)>,
) -> u32 {
    let mut left = u32::MAX;
    for (place, bin) in rows {
        counts[place][bin] += 1;
        left -= 1;
        if left == 0 {
            break;
        }
    }
    left
}
