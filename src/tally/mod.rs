//! What many people said: exact, mergeable counts.

mod counts;
mod encoded;
mod histogram;
pub(crate) mod kernel;
mod narrow;
mod outcomes;
mod paired;
pub(crate) mod sample;
#[allow(
    clippy::module_inception,
    reason = "the wing is named for its first room"
)]
mod tally;
mod weight;
mod weighted;
mod wide;

pub use counts::Counts;
pub use histogram::Histogram;
pub use paired::PairedTally;
pub use sample::Sample;
pub use tally::Tally;
pub use weight::Weight;
pub use weighted::WeightedTally;
