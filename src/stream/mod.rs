//! Aggregators that compose: screened, keyed, timed and windowed.

mod hierarchy;
mod key;
mod keyed;
mod latest;
mod screened;
mod segments;
mod window;

pub use hierarchy::{Branch, Hierarchy};
pub use key::IntoKey;
pub use latest::Latest;
pub use screened::{Exclusions, Screened};
pub use segments::{Limited, Segments, SegmentsError};
pub use window::Window;
