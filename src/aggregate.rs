//! The algebra every aggregator obeys: [`Observe`] one item, [`Merge`] two states.
//!
//! An aggregator is a commutative monoid over what it has observed. Splitting a stream anywhere,
//! aggregating the parts in any order and on any machine, and merging the states gives the same
//! state as one pass. The traits are small so that aggregators nest:
//! a tuple of aggregators observes each item once for all of them.
//!
//! ```
//! use npscore::{Histogram, Merge, Observe, Score, Tally};
//!
//! let mut morning = <(Tally, Histogram)>::default();
//! morning.observe(Score::constant(9));
//! let mut evening = <(Tally, Histogram)>::default();
//! evening.observe_n(Score::constant(3), 2);
//!
//! morning.merge(evening);
//! let (tally, histogram) = morning;
//! assert_eq!(tally.responses(), 3);
//! assert_eq!(histogram.tally(), tally);
//! ```
//!
//! Daily use goes through the standard traits: `collect`, `extend`, `+`, `sum`.

use alloc::vec;
use alloc::vec::Vec;

/// Anything that learns from a stream, one item at a time.
///
/// # Laws
///
/// - `observe(x)` equals `observe_n(x, 1)`, and `observe_n(x, 0)` changes nothing.
/// - `observe_n(x, n)` equals `n` times `observe(x)`.
///
/// # Panics
///
/// An implementation in this crate panics where a count would pass `u64::MAX`; each type offers
/// a checked twin that returns an error instead.
pub trait Observe<T> {
    /// Takes one item into account.
    fn observe(&mut self, item: T) {
        self.observe_n(item, 1);
    }

    /// Takes `n` equal items into account.
    fn observe_n(&mut self, item: T, n: u64);

    /// Takes every item of an iterator into account.
    ///
    /// What `extend` is to a collection, for aggregators (such as tuples) that cannot have the
    /// standard trait.
    fn observe_all<I>(&mut self, items: I)
    where
        I: IntoIterator<Item = T>,
        Self: Sized,
    {
        items.into_iter().for_each(|item| self.observe(item));
    }

    /// Takes many items into account, each in the state at its place.
    ///
    /// What grouping comes down to once every group has a number. The same as observing one by
    /// one; counts of scores are gathered in narrow counters first, which takes half the time.
    /// Returns, for each of the states, whether an item was for it: as many marks as states, or
    /// groups would be lost where columns rely on them.
    ///
    /// # Panics
    ///
    /// For a place that no state has, for more rows than their `size_hint` says, and where observing
    /// one by one does.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Observe, Score, Tally};
    ///
    /// let mut stores = [Tally::default(); 3];
    /// let rows = [(2, 9), (0, 3), (2, 10)].map(|(store, score)| (store, Score::constant(score)));
    /// let met = Tally::observe_at(&mut stores, rows);
    /// assert_eq!(stores.map(|store| store.responses()), [1, 0, 2]);
    /// assert_eq!(met, [true, false, true]);
    /// ```
    fn observe_at<I>(states: &mut [Self], rows: I) -> Vec<bool>
    where
        I: IntoIterator<Item = (usize, T)>,
        Self: Sized,
    {
        let mut met = vec![false; states.len()];
        for (place, item) in rows {
            states[place].observe(item);
            met[place] = true;
        }
        met
    }
}

/// A commutative monoid: [`Default`] is the identity, [`merge`](Merge::merge) combines the states
/// of two streams.
///
/// # Laws
///
/// For all states `a`, `b`, `c`, compared with `==`: merging with the default changes nothing;
/// `(a + b) + c = a + (b + c)`; `a + b = b + a`; and the state of a stream equals the merged
/// states of its parts, wherever it was split.
///
/// An aggregator that cannot keep these laws does not implement this trait.
///
/// # Panics
///
/// Implementations in this crate panic where a count would pass `u64::MAX`. Whether they do
/// depends only on the multiset of what was observed, never on the order of merging.
pub trait Merge: Default {
    /// Takes everything `other` has observed into account.
    fn merge(&mut self, other: Self);
}

/// How many responses a state has counted.
pub trait Responses {
    /// The number of responses counted so far.
    fn responses(&self) -> u64;
}

/// An aggregator that can take one item back: the inverse of [`Observe`].
///
/// # Laws
///
/// `forget(x)` after `observe(x)` leaves the state as it was before, whatever came between.
pub trait Forget<T>: Observe<T> {
    /// Takes one item back.
    ///
    /// # Errors
    ///
    /// [`CountError::Underflow`] for an item that was not observed, as far as the state can tell;
    /// the state is as it was.
    fn forget(&mut self, item: T) -> Result<(), CountError>;

    /// Takes one item back and another into account: what a window does with each answer.
    ///
    /// # Errors
    ///
    /// As [`forget`](Self::forget); the state is as it was, without the new item.
    ///
    /// # Panics
    ///
    /// Where observing the new item does; the old one is then forgotten.
    fn replace(&mut self, old: T, new: T) -> Result<(), CountError> {
        self.forget(old)?;
        self.observe(new);
        Ok(())
    }

    /// Takes many items back and others into account: what a window does with a block of answers.
    ///
    /// They need not be as many. Counts of scores do it at the speed at which they count a slice.
    ///
    /// # Errors
    ///
    /// As [`forget`](Self::forget), for any of `old`; the state is as it was, without new items.
    ///
    /// # Panics
    ///
    /// Where observing the new items does; the old ones are then forgotten.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{CountError, Forget, Score, Tally};
    ///
    /// let monday = [9, 3, 10].map(Score::constant);
    /// let tuesday = [8, 0].map(Score::constant);
    /// let mut week: Tally = monday.iter().collect();
    ///
    /// week.replace_all(&monday, &tuesday)?;
    /// assert_eq!(week, tuesday.iter().collect());
    /// assert_eq!(week.replace_all(&monday, &tuesday), Err(CountError::Underflow));
    /// # Ok::<(), CountError>(())
    /// ```
    fn replace_all(&mut self, old: &[T], new: &[T]) -> Result<(), CountError>
    where
        T: Clone,
        Self: Sized,
    {
        for (forgotten, item) in old.iter().enumerate() {
            if let Err(error) = self.forget(item.clone()) {
                self.observe_all(old[..forgotten].iter().cloned());
                return Err(error);
            }
        }
        self.observe_all(new.iter().cloned());
        Ok(())
    }
}

/// Why counts cannot be added or taken away. The state is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// More responses than a `u64` holds.
    #[error("more than 18446744073709551615 responses")]
    Overflow,
    /// More weight than a [`WeightedTally`](crate::WeightedTally) holds, about 1.3e24 in all.
    #[error("more weight than a tally holds, about 1.3e24")]
    WeightOverflow,
    /// A count below 0.
    #[error("{field} is {value}, expected 0 or more")]
    Negative {
        /// What was counted, such as `"passives"`.
        field: &'static str,
        /// The count.
        value: i64,
    },
    /// More taken away than there is.
    #[error("fewer responses than are to be taken away")]
    Underflow,
}

macro_rules! product {
    ($first:ident $($rest:ident)*) => {
        impl<T, $first, $($rest),*> Observe<T> for ($first, $($rest,)*)
        where
            T: Clone,
            $first: Observe<T>,
            $($rest: Observe<T>,)*
        {
            fn observe(&mut self, item: T) {
                #[allow(non_snake_case, reason = "the type's own name names its value")]
                let ($first, $($rest,)*) = self;
                $($rest.observe(item.clone());)*
                $first.observe(item);
            }

            fn observe_n(&mut self, item: T, n: u64) {
                #[allow(non_snake_case, reason = "the type's own name names its value")]
                let ($first, $($rest,)*) = self;
                $($rest.observe_n(item.clone(), n);)*
                $first.observe_n(item, n);
            }
        }

        impl<T, $first, $($rest),*> Forget<T> for ($first, $($rest,)*)
        where
            T: Clone,
            $first: Forget<T> + Clone,
            $($rest: Forget<T> + Clone,)*
        {
            fn forget(&mut self, item: T) -> Result<(), CountError> {
                #[allow(non_snake_case, reason = "the type's own name names its value")]
                let ($first, $($rest,)*) = self;
                // All members forget the item, or none does.
                let before = ($first.clone(), $($rest.clone(),)*);
                let forgotten = $first.forget(item.clone())
                    $(.and_then(|()| $rest.forget(item.clone())))*;
                if forgotten.is_err() {
                    *self = before;
                }
                forgotten
            }

            fn replace_all(&mut self, old: &[T], new: &[T]) -> Result<(), CountError> {
                #[allow(non_snake_case, reason = "the type's own name names its value")]
                let ($first, $($rest,)*) = self;
                let before = ($first.clone(), $($rest.clone(),)*);
                let replaced = $first.replace_all(old, new)
                    $(.and_then(|()| $rest.replace_all(old, new)))*;
                if replaced.is_err() {
                    *self = before;
                }
                replaced
            }
        }

        impl<$first: Merge, $($rest: Merge),*> Merge for ($first, $($rest,)*) {
            fn merge(&mut self, other: Self) {
                #[allow(non_snake_case, reason = "the type's own name names its value")]
                let ($first, $($rest,)*) = other;
                product!(@merge self, 0 $first, 1 $($rest),*);
            }
        }

        /// The count of the first member: all members observe the same items.
        impl<$first: Responses, $($rest),*> Responses for ($first, $($rest,)*) {
            fn responses(&self) -> u64 {
                self.0.responses()
            }
        }
    };
    (@merge $this:ident, 0 $first:ident, 1 $second:ident) => {
        $this.0.merge($first);
        $this.1.merge($second);
    };
    (@merge $this:ident, 0 $first:ident, 1 $second:ident, $third:ident) => {
        product!(@merge $this, 0 $first, 1 $second);
        $this.2.merge($third);
    };
    (@merge $this:ident, 0 $first:ident, 1 $second:ident, $third:ident, $fourth:ident) => {
        product!(@merge $this, 0 $first, 1 $second, $third);
        $this.3.merge($fourth);
    };
}
product!(A B);
product!(A B C);
product!(A B C D);

/// The one way the operators of this crate fail: a sum that does not fit.
///
/// Operators, `merge`, `observe`, `extend` and `collect` end here; every type has a checked twin.
#[cold]
#[inline(never)]
#[track_caller]
#[allow(
    clippy::panic,
    reason = "documented on every operator that can reach it"
)]
pub(crate) fn overflow(error: &dyn core::fmt::Display) -> ! {
    panic!("{error}")
}

/// The standard operators of an aggregator, in terms of its `checked_add`.
macro_rules! operators {
    ($type:ty) => {
        impl $crate::aggregate::Merge for $type {
            #[inline]
            fn merge(&mut self, other: Self) {
                *self += other;
            }
        }

        impl core::ops::AddAssign for $type {
            #[inline]
            fn add_assign(&mut self, other: Self) {
                *self += &other;
            }
        }

        impl core::ops::AddAssign<&$type> for $type {
            #[inline]
            fn add_assign(&mut self, other: &$type) {
                match self.checked_add(other) {
                    Ok(sum) => *self = sum,
                    Err(error) => $crate::aggregate::overflow(&error),
                }
            }
        }

        impl core::ops::Add for $type {
            type Output = Self;

            #[inline]
            fn add(mut self, other: Self) -> Self {
                self += &other;
                self
            }
        }

        impl core::ops::Add<&$type> for $type {
            type Output = Self;

            #[inline]
            fn add(mut self, other: &$type) -> Self {
                self += other;
                self
            }
        }

        impl core::iter::Sum for $type {
            fn sum<I: Iterator<Item = Self>>(states: I) -> Self {
                states.fold(Self::default(), core::ops::Add::add)
            }
        }

        impl<'a> core::iter::Sum<&'a $type> for $type {
            fn sum<I: Iterator<Item = &'a Self>>(states: I) -> Self {
                states.fold(Self::default(), core::ops::Add::add)
            }
        }
    };
}
pub(crate) use operators;

/// How many items are gathered before they are counted.
pub(crate) const BATCH: usize = 2048;

/// Passes items on in slices, for counting many at once.
///
/// Filling a buffer and counting it takes half the time of counting one by one: no item waits for
/// the count before it.
#[inline]
pub(crate) fn in_batches<T: Copy>(
    items: impl IntoIterator<Item = T>,
    blank: T,
    mut count: impl FnMut(&[T]),
) {
    let mut items = items.into_iter();
    let mut batch = [blank; BATCH];
    loop {
        let mut filled = 0;
        for (slot, item) in batch.iter_mut().zip(&mut items) {
            *slot = item;
            filled += 1;
        }
        count(&batch[..filled]);
        if filled < BATCH {
            return;
        }
    }
}

/// `collect`, `extend` and `extend_from_slice` of an aggregator of scores, in terms of its
/// `checked_add` and of `from_scores`.
macro_rules! collects_scores {
    ($type:ty) => {
        impl $type {
            /// Takes every score of a slice into account: at the speed of memory, where
            /// `extend` looks at each.
            ///
            /// # Panics
            ///
            /// Where the responses would pass `u64::MAX`; the state is as it was.
            ///
            /// ```
            #[doc = concat!("use npscore::{Score, ", stringify!($type), "};")]
            ///
            #[doc = concat!("let mut state = ", stringify!($type), "::default();")]
            /// state.extend_from_slice(&[9, 3, 10].map(Score::constant));
            /// assert_eq!(state.responses(), 3);
            /// ```
            pub fn extend_from_slice(&mut self, scores: &[Score]) {
                *self += Self::from_scores(scores);
            }
        }

        impl Extend<Score> for $type {
            fn extend<I: IntoIterator<Item = Score>>(&mut self, scores: I) {
                // Added at the end: a state stays whole if the iterator itself panics.
                *self += Self::from_iter(scores);
            }
        }

        impl<'a> Extend<&'a Score> for $type {
            fn extend<I: IntoIterator<Item = &'a Score>>(&mut self, scores: I) {
                self.extend(scores.into_iter().copied());
            }
        }

        impl FromIterator<Score> for $type {
            fn from_iter<I: IntoIterator<Item = Score>>(scores: I) -> Self {
                use $crate::aggregate::{FEW, in_batches};

                let scores = scores.into_iter();
                let mut state = Self::default();
                if scores.size_hint().1.is_some_and(|most| most <= FEW) {
                    state.observe_all(scores);
                } else {
                    in_batches(scores, Score::MIN, |scores| {
                        state += Self::from_scores(scores)
                    });
                }
                state
            }
        }

        impl<'a> FromIterator<&'a Score> for $type {
            fn from_iter<I: IntoIterator<Item = &'a Score>>(scores: I) -> Self {
                scores.into_iter().copied().collect()
            }
        }
    };
}
pub(crate) use collects_scores;

/// For no more items than this, a buffer costs more than it saves.
pub(crate) const FEW: usize = 32;

/// `collect` and `extend` of an aggregator, by value and by reference, in terms of `Observe`.
macro_rules! collects {
    ($type:ty, $item:ty) => {
        impl Extend<$item> for $type {
            fn extend<I: IntoIterator<Item = $item>>(&mut self, items: I) {
                // A local copy keeps a state whole if the iterator itself panics.
                let mut state = self.clone();
                state.observe_all(items);
                *self = state;
            }
        }

        impl<'a> Extend<&'a $item> for $type {
            fn extend<I: IntoIterator<Item = &'a $item>>(&mut self, items: I) {
                self.extend(items.into_iter().copied());
            }
        }

        impl FromIterator<$item> for $type {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                let mut state = Self::default();
                state.observe_all(items);
                state
            }
        }

        impl<'a> FromIterator<&'a $item> for $type {
            fn from_iter<I: IntoIterator<Item = &'a $item>>(items: I) -> Self {
                items.into_iter().copied().collect()
            }
        }
    };
}
pub(crate) use collects;
