//! Comparisons: two groups, the same people twice, weights, many segments.

mod difference;
mod laws;
mod paired;
