//! Every error, each with the value that was refused, its place and what is allowed.

mod column;
mod count;
mod data;
mod nps;
mod period;
mod score;

pub use column::ColumnError;
pub use count::CountError;
pub use data::{DataError, OutOfRange, Quantity, Value};
pub use nps::{NpsError, WeightError};
pub use period::PeriodError;
pub use score::{ScaleError, ScoreError, ScreeningError};

/// Any error of this crate: every operation's own error converts into it.
///
/// For programs that pass errors on with `?`; whoever handles them matches the error of the
/// operation.
///
/// ```
/// use npscore::{Counts, Score, Tally};
///
/// fn tally(cells: &[&str]) -> Result<Tally, npscore::Error> {
///     let mut tally = Tally::try_from(Counts { detractors: 1, passives: 2, promoters: 3 })?;
///     for cell in cells {
///         tally.extend([cell.parse::<Score>()?]);
///     }
///     Ok(tally)
/// }
/// assert_eq!(tally(&["11"]).unwrap_err().to_string(), "score 11 is out of range, expected 0 to 10");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "each variant is documented by the error it holds"
)]
pub enum Error {
    #[error(transparent)]
    Column(#[from] ColumnError),
    #[error(transparent)]
    Count(#[from] CountError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Nps(#[from] NpsError),
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Scale(#[from] ScaleError),
    #[error(transparent)]
    Score(#[from] ScoreError),
    #[error(transparent)]
    Screening(#[from] ScreeningError),
    #[error(transparent)]
    Weight(#[from] WeightError),
}
