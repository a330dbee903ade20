//! Many groups at once: whether they differ, which ones, and how they rank.

mod adjustment;
mod groups;
mod impact;
mod pairs;
mod pooling;
mod ranking;

pub use adjustment::Adjustment;
pub use groups::Groups;
pub use impact::Impact;
pub(crate) use impact::impacts;
pub use pairs::{Pair, Pairs};
pub use pooling::{LeagueOrder, Pooling};
pub use ranking::Ranked;
