//! One share of the rows for each thread.

use std::ops::Range;

use npscore::Merge;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Observes every share on a thread of its own and merges the states; one share, on this thread.
pub(crate) fn gather<A, E>(
    rows: usize,
    threads: usize,
    observe: impl Fn(Range<usize>) -> Result<A, E> + Sync,
) -> Result<A, E>
where
    A: Merge + Send,
    E: Send,
{
    if threads <= 1 {
        return observe(0..rows);
    }
    let end = |share| rows * share / threads;
    (0..threads)
        .into_par_iter()
        .map(|share| observe(end(share)..end(share + 1)))
        .try_reduce(A::default, |mut state, other| {
            state.merge(other);
            Ok(state)
        })
}
