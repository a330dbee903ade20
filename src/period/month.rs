//! A calendar month.

use super::civil::LAST_YEAR;
use super::day::Day;
use super::part_of_year::{PartOfYear, part_of_year};
use super::period::Period;
use super::text::Form;
use crate::error::PeriodError;

/// A month of a calendar year, such as March 2026, written `"2026-03"`.
///
/// # Invariants
///
/// Always a month of the years 1 to 9999. Four bytes, and `Option<Month>` is four bytes too. The
/// ordinal is twelve times the year plus the months of that year gone by.
///
/// # Errors
///
/// [`Month::new`] refuses the year 0 and the months 0 and 13 with a [`PeriodError`] that names
/// them. Text must have the form of `"2026-03"`: not `"2026-3"`, `"2026-03-01"` or `"03/2026"`.
///
/// # Example
///
/// ```
/// use npscore::{Month, Period, Quarter, Year};
///
/// const LAUNCH: Month = Month::constant(2026, 3);
///
/// let month: Month = "2026-03".parse()?;
/// assert_eq!((month.year(), month.month()), (2026, 3));
/// assert_eq!(month, LAUNCH);
/// assert_eq!(month.successor(), Some(Month::constant(2026, 4)));
/// assert_eq!(month.year_before(), Some(Month::constant(2025, 3)));
/// assert_eq!(Quarter::from(month), Quarter::constant(2026, 1));
/// assert_eq!(
///     "2026-13".parse::<Month>().unwrap_err().to_string(),
///     "month 13 is out of range, expected 1 to 12",
/// );
/// # Ok::<(), npscore::error::PeriodError>(())
/// ```
///
/// ```compile_fail
/// use npscore::Month;
/// const NONE: Month = Month::constant(2026, 13);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(PartOfYear<12>);

part_of_year!(
    [] Month, Month, "month", (1, LAST_YEAR), [month 1 to 12], "2026-03",
    Form { before: "", mark: "-", digits: 2 }
);

impl Month {
    /// Twelve times the year plus the months of that year gone by.
    #[inline]
    pub(super) const fn index(self) -> u32 {
        self.0.index()
    }

    /// As many months from an index as asked for.
    pub(super) fn several<const N: usize>(index: u32) -> [Self; N] {
        let mut months = (index..).map(|index| Self(PartOfYear::from_index(index)));
        core::array::from_fn(|_| months.next().unwrap_or(Self::MAX))
    }
}

/// The month that contains the day.
impl From<Day> for Month {
    #[inline]
    fn from(day: Day) -> Self {
        Self(PartOfYear::from_index(day.month_index()))
    }
}
