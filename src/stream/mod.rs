//! Aggregators that compose: screened, keyed, timed and windowed.

#[cfg(feature = "serde")]
mod keyed;
pub(crate) mod table;

// As the methods of each type follow each other on its page.
mod segments;

mod sorted;

pub(crate) mod timeline;

mod trailing;

mod hierarchy;
mod latest;
mod refused;
mod screened;
mod window;

mod exchange;

mod columns;

pub use hierarchy::{Branch, Hierarchy};
pub use latest::Latest;
pub use refused::RefusedCells;
pub use screened::Screened;
pub use segments::Segments;
pub use timeline::Timeline;
pub use window::Window;
