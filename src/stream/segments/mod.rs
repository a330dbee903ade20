//! One summary per group.

#[cfg(feature = "serde")]
mod wire;

use core::fmt;
use core::hash::Hash;
use core::ops::RangeInclusive;

use super::table::{IntoIter, Iter, Known, Table};
use crate::error::CountError;
use crate::kit::{
    Forget, IntoKey, Merge, Observe, Snapshot, add_ranges, aggregator, is_nothing, overflow,
};
use crate::nps::HasTally;
use crate::tally::Tally;

/// Answers by group: one aggregator per key, a [`Tally`] unless told otherwise.
///
/// Observes `(key, item)`, where `key` may be borrowed (see [`IntoKey`]) and `item` is whatever the
/// aggregator takes, or a state of it that is counted already. Groups nest:
/// `Segments<Region, Segments<Product>>` observes `(region, (product, score))`, and
/// `Segments<Region, Timeline<Month>>` `(region, (month, score))`.
///
/// # Invariants
///
/// A key has a group once something was observed for it; nothing else makes a group.
///
/// # Hostile keys
///
/// Keys are hashed with a seed of each table's own, so that keys cannot be crafted to collide. Where
/// the keys themselves come from outside, [`try_observe_within`](Self::try_observe_within) bounds
/// their number.
///
/// # Memory
///
/// A group takes the key, the aggregator and one byte, in a table that is between 7/16 and 7/8 full:
/// for a `u32` and a [`Tally`], 38 to 75 bytes.
///
/// # Panics
///
/// `observe`, `extend`, `collect`, `merge_at` and `merge` where the aggregator of a group does; the
/// groups are as they were, or with the items before.
///
/// # Serialised form
///
/// A map, sorted by key, where every key can be the name of a field (texts, numbers, unit variants);
/// else a list of `[key, group]` pairs. Either is read back; a key given twice is refused, and a group
/// in which nothing was observed.
///
/// # Example
///
/// ```
/// use npscore::{Score, Segments};
///
/// let answers = [("north", 10), ("south", 3), ("north", 9), ("south", 9), ("north", 8)];
/// let regions: Segments<String> = answers
///     .into_iter()
///     .map(|(region, score)| Ok((region, Score::new(score)?)))
///     .collect::<Result<_, npscore::error::ScoreError>>()?;
///
/// let report: Vec<String> = regions
///     .by_nps()
///     .iter()
///     .filter_map(|(region, tally)| Some(format!("{region}: {}", tally.result()?)))
///     .collect();
/// assert_eq!(report, ["north: NPS 67 (n = 3)", "south: NPS 0 (n = 2)"]);
/// assert_eq!(regions.total().responses(), 5);
/// # Ok::<(), npscore::Error>(())
/// ```
#[derive(Clone)]
pub struct Segments<K, A = Tally> {
    groups: Table<K, A>,
}

impl<K: Hash + Eq, A> Segments<K, A> {
    /// The group of a key; `None` if nothing was observed for it.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a form of a key is mostly a reference"
    )]
    pub fn get<Q: IntoKey<K>>(&self, key: Q) -> Option<&A> {
        self.groups.get(&key)
    }
}

impl<K, A> Segments<K, A> {
    /// Every key with its group, in no particular order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &A)> + Clone {
        self.groups.iter()
    }

    /// Every key, in no particular order.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + Clone {
        self.groups.iter().map(|(key, _)| key)
    }

    /// Every group, in the order of [`keys`](Self::keys).
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = &A> + Clone {
        self.groups.iter().map(|(_, group)| group)
    }

    /// The number of groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K, A: Merge + Clone> Segments<K, A> {
    /// All groups merged into one.
    ///
    /// # Panics
    ///
    /// Where the aggregator does, if the sum does not fit.
    #[must_use]
    pub fn total(&self) -> A {
        let mut total = A::default();
        for group in self.values() {
            total.merge(group.clone());
        }
        total
    }
}

impl<K: Hash + Eq, A> Segments<K, A> {
    /// Each group as something else, such as the last 90 days of its timeline.
    ///
    /// A key whose new group is empty has no group any more.
    ///
    /// ```
    /// use npscore::{Quarter, Score, Segments, Tally, Timeline};
    ///
    /// let [last, this] = [Quarter::constant(2026, 1), Quarter::constant(2026, 2)];
    /// let regions: Segments<&str, Timeline<Quarter>> =
    ///     [("north", (this, Score::MAX)), ("south", (last, Score::MIN))].into_iter().collect();
    /// let now: Segments<&str, Tally> = regions.map(|quarters| quarters.trailing_at(this, 1));
    /// assert_eq!(now.get("north").map(|tally| tally.promoters()), Some(1));
    /// assert!(now.get("south").is_none());
    /// ```
    #[must_use]
    pub fn map<B: Default + PartialEq>(self, mut change: impl FnMut(A) -> B) -> Segments<K, B> {
        let mut changed = Segments::with_capacity(self.len());
        for (key, group) in self {
            changed.put(key, change(group));
        }
        changed
    }

    /// Merges a state into the group of a key.
    ///
    /// ```
    /// use npscore::{Category, Segments, Tally};
    ///
    /// let mut regions = Segments::<String>::default();
    /// regions.merge_at("north", Tally::of(Category::Promoter, 30));
    /// regions.merge_at("south", Tally::default()); // nothing observed, no group
    /// assert_eq!(regions.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// Where merging panics in the aggregator; the groups are as they were.
    pub fn merge_at<Q: IntoKey<K>>(&mut self, key: Q, state: A)
    where
        A: Merge,
    {
        if let Err(error) = self.groups.try_merge_at(key, state) {
            overflow(&error);
        }
    }

    /// Keeps the groups for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&K, &A) -> bool) {
        self.groups.retain(keep);
    }

    /// Takes a group out.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a form of a key is mostly a reference"
    )]
    pub fn remove<Q: IntoKey<K>>(&mut self, key: Q) -> Option<A> {
        self.groups.remove(&key)
    }

    /// No groups yet, and room for so many of them, if there is that much memory.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        let mut segments = Self::default();
        segments.groups.reserve(capacity);
        segments
    }

    /// Observes an item for no more than `limit` distinct keys.
    ///
    /// Keys from outside can be endless; memory is not.
    ///
    /// ```
    /// use npscore::error::CountError;
    /// use npscore::{Score, Segments};
    ///
    /// let mut campaigns = Segments::<String>::default();
    /// campaigns.try_observe_within(2, ("spring", Score::MAX))?;
    /// campaigns.try_observe_within(2, ("autumn", Score::MAX))?;
    /// let refused = campaigns.try_observe_within(2, ("'; drop table", Score::MAX));
    /// assert_eq!(refused, Err(CountError::TooManyKeys { limit: 2 }));
    /// campaigns.try_observe_within(2, ("spring", Score::MIN))?; // a known key still counts
    /// assert_eq!(campaigns.len(), 2);
    /// # Ok::<(), CountError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CountError::TooManyKeys`] for a new key beyond the limit, and as
    /// [`try_observe`](Observe::try_observe); the groups are as they were.
    pub fn try_observe_within<Q, T>(
        &mut self,
        limit: usize,
        (key, item): (Q, T),
    ) -> Result<(), CountError>
    where
        A: Observe<T> + Default + PartialEq,
        Q: IntoKey<K>,
    {
        if self.len() >= limit && self.groups.get(&key).is_none() {
            return Err(CountError::TooManyKeys { limit });
        }
        self.try_observe((key, item))
    }

    /// The groups of a table.
    pub(super) const fn of(groups: Table<K, A>) -> Self {
        Self { groups }
    }

    /// Puts the group of a key that has none, unless nothing was observed in it.
    fn put(&mut self, key: K, group: A)
    where
        A: Default + PartialEq,
    {
        if !is_nothing(&group) {
            self.groups.insert(key, group);
        }
    }
}

/// No groups.
impl<K, A> Default for Segments<K, A> {
    fn default() -> Self {
        Self {
            groups: Table::default(),
        }
    }
}

/// Equal keys with equal groups, whatever the order.
impl<K: Hash + Eq, A: PartialEq> PartialEq for Segments<K, A> {
    fn eq(&self, other: &Self) -> bool {
        self.groups == other.groups
    }
}

impl<K: Hash + Eq, A: Eq> Eq for Segments<K, A> {}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Segments<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.groups.fmt(f)
    }
}

impl<K, A, Q, T> Observe<(Q, T)> for Segments<K, A>
where
    K: Hash + Eq,
    A: Observe<T> + Default + PartialEq,
    Q: IntoKey<K>,
{
    // Written out: an error that never comes need not be handed on with every row.
    #[inline]
    fn observe(&mut self, (key, item): (Q, T)) {
        let hash = self.groups.hash(&key);
        match self.groups.get_hashed_mut(hash, &key) {
            Some(group) => group.observe(item),
            None => self.open(key.into_key(), item),
        }
    }

    #[inline]
    fn try_observe_n(&mut self, (key, item): (Q, T), n: u64) -> Result<(), CountError> {
        if n == 0 {
            return Ok(());
        }
        let hash = self.groups.hash(&key);
        match self.groups.get_hashed_mut(hash, &key) {
            Some(group) => group.try_observe_n(item, n),
            None => self.try_open(key.into_key(), item, n),
        }
    }

    fn check_observe_n(&self, (key, item): (Q, T), n: u64) -> Result<(), CountError> {
        match self.groups.get(&key) {
            Some(group) => group.check_observe_n(item, n),
            None => A::default().check_observe_n(item, n),
        }
    }
}

impl<K: Hash + Eq, A: Default + PartialEq> Segments<K, A> {
    #[cold]
    #[inline(never)]
    fn open<T>(&mut self, key: K, item: T)
    where
        A: Observe<T>,
    {
        if let Err(error) = self.try_open(key, item, 1) {
            overflow(&error);
        }
    }

    /// Opens the group of a key, once observing has succeeded.
    #[cold]
    #[inline(never)]
    fn try_open<T>(&mut self, key: K, item: T, n: u64) -> Result<(), CountError>
    where
        A: Observe<T>,
    {
        let mut group = A::default();
        group.try_observe_n(item, n)?;
        self.put(key, group);
        Ok(())
    }
}

/// A group that has forgotten everything disappears.
impl<K, A, Q, T> Forget<(Q, T)> for Segments<K, A>
where
    K: Hash + Eq,
    A: Forget<T> + Default + PartialEq,
    Q: IntoKey<K>,
{
    fn forget(&mut self, (key, item): (Q, T)) -> Result<(), CountError> {
        let group = self.groups.get_mut(&key).ok_or(CountError::NOTHING)?;
        group.forget(item)?;
        if is_nothing(group) {
            self.groups.remove(&key);
        }
        Ok(())
    }
}

impl<K: Hash + Eq, A: Merge> Merge for Segments<K, A> {
    fn try_merge(&mut self, mut other: Self) -> Result<(), CountError> {
        self.check_merge(&other)?;
        // The smaller table goes into the larger one: merging is commutative.
        if self.len() < other.len() {
            core::mem::swap(self, &mut other);
        }
        for (key, group) in other {
            match self.groups.get_mut(&Known(&key)) {
                Some(mine) => mine.try_merge(group)?,
                None => self.groups.insert(key, group),
            }
        }
        Ok(())
    }

    fn check_merge(&self, other: &Self) -> Result<(), CountError> {
        let (larger, smaller) = if self.len() < other.len() {
            (other, self)
        } else {
            (self, other)
        };
        smaller.iter().try_for_each(|(key, group)| {
            let twin = larger.groups.get(&Known(key));
            twin.map_or(Ok(()), |twin| twin.check_merge(group))
        })
    }

    fn observed(&self) -> RangeInclusive<u64> {
        add_ranges(self.values().map(Merge::observed))
    }
}

aggregator!([K, A] Segments<K, A>, each);

impl<K, A: Snapshot> Snapshot for Segments<K, A> {}

/// Every key with its group, in no particular order.
impl<K, A> IntoIterator for Segments<K, A> {
    type Item = (K, A);
    type IntoIter = IntoIter<K, A>;

    fn into_iter(self) -> IntoIter<K, A> {
        self.groups.into_iter()
    }
}

/// Every key with its group, in no particular order.
impl<'a, K, A> IntoIterator for &'a Segments<K, A> {
    type Item = (&'a K, &'a A);
    type IntoIter = Iter<'a, K, A>;

    fn into_iter(self) -> Iter<'a, K, A> {
        self.groups.iter()
    }
}

/// The tally of all groups.
///
/// # Panics
///
/// Where the responses would pass `u64::MAX`.
impl<K, A: HasTally> HasTally for Segments<K, A> {
    type Tally = A::Tally;

    fn tally(&self) -> A::Tally {
        self.values().fold(A::Tally::default(), |mut total, state| {
            total.merge(state.tally());
            total
        })
    }
}
