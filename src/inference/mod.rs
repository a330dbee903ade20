//! How sure are we: intervals, tests, posteriors and plans for a Net Promoter Score.
//!
//! Everything speaks in points, from -100 to 100, and uses one vocabulary: `estimate`, `low`,
//! `high`, `statistic`, `p_value`, `method`, `confidence`. Statistics are computed in `f64`,
//! without random numbers: the same counts give the same figures. There is no NaN and no -0 in any
//! of them, for any counts.
//!
//! | question | method of [`NpsResult`](crate::NpsResult) |
//! |---|---|
//! | which values of the NPS agree with these responses? | [`interval`](crate::NpsResult::interval) |
//! | the same, with guaranteed coverage | [`exact_interval`](crate::NpsResult::exact_interval) |
//! | the same, looked at every day | [`anytime_valid_interval`](crate::NpsResult::anytime_valid_interval) |
//! | could the true NPS be 20? | [`test`](crate::NpsResult::test), [`exact_test`](crate::NpsResult::exact_test), [`anytime_valid_test`](crate::NpsResult::anytime_valid_test) |
//! | how likely is it above 50? | [`posterior`](crate::NpsResult::posterior) |
//! | by how much do two groups differ? | [`difference_from`](crate::NpsResult::difference_from) |
//! | the same, looked at every day | [`anytime_valid_difference`](crate::NpsResult::anytime_valid_difference) |
//! | are they the same, up to a margin? | [`equivalence_test`](crate::NpsResult::equivalence_test) |
//! | what changed, of the same people? | [`PairedTally::result`](crate::PairedTally::result), [`PairedResult`] |
//! | how about many groups? | [`Groups`], [`Adjustment`] |
//! | which groups differ from each other? | [`Groups::pairs`] |
//! | what of many small groups? | [`Groups::pooling`], [`Groups::league`] |
//! | what of those who did not respond? | [`ResponseRate::non_response`](crate::ResponseRate::non_response): [`NonResponse`] |
//! | do response rates differ? | [`ResponseRate::interval`](crate::ResponseRate::interval), [`difference_from`](crate::ResponseRate::difference_from) |
//! | what of a small population? | [`interval_in`](crate::NpsResult::interval_in) |
//! | what of weighted responses? | the same methods of [`WeightedResult`](crate::WeightedResult) |
//! | the same, drawn in strata or clusters? | [`SurveyDesign`] |
//! | which weights make the sample look like the population? | [`Margins`], [`Weighting`] |
//! | what do other tools print? | [`IntervalMethod::Wald`], [`DifferenceMethod::Wald`] |
//! | whom to ask, and how many? | [`Plan`] |
//!
//! [`choosing_an_interval`](crate::guide::choosing_an_interval) is a guide, with a table of how often each interval holds the truth.
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

mod confidence;
mod estimate;
mod method;
mod numeric;
mod prior;
mod test;
mod trinomial;

// As the methods of a result follow each other on its page.
mod interval;

mod population;

mod limits;

mod two_groups;

mod bayes;

mod paired;

mod many;

mod non_response;
mod response;

mod design;

mod weighting;

mod planning;

pub use bayes::Posterior;
pub use confidence::{Confidence, Options};
pub use design::{Linearised, Stratum, SurveyDesign};
#[allow(unused_imports, reason = "for estimates of shares and means")]
pub(crate) use estimate::Unit;
pub use estimate::{Estimate, Verdict};
pub(crate) use limits::anytime::{Bet, STAKES, bets_below};
pub(crate) use limits::wilson;
pub(crate) use many::impacts;
pub use many::{Adjustment, Groups, Impact, LeagueOrder, Pair, Pairs, Pooling, Ranked};
pub use method::{DifferenceMethod, IntervalMethod, Method, PairedMethod, TestMethod};
pub use non_response::{NonResponse, SilentRest};
pub(crate) use numeric::{student_two_sided_p, student_two_sided_quantile};
pub use paired::PairedResult;
pub use planning::{Plan, Spread};
pub use prior::Prior;
pub use test::{Alternative, Test, TestOptions};
pub use two_groups::Equivalence;
pub use weighting::{Margin, Margins, Weighting};
