//! A column of scores, as the bytes it is stored in.

use zerocopy::{IntoBytes, TryFromBytes};

use super::score::Score;

impl Score {
    /// The column of scores that these bytes are, if every one of them is a score. Nothing is
    /// copied.
    ///
    /// One byte to a score, 0 to 10: a column of unsigned 8-bit integers, as data frames and Arrow
    /// hold it. Checked once, it goes into every aggregator as it is.
    ///
    /// # Errors
    ///
    /// [`ScoresError`] names the first byte above 10, such as 11 or 99, and where it stands.
    ///
    /// # Example
    ///
    /// ```
    /// use npscore::{Score, Tally};
    ///
    /// let scores = Score::slice_from_bytes(&[10, 9, 3])?;
    /// assert_eq!(Tally::from_scores(scores).promoters(), 2);
    /// let error = Score::slice_from_bytes(&[10, 99, 3]).unwrap_err();
    /// assert_eq!(error.to_string(), "score 99 at index 1 is out of range, expected 0 to 10");
    /// # Ok::<(), npscore::ScoresError>(())
    /// ```
    pub fn slice_from_bytes(bytes: &[u8]) -> Result<&[Self], ScoresError> {
        <[Self]>::try_ref_from_bytes(bytes).map_err(|_| ScoresError::first_in(bytes))
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

/// Why bytes are no column of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("score {value} at index {index} is out of range, expected 0 to 10")]
pub struct ScoresError {
    /// Where the first byte that is no score stands, from 0.
    pub index: usize,
    /// The byte.
    pub value: u8,
}

impl ScoresError {
    /// The error of bytes of which one at least is no score.
    #[cold]
    pub(crate) fn first_in(bytes: &[u8]) -> Self {
        let highest = Score::MAX.get();
        let bad = bytes.iter().enumerate().find(|(_, byte)| **byte > highest);
        let (index, value) = bad.map_or((bytes.len(), highest), |(index, byte)| (index, *byte));
        Self { index, value }
    }
}
