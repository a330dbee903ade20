//! A column of keys, as codes and a dictionary.

use alloc::vec;
use alloc::vec::Vec;
use core::hash::Hash;
use core::iter::repeat_with;
use core::ops::Range;

use super::checks::bounds;
use super::keys::{self, KeyColumn};
use super::partition::Partition;
use super::{Column, ColumnError, dense};
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::segments::Segments;

/// A column of keys as codes: each points at an entry of a dictionary.
///
/// The way data frames hold categories and Arrow and Parquet hold repeated texts, and the fastest
/// column of keys there is: a code is a position, and nothing is hashed until the end. Codes are of
/// any integer type up to 64 bits; entries may be given more than once.
///
/// # Invariants
///
/// Every code is a position in the dictionary.
///
/// # Example
///
/// ```
/// use npscore::{Codes, ColumnError, Score, Segments};
///
/// let dictionary = ["north", "south"];
/// let codes: [u32; 4] = [0, 1, 1, 0];
/// let mut regions = Segments::<String>::default();
/// regions.observe_columns(
///     Codes::new(&codes, &dictionary)?,
///     &[10, 3, 8, 9].map(Score::constant)[..],
/// )?;
/// assert_eq!(regions.get("north").map(|tally| tally.promoters()), Some(2));
///
/// // Some exports write -1 for a missing key. That is no key.
/// let missing = Codes::new(&[0_i8, -1], &dictionary);
/// assert!(matches!(missing, Err(ColumnError::Code { index: 1, value: -1, .. })));
/// # Ok::<(), ColumnError>(())
/// ```
#[derive(Debug)]
pub struct Codes<'a, Q, N = u32> {
    codes: &'a [N],
    dictionary: &'a [Q],
}

impl<Q, N> Clone for Codes<'_, Q, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q, N> Copy for Codes<'_, Q, N> {}

impl<'a, Q, N: Copy + Into<i64>> Codes<'a, Q, N> {
    /// Codes, and the dictionary of keys they point into.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Code`] for a code that is no position in the dictionary, such as -1, or 2
    /// where there are two entries.
    pub fn new(codes: &'a [N], dictionary: &'a [Q]) -> Result<Self, ColumnError> {
        let entries = dictionary.len();
        let known = 0..i64::try_from(entries).unwrap_or(i64::MAX);
        let (least, most) = bounds(codes);
        if codes.is_empty() || (known.contains(&least) && known.contains(&most)) {
            return Ok(Self { codes, dictionary });
        }
        let mut values = codes.iter().map(|code| (*code).into()).enumerate();
        match values.find(|(_, value)| !known.contains(value)) {
            None => Ok(Self { codes, dictionary }),
            Some((index, value)) => Err(ColumnError::Code {
                index,
                value,
                entries,
            }),
        }
    }

    /// One state for each entry of the dictionary, in its order: the fastest grouping there is.
    ///
    /// Nothing is hashed and no key is made, as whoever has the dictionary has the keys. An entry
    /// that no code points at has a state that observed nothing; an entry given twice has two, each
    /// of what points at it.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 codes and 2 scores.
    ///
    /// # Panics
    ///
    /// Where observing panics in the aggregator: a count beyond `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Codes, HasTally, Nps, Scores, Tally};
    ///
    /// let regions = ["north", "south", "west"];
    /// let codes = Codes::new(&[0_u32, 1, 1, 0], &regions)?;
    /// let tallies: Vec<Tally> = codes.aggregate(Scores::new(&[10, 3, 8, 9])?)?;
    /// let points = tallies.iter().map(|tally| Some(tally.result()?.nps().to_f64()));
    /// assert_eq!(points.collect::<Vec<_>>(), [Some(100.0), Some(-50.0), None]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn aggregate<A, D>(self, answers: D) -> Result<Vec<A>, ColumnError>
    where
        A: Default + Observe<D::Item>,
        D: Column,
    {
        let rows = (self, answers);
        rows.rows()?;
        Ok(self.states(&rows.1).0)
    }

    /// A state for each entry, and whether it observed anything.
    fn states<A, D>(self, answers: &D) -> (Vec<A>, Vec<bool>)
    where
        A: Default + Observe<D::Item>,
        D: Column,
    {
        let entries = self.dictionary.len();
        if entries.saturating_mul(size_of::<A>()) < SCATTERED {
            return dense::states((self.codes, answers), entries, position);
        }
        let mut states: Vec<A> = repeat_with(A::default).take(entries).collect();
        let mut met = vec![false; entries];
        let mut partition = Partition::new();
        for block in (0..self.codes.len()).step_by(BLOCK) {
            let block = block..self.codes.len().min(block + BLOCK);
            let rows = (self.codes, answers.clone()).slice(block);
            partition.sort(&rows, entries, |(code, _)| position(code));
            for (part, rows) in partition.parts().filter(|(_, rows)| !rows.is_empty()) {
                let part = part.start..part.end.min(entries);
                let begin = part.start;
                let rows = rows.iter();
                let rows = rows.map(|(code, answer)| (position(*code) - begin, *answer));
                let here = A::observe_at(&mut states[part.clone()], rows);
                for (met, here) in met[part].iter_mut().zip(here) {
                    *met |= here;
                }
            }
        }
        (states, met)
    }
}

/// States that take more bytes than this are reached in so many places of memory that sorting rows
/// costs less.
const SCATTERED: usize = 1 << 25;

/// Rows that are sorted at a time. Each time, every state is passed over once; and the rows are
/// copied, into memory that is new the first time.
const BLOCK: usize = 1 << 21;

/// The position in the dictionary that a code is.
#[inline]
fn position<N: Into<i64>>(code: N) -> usize {
    usize::try_from(code.into()).unwrap_or(usize::MAX)
}

impl<'a, Q, N: Copy + Into<i64>> Column for Codes<'a, Q, N> {
    type Item = &'a Q;

    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.codes.len())
    }

    fn iter(&self) -> impl Iterator<Item = &'a Q> {
        let dictionary = self.dictionary;
        self.codes
            .iter()
            .map(move |code| &dictionary[position(*code)])
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            codes: &self.codes[rows],
            dictionary: self.dictionary,
        }
    }
}

impl<Q, N> keys::Sealed for Codes<'_, Q, N> {}

impl<K, Q, N> KeyColumn<K> for Codes<'_, Q, N>
where
    K: Hash + Eq,
    Q: IntoKey<K> + Clone,
    N: Copy + Into<i64>,
{
    fn observe_into<A, C>(self, segments: &mut Segments<K, A>, items: C)
    where
        A: Merge + Observe<C::Item>,
        C: Column,
    {
        let entries = self.dictionary.len();
        // A dictionary that is mostly not used here is not worth a state for each entry.
        if self.codes.len() < entries / 4 {
            for (key, item) in self.iter().zip(items.iter()) {
                segments.observe((key.clone(), item));
            }
            return;
        }

        let (mut states, met) = self.states(&items);
        let used = (0..entries).filter(|place| met[*place]);
        let hash = |place: usize| segments.groups().hash(&self.dictionary[place]);
        let used: Vec<_> = used.map(|place| (hash(place), place)).collect();
        segments.reserve(used.len());
        for (hash, place) in keys::merging_order(segments, used) {
            let state = core::mem::take(&mut states[place]);
            segments.merge_hashed(hash, self.dictionary[place].clone(), state);
        }
    }
}
