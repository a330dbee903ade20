//! Intervals, tests, posteriors and plans, against reference values and against their laws.

mod accuracy;
mod bayes;
mod coverage;
mod design;
mod estimate;
mod interval;
mod laws;
mod limits;
mod many;
mod numeric;
mod paired;
mod planning;
mod population;
mod rating;
mod response;
pub(crate) mod support;
mod two_groups;
mod weighted;
mod weighting;
mod weighting_coverage;
