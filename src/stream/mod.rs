//! Aggregators that compose: screened, keyed, timed and windowed.

mod columns;
mod exchange;
mod hierarchy;
#[cfg(feature = "serde")]
mod keyed;
mod latest;
mod refused;
mod screened;
mod segments;
pub(crate) mod table;
pub(crate) mod timeline;
mod window;

pub use hierarchy::{Branch, Hierarchy};
pub use latest::Latest;
pub use refused::RefusedCells;
pub use screened::Screened;
pub use segments::Segments;
pub use timeline::Timeline;
pub use window::Window;
