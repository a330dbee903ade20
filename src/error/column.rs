//! Why columns cannot be taken.

use alloc::format;
use alloc::string::String;

use super::{CountError, ScoreError};

/// Why columns cannot be taken. Nothing was observed.
///
/// Rows are counted from 0.
///
/// ```
/// use npscore::column::{Codes, Scores};
///
/// let error = Scores::new(&[10_i64, 9, 99]).unwrap_err();
/// assert_eq!(error.to_string(), "row 2: score 99 is out of range, expected 0 to 10");
///
/// let error = Codes::new(&[0_i8, -1], &["north", "south"]).unwrap_err();
/// assert_eq!(error.to_string(), "row 1: code -1 is out of range, expected 0 to 1");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// Two columns side by side of which one is longer, or a bitmap with fewer bits than there are
    /// rows.
    #[error("columns of {first} and {second} rows, expected equal lengths")]
    Length {
        /// The rows of the first column.
        first: usize,
        /// The rows of the second.
        second: usize,
    },
    /// A code that is no position in the dictionary, such as the -1 that some exports write for a
    /// missing key.
    #[error("row {row}: code {value} is out of range, expected {}", positions(*.entries))]
    Code {
        /// The row of the code.
        row: usize,
        /// The code.
        value: i64,
        /// The entries of the dictionary.
        entries: usize,
    },
    /// An offset before the one before it, or beyond the end of the text.
    #[error("row {row}: offset {value} is out of range, expected {min} to {max}")]
    Offset {
        /// The row of the text that begins there; one more than there are for the last offset.
        row: usize,
        /// The offset.
        value: i64,
        /// The offset before it, or 0.
        min: i64,
        /// The length of the text in bytes.
        max: i64,
    },
    /// Bytes that are not UTF-8, or an offset in the middle of a character.
    #[error("byte {position} of the texts does not begin a character, expected UTF-8")]
    Utf8 {
        /// The position of the byte, from 0.
        position: usize,
    },
    /// A day or time stamp outside the calendar.
    #[error("row {row}: date {value} is outside the years 1 to 9999")]
    Date {
        /// The row of the date.
        row: usize,
        /// The number of days, or of the column's unit, since 1970-01-01.
        value: i64,
    },
    /// A number that is no score.
    #[error("row {row}: {error}")]
    Score {
        /// The row of the number.
        row: usize,
        /// What is wrong with it.
        error: ScoreError,
    },
    /// A missing value where all are asked for.
    #[error("row {row} is null, and this state does not count missing values")]
    Null {
        /// The first row without a value.
        row: usize,
    },
    /// Counts that do not fit.
    #[error(transparent)]
    Count(#[from] CountError),
}

/// The codes of a dictionary of so many entries.
fn positions(entries: usize) -> String {
    match entries.checked_sub(1) {
        Some(last) => format!("0 to {last}"),
        None => String::from("none, as the dictionary is empty"),
    }
}
