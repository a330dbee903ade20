//! Columns: rows that lie side by side in memory, as data frames and Arrow hold them.

mod checks;
mod codes;
mod dates;
mod dense;
mod keys;
mod partition;
mod periods;
mod scores;
mod texts;

use core::ops::Range;

pub use codes::Codes;
pub use dates::{Dates, TimeUnit};
pub use keys::KeyColumn;
pub use periods::PeriodColumn;
pub use scores::Scores;
pub use texts::Texts;

/// A column of values, one to a row.
///
/// What [`Segments::observe_columns`](crate::Segments::observe_columns) and
/// [`Timeline::observe_columns`](crate::Timeline::observe_columns) take. The shape of the columns is
/// the shape of the rows: where rows are `(region, (month, score))`, columns are
/// `regions, (months, scores)`.
///
/// | column | holds | rows |
/// |---|---|---|
/// | `&[T]` | values as they are | `T` |
/// | [`Scores`] | scores as bytes | [`Score`](crate::Score) |
/// | [`Codes`] | codes and the dictionary they point into | keys |
/// | [`Texts`] | the bytes of all texts, and where each begins | `&str` |
/// | [`Dates`] | days, seconds or parts of seconds since 1970 | periods |
/// | `(C, D)` | two columns side by side | `(C::Item, D::Item)` |
///
/// Whatever can be wrong with a column is found when it is made; that two of them differ in length
/// is found when they meet.
///
/// # Laws
///
/// For columns of one's own: [`iter`](Self::iter) yields exactly as many values as
/// [`rows`](Self::rows) says, the same ones each time, and those of a [`slice`](Self::slice) are
/// those of its rows. A column that yields fewer would lose rows.
///
/// # Example
///
/// ```
/// use npscore::{Dates, Month, Period, Score, Segments, Timeline};
///
/// let stores = ["oslo", "bergen", "oslo"];
/// let days = [20_484_i32, 20_521, 20_489]; // 2026-01-31, 2026-03-09, 2026-02-05
/// let scores = [10, 6, 9].map(Score::constant);
///
/// let months = Dates::from_days(&days, Month::from_epoch_day)?;
/// let mut by_store = Segments::<String, Timeline<Month>>::default();
/// by_store.observe_columns(&stores[..], (months, &scores[..]))?;
/// assert_eq!(by_store.get("oslo").map(Timeline::len), Some(2));
/// # Ok::<(), npscore::ColumnError>(())
/// ```
pub trait Column: Clone {
    /// The value of a row.
    type Item: Copy;

    /// The number of rows.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Lengths`] for columns side by side of which one is longer.
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
            Err(ColumnError::Lengths { first, second })
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
}

/// Why columns cannot be taken. Nothing was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// Two columns side by side of which one is longer.
    #[error("a column of {first} rows beside one of {second}, expected as many in both")]
    Lengths {
        /// The rows of the first column.
        first: usize,
        /// The rows of the second.
        second: usize,
    },
    /// A code that is no position in the dictionary, such as the -1 that some exports write for a
    /// missing key.
    #[error("code {value} at index {index} is out of range, expected 0 to below {entries}")]
    Code {
        /// Where the code stands, from 0.
        index: usize,
        /// The code.
        value: i64,
        /// The entries of the dictionary.
        entries: usize,
    },
    /// An offset before the one before it, or beyond the end of the text.
    #[error("offset {value} at index {index} is out of range, expected {least} to {most}")]
    Offset {
        /// Where the offset stands, from 0.
        index: usize,
        /// The offset.
        value: i64,
        /// The offset before it, or 0.
        least: i64,
        /// The length of the text in bytes.
        most: i64,
    },
    /// No offsets at all: a column of no texts has one.
    #[error("no offsets, expected one more than there are texts")]
    NoOffsets,
    /// Bytes that are not UTF-8, or an offset in the middle of a character.
    #[error("byte {position} of the texts does not begin a character, expected UTF-8")]
    NotText {
        /// The position of the byte, from 0.
        position: usize,
    },
    /// A day or time stamp beyond the calendar.
    #[error("date {value} at index {index} is beyond the calendar")]
    Date {
        /// Where it stands, from 0.
        index: usize,
        /// The number of days, or of the column's unit, since 1970-01-01.
        value: i64,
    },
}
