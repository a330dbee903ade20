//! Parallel `collect` and `extend`: every thread aggregates what it gets, and the states merge.
//!
//! The laws of merging make the result that of one pass, to the last digit, however the work was
//! split.

use alloc::vec::Vec;
use core::hash::Hash;
use core::ops::{Add, Range};

use rayon::iter::{IntoParallelIterator, ParallelIterator as _};

use super::column::{Column, ColumnError, KeyColumn, PeriodColumn};
use super::hierarchy::Hierarchy;
use super::latest::Latest;
use super::screened::{Exclusions, Screened};
use super::segments::Segments;
use super::timeline::Timeline;
use crate::aggregate::{Forget, Merge, Observe};
use crate::period::Period;
use crate::response::{Category, Exclusion, ResponseRate, Score};
use crate::tally::{Histogram, PairedTally, Tally, Weight, WeightedTally};

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
    let merge = |mut state: A, other| {
        state.merge(other);
        state
    };
    items
        .into_par_iter()
        .fold(A::default, observe)
        .reduce(A::default, merge)
}

/// The rows of each thread, as even as can be.
fn shares(rows: usize) -> Vec<Range<usize>> {
    let threads = rayon::current_num_threads().max(1);
    let share = rows.div_ceil(threads).max(1);
    let starts = (0..rows).step_by(share);
    starts.map(|start| start..rows.min(start + share)).collect()
}

impl<K: Hash + Eq + Send, A: Merge + Send> Segments<K, A> {
    /// Takes columns of keys and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread groups its share of the rows, and
    /// the states merge. Worth it for a million rows and more, while the groups are far fewer than
    /// the rows.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 keys and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where observing or merging panics in the aggregator of a group: a count beyond `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Segments};
    ///
    /// let mut stores = Segments::<u32>::default();
    /// stores.par_observe_columns(&[17, 4, 17][..], &[10, 9, 3].map(Score::constant)[..])?;
    /// assert_eq!(stores.get(&17).map(|tally| tally.responses()), Some(2));
    /// # Ok::<(), npscore::ColumnError>(())
    /// ```
    pub fn par_observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), ColumnError>
    where
        A: Observe<D::Item>,
        C: KeyColumn<K> + Sync,
        D: Column + Sync,
    {
        let columns = (keys, answers);
        let parts = shares(columns.rows()?).into_par_iter().map(|share| {
            let (keys, answers) = columns.slice(share);
            let mut part = Self::default();
            keys.observe_into(&mut part, answers);
            part
        });
        self.merge(parts.reduce(Self::default, Add::add));
        Ok(())
    }
}

impl<P: Period + Send, A: Merge + Send> Timeline<P, A> {
    /// Takes columns of periods and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread counts its share of the rows, and
    /// the states merge.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 months and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where observing or merging panics in the aggregator of a period: a count beyond `u64::MAX`.
    pub fn par_observe_columns<C, D>(&mut self, periods: C, answers: D) -> Result<(), ColumnError>
    where
        A: Observe<D::Item>,
        C: PeriodColumn<P> + Sync,
        D: Column + Sync,
    {
        let columns = (periods, answers);
        let parts = shares(columns.rows()?).into_par_iter().map(|share| {
            let (periods, answers) = columns.slice(share);
            let mut part = Self::default();
            periods.observe_into(&mut part, answers);
            part
        });
        self.merge(parts.reduce(Self::default, Add::add));
        Ok(())
    }
}

/// The two standard parallel traits of an aggregator, for one kind of item.
macro_rules! parallel {
    (for[$($generics:tt)*] $type:ty, $item:ty $(where $($bounds:tt)*)?) => {
        impl<$($generics)*> rayon::iter::FromParallelIterator<$item> for $type
        $(where $($bounds)*)?
        {
            fn from_par_iter<I: rayon::iter::IntoParallelIterator<Item = $item>>(items: I) -> Self {
                $crate::stream::parallel::gather(items)
            }
        }

        impl<$($generics)*> rayon::iter::ParallelExtend<$item> for $type
        $(where $($bounds)*)?
        {
            fn par_extend<I: rayon::iter::IntoParallelIterator<Item = $item>>(&mut self, items: I) {
                $crate::aggregate::Merge::merge(self, $crate::stream::parallel::gather(items));
            }
        }
    };
}
pub(crate) use parallel;

parallel!(for[] Tally, Score);
parallel!(for[] Tally, Category);
parallel!(for[] Histogram, Score);
parallel!(for[] WeightedTally, (Score, Weight));
parallel!(for[] WeightedTally, (Category, Weight));
parallel!(for[] PairedTally, (Category, Category));
parallel!(for[] PairedTally, (Score, Score));
parallel!(for[] Exclusions, Exclusion);
parallel!(for[] ResponseRate, bool);
parallel!(for[A, T] Screened<A>, Result<T, Exclusion> where A: Merge + Observe<T> + Send, T: Send);
parallel!(for[K, A, Q, T] Segments<K, A>, (Q, T) where
    K: Hash + Eq + Send, A: Merge + Send, Q: Send, T: Send, Self: Observe<(Q, T)>
);
parallel!(for[K, A, Q, T] Hierarchy<K, A>, (Q, T) where
    K: Hash + Eq + Send, A: Merge + Send, Q: Send, T: Send, Self: Observe<(Q, T)>
);
parallel!(for[P, A, Q, T] Timeline<P, A>, (Q, T) where
    P: Period + Send, A: Merge + Send, Q: Send, T: Send, Self: Observe<(Q, T)>
);
parallel!(for[Id, T, S, A, Q] Latest<Id, T, S, A>, (Q, (S, T)) where
    Id: Hash + Eq + Send, T: Ord + Clone + Send, S: Ord + Send, A: Forget<T> + Default + Send,
    Q: Send, Self: Observe<(Q, (S, T))>
);
