//! One column of scores, one score.

use npscore::Tally;
use pyo3::prelude::*;

use crate::parallel::gather;
use crate::rows::{Array, refused};

/// Responses, promoters, detractors and points.
pub(crate) type Counts = (u64, u64, u64, f64);

/// The counts of a tally, and its score; NaN without responses.
pub(crate) fn counts(tally: &Tally) -> Counts {
    (
        tally.responses(),
        tally.promoters(),
        tally.detractors(),
        tally
            .result()
            .map_or(f64::NAN, |result| result.nps().to_f64()),
    )
}

/// `Tally::try_from_bytes`.
#[pyfunction]
pub(crate) fn tally(scores: Array<'_, u8>, threads: usize) -> PyResult<Counts> {
    let bytes = scores.as_slice()?;
    let tally = gather(bytes.len(), threads, |rows| {
        Tally::try_from_bytes(&bytes[rows])
    });
    Ok(counts(&tally.map_err(refused)?))
}
