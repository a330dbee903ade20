//! Columns of keys, and how each of them is grouped.

use alloc::vec::Vec;
use core::hash::Hash;

use super::Column;
use super::partition::{PARTS, Partition};
use super::validity::Validity;
use crate::error::CountError;
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::table::Table;

/// A column of keys of type `K`.
///
/// A slice of anything that is an [`IntoKey`], [`Codes`](super::Codes), [`Texts`](super::Texts), and a
/// column of your own. How rows are grouped depends on the column and, as they come, on how many
/// distinct keys there are; nobody has to choose.
///
/// # Example
///
/// ```
/// use core::ops::Range;
/// use npscore::Segments;
/// use npscore::column::{Column, KeyColumn, Scores};
/// use npscore::error::ColumnError;
///
/// /// The same key in every row, as runs of equal values are stored.
/// #[derive(Clone, Copy)]
/// struct Run(u32, usize);
///
/// impl Column for Run {
///     type Item = u32;
///
///     fn rows(&self) -> Result<usize, ColumnError> {
///         Ok(self.1)
///     }
///     fn iter(&self) -> impl Iterator<Item = u32> {
///         core::iter::repeat_n(self.0, self.1)
///     }
///     fn slice(&self, rows: Range<usize>) -> Self {
///         Self(self.0, rows.len())
///     }
/// }
///
/// impl KeyColumn<u32> for Run {}
///
/// let mut stores = Segments::<u32>::default();
/// stores.observe_columns(Run(17, 3), Scores::new(&[10, 9, 3])?)?;
/// assert_eq!(stores.get(17).map(|tally| tally.promoters()), Some(2));
/// # Ok::<(), ColumnError>(())
/// ```
pub trait KeyColumn<K>: Column<Item: IntoKey<K>> {
    /// Observes every row; the columns are known to be of one length.
    #[doc(hidden)]
    fn observe_into<A, D>(&self, groups: &mut Table<K, A>, answers: &D) -> Result<(), CountError>
    where
        K: Hash + Eq,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        observe_rows(groups, self, answers, self.rows().unwrap_or(0))
    }

    /// Observes every row in its group, and those without a key in a state of their own.
    #[doc(hidden)]
    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        groups: &mut Table<K, A>,
        missing: &mut A,
        answers: &D,
    ) -> Result<(), CountError>
    where
        K: Hash + Eq,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        observe_valid_rows(groups, self, validity, missing, answers)
    }
}

impl<K, Q> KeyColumn<K> for &[Q] where Q: IntoKey<K> + Copy {}

/// Observes rows with a key in their groups, and those without one in `missing`.
pub(super) fn observe_valid_rows<K, A, Q, C, D>(
    groups: &mut Table<K, A>,
    keys: &C,
    validity: Validity<'_>,
    missing: &mut A,
    answers: &D,
) -> Result<(), CountError>
where
    K: Hash + Eq,
    A: Merge + Observe<D::Item>,
    Q: IntoKey<K> + Copy,
    C: Column<Item = Q>,
    D: Column,
{
    let rows = keys.rows().unwrap_or(0);
    let mut done = 0;
    // Row by row while the groups fit in the cache; then those with a key are gathered.
    while done < rows && groups.bytes() < LARGE {
        let step = done..rows.min(done + STEP);
        done = step.end;
        let (keys, answers) = (keys.slice(step.clone()), answers.slice(step.clone()));
        let valid = validity.slice(step);
        for (key, answer) in keys.iter_valid(valid).zip(answers.iter()) {
            match key {
                Some(key) => groups.try_observe(key, answer)?,
                None => missing.try_observe(answer)?,
            }
        }
    }
    let (keys, answers) = (keys.slice(done..rows), answers.slice(done..rows));
    let rows = keys
        .iter_valid(validity.slice(done..rows))
        .zip(answers.iter());
    observe_valid(rows, GATHERED, missing, |keys: &[Q], answers| {
        observe_rows(groups, &keys, &answers, keys.len())
    })
}

/// Rows with a value that are gathered before they are observed.
const GATHERED: usize = 1 << 16;

/// Observes rows without a value in `missing`, and hands on the others side by side, so many at a
/// time.
pub(super) fn observe_valid<Q, T, A: Observe<T>>(
    rows: impl Iterator<Item = (Option<Q>, T)>,
    many: usize,
    missing: &mut A,
    mut observe: impl FnMut(&[Q], &[T]) -> Result<(), CountError>,
) -> Result<(), CountError> {
    let (mut values, mut items) = (Vec::new(), Vec::new());
    for (value, item) in rows {
        match value {
            Some(value) => {
                values.push(value);
                items.push(item);
            }
            None => missing.try_observe(item)?,
        }
        if values.len() == many {
            observe(&values, &items)?;
            values.clear();
            items.clear();
        }
    }
    observe(&values, &items)
}

/// States that take more bytes than this are missed by the cache of a core so often that sorting rows
/// costs less.
pub(super) const LARGE: usize = 1 << 22;

/// Rows that are grouped before the number of groups is looked at again.
const STEP: usize = 1 << 16;

/// Observes row by row while the groups fit in the cache, part by part from then on.
pub(super) fn observe_rows<K, A, Q, C, D>(
    groups: &mut Table<K, A>,
    keys: &C,
    answers: &D,
    rows: usize,
) -> Result<(), CountError>
where
    K: Hash + Eq,
    A: Merge + Observe<D::Item>,
    Q: IntoKey<K> + Copy,
    C: Column<Item = Q>,
    D: Column,
{
    let columns = (keys.clone(), answers.clone());
    let mut partition = Partition::new();
    let mut done = 0;
    while done < rows {
        let left = rows - done;
        let by_row = groups.bytes() < LARGE || left < groups.len();
        let step = if by_row {
            STEP
        } else {
            block::<(Q, D::Item)>(groups.len())
        };
        let end = rows.min(done.saturating_add(step));
        let columns = columns.slice(done..end);
        if by_row {
            for (key, answer) in columns.iter() {
                groups.try_observe(key, answer)?;
            }
        } else {
            observe_parts(groups, &columns, &mut partition)?;
        }
        done = end;
    }
    Ok(())
}

/// The order in which to merge groups into a table: as they come if it fits in the cache, by their
/// places in it if not.
///
/// Of each group, the hash of its key by the table's hasher, and a number to know it by.
pub(super) fn merging_order<K, A>(
    table: &Table<K, A>,
    groups: Vec<(u64, usize)>,
) -> Vec<(u64, usize)>
where
    K: Hash + Eq,
{
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
    groups: &mut Table<K, A>,
    columns: &C,
    partition: &mut Partition<(Q, T)>,
) -> Result<(), CountError>
where
    K: Hash + Eq,
    A: Merge + Observe<T>,
    Q: IntoKey<K> + Copy,
    T: Copy,
    C: Column<Item = (Q, T)>,
{
    let places = groups.places();
    partition.sort(columns, places, |(key, _)| groups.place(groups.hash(&key)));
    // Keys that come in the order of their places overfill one part of a table after the other and
    // search long for room; the table must have it from the start. As many keys are new in any part
    // as in the first.
    if let Some((_, rows)) = partition.parts().next() {
        let new = groups.count_new(rows.iter().map(|(key, _)| key));
        // A table of few places, as large groups make it, has no more parts than places.
        groups.reserve(new.saturating_mul(places.min(PARTS)));
    }
    for (part, rows) in partition.parts() {
        // What is one part of a table is one part of each half of a doubled one.
        for start in (0..groups.places()).step_by(places) {
            groups.fetch(start + part.start..start + part.end);
        }
        for (key, answer) in rows {
            groups.try_observe(*key, *answer)?;
        }
    }
    Ok(())
}
