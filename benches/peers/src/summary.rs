//! The result of a grouping: the counts and the final score of every group.

use npscore::{Month, Segments, Tally, Timeline};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

/// Groups as they were counted, and the score in points of each, in the order of the groups.
///
enum Groups {
    /// By the place in a dictionary; what was never met has no score, and is left out.
    Entries(Vec<Tally>, Vec<f64>),
    Numbers(Segments<u32>, Vec<f64>),
    Texts(Segments<String>, Vec<f64>),
    Months(Timeline<Month>, Vec<f64>),
    NumbersAndMonths(Segments<u32, Timeline<Month>>, Vec<f64>),
    TextsAndMonths(Segments<String, Timeline<Month>>, Vec<f64>),
}

/// All groups with their scores; Python reads them once the clock has stopped.
#[pyclass(frozen)]
pub(crate) struct Summary(Groups);

/// Responses, promoters, detractors and points, each by group.
type Columns<'py> = (
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<f64>>,
);

#[pymethods]
impl Summary {
    /// The keys of the groups, a list for each part of a key.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        Ok(match &self.0 {
            Groups::Entries(groups, _) => {
                vec![array(py, met(groups).map(|(entry, _)| entry as u64))]
            }
            Groups::Numbers(groups, _) => vec![array(py, groups.iter().map(|(key, _)| *key))],
            Groups::Texts(groups, _) => vec![list(py, groups.iter().map(|(key, _)| &**key))?],
            Groups::Months(groups, _) => vec![array(py, groups.iter().map(|(key, _)| index(key)))],
            Groups::NumbersAndMonths(groups, _) => vec![
                array(py, of_each(groups).map(|(key, _, _)| *key)),
                array(py, of_each(groups).map(|(_, month, _)| index(month))),
            ],
            Groups::TextsAndMonths(groups, _) => vec![
                list(py, of_each(groups).map(|(key, _, _)| &**key))?,
                array(py, of_each(groups).map(|(_, month, _)| index(month))),
            ],
        })
    }

    /// Responses, promoters, detractors and points.
    fn counts<'py>(&self, py: Python<'py>) -> Columns<'py> {
        match &self.0 {
            Groups::Entries(groups, points) => columns(py, met(groups).map(second), points),
            Groups::Numbers(groups, points) => columns(py, groups.iter().map(second), points),
            Groups::Texts(groups, points) => columns(py, groups.iter().map(second), points),
            Groups::Months(groups, points) => columns(py, groups.iter().map(second), points),
            Groups::NumbersAndMonths(groups, points) => {
                columns(py, of_each(groups).map(third), points)
            }
            Groups::TextsAndMonths(groups, points) => {
                columns(py, of_each(groups).map(third), points)
            }
        }
    }
}

fn second<A, B>((_, b): (A, B)) -> B {
    b
}

fn third<A, B, C>((_, _, c): (A, B, C)) -> C {
    c
}

fn array<T: numpy::Element>(py: Python<'_>, values: impl Iterator<Item = T>) -> Bound<'_, PyAny> {
    values.collect::<Vec<_>>().into_pyarray(py).into_any()
}

fn list<'py, 'a>(
    py: Python<'py>,
    values: impl Iterator<Item = &'a str>,
) -> PyResult<Bound<'py, PyAny>> {
    values.collect::<Vec<_>>().into_pyobject(py)
}

fn columns<'py, 'a>(
    py: Python<'py>,
    tallies: impl Iterator<Item = &'a Tally> + Clone,
    points: &[f64],
) -> Columns<'py> {
    let counts = |count: fn(&Tally) -> u64| -> Bound<'py, PyArray1<u64>> {
        let counts: Vec<u64> = tallies.clone().map(count).collect();
        counts.into_pyarray(py)
    };
    (
        counts(Tally::responses),
        counts(Tally::promoters),
        counts(Tally::detractors),
        points.to_vec().into_pyarray(py),
    )
}

/// The score of each group in points.
fn points<'a>(tallies: impl Iterator<Item = &'a Tally>, groups: usize) -> Vec<f64> {
    let mut points = Vec::with_capacity(groups);
    points.extend(tallies.filter_map(|tally| Some(tally.result()?.nps().to_f64())));
    points
}

/// Months since January of the year 0.
fn index(month: Month) -> i64 {
    12 * i64::from(month.year()) + i64::from(month.month()) - 1
}

/// The tallies of each segment and month.
fn of_each<K>(
    segments: &Segments<K, Timeline<Month>>,
) -> impl Iterator<Item = (&K, Month, &Tally)> + Clone {
    segments.iter().flat_map(|(key, months)| {
        let months = months.iter();
        months.map(move |(month, tally)| (key, month, tally))
    })
}

/// The entries of a dictionary that have responses.
fn met(tallies: &[Tally]) -> impl Iterator<Item = (usize, &Tally)> + Clone {
    let tallies = tallies.iter().enumerate();
    tallies.filter(|(_, tally)| !tally.is_empty())
}

impl From<Vec<Tally>> for Summary {
    fn from(groups: Vec<Tally>) -> Self {
        let points = points(groups.iter(), groups.len());
        Self(Groups::Entries(groups, points))
    }
}

impl From<Segments<u32>> for Summary {
    fn from(groups: Segments<u32>) -> Self {
        let points = points(groups.iter().map(second), groups.len());
        Self(Groups::Numbers(groups, points))
    }
}

impl From<Segments<String>> for Summary {
    fn from(groups: Segments<String>) -> Self {
        let points = points(groups.iter().map(second), groups.len());
        Self(Groups::Texts(groups, points))
    }
}

impl From<Timeline<Month>> for Summary {
    fn from(groups: Timeline<Month>) -> Self {
        let points = points(groups.iter().map(second), groups.len());
        Self(Groups::Months(groups, points))
    }
}

impl From<Segments<u32, Timeline<Month>>> for Summary {
    fn from(groups: Segments<u32, Timeline<Month>>) -> Self {
        let points = points(of_each(&groups).map(third), groups.len());
        Self(Groups::NumbersAndMonths(groups, points))
    }
}

impl From<Segments<String, Timeline<Month>>> for Summary {
    fn from(groups: Segments<String, Timeline<Month>>) -> Self {
        let points = points(of_each(&groups).map(third), groups.len());
        Self(Groups::TextsAndMonths(groups, points))
    }
}
