//! Early warning.

mod chart;
mod drop_detector;
mod floor_alarm;
mod follow_up;
mod invitation;
