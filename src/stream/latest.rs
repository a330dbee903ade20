//! One answer per respondent, the newest.

use alloc::vec::Vec;
use core::fmt;
use core::hash::Hash;

use hashbrown::{Equivalent, HashMap};

use super::key::IntoKey;
use crate::aggregate::{Forget, Merge, Observe, Responses, overflow};
use crate::nps::{HasNps, Nps};
use crate::tally::Tally;

/// One answer per respondent: the newest counts, the older ones are remembered.
///
/// Who answers after every purchase would otherwise count many times, and could be promoter and
/// detractor at once. Observes `(id, (stamp, answer))`, in any order: a late arrival with an old
/// stamp changes the past, not the present. [`state`](Self::state) is the aggregate of the newest
/// answers, kept up to date by forgetting the answer that a newer one replaces;
/// [`as_of`](Self::as_of) computes it for any earlier stamp.
///
/// `Id` identifies a respondent, `T` is an answer, `S` a stamp: anything ordered, such as seconds
/// since 1970 (the default, `i64`) or a [`Period`](crate::Period).
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
/// Where the aggregator of the newest answers does.
///
/// # Serialised form
///
/// A map (or a list of pairs, as for [`Segments`](crate::Segments)) from respondent to the list of
/// `[stamp, answer]`, oldest first; the aggregate is computed anew.
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
    histories: HashMap<Id, Vec<(S, T)>>,
    state: A,
}

impl<Id, T, S, A> Latest<Id, T, S, A> {
    /// The number of respondents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.histories.len()
    }

    /// Whether nobody has answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.histories.is_empty()
    }

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
}

impl<Id: Hash + Eq, T, S, A> Latest<Id, T, S, A> {
    /// A respondent's newest answer with its stamp.
    pub fn get<Q: Hash + Equivalent<Id> + ?Sized>(&self, id: &Q) -> Option<(&S, &T)> {
        self.history(id)
            .last()
            .map(|(stamp, answer)| (stamp, answer))
    }

    /// All answers of a respondent, oldest first; empty for a stranger.
    pub fn history<Q: Hash + Equivalent<Id> + ?Sized>(&self, id: &Q) -> &[(S, T)] {
        self.histories.get(id).map_or(&[], Vec::as_slice)
    }

    /// Forgets a respondent, and takes the answer that counted out of the aggregate.
    ///
    /// Returns what was known, oldest first; `None` for a stranger.
    pub fn erase<Q: Hash + Equivalent<Id> + ?Sized>(&mut self, id: &Q) -> Option<Vec<(S, T)>>
    where
        T: Clone,
        A: Forget<T>,
    {
        let history = self.histories.remove(id)?;
        if let Some((_, answer)) = history.last() {
            forget(&mut self.state, answer);
        }
        Some(history)
    }
}

impl<Id, T: Clone, S: Ord, A> Latest<Id, T, S, A> {
    /// Everybody's newest answer that is no newer than `stamp`, aggregated.
    #[must_use]
    pub fn as_of(&self, stamp: &S) -> A
    where
        A: Observe<T> + Default,
    {
        let mut state = A::default();
        state.observe_all(
            self.answers_as_of(stamp)
                .map(|(_, _, answer)| answer.clone()),
        );
        state
    }

    /// Everybody's newest answer that is no newer than `stamp`, in no particular order.
    ///
    /// Who answered only later is absent.
    pub fn answers_as_of(&self, stamp: &S) -> impl Iterator<Item = (&Id, &S, &T)> {
        self.histories.iter().filter_map(move |(id, history)| {
            let known = history.partition_point(|(at, _)| at <= stamp);
            let (at, answer) = history.get(known.checked_sub(1)?)?;
            Some((id, at, answer))
        })
    }

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

/// Takes an answer back that was observed.
fn forget<T: Clone, A: Forget<T>>(state: &mut A, answer: &T) {
    if let Err(error) = state.forget(answer.clone()) {
        // Only an aggregator that does not keep its laws refuses.
        overflow(&error);
    }
}

/// What one more answer does to a history, and so to the aggregate.
fn record<T: Ord + Clone, S: Ord, A: Forget<T>>(
    history: &mut Vec<(S, T)>,
    state: &mut A,
    stamp: S,
    answer: T,
) {
    let place = history.binary_search_by(|(at, _)| at.cmp(&stamp));
    let (Ok(index) | Err(index)) = place;
    let replaces = match place {
        Ok(tie) if history[tie].1 >= answer => return,
        Ok(tie) => tie + 1 == history.len(),
        Err(late) => late == history.len(),
    };
    if replaces {
        if let Some((_, before)) = history.last() {
            forget(state, before);
        }
        state.observe(answer.clone());
    }
    match place {
        Ok(_) => history[index].1 = answer,
        Err(_) => history.insert(index, (stamp, answer)),
    }
}

/// Nobody.
impl<Id, T, S, A: Default> Default for Latest<Id, T, S, A> {
    fn default() -> Self {
        Self {
            histories: HashMap::default(),
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
            .field("histories", &self.histories)
            .field("state", &self.state)
            .finish()
    }
}

impl<Id, Q, T, S, A> Observe<(Q, (S, T))> for Latest<Id, T, S, A>
where
    Id: Hash + Eq,
    T: Ord + Clone,
    S: Ord,
    A: Forget<T>,
    Q: IntoKey<Id>,
{
    fn observe(&mut self, (id, (stamp, answer)): (Q, (S, T))) {
        match self.histories.get_mut(id.borrowed()) {
            Some(history) => record(history, &mut self.state, stamp, answer),
            None => {
                self.state.observe(answer.clone());
                self.histories
                    .insert(id.into_key(), alloc::vec![(stamp, answer)]);
            }
        }
    }

    /// The same answer at the same time, however often, is one answer.
    fn observe_n(&mut self, item: (Q, (S, T)), n: u64) {
        if n > 0 {
            self.observe(item);
        }
    }
}

impl<Id, T, S, A> Merge for Latest<Id, T, S, A>
where
    Id: Hash + Eq,
    T: Ord + Clone,
    S: Ord,
    A: Forget<T> + Default,
{
    fn merge(&mut self, mut other: Self) {
        if self.len() < other.len() {
            core::mem::swap(self, &mut other);
        }
        for (id, theirs) in other.histories {
            match self.histories.get_mut(&id) {
                Some(mine) => {
                    for (stamp, answer) in theirs {
                        record(mine, &mut self.state, stamp, answer);
                    }
                }
                None => {
                    if let Some((_, answer)) = theirs.last() {
                        self.state.observe(answer.clone());
                    }
                    self.histories.insert(id, theirs);
                }
            }
        }
    }
}

super::keyed::operators!([
    Id: Hash + Eq, T: Ord + Clone, S: Ord, A: Forget<T> + Default
] Latest<Id, T, S, A>);
impl<Id, Q, T, S, A> Extend<(Q, (S, T))> for Latest<Id, T, S, A>
where
    Self: Observe<(Q, (S, T))>,
{
    fn extend<I: IntoIterator<Item = (Q, (S, T))>>(&mut self, items: I) {
        self.observe_all(items);
    }
}

impl<Id, Q, T, S, A> FromIterator<(Q, (S, T))> for Latest<Id, T, S, A>
where
    Self: Observe<(Q, (S, T))>,
    A: Default,
{
    fn from_iter<I: IntoIterator<Item = (Q, (S, T))>>(items: I) -> Self {
        let mut latest = Self::default();
        latest.observe_all(items);
        latest
    }
}

/// The responses that count: one per respondent.
impl<Id, T, S, A: Responses> Responses for Latest<Id, T, S, A> {
    fn responses(&self) -> u64 {
        self.state.responses()
    }
}

impl<Id, T, S, A: HasNps> HasNps for Latest<Id, T, S, A> {
    fn nps(&self) -> Option<Nps> {
        self.state.nps()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::vec::Vec;
    use core::hash::Hash;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Latest, Observe};
    use crate::stream::keyed;

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
        A: Observe<T> + Default,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let latest = keyed::deserialize(deserializer, |latest: &mut Self, id, history| {
                latest.histories.insert(id, history).is_none()
            })?;
            let rising = |history: &Vec<(S, T)>| history.is_sorted_by(|a, b| a.0 < b.0);
            let mut state = A::default();
            for history in latest.histories.values() {
                match history.last() {
                    Some((_, answer)) if rising(history) => state.observe(answer.clone()),
                    Some(_) => return Err(D::Error::custom("stamps do not rise")),
                    None => return Err(D::Error::custom("a respondent has no answer")),
                }
            }
            Ok(Self { state, ..latest })
        }
    }
}
