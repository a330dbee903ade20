//! Columns as they come from Python, and what can be wrong with them.

use std::fmt::Display;

use npscore::Score;
use npscore::column::Scores;
use numpy::PyReadonlyArray1;
use pyo3::exceptions::PyValueError;
use pyo3::{PyErr, PyResult};

/// A one-dimensional array of Python, borrowed.
pub(crate) type Array<'py, T> = PyReadonlyArray1<'py, T>;

/// Any error, as the exception that Python has for values.
pub(crate) fn refused(error: impl Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Bytes as a column of scores, all of them checked.
pub(crate) fn column<'a>(bytes: &'a Array<'_, u8>) -> PyResult<Scores<'a>> {
    Scores::new(bytes.as_slice()?).map_err(refused)
}

/// Bytes as a slice of scores, all of them checked.
pub(crate) fn scores<'a>(bytes: &'a Array<'_, u8>) -> PyResult<&'a [Score]> {
    npscore::column::Scores::slice_from_bytes(bytes.as_slice()?).map_err(refused)
}
