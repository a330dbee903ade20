//! A column of scores, as the bytes it is stored in.

use zerocopy::IntoBytes;

use super::score::Score;
use crate::error::ScoreError;

impl Score {
    /// The bytes of a column of scores, one to a score. Nothing is copied.
    #[inline]
    #[must_use]
    pub(crate) fn slice_as_bytes(scores: &[Self]) -> &[u8] {
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
