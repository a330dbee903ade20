//! A calendar quarter.

use super::civil::LAST_YEAR;
use super::day::Day;
use super::month::Month;
use super::part_of_year::{PartOfYear, part_of_year};
use super::period::Period;
use super::text::Form;
use crate::error::PeriodError;

/// A quarter of a calendar year, such as the first of 2026, written `"2026-Q1"`.
///
/// # Invariants
///
/// Always a quarter of the years 1 to 9999: January to March is the first. Four bytes, and
/// `Option<Quarter>` is four bytes too. The ordinal is four times the year plus the quarters of that
/// year gone by. For years that begin in another month, see
/// [`FiscalQuarter`](crate::period::FiscalQuarter).
///
/// # Errors
///
/// [`Quarter::new`] refuses the year 0 and the quarters 0 and 5 with a [`PeriodError`] that names
/// them. Text must have the form of `"2026-Q1"`: not `"2026-q1"`, `"2026Q1"` or `"Q1 2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Month, Period, Quarter};
///
/// let quarter: Quarter = "2026-Q1".parse()?;
/// assert_eq!((quarter.year(), quarter.quarter()), (2026, 1));
/// assert_eq!(quarter, Quarter::from(Month::constant(2026, 3)));
/// assert_eq!(quarter.predecessor(), Some(Quarter::constant(2025, 4)));
/// assert_eq!(quarter.months()[0].to_string(), "2026-01");
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(PartOfYear<4>);

part_of_year!(
    [] Quarter, Quarter, "quarter", (1, LAST_YEAR), [quarter 1 to 4], "2026-Q1",
    Form { before: "", mark: "-Q", digits: 1 }
);

impl Quarter {
    /// Its three months, in order.
    #[must_use]
    pub fn months(self) -> [Month; 3] {
        Month::several(3 * self.0.index())
    }

    /// Four times the year plus the quarters of that year gone by.
    #[inline]
    pub(super) const fn index(self) -> u32 {
        self.0.index()
    }

    /// The quarter of an index within the calendar.
    pub(super) const fn from_index(index: u32) -> Self {
        Self(PartOfYear::from_index(index))
    }
}

/// The quarter that contains the month.
impl From<Month> for Quarter {
    #[inline]
    fn from(month: Month) -> Self {
        Self::from_index(month.index() / 3)
    }
}

/// The quarter that contains the day.
impl From<Day> for Quarter {
    #[inline]
    fn from(day: Day) -> Self {
        Self::from_index(day.month_index() / 3)
    }
}
