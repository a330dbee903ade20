//! The other crates for this score, each with what it takes prepared beforehand.

use std::mem::take;

use net_promoter_score::prelude::{Classification, NetPromoterScoreError, Survey};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::rows::{self, Array};

/// Responses, promoters, detractors and what the crate says is the score.
type Counts = (usize, usize, usize, f64);

/// The crate `nps`: a vector of ratings, which it consumes.
#[pyclass]
pub(crate) struct NpsCrate {
    ratings: Vec<nps::Rating>,
}

#[pymethods]
impl NpsCrate {
    #[new]
    fn new(scores: Array<'_, u8>) -> PyResult<Self> {
        let scores = rows::scores(&scores)?.iter();
        Ok(Self {
            ratings: scores.map(|score| nps::Rating::new(score.get())).collect(),
        })
    }

    fn run(&mut self) -> Counts {
        let summary = nps::Summary::new(take(&mut self.ratings));
        let all = summary.promoters + summary.passive + summary.detractors;
        (
            all as usize,
            summary.promoters as usize,
            summary.detractors as usize,
            100.0 * summary.score(),
        )
    }
}

/// The crate `net_promoter_score`: a map of respondents, built from pairs.
#[pyclass]
pub(crate) struct NetPromoterScoreCrate {
    responses: Vec<(u32, u8)>,
}

#[pymethods]
impl NetPromoterScoreCrate {
    #[new]
    fn new(scores: Array<'_, u8>) -> PyResult<Self> {
        let scores = rows::scores(&scores)?.iter();
        Ok(Self {
            responses: (0..).zip(scores.map(|score| score.get())).collect(),
        })
    }

    fn run(&mut self) -> PyResult<Counts> {
        let survey = Survey::from_responses::<NetPromoterScoreError>(take(&mut self.responses));
        let mut survey = survey.map_err(|errors| {
            PyValueError::new_err(format!("{} responses are refused", errors.len()))
        })?;
        let count = |class| survey.segment(class).len();
        let promoters = count(Classification::Promoter);
        let detractors = count(Classification::Detractor);
        let all = survey.responses().count();
        Ok((all, promoters, detractors, survey.score().into()))
    }
}
