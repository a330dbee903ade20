//! A column of keys, as codes and a dictionary.

use alloc::vec;
use alloc::vec::Vec;
use core::hash::Hash;
use core::iter::repeat_with;
use core::ops::Range;

use super::checks::bounds;
use super::keys::{self, KeyColumn};
use super::nullable::Nullable;
use super::partition::Partition;
use super::validity::Validity;
use super::{Column, dense};
use crate::error::{ColumnError, CountError};
use crate::kit::{IntoKey, Merge, Observe};
use crate::stream::table::Table;

/// A column of keys as codes: each points at an entry of a dictionary.
///
/// The way data frames hold categories and Arrow and Parquet hold repeated texts, and the fastest
/// column of keys there is: a code is a position, and nothing is hashed until the end. Codes are of
/// any integer type up to 64 bits; entries may be given more than once.
///
/// # Invariants
///
/// Every code is a position in the dictionary, but for rows without a value.
///
/// # Example
///
/// ```
/// use npscore::Segments;
/// use npscore::column::{Codes, Scores, Validity};
/// use npscore::error::ColumnError;
///
/// let dictionary = ["north", "south"];
/// let codes: [u32; 4] = [0, 1, 1, 0];
/// let scores = Scores::new(&[10, 3, 8, 9])?;
/// let mut regions = Segments::<String>::default();
/// regions.observe_columns(Codes::new(&codes, &dictionary)?, scores)?;
/// assert_eq!(regions.get("north").map(|tally| tally.promoters()), Some(2));
///
/// // Some exports write -1 for a missing key. That is no key; a bitmap says which rows have one.
/// let codes = [0_i8, -1, 1, -1];
/// let error = Codes::new(&codes, &dictionary).unwrap_err();
/// assert!(matches!(error, ColumnError::Code { row: 1, value: -1, .. }));
/// let codes = Codes::nullable(&codes, &dictionary, Validity::new(&[0b0101], 0, 4)?)?;
/// let mut regions = Segments::<Option<String>>::default();
/// regions.observe_columns(codes, scores)?;
/// assert_eq!(regions.get(&None).map(|tally| tally.responses()), Some(2));
/// # Ok::<(), ColumnError>(())
/// ```
#[derive(Debug)]
pub struct Codes<'a, Q, N = u32> {
    positions: &'a [N],
    dictionary: &'a [Q],
    /// Which entries of the dictionary are keys: all of them, unless the column is nullable.
    keys: Validity<'a>,
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
        Self::checked(codes, dictionary, Validity::default())
    }

    /// Codes of which some may be missing, and the dictionary of keys the others point into.
    ///
    /// Where entries of the dictionary may be null as well, see
    /// [`with_missing_entries`](Nullable::with_missing_entries).
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), for rows that have a value; [`ColumnError::Length`] where the validity
    /// is that of more or fewer rows.
    pub fn nullable(
        codes: &'a [N],
        dictionary: &'a [Q],
        validity: Validity<'a>,
    ) -> Result<Nullable<'a, Self>, ColumnError> {
        validity.check(codes.len())?;
        Nullable::new(Self::checked(codes, dictionary, validity)?, validity)
    }

    fn checked(
        codes: &'a [N],
        dictionary: &'a [Q],
        validity: Validity<'_>,
    ) -> Result<Self, ColumnError> {
        let entries = dictionary.len();
        let known = 0..i64::try_from(entries).unwrap_or(i64::MAX);
        let (least, most) = bounds(codes);
        let column = Self {
            positions: codes,
            dictionary,
            keys: Validity::default(),
        };
        if codes.is_empty() || (known.contains(&least) && known.contains(&most)) {
            return Ok(column);
        }
        if validity.all(codes, |code| known.contains(&code.into())) {
            return Ok(column);
        }
        let rows = codes.iter_valid(validity).enumerate();
        let mut rows = rows.filter_map(|(row, code)| Some((row, code?.into())));
        match rows.find(|(_, value)| !known.contains(value)) {
            None => Ok(column),
            Some((row, value)) => Err(ColumnError::Code {
                row,
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
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 codes and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::column::{Codes, Scores};
    /// use npscore::Tally;
    ///
    /// let regions = ["north", "south", "west"];
    /// let codes = Codes::new(&[0_u32, 1, 1, 0], &regions)?;
    /// let tallies: Vec<Tally> = codes.aggregate(Scores::new(&[10, 3, 8, 9])?)?;
    /// assert_eq!(tallies[0].promoters(), 2);
    /// assert_eq!(tallies[2], Tally::default());
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn aggregate<A, D>(self, answers: D) -> Result<Vec<A>, ColumnError>
    where
        A: Default + Observe<D::Item>,
        D: Column,
    {
        let rows = (self, answers);
        rows.rows()?;
        Ok(self.states(&rows.1)?.0)
    }

    /// A state for each entry, and whether it observed anything.
    fn states<A, D>(self, answers: &D) -> Result<(Vec<A>, Vec<bool>), CountError>
    where
        A: Default + Observe<D::Item>,
        D: Column,
    {
        let entries = self.dictionary.len();
        if self.is_scattered::<A>() {
            let mut states: Vec<A> = repeat_with(A::default).take(entries).collect();
            let mut met = vec![false; entries];
            scatter(self.positions, answers, &mut states, &mut met)?;
            return Ok((states, met));
        }
        let places = |rows: Range<usize>| self.positions[rows].iter().map(|code| position(*code));
        dense::states(self.positions.len(), answers, entries, places)
    }

    /// The same where rows without a value are observed in a state of their own.
    fn valid_states<A, D>(
        self,
        validity: Validity<'_>,
        answers: &D,
        missing: &mut A,
    ) -> Result<(Vec<A>, Vec<bool>), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let entries = self.dictionary.len();
        if self.is_scattered::<A>() {
            let mut states: Vec<A> = repeat_with(A::default).take(entries).collect();
            let mut met = vec![false; entries];
            let codes = self.positions.iter_valid(validity);
            keys::observe_valid(
                codes.zip(answers.iter()),
                BLOCK,
                missing,
                |codes, answers| scatter(codes, &answers, &mut states, &mut met),
            )?;
            return Ok((states, met));
        }
        // The place after the last is for rows without a value.
        let places = |rows: Range<usize>| {
            let codes = self.positions[rows.clone()].iter();
            let codes = codes.zip(validity.flags(rows));
            codes.map(move |(code, valid)| if valid { position(*code) } else { entries })
        };
        let (mut states, mut met) =
            dense::states(self.positions.len(), answers, entries + 1, places)?;
        met.truncate(entries);
        if let Some(state) = states.pop() {
            missing.try_merge(state)?;
        }
        Ok((states, met))
    }

    /// Whether states for all entries would lie too far apart.
    const fn is_scattered<A>(&self) -> bool {
        self.dictionary.len().saturating_mul(size_of::<A>()) >= SCATTERED
    }

    /// Whether so much of the dictionary is not used that a state for each entry is a waste.
    const fn is_sparse(&self) -> bool {
        self.positions.len() < self.dictionary.len() / 4
    }
}

impl<'a, Q, N: Copy + Into<i64>> Nullable<'a, Codes<'a, Q, N>> {
    /// The same where entries of the dictionary may be null, as in Arrow's arrays of dictionaries:
    /// rows that point at one have no value either.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] where the validity is that of more or fewer entries.
    pub fn with_missing_entries(mut self, keys: Validity<'a>) -> Result<Self, ColumnError> {
        keys.check(self.column.dictionary.len())?;
        self.column.keys = keys;
        Ok(self)
    }
}

/// Observes rows in the order of the places of their states.
fn scatter<A, N, D>(
    codes: &[N],
    answers: &D,
    states: &mut [A],
    met: &mut [bool],
) -> Result<(), CountError>
where
    A: Observe<D::Item>,
    N: Copy + Into<i64>,
    D: Column,
{
    let entries = states.len();
    let mut partition = Partition::new();
    for block in (0..codes.len()).step_by(BLOCK) {
        let block = block..codes.len().min(block + BLOCK);
        let rows = (codes, answers.clone()).slice(block);
        partition.sort(&rows, entries, |(code, _)| position(code));
        for (part, rows) in partition.parts().filter(|(_, rows)| !rows.is_empty()) {
            let part = part.start..part.end.min(entries);
            let begin = part.start;
            let rows = rows.iter();
            let rows = rows.map(|(code, answer)| (position(*code) - begin, *answer));
            let here = A::try_observe_at(&mut states[part.clone()], rows)?;
            for (met, here) in met[part].iter_mut().zip(here) {
                *met |= here > 0;
            }
        }
    }
    Ok(())
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
        Ok(self.positions.len())
    }

    fn iter(&self) -> impl Iterator<Item = &'a Q> {
        let dictionary = self.dictionary;
        let codes = self.positions.iter();
        codes.map(move |code| &dictionary[position(*code)])
    }

    fn slice(&self, rows: Range<usize>) -> Self {
        Self {
            positions: &self.positions[rows],
            ..*self
        }
    }

    /// A row has no value where its entry has none either.
    fn iter_valid(&self, validity: Validity<'_>) -> impl Iterator<Item = Option<&'a Q>> {
        let Self {
            dictionary, keys, ..
        } = *self;
        self.positions.iter_valid(validity).map(move |code| {
            let place = position(code?);
            dictionary.get(place).filter(|_| keys.is_valid(place))
        })
    }

    fn missing(&self, validity: Validity<'_>) -> usize {
        if self.keys.is_complete() {
            return validity.missing(self.positions.len());
        }
        self.iter_valid(validity).filter(Option::is_none).count()
    }

    fn first_missing(&self, validity: Validity<'_>) -> Option<usize> {
        self.iter_valid(validity).position(|key| key.is_none())
    }
}

impl<'a, K, Q, N> KeyColumn<K> for Codes<'a, Q, N>
where
    K: Hash + Eq,
    &'a Q: IntoKey<K>,
    N: Copy + Into<i64>,
{
    fn observe_into<A, D>(&self, groups: &mut Table<K, A>, answers: &D) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        if self.is_sparse() {
            return keys::observe_rows(groups, self, answers, self.positions.len());
        }
        let (states, met) = self.states(answers)?;
        merge_used(groups, self.dictionary, states, &met)
    }

    fn observe_valid_into<A, D>(
        &self,
        validity: Validity<'_>,
        groups: &mut Table<K, A>,
        missing: &mut A,
        answers: &D,
    ) -> Result<(), CountError>
    where
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        if self.is_sparse() {
            for (key, answer) in self.iter_valid(validity).zip(answers.iter()) {
                match key {
                    Some(key) => groups.try_observe(key, answer)?,
                    None => missing.try_observe(answer)?,
                }
            }
            return Ok(());
        }
        let (mut states, mut met) = self.valid_states(validity, answers, missing)?;
        for (place, state) in states.iter_mut().enumerate() {
            if !self.keys.is_valid(place) {
                missing.try_merge(core::mem::take(state))?;
                met[place] = false;
            }
        }
        merge_used(groups, self.dictionary, states, &met)
    }
}

/// Merges the states of the entries that observed anything.
fn merge_used<'a, K, Q, A>(
    groups: &mut Table<K, A>,
    dictionary: &'a [Q],
    mut states: Vec<A>,
    met: &[bool],
) -> Result<(), CountError>
where
    K: Hash + Eq,
    &'a Q: IntoKey<K>,
    A: Merge,
{
    let used = (0..states.len()).filter(|place| met[*place]);
    let used: Vec<_> = used
        .map(|place| (groups.hash(&&dictionary[place]), place))
        .collect();
    groups.reserve(used.len());
    for (hash, place) in keys::merging_order(groups, used) {
        let state = core::mem::take(&mut states[place]);
        groups.try_merge_hashed(hash, &dictionary[place], state)?;
    }
    Ok(())
}
