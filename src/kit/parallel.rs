//! Work on several threads: every thread aggregates what it gets, and the states merge.
//!
//! The laws of merging make the result that of one pass, to the last digit, however the work was
//! split.

use alloc::vec::Vec;
use core::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator as _};

use crate::error::CountError;

use super::traits::{Merge, Observe};

/// Every thread aggregates what it gets; the states merge.
pub(crate) fn gather<A, T>(items: impl IntoParallelIterator<Item = T>) -> A
where
    A: Merge + Observe<T> + Send,
    T: Send,
{
    let observe = |mut state: A, item| {
        state.observe(item);
        state
    };
    items
        .into_par_iter()
        .fold(A::default, observe)
        .reduce(A::default, merged)
}

/// Every thread aggregates its share of the rows, as even as can be; the states merge.
pub(crate) fn gather_rows<A>(
    rows: usize,
    observe: impl Fn(Range<usize>) -> Result<A, CountError> + Sync,
) -> Result<A, CountError>
where
    A: Merge + Send,
{
    let threads = rayon::current_num_threads().max(1);
    let share = rows.div_ceil(threads).max(1);
    let shares: Vec<Range<usize>> = (0..rows)
        .step_by(share)
        .map(|start| start..rows.min(start + share))
        .collect();
    shares
        .into_par_iter()
        .map(&observe)
        .try_reduce(A::default, |mut state, other| {
            state.try_merge(other)?;
            Ok(state)
        })
}

fn merged<A: Merge>(mut state: A, other: A) -> A {
    state.merge(other);
    state
}
