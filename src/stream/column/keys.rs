//! Columns of keys, and how each of them is grouped.

use alloc::vec::Vec;
use core::hash::Hash;

use super::Column;
use super::partition::{PARTS, Partition};
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::segments::Segments;

/// A column of keys of type `K`.
///
/// A slice of anything that is an [`IntoKey`], [`Codes`](super::Codes) and
/// [`Texts`](super::Texts). How rows are grouped depends on the column and, as they come, on how
/// many distinct keys there are; nobody has to choose.
pub trait KeyColumn<K>: Column + Sealed {
    /// Observes every row; the columns are known to be of one length.
    #[doc(hidden)]
    fn observe_into<A, C>(self, segments: &mut Segments<K, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column;
}

/// Which columns of keys there are is up to this crate.
pub trait Sealed {}

impl<Q> Sealed for &[Q] {}

impl<K, Q> KeyColumn<K> for &[Q]
where
    K: Hash + Eq,
    Q: IntoKey<K> + Copy,
{
    fn observe_into<A, C>(self, segments: &mut Segments<K, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        observe_rows(segments, &self, &items, self.len());
    }
}

/// States that take more bytes than this are missed by the cache of a core so often that sorting rows
/// costs less.
pub(super) const LARGE: usize = 1 << 22;

/// Rows that are grouped before the number of groups is looked at again.
const STEP: usize = 1 << 16;

/// Observes row by row while the groups fit in the cache, part by part from then on.
pub(super) fn observe_rows<K, A, Q, C, D>(
    segments: &mut Segments<K, A>,
    keys: &C,
    items: &D,
    rows: usize,
) where
    K: Hash + Eq,
    A: Merge + Observe<D::Item>,
    Q: IntoKey<K> + Copy,
    C: Column<Item = Q>,
    D: Column,
{
    let columns = (keys.clone(), items.clone());
    let mut partition = Partition::new();
    let mut done = 0;
    while done < rows {
        let (groups, left) = (segments.len(), rows - done);
        let by_row = segments.groups().bytes() < LARGE || left < groups;
        let step = if by_row {
            STEP
        } else {
            block::<(Q, D::Item)>(groups)
        };
        let end = rows.min(done.saturating_add(step));
        let columns = columns.slice(done..end);
        if by_row {
            for row in columns.iter() {
                segments.observe(row);
            }
        } else {
            observe_parts(segments, &columns, &mut partition);
        }
        done = end;
    }
}

/// The order in which to merge groups into a table: as they come if it fits in the cache, by their
/// places in it if not.
///
/// Of each group, the hash of its key by the table's hasher, and a number to know it by.
pub(super) fn merging_order<K, A>(
    segments: &Segments<K, A>,
    groups: Vec<(u64, usize)>,
) -> Vec<(u64, usize)>
where
    K: Hash + Eq,
    A: Merge,
{
    let table = segments.groups();
    if table.bytes() < LARGE {
        return groups;
    }
    let mut partition = Partition::new();
    partition.sort(&&groups[..], table.places(), |(hash, _)| table.place(hash));
    partition.into_rows()
}

/// How many rows to sort at a time: enough for each group to be met several times, and bounded, as
/// they are copied.
fn block<R>(groups: usize) -> usize {
    const LEAST: usize = 1 << 20;
    const MOST_BYTES: usize = 1 << 26;
    let most = LEAST.max(MOST_BYTES / size_of::<R>().max(1));
    groups.saturating_mul(8).clamp(LEAST, most)
}

/// Observes rows in the order of the places of their keys.
fn observe_parts<K, A, Q, T, C>(
    segments: &mut Segments<K, A>,
    columns: &C,
    partition: &mut Partition<(Q, T)>,
) where
    K: Hash + Eq,
    A: Merge + Observe<T>,
    Q: IntoKey<K> + Copy,
    T: Copy,
    C: Column<Item = (Q, T)>,
{
    let places = segments.groups().places();
    partition.sort(columns, places, |(key, _)| {
        let groups = segments.groups();
        groups.place(groups.hash(&key))
    });
    // Keys that come in the order of their places overfill one part of a table after the other and
    // search long for room; the table must have it from the start. As many keys are new in any part
    // as in the first.
    if let Some((_, rows)) = partition.parts().next() {
        let keys = rows.iter().map(|(key, _)| key);
        let new = segments.groups().count_new(keys);
        // A table of few places, as large groups make it, has no more parts than places.
        segments.reserve(new.saturating_mul(places.min(PARTS)));
    }
    for (part, rows) in partition.parts() {
        let groups = segments.groups();
        // What is one part of a table is one part of each half of a doubled one.
        for start in (0..groups.places()).step_by(places) {
            groups.fetch(start + part.start..start + part.end);
        }
        for row in rows {
            segments.observe(*row);
        }
    }
}
