//! Weights from known margins: a survey made to look like the population it was drawn from.

mod margin;
mod margins;
mod rake;
mod result;

pub use margin::Margin;
pub use margins::Margins;
pub use result::Weighting;
