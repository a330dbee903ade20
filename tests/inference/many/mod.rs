//! Many groups at once.

mod groups;
mod multiplicity;
