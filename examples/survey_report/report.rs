//! What all rows say, in the crate's aggregators.

use npscore::{CountError, Histogram, Observe, Screened, WeightedTally};

use super::answer::Answer;
use super::arguments::Request;

/// The state of a report: small, whatever the number of rows.
#[derive(Debug)]
pub(crate) struct Report {
    responses: Screened<Histogram>,
    weighted: Option<WeightedTally>,
}

impl Report {
    /// A report of no rows yet.
    pub(crate) fn new(request: &Request) -> Self {
        Self {
            responses: Screened::default(),
            weighted: request.weight.as_ref().map(|_| WeightedTally::default()),
        }
    }

    /// Takes what a row says into account, or nothing of it where the counts would overflow.
    pub(crate) fn observe(&mut self, answer: &Answer) -> Result<(), CountError> {
        // All else counts some of these, so it cannot overflow where they do not.
        self.responses
            .offered()
            .checked_add(answer.count)
            .ok_or(CountError::Overflow)?;
        if let (Some(weighted), Some(weight), Ok(score)) =
            (&mut self.weighted, answer.weight, answer.score)
        {
            let more = WeightedTally::of(score.category(), weight, answer.count)?;
            *weighted = weighted.checked_add(&more)?;
        }
        self.responses.observe_n(answer.score, answer.count);
        Ok(())
    }

    /// The answers, accepted and excluded.
    pub(crate) fn responses(&self) -> &Screened<Histogram> {
        &self.responses
    }

    /// The weighted answers, where weights are asked for.
    pub(crate) fn weighted(&self) -> Option<&WeightedTally> {
        self.weighted.as_ref()
    }
}
