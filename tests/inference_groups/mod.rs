//! Comparisons: two groups, the same people twice, weights, many segments.

mod design;
mod difference;
mod groups;
mod laws;
mod multiplicity;
mod paired;
mod surface;
mod weighted;
