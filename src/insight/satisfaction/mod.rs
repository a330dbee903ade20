//! Other questions asked beside the one of NPS.

mod frequencies;
mod index;
mod limits;
#[allow(clippy::module_inception, reason = "the file of the type of that name")]
mod satisfaction;

pub use frequencies::Frequencies;
pub use index::{IndexScheme, SatisfactionIndex};
pub use satisfaction::{Measure, Satisfaction};
