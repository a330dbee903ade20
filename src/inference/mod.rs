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
//! | the same, with a guarantee | [`exact_interval`](crate::NpsResult::exact_interval) |
//! | the same, looked at every day | [`always_valid_interval`](crate::NpsResult::always_valid_interval) |
//! | could the true score be 20? | [`score_test`](crate::NpsResult::score_test), [`exact_test`](crate::NpsResult::exact_test), [`always_valid_test`](crate::NpsResult::always_valid_test) |
//! | how likely is it above 50? | [`posterior`](crate::NpsResult::posterior) |
//! | whom to ask, and how many? | [`Plan`] |
//!
//! [`choosing_an_interval`] is a guide, with a table of how often each interval holds the truth.
//!
//! ```
//! use npscore::Tally;
//! use npscore::inference::Confidence;
//!
//! let result = Tally::from([18, 52, 30]).result().ok_or("no responses")?;
//! let interval = result.interval(Confidence::P95);
//! assert_eq!(interval.to_string(), "12.0 [-1.6, 25.2] (95 %, score)");
//! # Ok::<(), &str>(())
//! ```

mod confidence;
mod contour;
mod exact;
mod interval;
mod math;
mod planning;
mod posterior;
mod prior;
mod rating;
mod score;
mod sequential;
mod skew;
mod test;
mod wald;

pub use confidence::{Confidence, ConfidenceError};
pub use exact::{ExactError, MOST_EXACT_RESPONSES};
pub use interval::{Interval, IntervalError, IntervalMethod, IntervalOptions};
pub use planning::{Plan, PlanError, Spread};
pub use posterior::{Posterior, PosteriorBin, PosteriorError};
pub use prior::{Prior, PriorError};
pub use sequential::AlwaysValidDifference;
pub use test::{Alternative, Test, TestError, TestMethod};

#[doc = include_str!("../../docs/choosing-an-interval.md")]
pub mod choosing_an_interval {}
