//! Why something cannot be monitored so.

use alloc::string::String;

/// Why a baseline, an option, a period or a floor is refused. The state is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MonitorError {
    /// A baseline of answers that are all alike, such as 30 promoters: by it, chance has no room
    /// and any other answer would be a signal.
    #[error("all {responses} answers of the baseline are alike, expected two categories or more")]
    NoSpread {
        /// The answers of the baseline.
        responses: u64,
    },
    /// A limit of no standard errors, or of too many.
    #[error("limit {value} is out of range, expected above 0 up to 10 standard errors")]
    LimitOutOfRange {
        /// The limit in standard errors.
        value: f64,
    },
    /// A part for the newest score that is no part.
    #[error("smoothing {value} is out of range, expected above 0 up to 1")]
    SmoothingOutOfRange {
        /// The part the newest score has in the smoothed one.
        value: f64,
    },
    /// An allowance below 0 or too large.
    #[error("allowance {value} is out of range, expected 0 to 10 standard errors")]
    AllowanceOutOfRange {
        /// The allowance in standard errors.
        value: f64,
    },
    /// A decision limit of 0, or too large.
    #[error("decision limit {value} is out of range, expected above 0 up to 1000 standard errors")]
    DecisionOutOfRange {
        /// The limit in standard errors.
        value: f64,
    },
    /// A period that is not later than the last one observed: a chart follows time.
    #[error("{unit} {period} is not later than {last}, the last one observed")]
    NotLater {
        /// What is observed, as in [`Period::UNIT`](crate::Period::UNIT).
        unit: &'static str,
        /// The period.
        period: String,
        /// The last period observed.
        last: String,
    },
    /// A floor of -100 points: no score is below it.
    #[error("floor -100 is out of range, expected above -100 up to 100 points")]
    FloorOutOfRange,
}
