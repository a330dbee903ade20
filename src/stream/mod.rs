//! Aggregators that compose: screened, keyed, timed and windowed.

mod period;
mod screened;

#[cfg(feature = "jiff")]
pub use period::{Day, IsoWeek};
pub use period::{Month, Period, PeriodError, Quarter, Year};
pub use screened::{Exclusions, Screened};
