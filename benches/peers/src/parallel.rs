//! One thread, or one share of the rows for each.

use std::hash::Hash;
use std::ops::Range;

use npscore::column::{Column, KeyColumn};
use npscore::{Merge, Observe, Segments};
use pyo3::PyResult;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::rows::refused;

/// `Segments::observe_columns`, or `Segments::par_observe_columns` on several threads.
pub(crate) fn segments<K, A, C, D>(keys: C, answers: D, threads: usize) -> PyResult<Segments<K, A>>
where
    K: Hash + Eq + Send,
    A: Merge + Observe<D::Item> + Send,
    C: KeyColumn<K> + Sync,
    D: Column + Sync,
{
    let mut segments = Segments::default();
    let observed = if threads > 1 {
        segments.par_observe_columns(keys, answers)
    } else {
        segments.observe_columns(keys, answers)
    };
    observed.map_err(refused)?;
    Ok(segments)
}

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
