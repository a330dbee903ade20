//! The score of a group as a report shows it.

use npscore::aggregate::{Merge, Sample};
use npscore::insight::ReportRules;
use npscore::{HasTally, Nps, NpsResult, Rating, Tally, WeightedTally};

use crate::report::figures;
use crate::survey::Group;

/// How answers count: each once, or by its weight.
pub(crate) trait Measure: Sample + Merge + HasTally<Tally = Self> + 'static {
    /// What the answers of a group say.
    fn counted(group: &Group) -> Self;

    /// How many answers of equal weight would be as precise.
    fn worth(result: &NpsResult<Self>) -> f64;
}

impl Measure for Tally {
    fn counted(group: &Group) -> Self {
        *group.inner().tally()
    }

    #[allow(clippy::cast_precision_loss, reason = "a number to be shown")]
    fn worth(result: &NpsResult) -> f64 {
        result.responses() as f64
    }
}

impl Measure for WeightedTally {
    fn counted(group: &Group) -> Self {
        *group.inner()
    }

    fn worth(result: &NpsResult<Self>) -> f64 {
        result.effective_responses()
    }
}

/// A score with its interval.
#[derive(Debug, Clone)]
pub(crate) struct Score {
    pub(crate) nps: Nps,
    /// The limits of its interval.
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// How many answers it is made of.
    pub(crate) responses: u64,
    /// How many answers of equal weight would be as precise.
    pub(crate) effective: f64,
    /// The ratings it may have, from the worst to the best; none where answers are too few.
    pub(crate) ratings: Vec<Rating>,
}

impl Score {
    pub(crate) fn of<S: Measure>(result: &NpsResult<S>, rules: &ReportRules) -> Self {
        let interval = result.interval(rules.confidence());
        Self {
            nps: result.nps(),
            low: interval.low(),
            high: interval.high(),
            responses: result.responses(),
            effective: S::worth(result),
            ratings: rules.ratings(result),
        }
    }

    /// Whether it rests on enough answers to be rated and compared.
    pub(crate) fn is_judged(&self) -> bool {
        !self.ratings.is_empty()
    }

    pub(crate) fn text(&self) -> String {
        figures::nps(self.nps)
    }

    pub(crate) fn interval(&self) -> String {
        figures::range(self.low, self.high)
    }

    /// The ratings in words: `good`, `good to excellent`; empty where answers are too few.
    pub(crate) fn bands(&self) -> String {
        match self.ratings.as_slice() {
            [] => String::new(),
            [only] => only.to_string(),
            [worst, .., best] => format!("{worst} to {best}"),
        }
    }
}
