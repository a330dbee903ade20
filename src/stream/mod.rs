//! Aggregators that compose: screened, keyed, timed and windowed.

mod screened;

pub use screened::{Exclusions, Screened};
