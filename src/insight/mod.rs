//! What the number means and what to do about it.

mod bounds;
mod companion;
mod decomposition;
mod disclosure;
mod economics;
mod gap;
mod impact;
mod index;
mod marks;
mod natural;
mod points;
mod position;
mod simulation;
mod tags;
mod wilson;

pub use bounds::{Bounds, BoundsMethod};
pub use companion::{Companion, CompanionError, Measure};
pub use decomposition::{Decomposition, DecompositionError, Effect};
pub use disclosure::{Cell, Disclosed, Disclosure, DisclosureError, MinimumSize, Part};
pub use economics::{BaseValue, CustomerValue, EarnedGrowth, EconomicsError, Referrals};
pub use gap::Gap;
pub use impact::{Impact, ImpactError, Impacts};
pub use index::{IndexScheme, SatisfactionIndex};
pub use marks::Marks;
pub use points::Points;
pub use position::{Comparison, Verdict};
pub use simulation::{Conversion, Goal, Simulation, SimulationError};
pub use tags::{Driver, Tags};
