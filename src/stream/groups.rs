//! The table of groups: hashbrown's, with the places of keys known.

use alloc::vec::Vec;
use core::hash::{BuildHasher, Hash};
use core::ops::Range;

use hashbrown::{DefaultHashBuilder, Equivalent, HashTable};

/// Keys and their groups. Hashes with a seed of its own.
///
/// A map would do, but for one thing: which keys lie near each other in memory is what decides the
/// speed of a table that does not fit in the cache.
#[derive(Clone)]
pub(super) struct Groups<K, A> {
    table: HashTable<(K, A)>,
    hasher: DefaultHashBuilder,
}

impl<K, A> Default for Groups<K, A> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl<K, A> Groups<K, A> {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            table: HashTable::with_capacity(capacity),
            hasher: DefaultHashBuilder::default(),
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &A)> + Clone {
        self.table.iter().map(|(key, group)| (key, group))
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&K, &A) -> bool) {
        self.table.retain(|(key, group)| keep(key, group));
    }

    pub(super) fn into_iter(self) -> hashbrown::hash_table::IntoIter<(K, A)> {
        self.table.into_iter()
    }

    /// The number of places for groups, a power of two.
    #[inline]
    pub(super) fn places(&self) -> usize {
        self.table.num_buckets()
    }

    /// The bytes that the groups take.
    #[inline]
    pub(super) fn bytes(&self) -> usize {
        self.places().saturating_mul(size_of::<(K, A)>())
    }
}

impl<K: Hash + Eq, A> Groups<K, A> {
    #[inline]
    pub(super) fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&A> {
        let hash = self.hasher.hash_one(key);
        let found = self.table.find(hash, |(known, _)| key.equivalent(known));
        found.map(|(_, group)| group)
    }

    #[inline]
    pub(super) fn get_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<&mut A> {
        self.get_hashed_mut(self.hash(key), key)
    }

    /// The hash of a key, for what takes one.
    #[inline]
    pub(super) fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        self.hasher.hash_one(key)
    }

    #[inline]
    pub(super) fn get_hashed_mut<Q>(&mut self, hash: u64, key: &Q) -> Option<&mut A>
    where
        Q: Equivalent<K> + ?Sized,
    {
        let found = self
            .table
            .find_mut(hash, |(known, _)| key.equivalent(known));
        found.map(|(_, group)| group)
    }

    /// Puts the group of a key that has none yet.
    pub(super) fn insert(&mut self, key: K, group: A) {
        let hash = self.hash(&key);
        self.insert_hashed(hash, key, group);
    }

    pub(super) fn insert_hashed(&mut self, hash: u64, key: K, group: A) {
        let hasher = &self.hasher;
        self.table
            .insert_unique(hash, (key, group), |(key, _)| hasher.hash_one(key));
    }

    pub(super) fn remove<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<A> {
        let hash = self.hasher.hash_one(key);
        let entry = self
            .table
            .find_entry(hash, |(known, _)| key.equivalent(known));
        entry.ok().map(|entry| entry.remove().0.1)
    }

    /// Where in the table a key of this hash belongs, of [`places`](Self::places). It may lie a
    /// little further.
    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the lower bits are the place"
    )]
    pub(super) fn place(&self, hash: u64) -> usize {
        hash as usize & (self.places() - 1)
    }

    /// How many distinct keys have no group, as far as their hashes tell.
    pub(super) fn count_new<'q, Q>(&self, keys: impl Iterator<Item = &'q Q>) -> usize
    where
        Q: Hash + Equivalent<K> + ?Sized + 'q,
    {
        let new = keys.filter(|key| self.get(*key).is_none());
        let mut hashes: Vec<u64> = new.map(|key| self.hasher.hash_one(key)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.len()
    }

    /// Makes room for more groups.
    pub(super) fn reserve(&mut self, additional: usize) {
        let hasher = &self.hasher;
        self.table
            .reserve(additional, |(key, _)| hasher.hash_one(key));
    }

    /// Reads the keys of some places, so that they are in the cache when rows ask for them.
    ///
    /// In the order of memory, several are fetched at a time; in the order of rows, each would be
    /// waited for.
    pub(super) fn fetch(&self, places: Range<usize>) {
        for place in places {
            if let Some((key, _)) = self.table.get_bucket(place) {
                // A comparison with itself, which the compiler cannot know: the key must be read.
                core::hint::black_box(core::hint::black_box(key) == key);
            }
        }
    }
}
