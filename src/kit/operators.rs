//! The standard traits of aggregators, written once.

use super::traits::{Merge, Observe};
use crate::error::CountError;

/// The standard traits of an aggregator, in terms of [`Observe`] and [`Merge`]: `+`, `+=`, `sum`,
/// `collect`, `extend`, and with feature `rayon` their parallel twins.
///
/// How `extend` treats items that are refused follows the type: `whole` takes all items or none, for
/// states that are quickly copied; `each` keeps the items before.
macro_rules! aggregator {
    ([$($generics:tt)*] $type:ty, $extend:ident) => {
        impl<$($generics)*> core::ops::AddAssign for $type
        where
            $type: $crate::kit::Merge,
        {
            #[inline]
            fn add_assign(&mut self, other: Self) {
                $crate::kit::Merge::merge(self, other);
            }
        }

        impl<$($generics)*> core::ops::AddAssign<&Self> for $type
        where
            $type: $crate::kit::Merge + Clone,
        {
            #[inline]
            fn add_assign(&mut self, other: &Self) {
                $crate::kit::Merge::merge(self, other.clone());
            }
        }

        impl<$($generics)*> core::ops::Add for $type
        where
            $type: $crate::kit::Merge,
        {
            type Output = Self;

            #[inline]
            fn add(mut self, other: Self) -> Self {
                $crate::kit::Merge::merge(&mut self, other);
                self
            }
        }

        impl<$($generics)*> core::ops::Add<&Self> for $type
        where
            $type: $crate::kit::Merge + Clone,
        {
            type Output = Self;

            #[inline]
            fn add(mut self, other: &Self) -> Self {
                $crate::kit::Merge::merge(&mut self, other.clone());
                self
            }
        }

        impl<$($generics)*> core::iter::Sum for $type
        where
            $type: $crate::kit::Merge,
        {
            fn sum<States: Iterator<Item = Self>>(states: States) -> Self {
                states.fold(Self::default(), core::ops::Add::add)
            }
        }

        impl<'state, $($generics)*> core::iter::Sum<&'state Self> for $type
        where
            $type: $crate::kit::Merge + Clone,
        {
            fn sum<States: Iterator<Item = &'state Self>>(states: States) -> Self {
                states.fold(Self::default(), core::ops::Add::add)
            }
        }

        impl<Item, $($generics)*> FromIterator<Item> for $type
        where
            $type: $crate::kit::Observe<Item> + Default,
        {
            fn from_iter<Items: IntoIterator<Item = Item>>(items: Items) -> Self {
                let mut state = Self::default();
                $crate::kit::Observe::observe_all(&mut state, items);
                state
            }
        }

        impl<Item, $($generics)*> Extend<Item> for $type
        where
            $type: $crate::kit::Observe<Item>,
        {
            fn extend<Items: IntoIterator<Item = Item>>(&mut self, items: Items) {
                $crate::kit::aggregator!(@$extend self, items);
            }
        }

        #[cfg(feature = "rayon")]
        impl<Item: Send, $($generics)*> rayon::iter::FromParallelIterator<Item> for $type
        where
            $type: $crate::kit::Merge + $crate::kit::Observe<Item> + Send,
        {
            fn from_par_iter<Items>(items: Items) -> Self
            where
                Items: rayon::iter::IntoParallelIterator<Item = Item>,
            {
                $crate::kit::gather(items)
            }
        }

        #[cfg(feature = "rayon")]
        impl<Item: Send, $($generics)*> rayon::iter::ParallelExtend<Item> for $type
        where
            $type: $crate::kit::Merge + $crate::kit::Observe<Item> + Send,
        {
            fn par_extend<Items>(&mut self, items: Items)
            where
                Items: rayon::iter::IntoParallelIterator<Item = Item>,
            {
                $crate::kit::Merge::merge(self, $crate::kit::gather(items));
            }
        }
    };
    (@whole $state:ident, $items:ident) => {
        let mut state = $state.clone();
        $crate::kit::Observe::observe_all(&mut state, $items);
        *$state = state;
    };
    (@each $state:ident, $items:ident) => {
        $crate::kit::Observe::observe_all($state, $items);
    };
}
pub(crate) use aggregator;

/// [`Merge`] of a type in terms of its `checked_add`, where so many observations made the state.
macro_rules! merges {
    ($type:ty, $observed:expr) => {
        impl $crate::kit::Merge for $type {
            #[inline]
            fn try_merge(&mut self, other: Self) -> Result<(), $crate::error::CountError> {
                *self = self.checked_add(&other)?;
                Ok(())
            }

            #[inline]
            fn check_merge(&self, other: &Self) -> Result<(), $crate::error::CountError> {
                self.checked_add(other).map(drop)
            }

            #[inline]
            fn observed(&self) -> core::ops::RangeInclusive<u64> {
                let observed: fn(&Self) -> u64 = $observed;
                observed(self)..=observed(self)
            }
        }
    };
}
pub(crate) use merges;

/// States of a type are items of it, by value and by reference: rows of ready counts collect.
macro_rules! observes_states {
    ($type:ty) => {
        impl $crate::kit::Observe<Self> for $type {
            fn try_observe_n(&mut self, state: Self, n: u64) -> Result<(), $crate::error::CountError> {
                $crate::kit::Merge::try_merge(self, $crate::kit::times(state, n)?)
            }

            fn check_observe_n(&self, state: Self, n: u64) -> Result<(), $crate::error::CountError> {
                $crate::kit::Merge::check_merge(self, &$crate::kit::times(state, n)?)
            }
        }

        $crate::kit::observes_references!($type: $type);
    };
}
pub(crate) use observes_states;

/// Items by reference, for items that are copied.
macro_rules! observes_references {
    ($type:ty: $($item:ty),*) => { $(
        impl<'item> $crate::kit::Observe<&'item $item> for $type {
            #[inline]
            fn try_observe_n(&mut self, item: &'item $item, n: u64) -> Result<(), $crate::error::CountError> {
                $crate::kit::Observe::try_observe_n(self, *item, n)
            }

            #[inline]
            fn check_observe_n(&self, item: &'item $item, n: u64) -> Result<(), $crate::error::CountError> {
                $crate::kit::Observe::check_observe_n(self, *item, n)
            }

            fn observe_all<Items>(&mut self, items: Items)
            where
                Items: IntoIterator<Item = &'item $item>,
            {
                $crate::kit::Observe::observe_all(self, items.into_iter().copied());
            }
        }
    )* };
}
pub(crate) use observes_references;

/// `n` times a state, by doubling.
pub(crate) fn times<A: Merge + Clone>(state: A, mut n: u64) -> Result<A, CountError> {
    let (mut sum, mut power) = (A::default(), state);
    while n > 0 {
        if n % 2 == 1 {
            sum.try_merge(power.clone())?;
        }
        n /= 2;
        if n > 0 {
            power.try_merge(power.clone())?;
        }
    }
    Ok(sum)
}

/// How many items are gathered before they are counted.
pub(crate) const BATCH: usize = 2048;

/// For no more items than this, a buffer costs more than it saves.
pub(crate) const FEW: usize = 32;

/// Observes items one by one if they are few, else hands them on in slices, for counting many at
/// once.
///
/// Filling a buffer and counting it takes half the time of counting one by one: no item waits for
/// the count before it.
#[inline]
pub(crate) fn observe_in_batches<A: Observe<T>, T: Copy>(
    state: &mut A,
    items: impl IntoIterator<Item = T>,
    blank: T,
    mut count: impl FnMut(&mut A, &[T]),
) {
    let mut items = items.into_iter();
    if items.size_hint().1.is_some_and(|most| most <= FEW) {
        return items.for_each(|item| state.observe(item));
    }
    let mut batch = [blank; BATCH];
    loop {
        let mut filled = 0;
        for (slot, item) in batch.iter_mut().zip(&mut items) {
            *slot = item;
            filled += 1;
        }
        count(state, &batch[..filled]);
        if filled < BATCH {
            return;
        }
    }
}
