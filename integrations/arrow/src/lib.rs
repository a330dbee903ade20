//! Net Promoter Score mathematics on Apache Arrow: columns and record batches into npscore's
//! aggregators, results out as record batches.
//!
//! ```
//! use std::sync::Arc;
//!
//! use arrow::array::{Int32Array, RecordBatch, StringArray};
//! use npscore::{Confidence, Screened, Segments, Tally};
//! use npscore_arrow::{Columns, Key, Report};
//!
//! let batch = RecordBatch::try_from_iter([
//!     ("region", Arc::new(StringArray::from(vec![Some("north"), Some("south"), None])) as _),
//!     ("score", Arc::new(Int32Array::from(vec![Some(10), Some(11), Some(3)])) as _),
//! ])?;
//!
//! // One state for each region; what is no score is counted beside it.
//! let by_region: Segments<Key, Screened<Tally>> = Columns::new("score").keys(["region"]).segments([Ok(batch)])?;
//! assert_eq!((by_region.total().accepted(), by_region.total().excluded()), (2, 1));
//!
//! // One row for each region.
//! let report = Report::new(["region"]).segments(&by_region, Confidence::P95)?;
//! assert_eq!(report.num_rows(), 3);
//! # Ok::<(), arrow::error::ArrowError>(())
//! ```
//!
//! # From arrays to columns
//!
//! | array | column of npscore | copies |
//! |---|---|---|
//! | one whose type is known when compiling | that of its values, with [`validity`] | nothing |
//! | scores of any type | [`Answers`] | nothing where they are 8-bit integers without nulls, else one byte a row |
//! | `Date32`, timestamps in UTC or at a fixed offset | [`Times`] | nothing |
//! | timestamps in a time zone with seasons | [`Times`] | four bytes a row |
//! | texts, with offsets of 32 or 64 bits | [`texts`] | nothing |
//! | dictionaries of texts | [`codes`] | one reference for each entry |
//!
//! ```
//! use arrow::array::{Array, Int64Array};
//! use npscore::column::Scores;
//! use npscore::{Screened, Segments, Tally};
//! use npscore_arrow::validity;
//!
//! let scores = Int64Array::from(vec![Some(10), None, Some(3)]).slice(1, 2);
//! let column = Scores::nullable(scores.values(), validity(&scores)?)?; // nothing is copied
//! let mut stores = Segments::<u32, Screened<Tally>>::default();
//! stores.observe_columns(&[17, 4][..], column)?;
//! # Ok::<(), npscore::error::ColumnError>(())
//! ```

mod answers;
mod batches;
mod keys;
mod report;
mod times;

use arrow::array::Array;
use arrow::error::ArrowError;
use npscore::column::Validity;
use npscore::error::ColumnError;

pub use answers::{AnswerColumn, Answers};
pub use batches::Columns;
pub use keys::{Key, codes, entries, texts};
pub use report::Report;
pub use times::Times;

/// Which rows of an array have a value, as its bitmap says; nothing is copied.
///
/// # Errors
///
/// None for an array of Arrow's own: the error is that of [`Validity::new`].
pub fn validity(array: &dyn Array) -> Result<Validity<'_>, ColumnError> {
    match array.nulls() {
        None => Ok(Validity::default()),
        Some(nulls) => Validity::new(nulls.validity(), nulls.offset(), nulls.len()),
    }
}

/// An error of npscore as one of Arrow.
fn refused(error: impl Into<npscore::Error>) -> ArrowError {
    ArrowError::ExternalError(Box::new(error.into()))
}
