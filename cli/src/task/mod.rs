//! What the program can do.
//!
//! - `compare`: what changed from one survey to another
//! - `plan`: how many answers are needed
//! - `watch`: a stream of answers, and an alarm
//! - `output`: whole files, or none

pub(crate) mod compare;
mod output;
pub(crate) mod plan;
pub(crate) mod watch;

pub(crate) use output::write;
