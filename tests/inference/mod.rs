//! Intervals, tests, posteriors and plans, against reference values and against their laws.

mod bayes;
mod exact;
mod one_sample;
mod sequential;
mod support;
