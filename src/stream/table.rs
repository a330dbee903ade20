//! The table of groups: hashbrown's, with the places of keys known.

use alloc::vec::Vec;
use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};
use core::iter::FusedIterator;
use core::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::error::CountError;
use crate::kit::{IntoKey, Merge, Observe, is_nothing};

/// Keys and their groups. Hashes with a seed of its own.
///
/// A map would do, but for two things: keys are found by whatever stands for them, and which keys lie
/// near each other in memory decides the speed of a table that does not fit in the cache.
#[derive(Clone)]
pub struct Table<K, A> {
    table: HashTable<(K, A)>,
    hasher: DefaultHashBuilder,
}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Table<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, A> Default for Table<K, A> {
    fn default() -> Self {
        Self {
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl<K, A> Table<K, A> {
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn iter(&self) -> Iter<'_, K, A> {
        Iter(self.table.iter())
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut A> {
        self.table.iter_mut().map(|(_, group)| group)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&K, &A) -> bool) {
        self.table.retain(|(key, group)| keep(key, group));
    }

    pub(crate) fn into_iter(self) -> IntoIter<K, A> {
        IntoIter(self.table.into_iter())
    }

    /// The number of places for groups, a power of two.
    #[inline]
    pub(crate) fn places(&self) -> usize {
        self.table.num_buckets()
    }

    /// The bytes that the groups take.
    #[inline]
    pub(crate) fn bytes(&self) -> usize {
        self.places().saturating_mul(size_of::<(K, A)>())
    }
}

impl<K: Hash + Eq, A> Table<K, A> {
    /// The hash of whatever stands for a key, for what takes one.
    #[inline]
    pub(crate) fn hash<Q: IntoKey<K>>(&self, key: &Q) -> u64 {
        let mut state = self.hasher.build_hasher();
        key.hash_key(&mut state);
        state.finish()
    }

    #[inline]
    pub(crate) fn get<Q: IntoKey<K>>(&self, key: &Q) -> Option<&A> {
        let found = self
            .table
            .find(self.hash(key), |(known, _)| key.is_key(known));
        found.map(|(_, group)| group)
    }

    #[inline]
    pub(crate) fn get_mut<Q: IntoKey<K>>(&mut self, key: &Q) -> Option<&mut A> {
        self.get_hashed_mut(self.hash(key), key)
    }

    #[inline]
    pub(crate) fn get_hashed_mut<Q: IntoKey<K>>(&mut self, hash: u64, key: &Q) -> Option<&mut A> {
        let found = self.table.find_mut(hash, |(known, _)| key.is_key(known));
        found.map(|(_, group)| group)
    }

    /// Puts the group of a key that has none yet.
    pub(crate) fn insert(&mut self, key: K, group: A) {
        self.insert_hashed(self.hash(&key), key, group);
    }

    pub(crate) fn insert_hashed(&mut self, hash: u64, key: K, group: A) {
        let hasher = &self.hasher;
        self.table
            .insert_unique(hash, (key, group), |(key, _)| hasher.hash_one(key));
    }

    pub(crate) fn remove<Q: IntoKey<K>>(&mut self, key: &Q) -> Option<A> {
        let entry = self
            .table
            .find_entry(self.hash(key), |(known, _)| key.is_key(known));
        entry.ok().map(|entry| entry.remove().0.1)
    }

    /// Lets the group of a key observe; a new group only appears if that has changed anything.
    #[inline]
    pub(crate) fn try_observe<Q: IntoKey<K>, T>(
        &mut self,
        key: Q,
        item: T,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<T>,
    {
        match self.get_mut(&key) {
            Some(group) => group.try_observe(item)?,
            None => self.try_open(key.into_key(), item)?,
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn try_open<T>(&mut self, key: K, item: T) -> Result<(), CountError>
    where
        A: Merge + Observe<T>,
    {
        let mut group = A::default();
        group.try_observe(item)?;
        if !is_nothing(&group) {
            self.insert(key, group);
        }
        Ok(())
    }

    /// Merges what was observed elsewhere for a key.
    pub(crate) fn try_merge_at<Q: IntoKey<K>>(&mut self, key: Q, group: A) -> Result<(), CountError>
    where
        A: Merge,
    {
        self.try_merge_hashed(self.hash(&key), key, group)
    }

    /// Merges what was observed elsewhere for a key, whose hash is known.
    pub(crate) fn try_merge_hashed<Q: IntoKey<K>>(
        &mut self,
        hash: u64,
        key: Q,
        group: A,
    ) -> Result<(), CountError>
    where
        A: Merge,
    {
        match self.get_hashed_mut(hash, &key) {
            Some(mine) => mine.try_merge(group)?,
            None if is_nothing(&group) => {}
            None => self.insert_hashed(hash, key.into_key(), group),
        }
        Ok(())
    }

    /// Where in the table a key of this hash belongs, of [`places`](Self::places). It may lie a
    /// little further.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the lower bits are the place"
    )]
    pub(crate) fn place(&self, hash: u64) -> usize {
        hash as usize & (self.places() - 1)
    }

    /// How many distinct keys have no group, as far as their hashes tell.
    pub(crate) fn count_new<'q, Q>(&self, keys: impl Iterator<Item = &'q Q>) -> usize
    where
        Q: IntoKey<K> + 'q,
    {
        let new = keys.filter(|key| self.get(*key).is_none());
        let mut hashes: Vec<u64> = new.map(|key| self.hash(key)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.len()
    }

    /// Makes room for more groups, if there is that much memory.
    pub(crate) fn reserve(&mut self, additional: usize) {
        let hasher = &self.hasher;
        // Room is a matter of speed: without it, the table grows as groups come.
        let _ = self
            .table
            .try_reserve(additional, |(key, _)| hasher.hash_one(key));
    }

    /// Reads the keys of some places, so that they are in the cache when rows ask for them.
    ///
    /// In the order of memory, several are fetched at a time; in the order of rows, each would be
    /// waited for.
    pub(crate) fn fetch(&self, places: Range<usize>) {
        for place in places {
            if let Some((key, _)) = self.table.get_bucket(place) {
                // A comparison with itself, which the compiler cannot know: the key must be read.
                core::hint::black_box(core::hint::black_box(key) == key);
            }
        }
    }
}

impl<K: Hash + Eq, A: PartialEq> PartialEq for Table<K, A> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(key, group): (&K, &A)| other.get(&Known(key)) == Some(group);
        self.len() == other.len() && self.iter().all(same)
    }
}

/// A key by reference, also one that cannot be cloned: enough to look for it.
pub(crate) struct Known<'a, K>(pub(crate) &'a K);

impl<K: Hash + Eq> IntoKey<K> for Known<'_, K> {
    fn hash_key<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }

    fn is_key(&self, key: &K) -> bool {
        self.0 == key
    }

    fn into_key(self) -> K {
        unreachable!()
    }
}

/// Every key with its group, in no particular order.
pub struct Iter<'a, K, A>(hashbrown::hash_table::Iter<'a, (K, A)>);

impl<K, A> Clone for Iter<'_, K, A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: fmt::Debug, A: fmt::Debug> fmt::Debug for Iter<'_, K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

impl<'a, K, A> Iterator for Iter<'a, K, A> {
    type Item = (&'a K, &'a A);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, group)| (key, group))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, A> ExactSizeIterator for Iter<'_, K, A> {}
impl<K, A> FusedIterator for Iter<'_, K, A> {}

/// Every key with its group, by value, in no particular order.
pub struct IntoIter<K, A>(hashbrown::hash_table::IntoIter<(K, A)>);

impl<K, A> fmt::Debug for IntoIter<K, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").finish_non_exhaustive()
    }
}

impl<K, A> Iterator for IntoIter<K, A> {
    type Item = (K, A);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, A> ExactSizeIterator for IntoIter<K, A> {}
impl<K, A> FusedIterator for IntoIter<K, A> {}
