//! How sure are we: intervals, tests, posteriors and plans for a Net Promoter Score.
//!
//! Everything speaks in points, from -100 to 100, and uses one vocabulary: `estimate`, `low`,
//! `high`, `statistic`, `p_value`, `method`, `confidence`. Statistics are computed in `f64`,
//! without random numbers: the same counts give the same figures. There is no NaN and no -0 in any
//! of them, for any counts.
//!
//! | question | method of [`NpsResult`](crate::NpsResult) |
//! |---|---|
//! | which scores agree with these responses? | [`interval`](crate::NpsResult::interval) |
//! | the same, with guaranteed coverage | [`exact_interval`](crate::NpsResult::exact_interval) |
//! | the same, looked at every day | [`anytime_valid_interval`](crate::NpsResult::anytime_valid_interval) |
//! | could the true score be 20? | [`score_test`](crate::NpsResult::score_test), [`exact_test`](crate::NpsResult::exact_test), [`anytime_valid_test`](crate::NpsResult::anytime_valid_test) |
//! | how likely is it above 50? | [`posterior`](crate::NpsResult::posterior) |
//! | by how much do two groups differ? | [`difference_from`](crate::NpsResult::difference_from) |
//! | the same, looked at every day | [`anytime_valid_difference`](crate::NpsResult::anytime_valid_difference), [`anytime_valid_difference_test`](crate::NpsResult::anytime_valid_difference_test) |
//! | are they as good as the same? | [`equivalence_test`](crate::NpsResult::equivalence_test), [`non_inferiority_test`](crate::NpsResult::non_inferiority_test) |
//! | what changed, of the same people? | [`PairedTally::result`](crate::PairedTally::result), [`PairedResult`] |
//! | how about many groups? | [`Groups`], [`Adjustment`] |
//! | which scores, if everybody is few? | [`interval_in`](crate::NpsResult::interval_in) |
//! | which scores, of weighted responses? | [`WeightedResult::interval`](crate::WeightedResult::interval) |
//! | the same, drawn in strata or clusters? | [`SurveyDesign`] |
//! | what do other tools print? | [`wald_estimate`](crate::NpsResult::wald_estimate), [`wald_difference_from`](crate::NpsResult::wald_difference_from) |
//! | whom to ask, and how many? | [`Plan`] |
//!
//! [`choosing_an_interval`] is a guide, with a table of how often each interval holds the truth.
//!
//! ```
//! use npscore::{Counts, Tally};
//! use npscore::inference::Confidence;
//!
//! let result = Tally::from(Counts { detractors: 18, passives: 52, promoters: 30 }).result().ok_or("no responses")?;
//! let interval = result.interval(Confidence::P95);
//! assert_eq!(interval.to_string(), "12.0 [-1.6, 25.2] (95 %, score)");
//! # Ok::<(), &str>(())
//! ```

mod chi_square;
mod confidence;
mod contour;
mod design;
mod difference;
mod equivalence;
mod exact;
mod exact_peak;
mod exact_tables;
mod exact_weights;
mod groups;
mod interval;
mod math;
mod multiplicity;
mod paired;
mod paired_tests;
mod planning;
mod population;
mod posterior;
mod prior;
mod pseudo_counts;
mod ranking;
mod rating;
mod score;
mod sequential;
mod test;
mod two_sample;
mod wald;
mod weighted;

pub use chi_square::{ChiSquareError, ChiSquareMethod, ChiSquareTest};
pub use confidence::{Confidence, ConfidenceError};
pub use design::{DesignError, Stratum, SurveyDesign};
pub use difference::{Difference, DifferenceError, DifferenceMethod, DifferenceOptions};
pub use equivalence::{Equivalence, EquivalenceError, EquivalenceMargin};
pub use exact::{ExactError, MOST_EXACT_RESPONSES};
pub use groups::{AgainstRest, Groups, GroupsError};
pub use interval::{Interval, IntervalError, IntervalMethod, IntervalOptions};
pub(crate) use math::{student_two_sided_p, student_two_sided_quantile};
pub use multiplicity::{Adjustment, AdjustmentError};
pub use paired::{PairedOptions, PairedResult};
pub use paired_tests::{MOST_SIGN_FLIPS, PairedError};
pub use planning::{Plan, PlanError, Spread};
pub use population::PopulationError;
pub use posterior::{Posterior, PosteriorBin, PosteriorError};
pub use prior::{Prior, PriorError};
pub use pseudo_counts::{PseudoCounts, PseudoCountsError};
pub use ranking::Ranked;
pub use sequential::AnytimeValidDifference;
pub use test::{Alternative, Test, TestError, TestMethod};
pub use wald::WaldEstimate;

#[doc = include_str!("../../docs/choosing-an-interval.md")]
pub mod choosing_an_interval {}
