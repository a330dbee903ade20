//! Many groups at once: whether they differ, which ones, and how they rank.

mod adjustment;
mod groups;
mod ranking;

pub use adjustment::Adjustment;
pub use groups::{AgainstRest, Groups};
pub use ranking::Ranked;
