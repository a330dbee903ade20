//! What the responses make one believe: posterior distributions, their tails, and which of several
//! is the highest.

mod complex;
mod contour;
mod dirichlet;
mod integral;
mod posterior;
mod smooth;
mod twofold;

pub use posterior::Posterior;
pub(super) use posterior::probabilities_of_being_best;
