//! What every aggregator is made of: the traits it implements, and the macros that write the rest.

mod key;
mod operators;
#[cfg(feature = "rayon")]
mod parallel;
mod traits;

pub use key::IntoKey;
pub use traits::{Answer, Forget, Merge, Observe, Snapshot};

pub(crate) use operators::{
    BATCH, FEW, aggregator, merges, observe_in_batches, observes_references, observes_states, times,
};
#[cfg(feature = "rayon")]
pub(crate) use parallel::{gather, gather_rows};
pub(crate) use traits::{Outcomes, add_ranges, is_nothing, overflow};
