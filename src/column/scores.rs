//! A column of scores, as numbers.

use core::ops::Range;

use zerocopy::{IntoBytes, TryFromBytes};

use super::Column;
use super::nullable::Nullable;
use super::validity::Validity;
use crate::error::{ColumnError, ScoreError};
use crate::response::Score;

/// A column of scores: numbers from 0 to 10, of any integer type or whole floats.
///
/// The way data frames and Arrow hold them. The numbers are checked once, at the speed of memory,
/// and stay where they are.
///
/// # Invariants
///
/// Every number is a score, but for rows without a value.
///
/// # Example
///
/// ```
/// use npscore::column::{Scores, Validity};
/// use npscore::{Exclusion, Screened, Segments, Tally};
///
/// let mut stores = Segments::<u32>::default();
/// stores.observe_columns(&[17, 4, 17][..], Scores::new(&[10_i32, 9, 3])?)?;
/// assert_eq!(stores.get(17).map(|tally| tally.responses()), Some(2));
///
/// // The second row is null.
/// let validity = Validity::new(&[0b101], 0, 3)?;
/// let scores = Scores::nullable(&[10.0, f64::NAN, 9.0], validity)?;
/// let mut screened = Segments::<u32, Screened<Tally>>::default();
/// screened.observe_columns(&[17, 4, 17][..], scores)?;
/// assert_eq!(screened.total().excluded_for(Exclusion::Missing), 1);
/// assert_eq!(screened.total().inner().promoters(), 2);
///
/// let error = Scores::new(&[10_u8, 99, 3]).unwrap_err();
/// assert_eq!(error.to_string(), "row 1: score 99 is out of range, expected 0 to 10");
/// # Ok::<(), npscore::error::ColumnError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Scores<'a, N = u8>(&'a [N]);

impl<'a, N: Number> Scores<'a, N> {
    /// A column of these numbers.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Score`] names the first number that is no score, such as 11, -1 or 8.5, and
    /// its row.
    pub fn new(numbers: &'a [N]) -> Result<Self, ColumnError> {
        if N::all_scores(numbers) {
            Ok(Self(numbers))
        } else {
            Err(first_refused(numbers, Validity::default()))
        }
    }

    /// A column of these numbers, some of which may be missing.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), for rows that have a value; [`ColumnError::Length`] where the validity
    /// is that of more or fewer rows.
    pub fn nullable(
        numbers: &'a [N],
        validity: Validity<'a>,
    ) -> Result<Nullable<'a, Self>, ColumnError> {
        let column = Nullable::new(Self(numbers), validity)?;
        // Missing ones are scores as well, as a rule.
        if N::all_scores(numbers) || validity.all(numbers, N::is_score) {
            Ok(column)
        } else {
            Err(first_refused(numbers, validity))
        }
    }
}

impl<'a> Scores<'a> {
    /// The scores that these bytes are, if every one of them is a score. Nothing is copied.
    ///
    /// # Errors
    ///
    /// [`ColumnError::Score`] names the first byte above 10, such as 11 or 99, and its row.
    ///
    /// ```
    /// use npscore::column::Scores;
    /// use npscore::Tally;
    ///
    /// let scores = Scores::slice_from_bytes(&[10, 9, 3])?;
    /// assert_eq!(Tally::from_scores(scores).promoters(), 2);
    /// # Ok::<(), npscore::error::ColumnError>(())
    /// ```
    pub fn slice_from_bytes(bytes: &'a [u8]) -> Result<&'a [Score], ColumnError> {
        <[Score]>::try_ref_from_bytes(bytes).map_err(|_| first_refused(bytes, Validity::default()))
    }

    /// The bytes of a slice of scores, one to a score. Nothing is copied.
    ///
    /// ```
    /// use npscore::column::Scores;
    /// use npscore::Score;
    ///
    /// assert_eq!(Scores::slice_as_bytes(&Score::ALL[8..]), [8, 9, 10]);
    /// ```
    #[inline]
    #[must_use]
    pub fn slice_as_bytes(scores: &'a [Score]) -> &'a [u8] {
        scores.as_bytes()
    }
}

impl<N: Number> Column for Scores<'_, N> {
    type Item = Score;

    #[inline]
    fn rows(&self) -> Result<usize, ColumnError> {
        Ok(self.0.len())
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = Score> {
        self.0.iter().map(|number| number.score())
    }

    #[inline]
    fn slice(&self, rows: Range<usize>) -> Self {
        Self(&self.0[rows])
    }
}

/// The first number that is no score.
#[cold]
fn first_refused<N: Number>(numbers: &[N], validity: Validity<'_>) -> ColumnError {
    let rows = numbers.iter().zip(validity.iter()).enumerate();
    let refused = { rows }.find_map(|(row, (number, valid))| {
        let error = number.refusal().filter(|_| valid)?;
        Some(ColumnError::Score { row, error })
    });
    refused.unwrap_or(ColumnError::Length {
        first: numbers.len(),
        second: numbers.len(),
    })
}

/// The types of numbers that scores come in.
pub trait Number: Copy {
    /// Whether it is a whole number from 0 to 10.
    fn is_score(self) -> bool;

    /// The score; any score for a number that is none, as a missing one may be.
    fn score(self) -> Score;

    /// Why it is no score, if it is none.
    fn refusal(self) -> Option<ScoreError>;

    /// Whether all of them are scores.
    fn all_scores(numbers: &[Self]) -> bool {
        numbers
            .iter()
            .fold(true, |all, number| all & number.is_score())
    }
}

macro_rules! numbers {
    ($($number:ident, $is_score:expr;)*) => { $(
        impl Number for $number {
            #[inline]
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::float_cmp,
                reason = "what is cut off makes a difference, and whole numbers are exact"
            )]
            fn is_score(self) -> bool {
                let is_score: fn(Self) -> bool = $is_score;
                is_score(self)
            }

            #[inline]
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a score is 0 to 10"
            )]
            fn score(self) -> Score {
                Score::from_u8(self as u8).unwrap_or(Score::MIN)
            }

            fn refusal(self) -> Option<ScoreError> {
                Score::try_from(self).err()
            }
        }
    )* };
}
numbers! {
    u8, |number| number <= 10;
    u16, |number| number <= 10;
    u32, |number| number <= 10;
    u64, |number| number <= 10;
    i8, |number| (0..=10).contains(&number);
    i16, |number| (0..=10).contains(&number);
    i32, |number| (0..=10).contains(&number);
    i64, |number| (0..=10).contains(&number);
    f32, |number| number as u8 <= 10 && Self::from(number as u8) == number;
    f64, |number| number as u8 <= 10 && Self::from(number as u8) == number;
}
