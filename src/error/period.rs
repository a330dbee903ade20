//! Why there is no such period.

use alloc::string::String;

/// Why there is no such [`Period`](crate::Period), or why it is not taken.
///
/// ```
/// use npscore::{Day, Month, Year};
///
/// let messages = [
///     Year::new(0).unwrap_err(),
///     Day::new(2026, 2, 29).unwrap_err(),
///     "2026/3".parse::<Month>().unwrap_err(),
/// ];
/// assert_eq!(messages.map(|error| error.to_string()), [
///     "year 0 is out of range, expected 1 to 9999",
///     "day 29 is out of range, expected 1 to 28",
///     "month \"2026/3\" does not have the form 2026-03",
/// ]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// A year the calendar does not have, a month, week or day the year or the month does not have.
    #[error("{unit} {value} is out of range, expected {min} to {max}")]
    OutOfRange {
        /// What the number counts, such as `"month"`.
        unit: &'static str,
        /// The number.
        value: i64,
        /// The smallest there is.
        min: i64,
        /// The largest there is, such as 28 for a day of February 2026.
        max: i64,
    },
    /// A text that does not have the form of its kind, such as `"2026-1"` for a month.
    #[error("{unit} {text:?} does not have the form {form}")]
    Format {
        /// What was expected, as in [`Period::UNIT`](crate::Period::UNIT).
        unit: &'static str,
        /// The text, or its first forty characters.
        text: String,
        /// A text of the expected form.
        form: &'static str,
    },
    /// A period that is not later than the last one observed: what watches a stream follows time.
    #[error("{unit} {period} is not later than {last}, the last one observed")]
    NotLater {
        /// What is observed, as in [`Period::UNIT`](crate::Period::UNIT).
        unit: &'static str,
        /// The period.
        period: String,
        /// The last period observed.
        last: String,
    },
}
