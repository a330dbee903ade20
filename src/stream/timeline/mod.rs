//! Answers by period, gaps visible.

pub(crate) mod dense;
mod iter;

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Bound, RangeBounds, RangeInclusive};

use self::dense::Ordinals;
use self::iter::Iter;
use crate::error::CountError;
use crate::kit::{Forget, Merge, Observe, add_ranges, aggregator, is_nothing};
use crate::nps::HasTally;
use crate::period::Period;
use crate::tally::Tally;

/// Answers by calendar period: one aggregator per period, a [`Tally`] unless told otherwise.
///
/// Observes `(period, item)`, where `period` may be anything that converts into one: a timeline of
/// months takes days; `item` is whatever the aggregator takes, or a state of it that is counted
/// already. Late answers land where they belong. A period without answers is a gap, and
/// stays one: it is never a score of 0.
///
/// # Invariants
///
/// A period is present once something was observed for it.
///
/// # Storage
///
/// Periods that are close lie side by side in memory, so that finding one is a subtraction. A period
/// far off the others, such as a birth date in the wrong column, goes to a tree instead. All in all
/// there is room for at most eight times as many periods as were observed, and sixteen.
///
/// # Panics
///
/// `observe`, `extend`, `collect`, `merge_at` and `merge` where the aggregator of a period does; the
/// periods are as they were, or with the items before.
///
/// # Serialised form
///
/// A map from period to aggregator, in order, such as `{"2026-01": …, "2026-03": …}`. A period given
/// twice is refused, and one in which nothing was observed.
///
/// # Example
///
/// ```
/// use npscore::{Month, Quarter, Score, Timeline};
///
/// let timeline: Timeline<Month> = [("2026-01", 9), ("2026-03", 3), ("2026-01", 10), ("2026-04", 8)]
///     .into_iter()
///     .map(|(month, score)| Ok((month.parse::<Month>()?, Score::constant(score))))
///     .collect::<Result<_, npscore::error::PeriodError>>()?;
///
/// let months: Vec<String> = timeline
///     .periods()
///     .map(|(month, tally)| match tally.and_then(|tally| tally.result()) {
///         Some(result) => format!("{month} {}", result.nps()),
///         None => format!("{month} no answers"),
///     })
///     .collect();
/// assert_eq!(months, ["2026-01 100", "2026-02 no answers", "2026-03 -100", "2026-04 0"]);
///
/// let quarters: Timeline<Quarter> = timeline.coarsen();
/// assert_eq!(quarters.get(Quarter::constant(2026, 1)).map(|tally| tally.responses()), Some(3));
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
#[derive(Clone)]
pub struct Timeline<P, A = Tally> {
    pub(super) states: Ordinals<A>,
    period: PhantomData<P>,
}

impl<P: Period, A> Timeline<P, A> {
    /// What was observed for a period; `None` for a gap.
    #[must_use]
    pub fn get(&self, period: P) -> Option<&A> {
        self.states.get(period.ordinal())
    }

    /// Every period for which something was observed, in order; gaps are passed over.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (P, &A)> + Clone {
        self.into_iter()
    }

    /// The observed periods within a range, in order.
    ///
    /// ```
    /// use npscore::{Score, Timeline, Year};
    ///
    /// let years: Timeline<Year> =
    ///     (2020..2026).map(|year| (Year::constant(year), Score::MAX)).collect();
    /// assert_eq!(years.range(Year::constant(2022)..Year::constant(2024)).count(), 2);
    /// ```
    pub fn range(
        &self,
        periods: impl RangeBounds<P>,
    ) -> impl DoubleEndedIterator<Item = (P, &A)> + Clone {
        let low = match periods.start_bound() {
            Bound::Included(period) => Some(period.ordinal()),
            Bound::Excluded(period) => period.ordinal().checked_add(1),
            Bound::Unbounded => Some(i64::MIN),
        };
        let high = match periods.end_bound() {
            Bound::Included(period) => Some(period.ordinal()),
            Bound::Excluded(period) => period.ordinal().checked_sub(1),
            Bound::Unbounded => Some(i64::MAX),
        };
        // Nothing lies after the last ordinal, nor before the first one.
        let (low, high) = low.zip(high).unwrap_or((0, -1));
        Iter::new(self.states.range(low, high))
    }

    /// Every period from the first to the last, in order, gaps included.
    pub fn periods(&self) -> impl Iterator<Item = (P, Option<&A>)> {
        let bounds = self.first().zip(self.last()).into_iter();
        let span = bounds.flat_map(|(first, last)| first.ordinal()..=last.ordinal());
        span.filter_map(|ordinal| Some((P::from_ordinal(ordinal)?, self.states.get(ordinal))))
    }

    /// The first period for which something was observed.
    #[must_use]
    pub fn first(&self) -> Option<P> {
        self.keys().next()
    }

    /// The last period for which something was observed.
    #[must_use]
    pub fn last(&self) -> Option<P> {
        self.keys().next_back()
    }

    /// The number of periods for which something was observed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether nothing was observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<P: Period, A> Timeline<P, A> {
    /// Each period's state as something else.
    ///
    /// A period whose new state is empty becomes a gap.
    #[must_use]
    pub fn map<B: Default + PartialEq>(self, mut change: impl FnMut(A) -> B) -> Timeline<P, B> {
        let mut changed = Timeline::default();
        for (ordinal, state) in self.states.into_iter() {
            changed.put(ordinal, change(state));
        }
        changed
    }

    /// Keeps the periods for which `keep` says so: what is older than the retention time can go.
    pub fn retain(&mut self, mut keep: impl FnMut(P, &A) -> bool) {
        self.states.retain(|ordinal, state| {
            P::from_ordinal(ordinal).is_some_and(|period| keep(period, state))
        });
    }

    /// Takes a period out.
    pub fn remove(&mut self, period: P) -> Option<A> {
        self.states.remove(period.ordinal())
    }

    /// Merges a state into a period.
    ///
    /// # Panics
    ///
    /// Where merging panics in the aggregator; the periods are as they were.
    pub fn merge_at(&mut self, period: impl Into<P>, state: A)
    where
        A: Merge,
    {
        let ordinal = period.into().ordinal();
        match self.states.get_mut(ordinal) {
            Some(mine) => mine.merge(state),
            None => self.put(ordinal, state),
        }
    }

    /// The periods of these ordinals.
    pub(super) const fn of_ordinals(states: Ordinals<A>) -> Self {
        Self {
            states,
            period: PhantomData,
        }
    }

    /// Every period for which something was observed, in order.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = P> + Clone {
        self.iter().map(|(period, _)| period)
    }

    /// What was observed in each period, in the order of [`keys`](Self::keys).
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &A> + Clone {
        self.iter().map(|(_, state)| state)
    }

    /// Puts the state of a period that has none, unless nothing was observed in it.
    fn put(&mut self, ordinal: i64, state: A)
    where
        A: Default + PartialEq,
    {
        if !is_nothing(&state) {
            self.states.insert(ordinal, state);
        }
    }
}

/// Nothing observed.
impl<P, A> Default for Timeline<P, A> {
    fn default() -> Self {
        Self {
            states: Ordinals::new(),
            period: PhantomData,
        }
    }
}

/// Equal periods with equal aggregators, however they are stored.
impl<P: Period, A: PartialEq> PartialEq for Timeline<P, A> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<P: Period, A: Eq> Eq for Timeline<P, A> {}

impl<P: Period, A: fmt::Debug> fmt::Debug for Timeline<P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<P, A, Q, T> Observe<(Q, T)> for Timeline<P, A>
where
    P: Period,
    A: Observe<T> + Default + PartialEq,
    Q: Into<P>,
{
    #[inline]
    fn try_observe_n(&mut self, (period, item): (Q, T), n: u64) -> Result<(), CountError> {
        if n == 0 {
            return Ok(());
        }
        let ordinal = period.into().ordinal();
        match self.states.get_mut(ordinal) {
            Some(state) => state.try_observe_n(item, n),
            None => self.try_open(ordinal, item, n),
        }
    }

    fn check_observe_n(&self, (period, item): (Q, T), n: u64) -> Result<(), CountError> {
        match self.get(period.into()) {
            Some(state) => state.check_observe_n(item, n),
            None => A::default().check_observe_n(item, n),
        }
    }
}

impl<P: Period, A: Default + PartialEq> Timeline<P, A> {
    /// Opens a period, once observing has succeeded.
    #[cold]
    #[inline(never)]
    fn try_open<T>(&mut self, ordinal: i64, item: T, n: u64) -> Result<(), CountError>
    where
        A: Observe<T>,
    {
        let mut state = A::default();
        state.try_observe_n(item, n)?;
        self.put(ordinal, state);
        Ok(())
    }
}

/// A period that has forgotten everything becomes a gap.
impl<P, A, Q, T> Forget<(Q, T)> for Timeline<P, A>
where
    P: Period,
    A: Forget<T> + Default + PartialEq,
    Q: Into<P>,
{
    fn forget(&mut self, (period, item): (Q, T)) -> Result<(), CountError> {
        let ordinal = period.into().ordinal();
        let state = self.states.get_mut(ordinal).ok_or(CountError::NOTHING)?;
        state.forget(item)?;
        if is_nothing(state) {
            self.states.remove(ordinal);
        }
        Ok(())
    }
}

impl<P: Period, A: Merge> Merge for Timeline<P, A> {
    fn try_merge(&mut self, mut other: Self) -> Result<(), CountError> {
        self.check_merge(&other)?;
        if self.len() < other.len() {
            core::mem::swap(self, &mut other);
        }
        for (ordinal, state) in other.states.into_iter() {
            match self.states.get_mut(ordinal) {
                Some(mine) => mine.try_merge(state)?,
                None => self.states.insert(ordinal, state),
            }
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        other.iter().try_for_each(|(period, state)| {
            let mine = self.get(period);
            mine.map_or(Ok(()), |mine| mine.check_merge(state))
        })
    }

    fn observed(&self) -> RangeInclusive<u64> {
        add_ranges(self.values().map(Merge::observed))
    }
}

aggregator!([P, A] Timeline<P, A>, each);

/// Every period for which something was observed, in order.
impl<'a, P: Period, A> IntoIterator for &'a Timeline<P, A> {
    type Item = (P, &'a A);
    type IntoIter = Iter<'a, P, A>;

    fn into_iter(self) -> Iter<'a, P, A> {
        Iter::new(self.states.range(i64::MIN, i64::MAX))
    }
}

/// Every period for which something was observed, in order.
impl<P: Period, A> IntoIterator for Timeline<P, A> {
    type Item = (P, A);
    type IntoIter = alloc::vec::IntoIter<(P, A)>;

    fn into_iter(self) -> Self::IntoIter {
        let states = self.states.into_iter();
        let periods =
            states.filter_map(|(ordinal, state)| Some((P::from_ordinal(ordinal)?, state)));
        periods.collect::<Vec<_>>().into_iter()
    }
}

/// The tally of all periods.
///
/// # Panics
///
/// Where the responses would pass `u64::MAX`.
impl<P: Period, A: HasTally> HasTally for Timeline<P, A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        self.values().fold(A::Tally::default(), |mut total, state| {
            total.merge(state.tally());
            total
        })
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Period, Timeline};
    use crate::stream::keyed::{self, EMPTY, TWICE};

    impl<P: Period + Serialize, A: Serialize> Serialize for Timeline<P, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let periods: Vec<_> = self.iter().collect();
            keyed::serialize(
                serializer,
                periods.iter().map(|(period, state)| (period, *state)),
            )
        }
    }

    impl<'de, P, A> Deserialize<'de> for Timeline<P, A>
    where
        P: Period + Deserialize<'de>,
        A: Deserialize<'de> + Default + PartialEq,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            keyed::deserialize(deserializer, |timeline: &mut Self, period: P, state| {
                if crate::kit::is_nothing(&state) {
                    return Err(EMPTY);
                }
                if timeline.get(period).is_some() {
                    return Err(TWICE);
                }
                timeline.states.insert(period.ordinal(), state);
                Ok(())
            })
        }
    }
}
