//! What the number means and what to do about it.
//!
//! | question | answer |
//! |---|---|
//! | Is it good? | [`NpsResult::compare`](crate::NpsResult::compare) with a [`Benchmark`]: a [`Comparison`]; [`BenchmarkSet::standing`] among published quantiles |
//! | What has changed? | [`NpsResult::change_from`](crate::NpsResult::change_from) an earlier result, [`Timeline::changes`](crate::Timeline::changes) from period to period: a [`Change`] |
//! | Is there a trend? | [`Timeline::trend`](crate::Timeline::trend) and [`Timeline::streaks`](crate::Timeline::streaks) |
//! | Who moved? | [`Migration`] of the same people between the categories |
//! | When should I worry? | [`monitor`]: control charts, an alarm for a live stream, whom to get back to |
//! | Why did it change? | [`Decomposition`]: rate, mix, entry and exit of every segment |
//! | Who moves it? | [`Segments::against_the_rest`](crate::Segments::against_the_rest), [`Tags`] for groups that overlap |
//! | Which other questions drive it? | [`Ratings::drivers`]: [`Drivers`] |
//! | What would it take? | [`Simulation::fewest`] and [`Simulation::convert`] |
//! | What is it worth? | [`CustomerValue`], from rows of [`Amounts`], [`Referrals`], [`EarnedGrowth`] |
//! | What may a report say? | [`ReportRules`]: which groups differ, which changes hold, what stands out |
//! | May I show this? | [`Disclosure`], [`CrossTab`]: small groups withheld, so that they cannot be worked out |
//! | What about the other questions? | [`Frequencies`]: [CSAT and CES](Satisfaction), [satisfaction indices](SatisfactionIndex) |
//!
//! Changes and contributions are [`Points`](crate::Points), exact ratios: parts add up to their whole with nothing
//! left over. Money is decimal. Floats are in statistics
//! only, that is in an [`Estimate`](crate::inference::Estimate).
//! Every result prints a line for people and, with the feature `serde`, is written as a tidy row.
//! What follows from counts is written only; states and rules are read back through their
//! constructors.

mod benchmark;
mod benchmark_set;
mod change;
mod comparison;
mod decomposition;
mod disclosure;
mod drivers;
mod flow;
mod migration;
mod money;
pub mod monitor;
mod period_change;
mod report;
mod satisfaction;
mod scale_hint;
mod simulation;
mod standing;
mod streak;
mod tags;
mod trend;

pub use benchmark::{Benchmark, Statistic};
pub use benchmark_set::{BenchmarkSet, Position};
pub use change::Change;
pub use comparison::Comparison;
pub use decomposition::{Decomposition, Effect};
pub use disclosure::{Cell, CrossTab, Disclosed, Disclosure, MinimumSize, Part, RunningReports};
pub use drivers::{Driver, Drivers, DriversOf, LeftOut, MissingAnswers, Ratings};
pub use flow::Flow;
pub use migration::Migration;
pub use money::{Amount, Amounts, BaseValue, CustomerValue, EarnedGrowth, Referrals, Revenue};
pub use period_change::{Lag, NoComparison, PeriodChange};
pub use report::{Finding, ReportRules, TestedChange};
pub use satisfaction::{Frequencies, IndexScheme, Measure, Satisfaction, SatisfactionIndex};
pub use scale_hint::ScaleHint;
pub use simulation::{Conversion, Convertible, Goal, Simulation};
pub use standing::Standing;
pub use streak::Streak;
pub use tags::Tags;
pub use trend::{Trend, TrendMethod};
