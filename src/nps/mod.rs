//! The number: an exact [`Nps`], the [`NpsResult`] it comes with, and its [`Rating`].

mod benchmark;
mod benchmark_set;
mod has_nps;
mod rating;
mod ratio;
mod result;
mod share;
mod shares;
mod value;
mod weighted;

pub use benchmark::{Benchmark, BenchmarkError, Statistic};
pub use benchmark_set::{BenchmarkSet, Position};
pub use has_nps::HasNps;
pub use rating::{Rating, RatingScale, RatingScaleError};
pub use result::NpsResult;
pub use share::Share;
pub use shares::{Shares, SharesError};
pub use value::{Nps, NpsError};
pub use weighted::WeightedResult;
