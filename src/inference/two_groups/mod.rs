//! Two independent samples: their difference, and whether they are the same.

mod difference;
mod equivalence;
mod mover;
pub(super) mod score;

pub(super) use difference::{a_difference, wald_difference};
pub use equivalence::Equivalence;
