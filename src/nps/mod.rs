//! The number: an exact [`Nps`], the [`NpsResult`] it comes with, and its [`Rating`].

mod fraction;
mod has_tally;
mod natural;
mod points;
mod rating;
mod ratio;
mod result;
mod share;
mod shares;
mod value;

// After the methods of a histogram's own file.
mod distribution;

pub(crate) use fraction::Fraction;
pub use has_tally::HasTally;
pub(crate) use natural::Natural;
pub use points::Points;
pub use rating::{Rating, RatingScale};
pub use result::{NpsResult, WeightedResult};
pub use share::Share;
pub use shares::Shares;
pub use value::Nps;
