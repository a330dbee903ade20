//! Aggregators that compose: screened, keyed, timed and windowed.

mod column;
mod groups;
mod hierarchy;
mod key;
mod keyed;
mod latest;
#[cfg(feature = "rayon")]
pub(crate) mod parallel;
mod screened;
mod segments;
mod timeline;
mod window;

pub use column::{
    Codes, Column, ColumnError, Dates, KeyColumn, PeriodColumn, Scores, Texts, TimeUnit,
};
pub use hierarchy::{Branch, Hierarchy};
pub use key::IntoKey;
pub use latest::Latest;
pub use screened::{Exclusions, Screened};
pub use segments::{Limited, Segments, SegmentsError};
pub use timeline::Timeline;
pub use window::Window;
