//! A column of scores, as bytes.

use core::ops::Range;

use super::Column;
use crate::error::ScoreError;
use crate::response::{Score, first_no_score};

/// A column of scores: bytes from 0 to 10, one to a score.
///
/// The way data frames and Arrow hold small numbers. The bytes are checked once, at the speed of
/// memory, and stay where they are. [`Score::slice_from_bytes`] makes a slice of them, which takes
/// longer and can be used like any other.
///
/// # Invariants
///
/// No byte is above 10.
///
/// # Example
///
/// ```
/// use npscore::{Scores, Segments};
///
/// let mut stores = Segments::<u32>::default();
/// stores.observe_columns(&[17, 4, 17][..], Scores::new(&[10, 9, 3])?)?;
/// assert_eq!(stores.get(&17).map(|tally| tally.responses()), Some(2));
///
/// let error = Scores::new(&[10, 99, 3]).unwrap_err();
/// assert_eq!(error.to_string(), "row 1: score 99 is out of range, expected 0 to 10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Scores<'a>(&'a [u8]);

impl<'a> Scores<'a> {
    /// A column of these bytes.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OutOfRange`] names the first byte above 10, such as 11 or 99, and its row.
    pub fn new(bytes: &'a [u8]) -> Result<Self, ScoreError> {
        if bytes.iter().copied().fold(0, u8::max) > Score::MAX.get() {
            return Err(first_no_score(bytes));
        }
        Ok(Self(bytes))
    }
}

impl Column for Scores<'_> {
    type Item = Score;

    #[inline]
    fn rows(&self) -> Result<usize, super::ColumnError> {
        Ok(self.0.len())
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Score> {
        self.0.iter().map(|byte| match Score::from_u8(*byte) {
            Some(score) => score,
            // No byte is above 10.
            None => unreachable!(),
        })
    }

    #[inline]
    fn slice(&self, rows: Range<usize>) -> Self {
        Self(&self.0[rows])
    }
}
