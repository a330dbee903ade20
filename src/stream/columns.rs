//! Columns into groups and periods.

use core::hash::Hash;

use super::column::{Column, ColumnError, KeyColumn, PeriodColumn};
use super::segments::Segments;
use super::timeline::Timeline;
use crate::kit::{Merge, Observe};
use crate::period::Period;

impl<K: Hash + Eq, A> Segments<K, A> {
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
    /// Where observing or merging panics in the aggregator of a group: a count beyond `u64::MAX`;
    /// nothing is observed.
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
    /// # Ok::<(), npscore::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, keys: C, answers: D) -> Result<(), ColumnError>
    where
        A: Merge + Observe<D::Item>,
        C: KeyColumn<K>,
        D: Column,
    {
        let columns = (keys, answers);
        columns.rows()?;
        let mut rows = Self::default();
        columns.0.observe_into(&mut rows, columns.1);
        self.merge(rows);
        Ok(())
    }

    /// Takes columns of keys and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread groups its share of the rows, and
    /// the states merge. Worth it for a million rows and more, while the groups are far fewer than
    /// the rows.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 keys and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where observing or merging panics in the aggregator of a group: a count beyond `u64::MAX`;
    /// nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Segments};
    ///
    /// let mut stores = Segments::<u32>::default();
    /// stores.par_observe_columns(&[17, 4, 17][..], &[10, 9, 3].map(Score::constant)[..])?;
    /// assert_eq!(stores.get(17).map(|tally| tally.responses()), Some(2));
    /// # Ok::<(), npscore::ColumnError>(())
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
        self.merge(crate::kit::gather_rows(rows, |part, share| {
            let (keys, answers) = columns.slice(share);
            keys.observe_into(part, answers);
        }));
        Ok(())
    }
}

impl<P: Period, A> Timeline<P, A> {
    /// Takes columns of periods and of answers into account, as if row by row.
    ///
    /// The periods are a slice of anything that converts into one, or
    /// [`Dates`](crate::Dates): days and time stamps as numbers.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 months and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where the aggregator of a period does: a count beyond `u64::MAX`; nothing is observed.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Dates, Month, Period, Score, Timeline};
    ///
    /// let days = [20_521_i32, 20_489]; // 2026-03-09, 2026-02-05
    /// let mut months = Timeline::<Month>::default();
    /// months.observe_columns(
    ///     Dates::from_days(&days, Month::from_epoch_day)?,
    ///     &[10, 3].map(Score::constant)[..],
    /// )?;
    /// assert_eq!(months.first(), Some(Month::constant(2026, 2)));
    /// # Ok::<(), npscore::ColumnError>(())
    /// ```
    pub fn observe_columns<C, D>(&mut self, periods: C, answers: D) -> Result<(), ColumnError>
    where
        C: PeriodColumn<P>,
        A: Merge + Observe<D::Item>,
        D: Column,
    {
        let columns = (periods, answers);
        columns.rows()?;
        let mut rows = Self::default();
        columns.0.observe_into(&mut rows, columns.1);
        self.merge(rows);
        Ok(())
    }

    /// Takes columns of periods and of answers into account on all threads of the pool.
    ///
    /// As [`observe_columns`](Self::observe_columns): each thread counts its share of the rows, and
    /// the states merge.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns of different lengths, such as 3 months and 2 scores;
    /// nothing is observed.
    ///
    /// # Panics
    ///
    /// Where observing or merging panics in the aggregator of a period: a count beyond `u64::MAX`;
    /// nothing is observed.
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
        self.merge(crate::kit::gather_rows(rows, |part, share| {
            let (periods, answers) = columns.slice(share);
            periods.observe_into(part, answers);
        }));
        Ok(())
    }
}
