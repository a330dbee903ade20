//! Scores by a column of numbers.

use npscore::column::Column;
use npscore::error::ColumnError;
use npscore::{Observe, Segments, Tally};
use pyo3::prelude::*;

use crate::parallel::{gather, segments};
use crate::rows::{self, Array, refused};
use crate::summary::Summary;

/// `Segments::observe_columns` of numbers as they are.
#[pyfunction]
pub(crate) fn numbers(
    keys: Array<'_, u32>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (keys, scores) = (keys.as_slice()?, rows::column(&scores)?);
    Ok(segments::<u32, Tally, _, _>(keys, scores, threads)?.into())
}

/// `Segments::observe`, row by row.
#[pyfunction]
pub(crate) fn numbers_by_row(
    keys: Array<'_, u32>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (keys, scores) = (keys.as_slice()?, rows::column(&scores)?);
    let segments = gather(keys.len(), threads, |rows| {
        let mut segments = Segments::<u32>::default();
        for row in (keys, scores).slice(rows).iter() {
            segments.observe(row);
        }
        Ok::<_, ColumnError>(segments)
    });
    Ok(segments.map_err(refused)?.into())
}
