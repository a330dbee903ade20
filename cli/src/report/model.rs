//! What all rows say, in the crate's aggregators.

use npscore::error::CountError;
use npscore::{Histogram, Observe, Screened, WeightedTally};

use super::groups::{Breakdown, Periods};
use crate::answer::{Answer, Columns};
use crate::arguments::Request;
use crate::problem::Fault;
use crate::table::Row;

/// The state of a report: it grows with the groups of rows that are asked for, not with the rows.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    responses: Screened<Histogram>,
    weighted: Option<WeightedTally>,
    by: Vec<Breakdown<'a>>,
    periods: Option<Periods>,
}

impl<'a> Report<'a> {
    /// A report of no rows yet.
    pub(crate) fn new(request: &Request, columns: &'a Columns<'a>) -> Self {
        let breakdown = |grouping| Breakdown::new(grouping, request.most_segments);
        Self {
            responses: Screened::default(),
            weighted: request.weight.as_ref().map(|_| WeightedTally::default()),
            by: columns.by().iter().map(breakdown).collect(),
            periods: request.dates.as_ref().map(|dates| Periods::new(dates.unit)),
        }
    }

    /// Takes what a row says into account. A report that has refused a row is of no more use.
    pub(crate) fn observe(&mut self, row: &Row<'_>, answer: &Answer) -> Result<(), Fault> {
        // All else counts some of these, so it cannot overflow where they do not.
        self.responses
            .offered()
            .checked_add(answer.count)
            .ok_or(CountError::Overflow)?;
        if let (Some(weighted), Ok((score, weight))) = (&mut self.weighted, answer.score) {
            let more = WeightedTally::of(score.category(), weight, answer.count)?;
            *weighted = weighted.checked_add(&more)?;
        }
        let score = answer.score.map(|(score, _)| score);
        self.responses.observe_n(score, answer.count);
        for breakdown in &mut self.by {
            breakdown
                .observe(row, answer)
                .map_err(|error| Fault::TooManySegments {
                    by: breakdown.grouping().name.into(),
                    error,
                })?;
        }
        if let Some(periods) = &mut self.periods {
            periods.observe(answer);
        }
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

    /// The answers by each of the groupings asked for.
    pub(crate) fn by(&self) -> &[Breakdown<'a>] {
        &self.by
    }

    /// The answers by period, where that is asked for.
    pub(crate) fn periods(&self) -> Option<&Periods> {
        self.periods.as_ref()
    }
}
