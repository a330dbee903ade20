//! What the number means and what to do about it.
//!
//! | question | answer |
//! |---|---|
//! | Is it good? | [`NpsResult::compare`](crate::NpsResult::compare) with a [`Benchmark`](crate::Benchmark): a [`Comparison`] |
//! | What has changed? | [`NpsResult::change_from`](crate::NpsResult::change_from) an earlier result, [`Timeline::changes`](crate::Timeline::changes) from period to period: a [`Change`] |
//! | Is there a trend? | [`Timeline::trend`](crate::Timeline::trend) and [`Timeline::streaks`](crate::Timeline::streaks) |
//! | Who moved? | [`Migration`] of the same people between the categories |
//! | When should I worry? | [`monitor`]: control charts, an alarm for a live stream, whom to get back to |
//! | Why did it change? | [`Decomposition`]: rate, mix, entry and exit of every segment |
//! | Who moves it? | [`Impacts`] of segments, [`Tags`] for groups that overlap |
//! | What would it take? | [`NpsResult::fewest`](crate::NpsResult::fewest) and [`NpsResult::convert`](crate::NpsResult::convert): a [`Simulation`] |
//! | What is it worth? | [`CustomerValue`], [`Referrals`], [`EarnedGrowth`] |
//! | May I show this? | [`Disclosure`]: small groups withheld, so that they cannot be worked out |
//! | What about the other questions? | [`Marks`]: [CSAT and CES](Companion), [satisfaction indices](SatisfactionIndex) |
//!
//! Changes and contributions are [`Points`](crate::Points), exact ratios: parts add up to their whole with nothing
//! left over. Money is decimal. Floats are in statistics only, that is in a [`Gap`] and in [`Bounds`].
//! Every result prints a line for people and, with the feature `serde`, is written as a tidy row.
//! What follows from counts is written only; states and rules are read back through their
//! constructors.

mod bounds;
mod change;
mod companion;
mod decomposition;
mod disclosure;
mod earned_growth;
mod economics;
mod flow;
mod gap;
mod impact;
mod index;
mod marks;
mod migration;
pub mod monitor;
mod period_change;
mod position;
mod simulation;
mod streak;
mod tags;
mod trend;
mod wilson;

pub use bounds::{Bounds, BoundsMethod};
pub use change::Change;
pub use companion::{Companion, CompanionError, Measure};
pub use decomposition::{Decomposition, DecompositionError, Effect};
pub use disclosure::{Cell, Disclosed, Disclosure, DisclosureError, MinimumSize, Part};
pub use earned_growth::EarnedGrowth;
pub use economics::{BaseValue, CustomerValue, EconomicsError, Referrals};
pub use flow::Flow;
pub use gap::Gap;
pub use impact::{Impact, ImpactError, Impacts};
pub use index::{IndexScheme, SatisfactionIndex};
pub use marks::Marks;
pub use migration::Migration;
pub use period_change::{Lag, NoComparison, PeriodChange};
pub use position::{Comparison, Verdict};
pub use simulation::{Conversion, Goal, Simulation, SimulationError};
pub use streak::Streak;
pub use tags::{Driver, Tags};
pub use trend::{Trend, TrendMethod};
