//! Scores by a column of texts, as they are or as codes of a dictionary.

use npscore::column::{Codes, Column, Texts};
use npscore::error::{ColumnError, CountError};
use npscore::{Merge, Observe, Segments, Tally};
use pyo3::prelude::*;

use crate::parallel::{gather, segments};
use crate::rows::{self, Array, refused};
use crate::summary::Summary;

/// `Segments::observe_columns` of [`Codes`]; the dictionary is a column of Arrow texts.
#[pyfunction]
pub(crate) fn codes(
    codes: Array<'_, u32>,
    offsets: Array<'_, i32>,
    bytes: Array<'_, u8>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (codes, scores) = (codes.as_slice()?, rows::column(&scores)?);
    let entries = Texts::new(offsets.as_slice()?, bytes.as_slice()?).map_err(refused)?;
    let dictionary: Vec<&str> = entries.iter().collect();
    let codes = Codes::new(codes, &dictionary).map_err(refused)?;
    Ok(segments::<String, Tally, _, _>(codes, scores, threads)?.into())
}

/// `Segments::observe_columns` of [`Codes`] of a dictionary of positions: whoever has the names finds
/// them there, and none is copied.
#[pyfunction]
pub(crate) fn positions(
    codes: Array<'_, u32>,
    entries: u32,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (codes, scores) = (codes.as_slice()?, rows::column(&scores)?);
    let dictionary: Vec<u32> = (0..entries).collect();
    let codes = Codes::new(codes, &dictionary).map_err(refused)?;
    Ok(segments::<u32, Tally, _, _>(codes, scores, threads)?.into())
}

/// `Codes::aggregate`: a tally for each entry of the dictionary, in its order. The names stay where they
/// are: how many there are is all that is needed.
#[pyfunction]
pub(crate) fn entries(
    codes: Array<'_, u32>,
    entries: usize,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (codes, scores) = (codes.as_slice()?, rows::column(&scores)?);
    let dictionary = vec![(); entries];
    let codes = Codes::new(codes, &dictionary).map_err(refused)?;
    let tallies = gather(codes.rows().map_err(refused)?, threads, |rows| {
        let tallies = codes.slice(rows.clone()).aggregate(scores.slice(rows));
        tallies.map(Entries)
    });
    Ok(tallies.map_err(refused)?.0.into())
}

/// Tallies side by side.
#[derive(Default, PartialEq)]
struct Entries(Vec<Tally>);

impl Merge for Entries {
    fn try_merge(&mut self, other: Self) -> Result<(), CountError> {
        if self.0.is_empty() {
            *self = other;
            return Ok(());
        }
        let pairs = self.0.iter().zip(&other.0);
        self.0 = pairs
            .map(|(a, b)| a.checked_add(b))
            .collect::<Result<_, _>>()?;
        Ok(())
    }
}

/// `Segments::observe_columns` of [`Texts`].
#[pyfunction]
pub(crate) fn texts(
    offsets: Array<'_, i32>,
    bytes: Array<'_, u8>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (offsets, bytes) = (offsets.as_slice()?, bytes.as_slice()?);
    let scores = rows::column(&scores)?;
    let texts = Texts::new(offsets, bytes).map_err(refused)?;
    Ok(segments::<String, Tally, _, _>(texts, scores, threads)?.into())
}

/// `Segments::observe`, row by row.
#[pyfunction]
pub(crate) fn texts_by_row(
    offsets: Array<'_, i32>,
    bytes: Array<'_, u8>,
    scores: Array<'_, u8>,
    threads: usize,
) -> PyResult<Summary> {
    let (offsets, bytes) = (offsets.as_slice()?, bytes.as_slice()?);
    let texts = Texts::new(offsets, bytes).map_err(refused)?;
    let columns = (texts, rows::column(&scores)?);
    let segments = gather(columns.rows().map_err(refused)?, threads, |rows| {
        let mut segments = Segments::<String>::default();
        for row in columns.slice(rows).iter() {
            segments.observe(row);
        }
        Ok::<_, ColumnError>(segments)
    });
    Ok(segments.map_err(refused)?.into())
}
