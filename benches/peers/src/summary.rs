//! The result of a grouping: the counts and the final score of every group.

use npscore::{HasNps, Month, Segments, Tally, Timeline};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

/// One group: what names it, its counts and its score in points.
struct Group<K> {
    key: K,
    tally: Tally,
    nps: f64,
}

/// The groups, by what names them.
enum Groups {
    Numbers(Vec<Group<u32>>),
    Texts(Vec<Group<String>>),
    Months(Vec<Group<i64>>),
    NumbersAndMonths(Vec<Group<(u32, i64)>>),
    TextsAndMonths(Vec<Group<(String, i64)>>),
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
            Groups::Numbers(groups) => vec![array(py, groups.iter().map(|group| group.key))],
            Groups::Months(groups) => vec![array(py, groups.iter().map(|group| group.key))],
            Groups::Texts(groups) => vec![list(py, groups.iter().map(|group| &*group.key))?],
            Groups::NumbersAndMonths(groups) => vec![
                array(py, groups.iter().map(|group| group.key.0)),
                array(py, groups.iter().map(|group| group.key.1)),
            ],
            Groups::TextsAndMonths(groups) => vec![
                list(py, groups.iter().map(|group| &*group.key.0))?,
                array(py, groups.iter().map(|group| group.key.1)),
            ],
        })
    }

    /// Responses, promoters, detractors and points.
    fn counts<'py>(&self, py: Python<'py>) -> Columns<'py> {
        match &self.0 {
            Groups::Numbers(groups) => columns(py, groups),
            Groups::Texts(groups) => columns(py, groups),
            Groups::Months(groups) => columns(py, groups),
            Groups::NumbersAndMonths(groups) => columns(py, groups),
            Groups::TextsAndMonths(groups) => columns(py, groups),
        }
    }
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

fn columns<'py, K>(py: Python<'py>, groups: &[Group<K>]) -> Columns<'py> {
    let counts = |count: fn(&Tally) -> u64| -> Bound<'py, PyArray1<u64>> {
        let counts: Vec<u64> = groups.iter().map(|group| count(&group.tally)).collect();
        counts.into_pyarray(py)
    };
    let points: Vec<f64> = groups.iter().map(|group| group.nps).collect();
    (
        counts(Tally::responses),
        counts(Tally::promoters),
        counts(Tally::detractors),
        points.into_pyarray(py),
    )
}

/// Groups with their scores. A group has at least one response, so that none is left out.
fn scored<K>(groups: impl Iterator<Item = (K, Tally)>) -> Vec<Group<K>> {
    groups
        .filter_map(|(key, tally)| {
            let nps = tally.nps()?.to_f64();
            Some(Group { key, tally, nps })
        })
        .collect()
}

/// Months since January of the year 0.
fn index(month: Month) -> i64 {
    12 * i64::from(month.year()) + i64::from(month.month()) - 1
}

/// The groups of each segment and month.
fn of_each<K: Clone>(segments: Segments<K, Timeline<Month>>) -> Vec<Group<(K, i64)>> {
    let groups = segments.into_iter().flat_map(|(key, months)| {
        let groups = months
            .iter()
            .map(|(month, tally)| ((key.clone(), index(month)), *tally));
        groups.collect::<Vec<_>>()
    });
    scored(groups)
}

impl From<Segments<u32>> for Summary {
    fn from(segments: Segments<u32>) -> Self {
        Self(Groups::Numbers(scored(segments.into_iter())))
    }
}

impl From<Segments<String>> for Summary {
    fn from(segments: Segments<String>) -> Self {
        Self(Groups::Texts(scored(segments.into_iter())))
    }
}

impl From<Timeline<Month>> for Summary {
    fn from(months: Timeline<Month>) -> Self {
        let groups = months.iter().map(|(month, tally)| (index(month), *tally));
        Self(Groups::Months(scored(groups)))
    }
}

impl From<Segments<u32, Timeline<Month>>> for Summary {
    fn from(segments: Segments<u32, Timeline<Month>>) -> Self {
        Self(Groups::NumbersAndMonths(of_each(segments)))
    }
}

impl From<Segments<String, Timeline<Month>>> for Summary {
    fn from(segments: Segments<String, Timeline<Month>>) -> Self {
        Self(Groups::TextsAndMonths(of_each(segments)))
    }
}
