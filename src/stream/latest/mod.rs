//! One answer per respondent, the newest.

mod as_of;

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;
use core::ops::RangeInclusive;

use super::table::{Known, Table};
use crate::error::CountError;
use crate::kit::{Answer, Forget, IntoKey, Merge, Observe, Snapshot, aggregator};
use crate::nps::HasTally;
use crate::tally::Tally;

/// One answer per respondent: the newest counts, the older ones are remembered.
///
/// Who answers after every purchase would otherwise count many times, and could be promoter and
/// detractor at once. Observes `(id, (stamp, answer))`, in any order: a late arrival with an old
/// stamp changes the past, not the present. [`state`](Self::state) is the aggregate of the newest
/// answers, kept up to date by forgetting the answer that a newer one replaces;
/// [`as_of`](Self::as_of) computes it for any earlier stamp.
///
/// `Id` identifies a respondent, `T` is an [`Answer`], `S` a stamp: anything ordered, such as seconds
/// since 1970 (the default, `i64`) or a [`Period`](crate::Period).
///
/// # One answer per respondent, and when?
///
/// | question | call |
/// |---|---|
/// | now, or as of a stamp | [`state`](Self::state), [`as_of`](Self::as_of) |
/// | as of the end of each month | [`at_the_end_of_each::<Month>()`](Self::at_the_end_of_each) |
/// | within each month | [`within_each::<Month>()`](Self::within_each), or observe a `Timeline<Month, Latest<..>>` |
/// | within the last 90 days | [`within`](Self::within)`(first..=last)` |
///
/// The aggregator is a [`Snapshot`]: a timeline of months inside would lose whoever answers again from
/// the earlier month.
///
/// # Ties
///
/// Two answers of one respondent with the same stamp are one: the greater of them. That does not
/// depend on which came first, nor on the shard it came to. An answer observed twice counts once.
///
/// # Merging
///
/// Histories are united, and the newest answer of each respondent follows: the same state in any
/// order. A respondent erased from one shard but not from another comes back when the two merge;
/// erase from all of them.
///
/// # Invariants
///
/// A respondent has at least one answer; stamps of one respondent differ.
///
/// # Panics
///
/// Where the aggregator of the newest answers does; the state is as it was.
///
/// # Serialised form
///
/// A map (or a list of pairs, as for [`Segments`](crate::Segments)) from respondent to the list of
/// `[stamp, answer]`, oldest first; the aggregate is computed anew. Stamps that do not rise are refused,
/// and a respondent without an answer.
///
/// # Example
///
/// ```
/// use npscore::{Latest, Observe, Score};
///
/// let mut latest = Latest::<String, Score>::default();
/// latest.observe(("ann", (1, Score::constant(3))));
/// latest.observe(("bob", (2, Score::constant(10))));
/// latest.observe(("ann", (7, Score::constant(9))));
/// assert_eq!(latest.state().promoters(), 2); // ann has changed her mind
/// assert_eq!(latest.as_of(&5).detractors(), 1); // she had not by then
///
/// latest.erase("bob");
/// assert_eq!(latest.state().responses(), 1);
/// ```
#[derive(Clone)]
pub struct Latest<Id, T, S = i64, A = Tally> {
    /// The answers of each respondent by stamp; the last one counts.
    histories: Table<Id, Vec<(S, T)>>,
    state: A,
}

impl<Id, T, S, A> Latest<Id, T, S, A> {
    /// The aggregate of everybody's newest answer.
    #[must_use]
    pub const fn state(&self) -> &A {
        &self.state
    }

    /// Everybody's newest answer with its stamp, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&Id, &S, &T)> {
        self.histories
            .iter()
            .filter_map(|(id, history)| history.last().map(|(stamp, answer)| (id, stamp, answer)))
    }

    /// The number of respondents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.histories.len()
    }

    /// Whether nobody has answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<Id: Hash + Eq, T, S, A> Latest<Id, T, S, A> {
    /// A respondent's newest answer with its stamp.
    pub fn get<Q: IntoKey<Id>>(&self, id: Q) -> Option<(&S, &T)> {
        let newest = self.history(id).last();
        newest.map(|(stamp, answer)| (stamp, answer))
    }

    /// All answers of a respondent, oldest first; empty for a stranger.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a form of a key is mostly a reference"
    )]
    pub fn history<Q: IntoKey<Id>>(&self, id: Q) -> &[(S, T)] {
        self.histories.get(&id).map_or(&[], Vec::as_slice)
    }
}

impl<Id: Hash + Eq, T, S, A> Latest<Id, T, S, A> {
    /// Forgets a respondent, and takes the answer that counted out of the aggregate.
    ///
    /// Returns what was known, oldest first; `None` for a stranger.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a form of a key is mostly a reference"
    )]
    pub fn erase<Q: IntoKey<Id>>(&mut self, id: Q) -> Option<Vec<(S, T)>>
    where
        T: Clone,
        A: Forget<T>,
    {
        let history = self.histories.remove(&id)?;
        if let Some((_, answer)) = history.last()
            && let Err(error) = self.state.forget(answer.clone())
        {
            // Only an aggregator that does not keep its laws refuses what it has observed.
            crate::kit::overflow(&error);
        }
        Some(history)
    }
}

impl<Id, T, S: Ord, A> Latest<Id, T, S, A> {
    /// Drops the answers that no question about `stamp` or later needs, to save memory.
    ///
    /// The present, and [`as_of`](Self::as_of) from `stamp` on, stay as they are; before it, what was
    /// dropped is missing.
    pub fn forget_before(&mut self, stamp: &S) {
        for history in self.histories.values_mut() {
            let known = history.partition_point(|(at, _)| at <= stamp);
            history.drain(..known.saturating_sub(1));
        }
    }
}

/// Lets an aggregator observe an answer in the place of the one before of the same respondent.
fn change<T: Clone, A: Forget<T>>(
    state: &mut A,
    before: Option<&T>,
    answer: &T,
) -> Result<(), CountError> {
    match before {
        Some(before) => state.replace(before.clone(), answer.clone()),
        None => state.try_observe(answer.clone()),
    }
}

/// Whether an answer would be the newest of a history, and in the place of which.
fn newest<'a, S: Ord, T: Ord>(history: &'a [(S, T)], stamp: &S, answer: &T) -> Option<&'a T> {
    let (at, known) = history.last()?;
    (at, known).lt(&(stamp, answer)).then_some(known)
}

/// Puts an answer where it belongs; of two at the same time, the greater one stays.
fn record<S: Ord, T: Ord>(history: &mut Vec<(S, T)>, stamp: S, answer: T) {
    match history.binary_search_by(|(at, _)| at.cmp(&stamp)) {
        Ok(tie) if history[tie].1 < answer => history[tie].1 = answer,
        Ok(_) => {}
        Err(place) => history.insert(place, (stamp, answer)),
    }
}

/// Nobody.
impl<Id, T, S, A: Default + Snapshot> Default for Latest<Id, T, S, A> {
    fn default() -> Self {
        Self {
            histories: Table::default(),
            state: A::default(),
        }
    }
}

/// Equal histories; the aggregate follows from them.
impl<Id: Hash + Eq, T: PartialEq, S: PartialEq, A> PartialEq for Latest<Id, T, S, A> {
    fn eq(&self, other: &Self) -> bool {
        self.histories == other.histories
    }
}

impl<Id: Hash + Eq, T: Eq, S: Eq, A> Eq for Latest<Id, T, S, A> {}

impl<Id: fmt::Debug, T: fmt::Debug, S: fmt::Debug, A: fmt::Debug> fmt::Debug
    for Latest<Id, T, S, A>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latest")
            .field("histories", &self.histories.iter())
            .field("state", &self.state)
            .finish()
    }
}

impl<Id, Q, T, S, A> Observe<(Q, (S, T))> for Latest<Id, T, S, A>
where
    Id: Hash + Eq,
    T: Answer + Ord + Clone,
    S: Ord,
    A: Forget<T> + Snapshot,
    Q: IntoKey<Id>,
{
    /// The same answer at the same time, however often, is one answer.
    fn try_observe_n(
        &mut self,
        (id, (stamp, answer)): (Q, (S, T)),
        n: u64,
    ) -> Result<(), CountError> {
        if n == 0 {
            return Ok(());
        }
        match self.histories.get_mut(&id) {
            Some(history) => {
                if let Some(before) = newest(history, &stamp, &answer) {
                    change(&mut self.state, Some(before), &answer)?;
                }
                record(history, stamp, answer);
            }
            None => {
                self.state.try_observe(answer.clone())?;
                let history = alloc::vec![(stamp, answer)];
                self.histories.insert(id.into_key(), history);
            }
        }
        Ok(())
    }

    fn check_observe_n(
        &self,
        (id, (stamp, answer)): (Q, (S, T)),
        n: u64,
    ) -> Result<(), CountError> {
        let history = self.histories.get(&id);
        let known = history.is_some_and(|history| newest(history, &stamp, &answer).is_none());
        if n == 0 || known {
            return Ok(());
        }
        self.state.check_observe_n(answer, 1)
    }
}

impl<Id, T, S, A> Merge for Latest<Id, T, S, A>
where
    Id: Hash + Eq,
    T: Answer + Ord + Clone,
    S: Ord,
    A: Forget<T> + Default + Snapshot,
{
    fn try_merge(&mut self, mut other: Self) -> Result<(), CountError> {
        if self.len() < other.len() {
            core::mem::swap(self, &mut other);
        }
        let mut done = 0;
        let changes = changes(&self.histories, &other.histories);
        let outcome = changes.iter().try_for_each(|(before, answer)| {
            change(&mut self.state, *before, answer)?;
            done += 1;
            Ok(())
        });
        if let Err(error) = outcome {
            for (before, answer) in &changes[..done] {
                match before {
                    Some(before) => self.state.replace((*answer).clone(), (*before).clone())?,
                    None => self.state.forget((*answer).clone())?,
                }
            }
            return Err(error);
        }
        for (id, theirs) in other.histories.into_iter() {
            match self.histories.get_mut(&Known(&id)) {
                Some(mine) => {
                    for (stamp, answer) in theirs {
                        record(mine, stamp, answer);
                    }
                }
                None => self.histories.insert(id, theirs),
            }
        }
        Ok(())
    }

    /// Aggregates everybody's newest answer anew.
    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let mut state = A::default();
        for (_, history) in self.histories.iter() {
            if let Some((_, answer)) = history.last() {
                state.try_observe(answer.clone())?;
            }
        }
        let changes = changes(&self.histories, &other.histories);
        changes
            .into_iter()
            .try_for_each(|(before, answer)| change(&mut state, before, answer))
    }

    /// An answer may have been given any number of times.
    fn observed(&self) -> RangeInclusive<u64> {
        let answers = self
            .histories
            .iter()
            .map(|(_, history)| history.len() as u64);
        match answers.sum() {
            0 => 0..=0,
            answers => answers..=u64::MAX,
        }
    }
}

/// The newest answers that some histories bring to others, and in the place of which.
fn changes<'a, Id: Hash + Eq, S: Ord, T: Ord>(
    histories: &'a Table<Id, Vec<(S, T)>>,
    others: &'a Table<Id, Vec<(S, T)>>,
) -> Vec<(Option<&'a T>, &'a T)> {
    let change = |(id, theirs): (&'a Id, &'a Vec<(S, T)>)| {
        let (stamp, answer) = theirs.last()?;
        match histories.get(&Known(id)) {
            Some(mine) => Some((Some(newest(mine, stamp, answer)?), answer)),
            None => Some((None, answer)),
        }
    };
    others.iter().filter_map(change).collect()
}

aggregator!([Id, T, S, A] Latest<Id, T, S, A>, each);

impl<Id, T, S, A: HasTally> HasTally for Latest<Id, T, S, A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        self.state.tally()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;
    use core::hash::Hash;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Known, Latest, Observe, Snapshot, Table};
    use crate::stream::keyed::{self, TWICE};

    impl<Id: Serialize + Ord, T: Serialize, S: Serialize, A> Serialize for Latest<Id, T, S, A> {
        fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
            let mut histories: Vec<_> = self.histories.iter().collect();
            histories.sort_unstable_by_key(|(id, _)| *id);
            keyed::serialize(serializer, histories.into_iter())
        }
    }

    impl<'de, Id, T, S, A> Deserialize<'de> for Latest<Id, T, S, A>
    where
        Id: Deserialize<'de> + Hash + Eq,
        T: Deserialize<'de> + Clone,
        S: Deserialize<'de> + Ord,
        A: Observe<T> + Default + Snapshot,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let insert = |histories: &mut Table<Id, Vec<(S, T)>>, id, history: Vec<(S, T)>| {
                if histories.get(&Known(&id)).is_some() {
                    return Err(TWICE);
                }
                if history.is_empty() {
                    return Err("a respondent has no answer");
                }
                if !history.is_sorted_by(|a, b| a.0 < b.0) {
                    return Err("stamps do not rise");
                }
                histories.insert(id, history);
                Ok(())
            };
            let histories = keyed::deserialize(deserializer, insert)?;
            let mut state = A::default();
            for (_, history) in histories.iter() {
                if let Some((_, answer)) = history.last() {
                    state
                        .try_observe(answer.clone())
                        .map_err(D::Error::custom)?;
                }
            }
            Ok(Self { histories, state })
        }
    }
}
