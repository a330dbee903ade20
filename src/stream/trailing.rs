//! What periods add up to: all of them, windows of them, longer periods.

use alloc::vec::Vec;

use super::Timeline;
use crate::kit::Merge;
use crate::period::Period;

impl<P: Period, A: Merge + Clone> Timeline<P, A> {
    /// All periods merged into one.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if the sum does not fit.
    #[must_use]
    pub fn total(&self) -> A {
        merged(self.values())
    }

    /// The `k` periods up to and including `period`, merged: the last twelve months, say.
    ///
    /// Counts are merged, scores never averaged. Gaps contribute nothing.
    #[must_use]
    #[doc(alias = "rolling")]
    pub fn trailing_at(&self, period: P, k: usize) -> A {
        let Some(back) = k.checked_sub(1) else {
            return A::default();
        };
        let last = period.ordinal();
        let first = last.saturating_sub_unsigned(back as u64);
        merged(self.states.range(first, last).map(|(_, state)| state))
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
    #[doc(alias = "rolling")]
    #[doc(alias = "moving average")]
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
            coarse.merge_at(Q::from(period), state.clone());
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
