//! Columns into groups and periods.

use core::hash::Hash;

use super::screened::Screened;
use super::segments::Segments;
use super::table::Table;
use super::timeline::Timeline;
use super::timeline::dense::Ordinals;
use crate::column::{Column, KeyColumn, Nullable, PeriodColumn};
use crate::error::ColumnError;
use crate::kit::{Merge, Observe};
use crate::period::Period;

impl<K: Hash + Eq, A> Segments<K, A> {
    /// Takes columns of keys and of answers into account, as if row by row, and faster.
    ///
    /// The keys are a slice, [`Codes`](crate::column::Codes) of a dictionary, or
    /// [`Texts`](crate::column::Texts); the answers a slice of scores, or whatever
    /// [`Column`] has the items that the groups observe. Rows are grouped in the way
    /// that suits the column and the number of groups.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 keys and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Segments};
    ///
    /// let mut stores = Segments::<u32>::default();
    /// stores.observe_columns(&[17, 4, 17][..], &[10, 9, 3].map(Score::constant)[..])?;
    /// assert_eq!(stores.get(17).map(|tally| tally.responses()), Some(2));
    ///
    /// let uneven = stores.observe_columns(&[17, 4, 17][..], &[Score::MAX][..]);
    /// assert!(uneven.is_err());
    /// assert_eq!(stores.total().responses(), 3);
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), ColumnError>
    where
        A: Merge + Observe<D::Item>,
        C: KeyColumn<K>,
        D: Column,
    {
        let columns = (keys, answers);
        columns.rows()?;
        let mut groups = Table::default();
        columns.0.observe_into(&mut groups, &columns.1)?;
        Ok(self.try_merge(Self::of(groups))?)
    }

    /// Takes columns of keys and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread groups its share of the rows, and
    /// the states merge. Worth it for a million rows and more, while the groups are far fewer than
    /// the rows.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 keys and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Segments};
    ///
    /// let mut stores = Segments::<u32>::default();
    /// stores.par_observe_columns(&[17, 4, 17][..], &[10, 9, 3].map(Score::constant)[..])?;
    /// assert_eq!(stores.get(17).map(|tally| tally.responses()), Some(2));
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), ColumnError>
    where
        K: Send,
        A: Merge + Observe<D::Item> + Send,
        C: KeyColumn<K> + Sync,
        D: Column + Sync,
    {
        let columns = (keys, answers);
        let rows = columns.rows()?;
        let groups = crate::kit::gather_rows(rows, |share| {
            let (keys, answers) = columns.slice(share);
            let mut groups = Table::default();
            keys.observe_into(&mut groups, &answers)?;
            Ok(Self::of(groups))
        })?;
        Ok(self.try_merge(groups)?)
    }
}

impl<P: Period, A> Timeline<P, A> {
    /// Takes columns of periods and of answers into account, as if row by row.
    ///
    /// The periods are a slice of anything that converts into one, or
    /// [`Dates`](crate::column::Dates): days and time stamps as numbers.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 months and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::column::{Dates, Scores, TimeUnit};
    /// use npscore::{Month, Timeline};
    ///
    /// let days = [20_521_i32, 20_489]; // 2026-03-09, 2026-02-05
    /// let mut months = Timeline::<Month>::default();
    /// months.observe_columns(Dates::new(&days, TimeUnit::DAY)?, Scores::new(&[10, 3])?)?;
    /// assert_eq!(months.first(), Some(Month::constant(2026, 2)));
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, periods: C, answers: D) -> Result<(), ColumnError>
    where
        C: PeriodColumn<P>,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let columns = (periods, answers);
        columns.rows()?;
        let mut states = Ordinals::new();
        columns.0.observe_into(&mut states, &columns.1)?;
        Ok(self.try_merge(Self::of_ordinals(states))?)
    }

    /// Takes columns of periods and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread counts its share of the rows, and
    /// the states merge.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 months and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    #[cfg(feature = "rayon")]
    pub fn par_observe_columns<C, D>(&mut self, periods: C, answers: D) -> Result<(), ColumnError>
    where
        P: Send,
        C: PeriodColumn<P> + Sync,
        A: Merge + Observe<D::Item> + Send,
        D: Column + Sync,
    {
        let columns = (periods, answers);
        let rows = columns.rows()?;
        let periods = crate::kit::gather_rows(rows, |share| {
            let (periods, answers) = columns.slice(share);
            let mut states = Ordinals::new();
            periods.observe_into(&mut states, &answers)?;
            Ok(Self::of_ordinals(states))
        })?;
        Ok(self.try_merge(periods)?)
    }
}

impl<K: Hash + Eq, A: Merge> Screened<Segments<K, A>> {
    /// Takes a column of keys, some of which are missing, and a column of answers into account: a row
    /// without a key is excluded as [`Exclusion::Missing`](crate::Exclusion::Missing).
    ///
    /// `Segments<Option<K>, A>` keeps such rows as a group of their own instead.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 keys and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::column::{Nullable, Scores, Validity};
    /// use npscore::{Screened, Segments};
    ///
    /// let stores = Nullable::new(&[17, 0, 17][..], Validity::new(&[0b101], 0, 3)?)?;
    /// let mut by_store = Screened::<Segments<u32>>::default();
    /// by_store.observe_columns(stores, Scores::new(&[10, 9, 3])?)?;
    /// assert_eq!((by_store.accepted(), by_store.excluded()), (2, 1));
    /// assert_eq!(by_store.inner().len(), 1);
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(
        &mut self,
        keys: Nullable<'_, C>,
        answers: D,
    ) -> Result<(), ColumnError>
    where
        A: Observe<D::Item>,
        C: KeyColumn<K>,
        D: Column,
    {
        let columns = (keys, answers);
        let (rows, missing) = (columns.rows()?, columns.0.missing());
        let (mut groups, mut without_key) = (Table::default(), A::default());
        let (keys, validity) = columns.0.parts();
        keys.observe_valid_into(validity, &mut groups, &mut without_key, &columns.1)?;
        Ok(self.try_merge(Self::counted(Segments::of(groups), rows, missing))?)
    }
}

impl<P: Period, A: Merge> Screened<Timeline<P, A>> {
    /// Takes a column of periods, some of which are missing, and a column of answers into account: a
    /// row without a period is excluded as [`Exclusion::Missing`](crate::Exclusion::Missing).
    ///
    /// [`Nullable`] has an example.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns of different lengths, such as 3 months and 2 scores;
    /// [`ColumnError::Count`] for a count beyond `u64::MAX`. Nothing is observed.
    pub fn observe_columns<C, D>(
        &mut self,
        periods: Nullable<'_, C>,
        answers: D,
    ) -> Result<(), ColumnError>
    where
        C: PeriodColumn<P>,
        A: Observe<D::Item>,
        D: Column,
    {
        let columns = (periods, answers);
        let (rows, missing) = (columns.rows()?, columns.0.missing());
        let mut states = Ordinals::new();
        let (periods, validity) = columns.0.parts();
        periods.observe_valid_into(validity, &mut states, &columns.1)?;
        Ok(self.try_merge(Self::counted(Timeline::of_ordinals(states), rows, missing))?)
    }
}
