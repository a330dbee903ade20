//! How sure are we: intervals, tests, posteriors and plans for a Net Promoter Score.
//!
//! Everything speaks in points, from -100 to 100, and uses one vocabulary: `estimate`, `low`,
//! `high`, `statistic`, `p_value`, `method`, `confidence`. Statistics are computed in `f64`,
//! without random numbers: the same counts give the same figures.

mod chi_square;
mod confidence;
mod contour;
mod difference;
mod equivalence;
mod exact;
mod interval;
mod math;
mod paired;
mod paired_tests;
mod planning;
mod posterior;
mod prior;
mod rating;
mod score;
mod sequential;
mod skew;
mod test;
mod two_sample;
mod wald;

pub use chi_square::{ChiSquareError, ChiSquareMethod, ChiSquareTest};
pub use confidence::{Confidence, ConfidenceError};
pub use difference::{Difference, DifferenceError, DifferenceMethod, DifferenceOptions};
pub use equivalence::{Equivalence, EquivalenceError, EquivalenceMargin};
pub use exact::{ExactError, MOST_EXACT_RESPONSES};
pub use interval::{Interval, IntervalError, IntervalMethod, IntervalOptions};
pub(crate) use math::{student_two_sided_p, student_two_sided_quantile};
pub use paired::{PairedOptions, PairedResult};
pub use paired_tests::{MOST_SIGN_FLIPS, PairedError};
pub use planning::{Plan, PlanError, Spread};
pub use posterior::{Posterior, PosteriorBin, PosteriorError};
pub use prior::{Prior, PriorError};
pub use sequential::AlwaysValidDifference;
pub use test::{Alternative, Test, TestError, TestMethod};
