//! The traits of aggregators: observe one item, merge two states, forget.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::error::CountError;

/// Anything that learns from a stream, one item at a time.
///
/// # Laws
///
/// - `observe(x)` equals `observe_n(x, 1)`, and `observe_n(x, 0)` changes nothing.
/// - `observe_n(x, n)` equals `n` times `observe(x)`.
/// - The `try_` twins do the same, or return an error and leave the state as it was.
///
/// # Panics
///
/// `observe`, `observe_n` and `observe_all` panic where their twins return an error: for a count
/// beyond `u64::MAX`. The item that was refused has changed nothing; items before it
/// have been observed.
///
/// # Example
///
/// ```
/// use npscore::error::CountError;
/// use npscore::{Observe, Score, Tally};
///
/// let mut tally = Tally::default();
/// tally.observe_n(Score::MAX, u64::MAX);
/// assert_eq!(tally.try_observe(Score::MAX), Err(CountError::Overflow));
/// assert_eq!(tally.promoters(), u64::MAX);
/// ```
pub trait Observe<T> {
    /// Takes one item into account.
    #[inline]
    fn observe(&mut self, item: T) {
        self.observe_n(item, 1);
    }

    /// Takes `n` equal items into account.
    #[inline]
    fn observe_n(&mut self, item: T, n: u64) {
        if let Err(error) = self.try_observe_n(item, n) {
            overflow(&error);
        }
    }

    /// Takes one item into account, or leaves the state as it was.
    ///
    /// # Errors
    ///
    /// As [`try_observe_n`](Self::try_observe_n).
    #[inline]
    fn try_observe(&mut self, item: T) -> Result<(), CountError> {
        self.try_observe_n(item, 1)
    }

    /// Takes `n` equal items into account, or leaves the state as it was.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for a count beyond `u64::MAX`, and whatever else the aggregator
    /// cannot count.
    fn try_observe_n(&mut self, item: T, n: u64) -> Result<(), CountError>;

    /// Whether [`try_observe_n`](Self::try_observe_n) would succeed.
    ///
    /// Tuples ask all their members before any of them observes. Provided for aggregators that
    /// never fail; one that can fail answers as `try_observe_n` does.
    ///
    /// # Errors
    ///
    /// As [`try_observe_n`](Self::try_observe_n).
    #[inline]
    fn check_observe_n(&self, item: T, n: u64) -> Result<(), CountError> {
        let _ = (item, n);
        Ok(())
    }

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
    /// Returns, for each state, how many items it observed: a vector as long as `states`.
    ///
    /// # Errors
    ///
    /// As [`try_observe`](Self::try_observe). The states then hold some of the items, in no stated order:
    /// give it states made for it, and merge those once it has succeeded.
    ///
    /// # Panics
    ///
    /// For a place that no state has, and for more items than their `size_hint` says.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Observe, Score, Tally};
    ///
    /// let mut stores = [Tally::default(); 3];
    /// let rows = [(2, 9), (0, 3), (2, 10)].map(|(store, score)| (store, Score::constant(score)));
    /// let observed = Tally::try_observe_at(&mut stores, rows)?;
    /// assert_eq!(stores.map(|store| store.responses()), [1, 0, 2]);
    /// assert_eq!(observed, [1, 0, 2]);
    /// # Ok::<(), npscore::error::CountError>(())
    /// ```
    fn try_observe_at<I>(states: &mut [Self], items: I) -> Result<Vec<u64>, CountError>
    where
        I: IntoIterator<Item = (usize, T)>,
        Self: Sized,
    {
        let mut observed = vec![0; states.len()];
        for (place, item) in items {
            states[place].try_observe(item)?;
            observed[place] += 1;
        }
        Ok(observed)
    }

    /// The same of outcomes: an item, or the number of the reason why there is none, below 5. Returns,
    /// for each state, how many items it observed, and how many there were not for each reason.
    #[doc(hidden)]
    fn try_outcomes_at<I>(states: &mut [Self], outcomes: I) -> Result<Vec<Outcomes>, CountError>
    where
        I: Iterator<Item = (usize, Result<T, usize>)>,
        Self: Sized,
    {
        let mut without = vec![[0; 5]; states.len()];
        let items = outcomes.filter_map(|(place, outcome)| match outcome {
            Ok(item) => Some((place, item)),
            Err(reason) => {
                without[place][reason] += 1;
                None
            }
        });
        let observed = Self::try_observe_at(states, items)?;
        Ok(observed.into_iter().zip(without).collect())
    }
}

/// How many items there were, and how many there were not, by the number of the reason.
pub(crate) type Outcomes = (u64, [u64; 5]);

/// A commutative monoid: [`Default`] is the identity, [`merge`](Merge::merge) combines the states
/// of two streams.
///
/// # Laws
///
/// For all states `a`, `b`, `c`, compared with `==`: merging with the default changes nothing;
/// `(a + b) + c = a + (b + c)`; `a + b = b + a`; and the state of a stream equals the merged
/// states of its parts, wherever it was split. [`try_merge`](Merge::try_merge) does the same as
/// `merge`, or returns an error and leaves the state as it was.
///
/// An aggregator that cannot keep these laws does not implement this trait.
///
/// # Panics
///
/// `merge` and the operators panic where `try_merge` returns an error: for a count beyond `u64::MAX`.
/// Whether they do depends only on the multiset of what was observed, never on the order of merging.
/// The state is as it was.
pub trait Merge: Default + PartialEq {
    /// Takes everything `other` has observed into account.
    #[inline]
    fn merge(&mut self, other: Self) {
        if let Err(error) = self.try_merge(other) {
            overflow(&error);
        }
    }

    /// Takes everything `other` has observed into account, or leaves the state as it was.
    ///
    /// # Errors
    ///
    /// [`CountError::Overflow`] for a count beyond `u64::MAX`, and whatever else the aggregator
    /// cannot count.
    fn try_merge(&mut self, other: Self) -> Result<(), CountError>;

    /// Whether [`try_merge`](Self::try_merge) would succeed.
    ///
    /// Tuples and groups ask for every part before they merge any. Provided for aggregators that
    /// never fail; one that can fail answers as `try_merge` does.
    ///
    /// # Errors
    ///
    /// As [`try_merge`](Self::try_merge).
    #[inline]
    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let _ = other;
        Ok(())
    }

    /// From how many observations this state can come, from the fewest to the most; an empty range
    /// where they are more than `u64::MAX`.
    ///
    /// [`Screened`](crate::Screened) asks when it is read back, whether as many answers were accepted
    /// as its aggregator has observed. Provided: any number.
    #[inline]
    fn observed(&self) -> RangeInclusive<u64> {
        0..=u64::MAX
    }
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
    /// As [`forget`](Self::forget), and as [`try_observe`](Observe::try_observe) for the new item; the
    /// state is as it was.
    fn replace(&mut self, old: T, new: T) -> Result<(), CountError>
    where
        T: Clone,
    {
        self.forget(old.clone())?;
        self.try_observe(new).inspect_err(|_| self.observe(old))
    }

    /// Takes many items back and others into account: what a window does with a block of answers.
    ///
    /// They need not be as many. Counts of scores do it at the speed at which they count a slice.
    ///
    /// # Errors
    ///
    /// As [`forget`](Self::forget) for any of `old`, and as [`try_observe`](Observe::try_observe) for
    /// any of `new`; the state is as it was.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::aggregate::Forget;
    /// use npscore::{Score, Tally};
    ///
    /// let monday = [9, 3, 10].map(Score::constant);
    /// let tuesday = [8, 0].map(Score::constant);
    /// let mut week: Tally = monday.iter().collect();
    ///
    /// week.replace_all(&monday, &tuesday)?;
    /// assert_eq!(week, tuesday.iter().collect());
    /// let error = week.replace_all(&monday, &tuesday).unwrap_err();
    /// assert_eq!(error.to_string(), "cannot take 2 promoters from 0");
    /// # Ok::<(), npscore::error::CountError>(())
    /// ```
    fn replace_all(&mut self, old: &[T], new: &[T]) -> Result<(), CountError>
    where
        T: Clone,
        Self: Sized,
    {
        let mut forgotten = 0;
        let mut observed = 0;
        let outcome = old
            .iter()
            .try_for_each(|item| {
                self.forget(item.clone())?;
                forgotten += 1;
                Ok(())
            })
            .and_then(|()| {
                new.iter().try_for_each(|item| {
                    self.try_observe(item.clone())?;
                    observed += 1;
                    Ok(())
                })
            });
        if outcome.is_err() {
            for item in &new[..observed] {
                self.forget(item.clone())?;
            }
            self.observe_all(old[..forgotten].iter().cloned());
        }
        outcome
    }
}

/// One answer, alone or under keys: what [`Screened`](crate::Screened) accepts and
/// [`Latest`](crate::Latest) keeps for each respondent.
///
/// A state such as a [`Tally`](crate::Tally) is no answer: 30 responses accepted as one would make
/// the number of accepted answers wrong, so this does not compile:
///
/// ```compile_fail,E0277
/// use npscore::{Exclusion, Observe, Screened, Tally};
///
/// let mut screened = Screened::<Tally>::default();
/// screened.observe(Ok::<Tally, Exclusion>(Tally::default()));
/// ```
///
/// Implement it for answers of your own.
pub trait Answer {}

impl<T: Answer + ?Sized> Answer for &T {}
impl<K, T: Answer> Answer for (K, T) {}
impl<T: Answer> Answer for Option<T> {}
impl<T: Answer, const N: usize> Answer for [T; N] {}

macro_rules! answers {
    ($($whole:ty)*) => { $(impl Answer for $whole {})* };
}
answers!(bool i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// An aggregator without periods: its state says nothing about time.
///
/// [`Latest`](crate::Latest) keeps everybody's newest answer, which has one meaning only in a
/// snapshot. In a [`Timeline`](crate::Timeline), whoever answers again would vanish from the earlier
/// month, and months would compare those who stayed silent with those who did not. So this does not
/// compile:
///
/// ```compile_fail,E0277
/// use npscore::{Latest, Month, Score, Timeline};
///
/// let latest = Latest::<u64, (Month, Score), i64, Timeline<Month>>::default();
/// ```
///
/// Per respondent and period is `Timeline<Month, Latest<..>>`; as of the end of each period,
/// [`Latest::at_the_end_of_each`](crate::Latest::at_the_end_of_each).
pub trait Snapshot {}

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

/// Whether nothing was observed in a state. A function of its own, as states may be large.
#[inline(never)]
pub(crate) fn is_nothing<A: Default + PartialEq>(state: &A) -> bool {
    *state == A::default()
}

/// The sum of [`Merge::observed`] of many states.
pub(crate) fn add_ranges(
    ranges: impl IntoIterator<Item = RangeInclusive<u64>>,
) -> RangeInclusive<u64> {
    let add = |sum: RangeInclusive<u64>, range: RangeInclusive<u64>| {
        let low = sum.start().checked_add(*range.start())?;
        (!range.is_empty()).then(|| low..=sum.end().saturating_add(*range.end()))
    };
    #[allow(clippy::reversed_empty_ranges, reason = "no number is possible")]
    ranges.into_iter().try_fold(0..=0, add).unwrap_or(1..=0)
}

macro_rules! product {
    ($first:ident $($rest:ident)*) => {
        #[allow(non_snake_case, reason = "the type's own name names its value")]
        impl<T, $first, $($rest),*> Observe<T> for ($first, $($rest,)*)
        where
            T: Clone,
            $first: Observe<T>,
            $($rest: Observe<T>,)*
        {
            #[inline]
            fn try_observe_n(&mut self, item: T, n: u64) -> Result<(), CountError> {
                let ($first, $($rest,)*) = self;
                $($rest.check_observe_n(item.clone(), n)?;)*
                $first.try_observe_n(item.clone(), n)?;
                $($rest.try_observe_n(item.clone(), n)?;)*
                Ok(())
            }

            #[inline]
            fn check_observe_n(&self, item: T, n: u64) -> Result<(), CountError> {
                let ($first, $($rest,)*) = self;
                $($rest.check_observe_n(item.clone(), n)?;)*
                $first.check_observe_n(item, n)
            }
        }

        #[allow(non_snake_case, reason = "the type's own name names its value")]
        impl<T, $first, $($rest),*> Forget<T> for ($first, $($rest,)*)
        where
            T: Clone,
            $first: Forget<T> + Clone,
            $($rest: Forget<T> + Clone,)*
        {
            fn forget(&mut self, item: T) -> Result<(), CountError> {
                // All members forget the item, or none does.
                let before = self.clone();
                let ($first, $($rest,)*) = self;
                $first.forget(item.clone())
                    $(.and_then(|()| $rest.forget(item.clone())))*
                    .inspect_err(|_| *self = before)
            }

            fn replace_all(&mut self, old: &[T], new: &[T]) -> Result<(), CountError> {
                let before = self.clone();
                let ($first, $($rest,)*) = self;
                $first.replace_all(old, new)
                    $(.and_then(|()| $rest.replace_all(old, new)))*
                    .inspect_err(|_| *self = before)
            }
        }

        #[allow(non_snake_case, reason = "the type's own name names its value")]
        impl<$first: Merge, $($rest: Merge),*> Merge for ($first, $($rest,)*) {
            fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
                self.check_merge(&other)?;
                let ($first, $($rest,)*) = other;
                product!(@each self, [0 1 2 3] $first $($rest)* => try_merge);
                Ok(())
            }

            fn check_merge(&self, other: &Self) -> Result<(), CountError> {
                let ($first, $($rest,)*) = other;
                product!(@each self, [0 1 2 3] $first $($rest)* => check_merge);
                Ok(())
            }

            /// All members observe the same items.
            fn observed(&self) -> RangeInclusive<u64> {
                let ($first, $($rest,)*) = self;
                let range = $first.observed();
                $(let range = {
                    let more = $rest.observed();
                    (*range.start()).max(*more.start())..=(*range.end()).min(*more.end())
                };)*
                range
            }
        }

        impl<$first: Snapshot, $($rest: Snapshot),*> Snapshot for ($first, $($rest,)*) {}
    };
    (@each $this:ident, [$place:tt $($places:tt)*] $other:ident $($others:ident)* => $method:ident) => {
        $this.$place.$method($other)?;
        product!(@each $this, [$($places)*] $($others)* => $method);
    };
    (@each $this:ident, [$($places:tt)*] => $method:ident) => {};
}
product!(A B);
product!(A B C);
product!(A B C D);
