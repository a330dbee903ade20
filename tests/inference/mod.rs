//! Intervals, tests, posteriors and plans, against reference values and against their laws.

mod bayes;
mod coverage;
mod distributions;
mod estimate;
mod exact;
mod laws;
mod one_sample;
mod planning;
mod rating;
mod sequential;
pub(crate) mod support;
