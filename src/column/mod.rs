//! Columns: rows that lie side by side in memory, as data frames and Arrow hold them.
//!
//! | column | holds | rows |
//! |---|---|---|
//! | `&[T]` | values as they are | `T` |
//! | [`Scores`] | scores as integers of any width, or as floats | [`Score`](crate::Score) |
//! | [`Codes`] | codes and the dictionary they point into | keys |
//! | [`Texts`] | the bytes of all texts, and where each begins | `&str` |
//! | [`Dates`] | days, seconds or parts of seconds since 1970 | [`Day`](crate::Day) |
//! | `(C, D)` | two columns side by side | `(C::Item, D::Item)` |
//! | [`Nullable<C>`](Nullable) | one of these, and which of its rows have a value | `Result<C::Item, Exclusion>` |
//!
//! # Missing values
//!
//! Arrow and data frames mark rows without a value in a bitmap; what the row holds then means
//! nothing. `Scores`, `Codes`, `Texts` and `Dates` each have a `nullable` constructor that takes the
//! bitmap as a [`Validity`] and makes a [`Nullable`] column. Its rows are of another type than those of
//! the column inside, so that a state that does not count missing values does not take it:
//!
//! | missing | goes into | and becomes |
//! |---|---|---|
//! | a score | `Segments<K, Screened<Tally>>` | an exclusion, counted under its key |
//! | a key | `Segments<Option<K>, _>` | the group `None` |
//! | a key | `Screened<Segments<K, _>>` | an exclusion |
//! | a date | `Screened<Timeline<P, _>>` | an exclusion |
//! | any | after [`Nullable::complete`] | [`ColumnError::Null`] |
//!
//! ```compile_fail
//! use npscore::Segments;
//! use npscore::column::{Scores, Validity};
//!
//! let scores = Scores::nullable(&[10, 0, 9], Validity::new(&[0b101], 0, 3)?)?;
//! Segments::<u32>::default().observe_columns(&[1, 2, 3][..], scores)?; // `Tally` takes scores only
//! # Ok::<(), npscore::error::ColumnError>(())
//! ```
//!
//! # Columns of your own
//!
//! A type that implements [`Column`] is an answer in any row. With items that can stand for a key it
//! becomes a column of keys by `impl KeyColumn<K> for Mine {}`, and in the same way a column of
//! periods by [`PeriodColumn`].

mod checks;
mod codes;
mod dates;
mod dense;
mod keys;
mod nullable;
mod partition;
mod periods;
mod scores;
mod texts;
mod time_unit;
mod validity;

use core::ops::Range;

use crate::error::ColumnError;

pub use codes::Codes;
pub use dates::Dates;
pub use keys::KeyColumn;
pub use nullable::Nullable;
pub use periods::PeriodColumn;
pub use scores::Scores;
pub use texts::Texts;
pub use time_unit::TimeUnit;
pub use validity::Validity;

pub use crate::response::Raw;

/// A column of values, one to a row.
///
/// What [`Segments::observe_columns`](crate::Segments::observe_columns) and
/// [`Timeline::observe_columns`](crate::Timeline::observe_columns) take. The shape of the columns is
/// the shape of the rows: where rows are `(region, (month, score))`, columns are
/// `regions, (months, scores)`. The [module](self) lists the columns there are.
///
/// Whatever can be wrong with a column is found when it is made; that two of them differ in length
/// is found when they meet.
///
/// # Laws
///
/// For columns of your own: [`iter`](Self::iter) yields exactly as many values as
/// [`rows`](Self::rows) says, the same ones each time, and those of a [`slice`](Self::slice) are
/// those of its rows. A column that yields fewer would lose rows.
///
/// # Example
///
/// ```
/// use npscore::column::{Dates, Scores, TimeUnit};
/// use npscore::{Month, Segments, Timeline};
///
/// let stores = ["oslo", "bergen", "oslo"];
/// let days = Dates::new(&[20_484_i32, 20_521, 20_489], TimeUnit::DAY)?; // 2026-01-31, ..
/// let scores = Scores::new(&[10, 6, 9])?;
///
/// let mut by_store = Segments::<String, Timeline<Month>>::default();
/// by_store.observe_columns(&stores[..], (days, scores))?;
/// assert_eq!(by_store.get("oslo").map(Timeline::len), Some(2));
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
pub trait Column: Clone {
    /// The value of a row.
    type Item: Copy;

    /// The number of rows.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Length`] for columns side by side of which one is longer.
    fn rows(&self) -> Result<usize, ColumnError>;

    /// The values, from the first row to the last.
    fn iter(&self) -> impl Iterator<Item = Self::Item>;

    /// Some of the rows.
    ///
    /// # Panics
    ///
    /// For a range that is not within the rows.
    #[must_use]
    fn slice(&self, rows: Range<usize>) -> Self;

    /// The values of a column that may be missing, `None` for a row that is not valid.
    ///
    /// Provided for columns in which every row can be read, whatever it means.
    fn iter_valid(&self, validity: Validity<'_>) -> impl Iterator<Item = Option<Self::Item>> {
        let valid = validity.flags(0..self.rows().unwrap_or(0));
        let rows = self.iter().zip(valid);
        rows.map(|(item, valid)| valid.then_some(item))
    }

    /// How many values [`iter_valid`](Self::iter_valid) misses.
    #[doc(hidden)]
    fn missing(&self, validity: Validity<'_>) -> usize {
        validity.missing(self.rows().unwrap_or(0))
    }

    /// The first row that [`iter_valid`](Self::iter_valid) misses.
    #[doc(hidden)]
    fn first_missing(&self, validity: Validity<'_>) -> Option<usize> {
        validity.first_missing(self.rows().unwrap_or(0))
    }
}

impl<T: Copy> Column for &[T] {
    type Item = T;

    #[inline]
    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.len())
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = T> {
        <[T]>::iter(self).copied()
    }

    #[inline]
    fn slice(&self, rows: Range<usize>) -> Self {
        &self[rows]
    }
}

impl<C: Column, D: Column> Column for (C, D) {
    type Item = (C::Item, D::Item);

    #[inline]
    fn rows(&self) -> Result<usize, ColumnError> {
        let (first, second) = (self.0.rows()?, self.1.rows()?);
        if first == second {
            Ok(first)
        } else {
            Err(ColumnError::Length { first, second })
        }
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Self::Item> {
        self.0.iter().zip(self.1.iter())
    }

    #[inline]
    fn slice(&self, rows: Range<usize>) -> Self {
        (self.0.slice(rows.clone()), self.1.slice(rows))
    }

    #[inline]
    fn iter_valid(&self, validity: Validity<'_>) -> impl Iterator<Item = Option<Self::Item>> {
        let rows = self.0.iter_valid(validity).zip(self.1.iter());
        rows.map(|(first, second)| Some((first?, second)))
    }

    fn missing(&self, validity: Validity<'_>) -> usize {
        self.0.missing(validity)
    }

    fn first_missing(&self, validity: Validity<'_>) -> Option<usize> {
        self.0.first_missing(validity)
    }
}
