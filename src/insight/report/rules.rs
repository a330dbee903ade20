//! The rules of a report.

use alloc::vec::Vec;

use crate::inference::Confidence;
use crate::nps::{NpsResult, Rating};
use crate::tally::Sample;

/// The rules by which a report says that something differs, and by which it says nothing: so that a
/// page, a service and a message tell the same story.
///
/// `ReportRules::default()` is a confidence of 95 %, and 30 responses.
///
/// | question | answer |
/// |---|---|
/// | Is a group large enough to be judged? | [`has_enough`](ReportRules::has_enough) |
/// | What may its rating be? | [`ratings`](ReportRules::ratings) |
/// | Which groups differ from the rest? | [`segments`](ReportRules::segments) |
/// | Which changes from period to period hold? | [`changes`](ReportRules::changes) |
/// | Which periods are out of the ordinary? | [`control_chart`](ReportRules::control_chart) |
/// | Months, or rather quarters? | [`suits`](ReportRules::suits) |
/// | What stands out? | [`findings`](ReportRules::findings) |
///
/// # Why a number of responses, and not the width of an interval
///
/// The interval of twelve promoters is narrower than that of fifty divided responses. A threshold of
/// width would keep the groups in which all agree and drop the others: the ends of a league table
/// would be held by the smallest groups. A number of responses does not look at what was said. At
/// 30 the 95 % interval is at most 68 points wide.
///
/// # Serialised form
///
/// `{"confidence", "enough"}`.
///
/// # Example
///
/// ```
/// use npscore::insight::ReportRules;
/// use npscore::{Counts, Tally};
///
/// let rules = ReportRules::default();
/// let few = Tally::from(Counts { detractors: 0, passives: 0, promoters: 12 }).result().ok_or("no responses")?;
/// assert!(!rules.has_enough(&few)); // 100, and no ground to call it world class
/// assert!(rules.ratings(&few).is_empty());
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ReportRules {
    confidence: Confidence,
    enough: u64,
}

impl Default for ReportRules {
    fn default() -> Self {
        Self::new(Confidence::P95, 30)
    }
}

impl ReportRules {
    /// Rules that say something with this confidence, and judge groups of so many responses.
    #[must_use]
    pub const fn new(confidence: Confidence, enough: u64) -> Self {
        Self { confidence, enough }
    }

    /// How sure a report is of what it says.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The fewest responses of a group that is judged.
    #[must_use]
    pub const fn enough(&self) -> u64 {
        self.enough
    }

    /// Whether a result rests on enough responses to be rated, compared and ranked; of a weighted
    /// one, on enough effective responses.
    #[must_use]
    pub fn has_enough<S: Sample>(&self, result: &NpsResult<S>) -> bool {
        result.tally().effective() >= self.enough as f64
    }

    /// The ratings that the true NPS may have, from the worst to the best: those that the interval
    /// [touches](Rating::touched_by); none where responses are too few.
    #[must_use]
    pub fn ratings<S: Sample>(&self, result: &NpsResult<S>) -> Vec<Rating> {
        if self.has_enough(result) {
            Rating::touched_by(&result.interval(self.confidence))
        } else {
            Vec::new()
        }
    }
}
