//! Endless answers in constant memory: one block of them, time and again.

use npscore::{Segments, Tally};
use pyo3::prelude::*;

use crate::rows::{self, Array, refused};
use crate::summary::Summary;
use crate::ungrouped::{Counts, counts};

/// The tally of a block that comes `times` times.
#[pyfunction]
pub(crate) fn stream_tally(block: Array<'_, u8>, times: usize) -> PyResult<Counts> {
    let block = block.as_slice()?;
    let mut total = Tally::default();
    for _ in 0..times {
        total += Tally::try_from_bytes(block).map_err(refused)?;
    }
    Ok(counts(&total))
}

/// The groups of a block that comes `times` times.
#[pyfunction]
pub(crate) fn stream_numbers(
    keys: Array<'_, u32>,
    scores: Array<'_, u8>,
    times: usize,
) -> PyResult<Summary> {
    let keys = keys.as_slice()?;
    let mut segments = Segments::<u32>::default();
    for _ in 0..times {
        let scores = rows::column(&scores)?;
        segments.observe_columns(keys, scores).map_err(refused)?;
    }
    Ok(segments.into())
}
