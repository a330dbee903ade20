//! What the number means and what to do about it.

mod decomposition;
mod gap;
mod history;
mod impact;
pub mod monitor;
mod natural;
mod points;
mod position;
mod tags;
mod wilson;

pub use decomposition::{Decomposition, DecompositionError, Effect};
pub use gap::Gap;
pub use impact::{Impact, ImpactError, Impacts};
pub use points::Points;
pub use position::{Comparison, Verdict};
pub use tags::{Driver, Tags};
