//! Intervals, tests, posteriors and plans, against reference values and against their laws.

mod one_sample;
mod support;
