//! A column of scores, as the bytes it is stored in.

use zerocopy::{IntoBytes, TryFromBytes};

use super::score::Score;
use crate::error::ScoreError;

impl Score {
    /// The column of scores that these bytes are, if every one of them is a score. Nothing is
    /// copied.
    ///
    /// One byte to a score, 0 to 10: a column of unsigned 8-bit integers, as data frames and Arrow
    /// hold it. Checked once, it goes into every aggregator as it is.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OutOfRange`] names the first byte above 10, such as 11 or 99, and its row.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Tally};
    ///
    /// let scores = Score::slice_from_bytes(&[10, 9, 3])?;
    /// assert_eq!(Tally::from_scores(scores).promoters(), 2);
    /// let error = Score::slice_from_bytes(&[10, 99, 3]).unwrap_err();
    /// assert_eq!(error.to_string(), "row 1: score 99 is out of range, expected 0 to 10");
    /// # Ok::<(), npscore::Error>(())
    /// ```
    pub fn slice_from_bytes(bytes: &[u8]) -> Result<&[Self], ScoreError> {
        <[Self]>::try_ref_from_bytes(bytes).map_err(|_| first_no_score(bytes))
    }

    /// The bytes of a column of scores, one to a score. Nothing is copied.
    ///
    /// ```
    /// use npscore::Score;
    ///
    /// assert_eq!(Score::slice_as_bytes(&[10, 9, 3].map(Score::constant)), [10, 9, 3]);
    /// ```
    #[inline]
    #[must_use]
    pub fn slice_as_bytes(scores: &[Self]) -> &[u8] {
        scores.as_bytes()
    }
}

/// The error of bytes of which one at least is no score.
#[cold]
pub(crate) fn first_no_score(bytes: &[u8]) -> ScoreError {
    let max = Score::MAX.get();
    let bad = bytes.iter().enumerate().find(|(_, byte)| **byte > max);
    let (row, value) = bad.map_or((bytes.len(), max), |(row, byte)| (row, *byte));
    ScoreError::OutOfRange {
        value: value.into(),
        row: Some(row as u64),
    }
}
