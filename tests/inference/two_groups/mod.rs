//! Two independent samples.

mod difference;
mod laws;
mod weighted;
