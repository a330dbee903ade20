//! What the number means and what to do about it.

mod decomposition;
mod delta;
mod deltas;
mod gap;
mod history;
mod impact;
mod migration;
pub mod monitor;
mod natural;
mod points;
mod position;
mod tags;
mod trend;
mod wilson;

pub use decomposition::{Decomposition, DecompositionError, Effect};
pub use delta::{Change, Delta, Movement};
pub use deltas::{Lag, NoDelta, PeriodDelta, Streak};
pub use gap::Gap;
pub use impact::{Impact, ImpactError, Impacts};
pub use migration::Migration;
pub use points::Points;
pub use position::{Comparison, Verdict};
pub use tags::{Driver, Tags};
pub use trend::{Trend, TrendError, TrendMethod, TrendOptions};
