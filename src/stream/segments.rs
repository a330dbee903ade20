//! One summary per group.

use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};
use core::fmt;
use core::hash::Hash;

use hashbrown::Equivalent;

use super::column::{Column, ColumnError, KeyColumn};
use super::groups::Groups;
use super::key::IntoKey;
use crate::aggregate::{CountError, Forget, Merge, Observe, Responses, overflow};
use crate::nps::HasNps;
use crate::tally::Tally;

/// Answers by group: one aggregator per key, a [`Tally`] unless told otherwise.
///
/// Observes `(key, item)`, where `key` may be borrowed (see [`IntoKey`]) and `item` is whatever the
/// aggregator takes. Groups nest: `Segments<Region, Segments<Product>>` observes
/// `(region, (product, score))`, and `Segments<Region, Timeline<Month>>` `(region, (month, score))`.
///
/// # Invariants
///
/// A key has a group once something was observed for it; nothing else makes a group.
///
/// # Ordering
///
/// None. [`iter`](Self::iter) visits groups in no particular order; [`by_key`](Self::by_key),
/// [`by_responses`](Self::by_responses) and [`by_nps`](Self::by_nps) sort them.
///
/// # Hostile keys
///
/// Keys are hashed with a seed of each table's own, so that keys cannot be crafted to collide. Where
/// the keys themselves come from outside, [`try_with_limit`](Self::try_with_limit) bounds their
/// number.
///
/// # Memory
///
/// A group takes the key, the aggregator and one byte, in a table that is between 7/16 and 7/8 full:
/// for a `u32` and a [`Tally`], 38 to 75 bytes.
///
/// # Panics
///
/// `observe`, `extend`, `collect` and `merge` where the aggregator of a group does; the group is
/// then as its aggregator leaves it.
///
/// # Serialised form
///
/// A map, sorted by key, where every key can be the name of a field (texts, whole numbers, unit
/// variants); else a list of `[key, group]` pairs. Either is read back; a key given twice is refused.
///
/// # Example
///
/// ```
/// use npscore::{Score, Segments};
///
/// let answers = [("north", 10), ("south", 3), ("north", 9), ("south", 9), ("north", 8)];
/// let regions: Segments<String> =
///     answers.into_iter().map(|(region, score)| (region, Score::constant(score))).collect();
///
/// let report: Vec<String> = regions
///     .by_nps()
///     .iter()
///     .filter_map(|(region, tally)| Some(format!("{region}: {}", tally.result()?)))
///     .collect();
/// assert_eq!(report, ["north: NPS 67 (n = 3)", "south: NPS 0 (n = 2)"]);
/// assert_eq!(regions.total().responses(), 5);
/// ```
#[derive(Clone)]
pub struct Segments<K, A = Tally> {
    groups: Groups<K, A>,
}

impl<K, A> Segments<K, A> {
    /// No groups yet, and room for `capacity` of them.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            groups: Groups::with_capacity(capacity),
        }
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

    /// Every key with its group, in no particular order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &A)> + Clone {
        self.groups.iter()
    }

    /// Keeps the groups for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&K, &A) -> bool) {
        self.groups.retain(keep);
    }
}

impl<K: Hash + Eq, A> Segments<K, A> {
    /// The group of a key; `None` if nothing was observed for it.
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&A> {
        self.groups.get(key)
    }

    /// Whether something was observed for a key.
    pub fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> bool {
        self.get(key).is_some()
    }

    /// Takes a group out.
    pub fn remove<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<A> {
        self.groups.remove(key)
    }

    /// The groups, for observing no more than `limit` distinct keys.
    ///
    /// Keys from outside can be endless; memory is not.
    ///
    /// ```
    /// use npscore::{Score, Segments, SegmentsError};
    ///
    /// let mut campaigns = Segments::<String>::default();
    /// let mut limited = campaigns.try_with_limit(2)?;
    /// limited.observe(("spring", Score::MAX))?;
    /// limited.observe(("autumn", Score::MAX))?;
    /// let refused = limited.observe(("'; drop table", Score::MAX));
    /// assert_eq!(refused, Err(SegmentsError::TooManyKeys { limit: 2 }));
    /// limited.observe(("spring", Score::MIN))?; // a known key still counts
    /// assert_eq!(campaigns.len(), 2);
    /// # Ok::<(), SegmentsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SegmentsError::TooManyKeys`] if there are more keys already.
    pub fn try_with_limit(&mut self, limit: usize) -> Result<Limited<'_, K, A>, SegmentsError> {
        if self.len() > limit {
            return Err(SegmentsError::TooManyKeys { limit });
        }
        Ok(Limited {
            segments: self,
            limit,
        })
    }
}

impl<K: Hash + Eq, A: Default> Segments<K, A> {
    /// Lets the group of a key observe; a new group only appears once that has succeeded.
    #[inline]
    fn update<Q: IntoKey<K>>(&mut self, key: Q, observe: impl FnOnce(&mut A)) {
        match self.groups.get_mut(key.borrowed()) {
            Some(group) => observe(group),
            None => self.insert(key.into_key(), observe),
        }
    }

    #[cold]
    #[inline(never)]
    fn insert(&mut self, key: K, observe: impl FnOnce(&mut A)) {
        let mut group = A::default();
        observe(&mut group);
        self.groups.insert(key, group);
    }
}

impl<K: Hash + Eq, A: Merge> Segments<K, A> {
    /// Takes columns of keys and of answers into account, as if row by row, and faster.
    ///
    /// The keys are a slice, [`Codes`](crate::Codes) of a dictionary, or
    /// [`Texts`](crate::Texts); the answers a slice of scores, or whatever
    /// [`Column`] has the items that the groups observe. Rows are grouped in the way
    /// that suits the column and the number of groups.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 keys and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where observing or merging panics in the aggregator of a group: a count beyond `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Segments};
    ///
    /// let mut stores = Segments::<u32>::default();
    /// stores.observe_columns(&[17, 4, 17][..], &[10, 9, 3].map(Score::constant)[..])?;
    /// assert_eq!(stores.get(&17).map(|tally| tally.responses()), Some(2));
    ///
    /// let uneven = stores.observe_columns(&[17, 4, 17][..], &[Score::MAX][..]);
    /// assert!(uneven.is_err());
    /// assert_eq!(stores.total().responses(), 3);
    /// # Ok::<(), npscore::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), ColumnError>
    where
        A: Observe<D::Item>,
        C: KeyColumn<K>,
        D: Column,
    {
        let columns = (keys, answers);
        columns.rows()?;
        columns.0.observe_into(self, columns.1);
        Ok(())
    }

    /// The table itself.
    pub(super) const fn groups(&self) -> &Groups<K, A> {
        &self.groups
    }

    /// Makes room for more groups.
    pub(super) fn reserve(&mut self, additional: usize) {
        self.groups.reserve(additional);
    }

    /// Merges what was observed elsewhere for a key, whose hash is known.
    pub(super) fn merge_hashed<Q: IntoKey<K>>(&mut self, hash: u64, key: Q, group: A) {
        match self.groups.get_hashed_mut(hash, key.borrowed()) {
            Some(mine) => mine.merge(group),
            None => self.groups.insert_hashed(hash, key.into_key(), group),
        }
    }
}

impl<K: Ord, A> Segments<K, A> {
    /// Every key with its group, by key.
    #[must_use]
    pub fn by_key(&self) -> Vec<(&K, &A)> {
        let mut groups: Vec<_> = self.iter().collect();
        groups.sort_unstable_by_key(|(key, _)| *key);
        groups
    }
}

impl<K: Ord, A: Responses> Segments<K, A> {
    /// Every key with its group, from the most responses to the fewest; of equal numbers, by key.
    #[must_use]
    pub fn by_responses(&self) -> Vec<(&K, &A)> {
        let mut groups: Vec<_> = self.iter().collect();
        groups.sort_unstable_by(larger_first);
        groups
    }

    /// The `n` groups with the most responses, in the order of [`by_responses`](Self::by_responses).
    ///
    /// Sorts no more than it must: for the few largest of very many groups.
    #[must_use]
    pub fn top(&self, n: usize) -> Vec<(&K, &A)> {
        let mut groups: Vec<_> = self.iter().collect();
        if n < groups.len() {
            groups.select_nth_unstable_by(n, larger_first);
            groups.truncate(n);
        }
        groups.sort_unstable_by(larger_first);
        groups
    }
}

/// More responses come first; of equal numbers, the smaller key.
fn larger_first<K: Ord, A: Responses>(a: &(&K, &A), b: &(&K, &A)) -> Ordering {
    b.1.responses()
        .cmp(&a.1.responses())
        .then_with(|| a.0.cmp(b.0))
}

impl<K: Ord, A: HasNps> Segments<K, A> {
    /// Every key with its group, from the highest score to the lowest; of equal scores, by key.
    ///
    /// Groups without a score come last: a group without answers is neither good nor bad.
    #[must_use]
    pub fn by_nps(&self) -> Vec<(&K, &A)> {
        let mut groups: Vec<_> = self
            .iter()
            .map(|(key, group)| (group.nps(), key, group))
            .collect();
        groups.sort_unstable_by_key(|(nps, key, _)| (Reverse(*nps), *key));
        groups
            .into_iter()
            .map(|(_, key, group)| (key, group))
            .collect()
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
        for (_, group) in self.iter() {
            total.merge(group.clone());
        }
        total
    }
}

/// No groups.
impl<K, A> Default for Segments<K, A> {
    fn default() -> Self {
        Self {
            groups: Groups::default(),
        }
    }
}

/// Equal keys with equal groups, whatever the order.
impl<K: Hash + Eq, A: PartialEq> PartialEq for Segments<K, A> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(key, group): (&K, &A)| other.get(key) == Some(group);
        self.len() == other.len() && self.iter().all(same)
    }
}

impl<K: Hash + Eq, A: Eq> Eq for Segments<K, A> {}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Segments<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, A, Q, T> Observe<(Q, T)> for Segments<K, A>
where
    K: Hash + Eq,
    A: Observe<T> + Default,
    Q: IntoKey<K>,
{
    #[inline]
    fn observe(&mut self, (key, item): (Q, T)) {
        self.update(key, |group| group.observe(item));
    }

    #[inline]
    fn observe_n(&mut self, (key, item): (Q, T), n: u64) {
        if n > 0 {
            self.update(key, |group| group.observe_n(item, n));
        }
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
        let group = self
            .groups
            .get_mut(key.borrowed())
            .ok_or(CountError::Underflow)?;
        group.forget(item)?;
        if *group == A::default() {
            self.groups.remove(key.borrowed());
        }
        Ok(())
    }
}

impl<K: Hash + Eq, A: Merge> Merge for Segments<K, A> {
    fn merge(&mut self, mut other: Self) {
        // The smaller table goes into the larger one: merging is commutative.
        if self.len() < other.len() {
            core::mem::swap(self, &mut other);
        }
        for (key, group) in other {
            match self.groups.get_mut(&key) {
                Some(mine) => mine.merge(group),
                None => {
                    self.groups.insert(key, group);
                }
            }
        }
    }
}

/// Merging by reference clones only what is new.
impl<K: Hash + Eq + Clone, A: Merge + Clone> core::ops::AddAssign<&Self> for Segments<K, A> {
    fn add_assign(&mut self, other: &Self) {
        for (key, group) in other.iter() {
            match self.groups.get_mut(key) {
                Some(mine) => mine.merge(group.clone()),
                None => {
                    self.groups.insert(key.clone(), group.clone());
                }
            }
        }
    }
}

super::keyed::operators!([K: Hash + Eq, A: Merge] Segments<K, A>);
super::keyed::collects!([K: Hash + Eq, A: Default] Segments<K, A>);

impl<K, A> IntoIterator for Segments<K, A> {
    type Item = (K, A);
    type IntoIter = hashbrown::hash_table::IntoIter<(K, A)>;

    /// Every key with its group, in no particular order.
    fn into_iter(self) -> Self::IntoIter {
        self.groups.into_iter()
    }
}

/// All responses of all groups.
///
/// # Panics
///
/// If they are more than `u64::MAX`.
impl<K, A: Responses> Responses for Segments<K, A> {
    fn responses(&self) -> u64 {
        let sum = |sum: u64, (_, group): (&K, &A)| sum.checked_add(group.responses());
        match self.iter().try_fold(0, sum) {
            Some(responses) => responses,
            None => overflow(&CountError::Overflow),
        }
    }
}

/// [`Segments`] that take no more than a number of distinct keys.
#[derive(Debug)]
pub struct Limited<'a, K, A> {
    segments: &'a mut Segments<K, A>,
    limit: usize,
}

impl<K: Hash + Eq, A: Default> Limited<'_, K, A> {
    /// Takes one answer into account, as [`Observe::observe`] does.
    ///
    /// # Errors
    ///
    /// [`SegmentsError::TooManyKeys`] for a new key beyond the limit; the groups are as they were.
    #[inline]
    pub fn observe<Q: IntoKey<K>, T>(&mut self, item: (Q, T)) -> Result<(), SegmentsError>
    where
        A: Observe<T>,
    {
        self.observe_n(item, 1)
    }

    /// Takes `n` equal answers into account, as [`Observe::observe_n`] does.
    ///
    /// # Errors
    ///
    /// [`SegmentsError::TooManyKeys`] for a new key beyond the limit; the groups are as they were.
    #[inline]
    pub fn observe_n<Q: IntoKey<K>, T>(
        &mut self,
        (key, item): (Q, T),
        n: u64,
    ) -> Result<(), SegmentsError>
    where
        A: Observe<T>,
    {
        let full = self.segments.len() >= self.limit;
        if n > 0 && full && !self.segments.contains_key(key.borrowed()) {
            return Err(SegmentsError::TooManyKeys { limit: self.limit });
        }
        self.segments.observe_n((key, item), n);
        Ok(())
    }

    /// Takes columns of keys and of answers into account, as
    /// [`Segments::observe_columns`] does: all of them or none.
    ///
    /// # Errors
    ///
    /// [`SegmentsError::TooManyKeys`] for columns with new keys beyond the limit, and
    /// [`SegmentsError::Column`] for columns of different lengths; the groups are as they were.
    ///
    /// ```
    /// use npscore::{Score, Segments, SegmentsError};
    ///
    /// let mut campaigns = Segments::<String>::default();
    /// let mut limited = campaigns.try_with_limit(2)?;
    /// let refused = limited.observe_columns(&["a", "b", "c"][..], &[Score::MAX; 3][..]);
    /// assert_eq!(refused, Err(SegmentsError::TooManyKeys { limit: 2 }));
    /// limited.observe_columns(&["a", "b", "a"][..], &[Score::MAX; 3][..])?;
    /// assert_eq!(campaigns.len(), 2);
    /// # Ok::<(), SegmentsError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), SegmentsError>
    where
        A: Merge + Observe<D::Item>,
        C: KeyColumn<K>,
        D: Column,
    {
        let mut more = Segments::<K, A>::default();
        more.observe_columns(keys, answers)?;
        let new = more
            .iter()
            .filter(|(key, _)| !self.segments.contains_key(*key));
        if self.segments.len() + new.count() > self.limit {
            return Err(SegmentsError::TooManyKeys { limit: self.limit });
        }
        self.segments.merge(more);
        Ok(())
    }
}

/// Why [`Segments`] refuse a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentsError {
    /// One more distinct key than allowed.
    #[error("more than {limit} distinct keys")]
    TooManyKeys {
        /// The most keys allowed.
        limit: usize,
    },
    /// Columns that cannot be taken.
    #[error(transparent)]
    Column(#[from] ColumnError),
}

#[cfg(feature = "serde")]
mod wire {
    use core::hash::Hash;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Segments;
    use crate::stream::keyed;

    impl<K: Serialize + Ord, A: Serialize> Serialize for Segments<K, A> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            keyed::serialize(serializer, self.by_key().into_iter())
        }
    }

    impl<'de, K, A> Deserialize<'de> for Segments<K, A>
    where
        K: Deserialize<'de> + Hash + Eq,
        A: Deserialize<'de>,
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            keyed::deserialize(deserializer, |segments: &mut Self, key, group| {
                let new = !segments.contains_key(&key);
                if new {
                    segments.groups.insert(key, group);
                }
                new
            })
        }
    }
}
