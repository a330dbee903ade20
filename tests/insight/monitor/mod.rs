//! Early warning.

mod chart;
mod floor_alarm;
mod follow_up;
