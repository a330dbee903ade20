//! Parallel `collect` and `extend`: every thread aggregates what it gets, and the states merge.
//!
//! The laws of merging make the result that of one pass, to the last digit, however the work was
//! split.

use core::hash::Hash;

use rayon::iter::{IntoParallelIterator, ParallelIterator as _};

use super::hierarchy::Hierarchy;
use super::latest::Latest;
use super::period::Period;
use super::screened::{Exclusions, Screened};
use super::segments::Segments;
use super::timeline::Timeline;
use crate::aggregate::{Forget, Merge, Observe};
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
