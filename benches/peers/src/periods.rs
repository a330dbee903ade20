//! Scores by the month of a column of time stamps, and by a number as well.

use npscore::column::{Dates, TimeUnit};
use npscore::error::ColumnError;
use npscore::{Month, Timeline};
use pyo3::prelude::*;

use crate::parallel::segments;
use crate::rows::{self, Array, refused};
use crate::summary::Summary;

/// Seconds since 1970.
fn dates(stamps: &[i64]) -> Result<Dates<'_>, ColumnError> {
    Dates::new(stamps, TimeUnit::SECOND)
}

/// `Timeline::observe_columns` of [`Dates`].
#[pyfunction]
pub(crate) fn months(
    stamps: Array<'_, i64>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (stamps, scores) = (stamps.as_slice()?, rows::column(&scores)?);
    let dates = dates(stamps).map_err(refused)?;
    let mut timeline = Timeline::<Month>::default();
    let observed = if threads > 1 {
        timeline.par_observe_columns(dates, scores)
    } else {
        timeline.observe_columns(dates, scores)
    };
    observed.map_err(refused)?;
    Ok(timeline.into())
}

/// `Segments::observe_columns` of numbers, with [`Dates`] beside the scores.
#[pyfunction]
pub(crate) fn numbers_and_months(
    keys: Array<'_, u32>,
    stamps: Array<'_, i64>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (keys, stamps) = (keys.as_slice()?, stamps.as_slice()?);
    let scores = rows::column(&scores)?;
    let dates = dates(stamps).map_err(refused)?;
    Ok(segments::<u32, Timeline<Month>, _, _>(keys, (dates, scores), threads)?.into())
}
