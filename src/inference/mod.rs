//! How sure are we: intervals, tests, posteriors and plans for a Net Promoter Score.
//!
//! Everything speaks in points, from -100 to 100, and uses one vocabulary: `estimate`, `low`,
//! `high`, `statistic`, `p_value`, `method`, `confidence`. Statistics are computed in `f64`,
//! without random numbers: the same counts give the same figures.

mod confidence;
mod contour;
mod exact;
mod interval;
mod math;
mod posterior;
mod prior;
mod score;
mod sequential;
mod skew;
mod test;
mod wald;

pub use confidence::{Confidence, ConfidenceError};
pub use exact::{ExactError, MOST_EXACT_RESPONSES};
pub use interval::{Interval, IntervalError, IntervalMethod, IntervalOptions};
pub(crate) use math::student_two_sided_quantile;
pub use posterior::{Posterior, PosteriorBin, PosteriorError};
pub use prior::{Prior, PriorError};
pub use sequential::AlwaysValidDifference;
pub use test::{Alternative, Test, TestError, TestMethod};
