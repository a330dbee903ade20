//! Early warning: has something happened that is worth a look?
//!
//! - [`ControlChart`] follows a programme period by period against a [`Baseline`]: limits, smoothed
//!   scores, cumulative sums and runs.
//! - [`DropAlarm`] watches a live stream answer by answer for a score below a floor.
//! - [`FollowUps`] says whom to call back, and why.
//!
//! All are deterministic, keep counts and answers as their only state, and go on after a restart as
//! if nothing had happened.

mod baseline;
mod chart;
mod drop;
mod error;
mod follow_up;
mod options;
mod point;
mod signal;

pub use baseline::Baseline;
pub use chart::ControlChart;
pub use drop::{DropAlarm, DropAlert};
pub use error::MonitorError;
pub use follow_up::{FollowUp, FollowUpRule, FollowUps};
pub use options::ChartOptions;
pub use point::ChartPoint;
pub use signal::{Rule, Side, Signal};
