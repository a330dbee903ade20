//! A weighted sample whose standard error is that of how it was drawn, or weighted.

use crate::tally::sample::{sealed, shares, variance};
use crate::tally::{Sample, WeightedTally};

use super::stratum::Stratum;

/// A weighted sample with a standard error that knows how it was drawn, or how it was weighted.
///
/// The sample of [`SurveyDesign::result`](super::SurveyDesign::result) and of
/// [`Weighting::result`](crate::inference::Weighting::result). Not mergeable: what is drawn in strata
/// must be put together before, and so must what is weighted together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Linearised {
    responses: u64,
    weights: [u128; 3],
    /// Kish's effective responses.
    kish: f64,
    squared_error: f64,
    units: u64,
    degrees_of_freedom: u64,
}

impl Linearised {
    /// Of weights as they were given.
    pub(in crate::inference) fn new<K>(
        tally: &WeightedTally,
        squared_error: f64,
        strata: &[Stratum<K>],
    ) -> Self {
        let (weights, kish) = (Sample::units(tally), tally.effective());
        Self::of_weights((tally.responses(), weights, kish), squared_error, strata)
    }

    /// Of responses, weights by category in any unit, and Kish's effective responses.
    pub(in crate::inference) fn of_weights<K>(
        (responses, weights, kish): (u64, [u128; 3], f64),
        squared_error: f64,
        strata: &[Stratum<K>],
    ) -> Self {
        let units = strata
            .iter()
            .fold(0_u64, |sum, one| sum.saturating_add(one.units()));
        Self {
            responses,
            weights,
            kish,
            squared_error,
            units,
            degrees_of_freedom: units.saturating_sub(strata.len() as u64),
        }
    }

    pub(in crate::inference) const fn degrees_of_freedom(&self) -> u64 {
        self.degrees_of_freedom
    }
}

impl sealed::Sealed for Linearised {}

impl Sample for Linearised {
    const LABEL: &'static str = WeightedTally::LABEL;
    const UNBIASED: bool = true;

    fn responses(&self) -> u64 {
        self.responses
    }

    fn units(&self) -> [u128; 3] {
        self.weights
    }

    /// The variance of one response by that of the NPS (Korn and Graubard, Survey Methodology 24
    /// (1998) 193-201). Where the latter is 0, which says nothing, Kish's, with the same factor for
    /// degrees of freedom.
    fn effective(&self) -> f64 {
        let effective = variance(shares(self.weights)) / self.squared_error;
        if effective > 0.0 && effective.is_finite() {
            return effective;
        }
        let known = self.degrees_of_freedom.max(1) as f64 / self.units as f64;
        self.kish * known
    }

    fn squared_error(&self) -> f64 {
        self.squared_error
    }

    /// Which part was drawn with which is no longer known.
    fn without(&self, _: &Self) -> Option<Self> {
        None
    }
}

crate::wire::written!([] crate::NpsResult<Linearised> as "LinearisedResult", |this| {
    responses: this.responses(),
    nps: this.nps().to_f64(),
    rating: this.rating(),
    standard_error: this.standard_error(),
    effective_responses: this.tally().effective(),
});
