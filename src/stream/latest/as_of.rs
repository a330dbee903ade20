//! Everybody's newest answer as of a stamp, within a window, in each period and at its end.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::{Bound, RangeBounds};

use super::{Latest, change};
use crate::kit::{Forget, Observe, overflow};
use crate::period::Period;
use crate::stream::timeline::Timeline;

impl<Id, T: Clone, S: Ord, A> Latest<Id, T, S, A> {
    /// Everybody's newest answer that is no newer than `stamp`, aggregated.
    #[must_use]
    pub fn as_of(&self, stamp: &S) -> A
    where
        A: Observe<T> + Default,
    {
        aggregate(self.answers_as_of(stamp).map(|(_, _, answer)| answer))
    }

    /// Everybody's newest answer that is no newer than `stamp`, in no particular order.
    ///
    /// Who answered only later is absent.
    pub fn answers_as_of(&self, stamp: &S) -> impl Iterator<Item = (&Id, &S, &T)> {
        self.histories.iter().filter_map(move |(id, history)| {
            let (at, answer) = newest_until(history, Bound::Included(stamp))?;
            Some((id, at, answer))
        })
    }

    /// The newest answer within a range of stamps of everybody who answered in it, aggregated: the
    /// last 90 days, say.
    ///
    /// ```
    /// use npscore::{Latest, Observe, Score};
    ///
    /// let mut latest = Latest::<&str, Score>::default();
    /// latest.observe(("ann", (3, Score::constant(3))));
    /// latest.observe(("bob", (95, Score::constant(10))));
    /// latest.observe(("ann", (100, Score::constant(9))));
    /// let rolling = |day: i64| latest.within(day - 89..=day);
    /// assert_eq!((rolling(92).detractors(), rolling(92).promoters()), (1, 0));
    /// assert_eq!((rolling(100).detractors(), rolling(100).promoters()), (0, 2));
    /// ```
    #[doc(alias = "rolling")]
    #[must_use]
    pub fn within(&self, stamps: impl RangeBounds<S>) -> A
    where
        A: Observe<T> + Default,
    {
        aggregate(self.histories.iter().filter_map(|(_, history)| {
            let (at, answer) = newest_until(history, stamps.end_bound())?;
            stamps.contains(at).then_some(answer)
        }))
    }

    /// For each period, the newest answer within it of everybody who answered in it.
    ///
    /// Who answers twice in a month counts once in it, and who does not answer does not count.
    #[must_use]
    pub fn within_each<P>(&self) -> Timeline<P, A>
    where
        P: Period,
        S: Clone + Into<P>,
        A: Observe<T> + Default + PartialEq,
    {
        let mut timeline = Timeline::default();
        for (_, history) in self.histories.iter() {
            for (period, answer) in newest_of_each(history) {
                timeline.observe((period, answer.clone()));
            }
        }
        timeline
    }

    /// At the end of each period from the first answer to the last, everybody's newest answer so far.
    ///
    /// Who has answered once counts from then on. Periods are visited one after the other; collect
    /// them into a [`Timeline`] to keep them.
    ///
    /// ```
    /// use npscore::{Latest, Month, Score, Timeline};
    ///
    /// let [jan, feb, mar] = [1, 2, 3].map(|month| Month::constant(2026, month));
    /// let people: Latest<&str, Score, Month> =
    ///     [("ann", (jan, Score::MAX)), ("bob", (jan, Score::MIN)), ("bob", (mar, Score::MAX))]
    ///         .into_iter()
    ///         .collect();
    /// let months: Timeline<Month> = people.at_the_end_of_each::<Month>().collect();
    /// let nps = |month| months.get(month).and_then(|tally| Some(tally.result()?.nps().to_string()));
    /// assert_eq!([jan, feb, mar].map(nps), ["0", "0", "100"].map(|nps| Some(nps.to_string())));
    /// ```
    pub fn at_the_end_of_each<P>(&self) -> impl Iterator<Item = (P, A)>
    where
        P: Period,
        S: Clone + Into<P>,
        A: Forget<T> + Clone + Default,
    {
        // What changes in each period: an answer, and the one before of the same respondent.
        let mut changes = BTreeMap::<i64, Vec<(Option<&T>, &T)>>::new();
        for (_, history) in self.histories.iter() {
            let mut before = None;
            for (period, answer) in newest_of_each::<P, _, _>(history) {
                let changes = changes.entry(period.ordinal()).or_default();
                changes.push((before.replace(answer), answer));
            }
        }
        let bounds = changes.keys().next().zip(changes.keys().next_back());
        let span = bounds.map(|(first, last)| *first..=*last);
        let mut state = A::default();
        span.into_iter().flatten().filter_map(move |ordinal| {
            for (before, answer) in changes.remove(&ordinal).into_iter().flatten() {
                if let Err(error) = change(&mut state, before, answer) {
                    overflow(&error);
                }
            }
            P::from_ordinal(ordinal).map(|period| (period, state.clone()))
        })
    }
}

fn aggregate<'a, T: Clone + 'a, A: Observe<T> + Default>(
    answers: impl Iterator<Item = &'a T>,
) -> A {
    let mut state = A::default();
    state.observe_all(answers.cloned());
    state
}

/// The newest answer of a history up to a stamp.
fn newest_until<'a, S: Ord, T>(history: &'a [(S, T)], end: Bound<&S>) -> Option<&'a (S, T)> {
    let known = history.partition_point(|(at, _)| match end {
        Bound::Included(end) => at <= end,
        Bound::Excluded(end) => at < end,
        Bound::Unbounded => true,
    });
    history.get(known.checked_sub(1)?)
}

/// The newest answer of a history in each period, oldest first.
fn newest_of_each<P: Period, S: Clone + Into<P>, T>(
    history: &[(S, T)],
) -> impl Iterator<Item = (P, &T)> {
    let periods = history.chunk_by(|a, b| a.0.clone().into() == b.0.clone().into());
    periods.filter_map(|answers| {
        let (stamp, answer) = answers.last()?;
        Some((stamp.clone().into(), answer))
    })
}
