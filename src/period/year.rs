//! A calendar year.

use super::civil::LAST_YEAR;
use super::day::Day;
use super::month::Month;
use super::part_of_year::{PartOfYear, part_of_year};
use super::period::Period;
use super::quarter::Quarter;
use super::text::Form;
use crate::error::PeriodError;

/// A calendar year from 1 to 9999, such as 2026.
///
/// # Invariants
///
/// Always within 1 to 9999, of the Gregorian calendar. Four bytes, and `Option<Year>` is four bytes
/// too. The ordinal is the year itself. For years that begin in another month than January, see
/// [`FiscalYear`](crate::period::FiscalYear).
///
/// # Errors
///
/// [`Year::new`] refuses 0 and 10000 with a [`PeriodError`] that names them. Text must have four
/// digits: `"2026"`, `"0987"`; not `"26"`, `"+2026"` or `" 2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Period, Year};
///
/// let year = Year::new(2026)?;
/// assert_eq!(year.to_string(), "2026");
/// assert_eq!("2025".parse::<Year>()?, Year::constant(2025));
/// assert_eq!(year.predecessor(), Some(Year::constant(2025)));
/// assert!(Year::new(0).is_err());
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(PartOfYear<1>);

part_of_year!(
    [] Year, Year, "year", (1, LAST_YEAR), [], "2026",
    Form { before: "", mark: "", digits: 0 }
);

impl Year {
    /// Its four quarters, in order.
    #[must_use]
    pub fn quarters(self) -> [Quarter; 4] {
        let first = 4 * self.0.index();
        [0, 1, 2, 3].map(|quarter| Quarter::from_index(first + quarter))
    }

    /// Its twelve months, in order.
    #[must_use]
    pub fn months(self) -> [Month; 12] {
        Month::several(12 * self.0.index())
    }
}

/// The year that contains the quarter.
impl From<Quarter> for Year {
    #[inline]
    fn from(quarter: Quarter) -> Self {
        Self(PartOfYear::from_index(quarter.index() / 4))
    }
}

/// The year that contains the month.
impl From<Month> for Year {
    #[inline]
    fn from(month: Month) -> Self {
        Self(PartOfYear::from_index(month.index() / 12))
    }
}

/// The year that contains the day.
impl From<Day> for Year {
    #[inline]
    fn from(day: Day) -> Self {
        Self(PartOfYear::from_index(day.month_index() / 12))
    }
}
