//! Early warning: has something happened that is worth a look?
//!
//! - [`ControlChart`] follows a programme period by period against a [`Baseline`]: control limits,
//!   smoothed scores, cumulative sums and runs.
//! - [`FloorAlarm`] watches a live stream response by response for an NPS below a floor.
//! - [`DropDetector`] watches the responses in their order for a sudden drop below a floor, after
//!   however many good ones.
//! - [`FollowUpRules`] tell which respondents to get back to, and why.
//! - [`InvitationRules`] tell whom to ask again, and when.
//!
//! All are deterministic, keep counts as their only state, and go on after a restart as if nothing
//! had happened.

mod baseline;
mod chart;
mod drop_detector;
mod fixed;
mod floor_alarm;
mod follow_up;
mod invitation;
mod options;
mod point;
mod rule;

pub use baseline::Baseline;
pub use chart::ControlChart;
pub use drop_detector::{DropAlert, DropDetector};
pub use floor_alarm::{Alert, FloorAlarm};
pub use follow_up::{FollowUp, FollowUpRule, FollowUpRules};
pub use invitation::InvitationRules;
pub use options::ChartOptions;
pub use point::ChartPoint;
pub use rule::{Rule, Side, Signal};
