//! Answers by period, gaps visible.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Bound, RangeBounds};

use super::column::{Column, ColumnError, PeriodColumn};
use crate::aggregate::{CountError, Forget, Merge, Observe, Responses, overflow};
use crate::period::Period;
use crate::tally::Tally;

/// The most periods from the first to the last that are kept side by side: 44 years of days.
const MOST_DENSE: i64 = 1 << 14;

/// Answers by calendar period: one aggregator per period, a [`Tally`] unless told otherwise.
///
/// Observes `(period, item)`, where `period` may be anything that converts into one: a timeline of
/// months takes days. Late answers land where they belong. A period without answers is a gap, and
/// stays one: it is never a score of 0.
///
/// # Invariants
///
/// A period is present once something was observed for it.
///
/// # Ordering
///
/// None; its periods are in order.
///
/// # Storage
///
/// Periods lie side by side in memory, so that finding one is a subtraction. A period far off the
/// others, such as a birth date in the wrong column, goes to a tree instead, and costs no more than
/// itself: storage is bounded by 2^14 aggregators beyond those that were observed.
///
/// # Panics
///
/// `observe`, `extend`, `collect` and `merge` where the aggregator of a period does.
///
/// # Serialised form
///
/// A map from period to aggregator, in order, such as `{"2026-01": …, "2026-03": …}`.
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
    /// The ordinal of the first dense period.
    start: i64,
    dense: Vec<Option<A>>,
    /// Periods too far away, by ordinal; none of them is within the dense ones.
    sparse: BTreeMap<i64, A>,
    period: PhantomData<P>,
}

impl<P: Period, A> Timeline<P, A> {
    /// What was observed for a period; `None` for a gap.
    #[must_use]
    pub fn get(&self, period: P) -> Option<&A> {
        let ordinal = period.ordinal();
        match self.dense.get(self.offset(ordinal)) {
            Some(slot) => slot.as_ref(),
            None => self.sparse.get(&ordinal),
        }
    }

    /// The number of periods for which something was observed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.dense.iter().flatten().count() + self.sparse.len()
    }

    /// Whether nothing was observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sparse.is_empty() && self.dense.iter().all(Option::is_none)
    }

    /// The first period for which something was observed.
    #[must_use]
    pub fn first(&self) -> Option<P> {
        self.iter().next().map(|(period, _)| period)
    }

    /// The last period for which something was observed.
    #[must_use]
    pub fn last(&self) -> Option<P> {
        self.iter().next_back().map(|(period, _)| period)
    }

    /// Every period for which something was observed, in order; gaps are passed over.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (P, &A)> + Clone {
        self.range(..)
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
            Bound::Included(period) => period.ordinal(),
            Bound::Excluded(period) => period.ordinal().saturating_add(1),
            Bound::Unbounded => i64::MIN,
        };
        let high = match periods.end_bound() {
            Bound::Included(period) => period.ordinal(),
            Bound::Excluded(period) => period.ordinal().saturating_sub(1),
            Bound::Unbounded => i64::MAX,
        };
        self.ordinals(low, high)
            .filter_map(|(ordinal, state)| P::from_ordinal(ordinal).map(|period| (period, state)))
    }

    /// Every period from the first to the last, in order, gaps included.
    pub fn periods(&self) -> impl Iterator<Item = (P, Option<&A>)> {
        self.span().filter_map(|ordinal| {
            let period = P::from_ordinal(ordinal)?;
            Some((period, self.get(period)))
        })
    }

    /// Takes a period out.
    pub fn remove(&mut self, period: P) -> Option<A> {
        let (ordinal, offset) = (period.ordinal(), self.offset(period.ordinal()));
        match self.dense.get_mut(offset) {
            Some(slot) => slot.take(),
            None => self.sparse.remove(&ordinal),
        }
    }

    /// Keeps the periods for which `keep` says so: what is older than the retention time can go.
    pub fn retain(&mut self, mut keep: impl FnMut(P, &A) -> bool) {
        let mut keep =
            |ordinal, state: &A| P::from_ordinal(ordinal).is_some_and(|period| keep(period, state));
        for (offset, slot) in self.dense.iter_mut().enumerate() {
            let ordinal = self.start.saturating_add_unsigned(offset as u64);
            if slot.as_ref().is_some_and(|state| !keep(ordinal, state)) {
                *slot = None;
            }
        }
        self.sparse.retain(|ordinal, state| keep(*ordinal, state));
    }

    /// Where an ordinal is among the dense periods; beyond them if it is not.
    #[inline]
    fn offset(&self, ordinal: i64) -> usize {
        // An earlier ordinal wraps around to a huge offset.
        usize::try_from(ordinal.wrapping_sub(self.start).cast_unsigned()).unwrap_or(usize::MAX)
    }

    /// The ordinals from the first observed period to the last.
    fn span(&self) -> impl Iterator<Item = i64> + use<P, A> {
        let bounds = self.first().zip(self.last());
        bounds
            .into_iter()
            .flat_map(|(first, last)| first.ordinal()..=last.ordinal())
    }

    /// The last ordinal of the dense periods; `None` without any.
    fn last_dense(&self) -> Option<i64> {
        let steps = self.dense.len().checked_sub(1)?;
        Some(self.start.saturating_add_unsigned(steps as u64))
    }

    /// The observed periods with ordinals from `low` to `high`, in order.
    fn ordinals(&self, low: i64, high: i64) -> impl DoubleEndedIterator<Item = (i64, &A)> + Clone {
        let sparse = |bounds: Option<(i64, i64)>| {
            let bounds = bounds.map(|(from, to)| (from.max(low), to.min(high)));
            let some = bounds.is_some_and(|(from, to)| from <= to);
            let (from, to) = bounds.filter(|_| some).unwrap_or_default();
            let periods = self.sparse.range(from..=to).filter(move |_| some);
            periods.map(|(ordinal, state)| (*ordinal, state))
        };
        let last = self.last_dense();
        let before = sparse(match last {
            Some(_) => self.start.checked_sub(1).map(|end| (i64::MIN, end)),
            None => Some((i64::MIN, i64::MAX)),
        });
        let after = sparse(last.and_then(|last| Some((last.checked_add(1)?, i64::MAX))));
        let (from, to) = (
            low.max(self.start),
            last.map_or(i64::MIN, |last| high.min(last)),
        );
        let within = if from <= to {
            self.offset(from)..self.offset(to) + 1
        } else {
            0..0
        };
        let first = self.start.saturating_add_unsigned(within.start as u64);
        let dense = self.dense.get(within).unwrap_or_default();
        let dense = dense.iter().enumerate().filter_map(move |(offset, slot)| {
            slot.as_ref()
                .map(|state| (first.saturating_add_unsigned(offset as u64), state))
        });
        before.chain(dense).chain(after)
    }

    /// Lets the aggregator of a period observe; a new period only appears once that has succeeded.
    #[inline]
    fn update(&mut self, period: P, observe: impl FnOnce(&mut A))
    where
        A: Default,
    {
        let ordinal = period.ordinal();
        let offset = self.offset(ordinal);
        match self.dense.get_mut(offset) {
            Some(Some(state)) => observe(state),
            _ => self.update_rare(ordinal, observe),
        }
    }

    #[cold]
    #[inline(never)]
    fn update_rare(&mut self, ordinal: i64, observe: impl FnOnce(&mut A))
    where
        A: Default,
    {
        if let Some(state) = self.sparse.get_mut(&ordinal) {
            return observe(state);
        }
        let mut state = A::default();
        observe(&mut state);
        self.put(ordinal, state);
    }

    /// Puts the state of a period where it belongs; nothing is there yet.
    fn put(&mut self, ordinal: i64, state: A) {
        let offset = self.offset(ordinal);
        if offset >= self.dense.len() && !self.reach(ordinal) {
            self.sparse.insert(ordinal, state);
            return;
        }
        let offset = self.offset(ordinal);
        self.dense[offset] = Some(state);
    }

    /// Extends the dense periods to an ordinal, unless it is too far away.
    fn reach(&mut self, ordinal: i64) -> bool {
        let length = i64::try_from(self.dense.len()).unwrap_or(MOST_DENSE);
        if length == 0 {
            self.start = ordinal;
        }
        let low = self.start.min(ordinal);
        let high = self.start.saturating_add(length - 1).max(ordinal);
        if high.checked_sub(low).is_none_or(|span| span >= MOST_DENSE) {
            return false;
        }
        if ordinal < self.start {
            // Room ahead as well, so that newest-first files do not move everything each time.
            let spare = length.min(MOST_DENSE - 1 - (high - low));
            let front = low.saturating_sub(spare);
            let more = usize::try_from(self.start - front).unwrap_or_default();
            self.dense
                .splice(..0, core::iter::repeat_with(|| None).take(more));
            self.start = front;
        } else {
            let offset = self.offset(ordinal);
            self.dense.resize_with(offset + 1, || None);
        }
        // What was far away may be within by now.
        let last = self.last_dense().unwrap_or(self.start);
        let near = self.sparse.range(self.start..=last);
        let near: Vec<i64> = near.map(|(near, _)| *near).collect();
        for near in near {
            let offset = self.offset(near);
            self.dense[offset] = self.sparse.remove(&near);
        }
        true
    }
}

impl<P: Period, A: Merge> Timeline<P, A> {
    /// Takes columns of periods and of answers into account, as if row by row.
    ///
    /// The periods are a slice of anything that converts into one, or
    /// [`Dates`](crate::Dates): days and time stamps as numbers.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 months and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where the aggregator of a period does: a count beyond `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Dates, Month, Period, Score, Timeline};
    ///
    /// let days = [20_521_i32, 20_489]; // 2026-03-09, 2026-02-05
    /// let mut months = Timeline::<Month>::default();
    /// months.observe_columns(
    ///     Dates::from_days(&days, Month::from_epoch_day)?,
    ///     &[10, 3].map(Score::constant)[..],
    /// )?;
    /// assert_eq!(months.first(), Some(Month::constant(2026, 2)));
    /// # Ok::<(), npscore::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, periods: C, answers: D) -> Result<(), ColumnError>
    where
        C: PeriodColumn<P>,
        A: Observe<D::Item>,
        D: Column,
    {
        let columns = (periods, answers);
        columns.rows()?;
        columns.0.observe_into(self, columns.1);
        Ok(())
    }

    /// Merges what was observed elsewhere for a period.
    pub(super) fn merge_period(&mut self, period: P, state: A) {
        self.update(period, |mine| mine.merge(state));
    }
}

impl<P: Period, A: Merge + Clone> Timeline<P, A> {
    /// All periods merged into one.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if the sum does not fit.
    #[must_use]
    pub fn total(&self) -> A {
        merged(self.iter().map(|(_, state)| state))
    }

    /// The `k` periods up to and including `period`, merged: the last twelve months, say.
    ///
    /// Counts are merged, scores never averaged. Gaps contribute nothing.
    #[must_use]
    pub fn trailing_at(&self, period: P, k: usize) -> A {
        let Some(back) = i64::try_from(k).unwrap_or(i64::MAX).checked_sub(1) else {
            return A::default();
        };
        if back < 0 {
            return A::default();
        }
        let last = period.ordinal();
        merged(
            self.ordinals(last.saturating_sub(back), last)
                .map(|(_, state)| state),
        )
    }

    /// At each period from the first to the last, the `k` periods up to and including it, merged.
    ///
    /// The first `k - 1` have fewer periods behind them. A window of 0 periods yields nothing.
    /// Linear in the number of periods, whatever `k`: each step merges a constant number of states
    /// on average.
    ///
    /// ```
    /// use npscore::{Score, Timeline, Year};
    ///
    /// let years: Timeline<Year> =
    ///     [(2024, 9), (2025, 3), (2026, 10)].map(|(y, s)| (Year::constant(y), Score::constant(s))).into_iter().collect();
    /// let last_two: Vec<u64> = years.trailing(2).map(|(_, tally)| tally.promoters()).collect();
    /// assert_eq!(last_two, [1, 1, 1]);
    /// ```
    pub fn trailing(&self, k: usize) -> impl Iterator<Item = (P, A)> {
        let mut queue = Queue::new();
        let periods = self.periods().filter(move |_| k > 0);
        periods.map(move |(period, state)| {
            if queue.len() == k {
                queue.pop();
            }
            queue.push(state.cloned().unwrap_or_default());
            (period, queue.total())
        })
    }

    /// At each period from the first to the last, everything up to and including it, merged.
    pub fn cumulative(&self) -> impl Iterator<Item = (P, A)> {
        self.periods().scan(A::default(), |total, (period, state)| {
            if let Some(state) = state {
                total.merge(state.clone());
            }
            Some((period, total.clone()))
        })
    }

    /// The same answers by longer periods: months into quarters, quarters into years.
    ///
    /// Exact: each period is merged into the one that contains it.
    #[must_use]
    pub fn coarsen<Q: Period + From<P>>(&self) -> Timeline<Q, A> {
        let mut coarse = Timeline::default();
        for (period, state) in self.iter() {
            coarse.update(Q::from(period), |total: &mut A| total.merge(state.clone()));
        }
        coarse
    }
}

fn merged<'a, A: Merge + Clone + 'a>(states: impl Iterator<Item = &'a A>) -> A {
    states.fold(A::default(), |mut total, state| {
        total.merge(state.clone());
        total
    })
}

/// A queue that knows the merged state of its members, for aggregators that cannot subtract.
///
/// Two stacks: new members go onto the back one, beside its running total; the front one holds, at
/// each depth, everything from there to its end. A member is merged once on the way in and once on
/// the way over. (Tangwongsan, Hirzel & Schneider, "Low-latency sliding-window aggregation in
/// worst-case constant time", 2017, section 2, describe it as the known baseline.)
struct Queue<A> {
    front: Vec<A>,
    back: Vec<A>,
    back_total: A,
}

impl<A: Merge + Clone> Queue<A> {
    fn new() -> Self {
        Self {
            front: Vec::new(),
            back: Vec::new(),
            back_total: A::default(),
        }
    }

    fn len(&self) -> usize {
        self.front.len() + self.back.len()
    }

    fn push(&mut self, state: A) {
        self.back_total.merge(state.clone());
        self.back.push(state);
    }

    fn pop(&mut self) {
        if self.front.is_empty() {
            let mut total = A::default();
            while let Some(state) = self.back.pop() {
                total.merge(state);
                self.front.push(total.clone());
            }
            self.back_total = A::default();
        }
        self.front.pop();
    }

    fn total(&self) -> A {
        let mut total = self.back_total.clone();
        if let Some(front) = self.front.last() {
            total.merge(front.clone());
        }
        total
    }
}

/// Nothing observed.
impl<P, A> Default for Timeline<P, A> {
    fn default() -> Self {
        Self {
            start: 0,
            dense: Vec::new(),
            sparse: BTreeMap::new(),
            period: PhantomData,
        }
    }
}

/// Equal periods with equal aggregators, however they are stored.
impl<P: Period, A: PartialEq> PartialEq for Timeline<P, A> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
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
    A: Observe<T> + Default,
    Q: Into<P>,
{
    #[inline]
    fn observe(&mut self, (period, item): (Q, T)) {
        self.update(period.into(), |state| state.observe(item));
    }

    #[inline]
    fn observe_n(&mut self, (period, item): (Q, T), n: u64) {
        if n > 0 {
            self.update(period.into(), |state| state.observe_n(item, n));
        }
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
        let period = period.into();
        let (ordinal, offset) = (period.ordinal(), self.offset(period.ordinal()));
        let state = match self.dense.get_mut(offset) {
            Some(slot) => slot.as_mut(),
            None => self.sparse.get_mut(&ordinal),
        };
        let state = state.ok_or(CountError::Underflow)?;
        state.forget(item)?;
        if *state == A::default() {
            self.remove(period);
        }
        Ok(())
    }
}

impl<P: Period, A: Merge> Merge for Timeline<P, A> {
    fn merge(&mut self, other: Self) {
        let dense = other
            .dense
            .into_iter()
            .enumerate()
            .filter_map(|(offset, slot)| {
                slot.map(|state| (other.start.saturating_add_unsigned(offset as u64), state))
            });
        for (ordinal, state) in other.sparse.into_iter().chain(dense) {
            let offset = self.offset(ordinal);
            let mine = match self.dense.get_mut(offset) {
                Some(slot) => slot.as_mut(),
                None => self.sparse.get_mut(&ordinal),
            };
            match mine {
                Some(mine) => mine.merge(state),
                None => self.put(ordinal, state),
            }
        }
    }
}

super::keyed::operators!([P: Period, A: Merge] Timeline<P, A>);
super::keyed::collects!([P: Period, A: Default] Timeline<P, A>);

/// All responses of all periods.
///
/// # Panics
///
/// If they are more than `u64::MAX`.
impl<P: Period, A: Responses> Responses for Timeline<P, A> {
    fn responses(&self) -> u64 {
        let counts = self.iter().map(|(_, state)| state.responses());
        match { counts }.try_fold(0_u64, u64::checked_add) {
            Some(responses) => responses,
            None => overflow(&CountError::Overflow),
        }
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Period, Timeline};
    use crate::stream::keyed;

    impl<P: Period + Serialize, A: Serialize> Serialize for Timeline<P, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let periods: Vec<_> = self.iter().collect();
            keyed::serialize(
                serializer,
                periods.iter().map(|(period, state)| (period, *state)),
            )
        }
    }

    impl<'de, P: Period + Deserialize<'de>, A: Deserialize<'de>> Deserialize<'de> for Timeline<P, A> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            keyed::deserialize(deserializer, |timeline: &mut Self, period: P, state| {
                let new = timeline.get(period).is_none();
                if new {
                    timeline.put(period.ordinal(), state);
                }
                new
            })
        }
    }
}
