//! Aggregators that compose: screened, keyed, timed and windowed.

mod column;
mod columns;
mod exchange;
mod hierarchy;
#[cfg(feature = "serde")]
mod keyed;
mod latest;
mod screened;
mod segments;
mod table;
mod timeline;
mod window;

pub use column::{
    Codes, Column, ColumnError, Dates, KeyColumn, PeriodColumn, Scores, Texts, TimeUnit,
};
pub use hierarchy::{Branch, Hierarchy};
pub use latest::Latest;
pub use screened::Screened;
pub use segments::Segments;
pub use timeline::Timeline;
pub use window::Window;
