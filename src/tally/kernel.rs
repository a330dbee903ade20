//! Counting a slice of scores.

use crate::response::Score;

/// How often each score occurs.
pub(super) fn count(scores: &[Score]) -> [u64; 11] {
    let mut counts = [0; 11];
    for score in scores {
        counts[usize::from(score.get())] += 1;
    }
    counts
}
