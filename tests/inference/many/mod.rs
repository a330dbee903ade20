//! Many groups at once.

mod groups;
mod multiplicity;
mod pairs;
mod pooling;
mod weighted;
